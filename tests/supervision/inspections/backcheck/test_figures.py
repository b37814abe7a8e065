"""What figures say of fires: where and when each was called, and which are not determined yet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from anju.kernel import clock
from anju.kernel.figures.reading import Question, number, split
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import EVER, Span, parse
from anju.kernel.ledger import seals
from anju.kernel.ledger.consumers import run
from anju.reports.queries import asking
from anju.supervision.inspections.backcheck.actions import fires as actions
from anju.supervision.inspections.backcheck.models import Fire
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.backcheck.conftest import LATER, told

pytestmark = pytest.mark.django_db


def said(code: str, path: str = "/cc/", span: Span = EVER) -> int:
    seals.seal()
    run(names=frozenset({"figures"}))
    return int(number(Question(figures[code], (path,), span)).amount or 0)


def correct(cast: Cast, fire: Fire, days: int = 1, **more: object) -> Fire:
    with clock.simulated(LATER + timedelta(days=days)):
        return actions.correct(by=cast.fire_officer, fire=fire, said=replace(told(cast), **more), reason="核实")  # type: ignore[arg-type]


def test_a_fire_counts_on_the_day_of_the_call_where_it_was(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    month = parse(f"{clock.local(LATER):%Y-%m}")
    assert said("backcheck.fires") == said("backcheck.fires", fire.path, month) == Fire._all.count() == 1
    assert said("backcheck.fires", cast.places["other_street"].path) == 0
    assert said("backcheck.fires", span=parse("2026-11")) == 0


def test_it_waits_for_its_determination_and_then_no_more(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    assert said("backcheck.pending") == 1
    day = clock.local(LATER).date()
    correct(cast, fire, days=9, determined_on=day + timedelta(days=8), cause="电气线路故障")
    assert (said("backcheck.pending"), said("backcheck.fires")) == (0, 1)
    assert said("backcheck.pending", span=Span(date(2026, 1, 1), day + timedelta(days=2))) == 1, "as of that day it did"


def test_a_determination_taken_back_leaves_it_waiting(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    determined = clock.local(LATER).date() + timedelta(days=2)
    correct(cast, fire, days=3, determined_on=determined)
    correct(cast, fire, days=4, determined_on=None)
    assert said("backcheck.pending") == 1


def test_a_correction_counts_where_and_when_it_says_now(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    other = cast.places["other_building"]
    earlier = LATER - timedelta(days=40)
    correct(cast, fire, place=other, called_at=earlier, burned="kitchen")
    assert said("backcheck.fires", cast.places["street"].path) == 0
    assert said("backcheck.pending", cast.places["street"].path) == 0
    assert said("backcheck.fires", other.path, parse(f"{clock.local(earlier):%Y-%m}")) == 1
    assert said("backcheck.pending", other.path) == 1
    parts = split(Question(figures["backcheck.fires"], ("/cc/",)), "burned")
    assert {key: one.amount for key, one in parts.items()} == {"kitchen": 1}


def test_a_fire_follows_its_place(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    assert said("backcheck.fires", fire.path) == 1
    new = cast.places["other_building"]
    with clock.simulated(LATER + timedelta(days=1)):
        actions.follow_place(by=SYSTEM, old=fire.path, new=new.path, into=new.pk)
    assert said("backcheck.fires", cast.places["street"].path) == 0
    assert said("backcheck.fires", new.path) == said("backcheck.pending", new.path) == 1


def test_a_row_opens_the_register_and_never_the_dossier(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    assert said("backcheck.pending") == 1
    asked = Question(figures["backcheck.pending"], ("/cc/",))
    [row], _onward = asking.rows(cast.street_officer, asked)
    assert (row.label, row.url) == (fire.number, f"/fires/{fire.pk}/")
    [hidden], _onward = asking.rows(cast.outsider, asked)
    assert hidden.url == ""
    readable = {figure.code for figure in asking.readable(cast.property_manager)}
    assert "backcheck.fires" not in readable
