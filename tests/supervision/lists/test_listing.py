"""The lists' order and reach: pages without a gap, the same rows however they are gathered."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.supervision.lists import actions
from anju.supervision.lists.enums import OPEN, Outcome, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import listing
from anju.supervision.lists.views.words import state_words, steps_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Found = Callable[..., Duty]


@pytest.fixture
def mixed(cast: Cast, found: Found, submitted: Found) -> list[int]:
    """Five cases of which two are closed, one handed in and two open; ids, newest first."""
    made = [found(floor=1), submitted(floor=2), submitted(floor=3), found(floor=4), submitted(floor=5)]
    for duty in made[1:3]:
        actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    return sorted((duty.pk for duty in made), reverse=True)


@pytest.mark.parametrize("state", ["", "all", "closed", "submitted"])
def test_pages_of_every_order_follow_one_another_without_a_gap(
    cast: Cast, mixed: list[int], state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    filters, seen, after = listing.Filters(state=state), [], ""
    rows = listing.duties(cast.district_officer, filters, now=clock.now())
    for _ in range(len(mixed) + 1):
        page = listing.page(rows, filters.order, after=after)
        seen += [duty.pk for duty in page.rows]
        after = page.next_after
        if not after:
            break
        assert listing.is_place(filters.order, after)
    assert sorted(seen) == sorted(rows.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))
    if state == "all":
        assert seen == mixed


@pytest.mark.parametrize("after", ["x", "~", "~x", "2026-05-04T00:00:00~x", "x~5"])
@pytest.mark.parametrize("state", ["", "all", "closed"])
def test_a_broken_place_shows_the_first_page(cast: Cast, mixed: list[int], state: str, after: str) -> None:
    filters = listing.Filters(state=state)
    rows = listing.duties(cast.district_officer, filters, now=clock.now())
    if not listing.is_place(filters.order, after):
        assert listing.page(rows, filters.order, after=after) == listing.page(rows, filters.order)


def test_open_and_closed_cases_turn_pages_in_the_browser_and_the_map_list(
    as_: Callable[[str], Client], mixed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for address in (reverse("lists:hazards"), reverse("lists:duties")):
        first = as_("district_officer").get(address, {"state": "all"})
        assert first.status_code == 200
        assert "after=" in first.content.decode()


def _plainly(actor: Actor) -> set[int]:
    """Whom the posts reach, said row by row and apart from the scope."""
    grants = granting(actor, Permission.SEE)
    reached = set()
    for duty in Duty._all.all():
        parties = {duty.accountable_id, duty.holder_id, duty.verifier_id} - {None}
        below = any(duty.path.startswith(prefix) for grant in grants for prefix in grant.paths)
        if below or parties & {grant.organisation for grant in grants}:
            reached.add(duty.pk)
    return reached


def test_a_reach_is_the_same_however_it_is_gathered(cast: Cast, mixed: list[int]) -> None:
    kinds = set()
    for name in cast.accounts:
        actor = cast.actor(name)
        rows = Duty.objects.for_(actor, Permission.SEE)
        assert set(rows.values_list("pk", flat=True)) == _plainly(actor), name
        kinds.add(Duty.scope.gathered(granting(actor, Permission.SEE)))
    assert kinds == ({True, False} if connection.vendor == "sqlite" else {False})


def test_an_outsider_reaches_nothing_by_any_way(cast: Cast, mixed: list[int]) -> None:
    for name in ("outsider", "other_grid_member", "other_property_manager"):
        assert not Duty.objects.for_(cast.actor(name), Permission.SEE).exists(), name


def test_tabs_count_alike_in_one_go_and_one_by_one(cast: Cast, mixed: list[int]) -> None:
    for name in cast.accounts:
        actor = cast.actor(name)
        rows = Duty.objects.for_(actor, Permission.SEE).order_by()
        by_state = dict(rows.values_list("state").annotate(Count("pk")))
        counts = listing.tab_counts(actor, listing.Filters(), now=clock.now())
        assert {state: counts[state] for state in OPEN} == {state: by_state.get(state, 0) for state in OPEN}
        ended = rows.filter(state=State.CLOSED)
        assert counts["rectified"] == ended.filter(outcome=Outcome.RECTIFIED).count()
        assert counts["ended"] == ended.exclude(outcome=Outcome.RECTIFIED).count()
        assert counts["open"] == sum(by_state.get(state, 0) for state in OPEN)
        assert counts["disputed"] == rows.filter(Q(dispute_open=True), state__in=OPEN).count()
        assert counts["reopened"] == rows.filter(Q(reopened__gt=0), state__in=OPEN).count()


@pytest.mark.parametrize("who", ["district_officer", "street_officer", "property_manager"])
@pytest.mark.parametrize("given", [{"kind": "ES-01"}, {"kind": "FL"}, {"due": "late"}, {"q": "ES-01"}, {"q": "8层"}])
def test_every_tab_counts_and_keeps_what_the_other_filters_select(
    cast: Cast, as_: Callable[[str], Client], mixed: list[int], who: str, given: dict[str, str]
) -> None:
    actor, now = cast.actor(who), clock.now()
    counts = listing.tab_counts(actor, listing.Filters(**given), now=now)
    for tab in (*listing.TABS, ""):
        filters = listing.Filters(**given, state=tab)
        assert counts[tab or "open"] == listing.duties(actor, filters, now=now).count(), tab
    page = as_(who).get(reverse("lists:hazards"), {**given, "state": "submitted"})
    for tab in page.context["tabs"]:
        kept = dict(parse_qsl(urlsplit(tab.url).query))
        assert kept.items() >= given.items()


def test_only_what_was_put_right_stands_under_closed(
    cast: Cast, as_: Callable[[str], Client], mixed: list[int], found: Found
) -> None:
    master, twin = found(floor=7), found(floor=8)
    actions.merge(by=cast.street_officer, duty_id=twin.pk, master_id=master.pk)
    right, otherwise = (
        as_("street_officer").get(reverse("lists:hazards"), {"state": tab}).content.decode()
        for tab in (listing.RECTIFIED, listing.OTHER_ENDS)
    )
    assert twin.hazard.number not in right
    assert f">{twin.hazard.number}</a>" in otherwise
    assert "None" not in otherwise
    assert otherwise.index("已并入") < otherwise.index(master.hazard.number)
    duties = as_("street_officer").get(reverse("lists:duties"), {"state": listing.OTHER_ENDS}).content.decode()
    assert "已并入" in duties
    assert ">None<" not in duties


def test_a_case_that_follows_another_shows_the_others_steps(cast: Cast, found: Found) -> None:
    master, twin = found(floor=7), found(floor=8)
    actions.merge(by=cast.street_officer, duty_id=twin.pk, master_id=master.pk)
    steps = steps_of(Duty._all.get(pk=twin.pk))
    assert [(str(step.label), step.status) for step in steps[:4]] == [
        ("上报", "done"), ("已并入", "done"), ("派责", "done"), ("整改", "now"),
    ]  # fmt: skip
    assert master.hazard.number in " ".join(steps[1].lines)
    assert state_words(Duty._all.get(pk=twin.pk)) == "已办结·并入他条"


@pytest.mark.parametrize("part", ["0001", "ZR-2611-0001", "堆放杂物", "es-01", "甲物业", "西侧", "堆放杂物 西侧"])
def test_a_search_finds_a_part_of_what_a_row_says(cast: Cast, found: Found, part: str) -> None:
    duty, other = found(spot="西侧楼梯"), found("FL-01", by=cast.street_officer, place="road")
    filters, now = listing.Filters(q=part), clock.now()
    seen = set(listing.duties(cast.district_officer, filters, now=now))
    assert duty in seen
    assert other not in seen
    assert not listing.duties(cast.outsider, filters, now=now).exists()


def test_a_narrow_reach_asks_each_way_by_an_index_of_its_own(cast: Cast, mixed: list[int]) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL knows by itself how rows spread
    rows = Duty.objects.for_(cast.property_manager, Permission.SEE).order_by().values("pk")
    sql, given = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", given)
        plan = [row[3] for row in cursor.fetchall()]
    assert not [step for step in plan if step.startswith("SCAN")], plan
