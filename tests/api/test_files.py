"""Photos through the API: sent, used once by their sender, seen by who sees the case, clean-ups with them."""

from collections.abc import Callable
from typing import Any

import pytest

from anju.kernel.files.doors import seen
from anju.kernel.files.images import Box
from anju.kernel.files.models import Attachment, Upload
from anju.supervision.lists import actions
from anju.supervision.lists.models import CleanUp, Duty, Hazard
from tests.api.conftest import Caller
from tests.api.test_http import problem
from tests.cast import Cast
from tests.kernel.files.pictures import CAMERA
from tests.kernel.files.pictures import photo as picture

System = Callable[..., Caller]
Person = Callable[[str], Caller]
Found = Callable[..., Duty]
KEY = "3f0c2a61-7d0c-4d5e"


@pytest.fixture
def handed_in(found: Found, person: Person) -> tuple[str, int]:
    """The number of a case that its company has handed in, and the id of its photo."""
    number, manager = found().hazard.number, person("property_manager")
    answer = manager.post(f"/hazards/{number}/submitted", {"evidence": manager.evidence()})
    assert answer.json()["state"] == "submitted", answer.content
    return number, Attachment._all.get(subject_kind="duty").pk


def test_a_photo_is_recognised_by_its_content(system: System) -> None:
    answer = system("lists.report").upload()
    assert answer.status_code == 201, answer.content
    sent = answer.json()
    assert (sent["media"], sent["media_type"], sent["size"]) == ("photo", "image/jpeg", len(picture()))
    assert Upload._all.get(token=sent["upload"]).owner.startswith("token:")


def test_what_is_no_photo_video_or_pdf_is_refused(system: System) -> None:
    refused = problem(system("lists.report").upload(content=b"PK\x03\x04 a letter"), 422, "refused")
    assert refused["errors"][0]["at"] == "/file"
    assert not Upload._all.exists()


@pytest.mark.parametrize("who", ["administrator"])
def test_who_neither_reports_nor_rectifies_nor_cleans_sends_nothing(person: Person, who: str, cast: Cast) -> None:
    problem(person(who).upload(), 403, "not-allowed")
    assert not Upload._all.exists()


def test_a_file_sent_twice_under_one_key_is_one_upload(system: System) -> None:
    caller = system("lists.report")
    first, again = (caller.upload(1, **{"Idempotency-Key": KEY}) for _ in range(2))
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    problem(caller.upload(2, **{"Idempotency-Key": KEY}), 409, "idempotency-key-reused")
    assert Upload._all.count() == 1


def test_a_form_that_cannot_be_read_is_a_problem_also_under_a_key(system: System) -> None:
    caller = system("lists.report")
    answer = caller.client.post(
        "/api/v1/uploads", b"no parts", content_type="multipart/form-data",
        headers={**caller.headers, "Idempotency-Key": KEY},
    )  # fmt: skip
    problem(answer, 400, "bad-request")


def test_a_report_shows_the_photos_sent_for_it(cast: Cast, system: System) -> None:
    caller = system("lists.report", "lists.see", "places.view")
    token = caller.upload().json()["upload"]
    made = caller.post("/hazards", {"kind": "ES-01", "place": cast.places["building"].pk, "photos": [token]})
    assert made.status_code == 201, made.content
    (photo,) = made.json()["photos"]
    row = Attachment._all.get(pk=photo)
    assert (row.subject_kind, row.subject_id) == ("hazard", str(Hazard._all.get().pk))
    assert [one["id"] for one in caller.get(f"/hazards/{made.json()['number']}/attachments").json()] == [photo]


def test_another_callers_upload_is_nobodys(cast: Cast, system: System, person: Person) -> None:
    token = person("grid_member").upload().json()["upload"]
    caller = system("lists.report", "places.view")
    body = {"kind": "ES-01", "place": cast.places["building"].pk, "photos": [token]}
    problem(caller.post("/hazards", body), 422, "refused")
    assert not Hazard._all.exists()
    assert Upload._all.filter(token=token).exists()


def test_an_upload_is_used_once(cast: Cast, person: Person) -> None:
    caller = person("grid_member")
    token = caller.upload().json()["upload"]
    body = {"kind": "ES-01", "place": cast.places["building"].pk, "photos": [token]}
    assert caller.post("/hazards", {**body, "spot": "东"}).status_code == 201
    problem(caller.post("/hazards", {**body, "spot": "西"}), 422, "refused")
    assert Hazard._all.count() == 1


def test_a_photo_of_another_case_is_refused_as_evidence(
    found: Found, person: Person, handed_in: tuple[str, int]
) -> None:
    other, manager = found(spot="西").hazard.number, person("property_manager")
    body = {"evidence": [{"kind": "photo_pair", "attachment": handed_in[1]}]}
    problem(manager.post(f"/hazards/{other}/submitted", body), 422, "refused")
    assert manager.get(f"/hazards/{other}").json()["state"] == "assigned"


def test_evidence_is_an_upload_or_an_attachment_not_both(found: Found, person: Person) -> None:
    number, manager = found().hazard.number, person("property_manager")
    for item in ({"kind": "photo"}, {"kind": "photo", "upload": "x" * 22, "attachment": 1}):
        problem(manager.post(f"/hazards/{number}/submitted", {"evidence": [item]}), 422, "unfit-request")


def test_who_sees_the_case_sees_its_evidence_described_and_small(person: Person, handed_in: tuple[str, int]) -> None:
    number, photo = handed_in
    caller = person("community_worker")
    (told,) = caller.get(f"/hazards/{number}/attachments").json()
    assert told == caller.get(f"/attachments/{photo}").json()
    assert (told["stage"], told["evidence_kind"], told["released"]) == ("after", "photo_pair", None)
    small = caller.get(f"/attachments/{photo}/preview")
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
    assert CAMERA.encode() not in small.content
    assert caller.get(f"/attachments/{photo}/preview", **{"If-None-Match": small["ETag"]}).status_code == 304


@pytest.mark.parametrize("who", ["outsider", "other_property_manager", "administrator"])
def test_evidence_out_of_reach_does_not_exist(person: Person, handed_in: tuple[str, int], who: str) -> None:
    _number, photo = handed_in
    for path in ("", "/preview", "/released"):
        problem(person(who).get(f"/attachments/{photo}{path}"), 404, "not-found")


def test_a_machine_sees_only_what_a_person_has_released(cast: Cast, system: System, handed_in: tuple[str, int]) -> None:
    _number, photo = handed_in
    caller = system("lists.see")
    assert caller.get(f"/attachments/{photo}").json()["preview"] is None
    problem(caller.get(f"/attachments/{photo}/preview"), 404, "not-found")
    officer = cast.street_officer
    actions.release_photo(by=officer, seen=seen(officer, [photo])[photo], boxes=[Box(100, 100, 400, 400)])
    told = caller.get(f"/attachments/{photo}").json()
    assert told["preview"] is not None
    masked = caller.get(f"/attachments/{photo}/released")
    assert (masked.status_code, masked["Content-Type"]) == (200, "image/jpeg")
    assert caller.get(f"/attachments/{photo}/preview").content == masked.content


def _load(cast: Cast, **changes: Any) -> dict[str, Any]:
    place = cast.places["building"].pk
    return {"place": place, "cleaned_on": "2026-11-23", "kilograms": 1200, "weighed": True, **changes}


def test_a_clean_up_is_recorded_with_its_photos(cast: Cast, person: Person) -> None:
    caller = person("community_worker")
    token = caller.upload().json()["upload"]
    made = caller.post("/clean-ups", _load(cast, photos=[token]))
    assert made.status_code == 201, made.content
    assert made.json()["photos"] == [Attachment._all.get(subject_kind="clean_up").pk]
    assert caller.get("/clean-ups").json()["items"] == [made.json()]


def test_the_same_load_twice_is_one_record_and_belongs_to_its_sender(cast: Cast, person: Person) -> None:
    body = _load(cast, client_ref="scale-3/" + "8" * 70)
    community, street = person("community_worker"), person("street_officer")
    assert community.post("/clean-ups", body).json()["id"] == community.post("/clean-ups", body).json()["id"]
    assert street.post("/clean-ups", body).status_code == 201
    other = _load(cast, client_ref="scale-3/" + "8" * 69 + "9")
    assert community.post("/clean-ups", other).status_code == 201
    assert CleanUp._all.count() == 3


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"cleaned_on": "2027-01-01"}, 422, "in-the-future"),
        ({"kilograms": 0}, 422, "unfit-request"),
        ({"place": 999_999}, 404, "no-such-place"),
        ({"photos": ["nobody-has-this-one"]}, 422, "refused"),
    ],
)
def test_a_load_that_does_not_fit_is_refused_and_leaves_nothing(
    cast: Cast, person: Person, change: dict[str, Any], status: int, code: str
) -> None:
    problem(person("community_worker").post("/clean-ups", _load(cast, **change)), status, code)
    assert not CleanUp._all.exists()


@pytest.mark.parametrize("who", ["outsider", "congress_staff", "administrator"])
def test_nobody_else_records_a_load_there(cast: Cast, person: Person, who: str) -> None:
    problem(person(who).post("/clean-ups", _load(cast)), 404, "no-such-place")
    assert not CleanUp._all.exists()


def test_a_token_without_an_organisation_has_nobody_to_record_for(cast: Cast, system: System) -> None:
    problem(system("lists.clean_up", "places.view").post("/clean-ups", _load(cast)), 422, "refused")
    assert not CleanUp._all.exists()
