"""The lists through the API: the same filters, the whole loop, and a refusal that says why."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from anju.api.v1.cases import CaseFull, CasePage
from anju.kernel.ledger import seals
from anju.kernel.ledger.models import Entry
from anju.supervision.lists.models import Duty, Hazard, Submission
from anju.supervision.lists.queries import listing
from tests.api.conftest import Caller
from tests.api.test_http import problem
from tests.cast import Cast
from tools import verify_proof

System = Callable[..., Caller]
Person = Callable[[str], Caller]
Found = Callable[..., Duty]


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["number"] for item in answer.json()["items"]]


def test_a_system_reports_a_hazard_and_the_case_is_assigned(cast: Cast, system: System) -> None:
    caller = system("lists.report", "lists.see", "places.view")
    body = {
        "kind": "ES-01", "place": cast.places["building"].pk, "floor": 3, "spot": "东侧楼梯口", "source": "device",
        "source_ref": "cam-7", "point": {"lat": 32.05, "lon": 118.78}, "happened_at": "2026-11-23T01:00:00Z",
    }  # fmt: skip
    made = caller.post("/hazards", body)
    assert made.status_code == 201, made.content
    case = made.json()
    assert made["Location"] == f"/api/v1/hazards/{case['number']}"
    assert (case["state"], case["accountable"]["name"]) == ("assigned", "甲物业")
    assert (case["source"], case["floor"], case["point"]) == ("device", 3, {"lat": 32.05, "lon": 118.78})
    assert case["happened_at"] == "2026-11-23T01:00:00Z"
    assert caller.get(f"/hazards/{case['number']}").json() == case
    assert caller.get(f"/duties/{case['duty_number']}").json() == case
    entry = Entry._all.get(verb="hazard.reported")
    assert entry.actor.startswith("token:")


def test_what_is_answered_fits_the_schema_to_the_letter(person: Person, found: Found) -> None:
    """The answers are not checked as they go out."""
    number = found().hazard.number
    one, page = (person("community_worker").get(path).json() for path in (f"/hazards/{number}", "/hazards"))
    for schema, body in ((CaseFull, one), (CasePage, page)):
        assert schema.model_validate(body).model_dump(mode="json") == body


def test_the_same_client_ref_is_one_case_and_belongs_to_its_sender(cast: Cast, system: System) -> None:
    body = {"kind": "ES-01", "place": cast.places["building"].pk, "client_ref": "cam-7/2026-11-23"}
    one, other = system("lists.report", "places.view"), system("lists.report", "places.view")
    first, again = one.post("/hazards", body).json(), one.post("/hazards", body).json()
    assert first["number"] == again["number"]
    assert other.post("/hazards", body).json()["number"] != first["number"]
    assert Hazard._all.count() == 2


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"kind": "ZZ-99"}, 422, "unknown-kind"),
        ({"place": 999_999}, 404, "no-such-place"),
        ({"happened_at": "2027-01-01T00:00:00Z"}, 422, "in-the-future"),
        ({"happened_at": "2026-11-23T01:00:00"}, 422, "unfit-request"),
        ({"floor": 1000}, 422, "unfit-request"),
        ({"point": {"lat": 132, "lon": 0}}, 422, "unfit-request"),
    ],
)
def test_a_report_that_does_not_fit_is_refused_and_leaves_nothing(
    cast: Cast, system: System, change: dict[str, Any], status: int, code: str
) -> None:
    caller = system("lists.report", "places.view")
    body = {"kind": "ES-01", "place": cast.places["building"].pk, **change}
    problem(caller.post("/hazards", body), status, code)
    assert not Hazard._all.exists()


def test_a_place_outside_the_tokens_reach_is_no_place(cast: Cast, system: System) -> None:
    caller = system("lists.report", "places.view", place="other_street")
    problem(caller.post("/hazards", {"kind": "ES-01", "place": cast.places["building"].pk}), 404, "no-such-place")


def test_the_lists_take_the_pages_filters(cast: Cast, system: System, found: Found) -> None:
    one = found("ES-01").hazard.number
    other = found("EB-03", place="other_building", by="other_grid_member").hazard.number
    caller = system()
    assert set(numbers(caller.get("/hazards"))) == {one, other}
    assert numbers(caller.get("/hazards?kind=EB")) == [other]
    assert numbers(caller.get("/duties?place=/cc/1/")) == [one]
    assert numbers(caller.get("/hazards?state=closed")) == []
    assert numbers(caller.get(f"/hazards?q={other}")) == [other]
    assert numbers(caller.get("/hazards?severity=nonsense")) == []


def test_pages_follow_each_other_without_gap_or_repetition(
    cast: Cast, system: System, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    made = {found("ES-01", spot=f"{number}号").hazard.number for number in range(5)}
    caller, seen, cursor = system(), list[str](), ""
    while True:
        answer = caller.get(f"/hazards?cursor={cursor}")
        seen += numbers(answer)
        cursor = answer.json()["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert set(seen) == made


def test_the_loop_goes_round_through_the_api(cast: Cast, person: Person) -> None:
    place = cast.places["building"].pk
    number = person("grid_member").post("/hazards", {"kind": "ES-01", "place": place}).json()["number"]
    manager, verifier = person("property_manager"), person("community_worker")
    assert "submitted" in manager.get(f"/hazards/{number}").json()["possible"]
    case = manager.post(f"/hazards/{number}/submitted", {"evidence": manager.evidence(1)}).json()
    assert (case["state"], case["verifier"]["name"]) == ("submitted", "柳岸社区居委会")
    Submission._all.update(on_site=False)
    case = verifier.post(f"/hazards/{number}/returned", {"reason": "还有纸箱"}).json()
    assert case["state"] == "assigned"
    manager.post(f"/hazards/{number}/submitted", {"evidence": manager.evidence(2)})
    Submission._all.update(on_site=False)
    case = verifier.post(f"/hazards/{number}/passed", {}).json()
    assert (case["state"], case["outcome"]) == ("closed", "rectified")
    story = [line["verb"] for line in manager.get(f"/hazards/{number}/entries").json()]
    assert story[:2] == ["duty.passed", "duty.submitted"]
    reopened = person("street_officer").post(f"/hazards/{number}/reopened", {"why": "inspection", "reason": "又堆了"})
    assert (reopened.json()["state"], reopened.json()["reopened"]) == ("assigned", 1)


def test_a_companys_own_system_submits_in_its_name_and_nobody_verifies_by_machine(
    cast: Cast, system: System, found: Found
) -> None:
    number = found().hazard.number
    caller = system("lists.see", "lists.rectify", place="estate", organisation="company")
    answer = caller.post(f"/hazards/{number}/submitted", {"evidence": caller.evidence()})
    assert answer.json()["state"] == "submitted", answer.content
    problem(caller.post(f"/hazards/{number}/passed", {}), 403, "not-allowed")


def test_refusals_say_what_is_missing_and_who_must_do_it(cast: Cast, person: Person, found: Found) -> None:
    number = found().hazard.number
    lacking = problem(person("property_manager").post(f"/hazards/{number}/submitted", {}), 422, "evidence-missing")
    assert lacking["missing"]
    refused = problem(person("grid_member").post(f"/hazards/{number}/submitted", {}), 403, "not-allowed")
    assert "责任方" in refused["detail"]
    problem(person("community_worker").post(f"/hazards/{number}/passed", {}), 409, "not-possible")
    problem(
        person("street_officer").post(f"/hazards/{number}/extended", {"due_on": "2020-01-01", "reason": "x"}),
        422,
        "refused",
    )


def test_disputes_deferrals_and_dates_go_their_way(cast: Cast, person: Person, found: Found) -> None:
    number = found().hazard.number
    manager, street = person("property_manager"), person("street_officer")
    assert manager.post(f"/hazards/{number}/disputed", {"reason": "不归我"}).json()["dispute_open"]
    committee = cast.organisations["committee"].pk
    ruled = street.post(f"/hazards/{number}/dispute_upheld", {"reason": "是业委会", "accountable": committee})
    assert ruled.json()["accountable"]["id"] == committee
    other = found("ES-02").hazard.number
    asked = manager.post(f"/hazards/{other}/deferral_asked", {"because": "funds", "interim": "每日巡查"})
    assert asked.json()["deferral_open"]
    assert street.post(f"/hazards/{other}/deferred", {"review_on": "2026-12-20"}).json()["state"] == "deferred"
    assert manager.post(f"/hazards/{other}/resumed").json()["state"] == "assigned"
    dated = street.post(f"/hazards/{other}/extended", {"due_on": "2027-01-05", "reason": "等材料"})
    assert dated.json()["due_at"].startswith("2027-01-05")


def test_an_organisation_that_is_not_seen_cannot_be_named(cast: Cast, person: Person, found: Found) -> None:
    number = found().hazard.number
    body = {"accountable": 999_999, "because": "contract_ended"}
    problem(person("street_officer").post(f"/hazards/{number}/handed_over", body), 422, "no-such-organisation")


def test_one_case_joins_another_and_stands_again(cast: Cast, person: Person, found: Found) -> None:
    one, other = found("ES-01", spot="东").hazard.number, found("ES-01", spot="西").hazard.number
    street = person("street_officer")
    problem(street.post(f"/hazards/{one}/merged", {"master": "YH-2611-9999"}), 422, "refused")
    assert street.post(f"/hazards/{one}/merged", {"master": other}).json()["outcome"] == "merged"
    assert street.post(f"/hazards/{one}/unmerged", {"reason": "并错了"}).json()["state"] == "assigned"


def test_a_cases_proof_is_checked_without_anju(system: System, found: Found) -> None:
    number = found().hazard.number
    caller = system()
    problem(caller.get(f"/hazards/{number}/proof"), 409, "not-sealed-yet")
    seals.seal(everything=True)
    proof = caller.get(f"/hazards/{number}/proof").json()
    assert [said["verb"] for said in verify_proof.check(proof)] == ["duty.reported", "duty.assigned"]


def test_names_are_masked_for_machines(cast: Cast, system: System, person: Person, found: Found) -> None:
    number = found().hazard.number
    plan = {"measure": "清理", "funds_source": "none", "responsible": "欧阳小明", "contingency": "巡查"}
    person("property_manager").post(f"/hazards/{number}/planned", plan)
    assert person("street_officer").get(f"/hazards/{number}").json()["fixes"]["responsible"] == "欧阳小明"
    assert system().get(f"/hazards/{number}").json()["fixes"]["responsible"] != "欧阳小明"


def test_a_page_of_the_list_costs_few_queries(
    system: System, found: Found, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        found("ES-01", spot=f"{number}")
    caller = system()
    caller.get("/hazards")
    with django_assert_max_num_queries(4):
        caller.get("/hazards")
