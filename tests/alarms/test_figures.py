"""Alarms are counted from their entries: what they were, how long people took, and what is open, now and as of then."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anju.alarms import actions
from anju.alarms.enums import OPEN, AlarmKind, Cause, Outcome, Rung, State
from anju.alarms.models import Alarm, Call
from anju.alarms.queries import events
from anju.alarms.rules.transitions import NotPossibleError
from anju.kernel import clock
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import Span, parse
from anju.kernel.ledger import consumers, seals
from anju.places.actions import move_place
from anju.reports.queries import asking
from anju.telemetry.models import Shield
from tests.alarms.conftest import World
from tests.cast import SYSTEM, Cast
from tests.counting import check_rebuilt, let_read, read

pytestmark = pytest.mark.django_db

OUTCOMES = {
    "alarms.real_fires": Outcome.REAL_FIRE, "alarms.false": Outcome.FALSE, "alarms.tested": Outcome.TEST,
    "alarms.faults": Outcome.FAULT, "alarms.unknown": Outcome.UNKNOWN,
}  # fmt: skip
FAST = (AlarmKind.FIRE, AlarmKind.HELP)
CODES = (
    "alarms.open", "alarms.open_unanswered", "alarms.raised", "alarms.fires", *OUTCOMES, "alarms.urgent",
    "alarms.answered_1", "alarms.answered_3", "alarms.answered_5", "alarms.on_scene_3", "alarms.judged_5",
    "alarms.unanswered", "alarms.climbed", "alarms.muted",
)  # fmt: skip
MINUTE = timedelta(minutes=1)
BEGAN = datetime(2026, 10, 30, 23, 50, tzinfo=clock.DISTRICT_TIME)


def counts(place: str = "/cc/", span: Span = Span(), as_of: int | None = None) -> dict[str, int]:  # noqa: B008 - frozen
    return {code: read(code, place, span, as_of) for code in CODES}


def started(alarm: Alarm) -> datetime | None:
    """When the first rung was called; None: nobody was."""
    return (
        Call._all.filter(alarm=alarm)
        .exclude(rung=Rung.CONTACT)
        .order_by("pk")
        .values_list("called_at", flat=True)
        .first()
    )


def by_rows(place: str, span: Span = Span()) -> dict[str, int]:  # noqa: B008 - frozen
    """The same by looking at each alarm as it stands."""
    found = dict.fromkeys(CODES, 0)
    for one in Alarm._all.filter(path__startswith=place):
        raised = clock.to_us(one.raised_at)
        if span.end_us is not None and raised >= span.end_us:
            continue
        if one.muted:
            found["alarms.muted"] += span.start_us is None or raised >= span.start_us
            continue
        if span.end_us is None or span.end_us > clock.now_us():
            found["alarms.open"] += one.state in OPEN
            found["alarms.open_unanswered"] += one.state == State.RAISED
        if span.start_us is None or raised >= span.start_us:
            _happened(found, one)
        start = started(one)
        if one.kind in FAST and start is not None and _within(clock.to_us(start), span):
            _hastened(found, one, start)
    return found


def _within(moment: int, span: Span) -> bool:
    return (span.start_us is None or moment >= span.start_us) and (span.end_us is None or moment < span.end_us)


def _happened(found: dict[str, int], one: Alarm) -> None:
    found["alarms.raised"] += 1
    found["alarms.fires"] += one.kind == AlarmKind.FIRE
    for code, outcome in OUTCOMES.items():
        found[code] += one.outcome == outcome
    rungs = list(Call._all.filter(alarm=one).order_by("pk").values_list("rung", flat=True))
    found["alarms.climbed"] += bool(rungs) and max(rungs) > rungs[0]


def _hastened(found: dict[str, int], one: Alarm, start: datetime) -> None:
    """Of the day on which somebody was called: a shield may have hidden it until then, or it was no fire yet."""
    found["alarms.urgent"] += 1
    answered = min((at for at in (one.acknowledged_at, one.arrived_at, one.judged_at) if at is not None), default=None)
    found["alarms.unanswered"] += answered is None
    for minutes in (1, 3, 5):
        found[f"alarms.answered_{minutes}"] += answered is not None and answered - start <= minutes * MINUTE
    found["alarms.on_scene_3"] += one.arrived_at is not None and one.arrived_at - start <= 3 * MINUTE
    found["alarms.judged_5"] += one.judged_at is not None and one.judged_at - start <= 5 * MINUTE


def raised(world: World, at: str = "unit", state: str = "fire") -> Alarm:
    world.says(world.point(at=at), state)
    actions.hear()
    return Alarm._all.latest("pk")


@pytest.mark.parametrize(
    ("seconds", "within"), [(60, (1, 1, 1)), (61, (0, 1, 1)), (180, (0, 1, 1)), (181, (0, 0, 1)), (301, (0, 0, 0))]
)
def test_an_answer_counts_by_the_minutes_it_took(world: World, seconds: int, within: tuple[int, ...]) -> None:
    with clock.simulated(BEGAN):
        alarm = raised(world)
    with clock.simulated(BEGAN + timedelta(seconds=seconds)):
        actions.acknowledge(by=world.cast.property_manager, alarm=alarm.pk)
        let_read()
        assert tuple(read(f"alarms.answered_{minutes}") for minutes in (1, 3, 5)) == within
        assert (read("alarms.unanswered"), read("alarms.urgent")) == (0, 1)


def test_it_counts_on_the_day_it_was_raised_whatever_becomes_of_it_later(world: World) -> None:
    by = world.cast.property_manager
    with clock.simulated(BEGAN):
        alarm = raised(world)
        let_read()
    with clock.simulated(BEGAN + timedelta(minutes=20)):
        actions.acknowledge(by=by, alarm=alarm.pk)
        actions.arrive(by=by, alarm=alarm.pk)
        before = let_read()
        actions.judge(by=by, alarm=alarm.pk, outcome=Outcome.FALSE, cause=Cause.STEAM)
        size = let_read()
        october, november = parse("2026-10-30"), parse("2026-10-31")
        assert (read("alarms.false", span=october), read("alarms.false", span=november)) == (1, 0)
        assert read("alarms.false", span=october, false_cause=Cause.STEAM) == 1
        assert (read("alarms.open", span=october), read("alarms.open", span=november)) == (1, 0)
        assert (read("alarms.false", as_of=before), read("alarms.false", as_of=size)) == (0, 1)
        assert (read("alarms.open", as_of=before), read("alarms.open")) == (1, 0)


def test_who_nobody_answers_climbs_and_is_counted_once_however_high(world: World) -> None:
    with clock.simulated(BEGAN) as _:
        alarm = raised(world)
    now = BEGAN
    for _rung in range(3):
        now += 2 * MINUTE
        with clock.simulated(now):
            for pk in events.due(clock.now(), 5):
                actions.climb(pk)
    let_read()
    alarm.refresh_from_db()
    assert alarm.rung > Rung.PROPERTY
    assert (read("alarms.climbed"), read("alarms.climbed", rung=str(alarm.rung))) == (1, 1)
    assert read("alarms.calls") == 4
    assert read("alarms.unanswered") == read("alarms.open_unanswered") == 1


def test_what_is_recorded_under_a_shield_counts_apart_until_it_is_woken(world: World) -> None:
    with clock.simulated(BEGAN):
        device = world.device()
        world.shield(device, minutes=10)
        world.says(world.point(device))
        actions.hear()
        let_read()
        assert (read("alarms.muted"), read("alarms.raised"), read("alarms.urgent")) == (1, 0, 0)
    with clock.simulated(BEGAN + timedelta(minutes=11)):
        for pk in events.due(clock.now(), 5):
            actions.climb(pk)
        let_read()
        assert (read("alarms.muted"), read("alarms.raised"), read("alarms.open")) == (0, 1, 1)
        actions.acknowledge(by=world.cast.property_manager, alarm=Alarm._all.get().pk)
        let_read()
        assert read("alarms.answered_1") == 1, "since somebody was called"


def test_a_fire_that_somebody_sees_under_a_shield_is_hidden_by_it_no_longer(world: World) -> None:
    device = world.device()
    world.shield(device)
    world.says(world.point(device))
    actions.hear()
    alarm = Alarm._all.get()
    assert alarm.muted
    actions.confirm_fire(by=world.cast.property_manager, alarm=alarm.pk)
    alarm.refresh_from_db()
    assert alarm.muted == ""
    assert list(events.listed(world.cast.property_manager, events.Filters())) == [alarm]
    let_read()
    assert (read("alarms.real_fires"), read("alarms.muted"), read("alarms.open")) == (1, 0, 1)
    assert read("alarms.urgent") == 0, "nobody was called, so nobody was late"


def test_a_pre_alarm_that_becomes_a_fire_is_urgent_from_then_on(world: World) -> None:
    with clock.simulated(BEGAN):
        point = world.point()
        world.says(point, "pre_alarm")
        actions.hear()
        let_read()
        assert (read("alarms.raised"), read("alarms.urgent")) == (1, 0)
    with clock.simulated(BEGAN + timedelta(seconds=50)):
        world.says(point, "fire")
        actions.hear()
    with clock.simulated(BEGAN + timedelta(seconds=100)):
        actions.acknowledge(by=world.cast.property_manager, alarm=Alarm._all.get().pk)
        let_read()
        assert (read("alarms.raised"), read("alarms.fires"), read("alarms.answered_1")) == (1, 1, 1)


def test_an_alarm_follows_its_place(world: World) -> None:
    raised(world)
    consumers.drain()
    places = world.cast.places
    move_place(by=SYSTEM, place=places["estate"].pk, under=places["other_community"].pk)
    consumers.drain()
    assert read("alarms.raised", places["other_street"].path) == 1
    assert read("alarms.open", places["street"].path) == 0


WORDS = (
    "fire", "fire", "fault", "over", "shield", "climb", "climb", "take", "take", "arrive", "burns", "false", "test",
    "unknown", "close", "cannot",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.integers(0, 30), st.sampled_from((5, 40, 61, 170, 4000))),
    min_size=8,
    max_size=30,
)


class Duty:
    """Lets devices speak, and does what people do, some seconds apart."""

    def __init__(self, world: World) -> None:
        self.world, self.by = world, SYSTEM
        self.points = [world.point(at=place) for place in ("unit", "second_unit", "far_unit")]

    def step(self, what: str, which: int) -> None:
        open_ones = list(Alarm._all.filter(state__in=OPEN).order_by("pk"))
        alarm = open_ones[which % len(open_ones)].pk if open_ones else 0
        point = self.points[which % 3]
        if what in ("fire", "fault"):
            self.world.says(point, what)
        elif what == "over":
            self.world.says(point, "fault", on=False)
        elif what == "shield" and which % 3 == 0:
            self.world.shield(point.device, minutes=1 + which)
        elif what == "climb":
            for pk in events.due(clock.now(), 5):
                actions.climb(pk)
        elif alarm:
            self._handle(what, alarm)
        actions.hear()

    def _handle(self, what: str, alarm: int) -> None:
        outcomes = {"false": Outcome.FALSE, "test": Outcome.TEST, "unknown": Outcome.UNKNOWN}
        deeds = {
            "take": actions.acknowledge, "arrive": actions.arrive, "burns": actions.confirm_fire,
            "close": actions.close, "cannot": actions.cannot,
        }  # fmt: skip
        try:
            with transaction.atomic():
                if what in outcomes:
                    actions.judge(by=self.by, alarm=alarm, outcome=outcomes[what], cause=Cause.DUST)
                elif what in deeds:
                    deeds[what](by=self.by, alarm=alarm)
        except NotPossibleError:
            return


@pytest.mark.timeout(600)
@given(steps=STEPS)
@settings(
    max_examples=10, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_whatever_happens_figures_say_what_the_alarms_say_then_and_now(
    world: World, steps: list[tuple[str, int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ("/cc/", world.cast.places["street"].path, world.cast.places["unit"].path)
    spans = (Span(), parse("2026-10"), parse("2026-10-31..2026-11-02"))
    asked = [(place, span) for place in places for span in spans]
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(seals, "_horizon", lambda: 2**62)
        duty, then, now = Duty(world), dict[int, list[dict[str, int]]](), BEGAN
        for at, (what, which, seconds) in enumerate(steps):
            now += timedelta(seconds=seconds)
            with clock.simulated(now):
                duty.step(what, which)
                size = let_read()
                if at % 3 == 2 and size not in then:
                    then[size] = [by_rows(place, span) for place, span in asked]
                    assert [_flows(counts(place, span), span) for place, span in asked] == [
                        _flows(one, span) for one, (_place, span) in zip(then[size], asked, strict=True)
                    ]
        with clock.simulated(now):
            for size, said in then.items():
                assert [counts(place, as_of=size) for place in places] == said[::3]
            check_rebuilt()
        Shield._all.all().delete()
        transaction.set_rollback(True)


def _flows(found: dict[str, int], span: Span) -> dict[str, int]:
    """What was open at the end of a past stretch cannot be seen from rows that say where alarms stand now."""
    past = span.end_us is not None and span.end_us <= clock.now_us()
    return {code: one for code, one in found.items() if not (past and figures[code].sort == "stock")}


def test_each_number_opens_into_the_list_of_alarms_with_the_same_filter(client: Client, world: World) -> None:
    by = world.cast.district_officer
    for state in ("fire", "fire", "fault"):
        alarm = raised(world, "far_unit" if state == "fire" else "unit", state)
        if alarm.kind == AlarmKind.FIRE and alarm.state == State.RAISED:
            actions.arrive(by=by, alarm=alarm.pk)
            actions.judge(by=by, alarm=alarm.pk, outcome=Outcome.FALSE, cause=Cause.COOKING)
    device = world.device()
    world.shield(device)
    world.says(world.point(device))
    actions.hear()
    let_read()
    client.force_login(world.cast.accounts["district_officer"])
    month, street = parse(f"{clock.today():%Y-%m}"), world.cast.places["other_street"].path
    asked = (
        ("alarms.open", ""), ("alarms.raised", f"?period={month}"), ("alarms.raised", f"?place={street}"),
        ("alarms.fires", ""), ("alarms.false", "?false_cause=cooking"), ("alarms.raised", "?alarm=fault"),
        ("alarms.unknown", ""),
    )  # fmt: skip
    for code, query in asked:
        page = client.get(reverse("reports:figure", args=[code]) + query)
        url = page.context["list_url"]
        assert url.startswith("/alarms/?"), (code, query)
        assert len(client.get(url).context["rows"]) == int(page.context["amount"]), (code, query)
    assert int(client.get(reverse("reports:figure", args=["alarms.false"])).context["amount"]) == 2
    for query in ("?alarm_state=raised", "?alarm_outcome=-"):
        code = "alarms.open" if "state" in query else "alarms.raised"
        assert client.get(reverse("reports:figure", args=[code]) + query).context["list_url"] == ""


@pytest.mark.parametrize("code", [*CODES, "alarms.calls"])
def test_an_outsider_reads_the_own_ground_and_opens_no_row_of_another(world: World, cast: Cast, code: str) -> None:
    by = SYSTEM
    for outcome in (Outcome.FALSE, Outcome.TEST, Outcome.FAULT, Outcome.UNKNOWN, Outcome.REAL_FIRE, None, None):
        alarm = raised(world, "unit" if outcome else "second_unit")
        if outcome is None:
            continue
        actions.arrive(by=by, alarm=alarm.pk)
        if outcome is Outcome.REAL_FIRE:
            actions.confirm_fire(by=by, alarm=alarm.pk)
            actions.close(by=by, alarm=alarm.pk)
        else:
            actions.judge(by=by, alarm=alarm.pk, outcome=outcome, cause=Cause.DUST)
    with clock.simulated(clock.now() + timedelta(minutes=2)):
        for pk in events.due(clock.now(), 5):
            actions.climb(pk)
    device = world.device("custody_estate")
    world.shield(device)
    world.says(world.point(device))
    actions.hear()
    let_read()
    assert read(code) > 0
    asked = asking.ask(cast.outsider, figures[code])
    assert asked.paths == (cast.places["other_street"].path,)
    assert asking.rows(cast.outsider, asked)[0] == []
    stolen = asking.ask(cast.district_officer, figures[code])
    rows = asking.rows(cast.outsider, stolen)[0]
    assert len(rows) == read(code)
    assert {row.url for row in rows} == {""}
    assert figures[code] not in asking.readable(cast.administrator)


def test_rates_show_their_parts(world: World) -> None:
    raised(world)
    actions.acknowledge(by=SYSTEM, alarm=Alarm._all.get().pk)
    raised(world, "far_unit")
    let_read()
    asked = asking.ask(world.cast.district_officer, figures["alarms.answered_1_rate"])
    assert asking.reading.number(asked).parts == (1, 2)


def test_an_alarm_woken_after_midnight_is_urgent_on_the_day_it_called(world: World) -> None:
    with clock.simulated(BEGAN):
        device = world.device()
        world.shield(device, minutes=20)
        world.says(world.point(device))
        actions.hear()
    with clock.simulated(BEGAN + timedelta(minutes=21)):
        for pk in events.due(clock.now(), 5):
            actions.climb(pk)
        let_read()
        first, second = parse("2026-10-30..2026-10-30"), parse("2026-10-31..2026-10-31")
        assert [read("alarms.raised", span=span) for span in (first, second)] == [1, 0]
        assert [read("alarms.urgent", span=span) for span in (first, second)] == [0, 1]
