"""A room that keeps its panel quiet while something burns: after a few minutes somebody outside hears of it."""

from anju.alarms.actions import calling
from anju.alarms.actions.apart import each
from anju.alarms.actions.moves import enter
from anju.alarms.enums import OPEN, AlarmKind, Event
from anju.alarms.models import Alarm, AlarmPoint, Silencing
from anju.alarms.queries import hearing
from anju.alarms.rules import signals
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import deed
from anju.places.queries import building_of
from anju.telemetry.models import Signal

FIRES = ("fire", "smoke", "pre_alarm")


def note_silence(signal: Signal) -> None:
    """Keep when a panel was silenced, and when it no longer is. Part of reading a signal."""
    by_deed = signal.state == signals.SILENCE_DEED
    if by_deed or (signal.state == signals.SILENCED and signal.on):
        Silencing._all.get_or_create(
            point=signal.point,
            by_deed=by_deed,
            ended=False,
            defaults={"since_us": signal.at, "due_us": max(signal.at, signal.heard) + signals.SILENCED_US},
        )
    elif signal.state == signals.SILENCED:
        Silencing._all.filter(point=signal.point, by_deed=False, ended=False).update(ended=True)
    elif signal.state in signals.UNSILENCED:
        Silencing._all.filter(point__device=signal.point.device_id, ended=False).update(ended=True)


def raise_silencings(limit: int = 50) -> int:
    """Raise an alarm for every panel that was kept quiet too long; how many."""
    return each(hearing.due_silencings(clock.now_us(), limit), _raise)


def _raise(row: Silencing) -> bool:
    device = row.point.device
    with deed(by=system("alarms")) as act:
        if not Silencing._all.filter(pk=row.pk, ended=False).update(ended=True):
            return False
        still = hearing.holds(device.pk, FIRES) if row.by_deed else hearing.point_holds(row.point_id, "silenced")
        if not still or device.place is None or hearing.shield_over(row.point, act.at) is not None:
            return False
        if Alarm._all.filter(device=device, kind=AlarmKind.SILENCING, state__in=OPEN).exists():
            return False
        alarm = Alarm._all.create(
            kind=AlarmKind.SILENCING, place=device.place, path=device.place.path, device=device,
            building=building_of(device.place).path, spot=row.point.what or device.spot, floor=row.point.floor,
            first_us=row.since_us, last_us=row.since_us, raised_at=clock.from_us(act.at),
        )  # fmt: skip
        AlarmPoint._all.create(alarm=alarm, point=row.point, state="silenced", at=row.since_us, order=1)
        enter(act, alarm, Event.RAISE, data={"point": row.point_id, "said": "silenced", "muted": ""})
        calling.start(act, alarm)
    return True
