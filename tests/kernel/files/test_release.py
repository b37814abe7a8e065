"""A photo leaves staff pages only as a copy that a person masked."""

from collections.abc import Callable

import pytest

from anju.kernel.files import evidence, keeping, release, serving
from anju.kernel.files.evidence import Item
from anju.kernel.files.images import Box
from anju.kernel.files.models import Attachment, Release
from anju.kernel.files.sniff import RefusedError
from anju.kernel.files.store import original, store
from anju.kernel.ledger import verify
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry
from tests.kernel.files.conftest import ANNA, BEN, PATH
from tests.kernel.files.pictures import CAMERA, file, photo

pytestmark = pytest.mark.django_db
Make = Callable[..., Attachment]
BOX = Box(100, 100, 500, 500)


def _release(row: Attachment, *boxes: Box) -> Release:
    with deed(by=BEN) as act:
        return release.let_out(act, row, boxes)


def test_a_release_is_a_new_copy_and_an_entry_and_the_original_stays(attached: Make) -> None:
    row = attached()
    out = _release(row, BOX)
    copy = serving.released_copy(out)
    assert copy is not None
    assert CAMERA.encode() not in copy
    assert out.digest != row.digest
    with store().open(original(row.digest)) as sealed:
        assert sealed.read() == photo()
    entry = Entry._all.get(verb="photo_release.made")
    assert (entry.actor, entry.path) == ("person:2", PATH)
    assert list(verify.verify(state=True)) == []


def test_the_next_release_takes_the_place_of_the_last(attached: Make) -> None:
    row = attached()
    first, second = _release(row, BOX), _release(row, BOX, Box(600, 600, 900, 900))
    first.refresh_from_db()
    assert serving.released_copy(first) is None
    assert serving.released_copy(second) is not None
    assert Release._all.filter(withdrawn_at__isnull=True).count() == 1


def test_a_withdrawn_copy_is_destroyed(
    attached: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    out = _release(attached(), BOX)
    digest = out.digest
    with django_capture_on_commit_callbacks(execute=True), deed(by=BEN) as act:  # type: ignore[attr-defined]
        release.withdraw(act, out)
        release.withdraw(act, out)
    assert not store().has(original(digest))
    assert Entry._all.filter(verb="photo_release.withdrawn").count() == 1
    assert list(verify.verify(state=True)) == []


def test_erasing_the_photo_takes_the_released_copy_with_it(
    attached: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    row = attached()
    out = _release(row, BOX)
    digest = out.digest
    with django_capture_on_commit_callbacks(execute=True), deed(by=BEN) as act:  # type: ignore[attr-defined]
        evidence.erase(act, row, reason="retention_over")
    out.refresh_from_db()
    assert serving.released_copy(out) is None
    assert not store().has(original(digest))
    assert list(verify.verify(state=True)) == []
    with pytest.raises(RefusedError, match="已被删除"):
        _release(row, BOX)


def test_only_photos_are_released() -> None:
    token = keeping.receive(by=ANNA, source=file(b"%PDF-1.7 text")).token
    with deed(by=ANNA) as act:
        (row,) = evidence.attach(act, [Item(token)], path=PATH, subject=Ref("thing", "5"))
    with pytest.raises(RefusedError, match="只有照片"):
        _release(row, BOX)


def test_a_release_has_a_limit_of_regions(attached: Make) -> None:
    with pytest.raises(RefusedError, match="最多标"):
        _release(attached(), *[BOX] * 41)
