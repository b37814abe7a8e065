"""What the mechanism refuses, and how a projection that is far behind lets others read."""

import pytest
from django.utils.translation import gettext_lazy as _

from anju.kernel.figures.adding import ancestors
from anju.kernel.figures.folding import Line, Standing
from anju.kernel.figures.measures import Measure, measures
from anju.kernel.figures.reading import widest
from anju.kernel.figures.registry import Figure, Sort, declare, facets, figures
from anju.kernel.ledger import consumers
from anju.kernel.ledger.models import Cursor
from tests.kernel.ledger.conftest import Write, sealed, write

__all__ = ["sealed", "write"]


def figure(**more: object) -> Figure:
    said = {"code": "t.x", "title": _("数字"), "definition": _("数字"), "permission": "lists.see", "sort": Sort.FLOW}
    return Figure(**{**said, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (figure(measure="t.none"), "nobody has declared"),
        (figure(measure="lists.open"), "that is none"),
        (figure(measure="lists.found", sort=Sort.STOCK), "that is none"),
        (figure(measure="lists.found", only={"party": frozenset({"1"})}), "has not"),
        (figure(sort=Sort.RATIO), "ratio of two"),
        (figure(sort=Sort.RATIO, of=("lists.found", "t.none")), "ratio of two"),
        (Measure("t.wide", ("a", "b", "c", "d", "e")), "more than 4"),
    ],
)
def test_what_would_count_nothing_is_refused(wrong: Figure | Measure, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        declare(wrong)
    assert not {"t.x"} & set(figures)
    assert "t.wide" not in measures


def test_every_facet_that_a_figure_is_split_by_has_a_name() -> None:
    assert {facet for measure in measures.values() for facet in measure.facets} <= set(facets)


def test_places_in_one_another_are_counted_once() -> None:
    assert widest(["/cc/1/2/", "/cc/1/", "/cc/10/", "/cc/1/"]) == ("/cc/1/", "/cc/10/")
    assert ancestors("/cc/1/2/3/4/") == ("/cc/", "/cc/1/", "/cc/1/2/", "/cc/1/2/3/")
    assert ancestors("") == ()


def line(seal: int, path: str = "/cc/1/") -> Line:
    return Line(seal, seal, "d", 0, seal * 10, "t.v", "t", "1", path, {})


def test_what_is_taken_back_undoes_both_its_ends() -> None:
    on = Standing("t:1").at(line(1))
    fact = on.begin("lists.open", 10, ("ES-01", "general", "", "assigned"))
    on.end(fact, 5)
    assert fact.until == 10
    on.at(line(2)).take_back(fact)
    assert fact.seal_to == 2
    assert sum(change.sign for change in on.changes) == 0
    assert [(change.moment, change.sign) for change in on.changes] == [(10, 1), (10, -1), (10, -1), (10, 1)]


@pytest.mark.parametrize(("code", "facet"), [("a" * 31, "kind"), ("thing.done", "b" * 25)])
def test_a_name_that_no_column_holds_is_refused_where_it_is_declared(code: str, facet: str) -> None:
    with pytest.raises(ValueError, match="at most"):
        Measure(code, (facet,))


def test_what_moves_is_told_again_at_the_new_place_and_still_ended() -> None:
    on = Standing("t:1").at(line(1))
    on.end(on.begin("lists.open", 10, ("ES-01", "general", "", "assigned")), 30)
    on.at(line(4)).move("/cc/2/")
    assert [(fact.path, fact.until, fact.seal_from) for fact in on.facts] == [("/cc/2/", 30, 4)]


@pytest.mark.django_db
def test_a_projection_far_behind_gives_others_their_turn(sealed: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed(*map(str, range(30)))
    monkeypatch.setattr(consumers, "LOOK", 4)
    monkeypatch.setattr(consumers, "TURN", 0.0)
    news = consumers.News()
    assert news.run() > 0
    first = Cursor._all.get(consumer="figures", district="cc").index
    assert first == 4
    while news.run():
        pass
    assert Cursor._all.get(consumer="figures", district="cc").index == 30


@pytest.mark.django_db
@pytest.mark.parametrize(("far", "steps"), [(10, [4, 8, 16, 2]), (100, [4, 1, 1, 1])])
def test_a_projection_far_behind_holds_the_turn_for_longer(
    sealed: Write, monkeypatch: pytest.MonkeyPatch, far: int, steps: list[int]
) -> None:
    sealed(*map(str, range(30)))
    read: list[int] = []
    step = consumers._step_sealed

    def timed(consumer: consumers.Consumer, district: str, most: int) -> tuple[int | None, float]:
        done, _took = step(consumer, district, most)
        read.append(done or 0)
        return done, consumers.HOLD_FAR / 2

    monkeypatch.setattr(consumers, "_step_sealed", timed)
    monkeypatch.setattr(consumers, "LOOK", 4)
    monkeypatch.setattr(consumers, "FAR", far)
    consumers.News().run()
    assert read[:4] == steps
    assert sum(read) == 30
