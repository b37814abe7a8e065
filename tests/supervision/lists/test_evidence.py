"""Evidence of cases: handed in by the accountable, seen by who sees the case, opened and released in the ledger."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.catalogue.enums import EvidenceKind
from anju.kernel.actors import Actor
from anju.kernel.files.enums import Stage
from anju.kernel.files.models import Attachment, Upload
from anju.kernel.ledger import verify
from anju.kernel.ledger.models import Entry
from anju.notify import actions as notices
from anju.notify.models import HelperContribution
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Given, Photos, Source, Spot
from anju.supervision.lists.enums import Outcome, SourceKind, State
from anju.supervision.lists.models import Duty, Submission
from tests.cast import Cast
from tests.kernel.files.pictures import CAMERA
from tests.kernel.files.pictures import photo as picture
from tests.supervision.lists.conftest import again

Photo = Callable[..., str]
Found = Callable[..., Duty]


def _client(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def _file(seed: int = 1, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(seed=seed), content_type="image/jpeg")


def _handed_in(cast: Cast, duty: Duty, token: str) -> Attachment:
    actions.hand_in(
        by=cast.property_manager,
        duty_id=duty.pk,
        outcome=Outcome.RECTIFIED,
        given=[Given(token, EvidenceKind.PHOTO_PAIR)],
    )
    return Attachment._all.get(subject_kind="duty", stage=Stage.AFTER)


def test_the_accountable_hands_in_rectified_with_a_photo(cast: Cast, found: Found, photo: Photo) -> None:
    duty = found()
    row = _handed_in(cast, duty, photo(cast.property_manager))
    duty = again(duty)
    assert duty.state == State.SUBMITTED
    assert Submission._all.get(duty=duty).evidence == [{"kind": "photo_pair", "attachment": row.pk}]
    assert row.path == duty.path
    assert list(verify.verify(state=True)) == []


def test_rectified_without_a_photo_is_refused_and_takes_nothing(cast: Cast, found: Found, photo: Photo) -> None:
    duty, token = found(), photo(cast.property_manager)
    with pytest.raises(actions.EvidenceMissingError):
        actions.hand_in(
            by=cast.property_manager,
            duty_id=duty.pk,
            outcome=Outcome.RECTIFIED,
            given=[Given(token, EvidenceKind.DOCUMENT, Stage.OTHER)],
        )
    assert Upload._all.filter(token=token).exists()
    assert not Attachment._all.exists()
    assert again(duty).state == State.ASSIGNED


@pytest.mark.parametrize("name", ["other_property_manager", "outsider", "grid_member", "congress_staff"])
def test_nobody_else_hands_in(cast: Cast, found: Found, photo: Photo, name: str) -> None:
    duty, actor = found(), cast.actor(name)
    token = photo(actor)
    with pytest.raises(actions.NotYoursError):
        actions.hand_in(
            by=actor, duty_id=duty.pk, outcome=Outcome.RECTIFIED, given=[Given(token, EvidenceKind.PHOTO_PAIR)]
        )
    assert Upload._all.filter(token=token).exists()


def test_the_form_takes_files_without_script(cast: Cast, found: Found) -> None:
    duty = found()
    data = {"outcome": "rectified", "after": [_file(1), _file(2)], "reason": "已清走"}
    answer = _client(cast, "property_manager").post(f"/hazards/{duty.hazard.number}/submitted/", data)
    assert answer.status_code == 302
    assert Attachment._all.filter(subject_kind="duty", stage=Stage.AFTER).count() == 2


def test_a_form_that_comes_back_still_has_its_photos(cast: Cast, found: Found) -> None:
    duty, client = found(), _client(cast, "property_manager")
    at = f"/hazards/{duty.hazard.number}/submitted/"
    answer = client.post(at, {"outcome": "not_so", "after": [_file()], "reason": ""})
    assert answer.status_code == 422
    token = Upload._all.get().token
    page = answer.content.decode()
    assert f'value="{token}"' in page
    assert client.get(f"/evidence/uploads/{token}/")["Content-Type"] == "image/jpeg"
    assert client.post(at, {"outcome": "rectified", "after": [token]}).status_code == 302
    assert Submission._all.get(duty=duty).outcome == "rectified"


def test_a_file_that_is_no_photo_is_named_in_the_error(cast: Cast, found: Found) -> None:
    bad = SimpleUploadedFile("合同.docx", b"PK\x03\x04 words", content_type="image/jpeg")
    answer = _client(cast, "property_manager").post(
        f"/hazards/{found().hazard.number}/submitted/", {"outcome": "rectified", "after": [bad, _file()]}
    )
    assert answer.status_code == 422
    assert "合同.docx：只收照片" in answer.content.decode()
    assert Upload._all.count() == 1


def test_a_ticked_photo_is_dropped(cast: Cast, found: Found, photo: Photo) -> None:
    duty = found()
    first, second = photo(cast.property_manager, 1), photo(cast.property_manager, 2)
    answer = _client(cast, "property_manager").post(
        f"/hazards/{duty.hazard.number}/submitted/",
        {"outcome": "rectified", "after": [first, second], "after-drop": [first]},
    )
    assert answer.status_code == 302
    assert Attachment._all.count() == 1
    assert Upload._all.get().token == first


def test_an_upload_is_seen_by_who_sent_it_only(cast: Cast, photo: Photo) -> None:
    token = photo(cast.property_manager)
    assert _client(cast, "property_manager").get(f"/evidence/uploads/{token}/").status_code == 200
    assert _client(cast, "district_officer").get(f"/evidence/uploads/{token}/").status_code == 404


@pytest.fixture
def row(cast: Cast, found: Found, photo: Photo) -> Attachment:
    return _handed_in(cast, found(), photo(cast.property_manager))


@pytest.mark.parametrize("way", ["", "preview/"])
def test_evidence_is_seen_by_who_sees_the_case(cast: Cast, row: Attachment, way: str) -> None:
    for name in ("property_manager", "grid_member", "community_worker", "street_officer", "district_officer"):
        assert _client(cast, name).get(f"/evidence/{row.pk}/{way}").status_code == 200, name
    for name in ("outsider", "other_property_manager", "other_grid_member", "administrator"):
        assert _client(cast, name).get(f"/evidence/{row.pk}/{way}").status_code == 404, name


@pytest.mark.parametrize("way", ["original", "release", "withdraw", "erase"])
def test_an_outsider_does_nothing_to_evidence(cast: Cast, row: Attachment, way: str) -> None:
    entries = Entry._all.count()
    assert _client(cast, "outsider").post(f"/evidence/{row.pk}/{way}/", {"checked": "on"}).status_code == 404
    assert Entry._all.count() == entries


def test_a_preview_has_no_metadata_and_stays_private(cast: Cast, row: Attachment) -> None:
    answer = _client(cast, "grid_member").get(f"/evidence/{row.pk}/preview/")
    assert CAMERA.encode() not in answer.content
    assert "private" in answer["Cache-Control"]


def test_the_original_is_opened_by_a_post_that_is_an_entry(cast: Cast, row: Attachment) -> None:
    client = _client(cast, "grid_member")
    assert client.get(f"/evidence/{row.pk}/original/").status_code == 405
    answer = client.post(f"/evidence/{row.pk}/original/")
    assert CAMERA.encode() not in answer.content
    assert answer["Content-Type"] == "image/jpeg"
    entry = Entry._all.get(verb="attachment.opened")
    assert entry.actor == f"person:{cast.accounts['grid_member'].pk}"


def test_congress_staff_see_what_was_released_only(cast: Cast, row: Attachment) -> None:
    congress = _client(cast, "congress_staff")
    assert congress.get(f"/evidence/{row.pk}/preview/").status_code == 404
    assert congress.post(f"/evidence/{row.pk}/original/").status_code == 403
    released = _client(cast, "community_worker").post(
        f"/evidence/{row.pk}/release/", {"boxes": "10 10 50 50", "checked": "on"}
    )
    assert released.status_code == 302
    assert congress.get(f"/evidence/{row.pk}/preview/").status_code == 200
    _client(cast, "community_worker").post(f"/evidence/{row.pk}/withdraw/")
    assert congress.get(f"/evidence/{row.pk}/preview/").status_code == 404


@pytest.mark.parametrize("boxes", ["10 10 50", "a b c d", "50 10 10 50", "0 0 200 50", "nan 0 1 2", "1e999 0 2 3"])
def test_a_wrong_region_comes_back_with_what_to_write(cast: Cast, row: Attachment, boxes: str) -> None:
    answer = _client(cast, "street_officer").post(f"/evidence/{row.pk}/release/", {"boxes": boxes, "checked": "on"})
    assert answer.status_code == 422
    assert "不是一处区域" in answer.content.decode()


def test_a_release_needs_somebody_who_looked_at_the_whole(cast: Cast, row: Attachment) -> None:
    answer = _client(cast, "street_officer").post(f"/evidence/{row.pk}/release/", {"boxes": ""})
    assert answer.status_code == 422


@pytest.mark.parametrize(("way", "name"), [("release", "grid_member"), ("erase", "street_officer")])
def test_releasing_and_erasing_have_their_roles(cast: Cast, row: Attachment, way: str, name: str) -> None:
    data = {"boxes": "", "checked": "on", "reason": "wrong_photo"}
    assert _client(cast, name).post(f"/evidence/{row.pk}/{way}/", data).status_code == 403


def test_the_district_office_erases_with_a_reason(cast: Cast, row: Attachment) -> None:
    client = _client(cast, "district_officer")
    assert client.post(f"/evidence/{row.pk}/erase/", {"reason": ""}).status_code == 422
    assert client.post(f"/evidence/{row.pk}/erase/", {"reason": "shows_person"}).status_code == 302
    assert client.get(f"/evidence/{row.pk}/preview/").status_code == 404
    assert "已删除" in client.get(f"/evidence/{row.pk}/").content.decode()
    assert client.post(f"/evidence/{row.pk}/original/").status_code == 404
    assert list(verify.verify(state=True)) == []


def _reported(cast: Cast, photo: Photo, *, seed: int = 7) -> Duty:
    return actions.report_with_photos(
        by=cast.grid_member,
        code="ES-01",
        at=Spot(cast.places["building"], floor=3),
        photos=Photos(before=[photo(cast.grid_member, seed)]),
        source=Source(kind=SourceKind.PATROL, client_ref=f"t:{seed}"),
    )


def test_the_case_page_shows_before_and_after_side_by_side(cast: Cast, photo: Photo) -> None:
    duty = _reported(cast, photo)
    after = _handed_in(cast, duty, photo(cast.property_manager))
    before = Attachment._all.get(subject_kind="hazard")
    page = _client(cast, "community_worker").get(f"/hazards/{duty.hazard.number}/").content.decode()
    assert f"/evidence/{before.pk}/preview/" in page
    assert f"/evidence/{after.pk}/preview/" in page
    assert page.index(f"/evidence/{before.pk}/") < page.index(f"/evidence/{after.pk}/")


def test_the_case_page_says_where_a_photo_was_used_before(cast: Cast, found: Found, photo: Photo) -> None:
    first = found()
    _handed_in(cast, first, photo(cast.property_manager))
    second = found(floor=9)
    token = photo(cast.property_manager)
    actions.hand_in(
        by=cast.property_manager,
        duty_id=second.pk,
        outcome=Outcome.RECTIFIED,
        given=[Given(token, EvidenceKind.PHOTO_PAIR)],
    )
    page = _client(cast, "community_worker").get(f"/hazards/{second.hazard.number}/").content.decode()
    assert "这张照片在别的案件里用过" in page


def test_what_was_returned_is_no_longer_shown_as_after(cast: Cast, found: Found, photo: Photo) -> None:
    duty = found()
    first = _handed_in(cast, duty, photo(cast.property_manager, 1))
    actions.verify(by=cast.community_worker, duty_id=duty.pk, passed=False, reason="没有清完")
    actions.hand_in(
        by=cast.property_manager,
        duty_id=duty.pk,
        outcome=Outcome.RECTIFIED,
        given=[Given(photo(cast.property_manager, 2), EvidenceKind.PHOTO_PAIR)],
    )
    page = _client(cast, "community_worker").get(f"/hazards/{duty.hazard.number}/").content.decode()
    assert f"/evidence/{first.pk}/preview/" not in page


def _helped(cast: Cast, duty: Duty, by: Actor) -> HelperContribution:
    _link, token = notices.give_link(by=by, subject=duty, path=duty.path, shown={"what": "楼道堆物"})
    answer = Client().post(f"/h/{token}", {"sentence": "清走了", "photos": [_file(5)]})
    assert answer.status_code == 200, answer.content.decode()
    return HelperContribution._all.get()


def test_a_helpers_photos_are_taken_as_own_and_handed_in(cast: Cast, found: Found) -> None:
    duty = found()
    sent = _helped(cast, duty, cast.property_manager)
    client, at = _client(cast, "property_manager"), f"/hazards/{duty.hazard.number}/helper/{sent.pk}/"
    assert "帮手" in client.get(f"/hazards/{duty.hazard.number}/").content.decode()
    assert client.post(at, {"use": "1"}).status_code == 302
    assert client.post(f"/hazards/{duty.hazard.number}/submitted/", {"outcome": "rectified"}).status_code == 302
    own = Attachment._all.get(subject_kind="duty")
    assert own.uploader == cast.accounts["property_manager"].pk
    assert Submission._all.get(duty=duty).evidence == [{"kind": "photo_pair", "attachment": own.pk}]
    assert list(verify.verify(state=True)) == []


def test_a_helpers_draft_may_be_put_aside(cast: Cast, found: Found) -> None:
    duty = found()
    sent = _helped(cast, duty, cast.property_manager)
    _client(cast, "property_manager").post(f"/hazards/{duty.hazard.number}/helper/{sent.pk}/", {"use": "0"})
    sent.refresh_from_db()
    assert sent.state == "dismissed"
    assert not Attachment._all.filter(subject_kind="duty").exists()


@pytest.mark.parametrize("name", ["outsider", "other_property_manager", "congress_staff"])
def test_an_outsider_takes_no_helpers_draft(cast: Cast, found: Found, name: str) -> None:
    duty = found()
    sent = _helped(cast, duty, cast.property_manager)
    answer = _client(cast, name).post(f"/hazards/{duty.hazard.number}/helper/{sent.pk}/", {"use": "1"})
    assert answer.status_code == 404
    sent.refresh_from_db()
    assert sent.state == "draft"


def test_of_a_helpers_photo_no_metadata_is_kept(cast: Cast, found: Found) -> None:
    _helped(cast, found(), cast.property_manager)
    row = Attachment._all.get()
    assert (row.uploader, row.lon_e7) == (None, None)
    from anju.kernel.files.store import original, store

    with store().open(original(row.digest)) as kept:
        assert CAMERA.encode() not in kept.read()


def test_the_case_page_asks_a_steady_number_of_questions(
    cast: Cast, photo: Photo, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    duty = _reported(cast, photo)
    _handed_in(cast, duty, photo(cast.property_manager))
    client = _client(cast, "community_worker")
    with django_assert_max_num_queries(45):  # type: ignore[attr-defined]
        client.get(f"/hazards/{duty.hazard.number}/")
