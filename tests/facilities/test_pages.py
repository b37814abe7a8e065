"""The pages in a browser's order: a facility is registered, out and back; a station is opened, manned and counted."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anju.facilities import actions, shipped
from anju.facilities.actions import NewFacility
from anju.facilities.enums import OutReason
from anju.facilities.models import Facility, Station, StationMember, StationShift
from anju.facilities.queries import register
from anju.kernel.ledger.models import Entry
from tests.cast import SYSTEM, Cast
from tests.facilities.conftest import facility, put_on_duty, station_at, today


def signed_in(client: Client, cast: Cast, who: str) -> Client:
    client.force_login(cast.accounts[who])
    return client


def body(answer: Any) -> str:
    return answer.content.decode()  # type: ignore[no-any-return]


def test_a_facility_is_registered_once_and_a_second_of_its_code_is_refused_beside_the_field(
    client: Client, cast: Cast
) -> None:
    signed_in(client, cast, "property_manager")
    form = {"kind": "A01", "place": str(cast.places["building"].pk), "code": "SG-1", "spot": "东侧", "client_ref": "r1"}
    page = body(client.post(reverse("facilities:new"), form, follow=True))
    for word in ("已登记“消防竖管”", "SG-1", "东侧", "GB 50974-2014", "一般知识，待核对"):
        assert word in page, word
    client.post(reverse("facilities:new"), form)
    assert Facility._all.count() == 1
    again = client.post(reverse("facilities:new"), {**form, "client_ref": "r2"})
    assert again.status_code == 422
    assert "编号 SG-1 在本区已经有了" in body(again)


def test_a_point_needs_its_datum(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "street_officer")
    form = {"kind": "F01", "place": cast.places["road"].full_name, "lon": "118.6", "lat": "31.9"}
    assert client.post(reverse("facilities:new"), form).status_code == 422
    client.post(reverse("facilities:new"), {**form, "datum": "wgs84"})
    assert Facility._all.get().lon_e7 == 1_186_000_000


def test_a_micro_station_is_not_registered_as_a_bare_facility(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "street_officer")
    form = {"kind": "F29", "place": str(cast.places["estate"].pk)}
    assert client.post(reverse("facilities:new"), form).status_code == 422


def test_out_and_back_and_gone(client: Client, cast: Cast, riser: Facility) -> None:
    signed_in(client, cast, "property_manager")
    page, out, back, remove = (
        reverse(f"facilities:{name}", args=[riser.pk]) for name in ("facility", "take-out", "put-back", "remove")
    )
    assert client.post(out, {"reason": "fault", "until": "2020-01-01"}).status_code == 422
    until = (today() + timedelta(days=4)).isoformat()
    told = body(client.post(out, {"reason": "fault", "until": until, "note": "等阀门"}, follow=True))
    for word in ("停用中", "故障待修", "等阀门", "恢复使用"):
        assert word in told, word
    assert "故障待修" in body(client.get(reverse("facilities:register"), {"state": "out"}))
    assert "已恢复使用" in body(client.post(back, follow=True))
    assert "没有停用" in body(client.post(back, follow=True))
    assert "不能恢复" in body(client.get(remove))
    client.post(remove)
    assert "已拆除" in body(client.get(page))
    assert client.get(out).status_code == 403
    assert riser.spot not in body(client.get(reverse("facilities:register")))


def test_what_is_out_past_its_day_waits_in_the_navigation(client: Client, cast: Cast, riser: Facility) -> None:
    actions.take_out(by=cast.property_manager, facility=riser.pk, reason=OutReason.FAULT, until=today())
    Facility._all.update(out_until=today() - timedelta(days=1))
    signed_in(client, cast, "property_manager")
    page = body(client.get(reverse("facilities:register"), {"state": "overdue"}))
    assert "到期未恢复" in page
    assert riser.name in page
    assert list(register.overdue(cast.property_manager, today=today())) == [riser]
    assert list(register.overdue(cast.other_property_manager, today=today())) == []
    assert "现在已经过了这一天" in body(client.get(reverse("facilities:facility", args=[riser.pk])))


def test_a_change_starts_from_what_is_written(client: Client, cast: Cast, riser: Facility) -> None:
    signed_in(client, cast, "property_manager")
    url = reverse("facilities:change", args=[riser.pk])
    form = client.get(url).context["form"]
    values = {name: form.initial.get(name) or "" for name in form.fields}
    assert (values["place"], values["lon"]) == (cast.places["building"].pk, "")
    assert client.post(url, {**values, "spot": "西侧"}).status_code == 302
    assert Facility._all.get().spot == "西侧"


def test_filters_live_in_the_address(client: Client, cast: Cast, riser: Facility) -> None:
    signed_in(client, cast, "street_officer")
    url, place = reverse("facilities:register"), cast.places["estate"].path
    for query, there in (
        ({"kind": "A01"}, True), ({"kind": "F02"}, False), ({"place": place}, True), ({"place": "x"}, False),
        ({"place": cast.places["owners_estate"].path}, False), ({"q": "SG-1"}, True), ({"q": "竖管"}, True),
        ({"q": "没有"}, False), ({"state": "removed"}, False), ({"state": "nonsense"}, False),
        ({"organisation": "x"}, False),
    ):  # fmt: skip
        assert (riser.spot in body(client.get(url, query))) is there, query


def test_pages_follow_each_other_and_cost_the_same_for_more_rows(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    rows = [NewFacility(kind="F02", place=cast.places["building"], code=f"X{number:03}") for number in range(120)]
    actions.register_many(by=SYSTEM, rows=rows)
    signed_in(client, cast, "street_officer")
    url, seen = reverse("facilities:register"), []
    for _turn in range(3):
        with django_assert_max_num_queries(18):
            page = client.get(url)
        seen += [row.cells[2].text for row in page.context["rows"]]
        url = page.context["pager"].next_url
    assert url == ""
    assert sorted(seen) == [f"X{number:03}" for number in range(120)]


def test_the_register_leaves_as_excel_with_its_filter_in_words(client: Client, cast: Cast, riser: Facility) -> None:
    facility(cast, kind="F02", code="=HYPERLINK(1)")
    signed_in(client, cast, "property_manager")
    answer = client.post(reverse("facilities:export"), {"kind": "A01"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    told = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert "消防竖管" in str(told[1])
    assert [row[0] for row in told[3:4]] == ["SG-1"]
    assert Entry._all.filter(verb="register.exported").count() == 1
    everything = client.post(reverse("facilities:export"))
    values = load_workbook(BytesIO(b"".join(everything.streaming_content))).active  # type: ignore[attr-defined]
    assert values is not None
    assert "=HYPERLINK(1)" in {cell.value for row in values.iter_rows() for cell in row if cell.data_type == "s"}


def test_a_place_shows_what_stands_there_to_who_sees_facilities(client: Client, cast: Cast, riser: Facility) -> None:
    url = reverse("places:place", args=[cast.places["building"].pk])
    page = body(signed_in(client, cast, "property_manager").get(url))
    assert "消防竖管" in page
    assert f"{reverse('facilities:new')}?place={cast.places['building'].pk}" in page
    assert "消防竖管" not in body(signed_in(client, cast, "administrator").get(url))
    page = body(signed_in(client, cast, "grid_member").get(url))
    assert "消防竖管" in page
    assert reverse("facilities:new") not in page


def test_places_are_found_in_the_own_reach(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "property_manager")
    found = client.get(reverse("facilities:places"), {"q": "1幢"}).json()
    assert [row["value"] for row in found] == [str(cast.places["building"].pk)]


def test_a_station_is_opened_manned_and_rostered(client: Client, cast: Cast) -> None:
    signed_in(client, cast, "community_worker")
    form = {
        "place": str(cast.places["community"].pk), "organisation": str(cast.organisations["community"].pk),
        "phone": "025-00001234", "client_ref": "s1", "lon": "118.6", "lat": "31.9", "datum": "wgs84",
    }  # fmt: skip
    page = body(client.post(reverse("facilities:station-new"), form, follow=True))
    for word in ("柳岸社区微型消防站", "没有站长", "168 小时没人", "没有检查过", "没数过"):
        assert word in page, word
    station = Station._all.get()
    assert "00001234" not in page
    roster, add = (reverse(f"facilities:{name}", args=[station.pk]) for name in ("roster", "member-new"))
    assert "先加站长和队员" in body(client.get(roster))
    assert client.post(add, {"duty": "member"}).status_code == 422
    client.post(add, {"duty": "head", "account": "grid_member"})
    page = body(client.post(add, {"duty": "member", "name": "周守义", "phone": "13800001111"}, follow=True))
    assert "周*" in page
    assert "13800001111" not in page
    assert "队员缺 4 人" in page
    told = {
        "first": (today() - timedelta(days=1)).isoformat(), "last": (today() + timedelta(days=8)).isoformat(),
        "pattern": "two", "at_once": "2", "members": [str(one.pk) for one in StationMember._all.order_by("pk")],
    }  # fmt: skip
    assert client.post(roster, {**told, "last": "2020-01-01"}).status_code == 422
    page = body(client.post(roster, told, follow=True))
    assert "已排 40 个班" in page
    assert "有人值守" in page
    assert "没人的时段" not in page
    shift = StationShift._all.order_by("starts_at").last()
    assert shift is not None
    cancel = reverse("facilities:shift-cancel", args=[station.pk, shift.pk])
    assert "该班次已取消" in body(client.post(cancel, follow=True))


def test_kit_is_counted_and_what_is_short_is_listed(client: Client, cast: Cast, station: Station) -> None:
    signed_in(client, cast, "community_worker")
    counted = {code: str(item.wanted) for code, item in shipped.kit().items()}
    page = body(client.post(reverse("facilities:kit", args=[station.pk]), {**counted, "hose": "2"}, follow=True))
    assert "缺 1 项，已列出" in page
    listed = body(client.get(reverse("facilities:stations")))
    assert "器材缺 1 项" in listed
    wanted = reverse("facilities:kit-wanted", args=[station.pk])
    assert client.post(wanted, {"hose": "2"}).status_code == 422
    client.post(wanted, {**counted, "hose": "2"})
    assert "器材缺" not in body(client.get(reverse("facilities:stations")))


def test_a_phone_and_a_name_are_shown_once_to_who_gives_a_reason(
    client: Client, cast: Cast, station: Station, volunteer: StationMember
) -> None:
    signed_in(client, cast, "street_officer")
    url = reverse("facilities:station-phone", args=[station.pk])
    assert "请选一个事由" in body(client.post(url, follow=True))
    page = client.post(url, {"reason": "call_out"})
    assert "025-00001234" in body(page)
    assert "no-cache" in page["Cache-Control"]
    reveal = reverse("facilities:member-reveal", args=[volunteer.pk])
    assert "请选一个事由" in body(client.post(reveal, follow=True))
    page = body(client.post(reveal, {"reason": "roster"}))
    assert "13800001111" in page
    assert "周守" in page
    assert "13800001111" not in body(client.get(reverse("facilities:station", args=[station.pk])))


def test_members_leave_and_are_forgotten(
    client: Client, cast: Cast, station: Station, volunteer: StationMember, head: StationMember
) -> None:
    signed_in(client, cast, "community_worker")
    assert "已退出" in body(client.post(reverse("facilities:member-end", args=[head.pk]), follow=True))
    assert "已经退出" in body(client.post(reverse("facilities:member-end", args=[head.pk]), follow=True))
    erase = reverse("facilities:member-erase", args=[volunteer.pk])
    assert "姓名和电话已删除" in body(client.post(erase, {"reason": "asked"}, follow=True))
    assert client.post(reverse("facilities:member-erase", args=[head.pk]), {"reason": "asked"}).status_code == 422


def test_a_station_changes_hands(client: Client, cast: Cast, station: Station) -> None:
    signed_in(client, cast, "street_officer")
    url = reverse("facilities:station-change", args=[station.pk])
    form = {"organisation": str(cast.organisations["street"].pk), "phone": "025-00009999"}
    assert "北街道办事处" in body(client.post(url, form, follow=True))


def test_a_member_opens_the_own_station_and_no_other(
    client: Client, cast: Cast, station: Station, head: StationMember
) -> None:
    signed_in(client, cast, "grid_member")
    assert client.get(reverse("facilities:station", args=[station.pk])).status_code == 200
    other = station_at(cast)
    assert client.get(reverse("facilities:station", args=[other.pk])).status_code == 404
    assert client.get(reverse("facilities:kit", args=[other.pk])).status_code == 404


def test_the_list_of_stations_asks_no_more_for_more_of_them(
    client: Client, cast: Cast, volunteer: StationMember, django_assert_max_num_queries: Any
) -> None:
    put_on_duty(cast, volunteer)
    for _turn in range(8):
        station_at(cast)
    signed_in(client, cast, "street_officer")
    with django_assert_max_num_queries(18):
        page = client.get(reverse("facilities:stations"))
    assert len(page.context["rows"]) == 9


@pytest.mark.parametrize("who", ["outsider", "other_property_manager"])
def test_somebody_from_elsewhere_opens_nothing(
    client: Client, cast: Cast, riser: Facility, station: Station, volunteer: StationMember, who: str
) -> None:
    signed_in(client, cast, who)
    for name, pk in (("facility", riser.pk), ("change", riser.pk), ("take-out", riser.pk), ("station", station.pk),
                     ("roster", station.pk), ("member-new", station.pk), ("kit", station.pk)):  # fmt: skip
        assert client.get(reverse(f"facilities:{name}", args=[pk])).status_code == 404, name
    assert (
        client.post(reverse("facilities:member-reveal", args=[volunteer.pk]), {"reason": "roster"}).status_code == 404
    )
    assert riser.spot not in body(client.get(reverse("facilities:register")))
