"""Calling out: who is told at a rung, and the ladder that climbs by itself until somebody handles it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from anju.alarms import notices
from anju.alarms.actions.moves import due, enter, perform
from anju.alarms.enums import AlarmKind, Event, Muted, Outcome, Rung, State
from anju.alarms.models import Alarm, Call, Called
from anju.alarms.queries import contacts as contact_rows
from anju.alarms.queries import events, hearing, parties
from anju.alarms.queries.parties import Party
from anju.alarms.rules import ladder
from anju.alarms.rules.signals import ALONE
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Deed, Ref, deed
from anju.notify.actions import tell
from anju.notify.enums import Urgency
from anju.notify.queries.recipients import Outside

LADDER = "alarms"
CALL_KIND = "alarm_call"


def call_out(act: Deed, alarm: Alarm, rung: Rung, *, skipped: Iterable[Rung] = ()) -> None:
    """Call everybody of a rung; where it has nobody, of the next that has. Each party gets its full time from now."""
    kind, now, passed = AlarmKind(alarm.kind), clock.from_us(act.at), list(skipped)
    found = parties.parties_at(alarm, rung, now)
    while not found and (above := ladder.above(kind, rung)) is not None:
        passed.append(rung)
        rung = above
        found = parties.parties_at(alarm, rung, now)
    alarm.rung = rung
    alarm.next_at = due(alarm, now)
    alarm.save(update_fields=["rung", "next_at"])
    turn = events.round_of(alarm, rung) + 1
    reached = [account for party in found for account in _one(act, alarm, party, turn)]
    data = {
        "rung": rung,
        "round": turn,
        "skipped": passed,
        "organisations": [party.organisation for party in found if party.organisation is not None],
        "stations": [party.station.pk for party in found if party.station is not None],
        "accounts": sorted(set(reached)),
    }
    enter(act, alarm, Event.CALL, data=data)


def _one(act: Deed, alarm: Alarm, party: Party, turn: int) -> list[int]:
    """Call one party; the accounts that were told."""
    call = Call._all.create(
        alarm=alarm, rung=alarm.rung, round=turn, organisation_id=party.organisation, station=party.station,
        metres=party.metres, called_at=clock.from_us(act.at), due_at=alarm.next_at,
    )  # fmt: skip
    life = ladder.is_life(AlarmKind(alarm.kind))
    notice = tell(
        act.by,
        code=notices.AGAIN if turn > 1 else notices.CALL,
        to=party.to,
        subject=alarm,
        params={"kind": alarm.kind, "where": alarm.place_id, "since": alarm.first_us},
        urgency=Urgency.LIFE if life else Urgency.URGENT,
        path=alarm.path,
    )
    accounts = list(notice.messages.values_list("account_id", flat=True))
    Called._all.bulk_create([Called(call=call, alarm=alarm, account=account) for account in accounts])
    return accounts


def call_household(act: Deed, alarm: Alarm) -> None:
    """Call everybody whom the household named, at once and beside the ladder. No number is kept with the call."""
    assert alarm.device_id is not None
    called = []
    for contact in contact_rows.of_device(alarm.device_id):
        call = Call._all.create(
            alarm=alarm, rung=Rung.CONTACT, contact=contact, called_at=clock.from_us(act.at), due_at=None
        )
        tell(
            act.by,
            code=notices.HOUSEHOLD_HELP if alarm.kind == AlarmKind.HELP else notices.HOUSEHOLD,
            to=Outside(),
            subject=Ref(CALL_KIND, str(call.pk)),
            params={"where": alarm.place_id, "since": alarm.first_us},
            path=alarm.path,
        )
        called.append(contact.pk)
    if called:
        enter(act, alarm, Event.CALL, data={"rung": Rung.CONTACT, "contacts": called})


def climb(pk: int) -> bool:
    """Take one automatic step of one alarm, if it is still due. Never two in one run."""
    with deed(by=system(LADDER)) as act:
        now = clock.from_us(act.at)
        alarm = events.claimed(pk, now)
        if alarm is None:
            return False
        if alarm.muted:
            _unmute(act, alarm, now)
        else:
            step(act, alarm)
    return True


def step(act: Deed, alarm: Alarm) -> None:
    """Call the next rung; at the top, the same again."""
    above = ladder.above(AlarmKind(alarm.kind), Rung(alarm.rung))
    call_out(act, alarm, Rung(alarm.rung) if above is None else above)


def _unmute(act: Deed, alarm: Alarm, now: datetime) -> None:
    """A shield or test is over: what still holds is called out like any other, what does not was a test."""
    lines = events.points_of(alarm)
    shield = hearing.shield_over(lines[0].point, act.at)
    if shield is not None:
        alarm.next_at = shield.until
        alarm.save(update_fields=["next_at"])
    elif any(line.ended_us is None and hearing.point_holds(line.point_id, line.state) for line in lines):
        alarm.muted, alarm.next_at = Muted.NO, now
        perform(act, alarm, Event.WAKE)
        start(act, alarm)
    else:
        alarm.outcome = Outcome.TEST if alarm.muted == Muted.TEST else Outcome.UNKNOWN
        alarm.state, alarm.next_at, alarm.closed_at = State.CLOSED, None, now
        alarm.save()
        enter(act, alarm, Event.RESTORE, before=State.RAISED, data={"muted": alarm.muted})


def start(act: Deed, alarm: Alarm) -> None:
    """The first call of an alarm, and of the household where its own detector spoke."""
    call_out(act, alarm, ladder.first(AlarmKind(alarm.kind)))
    device = alarm.device
    alone = device is not None and hearing.facility_kind(device) == ALONE
    if (alarm.kind == AlarmKind.FIRE and alone) or (alarm.kind == AlarmKind.HELP and device is not None):
        call_household(act, alarm)


SOON = timedelta(hours=1)
"""How long a muted alarm waits that names no end of its own."""
