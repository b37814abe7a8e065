"""Figures of fires: the register's last version of each, by place, month and what burned."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from anju.kernel import clock
from anju.kernel.figures.reading import head
from anju.kernel.figures.registry import subjects
from anju.supervision.inspections.backcheck.actions import fires as actions
from anju.supervision.inspections.backcheck.models import Fire
from anju.supervision.inspections.backcheck.queries.fires import Filters, year_on_year
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.backcheck.conftest import LATER, told
from tests.supervision.inspections.figures import let_read, parts, read, rebuilt_is_the_same

pytestmark = pytest.mark.django_db


def test_fires_are_counted_by_place_month_and_kind(cast: Cast, burn: Callable[..., Fire]) -> None:
    burn(deaths=1, injured=2)
    burn(number="119-2", called_at=LATER + timedelta(days=40), burned="kitchen")
    burn(number="119-3", called_at=LATER + timedelta(days=41), place=None, spot="河边", injured=1)
    let_read()
    assert (read("backcheck.fires"), read("backcheck.deaths"), read("backcheck.injured")) == (3, 1, 3)
    assert read("backcheck.fires", cast.places["street"].path) == 2
    assert read("backcheck.fires", period=f"{clock.local(LATER):%Y-%m}") == 1
    assert parts("backcheck.fires", "burned") == {"e_bike": 2, "kitchen": 1}
    assert rebuilt_is_the_same()


def test_a_correction_counts_where_and_when_the_last_version_says(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn(injured=1)
    let_read()
    then = head("cc").size
    said = replace(
        told(cast, place=cast.places["other_building"], burned="kitchen"), called_at=LATER - timedelta(days=45)
    )
    with clock.simulated(LATER + timedelta(days=2)):
        actions.correct(by=cast.fire_officer, fire=fire, said=said, reason="地点登记错")
        let_read()
    month = f"{clock.local(said.called_at):%Y-%m}"
    assert read("backcheck.fires", cast.places["other_street"].path, month) == 1
    assert read("backcheck.fires", cast.places["street"].path) == read("backcheck.injured") == 0
    assert (read("backcheck.fires", cast.places["street"].path, as_of=then), read("backcheck.injured", as_of=then)) == (
        1, 1,
    )  # fmt: skip
    assert parts("backcheck.fires", "burned") == {"kitchen": 1}
    assert rebuilt_is_the_same()


def test_a_moved_place_takes_its_fires_along(cast: Cast, burn: Callable[..., Fire]) -> None:
    old, new = burn().path, cast.places["other_building"].path
    actions.follow_place(by=SYSTEM, old=old, new=new, into=cast.places["other_building"].pk)
    let_read()
    assert (read("backcheck.fires", old), read("backcheck.fires", new)) == (0, 1)
    assert rebuilt_is_the_same()


def test_a_backcheck_is_pending_until_the_fire_is_determined_and_again_when_that_is_taken_back(
    cast: Cast, burn: Callable[..., Fire]
) -> None:
    fire = burn()
    let_read()
    then = head("cc").size
    assert read("backcheck.pending") == read("backcheck.pending", cast.places["street"].path) == 1
    other = cast.places["other_building"]
    day = clock.local(LATER).date() + timedelta(days=2)
    told_so = replace(told(cast, place=other), determined_on=day, cause="电气线路故障")
    with clock.simulated(LATER + timedelta(days=9)):
        actions.correct(by=cast.fire_officer, fire=fire, said=told_so, reason="认定")
        let_read()
        assert (read("backcheck.pending"), read("backcheck.pending", as_of=then)) == (0, 1)
    with clock.simulated(LATER + timedelta(days=10)):
        actions.correct(by=cast.fire_officer, fire=fire, said=told(cast, place=other), reason="认定撤销")
        let_read()
        assert read("backcheck.pending", cast.places["street"].path) == 0
        assert read("backcheck.pending", other.path) == 1
    assert rebuilt_is_the_same()


def test_the_figure_and_the_page_s_year_on_year_are_the_same(cast: Cast, burn: Callable[..., Fire]) -> None:
    for number, days in enumerate((0, 3, 9, 31)):
        burn(number=f"119-{number}", called_at=LATER + timedelta(days=days))
    with clock.simulated(LATER + timedelta(days=60)):
        let_read()
        day = clock.today()
        page = year_on_year(cast.actor("district_officer"), day.year, day, Filters())
    assert sum(one.now or 0 for one in page.found.months) == read(
        "backcheck.fires", period=f"{day.year}-01..{day.year}-12"
    )


def test_rows_lead_to_fires_within_reach(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    assert subjects["fire"](cast.street_officer, [fire.pk])[fire.pk] == (fire.number, f"/fires/{fire.pk}/")
    assert subjects["fire"](cast.actor("outsider"), [fire.pk]) == {}
