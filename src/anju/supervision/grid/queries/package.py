"""The day package: all a phone needs for a day without a line, and nothing of anybody else's ground."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from anju.catalogue.enums import LiableParty, SeenBy
from anju.catalogue.queries import in_use
from anju.catalogue.rules import KindFacts
from anju.catalogue.suggest import ways
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import district_of
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries.labels import tokens_at
from anju.supervision.grid import words
from anju.supervision.grid.queries import ground as reads
from anju.supervision.grid.queries.ground import Ground
from anju.supervision.grid.queries.walkers import local_day
from anju.supervision.lists.models import Duty

PLAIN, WAYS, KINDS = 60, 4, 8
SETTINGS = {"undo_seconds": 10, "unsent_warning_days": 2, "photo_bytes": 400_000}
LOOKED_AT = frozenset({SeenBy.PATROL, SeenBy.RESIDENT, SeenBy.VIDEO, SeenBy.SURVEY})
"""A kind that is seen so can be photographed; others are read from papers or devices."""


def day_package(actor: Actor, *, account: int, text_size: int, now: datetime) -> dict[str, Any]:
    """Everything but what changes with each request; `version` is a digest of it."""
    ground = reads.ground_of(actor, local_day(now))
    said: dict[str, Any] = {
        "member": _member(actor, ground),
        "text_size": text_size,
        "language": get_language(),
        "round": _round(account),
        "places": [] if ground is None else _places(actor, account, ground, now),
        "kinds": [] if ground is None else _kinds(ground),
        "questions": _questions(account, now),
        "settings": SETTINGS,
        "codes": {} if ground is None else tokens_at(place.pk for place in ground.places),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return {"version": hashlib.sha256(text.encode()).hexdigest()[:24], **said}


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds."""
    return None if at is None else at.astimezone(clock.EPOCH.tzinfo).isoformat(timespec="milliseconds")


def _member(actor: Actor, ground: Ground | None) -> dict[str, Any]:
    grid = ground.grid if ground is not None else None
    return {
        "name": actor.name,
        "post": ground.grant.post if ground is not None else None,
        "organisation": str(ground.post.organisation) if ground is not None else "",
        "grid": {"id": grid.pk, "name": grid.name} if grid is not None else None,
        "role": ground.grant.role if ground is not None else None,
    }


def _round(account: int) -> dict[str, Any] | None:
    found = reads.round_of(account)
    if found is None:
        return None
    one, stops = found
    return {
        "id": one.pk,
        "day": one.day.isoformat(),
        "minutes": one.minutes,
        "stops": [
            {
                "stop": stop.pk,
                "place": stop.place_id,
                "order": stop.order,
                "metres": stop.metres,
                "why": words.why(stop.why),
                "look_at": words.look_at(stop.look_at),
                "state": stop.state,
            }
            for stop in stops
        ],
    }


def _places(actor: Actor, account: int, ground: Ground, now: datetime) -> list[dict[str, Any]]:
    hidden = reads.hidden_from(account, now=now)
    again = reads.looked_at_again(account, ground, now=now)
    cases = reads.open_cases(actor, ground, hidden)
    looks = reads.last_looks(ground, hidden, now=now)
    common, units = reads.common_kinds(ground, now=now), reads.units([*ground.places, *again])
    inside = {unit.pk: unit.parent_id for rows in units.values() for unit in rows}
    by_place: dict[int, list[Duty]] = {}
    for place, duties in cases.items():
        by_place.setdefault(inside.get(place) or place, []).extend(duties)
    return [
        _place(place, units.get(place.pk, ()), by_place.get(place.pk, ()), looks.get(place.pk), common)
        for place in (*ground.places, *again)
        if place.pk not in inside
    ]


def _place(
    place: Place,
    units: Sequence[Place],
    cases: Sequence[Duty],
    last: tuple[datetime, str] | None,
    common: Mapping[str, list[str]],
) -> dict[str, Any]:
    building = getattr(place, "building_facts", None)
    return {
        "id": place.pk,
        "path": place.path,
        "kind": place.kind,
        "name": place.name,
        "full_name": place.full_name,
        "parent": place.parent_id,
        "lon_e7": place.lon_e7,
        "lat_e7": place.lat_e7,
        "storeys": building.storeys if building is not None else None,
        "storeys_below": building.storeys_below if building is not None else None,
        "units": [{"id": unit.pk, "name": unit.name} for unit in units],
        "facts": words.facts(place),
        "open": [_case(duty) for duty in cases],
        "last": None if last is None else {"at": moment(last[0]), "outcome": last[1]},
        "kinds": common.get(PlaceKind(place.kind), [])[:KINDS],
    }


def _case(duty: Duty) -> dict[str, Any]:
    """No free text: a case's words may name people."""
    hazard = duty.hazard
    return {
        "duty": duty.pk,
        "number": hazard.number,
        "kind": duty.kind_code,
        "floor": hazard.floor,
        "spot": hazard.spot,
        "photo": reverse("lists:preview", args=[hazard.photos[0]]) if hazard.photos else None,
        "due": moment(duty.holder_due_at),
        "state": duty.state,
    }


def _kinds(ground: Ground) -> list[dict[str, Any]]:
    english = (get_language() or "").startswith("en")
    rows = [listed.facts for listed in in_use(district_of(ground.grant.paths[0]))]
    return [
        {
            "code": facts.code,
            "name": facts.name_en if english else facts.name,
            "plain": facts.description[:PLAIN],
            "severity": facts.severity,
            "photo": _photo(facts),
            "who": str(LiableParty(facts.liable).label),
            "words": [] if english else list(ways(facts.code)[:WAYS]),
        }
        for facts in rows
    ]


def _photo(facts: KindFacts) -> str:
    """Never "needed": no photo is forced (house law against 指尖上的形式主义)."""
    return "optional" if LOOKED_AT & set(facts.seen_by) else "none"


def _questions(account: int, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "id": row.pk,
            "place": row.place_id,
            "name": row.place.full_name if row.place else "",
            "text": asked.text,
            "why": asked.why,
            "consequence": asked.consequence,
            "answers": [{"value": value, "text": text} for value, text in asked.answers],
        }
        for row in reads.questions_to(account, now=now)
        if (asked := words.question(row)) is not None
    ]
