"""The bundle: made by the worker for one of the group, and checked on a machine without Anju."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from openpyxl import load_workbook

from anju.kernel import clock
from anju.kernel.jobs import queue
from anju.kernel.jobs.handlers import Lane
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger import consumers
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.backcheck.actions import bundles, dossiers
from anju.supervision.inspections.backcheck.actions.dossiers import NotOfTheGroupError
from anju.supervision.inspections.backcheck.models import Fire, Member, Opening
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Photos, Spot
from tests.cast import Cast
from tests.evidence import proofs
from tests.guards.house import ROOT
from tests.supervision.inspections.backcheck.conftest import LATER, MONDAY, name_group, open_as

pytestmark = pytest.mark.django_db
NEXT = LATER + timedelta(hours=1)


@pytest.fixture
def made(
    cast: Cast, burn: Callable[..., Fire], photo: Callable[..., str], settings: LazySettings, tmp_path: Path
) -> tuple[Fire, Job, Path]:
    """A finished bundle of the officer of the brigade."""
    settings.ANJU_DATA_DIR = tmp_path
    at, shown = Spot(cast.places["building"]), Photos([photo(cast.grid_member)])
    duty = lists.report_with_photos(by=cast.grid_member, code="ES-01", at=at, photos=shown)
    with clock.simulated(MONDAY + timedelta(days=1)):
        lists.submit(by=cast.property_manager, duty_id=duty.pk, evidence=proofs(duty))
    fire = burn()
    dossier = name_group(cast, fire, "fire_officer", "district_officer")
    consumers.drain()
    with clock.simulated(NEXT):
        job = bundles.ask(by=cast.fire_officer, dossier=dossier)
        assert queue.run_one(Lane.LONG)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.note
    path = bundles.file_of(cast.fire_officer, dossier, job.pk)
    assert path is not None
    return fire, job, path


def verify(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the script as somebody without Anju would."""
    return subprocess.run(
        [sys.executable, "-I", str(ROOT / "tools" / "verify_bundle.py"), str(path), *more],
        capture_output=True, text=True, check=False, env={},
    )  # fmt: skip


def changed(path: Path, target: Path, change: Callable[[str, bytes], bytes | None], *, add: str = "") -> Path:
    """A copy in which files differ."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        if add:
            new.writestr(add, b"x")
    return target


def flipped(wanted: str) -> Callable[[str, bytes], bytes]:
    """One bit of the first file whose name begins so."""
    done: list[str] = []

    def change(name: str, content: bytes) -> bytes:
        if name.startswith(wanted) and not done:
            done.append(name)
            return bytes([content[0] ^ 1]) + content[1:]
        return content

    return change


def test_the_bundle_holds_on_a_machine_without_anju(made: tuple[Fire, Job, Path]) -> None:
    _fire, job, path = made
    told = verify(path)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "HOLDS" in told.stdout
    with zipfile.ZipFile(path) as box:
        names = box.namelist()
        page = box.read("dossier.html").decode()
        sheet = load_workbook(io.BytesIO(box.read("timeline.xlsx"))).worksheets[0]
    assert {"dossier.html", "timeline.xlsx", "manifest.json"} <= set(names)
    assert sum(name.startswith("proofs/duty-") for name in names) == 1
    assert sum(name.startswith("evidence/") for name in names) >= 1
    assert "fire_officer同志 于 2027-01-22" in page
    assert any("fire_officer同志" in str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row)
    digest = Entry._all.filter(verb="dossier.exported").latest("id").data
    known = digest.split('"manifest":"')[1][:64]
    assert verify(path, "--manifest", known).returncode == 0
    assert verify(path, "--manifest", "0" * 64).returncode == 1
    assert known in job.result


@pytest.mark.parametrize("part", ["dossier.html", "timeline.xlsx", "evidence/", "proofs/"])
def test_one_altered_byte_is_found(made: tuple[Fire, Job, Path], tmp_path: Path, part: str) -> None:
    told = verify(changed(made[2], tmp_path / "altered.zip", flipped(part)))
    assert told.returncode == 1
    assert f"changed: {part}" in told.stdout


def test_a_file_that_is_missing_or_was_added_is_found(made: tuple[Fire, Job, Path], tmp_path: Path) -> None:
    path = made[2]
    gone = changed(path, tmp_path / "gone.zip", lambda name, content: None if name == "dossier.html" else content)
    assert "missing: dossier.html" in verify(gone).stdout
    added = changed(path, tmp_path / "added.zip", lambda _name, content: content, add="evidence/0.jpg")
    assert "not in the manifest" in verify(added).stdout
    (tmp_path / "no.zip").write_bytes(b"PK")
    assert verify(tmp_path / "no.zip").returncode == 1


def test_an_exchanged_proof_does_not_hold_even_with_a_new_manifest(
    made: tuple[Fire, Job, Path], tmp_path: Path
) -> None:
    with zipfile.ZipFile(made[2]) as box:
        files = {name: box.read(name) for name in box.namelist()}
    name = next(one for one in files if one.startswith("proofs/duty-"))
    files[name] = files[name].replace(b"duty.assigned", b"duty.returned")
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = hashlib.sha256(files[name]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as box:
        for one, content in files.items():
            box.writestr(one, content)
    told = verify(tmp_path / "forged.zip")
    assert told.returncode == 1
    assert name in told.stdout


def test_the_export_is_logged_and_only_its_asker_fetches_it(
    cast: Cast, as_: Callable[[str], Client], made: tuple[Fire, Job, Path]
) -> None:
    fire, job, _path = made
    assert [one.way for one in Opening._all.all()] == ["bundle"]
    with clock.simulated(NEXT):
        client = as_("fire_officer")
        assert client.post(f"/fires/{fire.pk}/bundle/{job.pk}/").status_code == 403
        open_as(client, fire)
        assert "下载" in client.get(f"/fires/{fire.pk}/dossier/").content.decode()
        answer: Any = client.post(f"/fires/{fire.pk}/bundle/{job.pk}/")
        assert b"".join(answer)[:2] == b"PK"
        client = open_as(as_("district_officer"), fire)
        assert client.post(f"/fires/{fire.pk}/bundle/{job.pk}/").status_code == 404
        assert as_("second_officer").post(f"/fires/{fire.pk}/bundle/").status_code == 404
        with pytest.raises(NotOfTheGroupError):
            bundles.ask(by=cast.administrator, dossier=fire.dossier)


def test_who_left_the_group_meanwhile_gets_nothing(
    cast: Cast, burn: Callable[..., Fire], settings: LazySettings, tmp_path: Path
) -> None:
    settings.ANJU_DATA_DIR = tmp_path
    fire = burn()
    dossier = name_group(cast, fire, "fire_officer", "district_officer")
    with clock.simulated(NEXT):
        job = bundles.ask(by=cast.district_officer, dossier=dossier)
        member = Member._all.get(account=cast.accounts["district_officer"])
        dossiers.end_member(by=cast.fire_officer, fire=fire, member=member.pk)
        assert queue.run_one(Lane.LONG)
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.FAILED, "")
