"""The lists at work: export, saved views, many at once, verification in batches, the printed paper, the shared text."""

import io
from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anju.catalogue.queries import in_use
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Source
from anju.supervision.lists.enums import ProposalKind, SourceKind, State
from anju.supervision.lists.models import Duty, SavedView
from anju.supervision.lists.queries import work
from anju.supervision.lists.views.sheets import plain
from tests.cast import Cast
from tests.supervision.lists.conftest import MONDAY, again

Found = Callable[..., Duty]
As = Callable[[str], Client]


def _sheet(browser: Client, page: str, query: str = "") -> list[tuple[object, ...]]:
    answer = browser.post(reverse("lists:export", args=[page]) + query)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    return list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]


def test_the_two_exports_carry_the_same_ids_under_a_title_and_the_filter_in_words(as_: As, found: Found) -> None:
    duty = found()
    hazards, duties = _sheet(as_("street_officer"), "hazards"), _sheet(as_("street_officer"), "duties")
    assert hazards[0][0] == "隐患清单台账"
    assert "未销号" in str(hazards[1][0])
    assert (hazards[3][0], hazards[3][1]) == (duty.hazard.number, duty.number)
    assert (duties[3][1], duties[3][0]) == (duty.hazard.number, duty.number)
    assert hazards[4][0] == "合计 1 条"
    assert "审核人签字" in str(hazards[5][0])


def test_a_cell_that_looks_like_a_formula_leaves_as_text(as_: As, cast: Cast, found: Found) -> None:
    duty = found()
    actions.plan(by=cast.property_manager, duty_id=duty.pk, fixes={"measure": "=1+1", "contingency": "@SUM(A1)"})
    answer = as_("street_officer").post(reverse("lists:export", args=["duties"]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    cells = {cell.value: cell.data_type for row in book.active.iter_rows(min_row=4, max_row=4) for cell in row}  # type: ignore[union-attr]
    assert (cells["=1+1"], cells["@SUM(A1)"]) == ("s", "s")


def test_an_export_is_an_entry_and_only_a_post(as_: As, found: Found) -> None:
    found()
    url = reverse("lists:export", args=["hazards"])
    assert as_("street_officer").get(url).status_code == 405
    b"".join(as_("street_officer").post(url).streaming_content)  # type: ignore[attr-defined]
    assert Entry._all.filter(verb="list.exported").count() == 1


def test_an_outsiders_export_holds_none_of_the_rows(as_: As, found: Found) -> None:
    duty = found()
    assert duty.hazard.number not in str(_sheet(as_("outsider"), "hazards"))


def test_who_may_not_export_gets_no_file(as_: As, found: Found) -> None:
    found()
    assert as_("grid_member").post(reverse("lists:export", args=["hazards"])).status_code == 403


def test_a_filter_is_kept_under_a_name_shown_and_forgotten(as_: As, cast: Cast) -> None:
    browser = as_("street_officer")
    browser.post(reverse("lists:save-view", args=["hazards"]) + "?due=late", {"name": "逾期的"})
    page = browser.get(reverse("lists:hazards"), {"due": "late"}).content.decode()
    assert "逾期的" in page
    view = SavedView._all.get()
    assert as_("community_worker").post(reverse("lists:drop-view", args=[view.pk])).status_code == 404
    as_("street_officer").post(reverse("lists:drop-view", args=[view.pk]))
    assert not SavedView._all.exists()


def test_many_dates_are_changed_at_once_and_each_row_says_what_became_of_it(
    as_: As, found: Found, submitted: Found
) -> None:
    open_, waiting = found(floor=5), submitted("ES-06")
    data = {"ids": [open_.pk, waiting.pk], "extend": "1", "due_on": "2026-12-20", "reason": "等配件"}
    asked = as_("street_officer").post(reverse("lists:bulk"), data).content.decode()
    assert asked.index("12月20日") < asked.index("确认，调整 2 条")
    assert again(open_).due_at == open_.due_at  # nothing moved yet
    page = as_("street_officer").post(reverse("lists:bulk"), {**data, "confirmed": "1"}).content.decode()
    assert "办成 1 条，没办成 1 条" in page
    assert again(open_).due_at > MONDAY + timedelta(days=20)  # type: ignore[operator]


def test_an_outsider_changes_none_of_the_rows_ticked(as_: As, found: Found) -> None:
    duty = found()
    before = duty.due_at
    data = {"ids": [duty.pk], "extend": "1", "due_on": "2026-12-20", "reason": "等配件"}
    assert "没有选中案件" in as_("outsider").post(reverse("lists:bulk"), data).content.decode()
    assert again(duty).due_at == before


def test_many_reports_are_assigned_at_once(as_: As, cast: Cast, found: Found) -> None:
    duty = found(by=cast.community_worker, source=Source(SourceKind.RESIDENT))
    as_("community_worker").post(reverse("lists:bulk"), {"ids": [duty.pk], "assign": "1"})
    assert again(duty).state == State.ASSIGNED


def test_a_screen_of_pairs_is_passed_and_one_is_returned_with_its_reason(as_: As, submitted: Found) -> None:
    first, second, third = submitted(floor=1), submitted(floor=2), submitted(floor=3)
    browser = as_("community_worker")
    assert first.hazard.number in browser.get(reverse("lists:verify")).content.decode()
    url = reverse("lists:verify-decide")
    assert browser.post(url, {"return": third.pk, f"reason-{third.pk}": ""}).status_code == 422
    browser.post(url, {"return": third.pk, f"reason-{third.pk}": "没有清完"})
    asked = browser.post(url, {"ids": [first.pk, second.pk]}).content.decode()
    assert "确认通过 2 条，销号" in asked
    assert [again(duty).state for duty in (first, second)] == [State.SUBMITTED, State.SUBMITTED]
    done = browser.post(url, {"ids": [first.pk, second.pk], "confirmed": "1"}).content.decode()
    assert reverse("lists:case", args=[first.hazard.number]) in done
    assert [again(duty).state for duty in (first, second, third)] == [State.CLOSED, State.CLOSED, State.ASSIGNED]


def test_the_company_that_did_the_work_finds_no_pairs_and_passes_none(as_: As, submitted: Found) -> None:
    duty = submitted()
    browser = as_("property_manager")
    assert duty.hazard.number not in browser.get(reverse("lists:verify")).content.decode()
    browser.post(reverse("lists:verify-decide"), {"ids": [duty.pk]})
    assert again(duty).state == State.SUBMITTED


def test_the_printed_paper_says_nothing_that_only_enforcement_may_say(as_: As, found: Found) -> None:
    duty = found(description="街道将责令其拆除")
    page = as_("street_officer").get(reverse("lists:notice", args=[duty.hazard.number])).content.decode()
    assert "隐患整改告知" in page
    assert not [word for word in ("责令", "处罚", "决定") if word in page]


def test_no_kind_of_the_catalogue_brings_such_a_word_onto_the_paper(cast: Cast) -> None:
    for listed in in_use("cc"):
        shown = " ".join([listed.facts.name, plain(listed.facts.description), *map(plain, listed.facts.legal_basis)])
        assert not [word for word in ("责令", "处罚", "决定") if word in shown], listed.facts.code


def test_the_text_for_a_chat_group_names_no_person_and_no_door(as_: As, found: Found) -> None:
    duty = found(spot="301室门口", description="王某堆放")
    page = as_("property_manager").get(reverse("lists:case", args=[duty.hazard.number])).content.decode()
    text = page.partition("data-copy-text>")[2].partition("</pre>")[0]
    assert duty.hazard.kind.name[:4] in text
    assert "柳岸新村" in text
    assert "301" not in text
    assert "王某" not in text


def test_a_fault_found_again_where_it_was_rectified_is_linked_both_ways(
    as_: As, cast: Cast, submitted: Found, found: Found
) -> None:
    before = submitted(floor=6)
    actions.verify(by=cast.community_worker, duty_id=before.pk, passed=True)
    with clock.simulated(MONDAY + timedelta(days=30)):
        after = found(floor=6)
    assert after.recurrence_of_id == before.pk
    for one, other in ((before, after), (after, before)):
        page = as_("street_officer").get(reverse("lists:case", args=[one.hazard.number])).content.decode()
        assert other.hazard.number in page


def test_the_page_of_a_duty_tells_who_held_it_and_why(as_: As, submitted: Found) -> None:
    duty = submitted()
    page = as_("street_officer").get(reverse("lists:duty", args=[duty.number])).content.decode()
    assert page.count("甲物业") >= 1
    assert "柳岸社区居委会" in page
    assert as_("outsider").get(reverse("lists:duty", args=[duty.number])).status_code == 404


def test_seeing_it_too_makes_a_report_that_follows_the_first(as_: As, cast: Cast, found: Found) -> None:
    duty = found()
    as_("fire_officer").post(reverse("lists:act", args=[duty.hazard.number, "joined"]), {"reason": "巡查时也看到"})
    follower = Duty._all.get(merged_into=duty)
    assert follower.hazard.reporter == cast.accounts["fire_officer"].pk


def test_dear_works_go_from_a_community_in_custody_to_the_street(cast: Cast, found: Found) -> None:
    duty = found("ES-01", place="custody_estate", by=cast.community_worker)
    assert duty.accountable == cast.organisations["community"]
    actions.plan(by=cast.community_worker, duty_id=duty.pk, fixes={"funds_fen": 600_000})
    moved = again(duty)
    assert moved.accountable == cast.organisations["street"]
    assert moved.verifier == cast.organisations["district_office"]


def test_my_work_names_what_happens_otherwise(as_: As, found: Found) -> None:
    duty = found()
    page = as_("property_manager").get(reverse("lists:work")).content.decode()
    assert "不处理会怎样" in page
    assert duty.hazard.number in page


def test_the_badge_says_what_the_page_of_my_work_says(as_: As, cast: Cast, found: Found) -> None:
    duty = found()
    actions.propose(by=cast.street_officer, duty_id=duty.pk, kind=ProposalKind.REFERRAL)
    for who, lines in (("property_manager", 1), ("district_officer", 1), ("outsider", 0)):
        page = as_(who).get(reverse("lists:work"))
        shown = sum(len(group) for _label, group, _late in page.context["groups"])
        assert (work.count(cast.actor(who)), shown) == (lines, lines), who
