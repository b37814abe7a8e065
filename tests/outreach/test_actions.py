"""Who may observe, raise, answer and judge, and what each deed leaves behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel import texts
from anju.kernel.ledger.models import Entry
from anju.notify.models import Notice
from anju.outreach import actions
from anju.outreach.actions import Where
from anju.outreach.enums import MatterState, Satisfaction, Speaker
from anju.outreach.models import Activity, Matter, ObservationPoint, Statement
from anju.outreach.queries import register
from tests.cast import SYSTEM, Cast
from tests.outreach.conftest import DISTRICT, asked, held, today


def verbs(subject: str) -> list[str]:
    return list(Entry._all.filter(subject_kind=subject).order_by("id").values_list("verb", flat=True))


def test_a_point_comes_once_and_ends(cast: Cast, point: ObservationPoint) -> None:
    with pytest.raises(ValidationError, match="已经是观察点"):
        actions.add_point(by=cast.congress_staff, place=cast.places["community"], name="又一个", since=today())
    with pytest.raises(ValidationError, match="不能早于"):
        actions.end_point(by=cast.congress_staff, point=point.pk, until=point.since - timedelta(days=1))
    actions.end_point(by=cast.congress_staff, point=point.pk, until=today())
    actions.add_point(by=cast.congress_staff, place=cast.places["community"], name="再设", since=today())
    assert verbs("observation_point") == [
        "observation_point.added", "observation_point.closed", "observation_point.added",
    ]  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.end_point(by=cast.congress_staff, point=point.pk, until=today())


@pytest.mark.parametrize("who", ["deputy", "district_officer", "street_officer", "outsider", "administrator"])
def test_only_the_committee_keeps_points(cast: Cast, who: str, point: ObservationPoint) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_point(by=cast.actor(who), place=cast.places["estate"], name="x", since=today())
    with pytest.raises(PermissionDenied):
        actions.end_point(by=cast.actor(who), point=point.pk, until=today())


def test_an_activity_stands_at_the_narrowest_place_of_all_it_went_to(cast: Cast) -> None:
    row = held(cast, where=Where([cast.places["estate"], cast.places["owners_estate"]], people=5))
    assert row.path == cast.places["community"].path
    assert register.places_of(row) == [cast.places[one].full_name for one in ("estate", "owners_estate")]


def test_a_point_brings_its_place(cast: Cast, point: ObservationPoint) -> None:
    row = held(cast, where=Where([], point=point.pk, people=5))
    assert (row.path, row.point) == (point.path, point)
    with pytest.raises(ValidationError, match="还没有这个观察点"):
        held(cast, where=Where([], point=point.pk, people=5), held_on=point.since - timedelta(days=1))


def test_an_activity_needs_a_place_and_a_day_that_has_come(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="至少写一个地点"):
        held(cast, where=Where([], people=5))
    with pytest.raises(ValidationError, match="不能晚于今天"):
        held(cast, held_on=today() + timedelta(days=1))
    assert Activity._all.count() == 0


def test_sending_twice_makes_one(cast: Cast) -> None:
    assert held(cast, client_ref="a") == held(cast, client_ref="a")
    assert Activity._all.count() == 1


def test_a_deputy_records_in_the_own_reach_only(cast: Cast) -> None:
    row = held(cast, by=cast.deputy)
    assert register.activity_for(cast.deputy, row.pk) == row
    with pytest.raises(PermissionDenied):
        held(cast, by=cast.deputy, where=Where([cast.places["other_estate"]], people=3))
    with pytest.raises(PermissionDenied):
        held(cast, by=cast.deputy, where=Where([cast.places["estate"], cast.places["other_estate"]], people=3))


@pytest.mark.parametrize("who", ["district_officer", "street_officer", "community_worker", "outsider", "administrator"])
def test_no_government_post_sees_or_records_an_activity(cast: Cast, who: str, activity: Activity) -> None:
    actor = cast.actor(who)
    assert register.activity_for(actor, activity.pk) is None
    assert register.held(actor, register.Filters()) == []
    with pytest.raises(PermissionDenied):
        held(cast, by=actor)
    with pytest.raises(PermissionDenied):
        actions.add_statement(by=actor, activity=activity.pk, speaker=Speaker.OWNERS, said="x")


def test_words_stand_outside_the_ledger(cast: Cast, statement: Statement) -> None:
    entry = Entry._all.get(verb="statement.recorded")
    assert "消防泵" not in entry.data
    assert texts.by_field("statement", [statement.pk]) == {(str(statement.pk), "said"): "消防泵三年没有试过"}


def test_a_statement_becomes_one_matter(cast: Cast, statement: Statement) -> None:
    row = actions.raise_matter(by=cast.congress_staff, district=DISTRICT, asked=asked(cast, statement=statement.pk))
    assert (row.statement, row.activity) == (statement, statement.activity)
    with pytest.raises(ValidationError, match="已经转办过"):
        actions.raise_matter(by=cast.congress_staff, district=DISTRICT, asked=asked(cast, statement=statement.pk))
    assert Matter._all.count() == 1


@pytest.mark.parametrize("days", [0, -1, 181])
def test_a_date_out_of_bounds_is_a_slip(cast: Cast, days: int) -> None:
    with pytest.raises(ValidationError, match="答复期限"):
        actions.raise_matter(
            by=cast.congress_staff, district=DISTRICT, asked=asked(cast, due_on=today() + timedelta(days=days))
        )


@pytest.mark.parametrize("who", ["deputy", "district_officer", "street_officer", "outsider"])
def test_only_the_committee_raises_and_judges(cast: Cast, who: str, matter: Matter) -> None:
    with pytest.raises(PermissionDenied):
        actions.raise_matter(by=cast.actor(who), district=DISTRICT, asked=asked(cast))
    actions.answer(by=cast.street_officer, matter=matter.pk, text="已检测")
    with pytest.raises(PermissionDenied):
        actions.judge(by=cast.actor(who), matter=matter.pk, satisfaction=Satisfaction.SATISFIED)


def test_the_owner_answers_and_the_committee_is_satisfied(cast: Cast, matter: Matter) -> None:
    actions.answer(by=cast.street_officer, matter=matter.pk, text="已检测")
    row = actions.judge(by=cast.congress_staff, matter=matter.pk, satisfaction=Satisfaction.SATISFIED)
    assert row.state == MatterState.SETTLED
    assert verbs("matter") == ["matter.raised", "matter.answered", "matter.judged"]
    assert [one.code for one in Notice._all.order_by("pk")] == [
        "outreach.matter_raised", "outreach.matter_answered", "outreach.matter_settled",
    ]  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.answer(by=cast.street_officer, matter=matter.pk, text="再答")


@pytest.mark.parametrize(
    "who", ["outsider", "district_officer", "fire_officer", "community_worker", "property_manager", "congress_staff"]
)
def test_nobody_answers_for_another(cast: Cast, who: str, matter: Matter) -> None:
    with pytest.raises(PermissionDenied):
        actions.answer(by=cast.actor(who), matter=matter.pk, text="x")
    actions.answer(by=cast.street_officer, matter=matter.pk, text="已检测")
    with pytest.raises(PermissionDenied):
        actions.withdraw_answer(by=cast.actor(who), matter=matter.pk)


def test_an_answer_that_does_not_do_comes_back_with_a_reason_and_a_date(cast: Cast, matter: Matter) -> None:
    actions.answer(by=cast.street_officer, matter=matter.pk, text="正在研究")
    again = today() + timedelta(days=10)
    for wrong in ({"due_on": again}, {"reason": "没有计划"}, {"reason": " ", "due_on": again}):
        with pytest.raises(ValidationError, match="不满意"):
            actions.judge(by=cast.congress_staff, matter=matter.pk, satisfaction=Satisfaction.UNSATISFIED, **wrong)
    row = actions.judge(
        by=cast.congress_staff, matter=matter.pk, satisfaction=Satisfaction.UNSATISFIED, reason="没有计划", due_on=again
    )
    assert (row.state, row.due_on, row.rounds) == (MatterState.OPEN, again, 2)
    actions.answer(by=cast.street_officer, matter=matter.pk, text="六月底前检测完")
    told = {field: text for (_pk, field), text in texts.by_field("matter", [row.pk]).items()}
    assert (told["answer1"], told["judged1"], told["answer2"]) == ("正在研究", "没有计划", "六月底前检测完")


def test_a_withdrawn_answer_stays_known_and_another_may_follow(cast: Cast, matter: Matter) -> None:
    actions.answer(by=cast.street_officer, matter=matter.pk, text="写错了")
    actions.withdraw_answer(by=cast.street_officer, matter=matter.pk)
    row = actions.answer(by=cast.street_officer, matter=matter.pk, text="写对了")
    assert row.state == MatterState.ANSWERED
    assert verbs("matter")[-3:] == ["matter.answered", "matter.withdrawn", "matter.answered"]


def test_who_owes_and_who_judges(cast: Cast, matter: Matter) -> None:
    assert (register.owed(cast.street_officer).count(), register.owed(cast.outsider).count()) == (1, 0)
    assert register.judging(cast.congress_staff).count() == 0
    actions.answer(by=cast.street_officer, matter=matter.pk, text="已检测")
    assert (register.owed(cast.street_officer).count(), register.judging(cast.congress_staff).count()) == (0, 1)
    assert register.judging(cast.street_officer).count() == 0


def test_points_and_activities_follow_a_merged_place(cast: Cast) -> None:
    into, gone = cast.places["estate"], cast.places["owners_estate"]
    point = actions.add_point(by=cast.congress_staff, place=gone, name="自管", since=today())
    row = held(cast, where=Where([gone, into], people=2))
    alone = held(cast, where=Where([gone], people=2))
    actions.follow_place(by=SYSTEM, old=gone.path, new=into.path, into=into.pk)
    assert ObservationPoint._all.get(pk=point.pk).path == into.path
    assert Activity._all.get(pk=alone.pk).path == into.path
    assert [register.places_of(one) for one in (row, alone)] == [[into.full_name]] * 2
