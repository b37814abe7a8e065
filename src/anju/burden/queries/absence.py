"""Looking for what must not be there: a feature has a table, a column or an address, or it does not exist.

Names are split into words (`checkIn`, `check_in`, `check-in` are the same two), so that `check` of a residents' report
is no check-in.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from anju.people.models import Account

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "check_in": ("check in", "checkin", "clock in", "punch", "attendance", "sign in place", "daka", "qiandao"),
    "points": ("score", "points", "credits", "merit", "bonus", "badge", "jifen"),
    "ranking": ("rank", "ranking", "leaderboard", "podium", "streak", "top list", "paiming"),
    "online_time": ("online time", "online minutes", "time online", "duration online", "active minutes", "usage time"),
    "quota": ("quota", "minimum count", "min count", "minimum reports", "target count", "required count"),
    "install_rate": ("install rate", "installed rate", "installation", "activation rate", "adoption"),
    "login_duty": ("login days", "must login", "login streak", "days signed in", "last login rate"),
    "likes": ("like", "likes", "upvote", "votes", "shares", "reposts", "kudos"),
    "tracks": ("mileage", "trackpoint", "gps track", "kilometres walked", "steps walked", "route walked"),
    "complaints": ("complaint", "staff complaint", "suggestion"),
}
"""Switch → the word sequences by which such a feature would be called."""


def said(name: str) -> str:
    """A name as its words, spaces around and between."""
    words = [word.lower() for word in re.split(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])", name) if word]
    return f" {' '.join(words)} "


def found(switch: str) -> list[str]:
    """Tables, columns and addresses that are called like the feature; about persons, for columns."""
    return [name for name in _names() if any(f" {words} " in said(name) for words in FORBIDDEN[switch])]


@cache
def _names() -> tuple[str, ...]:
    own = [model for model in apps.get_models() if model.__module__.startswith("anju.")]
    return (*_tables(own), *_columns(own), *_addresses(get_resolver(), ""))


def _tables(own: Iterable[type[models.Model]]) -> Iterator[str]:
    return (model._meta.object_name or "" for model in own)


def _columns(own: Iterable[type[models.Model]]) -> Iterator[str]:
    """Columns of tables that name a person: a property company's points are another matter."""
    for model in own:
        if names_person(model):
            yield from (f"{model._meta.object_name}.{field.name}" for field in model._meta.get_fields())


def has_address(namespace: str) -> bool:
    """Whether a part of the site is there."""
    return any(name.startswith(f"{namespace}:") for name in _names())


def names_person(model: type[models.Model]) -> bool:
    """Whether a row of a table is somebody's."""
    fields = model._meta.get_fields()
    return any(field.related_model is Account or field.name in {"account", "person", "holder"} for field in fields)


def _addresses(resolver: URLResolver, namespace: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}:{pattern.name}"
