"""Evidence goes into the backup and stands again after the restore, bytes, rows and entries."""

from pathlib import Path

import pytest

from tests.config.test_backup import _anju, databases
from tests.kernel.files.pictures import photo

__all__ = ["databases"]
pytestmark = pytest.mark.timeout(300)

KEEP = """
import io, sys
from pathlib import Path
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.files import evidence, keeping
from anju.kernel.files.evidence import Item
from anju.kernel.ledger.deeds import Ref, deed
anna = Actor(ActorKind.PERSON, "1", account=1)
upload = keeping.receive(by=anna, source=io.BytesIO(Path({photo!r}).read_bytes()))
with deed(by=anna) as act:
    evidence.attach(act, [Item(upload.token)], path="/cc/", subject=Ref("thing", "5"))
"""
SHOW = """
from anju.kernel.files import serving
from anju.kernel.files.models import Attachment
row = Attachment._all.select_related("blob").get()
print("PREVIEW", len(serving.preview_of(row)), "ORIGINAL", row.digest)
"""


def test_evidence_is_backed_up_and_restored_whole(databases: tuple[str, str], tmp_path: Path) -> None:
    old, new, archive = tmp_path / "old", tmp_path / "new", str(tmp_path / "district.tar.gz")
    (tmp_path / "photo.jpg").write_bytes(photo())
    assert _anju(old, databases[0], "migrate", "-v", "0").returncode == 0
    kept = _anju(old, databases[0], "shell", "--no-imports", script=KEEP.format(photo=str(tmp_path / "photo.jpg")))
    assert kept.returncode == 0, kept.stderr
    saved = _anju(old, databases[0], "backup", archive)
    assert saved.returncode == 0, saved.stderr
    back = _anju(new, databases[1], "restore", archive)
    assert back.returncode == 0, back.stderr
    check = _anju(new, databases[1], "ledger", "verify", "--heads", str(new / "heads.jsonl"), "--state")
    assert check.returncode == 0, check.stdout + check.stderr
    shown = _anju(new, databases[1], "shell", "--no-imports", script=SHOW)
    assert "PREVIEW" in shown.stdout, shown.stderr
    (kept_file,) = [file for file in (new / "files" / "original").rglob("*") if file.is_file()]
    assert kept_file.read_bytes() == photo()
    kept_file.write_bytes(photo(seed=2))
    forged = _anju(new, databases[1], "ledger", "verify", "--state")
    assert forged.returncode != 0
    assert "the bytes were changed" in forged.stdout + forged.stderr


def test_evidence_in_a_bucket_is_said_to_be_left_out_by_backup_and_restore(tmp_path: Path) -> None:
    old, new, archive = tmp_path / "old", tmp_path / "new", str(tmp_path / "district.tar.gz")
    (tmp_path / "photo.jpg").write_bytes(photo())
    first, second = f"sqlite:///{tmp_path}/old.db", f"sqlite:///{tmp_path}/new.db"
    assert _anju(old, first, "migrate", "-v", "0").returncode == 0
    kept = _anju(old, first, "shell", "--no-imports", script=KEEP.format(photo=str(tmp_path / "photo.jpg")))
    assert kept.returncode == 0, kept.stderr
    assert "NOT in this backup" not in _anju(old, first, "backup", archive).stderr
    saved = _anju(old, first, "backup", archive, bucket="evidence")
    assert saved.returncode == 0, saved.stderr
    assert f"NOT in this backup: 1 files of evidence ({len(photo())} bytes) in the bucket evidence" in saved.stderr
    back = _anju(new, second, "restore", archive)
    assert back.returncode == 0, back.stderr
    assert "1 files) was not in the backup: ANJU_S3_BUCKET must name evidence" in back.stderr
