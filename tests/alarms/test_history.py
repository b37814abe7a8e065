"""An alarm of the past is told at its own moments, by the table of moves, and counts like one that was lived."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from anju.alarms.actions.history import MODELS, PastAlarm, PastCall, PastStep, beside
from anju.alarms.enums import AlarmKind, Answer, Cause, Event, Outcome, Rung, State
from anju.alarms.models import Alarm, Call
from anju.alarms.rules.transitions import NotPossibleError
from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.figures.spans import parse
from anju.kernel.ledger import seals
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.supervision.lists.actions import history
from anju.telemetry import actions as telemetry
from anju.telemetry.models import Device
from tests.alarms.conftest import World
from tests.cast import SYSTEM
from tests.counting import let_read, read

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 9, 30, 23, 59, tzinfo=clock.DISTRICT_TIME)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """In November: September is over."""
    with clock.simulated(datetime(2026, 11, 20, 9, tzinfo=clock.DISTRICT_TIME)):
        yield


@pytest.fixture
def device(world: World) -> Device:
    (made,) = telemetry.register(by=SYSTEM, devices=[telemetry.New(Scheme.PLAIN, "d1", world.cast.places["building"])])
    return made


def past(world: World, device: Device, *steps: PastStep, climbs: bool = False) -> PastAlarm:
    calls = [PastCall(0 * SECOND, Rung.PROPERTY, world.cast.organisations["company"].pk)]
    if climbs:
        calls.append(PastCall(60 * SECOND, Rung.GRID))
    return PastAlarm(device, AlarmKind.FIRE, NIGHT, tuple(calls), steps, spot="3层走道", floor=3)


def handled(world: World) -> tuple[PastStep, ...]:
    by = world.cast.property_manager
    return (
        PastStep(90 * SECOND, Event.ACKNOWLEDGE, by),
        PastStep(150 * SECOND, Event.ARRIVE, by),
        PastStep(200 * SECOND, Event.JUDGE, by, Outcome.FALSE, Cause.DUST),
    )


def write(alarm: PastAlarm) -> None:
    history.write(by=system("demo"), lived=True, beside=list(beside(alarm)), models=MODELS)


def test_row_calls_and_entries_stand_at_their_own_moments_and_the_ledger_accounts_for_them(
    client: Client, world: World, device: Device
) -> None:
    write(past(world, device, *handled(world), climbs=True))
    row = Alarm._all.get()
    assert (row.state, row.outcome, row.cause, row.rung) == (State.CLOSED, Outcome.FALSE, Cause.DUST, Rung.GRID)
    assert (row.raised_at, row.acknowledged_at, row.closed_at) == (NIGHT, NIGHT + 90 * SECOND, NIGHT + 200 * SECOND)
    assert row.judged_by == world.cast.accounts["property_manager"].pk
    calls = list(Call._all.order_by("pk").values_list("rung", "answer", "called_at"))
    assert calls == [(Rung.PROPERTY, "", NIGHT), (Rung.GRID, Answer.GOING, NIGHT + 60 * SECOND)]
    told = Entry._all.filter(subject_kind="alarm").order_by("id").values_list("verb", "at")
    assert [(verb.removeprefix("alarm."), (clock.from_us(at) - NIGHT) // SECOND) for verb, at in told] == [
        ("raised", 0), ("called", 0), ("called", 60), ("acknowledged", 90), ("arrived", 150), ("judged", 200),
    ]  # fmt: skip
    seals.seal()
    assert [fault for fault in verify(state=True) if "alarm" in fault.where] == []
    client.force_login(world.cast.accounts["property_manager"])
    assert client.get(f"/alarms/{row.pk}/").status_code == 200


def test_it_counts_in_its_own_month(world: World, device: Device) -> None:
    write(past(world, device, *handled(world), climbs=True))
    let_read()
    september, october = parse("2026-09"), parse("2026-10")
    for code in ("alarms.raised", "alarms.false", "alarms.answered_3", "alarms.on_scene_3", "alarms.climbed"):
        assert (read(code, span=september), read(code, span=october)) == (1, 0), code
    assert read("alarms.answered_1") == read("alarms.open") == 0


def test_what_the_table_forbids_is_no_past_either(world: World, device: Device) -> None:
    unseen = PastStep(30 * SECOND, Event.JUDGE, world.cast.property_manager, Outcome.FALSE, Cause.DUST)
    with pytest.raises(NotPossibleError):
        write(past(world, device, unseen))
    nothing = PastStep(60 * SECOND, Event.CLOSE, world.cast.property_manager)
    with pytest.raises(NotPossibleError):
        write(past(world, device, nothing))
    assert not Alarm._all.exists()
