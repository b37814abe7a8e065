"""Patrols in words: what is known of a place, what is asked; why it is on a round (`wording`)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anju.places.enums import ManagementMode, WaterState
from anju.places.models import Place
from anju.supervision.grid import doubt_words
from anju.supervision.grid.models import Question
from anju.supervision.grid.rules.kinds import SignKind, said_of
from anju.supervision.grid.wording import look_at, why

__all__ = ["Asked", "answered", "facts", "look_at", "question", "why"]

UNWORTHY = frozenset({WaterState.UNKNOWN, WaterState.NONE_NEEDED, WaterState.OK})
"""Nothing to look at."""


def facts(place: Place) -> list[str]:
    """What is worth knowing of a place before looking at it, each a few words."""
    estate, building = getattr(place, "estate_facts", None), getattr(place, "building_facts", None)
    found = []
    if building is not None:
        if building.year_built:
            found.append(_("%(year)s年建") % {"year": building.year_built})
        if building.storeys:
            found.append(_("%(storeys)s层") % {"storeys": building.storeys})
        if building.height_cm:
            found.append(_("高%(metres)s米") % {"metres": f"{building.height_cm / 100:g}"})
        if building.water not in UNWORTHY:
            found.append(_("消防给水：%(state)s") % {"state": WaterState(building.water).label})
    if estate is not None and estate.mode != ManagementMode.UNKNOWN:
        found.append(str(ManagementMode(estate.mode).label))
    households = getattr(building or estate, "households", None)
    if households:
        found.append(_("%(count)s户") % {"count": households})
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put, with why, and what follows from not answering."""

    text: str
    why: str
    consequence: str
    answers: list[tuple[str, str]]


def question(row: Question) -> Asked | None:
    """One plain question. Whatever is answered has no consequence for who answers. None for what an other version of
    the rules asked and this one has no words for.
    """
    said = row.parameters.get("said", {})
    try:
        kind = SignKind(row.sign)
        text, why = _(doubt_words.QUESTIONS[kind]) % said, _(doubt_words.WHY[kind]) % said
    except (ValueError, KeyError):
        return None
    return Asked(
        text,
        why,
        _(doubt_words.CONSEQUENCE),
        [(str(one), _(doubt_words.ANSWERS[one])) for one in doubt_words.OFFERED[kind]],
    )


def answered(row: Question) -> str:
    """What the member said, in words; empty where he has not."""
    return _(doubt_words.ANSWERS[said_of(row.answer)]) if row.answered_at is not None else ""
