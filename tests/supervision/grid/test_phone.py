"""What the phone is answered over HTTP."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.people.models import SignIn
from anju.places import actions as places
from anju.places.models import Label
from anju.supervision.grid import actions
from anju.supervision.grid.enums import Outcome, RoundState, VisitSource
from anju.supervision.grid.models import Device, Question, Recheck, Record, Round, Visit
from tests.cast import PASSWORD, Cast, today
from tests.supervision.grid.conftest import MINUTE, MONDAY, Phone, iso, result
from tests.supervision.grid.test_receiving import stop_of

DAY = timedelta(days=1)
Post = Callable[..., HttpResponse]


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    """A browser signed in as the grid member, through the door."""
    client.post(reverse("people:sign-in"), {"login": "grid_member", "password": PASSWORD})
    return client


def post(client: Client, name: str, said: Any, **more: Any) -> HttpResponse:
    return client.post(reverse(f"grid:{name}"), json.dumps(said), content_type="application/json", **more)  # type: ignore[return-value]


def enrol(client: Client, known_as: str | None = None) -> str:
    known_as = known_as or str(uuid.uuid4())
    answer = post(client, "device", {"device": known_as, "name": "红米", "agent": "Chrome", "app": "b1"})
    assert answer.status_code == 200, answer.content
    return known_as


def day(client: Client, known_as: str, **more: Any) -> HttpResponse:
    return client.get(reverse("grid:day"), {"device": known_as}, **more)  # type: ignore[return-value]


def test_a_phone_is_enrolled_once_and_stays_signed_in_for_eight_days(member: Client) -> None:
    known_as = enrol(member)
    enrol(member, known_as)
    device = Device._all.get()
    assert (str(device.uuid), device.name, device.last_seq) == (known_as, "红米", 0)
    assert device.sign_in == SignIn._all.get()
    assert member.session.get_expiry_age() >= 7 * 24 * 3600


@pytest.mark.parametrize("name", ["device", "records"])
def test_what_is_no_request_is_said_to_be_none(member: Client, name: str) -> None:
    for body, kind, status in (
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("[" * 200_000, "application/json", 400),
        ('{"device": 7}', "application/json", 400 if name == "device" else 409),
        ("a=b", "application/x-www-form-urlencoded", 415),
    ):
        assert member.post(reverse(f"grid:{name}"), body, content_type=kind).status_code == status, body[:20]


def test_records_are_answered_one_by_one(member: Client, cast: Cast) -> None:
    known_as = enrol(member)
    place = cast.places["building"].pk
    good = {"seq": 1, "key": str(uuid.uuid4()), "kind": "seen", "at": iso(MONDAY), "place": place, "data": {}}
    found = {**good, "seq": 2, "key": str(uuid.uuid4()), "kind": "hazard", "data": {"code": "ES-01"}}
    waits = {
        **found,
        "seq": 3,
        "key": str(uuid.uuid4()),
        "data": {"code": "ES-01", "photos": [{"id": str(uuid.uuid4())}]},
    }
    bad = {**good, "seq": 4, "key": "not a uuid", "kind": "dance"}
    said = {"device": known_as, "app": "b0", "records": [good, found, waits, bad], "sent": {"at": iso(MONDAY)}}
    answer = post(member, "records", said).json()
    assert [one["state"] for one in answer["results"]] == ["applied", "applied", "waiting", "refused"]
    assert [one["key"] for one in answer["results"]] == [one["key"] for one in (good, found, waits, bad)]
    duty = answer["results"][1]["duty"]
    assert member.get(duty["url"]).status_code == 200
    assert answer["results"][3]["message"]
    assert post(member, "records", said).json()["results"] == answer["results"]


def test_too_much_at_once_is_not_taken_in_part(member: Client) -> None:
    known_as = enrol(member)
    assert post(member, "records", {"device": known_as, "records": [{}] * 51}).status_code == 413
    assert post(member, "records", {"device": known_as, "records": ["x" * 300_000]}).status_code == 413
    assert Record._all.count() == 0


def test_another_site_cannot_record(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.accounts["grid_member"])
    known_as = str(uuid.uuid4())
    assert post(browser, "device", {"device": known_as}).status_code == 403
    page = browser.get(reverse("grid:day")).json()
    headers = {"X-CSRFToken": page["csrf"]}
    foreign = {**headers, "Origin": "https://elsewhere.example"}
    assert post(browser, "device", {"device": known_as}, headers=foreign).status_code == 403
    own = {**headers, "Origin": "http://testserver"}
    assert post(browser, "device", {"device": known_as}, headers=own).status_code == 200


def test_a_visitor_is_told_to_sign_in_and_a_revoked_phone_to_wipe(member: Client, cast: Cast) -> None:
    known_as = enrol(member)
    visitor = Client()
    told = day(visitor, known_as)
    assert (told.status_code, told.json()["sign_in"]) == (401, reverse("people:sign-in"))
    actions.revoke_phone(by=cast.grid_member, device=Device._all.get())
    for client in (member, visitor):
        for answer in (
            day(client, known_as),
            post(client, "device", {"device": known_as}),
            post(client, "records", {"device": known_as, "records": []}),
        ):
            assert (answer.status_code, answer.json()["wipe"]) == (410, True)
    assert SignIn._all.get().end_reason == "revoked"


def test_the_post_above_revokes_and_a_stranger_finds_nothing(member: Client, cast: Cast, client: Client) -> None:
    enrol(member)
    device = Device._all.get()
    for who, status in (("outsider", 404), ("property_manager", 404), ("street_officer", 302)):
        client.force_login(cast.accounts[who])
        answer = client.post(reverse("grid:revoke"), {"device": device.pk})
        assert answer.status_code == status, who
        device.refresh_from_db()
        assert (device.revoked_at is not None) == (status == 302)
    assert device.revoked_by == cast.accounts["street_officer"].pk


def test_ones_own_phones_are_listed_and_revoked(member: Client) -> None:
    enrol(member)
    assert "红米" in member.get(reverse("grid:phones")).content.decode()
    answer = member.post(reverse("grid:revoke"), {"device": Device._all.get().pk}, follow=True)
    assert "已停用" in answer.content.decode()


def test_the_day_package_holds_the_own_grid_and_nothing_else(member: Client, cast: Cast, phone: Phone) -> None:
    phone.send(phone.hazard(data={"floor": 3, "spot": "楼梯口", "text": "张三家门口堆物"}))
    said = day(member, enrol(member)).json()
    assert said["member"]["grid"] == {"id": cast.grids["grid"].pk, "name": "第1网格"}
    names = {place["full_name"] for place in said["places"]}
    assert names == {"柳岸新村", "自管小区", "1幢"}
    case = next(place["open"] for place in said["places"] if place["id"] == cast.places["building"].pk)[0]
    assert (case["kind"], case["floor"], case["spot"]) == ("ES-01", 3, "楼梯口")
    assert "张三" not in json.dumps(said, ensure_ascii=False)
    assert {place["id"] for place in said["places"]} & {cast.places["other_building"].pk} == set()
    kind = next(kind for kind in said["kinds"] if kind["code"] == "ES-01")
    assert kind["photo"] == "optional"
    assert {"name", "plain", "severity", "who", "words"} <= kind.keys()
    building = next(place for place in said["places"] if place["id"] == cast.places["building"].pk)
    assert building["kinds"] == ["ES-01"]
    assert building["last"] == {"at": "2026-11-23T02:00:00.000+00:00", "outcome": "hazard"}


def test_an_unchanged_day_is_not_sent_again(member: Client, phone: Phone) -> None:
    known_as = enrol(member)
    first = day(member, known_as)
    assert day(member, known_as, headers={"If-None-Match": first["ETag"]}).status_code == 304
    phone.send(phone.record("seen"))
    again = day(member, known_as, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"] != first["ETag"]) == (200, True)


def test_the_round_and_the_question_are_taken_along(member: Client, cast: Cast, phone: Phone) -> None:
    stop = stop_of(phone, "building")
    stop.why, stop.look_at = [{"key": "never"}, {"key": "later than this version"}], [{"text": "二楼电表箱"}]
    stop.save()
    Question._all.create(
        account=cast.accounts["grid_member"], place=cast.places["building"], path=cast.places["building"].path,
        sign="speed", asked_at=MONDAY, expires_at=MONDAY + DAY,
        parameters={"said": {"count": 12, "seconds": 60, "needed": 1900}},
    )  # fmt: skip
    said = day(member, enrol(member)).json()
    assert said["round"]["id"] == Round._all.get().pk
    assert said["round"]["stops"][0]["why"] == ["还没有巡查记录"]
    assert said["round"]["stops"][0]["look_at"] == ["二楼电表箱"]
    asked = said["questions"][0]
    assert (asked["name"], asked["place"]) == ("1幢", cast.places["building"].pk)
    assert "12 处" in asked["text"]
    assert "1900 秒" in asked["why"]
    assert "不打分，不排名，不扣分" in asked["consequence"]
    assert asked["answers"][0] == {"value": "entered_later", "text": "走完以后补记的"}
    assert Question._all.get().shown_at == MONDAY, "the phone took it along"


def test_who_looks_again_blindly_is_not_shown_the_first_look(member: Client, cast: Cast, phone: Phone) -> None:
    phone.send(phone.hazard(data={"floor": 3}))
    place = cast.places["building"]
    Recheck._all.create(
        place=place, path=place.path, first=Visit._all.get(), month=today().replace(day=1), drawn_at=MONDAY,
        checker=cast.accounts["grid_member"],
    )  # fmt: skip
    building = next(one for one in day(member, enrol(member)).json()["places"] if one["id"] == place.pk)
    assert (building["open"], building["last"]) == ([], None)


def test_a_property_manager_takes_the_own_projects_along(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["property_manager"])
    said = day(client, enrol(client)).json()
    assert said["member"]["grid"] is None
    assert {place["full_name"] for place in said["places"]} == {"柳岸新村", "1幢"}


def test_a_community_takes_nothing_along(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["community_worker"])
    said = day(client, enrol(client)).json()
    assert (said["places"], said["kinds"], said["round"]) == ([], [], None)


def listed(client: Client, **query: Any) -> str:
    answer = client.get(reverse("grid:visits"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_visits_are_seen_by_the_community_and_the_street_masked(cast: Cast, client: Client, phone: Phone) -> None:
    phone.send(phone.record("seen"), phone.hazard())
    for who in ("community_worker", "street_officer"):
        client.force_login(cast.accounts[who])
        page = listed(client)
        assert "柳岸新村" in page or "1幢" in page
        assert "g*" in page
        assert "grid_member同志" not in page
    client.force_login(cast.accounts["outsider"])
    assert "没有巡查记录" in listed(client)


def test_a_company_sees_its_own_patrols_and_not_the_grids(
    cast: Cast, client: Client, phone: Phone, phone_of: Callable[[str], Phone]
) -> None:
    phone.send(phone.record("no_entry"))
    own = phone_of("property_manager")
    own.send(own.record("no_time"))
    client.force_login(cast.accounts["property_manager"])
    page = listed(client)
    assert page.count('data-label="情况">没时间看') == 1
    assert 'data-label="情况">进不去' not in page


def test_a_member_sees_only_his_own(cast: Cast, client: Client, phone: Phone, phone_of: Callable[[str], Phone]) -> None:
    phone.send(phone.record("no_entry"))
    own = phone_of("property_manager")
    own.send(own.record("no_time"))
    client.force_login(cast.accounts["grid_member"])
    page = listed(client)
    assert ('data-label="情况">进不去' in page, 'data-label="情况">没时间看' in page) == (True, False)


def test_filters_live_in_the_address_and_pages_go_on(cast: Cast, client: Client, phone: Phone) -> None:
    place, account = cast.places["building"], cast.accounts["grid_member"]
    Visit._all.bulk_create(
        Visit(place=place, path=place.path, grid=cast.grids["grid"], account=account, day=today(), recorded_at=MONDAY,
              happened_at=MONDAY + n * MINUTE, outcome=Outcome.SEEN, source=VisitSource.APP)
        for n in range(60)
    )  # fmt: skip
    client.force_login(cast.accounts["street_officer"])
    answer = client.get(reverse("grid:visits"))
    assert len(answer.context["rows"]) == 50
    rest = client.get(answer.context["pager"].next_url)
    assert len(rest.context["rows"]) == 10
    for query, count in (
        ({"grid": cast.grids["grid"].pk}, 50), ({"grid": "7x"}, 0), ({"outcome": "no_time"}, 0),
        ({"place": place.path}, 50), ({"place": "nowhere"}, 0), ({"since": "2026-11-24"}, 0),
        ({"until": "2026-11-22"}, 0), ({"after": "x~1"}, 50), ({"since": "soon"}, 50),
    ):  # fmt: skip
        assert len(client.get(reverse("grid:visits"), query).context["rows"]) == count, query


def test_the_export_holds_what_the_page_shows(cast: Cast, client: Client, phone: Phone) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    phone.send(phone.record("seen"), phone.hazard())
    client.force_login(cast.accounts["street_officer"])
    answer = client.post(reverse("grid:visits-export"))
    rows = list(load_workbook(BytesIO(b"".join(answer))).active.values)  # type: ignore[arg-type,union-attr]
    assert {row[2] for row in rows[3:]} == {"发现隐患", "看过，未发现"}
    assert {row[5] for row in rows[3:]} == {"g*"}


def test_refused_records_are_shown_to_whom_they_came_from_and_to_the_street(
    cast: Cast, client: Client, phone: Phone
) -> None:
    record = phone.record("seen", place="other_building")
    phone.send(record)
    words = result(record).get_reason_display()
    client.force_login(cast.accounts["street_officer"])
    assert words in listed(client)
    client.force_login(cast.accounts["outsider"])
    assert words not in listed(client)
    client.force_login(cast.accounts["grid_member"])
    assert words in client.get(reverse("grid:mine")).content.decode()


def test_what_i_reported_prints_with_its_state(cast: Cast, client: Client, phone: Phone) -> None:
    record, undone = phone.hazard(), phone.record("no_entry")
    phone.send(record, undone, phone.undo(undone))
    client.force_login(cast.accounts["grid_member"])
    page = client.get(reverse("grid:mine")).content.decode()
    duty = result(record).duty
    assert duty is not None
    assert duty.hazard.number in page
    assert "待整改" in page
    assert "进不去" not in page
    earlier = {"from": "2026-11-01", "to": "2026-11-20"}
    assert duty.hazard.number not in client.get(reverse("grid:mine"), earlier).content.decode()
    assert client.get(reverse("grid:mine"), {"from": "9999-99-99", "to": "0001-01-01"}).status_code == 200


def test_positions_go_after_their_term_and_visits_stay(phone: Phone) -> None:
    from anju.supervision.grid.models import RecordPosition
    from anju.supervision.grid.tasks import positions

    phone.send(phone.record("seen", position={"lon_e7": 1, "lat_e7": 2, "accuracy": 3}))
    with clock.simulated(MONDAY + 89 * DAY):
        positions()
        assert RecordPosition._all.count() == 1
    with clock.simulated(MONDAY + 91 * DAY):
        assert not positions()
        assert (RecordPosition._all.count(), Visit._all.count()) == (0, 1)


def test_the_day_s_first_greeting_draws_the_round_and_a_round_that_was_ended_is_not_drawn_again(
    member: Client, cast: Cast
) -> None:
    known_as = enrol(member)
    drawn = Round._all.get()
    assert (drawn.account_id, drawn.day) == (cast.accounts["grid_member"].pk, today())
    package = day(member, known_as).json()
    stops = {stop["place"] for stop in package["round"]["stops"]}
    assert stops
    assert stops <= {place["id"] for place in package["places"]}
    enrol(member, known_as)
    Round._all.update(state=RoundState.DONE)
    enrol(member, known_as)
    assert Round._all.count() == 1
    with clock.simulated(MONDAY + DAY):
        enrol(member, known_as)
    assert Round._all.filter(day=today() + DAY).count() == 1


def test_the_labels_of_the_own_grid_are_taken_along(member: Client, cast: Cast) -> None:
    known_as = enrol(member)
    assert day(member, known_as).json()["codes"] == {}
    places.make_labels(by=cast.street_officer, places=[cast.places["building"]])
    token = Label._all.get().token
    assert day(member, known_as).json()["codes"] == {token: cast.places["building"].pk}
