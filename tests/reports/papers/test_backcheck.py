"""事故反查报告: of the dossier's closed group; deeds beside gaps at equal size; no cause or liability too early."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import translation
from docx import Document

from anju.kernel import clock
from anju.kernel.documents.official_docx import docx
from anju.people.enums import Role
from anju.reports.papers import actions
from anju.reports.papers.enums import Move
from anju.reports.papers.models import Paper, PaperReader
from anju.reports.papers.queries import register
from anju.reports.papers.queries.backcheck import HELD_BACK
from anju.reports.papers.queries.whole import whole
from anju.reports.papers.rules.body import Rows, read
from anju.reports.papers.views.files import official
from anju.supervision.inspections.backcheck.actions import dossiers
from anju.supervision.inspections.backcheck.actions import gaps as gap_actions
from anju.supervision.inspections.backcheck.enums import Way
from anju.supervision.inspections.backcheck.models import Fire, Gap, Opening
from anju.supervision.inspections.backcheck.queries.entry import OPEN_FOR
from anju.supervision.lists.models import Duty
from tests.cast import Cast, add_person
from tests.reports.papers.conftest import fill, issue, sections_of, step
from tests.security.things import backcheck
from tests.supervision.lists.conftest import MONDAY

pytestmark = pytest.mark.django_db

As = Callable[[str], Client]
EVERYBODY = (
    "district_officer", "fire_officer", "second_officer", "street_officer", "outsider", "community_worker",
    "grid_member", "property_manager", "congress_staff", "deputy", "auditor", "administrator",
)  # fmt: skip


@pytest.fixture
def fire(ready: Cast) -> Iterator[Fire]:
    """A day after the cast's Monday, with a group of two: the officer of the brigade leads; and a gap of its case."""
    add_person(ready, "auditor", Role.AUDITOR, "district_office", "district")
    add_person(ready, "second_officer", Role.FIRE_BRIGADE, "brigade", "district")
    with clock.simulated(MONDAY + timedelta(days=1)):
        row = Fire._all.get(pk=backcheck.fire(ready))
        dossiers.name_member(by=ready.fire_officer, fire=row, account=ready.accounts["second_officer"])
        gap = Gap._all.get(pk=backcheck.gap(ready))
        gap.duty = Duty._all.order_by("pk").values_list("pk", flat=True)[0]
        gap.save(update_fields=["duty"])
        yield row


@pytest.fixture
def report(ready: Cast, fire: Fire) -> Paper:
    return actions.report(by=ready.fire_officer, fire=fire.pk, client_ref="r")


@pytest.fixture
def seconds(ready: Cast, fire: Fire) -> Paper:
    """The report as the second of the group writes it, for the lead to sign."""
    dossiers.open_dossier(by=ready.second_officer, dossier=fire.dossier)
    return actions.report(by=ready.second_officer, fire=fire.pk, client_ref="s")


def issued(cast: Cast, paper: Paper) -> Paper:
    return issue(cast, "second_officer", paper, "示反〔2026〕1号", "fire_officer")


def opens(cast: Cast, paper: Paper) -> set[str]:
    return {name for name in EVERYBODY if register.paper_for(cast.actor(name), paper.pk) is not None}


def determine(fire: Fire, cause: str = "电气线路故障") -> None:
    Fire._all.filter(pk=fire.pk).update(determined_on=clock.today(), cause=cause)


def body_of(paper: Paper) -> str:
    return "\n".join(sections_of(paper))


def test_only_the_group_reads_the_draft_and_the_issued_report(ready: Cast, seconds: Paper) -> None:
    group = {"fire_officer", "second_officer"}
    assert opens(ready, seconds) == group
    issued(ready, seconds)
    assert opens(ready, seconds) == group


def test_a_decision_names_who_else_reads_it_once_it_is_issued(ready: Cast, seconds: Paper, as_: As) -> None:
    auditor = ready.accounts["auditor"]
    with pytest.raises(ValidationError, match="哪一份决定"):
        actions.name_reader(by=ready.fire_officer, paper=seconds.pk, account=auditor, decision=" ")
    for by in ("second_officer", "district_officer", "auditor"):
        with pytest.raises(PermissionDenied):
            actions.name_reader(by=ready.actor(by), paper=seconds.pk, account=auditor, decision="会议决定")
    assert PaperReader._all.count() == 0
    actions.name_reader(by=ready.fire_officer, paper=seconds.pk, account=auditor, decision="会议决定")
    actions.name_reader(by=ready.fire_officer, paper=seconds.pk, account=auditor, decision="会议决定")
    assert PaperReader._all.count() == 1
    assert as_("auditor").get(f"/papers/{seconds.pk}/").status_code == 404
    issued(ready, seconds)
    assert opens(ready, seconds) == {"fire_officer", "second_officer", "auditor"}
    assert as_("auditor").get(f"/papers/{seconds.pk}/").status_code == 200
    assert as_("auditor").get(f"/papers/{seconds.pk}/edit/").status_code in (403, 404)


def test_who_leaves_the_group_reads_nothing_more(ready: Cast, fire: Fire, report: Paper) -> None:
    member = fire.dossier.members.get(account=ready.accounts["second_officer"])
    dossiers.end_member(by=ready.fire_officer, fire=fire, member=member.pk)
    assert opens(ready, report) == {"fire_officer"}


def test_it_is_begun_behind_the_open_door_alone(ready: Cast, fire: Fire, as_: As) -> None:
    for by in ("district_officer", "auditor", "second_officer"):
        with pytest.raises(PermissionDenied):
            actions.report(by=ready.actor(by), fire=fire.pk, client_ref=by)
    assert as_("district_officer").post(f"/papers/backcheck/{fire.pk}/", {"client_ref": "x"}).status_code == 404
    client = as_("fire_officer")
    page = client.get(f"/fires/{fire.pk}/dossier/").content.decode()
    assert "起草反查报告" in page
    one, two = (client.post(f"/papers/backcheck/{fire.pk}/", {"client_ref": "x"}) for _time in range(2))
    assert one["Location"] == two["Location"] == f"/papers/{Paper._all.get().pk}/"
    assert client.get(one["Location"]).status_code == 200
    assert as_("district_officer").get("/papers/").context["rows"] == []


def test_until_the_party_has_answered_it_reads_unverified(ready: Cast, fire: Fire, report: Paper) -> None:
    assert "## 整改已逾期（待核实）" in body_of(report)
    gap = Gap._all.get()
    gap_actions.answer(by=ready.property_manager, gap=gap, words="已经贴了告知，配件在路上")
    later = body_of(actions.report(by=ready.fire_officer, fire=fire.pk, client_ref="r2"))
    assert "（已答复，待认定）" in later
    assert "**责任方的答复：**已经贴了告知，配件在路上" in later


def test_what_was_done_stands_beside_what_is_missing_in_columns_of_one_width(ready: Cast, report: Paper) -> None:
    [table] = [block for block in read(sections_of(report)[1]) if isinstance(block, Rows)]
    assert table.head == ("没有见到的", "已经做了的")
    [(missing, done)] = table.rows
    assert "整改已逾期 3 天" in missing
    assert "提交整改" in done
    version = register.version(report)
    assert version is not None
    file = Document(io.BytesIO(docx(official(ready.fire_officer, whole(ready.fire_officer, report, version)))))
    [printed] = [one for one in file.tables if one.rows[0].cells[0].text == "没有见到的"]
    assert len({cell.width for cell in printed.rows[1].cells}) == 1


def test_neither_cause_nor_liability_is_written_before_the_determination(
    ready: Cast, fire: Fire, report: Paper
) -> None:
    assert "火灾认定之前，这里不写原因和责任" in body_of(report)
    by, words = ready.fire_officer, ["起火原因是电气线路故障。"]
    with pytest.raises(ValidationError, match="火灾认定之前"):
        actions.save(by=by, paper=report.pk, base=1, sections=words)
    with pytest.raises(ValidationError, match="火灾认定之前"):
        actions.rename(by=by, paper=report.pk, title="物业失职的报告", addressee="")
    determine(fire)
    actions.save(by=by, paper=report.pk, base=1, sections=words)
    assert "火灾认定：电气线路故障" in body_of(actions.report(by=by, fire=fire.pk, client_ref="r3"))
    Fire._all.filter(pk=fire.pk).update(determined_on=None, cause="")
    step(ready, "fire_officer", report, Move.COUNTERSIGN)
    with pytest.raises(ValidationError, match="火灾认定之前"):
        step(ready, "fire_officer", report, Move.SIGN)


def test_an_answer_that_speaks_of_cause_is_held_back_until_then(ready: Cast, fire: Fire) -> None:
    gap_actions.answer(by=ready.property_manager, gap=Gap._all.get(), words="起火原因不在我们")
    early = body_of(actions.report(by=ready.fire_officer, fire=fire.pk, client_ref="a"))
    assert HELD_BACK in early
    assert "起火原因" not in early
    determine(fire)
    assert "起火原因不在我们" in body_of(actions.report(by=ready.fire_officer, fire=fire.pk, client_ref="b"))


def test_it_is_sent_to_nobody_and_has_no_public_version(ready: Cast, seconds: Paper) -> None:
    for what in (Move.CONSULT, Move.COUNTERSIGN):
        with pytest.raises(ValidationError, match="只在反查组里办"):
            step(ready, "fire_officer", seconds, what, asked=[ready.organisations["district_office"]])
    assert list(register.askable(seconds)) == []
    row = issued(ready, seconds)
    with pytest.raises(ValidationError, match="不做公开版"):
        actions.release(by=ready.fire_officer, paper=row.pk, sections=["x"])


def test_the_group_writes_and_the_lead_signs(ready: Cast, seconds: Paper, as_: As) -> None:
    fill(ready, "second_officer", seconds)
    step(ready, "second_officer", seconds, Move.COUNTERSIGN)
    with pytest.raises(PermissionDenied):
        step(ready, "second_officer", seconds, Move.SIGN)
    with pytest.raises(PermissionDenied):
        step(ready, "district_officer", seconds, Move.SIGN)
    assert as_("fire_officer").get(f"/papers/{seconds.pk}/move/sign/").status_code == 200
    step(ready, "fire_officer", seconds, Move.SIGN)


def test_a_lead_who_wrote_it_has_it_signed_by_another_lead(ready: Cast, fire: Fire, report: Paper) -> None:
    fill(ready, "fire_officer", report)
    step(ready, "fire_officer", report, Move.COUNTERSIGN)
    with pytest.raises(ValidationError, match="不能自己签发"):
        step(ready, "fire_officer", report, Move.SIGN)
    add_person(ready, "third_officer", Role.FIRE_BRIGADE, "brigade", "district")
    dossiers.name_member(by=ready.fire_officer, fire=fire, account=ready.accounts["third_officer"], lead=True)
    assert step(ready, "third_officer", report, Move.SIGN).signed_by == ready.accounts["third_officer"].pk


def test_it_is_chinese_whatever_language_its_writer_reads(ready: Cast, fire: Fire) -> None:
    with translation.override("en"):
        made = actions.report(by=ready.fire_officer, fire=fire.pk, client_ref="en")
    assert "## 整改已逾期（待核实）" in body_of(made)
    assert "Overdue" not in body_of(made)


def test_no_office_begins_one_without_a_dossier(ready: Cast) -> None:
    for by in ("district_officer", "congress_staff"):
        assert "backcheck" not in register.owners(ready.actor(by))


def test_reading_a_report_is_logged_as_an_opening_of_its_dossier(
    ready: Cast, fire: Fire, report: Paper, as_: As
) -> None:
    second = ready.accounts["second_officer"].pk
    opened = Opening._all.filter(account=second)
    assert opened.count() == 0
    assert as_("district_officer").get(f"/papers/{report.pk}/").status_code == 404
    client, pages = as_("second_officer"), ("", "edit/", "compare/", "readers/")
    for address in pages:
        answer = client.get(f"/papers/{report.pk}/{address}")
        assert (answer.status_code, answer["Location"]) == (302, f"/fires/{fire.pk}/dossier/")
    assert client.post(f"/papers/{report.pk}/download/").status_code == 302
    assert opened.count() == 0
    client.post(f"/fires/{fire.pk}/dossier/open/")
    assert client.get(f"/papers/{report.pk}/").status_code == 200
    assert [(one.dossier, one.way) for one in opened] == [(fire.dossier, Way.PAGE)]
    with clock.simulated(clock.now() + OPEN_FOR + timedelta(minutes=1)):
        assert client.get(f"/papers/{report.pk}/edit/").status_code == 302
