"""Facilities, members and kit are counted from the ledger, now and as of then, and opened into what they tell of."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anju.facilities import actions
from anju.facilities.actions import NewFacility
from anju.facilities.enums import FacilityState, Kind, OutReason
from anju.facilities.models import Facility, Station, StationKit, StationMember
from anju.facilities.queries import register
from anju.kernel import clock
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import Span, parse
from anju.kernel.ledger import consumers, seals
from anju.kernel.ledger.models import Entry
from anju.places.actions import move_place
from anju.reports.queries import asking
from tests.cast import SYSTEM, Cast
from tests.counting import check_rebuilt, let_read, read
from tests.facilities.conftest import facility, joined, station_at, today

pytestmark = pytest.mark.django_db

CODES = (
    "facilities.standing", "facilities.in_service", "facilities.out", "facilities.out_overdue", "facilities.hydrants",
    "facilities.stations", "facilities.members", "facilities.kit_short",
)  # fmt: skip


def counts(place: str = "/cc/", as_of: int | None = None) -> dict[str, int]:
    return {code: read(code, place, as_of=as_of) for code in CODES}


def by_rows(place: str) -> dict[str, int]:
    """The same by counting the rows as they stand."""
    rows = Facility._all.filter(path__startswith=place).exclude(state=FacilityState.REMOVED)
    out = rows.filter(state=FacilityState.OUT_OF_SERVICE)
    kit = StationKit._all.filter(station__path__startswith=place, present__isnull=False)
    short = [one for one in kit.select_related("station__facility") if one.present < one.wanted]
    return {
        "facilities.standing": rows.count(),
        "facilities.in_service": rows.filter(state=FacilityState.IN_SERVICE).count(),
        "facilities.out": out.count(),
        "facilities.out_overdue": out.filter(out_until__lt=today()).count(),
        "facilities.hydrants": rows.filter(kind=Kind.OUTDOOR_HYDRANT).count(),
        "facilities.stations": rows.filter(kind=Kind.STATION).count(),
        "facilities.members": StationMember._all.filter(path__startswith=place, until=None).count(),
        "facilities.kit_short": sum(one.station.facility.state != FacilityState.REMOVED for one in short),
    }


def test_what_is_out_is_late_from_the_day_after_the_one_that_was_named(cast: Cast, riser: Facility) -> None:
    now = clock.now()
    actions.take_out(by=SYSTEM, facility=riser.pk, reason=OutReason.FAULT, until=today() + timedelta(days=2))
    let_read()
    assert (read("facilities.out"), read("facilities.out_overdue"), read("facilities.in_service")) == (1, 0, 0)
    with clock.simulated(now + timedelta(days=2)):
        assert read("facilities.out_overdue") == register.overdue(SYSTEM, today=clock.today()).count() == 0
    with clock.simulated(now + timedelta(days=3)):
        assert read("facilities.out_overdue") == register.overdue(SYSTEM, today=clock.today()).count() == 1
        actions.put_back(by=SYSTEM, facility=riser.pk)
        let_read()
        assert (read("facilities.out"), read("facilities.out_overdue"), read("facilities.in_service")) == (0, 0, 1)


def test_a_month_that_is_over_says_what_stood_at_its_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.simulated(datetime(2026, 3, 10, 9, tzinfo=clock.DISTRICT_TIME)):
        row = facility(cast, by=SYSTEM)
    with clock.simulated(datetime(2026, 4, 10, 9, tzinfo=clock.DISTRICT_TIME)):
        actions.take_out(by=SYSTEM, facility=row.pk, reason=OutReason.NO_WATER, until=today() + timedelta(days=5))
    with clock.simulated(datetime(2026, 5, 10, 9, tzinfo=clock.DISTRICT_TIME)):
        actions.remove(by=SYSTEM, facility=row.pk)
        let_read()
        asked = ("facilities.standing", "facilities.out", "facilities.out_overdue")
        months = map(parse, ("2026-02", "2026-03", "2026-04", "2026-05"))
        said = [tuple(read(code, span=month) for code in asked) for month in months]
    assert said == [(0, 0, 0), (1, 0, 0), (1, 1, 1), (0, 0, 0)]


def test_a_kind_put_right_counts_as_what_it_is_and_a_place_where_it_is(cast: Cast, riser: Facility) -> None:
    new = NewFacility(kind=Kind.OUTDOOR_HYDRANT, place=cast.places["other_building"], code="SG-1")
    actions.change(by=SYSTEM, facility=riser.pk, new=new)
    let_read()
    assert read("facilities.hydrants", cast.places["other_street"].path) == 1
    assert read("facilities.standing", cast.places["street"].path) == 0
    assert read("facilities.standing", facility=Kind.RISER) == 0


def test_what_follows_its_place_counts_where_the_place_is(cast: Cast, riser: Facility) -> None:
    let_read()
    move_place(by=SYSTEM, place=cast.places["estate"].pk, under=cast.places["other_community"].pk)
    consumers.drain()
    assert read("facilities.standing", cast.places["other_street"].path) == 1
    assert read("facilities.standing", cast.places["street"].path) == 0


def test_kit_is_short_by_what_somebody_counted_and_no_longer_once_it_is_there(cast: Cast, station: Station) -> None:
    let_read()
    assert read("facilities.kit_short") == 0, "nobody has looked yet"
    actions.check_kit(by=SYSTEM, station=station.pk, present={"hose": 0, "extinguisher": 99})
    let_read()
    assert (read("facilities.kit_short"), read("facilities.kit_short", kit_item="hose")) == (1, 1)
    actions.set_wanted(by=SYSTEM, station=station.pk, wanted={"extinguisher": 100, "hose": 0, "light": 7})
    let_read()
    assert (read("facilities.kit_short"), read("facilities.kit_short", kit_item="extinguisher")) == (1, 1)
    actions.check_kit(by=SYSTEM, station=station.pk, present={"extinguisher": 100})
    let_read()
    assert read("facilities.kit_short") == 0


def test_a_station_that_is_closed_keeps_no_member_and_no_kit(
    cast: Cast, station: Station, volunteer: StationMember, head: StationMember
) -> None:
    actions.check_kit(by=SYSTEM, station=station.pk, present={"hose": 0})
    let_read()
    before = counts()
    assert (before["facilities.stations"], before["facilities.members"], before["facilities.kit_short"]) == (1, 2, 1)
    actions.remove(by=SYSTEM, facility=station.facility_id)
    size = let_read()
    assert set(counts().values()) == {0}
    assert not StationMember._all.filter(until=None).exists()
    ended = Entry._all.filter(verb="station_member.ended").values_list("subject_id", flat=True)
    assert set(ended) == {str(volunteer.pk), str(head.pk)}
    assert Entry._all.filter(verb="station.closed", subject_id=str(station.pk)).count() == 1
    assert counts(as_of=size) == counts()


WORDS = ("register", "register", "out", "out", "back", "remove", "change", "station", "join", "leave", "kit", "want")
STEPS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.integers(0, 60), st.sampled_from((1, 5, 40))), min_size=6, max_size=24
)


class Keeper:
    """Does one thing after another, some days apart."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.made = cast, 0
        self.places = [cast.places[name] for name in ("building", "estate", "community", "other_building")]

    def step(self, what: str, which: int) -> None:
        getattr(self, f"_{what}")(which)

    def _register(self, which: int) -> None:
        self.made += 1
        kind = (Kind.RISER, Kind.OUTDOOR_HYDRANT, Kind.PUMP)[which % 3]
        actions.register(by=SYSTEM, new=NewFacility(kind=kind, place=self.places[which % 4], code=f"K-{self.made}"))

    def _some(self, which: int, *states: str) -> Facility | None:
        rows = list(Facility._all.filter(state__in=states).order_by("pk"))
        return rows[which % len(rows)] if rows else None

    def _out(self, which: int) -> None:
        if (row := self._some(which, "in_service", "out_of_service")) is not None:
            reason = list(OutReason)[which % len(OutReason)]
            actions.take_out(by=SYSTEM, facility=row.pk, reason=reason, until=today() + timedelta(days=which % 9))

    def _back(self, which: int) -> None:
        if (row := self._some(which, "out_of_service")) is not None:
            actions.put_back(by=SYSTEM, facility=row.pk)

    def _remove(self, which: int) -> None:
        if which % 2 and (row := self._some(which, "in_service", "out_of_service")) is not None:
            actions.remove(by=SYSTEM, facility=row.pk)

    def _change(self, which: int) -> None:
        row = self._some(which, "in_service", "out_of_service")
        if row is not None:
            kind = row.kind if row.kind == Kind.STATION else (Kind.PUMP, Kind.OUTDOOR_HYDRANT)[which % 2]
            new = NewFacility(kind=kind, place=self.places[which % 4], code=row.code, owner=row.owner)
            actions.change(by=SYSTEM, facility=row.pk, new=new)

    def _station(self, which: int) -> None:
        station_at(self.cast, by=SYSTEM, place=self.places[which % 4])

    def _of(self, which: int) -> Station | None:
        rows = list(Station._all.exclude(facility__state=FacilityState.REMOVED).order_by("pk"))
        return rows[which % len(rows)] if rows else None

    def _join(self, which: int) -> None:
        if (row := self._of(which)) is not None:
            actions.add_member(by=SYSTEM, station=row.pk, new=actions.NewMember(name="甲"))

    def _leave(self, which: int) -> None:
        rows = list(StationMember._all.filter(until=None).order_by("pk"))
        if rows:
            actions.end_member(by=SYSTEM, member=rows[which % len(rows)].pk)

    def _kit(self, which: int) -> None:
        if (row := self._of(which)) is not None:
            actions.check_kit(by=SYSTEM, station=row.pk, present={"hose": which % 4, "light": which % 7})

    def _want(self, which: int) -> None:
        if (row := self._of(which)) is not None:
            actions.set_wanted(by=SYSTEM, station=row.pk, wanted={("hose", "light")[which % 2]: which % 6})


@pytest.mark.timeout(600)
@given(steps=STEPS)
@settings(
    max_examples=10, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_whatever_happens_figures_say_what_the_register_says_then_and_now(
    cast: Cast, steps: list[tuple[str, int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ("/cc/", cast.places["street"].path, cast.places["estate"].path, cast.places["building"].path)
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(seals, "_horizon", lambda: 2**62)
        keeper, then, now = Keeper(cast), dict[int, dict[str, dict[str, int]]](), clock.now()
        for what, which, days in steps:
            now += timedelta(days=days)
            with clock.simulated(now):
                keeper.step(what, which)
                size = let_read()
                if size not in then:
                    then[size] = {place: by_rows(place) for place in places}
                    assert {place: counts(place) for place in places} == then[size]
        with clock.simulated(now):
            for size, said in then.items():
                assert {place: counts(place, as_of=size) for place in places} == said
            check_rebuilt()
        transaction.set_rollback(True)


def test_each_number_opens_into_the_register_with_the_same_place_and_kind(client: Client, cast: Cast) -> None:
    for at, kind in enumerate((Kind.RISER, Kind.RISER, Kind.OUTDOOR_HYDRANT)):
        row = facility(cast, by=SYSTEM, kind=kind, code=f"K-{at}")
    facility(cast, by=SYSTEM, code="K-9", place=cast.places["other_building"])
    actions.take_out(by=SYSTEM, facility=row.pk, reason=OutReason.FAULT, until=today())
    station_at(cast, by=SYSTEM)
    let_read()
    client.force_login(cast.accounts["district_officer"])
    asked = {
        "facilities.standing": f"?place={cast.places['street'].path}", "facilities.out": "?facility=F01",
        "facilities.hydrants": "", "facilities.stations": "", "facilities.out_overdue": "",
    }  # fmt: skip
    for code, query in asked.items():
        page = client.get(reverse("reports:figure", args=[code]) + query)
        url = page.context["list_url"]
        assert url.startswith(("/facilities/?", "/stations/?")), code
        assert len(client.get(url).context["rows"]) == int(page.context["amount"]), code
    past = client.get(reverse("reports:figure", args=["facilities.standing"]) + "?period=2025-01")
    assert past.context["list_url"] == "", "the register knows the present alone"


def test_rows_lead_to_what_they_tell_of_and_name_no_member(cast: Cast, station: Station) -> None:
    joined(cast, station, name="周守")
    let_read()
    for code, start in (("facilities.stations", "/facilities/"), ("facilities.members", "/stations/")):
        rows, _onward = asking.rows(cast.district_officer, asking.ask(cast.district_officer, figures[code]))
        assert len(rows) == 1
        assert rows[0].url.startswith(start)
        assert "周守" not in rows[0].label


@pytest.mark.parametrize("code", CODES)
def test_an_outsider_reads_the_own_ground_and_opens_no_row_of_another(cast: Cast, riser: Facility, code: str) -> None:
    member = joined(cast, station_at(cast, by=SYSTEM))
    actions.check_kit(by=SYSTEM, station=member.station_id, present={"hose": 0})
    hydrant = facility(cast, by=SYSTEM, kind=Kind.OUTDOOR_HYDRANT, code="XHS-1")
    actions.take_out(by=SYSTEM, facility=hydrant.pk, reason=OutReason.FAULT, until=today())
    with clock.simulated(clock.now() + timedelta(days=2)):
        let_read()
        assert read(code) > 0
        asked = asking.ask(cast.outsider, figures[code])
        assert asked.paths == (cast.places["other_street"].path,)
        assert asking.rows(cast.outsider, asked)[0] == []
        stolen = asking.ask(cast.district_officer, figures[code])
        assert {row.url for row in asking.rows(cast.outsider, stolen)[0]} == {""}
    assert figures[code] not in asking.readable(cast.administrator)


def test_the_share_in_service_shows_its_parts(cast: Cast, riser: Facility) -> None:
    facility(cast, by=SYSTEM, code="K-2")
    actions.take_out(by=SYSTEM, facility=riser.pk, reason=OutReason.FAULT, until=today())
    let_read()
    asked = asking.ask(cast.district_officer, figures["facilities.in_service_rate"], span=Span())
    assert asking.reading.number(asked).parts == (1, 2)
