"""Every cell of a crossed figure is what the figure comes to when it is asked for by itself."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from anju.kernel.figures.crossing import WHOLE, Crossing, Key, added, cells, first_month
from anju.kernel.figures.reading import Question, number
from anju.kernel.figures.registry import figures
from anju.kernel.figures.spans import Span, parse
from anju.kernel.ledger import seals
from tests.kernel.figures.histories import FITS, History
from tests.kernel.figures.test_random_histories import let_read

pytestmark = pytest.mark.django_db
PLACES = ("/cc/1/", "/cc/2/")
MONTHS = tuple(parse(text) for text in ("2026-01", "2026-02", "2026-03"))
PARTS = (Span(date(2026, 1, 20), date(2026, 2, 1)), Span(date(2026, 2, 1), date(2026, 2, 14)))
CODES = (
    "lists.found", "lists.open", "lists.carried", "lists.rectified", "lists.in_time", "lists.in_time_rate",
    "lists.cleared_weighed", "lists.overdue", "lists.blocked_and_parked",
)  # fmt: skip


@pytest.fixture(autouse=True)
def history() -> None:
    told, rng = History(), Random(7)
    words = ["report", "report", "load", *FITS]
    for _step in range(160):
        told.step(rng.choice(words), rng.randrange(60), rng.choice((0, 1, 7, 30)))
    seals.seal()
    let_read()


def by_itself(crossing: Crossing, key: Key) -> tuple[int, ...]:
    asked = crossing.asked if key.place == WHOLE else replace(crossing.asked, paths=(key.place,))
    asked = replace(asked, span=crossing.stretches()[key.slot])
    found = number(replace(asked, narrowed=tuple(zip(crossing.facets, key.facets, strict=True))))
    return found.parts or (int((found.amount or 0) * asked.figure.divisor),)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("slots", [(), MONTHS, PARTS], ids=["one", "months", "parts"])
@pytest.mark.parametrize("places", [(), PLACES], ids=["whole", "places"])
def test_each_cell_is_the_figure_by_itself(code: str, slots: tuple[Span, ...], places: tuple[str, ...]) -> None:
    figure = figures[code]
    names = (figures[figure.of[1]] if figure.of else figure).facets
    for facets in ((), names[:1], names[:2]):
        crossing = Crossing(Question(figure, ("/cc/",), parse("2026-02")), places, facets, slots)
        found = cells(crossing)
        assert {key: value for key, value in found.items() if value != by_itself(crossing, key)} == {}
        for place in (WHOLE, *places):
            for slot in range(len(crossing.stretches())):
                told = by_itself(Crossing(crossing.asked, places, (), slots), Key(place, (), slot))
                parts = added(found, (key for key in found if (key.place, key.slot) == (place, slot)))
                assert (parts or (0,) * len(told)) == told


@pytest.mark.parametrize("path", ["/cc/1/1/1/", "/cc/1/1/2/7/"])
def test_below_where_sums_are_kept_facts_are_counted(path: str) -> None:
    crossing = Crossing(Question(figures["lists.found"], (path,)), (), ("kind",), MONTHS)
    found = cells(crossing)
    assert found
    assert {key: value for key, value in found.items() if value != by_itself(crossing, key)} == {}


def test_what_stands_at_the_place_itself_is_apart_from_what_stands_below() -> None:
    asked = Question(figures["lists.found"], ("/cc/1/1/2/",))
    whole = number(asked).amount
    assert whole
    assert number(replace(asked, own=True)).amount == 0
    asked = Question(figures["lists.found"], ("/cc/1/1/2/7/",))
    assert number(replace(asked, own=True)).amount == whole


def test_nothing_in_reach_is_an_empty_table() -> None:
    assert cells(Crossing(Question(figures["lists.found"], ()), (), ("kind",), MONTHS)) == {}
    assert cells(Crossing(Question(figures["lists.carried"], ("/cc/",)))) == {}


def test_the_first_month_of_anything_is_known() -> None:
    assert first_month(Question(figures["lists.found"], ("/cc/",))) == 202601
    assert first_month(Question(figures["lists.in_time_rate"], ("/cc/1/1/2/7/",))) in (202601, 202602, 202603)
    assert first_month(Question(figures["grid.looked"], ("/cc/",))) is None
