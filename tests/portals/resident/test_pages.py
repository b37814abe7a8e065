"""Residents' pages as a browser without script sees them: forms and links alone."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anju.catalogue.actions import load_shipped
from anju.intake.residents import actions as residents
from anju.intake.residents.enums import Channel, Mark
from anju.intake.residents.models import Report
from anju.kernel import clock
from anju.kernel.files.models import Attachment
from anju.places import actions as places
from anju.places.models import Label
from anju.places.rules import LABEL_ROOT
from anju.portals.resident import common
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import State
from anju.supervision.lists.models import Duty
from anju.ui import assets
from tests.cast import SYSTEM, Cast, make_cast
from tests.evidence import proofs
from tests.intake.residents.conftest import photo

SIXTY = 60 * 1024
STATIC = Path(assets.__file__).parent / "static" / "dist"


@pytest.fixture
def cast(db: None) -> Cast:
    load_shipped(by=SYSTEM)
    common.meter.counts.clear()
    return make_cast()


@pytest.fixture
def label(cast: Cast) -> Label:
    places.make_labels(by=cast.property_manager, places=[cast.places["building"]])
    return Label._all.get()


def hidden(page: str) -> dict[str, str]:
    """What a form carries along by itself."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name not in {"csrfmiddlewaretoken", "next"}}


def opened(client: Client, cast: Cast) -> dict[str, str]:
    """The hidden half of the form for building 1."""
    page = client.get("/report/", {"place": cast.places["building"].pk}).content.decode()
    return hidden(page)


def sent(client: Client, data: dict[str, object]) -> tuple[int, str, str]:
    """Status, address of the next page, text."""
    answer = client.post("/report/", data)
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def picture(shade: int = 120) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", photo(shade).read(), "image/jpeg")


def weight(page: bytes, entry: str = "src/resident/main.ts") -> int:
    """Bytes of a page with its styles and scripts, packed as they are sent."""
    told, files, waiting = assets.manifest(), set(), [entry]
    while waiting:
        chunk = told[waiting.pop()]
        files |= {chunk["file"], *chunk.get("css", ())}
        waiting += [name for name in chunk.get("imports", ()) if told[name]["file"] not in files]
    sizes = [len(gzip.compress((STATIC / file).read_bytes(), 9)) for file in files]
    return len(gzip.compress(page, 6)) + sum(sizes)


def test_two_taps_and_a_photo_make_a_report(client: Client, cast: Cast) -> None:
    status, to, _page = sent(client, {**opened(client, cast), "code": "EB-01", "photos": picture()})
    assert status == 302
    report = Report._all.get()
    assert (report.duty.kind_code, report.channel, report.marks) == ("EB-01", Channel.WEB, [])
    page = client.get(to).content.decode()
    assert "已收到，等人去看" in page
    assert re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page)


def test_a_label_gives_the_place(client: Client, cast: Cast, label: Label) -> None:
    address = reverse("resident:label", args=[label.token])
    assert address == f"{LABEL_ROOT}{label.token}/"
    page = client.get(address).content.decode()
    assert "来自楼栋二维码" in page
    assert sent(client, {**hidden(page), "code": "ES-01"})[0] == 302
    assert Report._all.get().channel == Channel.LABEL


def test_a_revoked_label_asks_for_the_place(client: Client, cast: Cast, label: Label) -> None:
    places.revoke_label(by=cast.property_manager, label=label.pk)
    page = client.get(f"/q/{label.token}/").content.decode()
    assert "这张二维码已停用" in page
    assert 'name="find"' in page


def test_a_revoked_label_in_an_open_form_still_reports_from_the_chosen_place(
    client: Client, cast: Cast, label: Label
) -> None:
    form = hidden(client.get(f"/q/{label.token}/").content.decode())
    places.revoke_label(by=cast.property_manager, label=label.pk)
    assert sent(client, {**form, "code": "ES-01"})[0] == 302
    assert Report._all.get().channel == Channel.WEB


def test_a_place_is_found_by_its_name(client: Client, cast: Cast) -> None:
    page = client.get("/report/", {"find": "柳岸新"}).content.decode()
    assert f'/report/?place={cast.places["estate"].pk}"' in page


def test_an_estate_offers_its_buildings(client: Client, cast: Cast) -> None:
    page = client.get("/report/", {"place": cast.places["estate"].pk}).content.decode()
    building = cast.places["building"].pk
    assert f'<option value="{building}">' in page
    sent(client, {**hidden(page), "code": "ES-01", "at": building})
    assert Report._all.get().place_id == building


def test_a_building_of_elsewhere_is_not_taken_for_a_part(client: Client, cast: Cast) -> None:
    page = client.get("/report/", {"place": cast.places["estate"].pk}).content.decode()
    sent(client, {**hidden(page), "code": "ES-01", "at": cast.places["other_building"].pk})
    assert Report._all.get().place_id == cast.places["estate"].pk


@pytest.mark.parametrize("place", ["0", "99999", "x", "9" * 30, "-1"])
def test_a_place_that_is_none_asks_where(client: Client, cast: Cast, place: str) -> None:
    assert 'name="find"' in client.get("/report/", {"place": place}).content.decode()


def test_streets_and_communities_are_no_place_to_report(client: Client, cast: Cast) -> None:
    assert 'name="find"' in client.get("/report/", {"place": cast.places["community"].pk}).content.decode()


def test_words_alone_are_asked_which_kind(client: Client, cast: Cast) -> None:
    form = {**opened(client, cast), "code": "other", "words": "楼梯口堆了好多纸箱"}
    _status, _to, page = sent(client, form)
    assert "你说的是哪一种" in page
    picked = re.findall(r'name="pick" value="([^"]+)"', page)
    assert "ES-01" in picked
    assert sent(client, {**hidden(page), "pick": "ES-01"})[0] == 302
    assert Report._all.get().duty.kind_code == "ES-01"


def test_who_cannot_say_is_taken_and_marked(client: Client, cast: Cast) -> None:
    form = {**opened(client, cast), "code": "other", "words": "那边有点怪怪的"}
    page = sent(client, form)[2]
    assert sent(client, {**hidden(page), "pick": "unsure"})[0] == 302
    assert Mark.KIND_UNSURE in Report._all.get().marks


def test_a_photo_is_kept_over_a_question(client: Client, cast: Cast) -> None:
    page = sent(client, {**opened(client, cast), "words": "楼梯口堆了纸箱", "photos": picture()})[2]
    assert sent(client, {**hidden(page), "pick": "ES-01"})[0] == 302
    assert len(Report._all.get().duty.hazard.photos) == 1


def test_fire_is_told_119_first_and_can_be_reported_after(client: Client, cast: Cast) -> None:
    page = sent(client, {**opened(client, cast), "code": "ES-01", "words": "楼道着火了"})[2]
    assert "先打 119" in page
    assert 'href="tel:119"' in page
    assert not Report._all.exists()
    assert sent(client, {**hidden(page), "no_fire": "1"})[0] == 302


def test_119_stands_on_top_of_the_form(client: Client, cast: Cast) -> None:
    page = client.get("/report/").content.decode()
    assert page.index('href="tel:119"') < page.index('name="find"')


def test_a_known_fault_is_joined_by_me_too(client: Client, cast: Cast) -> None:
    sent(client, {**opened(client, cast), "code": "ES-01"})
    first = Report._all.get()
    page = sent(client, {**opened(client, cast), "code": "ES-01"})[2]
    assert "我也看到了" in page
    to = sent(client, {**hidden(page), "joins": str(first.duty_id)})[1]
    assert Report._all.latest("pk").duty.merged_into_id == first.duty_id
    assert "这一处别人也报过" in client.get(to).content.decode()


def test_another_fault_of_the_kind_is_reported_apart(client: Client, cast: Cast) -> None:
    sent(client, {**opened(client, cast), "code": "ES-01"})
    page = sent(client, {**opened(client, cast), "code": "ES-01"})[2]
    sent(client, {**hidden(page), "different": "1"})
    assert Report._all.latest("pk").duty.merged_into_id is None


def test_me_too_shows_neither_words_nor_photos_of_others(client: Client, cast: Cast) -> None:
    sent(client, {**opened(client, cast), "code": "ES-01", "words": "我住502看见的", "photos": picture()})
    page = sent(client, {**opened(client, cast), "code": "ES-01"})[2]
    assert "502" not in page.split("<main", 1)[1]
    assert "<img" not in page


@pytest.mark.parametrize(
    "content", [b"no picture at all", b"\xff\xd8\xff\xe0broken", b"", b"\x00\x00\x00\x18ftypheic" + b"\0" * 40]
)
def test_a_photo_that_cannot_be_read_refuses_no_report(client: Client, cast: Cast, content: bytes) -> None:
    bad = SimpleUploadedFile("a.jpg", content, "image/jpeg")
    status, to, _page = sent(client, {**opened(client, cast), "code": "ES-01", "photos": bad})
    assert status == 302
    report = Report._all.get()
    if content:  # an empty file is no file to a browser's form
        assert Mark.PHOTO_UNREADABLE in report.marks
        assert "可以在下面再补一张" in client.get(to).content.decode()
    assert Mark.NO_PHOTO in report.marks


def test_a_program_is_marked_not_told(client: Client, cast: Cast) -> None:
    assert sent(client, {**opened(client, cast), "code": "ES-01", "website": "https://spam"})[0] == 302
    assert Mark.ROBOT in Report._all.get().marks


def test_a_wrong_phone_comes_back_with_everything(client: Client, cast: Cast) -> None:
    data = {**opened(client, cast), "code": "EB-01", "words": "天天停", "phone": "abc", "photos": picture()}
    status, _to, page = sent(client, data)
    assert status == 422
    assert "电话号码看起来不对" in page
    assert "天天停" in page
    assert 'value="EB-01" checked' in page
    kept = {**hidden(page), "code": "EB-01", "phone": ""}
    assert sent(client, kept)[0] == 302
    assert len(Report._all.get().duty.hazard.photos) == 1


def test_nothing_told_is_asked_for(client: Client, cast: Cast) -> None:
    status, _to, page = sent(client, opened(client, cast))
    assert status == 422
    assert "请点一种情况" in page


def test_sending_twice_makes_one(client: Client, cast: Cast) -> None:
    form = {**opened(client, cast), "code": "ES-01"}
    assert sent(client, form)[1] == sent(client, form)[1]
    assert Report._all.count() == 1


def test_a_flood_is_asked_to_wait_before_anything_is_kept(client: Client, cast: Cast, settings: LazySettings) -> None:
    settings.ANJU_RESIDENT_PER_MINUTE = settings.ANJU_WEB_WORKERS * 3
    form = opened(client, cast)
    answers = [client.post("/report/", {**form, "code": "x"}) for _ in range(4)]
    assert [one.status_code for one in answers] == [302, 302, 302, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "12345" in answers[-1].content.decode()


def test_behind_a_proxy_the_proxy_says_who_sends(client: Client, cast: Cast, settings: LazySettings) -> None:
    settings.ANJU_PROXY = True
    for address in ("10.0.0.1, 203.0.113.5", "10.9.9.9, 203.0.113.5", "203.0.113.6"):
        client.post(
            "/report/", {**opened(client, cast), "code": "ES-01", "different": "1"}, HTTP_X_FORWARDED_FOR=address
        )
    origins = list(Report._all.order_by("pk").values_list("origin", flat=True))
    assert origins[0] == origins[1] != origins[2]
    assert not any(address in "".join(origins) for address in ("203.0", "10.0.0.1"))


def test_a_place_without_anybody_is_told_where_to_go(client: Client, cast: Cast) -> None:
    for organisation in cast.organisations.values():
        type(organisation)._all.filter(pk=organisation.pk).update(place=None, path="")
    status, _to, page = sent(client, {**opened(client, cast), "code": "ES-01"})
    assert status == 422
    assert "12345" in page


# Following.


def tracked(client: Client, cast: Cast) -> tuple[str, Duty]:
    to = sent(client, {**opened(client, cast), "code": "ES-01", "phone": "13812345678"})[1]
    return to, Report._all.get().duty


def put_right(cast: Cast, duty: Duty) -> None:
    lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    lists.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    duty.submissions.update(on_site=False)
    lists.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)


def test_each_step_stands_in_plain_words(client: Client, cast: Cast) -> None:
    to, duty = tracked(client, cast)
    assert "柳岸社区居委会" in client.get(to).content.decode()
    lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    page = client.get(to).content.decode()
    assert "看过属实，正在整改" in page
    assert "甲物业" in page
    lists.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    assert "负责单位说改好了，等复核" in client.get(to).content.decode()
    duty.submissions.update(on_site=False)
    lists.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    assert "已经改好" in client.get(to).content.decode()


@pytest.mark.parametrize(("outcome", "words"), [("not_so", "没有发现这个问题"), ("not_ours", "不归这里管，没有整改")])
def test_closed_is_not_called_put_right(client: Client, cast: Cast, outcome: str, words: str) -> None:
    to, duty = tracked(client, cast)
    lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    lists.submit(by=cast.property_manager, duty_id=duty.pk, outcome=outcome, reason="说明")  # type: ignore[arg-type]
    duty.submissions.update(on_site=False)
    lists.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
    page = client.get(to).content.decode()
    assert words in page
    assert "已经改好" not in page


def test_a_closed_case_is_contested_with_a_photo(client: Client, cast: Cast) -> None:
    to, duty = tracked(client, cast)
    put_right(cast, duty)
    without = client.post(to, {"deed": "contest"})
    assert without.status_code == 422
    assert "请拍一张现在的样子" in without.content.decode()
    assert client.post(to, {"deed": "contest", "photos": picture(7), "words": "还在"}).status_code == 302
    duty.refresh_from_db()
    assert (duty.state, duty.reopened) == (State.ASSIGNED, 1)
    assert "重新办理、重新计时" in client.get(to).content.decode()


def test_a_further_photo_reaches_the_open_case(client: Client, cast: Cast) -> None:
    to, duty = tracked(client, cast)
    assert client.post(to, {"deed": "more", "photos": picture(8)}).status_code == 302
    assert client.post(to, {"deed": "more"}).status_code == 422
    assert Attachment._all.filter(subject_kind="hazard", subject_id=str(duty.hazard_id)).count() == 1


def test_the_phone_is_shown_to_nobody_and_goes_at_a_tap(client: Client, cast: Cast) -> None:
    to, _duty = tracked(client, cast)
    page = client.get(to).content.decode()
    assert "5678" not in page
    assert "删掉我的手机号" in page
    client.post(to, {"deed": "erase"})
    assert Report._all.get().contact == ""
    assert "删掉我的手机号" not in client.get(to).content.decode()


def test_a_number_is_typed_in_as_it_was_written_down(client: Client, cast: Cast) -> None:
    to, _duty = tracked(client, cast)
    code = to.strip("/").split("/")[-1]
    answer = client.post("/t/", {"code": f"{code[:4]}-{code[4:8]} {code[8:].lower()}"})
    assert answer.headers["Location"] == f"/t/{code}/"


@pytest.mark.parametrize("code", ["x", "0" * 16, "Z" * 16, "..", "%00"])
def test_a_wrong_number_and_one_that_never_was_look_the_same(client: Client, cast: Cast, code: str) -> None:
    pages = [client.get(f"/t/{one}/") for one in (code, "ABCDABCDABCDABCD")]
    assert [one.status_code for one in pages] == [404, 404]
    assert "请核对编号" in pages[0].content.decode()


def test_addresses_go_to_no_other_site_no_cache_and_no_index(client: Client, cast: Cast) -> None:
    to, _duty = tracked(client, cast)
    for address in (to, "/report/", "/t/"):
        answer = client.get(address)
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


def test_a_form_from_another_site_is_refused(cast: Cast) -> None:
    assert Client(enforce_csrf_checks=True).post("/report/", {"code": "ES-01"}).status_code == 403


# The public list.


def test_nothing_is_published_until_the_district_says_so(client: Client, cast: Cast) -> None:
    _to, duty = tracked(client, cast)
    assert client.get("/reported/").status_code == 404
    residents.set_rules(by=cast.district_officer, path="/cc/", values={"public_list": True})
    page = client.get("/reported/").content.decode()
    assert "楼道堆东西" not in page
    lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    page = client.get("/reported/").content.decode()
    assert all(words in page for words in ("楼道堆东西", "1幢", "整改中"))


def test_the_public_list_tells_no_words_no_photo_no_number(client: Client, cast: Cast) -> None:
    to = sent(client, {**opened(client, cast), "code": "ES-01", "words": "老王堆的", "photos": picture()})[1]
    duty = Report._all.get().duty
    residents.set_rules(by=cast.district_officer, path="/cc/", values={"public_list": True})
    lists.check_report(by=cast.community_worker, duty_id=duty.pk)
    page = client.get("/reported/").content.decode()
    assert not any(word in page for word in ("老王", "<img", duty.hazard.number, to.split("/")[-2]))


# Weight, languages, large text.


def test_every_page_stays_below_sixty_kilobytes(client: Client, cast: Cast, label: Label) -> None:
    to, duty = tracked(client, cast)
    form = client.get(f"/q/{label.token}/").content
    put_right(cast, duty)
    pages = {"form": form, "closed": client.get(to).content, "find": client.get("/report/", {"find": "柳岸"}).content}
    heavy = {name: weight(page) for name, page in pages.items() if weight(page) > SIXTY}
    assert heavy == {}


def test_the_page_asks_for_its_own_styles_alone(client: Client, cast: Cast) -> None:
    page = client.get("/report/").content.decode()
    assert "dist/assets/resident-" in page
    assert "dist/assets/desk-" not in page


def test_large_text_shows_three_kinds_first_and_works_without_script(client: Client, cast: Cast) -> None:
    answer = client.post("/report/size/", {"size": "elder", "next": "/report/"})
    assert answer.headers["Location"] == "/report/"
    page = client.get("/report/", {"place": cast.places["building"].pk}).content.decode()
    assert '<html lang="zh-CN" class="elder">' in page
    assert page.split("<details")[0].count('name="code"') == 3


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_size_switch_leads_to_no_other_site(client: Client, cast: Cast, back: str) -> None:
    assert client.post("/report/size/", {"size": "elder", "next": back}).headers["Location"] == "/report/"


def test_english_pages_are_english(client: Client, cast: Cast) -> None:
    client.cookies["anju_language"] = "en"
    page = client.get("/report/", {"place": cast.places["building"].pk}).content.decode()
    said = re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])
    for name in ("示例区", cast.places["building"].full_name, "中文"):
        said = said.replace(name, "")
    assert re.findall(r"[\u4e00-\u9fff]+", said) == []


def test_a_label_opens_the_app_for_whoever_patrols_there_and_the_report_for_everybody_else(
    client: Client, cast: Cast, label: Label
) -> None:
    address = reverse("resident:label", args=[label.token])
    client.force_login(cast.accounts["grid_member"])
    assert client.get(address).headers["Location"] == f"{reverse('portals:phone')}?q={label.token}"
    for who in ("other_grid_member", "congress_staff"):
        client.force_login(cast.accounts[who])
        assert client.get(address).status_code == 200, who


def test_a_tickets_number_written_into_the_form_opens_nobodys_page(client: Client, cast: Cast) -> None:
    """A ticket's number is known to many; the number of its page must not follow from it."""
    ref = "12345:cc:20261129-0001"
    told = residents.Told(place=cast.places["building"], code="FF-11", channel=Channel.HOTLINE, client_ref=ref)
    called, tracking = residents.make_report(by=cast.community_worker, told=told)
    form = {**opened(client, cast), "client_ref": ref, "code": "EB-01"}
    status, to, _page = sent(client, form)
    assert status == 302
    assert to.strip("/").rpartition("/")[2].replace("-", "") != tracking.replace("-", "")
    own = Report._all.exclude(pk=called.pk).get()
    assert own.sender != called.sender, "nor may it go on with what the other one sent"


def test_me_too_is_told_in_plain_words_and_promises_no_more_than_is_kept(client: Client, cast: Cast) -> None:
    sent(client, {**opened(client, cast), "code": "ES-01"})
    page = sent(client, {**opened(client, cast), "code": "ES-01"})[2]
    assert "已收到，等人去看" in page
    assert "待派责" not in page
    assert "凭它看结果" in page
    assert "结果也会告诉你" not in page


def test_the_tracking_page_shows_the_reporters_own_words_and_how_many_photos(client: Client, cast: Cast) -> None:
    form = {**opened(client, cast), "code": "ES-01", "words": "三楼堆了两车纸箱", "photos": picture()}
    mine = client.get(sent(client, form)[1]).content.decode()
    assert "你写的：三楼堆了两车纸箱" in mine
    assert "附了 1 张照片" in mine
    page = sent(client, {**opened(client, cast), "code": "ES-01"})[2]
    other = sent(client, {**hidden(page), "joins": str(Report._all.get().duty_id)})[1]
    assert "三楼堆了两车纸箱" not in client.get(other).content.decode()


def test_a_contest_says_that_it_wants_a_photo(client: Client, cast: Cast) -> None:
    at = sent(client, {**opened(client, cast), "code": "ES-01"})[1]
    field = client.get(at).content.decode().split("再补一张照片")[1].split("</label>")[0]
    assert "要有一张" in field
    Duty._all.update(state="closed", outcome="rectified", closed_at=clock.now())
    page = client.get(at).content.decode()
    assert page.count("要有一张") == 1
    assert "可不填" in page
