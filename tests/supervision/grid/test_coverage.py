"""Every place with no patrol, no manager or nobody answering, and none that has them."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.people import actions as people
from anju.people.enums import EndReason
from anju.people.models import Management
from anju.places import actions as places
from anju.places import datum
from anju.places.enums import Datum, PlaceKind
from anju.places.models import Place
from anju.places.queries.geo import Box
from anju.places.rules import NewPlace
from anju.supervision.grid.actions import plans
from anju.supervision.grid.enums import Gap, Outcome
from anju.supervision.grid.models import Plan, Visit
from anju.supervision.grid.queries import coverage
from anju.supervision.grid.queries.coverage import Filters
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from tests.cast import SYSTEM, Cast, today


def gaps(cast: Cast, who: str = "district_officer", **filters: str) -> dict[str, set[Gap]]:
    """Name of a place → its gaps."""
    said = Filters(**filters)
    found = coverage.audit(cast.actor(who), today(), said)
    return {line.place.name: set(line.gaps) for line in coverage.page(found, said).rows}


def shed(cast: Cast, name: str, under: str = "estate", *, east: int = 0) -> Place:
    point = datum.point(118.78 + east / 1e5, 32.04, Datum.WGS84)
    row = NewPlace(kind=PlaceKind.SHED, name=name, parent=cast.places[under].pk, point=point)
    return places.add_places(by=SYSTEM, rows=[row])[0]


def look(cast: Cast, place: Place, *, ago: int, who: str = "grid_member", outcome: Outcome = Outcome.SEEN) -> None:
    post, at = cast.posts[who], clock.now() - timedelta(days=ago)
    Visit._all.create(
        place=place, path=place.path, account=cast.accounts[who], organisation=post.organisation_id,
        day=clock.local(at).date(), happened_at=at, outcome=outcome, recorded_at=at,
    )  # fmt: skip


def planned(cast: Cast, *, since: int = 100) -> None:
    """Every grid and project planned, so many days ago."""
    while plans.keep_plans(limit=20):
        pass
    Plan._all.update(since=today() - timedelta(days=since))


def test_a_place_in_no_grids_plan_is_named(cast: Cast) -> None:
    planned(cast)
    shed(cast, "新车棚")
    assert gaps(cast)["新车棚"] == {Gap.NO_PLAN}
    assert Gap.NO_PLAN in gaps(cast)["柳岸路"]
    assert Gap.NO_PLAN in gaps(cast)["老旧小区"]


def test_never_and_too_long_ago_are_named_and_in_time_is_not(cast: Cast) -> None:
    never, late, kept, shut = (shed(cast, name) for name in ("甲棚", "乙棚", "丙棚", "丁棚"))
    planned(cast)
    for place in (late, kept, shut):
        look(cast, place, ago=6, who="property_manager")
    look(cast, late, ago=22)
    look(cast, kept, ago=21)
    look(cast, shut, ago=1, outcome=Outcome.NO_ENTRY)
    assert never.pk
    found = gaps(cast, kind=PlaceKind.SHED)
    assert found == {"甲棚": {Gap.NEVER, Gap.COMPANY}, "乙棚": {Gap.LATE}, "丁棚": {Gap.NEVER}}


def test_a_fresh_plan_has_an_interval_of_grace(cast: Cast) -> None:
    shed(cast, "甲棚")
    planned(cast, since=3)
    assert "甲棚" not in gaps(cast)
    waiting = coverage.audit(cast.district_officer, today(), Filters(kind=PlaceKind.SHED)).counts()
    assert (waiting["any"], waiting["waiting"]) == (0, 1), "not seen is said, though it is no gap yet"


def test_a_look_at_a_stairwell_is_one_at_its_building(cast: Cast) -> None:
    row = NewPlace(kind=PlaceKind.UNIT, name="1单元", parent=cast.places["building"].pk)
    unit = places.add_places(by=SYSTEM, rows=[row])[0]
    planned(cast)
    assert Gap.NEVER in gaps(cast, place=cast.places["estate"].path)["1幢"]
    look(cast, unit, ago=2)
    found = coverage.audit(cast.district_officer, today(), Filters())
    assert cast.places["building"].pk not in {*found.gaps[Gap.NEVER], *found.gaps[Gap.LATE]}


def test_a_voided_look_is_none(cast: Cast) -> None:
    place = shed(cast, "甲棚")
    planned(cast)
    look(cast, place, ago=2)
    assert Gap.NEVER not in gaps(cast)["甲棚"]
    Visit._all.update(voided_at=clock.now())
    assert Gap.NEVER in gaps(cast)["甲棚"]


def test_a_grid_without_members_leaves_its_places_to_nobody(cast: Cast) -> None:
    planned(cast, since=1)
    people.close_post(by=SYSTEM, post=cast.posts["grid_member"], on=today())
    assert gaps(cast, gap=Gap.NO_MEMBER) == {"1幢": {Gap.NO_MEMBER}, "自管小区": {Gap.NO_MEMBER}}


def test_an_estate_nobody_answers_for_names_its_places_but_not_a_building_with_a_manager(cast: Cast) -> None:
    shed(cast, "甲棚")
    other = places.add_places(
        by=SYSTEM, rows=[NewPlace(kind=PlaceKind.BUILDING, name="2幢", parent=cast.places["estate"].pk)]
    )[0]
    held = Management._all.get(place=cast.places["estate"], ended_on=None)
    people.end_management(by=SYSTEM, management=held, on=today(), reason=EndReason.TERMINATED)
    people.start_management(
        by=SYSTEM, place=other, organisation=cast.organisations["company"], mode="property_company",
        since=date(2026, 1, 1),
    )  # fmt: skip
    assert set(gaps(cast, gap=Gap.NO_MANAGER)) == {"甲棚", "1幢"}
    assert set(gaps(cast, duty="manage")) == {"甲棚", "1幢"}


def test_a_case_in_the_hands_of_a_unit_without_people_is_named(cast: Cast) -> None:
    lists.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=1, spot="东侧"))
    assert gaps(cast, duty="answer") == {}
    people.close_post(by=SYSTEM, post=cast.posts["property_manager"], on=today())
    assert set(gaps(cast, duty="answer")) == {"1幢"}


def test_each_sees_the_own_reach(cast: Cast) -> None:
    shed(cast, "北棚")
    shed(cast, "南棚", "other_estate")
    assert {"北棚", "南棚"} <= set(gaps(cast))
    assert "南棚" not in gaps(cast, "street_officer")
    assert "北棚" not in gaps(cast, "outsider")
    assert gaps(cast, "grid_member") == {}


def test_filters_that_nobody_knows_select_nothing(cast: Cast) -> None:
    shed(cast, "甲棚")
    planned(cast)
    for filters in ({"gap": "x"}, {"duty": "x"}, {"grid": "x"}, {"grid": "999999"}, {"place": "x"}, {"kind": "x"}):
        assert gaps(cast, **filters) == {}
    assert "甲棚" in gaps(cast, grid=str(cast.grids["grid"].pk))


def test_counts_pages_and_cycles_agree(cast: Cast) -> None:
    rows = [shed(cast, f"{n}号棚") for n in range(7)]
    planned(cast)
    look(cast, rows[0], ago=1)
    said = Filters(kind=PlaceKind.SHED)
    found = coverage.audit(cast.district_officer, today(), said)
    counts = found.counts()
    assert (counts["places"], counts[Gap.NEVER], counts["look"]) == (7, 6, 7)
    first = coverage.page(found, said, limit=4)
    second = coverage.page(found, said, after=first.after, limit=4)
    assert [len(first.rows), len(second.rows), second.after] == [4, 3, ""]
    cycle = coverage.progress_of(found, today())[cast.grids["grid"].pk]
    assert (cycle.total, cycle.kept, cycle.late, cycle.never) == (9, 1, 0, 8)


def test_a_map_shows_places_while_they_are_few_and_cells_when_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        shed(cast, f"{n}号棚", east=n)
    said, box = Filters(), Box.read("118.7,32,118.9,32.1", "14")
    found = coverage.audit(cast.district_officer, today(), said)
    lines, cells = coverage.in_box(found, said, box)
    assert (len(lines), cells) == (5, [])
    monkeypatch.setattr(coverage, "FEW", 2)
    lines, cells = coverage.in_box(found, said, box)
    assert lines == []
    assert sum(cell.count for cell in cells) == 5
    assert coverage.without_point(found, said) > 0


def test_the_file_holds_the_filtered_places_and_is_entered(cast: Cast, client: Client) -> None:
    shed(cast, "甲棚")
    client.force_login(cast.accounts["street_officer"])
    answer = client.post(reverse("grid:coverage-export"), {"kind": "shed"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("甲棚" in cell for cell in cells)
    assert not any(cell == "柳岸路" for cell in cells)
    assert Entry._all.filter(verb="register.exported", data__contains="patrol_coverage").count() == 1


def test_pages_show_gaps_in_words(cast: Cast, client: Client) -> None:
    shed(cast, "甲棚")
    client.force_login(cast.accounts["street_officer"])
    text = client.get(reverse("grid:coverage")).content.decode()
    assert "甲棚" in text
    assert "没有列入巡查" in text
    assert "巡查覆盖" in client.get(reverse("grid:coverage"), {"view": "map"}).content.decode()
    planned(cast)
    panel = client.get(reverse("places:grid", args=[cast.grids["grid"].pk])).content.decode()
    assert "这一周期" in panel
