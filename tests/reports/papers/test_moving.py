"""The way of a document: who moves it, who may open it at each step, what stands in the way."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel.ledger.models import Entry
from anju.notify.models import Notice
from anju.people.enums import Role
from anju.reports.models import Quote
from anju.reports.papers import actions
from anju.reports.papers.enums import Answer, Move, PaperKind, PaperState
from anju.reports.papers.models import Paper, PaperParty, PaperStep
from anju.reports.papers.queries import register
from tests.cast import Cast, add_person
from tests.reports.papers.conftest import drafted, fill, head, issue, sections_of, step

pytestmark = pytest.mark.django_db

GOVERNMENT = ("district_officer", "fire_officer", "street_officer", "community_worker", "outsider", "administrator")
CONGRESS = ("congress_staff", "deputy")
NOBODY = ("grid_member", "property_manager")


def opens(cast: Cast, paper: Paper) -> set[str]:
    everybody = (*GOVERNMENT, *CONGRESS, *NOBODY)
    return {name for name in everybody if register.paper_for(cast.actor(name), paper.pk) is not None}


def test_no_government_post_opens_the_committees_draft_and_no_deputy(ready: Cast, survey: Paper) -> None:
    assert opens(ready, survey) == {"congress_staff"}
    fill(ready, "congress_staff", survey)
    step(ready, "congress_staff", survey, Move.COUNTERSIGN)
    assert opens(ready, survey) == {"congress_staff"}
    step(ready, head(ready, "congress_staff"), survey, Move.SIGN)
    assert opens(ready, survey) == {"congress_staff"}
    step(ready, "congress_staff", survey, Move.ISSUE, number="示人〔2026〕1号")
    readers = {"district_officer", "fire_officer", "street_officer", "community_worker", "outsider", *CONGRESS}
    assert opens(ready, survey) == readers


def test_no_congress_post_opens_the_offices_draft_before_it_is_issued(ready: Cast, situation: Paper) -> None:
    assert opens(ready, situation) == {"district_officer"}
    fill(ready, "district_officer", situation)
    step(ready, "district_officer", situation, Move.CONSULT, asked=[ready.organisations["street"]])
    assert opens(ready, situation) == {"district_officer", "street_officer"}
    step(ready, "district_officer", situation, Move.COUNTERSIGN, asked=[ready.organisations["brigade"]])
    assert opens(ready, situation) == {"district_officer", "fire_officer"}
    actions.answer(by=ready.fire_officer, paper=situation.pk, said=Answer.AGREE)
    step(ready, head(ready, "district_officer"), situation, Move.SIGN)
    assert opens(ready, situation) == {"district_officer"}
    step(ready, "district_officer", situation, Move.ISSUE, number="示消〔2026〕2号")
    assert set(CONGRESS) <= opens(ready, situation)


def test_deputies_are_asked_by_their_own_committee_and_see_the_draft_only_then(ready: Cast, survey: Paper) -> None:
    step(ready, "congress_staff", survey, Move.CONSULT, asked=[ready.organisations["congress"]])
    assert opens(ready, survey) == {"congress_staff", "deputy"}
    party = actions.answer(by=ready.deputy, paper=survey.pk, said=Answer.REMARK, opinion="请补写观察点")
    assert party.organisation == ready.organisations["congress"]
    step(ready, "congress_staff", survey, Move.RETURN, reason="按意见改")
    assert opens(ready, survey) == {"congress_staff"}


@pytest.mark.parametrize("asked", ["district_office", "street", "brigade"])
def test_the_committees_draft_is_sent_to_no_government_office(ready: Cast, survey: Paper, asked: str) -> None:
    for what in (Move.CONSULT, Move.COUNTERSIGN):
        with pytest.raises(ValidationError, match="人大的稿子不送政府"):
            step(ready, "congress_staff", survey, what, asked=[ready.organisations[asked]])
    assert Paper._all.get(pk=survey.pk).state == PaperState.DRAFT
    assert PaperParty._all.count() == 0


def test_the_offices_draft_is_not_sent_to_the_congress(ready: Cast, situation: Paper) -> None:
    with pytest.raises(ValidationError, match="政府的稿子不送人大"):
        step(ready, "district_officer", situation, Move.CONSULT, asked=[ready.organisations["congress"]])


@pytest.mark.parametrize("by", ["district_officer", "deputy", "street_officer", "outsider"])
def test_nobody_else_moves_the_committees_document(ready: Cast, survey: Paper, by: str) -> None:
    for what in (Move.COUNTERSIGN, Move.DROP):
        with pytest.raises(PermissionDenied):
            step(ready, by, survey, what, reason="x")
    assert PaperStep._all.count() == 0


def test_every_step_says_who_and_why_and_goes_back_to_the_draft_for_another_round(
    ready: Cast, situation: Paper
) -> None:
    street = ready.organisations["street"]
    step(ready, "district_officer", situation, Move.CONSULT, asked=[street, street])
    assert Notice._all.filter(code="papers.sent").count() == 1
    with pytest.raises(ValidationError, match="写明意见"):
        actions.answer(by=ready.street_officer, paper=situation.pk, said=Answer.OBJECT)
    actions.answer(by=ready.street_officer, paper=situation.pk, said=Answer.OBJECT, opinion="数字有出入")
    assert Notice._all.filter(code="papers.answered").count() == 1
    with pytest.raises(ValidationError, match="理由"):
        step(ready, "district_officer", situation, Move.RETURN)
    row = step(ready, "district_officer", situation, Move.RETURN, reason="核对数字")
    assert (row.state, row.round) == (PaperState.DRAFT, 2)
    assert [one.move for one in register.steps(row)] == [Move.RETURN, Move.CONSULT]
    assert register.answers(row, PaperState.CONSULT) == []
    with pytest.raises(PermissionDenied):
        actions.answer(by=ready.street_officer, paper=situation.pk, said=Answer.AGREE)
    told = Entry._all.filter(subject_kind="paper", verb="paper.stepped").values_list("data", flat=True)
    assert not any("核对" in data for data in told)


def test_who_was_not_asked_does_not_answer(ready: Cast, situation: Paper) -> None:
    step(ready, "district_officer", situation, Move.CONSULT, asked=[ready.organisations["street"]])
    for by in ("outsider", "fire_officer", "deputy", "congress_staff"):
        with pytest.raises(PermissionDenied):
            actions.answer(by=ready.actor(by), paper=situation.pk, said=Answer.AGREE)


def test_nothing_is_signed_with_blanks_silence_or_an_objection(ready: Cast, situation: Paper) -> None:
    brigade = ready.organisations["brigade"]
    step(ready, "district_officer", situation, Move.COUNTERSIGN, asked=[brigade])
    with pytest.raises(ValidationError, match="1 个单位没有会签"):
        step(ready, head(ready, "district_officer"), situation, Move.SIGN)
    actions.answer(by=ready.fire_officer, paper=situation.pk, said=Answer.OBJECT, opinion="不妥")
    with pytest.raises(ValidationError, match="1 个单位不同意"):
        step(ready, head(ready, "district_officer"), situation, Move.SIGN)
    actions.answer(by=ready.fire_officer, paper=situation.pk, said=Answer.AGREE)
    with pytest.raises(ValidationError, match="2 处“请补充”"):
        step(ready, head(ready, "district_officer"), situation, Move.SIGN)


def test_fields_that_there_are_not_and_clashes_nobody_has_seen_hinder_signing(ready: Cast, situation: Paper) -> None:
    words = ["全区新增隐患9处，{{nothing}}。"]
    actions.save(by=ready.district_officer, paper=situation.pk, base=1, sections=words)
    step(ready, "district_officer", situation, Move.COUNTERSIGN)
    with pytest.raises(ValidationError, match="1 个字段"):
        step(ready, head(ready, "district_officer"), situation, Move.SIGN)
    step(ready, "district_officer", situation, Move.RETURN, reason="改")
    actions.save(by=ready.district_officer, paper=situation.pk, base=2, sections=["全区新增隐患9处。"])
    step(ready, "district_officer", situation, Move.COUNTERSIGN)
    with pytest.raises(ValidationError, match="1 处不一致"):
        step(ready, head(ready, "district_officer"), situation, Move.SIGN)
    assert step(ready, head(ready, "district_officer"), situation, Move.SIGN, clashes=1).state == PaperState.SIGNED


def test_signing_settles_every_figure_and_the_lists(ready: Cast, situation: Paper) -> None:
    fill(ready, "district_officer", situation)
    step(ready, "district_officer", situation, Move.COUNTERSIGN)
    row = step(ready, head(ready, "district_officer"), situation, Move.SIGN)
    settled = [one for one in register.fields(row) if one.quote is not None]
    assert len(settled) == Quote._all.count() - sum(one.quote_before is not None for one in settled) > 5
    assert row.annexes["of"] == len(row.annexes["hazards"]) == len(row.annexes["duties"]) == 2
    assert len(row.annexes["charts"]["rectified"]) == 12
    back = step(ready, "district_officer", situation, Move.RETURN, reason="再看")
    assert (back.annexes, back.signed_at) == ({}, None)


def test_nobody_signs_what_they_began_or_changed(ready: Cast, situation: Paper) -> None:
    other = head(ready, "district_officer")
    fill(ready, "district_officer", situation)
    step(ready, "district_officer", situation, Move.COUNTERSIGN)
    with pytest.raises(ValidationError, match="不能自己签发"):
        step(ready, "district_officer", situation, Move.SIGN)
    step(ready, other, situation, Move.RETURN, reason="改一句")
    version = Paper._all.get(pk=situation.pk).version
    actions.save(by=ready.actor(other), paper=situation.pk, base=version, sections=[*sections_of(situation), "另记。"])
    step(ready, other, situation, Move.COUNTERSIGN)
    for by in (other, "district_officer"):
        with pytest.raises(ValidationError, match="不能自己签发"):
            step(ready, by, situation, Move.SIGN)
    add_person(ready, "third", Role.DISTRICT_OFFICE, "district_office", "district")
    for by in ("outsider", "congress_staff", "street_officer", "fire_officer"):
        with pytest.raises(PermissionDenied):
            step(ready, by, situation, Move.SIGN)
    row = step(ready, "third", situation, Move.SIGN)
    assert (row.state, row.signed_by) == (PaperState.SIGNED, ready.accounts["third"].pk)


def test_what_another_has_signed_its_writer_may_print(ready: Cast, survey: Paper) -> None:
    fill(ready, "congress_staff", survey)
    step(ready, "congress_staff", survey, Move.COUNTERSIGN)
    step(ready, head(ready, "congress_staff"), survey, Move.SIGN)
    row = step(ready, "congress_staff", survey, Move.ISSUE, number="示人〔2026〕3号")
    assert row.issued_by == ready.accounts["congress_staff"].pk != row.signed_by


def test_a_move_on_words_that_have_changed_since_is_refused(ready: Cast, situation: Paper) -> None:
    stale = actions.Sent(version=1)
    fill(ready, "district_officer", situation)
    with pytest.raises(ValidationError, match="新的一版"):
        actions.move(by=ready.district_officer, paper=situation.pk, what=Move.COUNTERSIGN, sent=stale)


def test_a_move_made_twice_is_made_once(ready: Cast, situation: Paper) -> None:
    step(ready, "district_officer", situation, Move.COUNTERSIGN)
    with pytest.raises(ValidationError, match="现在是“会签”"):
        step(ready, "district_officer", situation, Move.COUNTERSIGN)
    assert PaperStep._all.count() == 1


def test_what_is_sent_is_not_written_on_any_more(ready: Cast, situation: Paper) -> None:
    step(ready, "district_officer", situation, Move.COUNTERSIGN)
    with pytest.raises(ValidationError, match="退回修改"):
        actions.save(by=ready.district_officer, paper=situation.pk, base=1, sections=["改"])
    with pytest.raises(ValidationError, match="退回修改"):
        actions.free(by=ready.district_officer, paper=situation.pk)
    assert sections_of(situation)[0].startswith("现将")


def test_a_number_is_needed_and_used_once(ready: Cast, survey: Paper) -> None:
    issued = issue(ready, "congress_staff", survey, " 示人〔2026〕5号 ")
    assert (issued.number, issued.state) == ("示人〔2026〕5号", PaperState.ISSUED)
    other = drafted(ready, "congress_staff", PaperKind.SURVEY)
    fill(ready, "congress_staff", other)
    step(ready, "congress_staff", other, Move.COUNTERSIGN)
    step(ready, head(ready, "congress_staff"), other, Move.SIGN)
    with pytest.raises(ValidationError, match="文号"):
        step(ready, "congress_staff", other, Move.ISSUE)
    with pytest.raises(ValidationError, match="已经用过"):
        step(ready, "congress_staff", other, Move.ISSUE, number="示人〔2026〕5号")


def test_the_public_version_is_released_once_by_its_owner_after_issue(ready: Cast, survey: Paper) -> None:
    with pytest.raises(ValidationError, match="印发之后"):
        actions.release(by=ready.congress_staff, paper=survey.pk, sections=["公开"])
    issue(ready, "congress_staff", survey)
    for by in ("district_officer", "deputy"):
        with pytest.raises(PermissionDenied):
            actions.release(by=ready.actor(by), paper=survey.pk, sections=["公开"])
    made = actions.release(by=ready.congress_staff, paper=survey.pk, sections=["公开"])
    assert actions.release(by=ready.congress_staff, paper=survey.pk, sections=["公开"]) == made
    with pytest.raises(ValidationError, match="已经放行"):
        actions.release(by=ready.congress_staff, paper=survey.pk, sections=["另一个"])
    row = Paper._all.get(pk=survey.pk)
    assert register.sections(made) == ["公开"]
    assert register.version(row) != made


def test_whoever_may_not_open_it_gets_no_copy(ready: Cast, survey: Paper) -> None:
    for by in ("district_officer", "deputy", "outsider"):
        with pytest.raises(PermissionDenied):
            actions.copied(by=ready.actor(by), paper=survey, version=1, printed={})
    copy = actions.copied(by=ready.congress_staff, paper=survey, version=1, printed={"grids": "1个"})
    assert register.copy(copy.code) == copy
    assert Entry._all.filter(verb="paper.copied").count() == 1
