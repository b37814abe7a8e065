"""Uploads become evidence, evidence is told to the ledger, and erased for good."""

import json
from collections.abc import Callable

import pytest

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.files import doors, evidence, keeping, serving
from anju.kernel.files.enums import Stage
from anju.kernel.files.evidence import Item
from anju.kernel.files.models import Attachment, Blob, Upload
from anju.kernel.files.sniff import RefusedError
from anju.kernel.files.store import MissingError, original, preview, store
from anju.kernel.ledger import verify
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry
from tests.kernel.files.conftest import ANNA, BEN, PATH
from tests.kernel.files.pictures import CAMERA, file, photo

pytestmark = pytest.mark.django_db
Make = Callable[..., Attachment]


def _upload(by: Actor = ANNA, seed: int = 1) -> str:
    return keeping.receive(by=by, source=file(photo(seed=seed))).token


def test_evidence_is_one_entry_with_its_subject_stage_and_place(attached: Make) -> None:
    row = attached()
    entry = Entry._all.get(subject_kind="attachment", subject_id=str(row.pk))
    assert entry.verb == "attachment.added"
    assert entry.path == PATH
    assert json.loads(entry.data) == {"about": "thing:5", "media": "photo", "stage": "before", "evidence": ""}
    assert row.organisation == 71
    assert row.digest not in entry.data


def test_an_upload_is_used_once(attached: Make) -> None:
    token = _upload()
    with deed(by=ANNA) as act:
        evidence.attach(act, [Item(token)], path=PATH, subject=Ref("thing", "5"))
    with pytest.raises(RefusedError, match="用过"), deed(by=ANNA) as act:
        evidence.attach(act, [Item(token)], path=PATH, subject=Ref("thing", "6"))


def test_somebody_elses_upload_is_not_taken() -> None:
    token = _upload(by=BEN)
    with pytest.raises(RefusedError), deed(by=ANNA) as act:
        evidence.attach(act, [Item(token)], path=PATH, subject=Ref("thing", "5"))
    assert Upload._all.filter(token=token).exists()
    assert not Attachment._all.exists()


def test_an_unfinished_upload_is_not_taken() -> None:
    token = keeping.begin(by=ANNA, length=100).token
    with pytest.raises(RefusedError), deed(by=ANNA) as act:
        evidence.attach(act, [Item(token)], path=PATH, subject=Ref("thing", "5"))


def test_a_failed_deed_gives_the_uploads_back() -> None:
    token = _upload()
    with pytest.raises(RuntimeError), deed(by=ANNA) as act:
        evidence.attach(act, [Item(token)], path=PATH, subject=Ref("thing", "5"))
        raise RuntimeError
    assert list(evidence.owned(ANNA, [token])) == [token]
    assert evidence.owned(BEN, [token]) == {}


def test_an_upload_that_expired_is_owned_by_nobody() -> None:
    token = _upload()
    Upload._all.update(expires_at="2020-01-01T00:00:00Z")
    assert evidence.owned(ANNA, [token]) == {}


def test_only_who_may_see_the_subject_sees_its_evidence(attached: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "_doors", {})
    doors.register("thing", lambda actor, ids: dict.fromkeys(ids, (9,)) if actor == ANNA else {})
    row = attached()
    assert doors.seen(ANNA, [row.pk])[row.pk].parties == (9,)
    assert doors.seen(BEN, [row.pk]) == {}
    assert doors.of_subjects(ANNA, "thing", ["5", "6"]) == {"5": [row], "6": []}
    assert doors.of_subjects(BEN, "thing", ["5"]) == {}


def test_a_kind_without_a_door_is_seen_by_nobody(attached: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "_doors", {})
    row = attached()
    assert doors.seen(ANNA, [row.pk]) == {}
    assert doors.of_subjects(ANNA, "thing", ["5"]) == {}


def test_what_is_served_says_nothing_of_the_camera(attached: Make) -> None:
    row = attached()
    served = serving.original_of(row)
    assert isinstance(served, bytes)
    assert CAMERA.encode() not in served
    small = serving.preview_of(row)
    assert small is not None
    assert CAMERA.encode() not in small
    assert row.blob is not None
    with store().open(original(row.blob.digest)) as sealed:
        assert CAMERA.encode() in sealed.read()


def test_opening_the_original_is_an_entry(attached: Make) -> None:
    row = attached()
    with deed(by=BEN) as act:
        evidence.note_opening(act, row)
    assert Entry._all.filter(verb="attachment.opened", actor="person:2", path=PATH).count() == 1


def test_a_copy_is_other_evidence_of_the_same_bytes(attached: Make) -> None:
    row = attached()
    with deed(by=BEN) as act:
        (copy,) = evidence.copy(act, [row], Ref("thing", "8"), path=PATH, stage=Stage.AFTER)
    assert copy.blob_id == row.blob_id
    assert (copy.subject_id, copy.uploader, copy.stage) == ("8", 2, "after")


def _erase(row: Attachment) -> None:
    with deed(by=BEN) as act:
        evidence.erase(act, row, reason="consent_withdrawn")


def test_erasing_destroys_bytes_preview_and_salt(
    attached: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    row = attached()
    digest = row.digest
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        _erase(row)
    row.refresh_from_db()
    assert (row.digest, row.blob_id, bytes(row.salt), row.captured_at) == ("", None, b"", None)
    assert not store().has(original(digest))
    assert not store().has(preview(digest))
    assert not Blob._all.exists()
    assert list(verify.verify(state=True)) == []
    with pytest.raises(MissingError):
        serving.original_of(row)
    assert serving.preview_of(row) is None


def test_bytes_that_other_evidence_consists_of_stay(
    attached: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    first, second = attached(subject="5"), attached(subject="6", by=BEN)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        _erase(first)
    assert serving.preview_of(second) is not None
    assert list(verify.verify(state=True)) == []


def test_erasing_twice_is_refused(attached: Make) -> None:
    row = attached()
    _erase(row)
    with pytest.raises(RefusedError, match="已被删除"):
        _erase(row)


def test_a_reason_for_erasing_is_a_code(attached: Make) -> None:
    row = attached()
    with pytest.raises(ValueError, match="code"), deed(by=BEN) as act:
        evidence.erase(act, row, reason="张三不同意")


def test_verify_finds_bytes_that_were_exchanged_or_taken(attached: Make) -> None:
    row = attached()
    assert row.blob is not None
    kept = store()
    kept.delete(original(row.digest))
    assert [fault.what for fault in verify.verify(state=True)] == ["the bytes are gone"]
    kept.put(original(row.digest), file(photo(seed=99)))
    assert [fault.what for fault in verify.verify(state=True)] == ["the bytes were changed"]


def test_verify_finds_evidence_that_points_at_other_bytes(attached: Make) -> None:
    row, other = attached(), attached(seed=2, subject="6")
    Attachment._all.filter(pk=row.pk).update(blob=other.blob_id)
    assert [fault.what for fault in verify.verify(state=True)] == ["points at other bytes than it says"]


def test_the_system_owns_no_uploads() -> None:
    assert evidence.owned(Actor(ActorKind.SYSTEM, "x"), [_upload()]) == {}
