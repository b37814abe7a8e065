"""Drafting, saving, fields: what a document holds, and that no words are lost."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel import texts
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.reports.models import Quote
from anju.reports.papers import actions
from anju.reports.papers.actions import StaleError, Wanted
from anju.reports.papers.actions.figuring import Added
from anju.reports.papers.enums import How, PaperKind, Shape, Standing
from anju.reports.papers.models import Paper, PaperField, PaperVersion
from anju.reports.papers.queries import counting, register
from anju.reports.papers.queries.counting import Number
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import ReopenReason
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.reports.papers.conftest import sections_of

pytestmark = pytest.mark.django_db


def numbers(cast: Cast, paper: Paper, by: str = "congress_staff") -> dict[str, Number]:
    return counting.numbers(cast.actor(by), paper, register.fields(paper))


def test_a_survey_begins_with_its_figures_counted_and_the_rest_said_to_be_missing(ready: Cast, survey: Paper) -> None:
    found = numbers(ready, survey)
    said = {key: found[key].text for key in ("points", "grids", "blocked", "weighed", "estimated", "members")}
    assert said == {
        "points": "1个", "grids": found["grids"].text, "blocked": "1处", "weighed": "1.2吨", "estimated": "0.3吨",
        "members": "2名",
    }  # fmt: skip
    for key in ("waterless", "sockets", "shed_groups", "sprinklers", "old_areas", "old_points", "extinguishers"):
        assert found[key].standing is Standing.MISSING
        assert found[key].text == "（尚未登记）"
    assert survey.owner == ready.organisations["congress"]
    entry = Entry._all.get(verb="paper.drafted")
    assert "网格" not in entry.data
    assert texts.ids_of(survey)


def test_a_document_is_drafted_once_however_often_it_is_sent(ready: Cast) -> None:
    wanted = Wanted(PaperKind.SURVEY, ready.places["district"])
    one = actions.draft(by=ready.congress_staff, wanted=wanted, client_ref="x")
    assert actions.draft(by=ready.congress_staff, wanted=wanted, client_ref="x") == one
    assert Paper._all.count() == 1


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        ("district_officer", PaperKind.SURVEY), ("congress_staff", PaperKind.SITUATION),
        ("congress_staff", PaperKind.BULLETIN), ("street_officer", PaperKind.SITUATION), ("deputy", PaperKind.SURVEY),
        ("administrator", PaperKind.SITUATION),
    ],
)  # fmt: skip
def test_nobody_drafts_what_is_anothers(ready: Cast, by: str, kind: PaperKind) -> None:
    with pytest.raises(PermissionDenied):
        actions.draft(by=ready.actor(by), wanted=Wanted(kind, ready.places["district"]))


def test_a_period_that_cannot_be_read_and_a_source_that_is_not_there_are_said(ready: Cast) -> None:
    wanted = Wanted(PaperKind.SITUATION, ready.places["district"], "last year")
    with pytest.raises(ValidationError, match="2025-07"):
        actions.draft(by=ready.district_officer, wanted=wanted)
    for kind in (PaperKind.BULLETIN, PaperKind.CLOSING):
        with pytest.raises(ValidationError, match="请选一"):
            actions.draft(by=ready.district_officer, wanted=replace(wanted, kind=kind, period="", source="month:9"))
    with pytest.raises(PermissionDenied):
        actions.draft(by=ready.district_officer, wanted=Wanted(PaperKind.SITUATION, ready.places["estate"]))
    assert Paper._all.count() == 0


def test_a_save_is_a_version_and_the_same_words_are_none(ready: Cast, survey: Paper) -> None:
    words = [*sections_of(survey)[:-1], "# 相关建议\n抓紧整改，{{ blocked }}。  "]
    made = actions.save(by=ready.congress_staff, paper=survey.pk, base=1, sections=words)
    assert (made.number, made.how) == (2, How.EDITED)
    assert sections_of(survey)[-1] == "# 相关建议\n抓紧整改，{{blocked}}。"
    again = actions.save(by=ready.congress_staff, paper=survey.pk, base=1, sections=words)
    assert again == made
    assert PaperVersion._all.filter(paper=survey).count() == 2
    assert Entry._all.filter(verb="paper.saved").count() == 1


def test_whoever_saves_on_an_old_version_is_refused_and_nothing_is_overwritten(ready: Cast, survey: Paper) -> None:
    actions.save(by=ready.congress_staff, paper=survey.pk, base=1, sections=["甲写的"])
    with pytest.raises(StaleError, match="第 2 版") as error:
        actions.save(by=ready.congress_staff, paper=survey.pk, base=1, sections=["乙写的"])
    assert error.value.newest == 2
    assert sections_of(survey) == ["甲写的"]


@pytest.mark.parametrize("by", ["district_officer", "street_officer", "deputy", "outsider", "administrator"])
def test_nobody_writes_on_anothers_draft(ready: Cast, survey: Paper, by: str) -> None:
    actor = ready.actor(by)
    with pytest.raises(PermissionDenied):
        actions.save(by=actor, paper=survey.pk, base=1, sections=["改"])
    with pytest.raises(PermissionDenied):
        actions.settle(by=actor, paper=survey.pk)
    with pytest.raises(PermissionDenied):
        actions.rename(by=actor, paper=survey.pk, title="改", addressee="")
    with pytest.raises((PermissionDenied, ValidationError)):
        actions.add_field(by=actor, paper=survey.pk, added=Added("lists.found"))
    assert sections_of(survey)[0].startswith("根据")


def test_a_text_can_be_erased_and_the_version_says_so(ready: Cast, survey: Paper) -> None:
    version = register.version(survey)
    assert version is not None
    texts.erase(ready.congress_staff, version.sections[:1], reason="retention_over")
    assert sections_of(survey)[0] == "（这段文字已删除。）"


def test_a_settled_figure_keeps_its_number_and_says_when_it_has_moved(
    ready: Cast, survey: Paper, told: list[Duty]
) -> None:
    assert actions.settle(by=ready.congress_staff, paper=survey.pk, keys=["blocked"]) == 1
    quote = Quote._all.get()
    assert (quote.figure, quote.amount) == ("lists.blocked_and_parked", "1")
    lists.reopen(by=ready.street_officer, duty_id=told[0].pk, why=ReopenReason.CONTEST, reason="还在")
    drain()
    found = numbers(ready, survey)["blocked"]
    assert (found.standing, found.text, found.today, found.codes) == (Standing.FROZEN, "1处", "0处", (quote.code,))
    assert found.head == quote.size
    assert actions.free(by=ready.congress_staff, paper=survey.pk, keys=["blocked"]) == 1
    assert numbers(ready, survey)["blocked"].text == "0处"


def test_settling_all_settles_what_is_recorded_and_leaves_what_is_not(ready: Cast, survey: Paper) -> None:
    count = actions.settle(by=ready.congress_staff, paper=survey.pk)
    standing = {key: one.standing for key, one in numbers(ready, survey).items()}
    assert count == sum(one is Standing.FROZEN for one in standing.values())
    assert standing["sockets"] is Standing.MISSING
    assert Standing.LIVE not in standing.values()
    assert actions.settle(by=ready.congress_staff, paper=survey.pk) == 0


def test_a_figure_is_added_once_and_taken_out_only_when_no_text_needs_it(ready: Cast, survey: Paper) -> None:
    added = Added("lists.merged", Shape.ABOUT, "2026-11")
    made = actions.add_field(by=ready.congress_staff, paper=survey.pk, added=added)
    assert (made.key, made.label, made.unit) == ("merged", "重复并入", "次")
    assert actions.add_field(by=ready.congress_staff, paper=survey.pk, added=added) == made
    other = actions.add_field(by=ready.congress_staff, paper=survey.pk, added=replace(added, period=""))
    assert other.key == "merged_2"
    with pytest.raises(ValidationError, match="正文"):
        actions.drop_field(by=ready.congress_staff, paper=survey.pk, key="blocked")
    actions.drop_field(by=ready.congress_staff, paper=survey.pk, key="merged")
    assert not PaperField._all.filter(paper=survey, key="merged").exists()
    with pytest.raises(ValidationError, match="没有这个数字"):
        actions.add_field(by=ready.congress_staff, paper=survey.pk, added=Added("lists.nothing"))


def test_a_title_breaks_where_a_space_stands(ready: Cast, survey: Paper) -> None:
    actions.rename(by=ready.congress_staff, paper=survey.pk, title="关于消防 整治的报告", addressee=" 区人大 常委会 ")
    row = Paper._all.get(pk=survey.pk)
    assert (row.title, row.addressee) == ("关于消防\n整治的报告", "区人大常委会")
    with pytest.raises(ValidationError, match="标题"):
        actions.rename(by=ready.congress_staff, paper=survey.pk, title="  ", addressee="")


def test_a_year_without_an_earlier_one_is_not_compared(ready: Cast, survey: Paper) -> None:
    found = numbers(ready, survey)["fires_change"]
    assert "同比下降" not in found.text
    assert found.text.startswith(("（尚未登记", "没有上年同期"))
