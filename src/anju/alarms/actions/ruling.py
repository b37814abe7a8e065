"""Rules: shipped, changed by a new version, switched, and judged over what points say."""

import json
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from anju.alarms import shipped
from anju.alarms.actions import calling
from anju.alarms.actions.apart import each
from anju.alarms.actions.defects import report_once
from anju.alarms.actions.moves import enter, perform
from anju.alarms.enums import AlarmKind, Event, Outcome, State
from anju.alarms.models import Alarm, AlarmPoint, Rule, Watch
from anju.alarms.permissions import Permission
from anju.alarms.queries import hearing, watching
from anju.alarms.rules import terms
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind, system
from anju.kernel.ledger import canon
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.places.queries import building_of, district_paths
from anju.supervision.lists.queries.parties import NobodyError
from anju.telemetry.models import Shield

PIECE = 500
SAID = "rule"


def load_shipped(*, by: Actor) -> int:
    """Give each district the rules of this release that it has none of yet; how many. Its own versions stay."""
    if by.kind is not ActorKind.SYSTEM:
        raise PermissionDenied("only the system loads the shipped rules")
    made = 0
    with deed(by=by) as act:
        for path in district_paths():
            held = set(Rule._all.filter(path=path).values_list("code", flat=True))
            for one in shipped.rules():
                if one.code in held:
                    continue
                terms.check(one.definition)
                row = Rule._all.create(
                    code=one.code, name=one.name, facility_kind=one.facility_kind, path=path, enabled=one.enabled,
                    alarm_kind=one.alarm_kind, hazard_code=one.hazard_code, definition=canon.dumps(one.definition),
                    made_at=clock.from_us(act.at),
                )  # fmt: skip
                act.enter("alarm_rule.shipped", row, path=path, data=_told(row))
                made += 1
    return made


def _told(row: Rule) -> dict[str, Any]:
    return {"code": row.code, "version": row.version, "facility": row.facility_kind, "enabled": row.enabled}


def change_rule(*, by: Actor, rule: int, path: str, definition: dict[str, Any], name: str = "") -> Rule:
    """The next version of a rule, for its own place or for one below, where it then stands in its stead.

    It begins switched off, so that it can be tried on past readings. Raises PermissionDenied, ValidationError.
    """
    try:
        terms.check(definition)
    except terms.BadRuleError as error:
        raise ValidationError(str(error)) from None
    with deed(by=by) as act:
        old = watching.locked_rule(rule)
        if old is None or not path.startswith(old.path):
            raise PermissionDenied
        require(by, Permission.RULES, path=path)
        standing = watching.in_force(old.code, path)
        if standing is not None:
            _end(act, standing)
        version = Rule._all.filter(code=old.code, path=path).count() + 1
        row = Rule._all.create(
            code=old.code, name=name.strip()[:80] or old.name, version=version, facility_kind=old.facility_kind,
            path=path, alarm_kind=old.alarm_kind, hazard_code=old.hazard_code, definition=canon.dumps(definition),
            made_at=clock.from_us(act.at), made_by=by.account,
        )  # fmt: skip
        act.enter("alarm_rule.revised", row, path=path, data=_told(row))
    return row


def _end(act: Deed, row: Rule) -> None:
    row.ended_at, row.ended_by, row.enabled = clock.from_us(act.at), act.by.account, False
    row.save(update_fields=["ended_at", "ended_by", "enabled"])
    Watch._all.filter(rule=row).delete()
    act.enter("alarm_rule.ended", row, path=row.path, data=_told(row))


def switch_rule(*, by: Actor, rule: int, on: bool) -> Rule:
    """Switch a rule on or off. It watches from now on: what was before calls nobody. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = watching.locked_rule(rule)
        if row is None:
            raise PermissionDenied
        require(by, Permission.RULES, path=row.path)
        if row.enabled != on:
            row.enabled = on
            row.save(update_fields=["enabled"])
            Watch._all.filter(rule=row).delete()
            act.enter(
                "alarm_rule.switched_on" if on else "alarm_rule.switched_off", row, path=row.path, data=_told(row)
            )
    return row


def watch_more() -> int:
    """Begin to watch points that came under a rule since, and stop where they left it; how many began."""
    begun = 0
    now = clock.now_us()
    for rule in watching.enabled_rules():
        Watch._all.filter(rule=rule).exclude(point__in=watching.points_of(rule).values("pk")).delete()
        found = watching.unwatched(rule, PIECE)
        definition = watching.definition(rule)
        rows = [_watch(rule, point, definition, now) for point in found]
        Watch._all.bulk_create(rows, ignore_conflicts=True)
        begun += len(rows)
    return begun


def _watch(rule: Rule, point: int, definition: dict[str, Any], now: int) -> Watch:
    memory = terms.begin(now)
    return Watch(
        rule=rule, point_id=point, read_us=now, memory=json.dumps(memory), next_us=terms.due(definition, memory)
    )


def judge_watches(limit: int = 100) -> bool:
    """Judge what has something new; true where more waits."""
    found = watching.due_watches(clock.now_us(), limit)
    each(found, judge_watch)
    return len(found) == limit


def judge_watch(pk: int) -> bool:
    """Read on for one rule at one point, and raise or end what follows. One short transaction."""
    with deed(by=system("alarms")) as act:
        row = watching.locked_watch(pk)
        if row is None:
            return False
        definition = watching.definition(row.rule)
        heard = watching.said(row.point, terms.wanted(definition), row.read_us, act.at)
        until = act.at if heard.whole else heard.upto
        memory, changes = terms.run(definition, json.loads(row.memory), heard.said, until)
        row.memory, row.next_us, row.read_us = json.dumps(memory), terms.due(definition, memory), heard.upto
        was, row.on = row.on, bool(memory["on"])
        row.save(update_fields=["memory", "next_us", "read_us", "on"])
        if row.on and not was:
            _raise(act, row, changes[-1].at)
        elif was and not row.on:
            _over(act, row, changes[-1].at)
    return True


def _raise(act: Deed, row: Watch, at: int) -> None:
    """An alarm, unless the device has said the same itself; and the defect on the lists."""
    rule, device = row.rule, row.point.device
    if row.point.stands is None or watching.open_alarm(rule, row.point) is not None:
        return
    shield = hearing.shield_over(row.point, act.at)
    muted = "" if shield is None else shield.kind
    if hearing.open_event(AlarmKind(rule.alarm_kind), row.point, muted, at) is None:
        _alarm(act, row, at, shield)
    if shield is None and rule.hazard_code:
        with suppress(NobodyError):  # no organisation is registered there: the alarm still tells everybody it can
            report_once(by=act.by, device=device, what=rule.code, code=rule.hazard_code, description=rule.name)


def _alarm(act: Deed, row: Watch, at: int, shield: Shield | None) -> None:
    rule, device, place = row.rule, row.point.device, row.point.stands
    assert place is not None
    alarm = Alarm._all.create(
        kind=rule.alarm_kind, place=place, path=place.path, device=device, rule=rule,
        building=building_of(place).path, spot=row.point.what or device.spot, floor=row.point.floor,
        muted="" if shield is None else shield.kind, first_us=at, last_us=at, raised_at=clock.from_us(act.at),
        next_at=None if shield is None else shield.until,
    )  # fmt: skip
    AlarmPoint._all.create(alarm=alarm, point=row.point, state=SAID, at=at, order=1)
    enter(act, alarm, Event.RAISE, data={"point": row.point_id, "said": SAID, "rule": rule.code, "muted": alarm.muted})
    if shield is None:
        calling.start(act, alarm)


def _over(act: Deed, row: Watch, at: int) -> None:
    """The rule holds no longer: its alarm ends by itself where nobody is at it. The hazard stays."""
    alarm = watching.open_alarm(row.rule, row.point)
    if alarm is None:
        return
    AlarmPoint._all.filter(alarm=alarm, point=row.point).update(ended_us=at)
    if alarm.state in (State.RAISED, State.ACKNOWLEDGED) and alarm.kind not in (AlarmKind.FIRE, AlarmKind.PRE_ALARM):
        alarm.outcome = Outcome.FAULT
        perform(act, alarm, Event.RESTORE)
