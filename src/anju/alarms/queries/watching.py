"""Rules in force, what they watch, and what points said."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from anju.alarms import shipped
from anju.alarms.models import Alarm, Rule, Watch
from anju.alarms.permissions import Permission
from anju.alarms.rules.terms import Said
from anju.kernel.actors import Actor
from anju.kernel.scope import under
from anju.places.queries import district_paths
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Heard, Point, Series, Signal
from anju.telemetry.queries import history

MOST = 5_000
"""Readings of one quantity judged at once; the rest waits for the next look."""


def definition(rule: Rule) -> dict[str, Any]:
    """The rule as the evaluator reads it."""
    found: dict[str, Any] = json.loads(rule.definition)
    return found


def rules_for(actor: Actor) -> QuerySet[Rule]:
    """Rules in force whose place the actor reaches."""
    return Rule.objects.for_(actor, Permission.RULES).filter(ended_at=None).order_by("facility_kind", "code", "path")


def rule_for(actor: Actor, pk: int) -> Rule | None:
    """One of them."""
    return rules_for(actor).filter(pk=pk).first()


def locked_rule(pk: int) -> Rule | None:
    """For a writer."""
    return Rule._all.select_for_update().filter(pk=pk, ended_at=None).first()


def in_force(code: str, path: str) -> Rule | None:
    """The version of a rule in force for exactly a path, locked."""
    return Rule._all.select_for_update().filter(code=code, path=path, ended_at=None).first()


def has_shipped() -> bool:
    """Whether every district has every rule of this release, in whatever version."""
    codes = [one.code for one in shipped.rules()]
    held = Rule._all.filter(code__in=codes, path__in=district_paths()).values("code", "path").distinct().count()
    return held >= len(codes) * len(district_paths())


def enabled_rules() -> list[Rule]:
    """Rules that are switched on."""
    return list(Rule._all.filter(ended_at=None, enabled=True).order_by("pk"))


def _of_kind(kind: str) -> Q:
    device = Q(device__facility__kind=kind) | Q(device__facility=None, device__model__facility_kind=kind)
    return device & Q(device__state=DeviceState.CLAIMED)


def overridden(rule: Rule) -> list[str]:
    """The paths below a rule's own where another rule of its code stands in its stead, switched on or not."""
    rows = Rule._all.filter(under("path", rule.path), code=rule.code, ended_at=None).exclude(pk=rule.pk)
    return list(rows.values_list("path", flat=True))


def points_of(rule: Rule) -> QuerySet[Point]:
    """The points a rule is for: of its kind of facility, in its place, and not where a nearer rule stands."""
    rows = Point._all.filter(_of_kind(rule.facility_kind), under("device__path", rule.path))
    for path in overridden(rule):
        rows = rows.exclude(under("device__path", path))
    return rows


def unwatched(rule: Rule, limit: int) -> list[int]:
    """Points of a rule that it does not watch yet."""
    held = Watch._all.filter(rule=rule, point=OuterRef("pk"))
    return list(points_of(rule).filter(~Exists(held)).order_by("pk").values_list("pk", flat=True)[:limit])


def due_watches(now_us: int, limit: int) -> list[int]:
    """Watches that have something to judge: a newer reading or signal, or time has made something so."""
    newer = Series._all.filter(point=OuterRef("point"), last_us__gt=OuterRef("read_us"), last_us__lte=now_us)
    spoke = Signal._all.filter(point=OuterRef("point"), at__gt=OuterRef("read_us"), at__lte=now_us)
    rows = Watch._all.filter(rule__ended_at=None, rule__enabled=True)
    rows = rows.filter(Q(next_us__lte=now_us) | Exists(newer) | Exists(spoke))
    return list(rows.order_by(F("next_us").asc(nulls_last=True), "pk").values_list("pk", flat=True)[:limit])


def locked_watch(pk: int) -> Watch | None:
    """For a writer."""
    rows = Watch._all.select_for_update(of=("self",)).select_related("rule", "point__place", "point__device__place")
    return rows.filter(pk=pk).first()


def last_heard(device: int) -> int | None:
    """When a device last gave a sign of life, by our clock."""
    return Heard._all.filter(device=device).values_list("last_us", flat=True).first()


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a point said in a stretch of time, in order, and how far that is everything it said."""

    said: list[Said]
    upto: int
    whole: bool
    """Nothing was left for the next look."""


def said(point: Point, wanted: frozenset[str], after: int, upto: int) -> Stretch:
    """What a point said after a moment, of the quantities and states that are wanted ("*": of all).

    `upto` comes back as the last moment it said anything, wanted or not: what a device measured a little ago and sends
    only now is later than that, and is read next time.
    """
    everything = "*" in wanted
    series = list(Series._all.filter(point=point))
    asked = [row for row in series if everything or row.quantity in wanted]
    found: list[Said] = []
    end, whole = upto, True
    for row in asked:
        some = [Said(at, row.quantity, milli) for at, milli in _readings(row.pk, after, upto)]
        if len(some) == MOST:
            end, whole = min(end, some[-1].at), False
        found += some
    signals = Signal._all.filter(point=point, at__gt=after, at__lte=upto)
    newest = [row.last_us for row in series if row.last_us is not None and row.last_us <= upto]
    newest += list(signals.order_by("-at").values_list("at", flat=True)[:1])
    if not everything:
        signals = signals.filter(state__in=wanted)
    found += [Said(row.at, row.state, int(row.on)) for row in signals.order_by("at")[:MOST]]
    if everything and (heard := last_heard(point.device_id)) is not None and after < heard <= upto:
        found.append(Said(heard, "*", 1))
        newest.append(heard)
    reached = end if not whole else max(newest, default=after)
    kept = sorted((one for one in found if one.at <= end), key=lambda one: one.at)
    return Stretch(kept, max(reached, after), whole)


def _readings(series: int, after: int, upto: int) -> Iterator[tuple[int, int]]:
    yield from history.values(series, since=after + 1, until=upto + 1, most=MOST)


def open_alarm(rule: Rule, point: Point) -> Alarm | None:
    """The open alarm that a rule raised for a point, locked."""
    rows = Alarm._all.select_for_update(of=("self",)).filter(rule__code=rule.code, spoke__point=point)
    return rows.exclude(state="closed").select_related("place").order_by("-pk").first()


def points_at(rule: Rule, path: str, limit: int) -> list[Point]:
    """Points a rule could be tried on at or below a place."""
    rows = Point._all.filter(_of_kind(rule.facility_kind), under("device__path", path))
    return list(rows.select_related("place", "device__place").order_by("pk")[:limit])
