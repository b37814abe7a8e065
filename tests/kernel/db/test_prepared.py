"""A prepared read answers what its queryset would, asks the database once, and compiles nothing the second time."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from anju.catalogue.actions import load_shipped
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.people.models import Account, Organisation, Post
from anju.supervision.lists.actions import Spot, report
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import listing, work
from tests.cast import SINCE, SYSTEM, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    prepared.forget()
    yield
    prepared.forget()


def posts(account: int) -> QuerySet[Post]:
    return Post._all.filter(account=account).select_related("place", "organisation").order_by("pk")


def everything(one: Any) -> dict[str, Any]:
    """Every value of a row and of the rows it brought along."""
    held = {name: value for name, value in vars(one).items() if name != "_state"}
    around = {
        name: everything(row) if row is not None else None
        for name, row in one._state.fields_cache.items()
        if name not in {"duty"}
    }
    return {**held, **around, "adding": one._state.adding, "db": one._state.db}


def test_rows_and_those_they_bring_along_are_made_as_the_queryset_makes_them(cast: Cast) -> None:
    load_shipped(by=SYSTEM)
    for floor in (1, 2, 3):
        report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=floor))
    rows = Duty._all.select_related("hazard__kind", "hazard__place", "accountable", "verifier").defer("why")

    def asked(since: int) -> QuerySet[Duty]:
        return rows.filter(pk__gte=since).annotate(spots=Value(7)).order_by("pk")

    for turn in ("compiled", "kept"):
        made, expected = prepared.read(asked, since=1), list(asked(1))
        assert [everything(one) for one in made] == [everything(one) for one in expected], turn
        assert len(made) == 3
        assert made[0].hazard.duty is made[0]
        assert "why" in made[0].get_deferred_fields()


def names(ids: tuple[int, ...]) -> QuerySet[Any]:
    return Account._all.filter(pk__in=ids).order_by("pk").values_list("pk", "name")


def both(ids: tuple[int, ...]) -> QuerySet[Any]:
    shown = Organisation._all.filter(pk__in=ids).annotate(what=Value("unit")).values_list("what", "name")
    return shown.union(Account._all.filter(pk__in=ids).annotate(what=Value("person")).values_list("what", "name"))


def soon(today: date) -> QuerySet[Any]:
    return Post._all.filter(since__lt=today + timedelta(days=3)).order_by("pk").values_list("pk", flat=True)


def hidden_clock() -> QuerySet[Any]:
    today = clock.today()
    return Post._all.filter(since__lte=today).order_by("pk").values_list("pk", flat=True)


def asks_inside(account: int) -> QuerySet[Any]:
    return Post._all.filter(account__in=list(Account._all.values_list("pk", flat=True)), organisation=account)


def several(account: int) -> list[QuerySet[Any]]:
    rows = Post._all.order_by().values_list("pk")
    return [rows.filter(account=account), rows.none(), rows, rows[:2]]


def seen(actor: Actor) -> QuerySet[Organisation]:
    return Organisation._all.filter(pk__in=tuple(actor.organisations))


def test_rows_are_those_of_the_queryset_with_everything_related(cast: Cast) -> None:
    for account in cast.accounts.values():
        rows = prepared.read(posts, account=account.pk)
        assert rows == list(posts(account.pk))
        with CaptureQueriesContext(connection) as asked:
            assert [str(row.organisation) for row in rows] == [str(row.organisation) for row in posts(account.pk)]
        assert len(asked) == 1, "what was joined needs no query of its own"


def test_values_and_unions_come_as_tuples(cast: Cast) -> None:
    ids = tuple(account.pk for account in list(cast.accounts.values())[:3])
    for some in (ids, ids[:1], ids[1:], ()):
        assert prepared.read(names, ids=some) == list(names(some))
        assert sorted(prepared.read(both, ids=some)) == sorted(both(some))


def test_a_second_asking_compiles_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = list(cast.accounts.values())[:2]
    prepared.read(posts, account=first.pk)
    prepared.counts(several, account=first.pk)
    monkeypatch.setattr(SQLCompiler, "as_sql", lambda *_args, **_kwargs: pytest.fail("compiled again"))
    with CaptureQueriesContext(connection) as asked:
        found = prepared.read(posts, account=second.pk)
        numbers = prepared.counts(several, account=second.pk)
    monkeypatch.undo()
    assert len(asked) == 2
    assert found == list(posts(second.pk))
    assert numbers == [len(rows) for rows in several(second.pk)]


def test_a_value_that_does_not_reach_the_statement_as_it_is_is_asked_the_long_way(cast: Cast) -> None:
    for day in (SINCE, SINCE - timedelta(days=2), SINCE - timedelta(days=3), SINCE + timedelta(days=1)):
        assert prepared.read(soon, today=day) == list(soon(day))
    assert prepared.read(soon, today=SINCE)


def test_a_clock_read_inside_is_not_kept(cast: Cast) -> None:
    assert prepared.read(hidden_clock) == list(hidden_clock())
    with clock.simulated(datetime.fromisoformat("1999-01-01T00:00:00+00:00")):
        assert prepared.read(hidden_clock) == list(hidden_clock()) == []


def test_a_read_may_not_ask_while_it_is_built(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="while it is built"):
        prepared.read(asks_inside, account=1)


def test_each_actor_gets_the_own_rows(cast: Cast) -> None:
    people = [cast.actor(name) for name in cast.accounts]
    for _ in range(2):
        for actor in people:
            assert set(prepared.read(seen, actor)) == set(seen(actor))


def test_a_post_that_ended_counts_no_more(cast: Cast) -> None:
    """The reach is part of the question, so a kept statement never outlives the post it was made for."""
    before = cast.actor("grid_member")
    assert prepared.read(seen, before)
    Post._all.filter(account=cast.accounts["grid_member"]).update(until=clock.today())
    assert prepared.read(seen, cast.actor("grid_member")) == []


def test_the_lists_say_prepared_what_they_say_plainly(cast: Cast) -> None:
    now = clock.now()
    for name in cast.accounts:
        actor = cast.actor(name)
        for filters in (
            listing.Filters(),
            listing.Filters(state="all"),
            listing.Filters(due="soon", severity="serious"),
            *(listing.Filters(state=state) for state in (*listing.TABS, "closed", "no such state")),
        ):
            plain = listing.duties(actor, filters, now=now)
            assert listing.first_page(actor, filters, now=now) == listing.page(plain, filters.order)
            counts = listing.tab_counts(actor, filters, now=now)
            assert listing.selected(counts, filters) == listing.counted(plain)
        rows = Duty.objects.for_(actor, Permission.SEE)
        counts, put_right = listing.tab_counts(actor, listing.Filters(), now=now), rows.filter(outcome="rectified")
        assert counts["rectified"] == listing.counted(put_right)
        assert work.count(actor) >= 0


class Forgetful(dict[Any, Any]):
    """As if another thread began anew right after each statement was put in."""

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        self.clear()


def test_a_thread_that_begins_anew_takes_no_other_threads_answer_away(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "_kept", Forgetful())
    account = cast.accounts["grid_member"].pk
    assert prepared.read(posts, account=account) == list(posts(account))
    assert prepared.counts(several, account=account) == [len(rows) for rows in several(account)]


def test_no_more_is_kept_than_was_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 3)
    for length in range(8):
        prepared.read(names, ids=tuple(range(1, length + 1)))
        assert len(prepared._kept) <= 3


@pytest.mark.parametrize(("given", "length"), [(0, 0), (1, 1), (2, 2), (3, 4), (200, 256), (257, 512), (1023, 1024)])
def test_pieces_of_nearly_the_same_size_are_padded_to_one_question(given: int, length: int) -> None:
    made = prepared.padded(range(given))
    assert len(made) == length
    assert made[:given] == tuple(range(given))
    assert set(made) == set(range(given))


def test_long_tuples_are_not_padded_beyond_what_the_engine_takes() -> None:
    assert len(prepared.padded(range(20_000))) == 20_000
