"""What nobody uses goes by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from anju.kernel import clock
from anju.kernel.files import keeping, serving, sweep
from anju.kernel.files.models import Attachment, Blob, Upload
from anju.kernel.files.store import original, store
from tests.kernel.files.conftest import ANNA
from tests.kernel.files.pictures import file, photo

pytestmark = pytest.mark.django_db
Make = Callable[..., Attachment]


def _later() -> None:
    Upload._all.update(expires_at=clock.now() - timedelta(seconds=1))


def test_an_upload_that_nobody_attached_expires_with_its_bytes() -> None:
    upload = keeping.receive(by=ANNA, source=file(photo()))
    assert upload.blob is not None
    assert sweep.expire() == 0
    _later()
    assert sweep.expire() == 1
    assert sweep.sweep() == 1
    assert not store().has(original(upload.blob.digest))
    assert not Blob._all.exists()


def test_an_unfinished_upload_expires_with_its_pieces() -> None:
    upload = keeping.begin(by=ANNA, length=100)
    keeping.pieces(upload).write_bytes(b"half")
    _later()
    assert sweep.expire() == 1
    assert not keeping.pieces(upload).exists()


def test_bytes_that_became_evidence_meanwhile_stay(attached: Make) -> None:
    waiting = keeping.receive(by=ANNA, source=file(photo()))
    row = attached()
    keeping.discard(waiting)
    assert Blob._all.get().doomed_at is not None
    assert sweep.sweep() == 0
    assert Blob._all.get().doomed_at is None
    assert serving.preview_of(row) is not None


def test_who_sends_doomed_bytes_again_keeps_them() -> None:
    keeping.discard(keeping.receive(by=ANNA, source=file(photo())))
    keeping.receive(by=ANNA, source=file(photo()))
    assert Blob._all.get().doomed_at is None
    assert sweep.sweep() == 0
    assert len(list(store().keys("original/"))) == 1


def test_a_crash_after_the_bytes_went_is_made_good_at_the_next_sweep() -> None:
    upload = keeping.receive(by=ANNA, source=file(photo()))
    assert upload.blob is not None
    keeping.discard(upload)
    store().delete(original(upload.blob.digest))
    assert sweep.sweep() == 1
    assert not Blob._all.exists()


def test_strays_spare_what_a_row_names(attached: Make) -> None:
    attached()
    assert sweep.strays(clock.now() + timedelta(days=9)) == 0


def test_pieces_without_an_upload_are_strays() -> None:
    keeping.begin(by=ANNA, length=100)
    later = clock.now() + timedelta(days=9)
    assert sweep.strays(later) == 0
    Upload._all.all().delete()
    assert sweep.strays(later) == 1
