"""What every request meets: who asks, errors as problems, tags, repeated requests, the limit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from anju.api import actions, middleware, rules
from anju.api.models import Answer, Token
from anju.supervision.lists.models import Duty, Hazard
from tests.api.conftest import ROOT, Caller
from tests.cast import Cast, today

System = Callable[..., Caller]
Person = Callable[[str], Caller]
KEY = "3f0c2a61-7d0c-4d5e"


def problem(answer: Any, status: int, code: str = "") -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["type"] == (f"urn:anju:problem:{code}" if code else "about:blank")
    return body


def report(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {"kind": "ES-01", "place": cast.places["building"].pk, **changes}


def test_without_a_token_or_session_nothing_is_answered(cast: Cast) -> None:
    answer = Client().get(ROOT + "/hazards")
    problem(answer, 401, "unauthorized")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    problem(Client().post(ROOT + "/hazards", {}, content_type="application/json"), 401, "unauthorized")


def test_a_wrong_token_is_refused_even_with_a_good_session(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.accounts["grid_member"])
    wrong = rules.compose("0123abcd", "a" * 43)
    problem(client.get(ROOT + "/me", headers={"Authorization": f"Bearer {wrong}"}), 401, "unauthorized")


def test_a_revoked_token_is_refused(cast: Cast, give: Any) -> None:
    row, text = give()
    caller = Caller(Client(), Authorization=f"Bearer {text}")
    assert caller.get("/me").status_code == 200
    actions.revoke_token(by=cast.district_officer, token=row.pk)
    problem(caller.get("/me"), 401, "unauthorized")


def test_me_says_who_asks_and_what_they_may(system: System, person: Person) -> None:
    me = system("lists.see", place="street").get("/me").json()
    assert (me["kind"], me["grants"][0]["permissions"], me["grants"][0]["paths"]) == (
        "token",
        ["lists.see"],
        ["/cc/1/"],
    )
    assert person("grid_member").get("/me").json()["kind"] == "person"


def test_the_day_of_use_is_noted_on_a_read_too(system: System) -> None:
    system().get("/me")
    assert Token._all.get().used_on == today()


def test_a_browser_session_writes_only_with_the_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.accounts["grid_member"])
    refused = client.post(ROOT + "/hazards", report(cast), content_type="application/json")
    problem(refused, 403)
    client.get("/")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    if not token:
        client.get("/catalogue/")
        token = client.cookies["csrftoken"].value
    headers = {"X-CSRFToken": token}
    made = client.post(ROOT + "/hazards", report(cast), content_type="application/json", headers=headers)
    assert made.status_code == 201, made.content


def test_an_unknown_address_and_a_wrong_method_are_problems_too(system: System) -> None:
    caller = system()
    problem(caller.get("/no-such-thing"), 404, "not-found")
    answer = caller.put("/hazards", {})
    problem(answer, 405, "method-not-allowed")
    assert answer["Allow"]


def test_a_body_that_is_no_json_and_one_that_does_not_fit_are_told_apart(cast: Cast, system: System) -> None:
    caller = system("lists.report", "places.view")
    broken = caller.client.post(ROOT + "/hazards", "{", content_type="application/json", headers=caller.headers)
    problem(broken, 400, "bad-request")
    said = problem(caller.post("/hazards", {"kind": "ES-01", "plaice": 1}), 422, "unfit-request")
    assert {error["at"] for error in said["errors"]} == {"/place", "/plaice"}


def test_control_characters_never_reach_the_database(cast: Cast, system: System) -> None:
    caller = system()
    problem(caller.get("/places?q=%00"), 400, "bad-request")
    reporting = system("lists.report", "places.view")
    problem(reporting.post("/hazards", report(cast, description="a\x00b")), 422, "unfit-request")


def test_a_crash_is_a_problem_without_details(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    from anju.api.v1 import cases

    def crash(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(cases.listing, "first_page", crash)
    caller = system()
    caller.client.raise_request_exception = False
    answer = caller.get("/hazards")
    problem(answer, 500, "internal")
    assert b"secret" not in answer.content


def test_an_answer_at_hand_is_not_sent_again(system: System, found: Callable[..., Duty]) -> None:
    caller = system()
    first = caller.get("/hazards")
    again = caller.get("/hazards", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    found()
    assert caller.get("/hazards", **{"If-None-Match": first["ETag"]}).status_code == 200
    assert "Authorization" in first["Vary"]
    assert first["Cache-Control"] == "private, no-cache"


def test_a_deed_on_a_case_that_changed_meanwhile_is_refused(
    cast: Cast, person: Person, found: Callable[..., Duty]
) -> None:
    number = found().hazard.number
    tag = person("street_officer").get(f"/hazards/{number}")["ETag"]
    plan = {"measure": "清理", "funds_source": "none", "responsible": "张三", "contingency": "加强巡查"}
    manager = person("property_manager")
    assert manager.post(f"/hazards/{number}/planned", plan, **{"If-Match": tag}).status_code == 200
    problem(manager.post(f"/hazards/{number}/planned", plan, **{"If-Match": tag}), 412, "changed")
    assert manager.post(f"/hazards/{number}/planned", plan, **{"If-Match": "*"}).status_code == 200


def test_the_same_key_and_body_give_the_same_answer_and_one_case(cast: Cast, system: System) -> None:
    caller = system("lists.report", "lists.see", "places.view")
    first = caller.post("/hazards", report(cast), **{"Idempotency-Key": KEY})
    again = caller.post("/hazards", report(cast), **{"Idempotency-Key": KEY})
    assert first.status_code == again.status_code == 201
    assert (first.content, first["Location"]) == (again.content, again["Location"])
    assert again["Idempotent-Replayed"] == "true"
    assert Hazard._all.count() == 1


def test_the_same_key_with_another_body_is_refused(cast: Cast, system: System) -> None:
    caller = system("lists.report", "places.view")
    caller.post("/hazards", report(cast), **{"Idempotency-Key": KEY})
    other = caller.post("/hazards", report(cast, floor=3), **{"Idempotency-Key": KEY})
    problem(other, 409, "idempotency-key-reused")
    assert Hazard._all.count() == 1


def test_a_key_belongs_to_its_holder(cast: Cast, system: System) -> None:
    one, other = system("lists.report", "places.view"), system("lists.report", "places.view")
    one.post("/hazards", report(cast), **{"Idempotency-Key": KEY})
    other.post("/hazards", report(cast, floor=9), **{"Idempotency-Key": KEY})
    assert Hazard._all.count() == 2


def test_what_failed_may_be_sent_again_under_its_key(cast: Cast, system: System) -> None:
    caller = system("lists.report", "places.view")
    problem(caller.post("/hazards", report(cast, kind="ZZ-99"), **{"Idempotency-Key": KEY}), 422, "unknown-kind")
    assert not Answer._all.exists()
    assert caller.post("/hazards", report(cast), **{"Idempotency-Key": KEY}).status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 81, "with space inside"])
def test_a_key_of_another_shape_is_refused(cast: Cast, system: System, key: str) -> None:
    caller = system("lists.report", "places.view")
    problem(caller.post("/hazards", report(cast), **{"Idempotency-Key": key}), 400, "bad-idempotency-key")


def test_a_caller_that_asks_too_often_is_told_when_to_come_back(system: System, settings: LazySettings) -> None:
    settings.ANJU_API_PER_MINUTE = 3 * settings.ANJU_WEB_WORKERS
    caller, other = system(), system()
    assert [caller.get("/me").status_code for _ in range(3)] == [200, 200, 200]
    answer = caller.get("/me")
    problem(answer, 429, "too-many-requests")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert other.get("/me").status_code == 200
    middleware.meter.counts.clear()


def test_a_cursor_that_nobody_was_given_is_refused(system: System) -> None:
    caller = system()
    for path in ("/hazards", "/places", "/organisations", "/ledger/entries", "/ledger/heads"):
        problem(caller.get(f"{path}?cursor=nonsense"), 422, "bad-cursor")


def test_the_description_is_open_and_of_openapi_3_1(client: Client, db: None) -> None:
    schema = client.get(ROOT + "/openapi.json").json()
    assert schema["openapi"] == "3.1.0"
    assert {"TokenAuth", "SessionAuth"} <= set(schema["components"]["securitySchemes"])
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert {"400", "401", "403", "404", "422", "429"} <= set(operation["responses"])
