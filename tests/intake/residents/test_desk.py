"""Staff's pages about residents' reports."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from anju.intake.residents import actions, rules
from anju.intake.residents.actions import Told
from anju.intake.residents.enums import Channel
from anju.intake.residents.models import Report, ResidentRules, Ticket
from anju.kernel import clock, texts
from anju.kernel.actors import system
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.intake.residents.conftest import Make, uploaded
from tests.intake.residents.test_hotline import closed, ticket


@pytest.fixture
def sit(client: Client, cast: Cast) -> Client:
    client.force_login(cast.accounts["community_worker"])
    return client


def test_the_list_shows_what_waits_what_is_marked_and_whom_to_call(sit: Client, make: Make) -> None:
    quiet, _ = make(code="FF-11")
    marked, _ = make(code="FF-04", unsure=True, phone="13812345678")
    here = reverse("residents:reports")
    assert all(row.number in sit.get(here).content.decode() for row in (quiet, marked))
    assert marked.number in sit.get(here, {"show": "marked"}).content.decode()
    assert sit.get(here, {"show": "check"}).content.decode().count("SB-") >= 2
    assert marked.number not in sit.get(here, {"show": "call"}).content.decode()
    assert sit.get(here, {"show": "nonsense", "before": "x"}).status_code == 200


def test_a_report_shows_its_words_and_half_a_phone(sit: Client, make: Make) -> None:
    report, _ = make(words="三楼楼梯口堆了纸箱", phone="13812345678")
    page = sit.get(reverse("residents:report", args=[report.pk])).content.decode()
    assert "三楼楼梯口堆了纸箱" in page
    assert "138****5678" in page
    assert "13812345678" not in page


def test_the_whole_number_needs_a_reason_and_is_shown_once(sit: Client, make: Make) -> None:
    report, _ = make(phone="13812345678")
    address = reverse("residents:contact", args=[report.pk])
    assert sit.post(address, {}).status_code == 422
    page = sit.post(address, {"reason": "call_back"}).content.decode()
    assert "13812345678" in page
    assert Entry._all.filter(verb="resident_report.unmasked").count() == 1
    assert "13812345678" not in sit.get(reverse("residents:report", args=[report.pk])).content.decode()


def test_a_street_sees_the_words_and_not_the_number(client: Client, cast: Cast, make: Make) -> None:
    report, _ = make(phone="13812345678")
    client.force_login(cast.accounts["street_officer"])
    assert client.get(reverse("residents:report", args=[report.pk])).status_code == 200
    assert client.post(reverse("residents:contact", args=[report.pk]), {"reason": "ask"}).status_code == 403


def test_the_case_shows_the_report_to_its_checker_and_not_to_the_company(
    client: Client, cast: Cast, make: Make
) -> None:
    report, _ = make(words="我家楼上的人堆的", phone="13812345678")
    lists.check_report(by=cast.community_worker, duty_id=report.duty_id)
    address = reverse("lists:case", args=[report.duty.hazard.number])
    for who, sees in (("community_worker", True), ("property_manager", False), ("grid_member", False)):
        client.force_login(cast.accounts[who])
        page = client.get(address).content.decode()
        assert ("我家楼上的人堆的" in page) is sees, who
        assert (report.number in page) is sees, who
        assert "13812345678" not in page


def test_entering_for_somebody_shows_the_number_to_read_out(sit: Client, cast: Cast) -> None:
    form = sit.get(reverse("residents:enter")).content.decode()
    ref = re.search(r'name="client_ref" value="([^"]+)"', form)
    assert ref is not None
    said = {
        "channel": "phone", "place": str(cast.places["building"].pk), "code": "ES-01", "words": "来电说的",
        "phone": "13812345678", "client_ref": ref[1],
    }  # fmt: skip
    page = sit.post(reverse("residents:enter"), said).content.decode()
    shown = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page)
    assert shown is not None
    report = Report._all.get()
    assert rules.code_hash(rules.read_code(shown[0])) == report.tracking
    assert report.channel == Channel.PHONE


def test_a_place_of_another_street_is_not_taken(sit: Client, cast: Cast) -> None:
    said = {"channel": "phone", "place": str(cast.places["other_building"].pk), "code": "ES-01", "client_ref": "x" * 20}
    assert sit.post(reverse("residents:enter"), said).status_code == 422
    assert not Report._all.exists()


def test_a_ticket_is_answered_and_returned_from_its_page(sit: Client, cast: Cast) -> None:
    made = ticket(cast)
    page = sit.get(reverse("residents:report", args=[made.report_id])).content.decode()
    assert "工单 T-1" in page
    act = reverse("residents:act", args=[made.report_id, "return"])
    assert sit.post(act, {"reason": "属燃气公司", "unit": ""}).status_code == 422
    assert sit.post(act, {"reason": "属燃气公司", "unit": "燃气公司"}).status_code == 302
    assert "建议由燃气公司承办" in sit.get(reverse("residents:report", args=[made.report_id])).content.decode()
    sit.post(reverse("residents:act", args=[made.report_id, "answered"]))
    assert Ticket._all.get().answered_at is not None


def test_the_page_offers_an_interim_answer_until_there_is_a_result(sit: Client, cast: Cast) -> None:
    made = ticket(cast)
    page, act = (reverse(f"residents:{name}", args=[made.report_id, *more]) for name, more in (
        ("report", []), ("act", ["meanwhile"]),
    ))  # fmt: skip
    final = reverse("residents:act", args=[made.report_id, "answered"])
    before = sit.get(page).content.decode()
    assert "已粘贴阶段性答复" in before
    assert f'action="{final}"' not in before
    refused = sit.post(final)
    assert refused.status_code == 422
    assert "还没有办理结果" in refused.content.decode()
    assert sit.post(act).status_code == 302
    after = sit.get(page).content.decode().split("后来")[1]
    assert "已粘贴阶段性答复" in after
    assert "柳岸社区居委会" in after
    closed(cast, made)
    assert f'action="{final}"' in sit.get(page).content.decode()
    assert sit.post(final).status_code == 302


def test_what_a_reporter_said_when_contesting_is_read_by_who_checks_and_by_nobody_else(
    client: Client, cast: Cast, make: Make
) -> None:
    report, _ = make(words="楼道堆了纸箱")
    lists.check_report(by=cast.community_worker, duty_id=report.duty_id)
    Duty._all.filter(pk=report.duty_id).update(state=State.CLOSED, outcome=Outcome.RECTIFIED, closed_at=clock.now())
    actions.contest(report=report, photos=[uploaded(report.sender)], words="还在那儿，又多了一辆车")
    pages = (reverse("residents:report", args=[report.pk]), reverse("lists:case", args=[report.duty.hazard.number]))
    for who, sees in (("community_worker", True), ("street_officer", True), ("district_officer", True),
                      ("property_manager", False), ("outsider", False)):  # fmt: skip
        client.force_login(cast.accounts[who])
        for page in pages:
            assert ("还在那儿，又多了一辆车" in client.get(page).content.decode()) is sees, (who, page)
    client.force_login(cast.accounts["community_worker"])
    assert "上报人反映没有改好，已重新办理" in client.get(pages[0]).content.decode()
    texts.erase(system("test"), texts.ids_of(report), reason="consent_withdrawn")
    assert "还在那儿" not in client.get(pages[0]).content.decode()


def said_of(page: str) -> str:
    """What the case says under 情况."""
    return page.split("<h2>情况</h2>")[1].split("</section>")[0]


def test_a_case_says_the_reporters_own_words_to_who_checks_and_else_that_none_were_written(
    client: Client, cast: Cast, make: Make
) -> None:
    report, _ = make(code="FL-01", words="消防车道停满了车，3幢201室的，电话13812345678")
    lists.check_report(by=cast.community_worker, duty_id=report.duty_id)
    page = reverse("lists:case", args=[report.duty.hazard.number])
    meant = escape(report.duty.hazard.kind.facts.description)
    for who, sees in (("community_worker", True), ("street_officer", True), ("property_manager", False)):
        client.force_login(cast.accounts[who])
        told = said_of(client.get(page).content.decode())
        assert ("消防车道停满了车" in told) is sees, who
        assert "201室" not in told
        assert "13812345678" not in told
        assert ("上报时没有写情况" in told) is not sees, who
        assert told.count(meant) == 1
        assert f"这一类是指：{meant}" in told


def test_a_case_of_staff_says_their_description_and_asks_for_no_report(client: Client, cast: Cast) -> None:
    spot = lists.Spot(cast.places["building"])
    duty = lists.report(by=cast.grid_member, code="FL-01", at=spot, description="面包车横在道口")
    client.force_login(cast.accounts["community_worker"])
    told = said_of(client.get(reverse("lists:case", args=[duty.hazard.number])).content.decode())
    assert "面包车横在道口" in told
    assert "上报人原话" not in told
    assert "没有写情况" not in told


def test_the_letter_to_the_company_says_what_the_kind_means_and_not_who_said_what(
    client: Client, cast: Cast, make: Make
) -> None:
    report, _ = make(code="FL-01", words="消防车道停满了车")
    lists.check_report(by=cast.community_worker, duty_id=report.duty_id)
    client.force_login(cast.accounts["community_worker"])
    letter = client.get(reverse("lists:notice", args=[report.duty.hazard.number])).content.decode()
    assert f"这一类是指：{escape(report.duty.hazard.kind.facts.description)}" in letter
    assert "停满了车" not in letter


def test_the_note_of_a_call_back_is_read_on_the_page(sit: Client, cast: Cast, make: Make) -> None:
    report, _ = make(phone="13812345678")
    said = {"how": "not_reached", "note": "下午三点打过，没人接"}
    sit.post(reverse("residents:act", args=[report.pk, "call"]), said)
    page = sit.get(reverse("residents:report", args=[report.pk])).content.decode().split("后来")[1]
    assert "回访：没有联系上" in page
    assert "下午三点打过，没人接" in page


TICKETS = {"show": "tickets"}


def test_tickets_are_listed_by_their_clock_with_number_and_search(sit: Client, cast: Cast) -> None:
    late, soon, done = ticket(cast, "T-90", hours=40), ticket(cast, "T-91", hours=5), ticket(cast, "T-92", hours=1)
    Ticket._all.filter(pk=done.pk).update(answered_at=clock.now())
    here = reverse("residents:reports")
    page = sit.get(here, TICKETS).content.decode()
    assert page.index("T-91") < page.index("T-90") < page.index("T-92")
    found = sit.get(here, {**TICKETS, "q": "90"}).content.decode()
    assert ("T-90" in found, "T-91" in found) == (True, False)
    assert late.number in sit.get(here, {**TICKETS, "q": late.report.duty.hazard.number}).content.decode()
    assert soon.number not in sit.get(here, {**TICKETS, "q": "没有这个"}).content.decode()


def test_tickets_are_of_the_own_reach_and_of_the_chosen_community(client: Client, cast: Cast) -> None:
    ticket(cast, "T-90")
    here = reverse("residents:reports")
    own, other = cast.places["community"].pk, cast.places["other_community"].pk
    for who, community, sees in (
        ("district_officer", own, True), ("district_officer", other, False), ("district_officer", "x", True),
        ("street_officer", other, True), ("outsider", "", False), ("outsider", own, False),
    ):  # fmt: skip
        client.force_login(cast.accounts[who])
        page = client.get(here, {**TICKETS, "community": community, "skip": "x"}).content.decode()
        assert ("T-90" in page) is sees, (who, community)
    assert "柳岸社区" not in client.get(here, TICKETS).content.decode()


def test_a_kind_that_was_not_chosen_is_read_from_the_words_and_marked(sit: Client, cast: Cast) -> None:
    said = {"channel": "phone", "place": str(cast.places["building"].pk), "client_ref": "y" * 20}
    refused = sit.post(reverse("residents:enter"), {**said, "words": "嗯"})
    assert refused.status_code == 422
    assert "看不出是哪种" in refused.content.decode()
    assert sit.post(reverse("residents:enter"), {**said, "words": "楼道里停了好几辆电动车"}).status_code == 200
    report = Report._all.get()
    assert (report.duty.kind_code, report.marks) == ("EB-01", ["kind_guessed"])


def test_a_call_back_is_offered_only_where_a_number_was_left(sit: Client, make: Make) -> None:
    for phone, offered in (("13812345678", True), ("", False)):
        report, _ = make(phone=phone)
        page = sit.get(reverse("residents:report", args=[report.pk])).content.decode()
        assert ("登记回访" in page) is offered


def test_the_return_is_offered_where_it_is_possible_and_else_says_why(client: Client, cast: Cast) -> None:
    made = ticket(cast)
    page = reverse("residents:report", args=[made.report_id])
    client.force_login(cast.accounts["street_officer"])
    assert "不归我们？退单" in client.get(page).content.decode()
    assert "不能退单" not in client.get(page).content.decode()
    lists.check_report(by=cast.community_worker, duty_id=made.report.duty_id)
    shown = client.get(page).content.decode()
    assert "不归我们？退单" not in shown
    assert "不能退单：已经派责的" in shown
    act = reverse("residents:act", args=[made.report_id, "return"])
    refused = client.post(act, {"reason": "属燃气公司", "unit": "燃气公司"})
    assert (refused.status_code, Ticket._all.get().returned_at) == (422, None)
    client.force_login(cast.accounts["outsider"])
    assert client.post(act, {"reason": "属燃气公司", "unit": "燃气公司"}).status_code == 404


def test_a_deed_that_does_not_fit_is_not_there(sit: Client, make: Make) -> None:
    report, _ = make()
    for deed in ("return", "answered", "nonsense"):
        assert sit.post(reverse("residents:act", args=[report.pk, deed]), {}).status_code == 404


def test_the_districts_rules_are_kept_and_refused_out_of_range(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["district_officer"])
    said = {"thanks_from": "serious", "thanks_yuan": "50", "contest_days": "30", "contact_days": "90", "thanks": "on"}
    assert client.post(reverse("residents:rules"), {**said, "contest_days": "1"}).status_code == 422
    assert client.post(reverse("residents:rules"), said).status_code == 302
    row = ResidentRules._all.get()
    assert (row.thanks, row.thanks_yuan, row.public_list) == (True, 50, False)


def test_thanks_are_recorded_from_the_list_and_told_to_the_reporter(client: Client, cast: Cast) -> None:
    place = cast.places["building"]
    told = Told(place=place, code="ES-02", channel=Channel.WEB, client_ref="t" * 24)
    report, code = actions.make_report(by=actions.resident(rules.sender_of("t" * 24), place.path), told=told)
    values = {"thanks": True, "thanks_yuan": 50, "thanks_words": "凭编号到社区领取"}
    actions.set_rules(by=cast.district_officer, path="/cc/", values=values)
    lists.check_report(by=cast.community_worker, duty_id=report.duty_id)
    page = client.get(f"/t/{code}/").content.decode()
    assert "有奖励 50 元" in page
    assert "凭编号到社区领取" in page
    client.force_login(cast.accounts["district_officer"])
    assert report.number in client.get(reverse("residents:thanks")).content.decode()
    assert client.post(reverse("residents:act", args=[report.pk, "thank"])).status_code == 302
    assert client.post(reverse("residents:act", args=[report.pk, "thank"])).status_code == 422


def test_a_reporters_photo_is_called_the_reporters(client: Client, cast: Cast) -> None:
    ref = "p" * 24
    sender = rules.sender_of(ref)
    told = Told(
        place=cast.places["building"], code="ES-01", channel=Channel.WEB, client_ref=ref, photos=(uploaded(sender),)
    )
    report, _ = actions.make_report(by=actions.resident(sender, cast.places["building"].path), told=told)
    client.force_login(cast.accounts["community_worker"])
    page = client.get(reverse("lists:case", args=[report.duty.hazard.number])).content.decode()
    assert "免登录帮手" not in page
    assert "上报人" in page.split('<div class="ev">')[1].split("</figure>")[0]
