"""Keys change and old entries and heads stay checkable; the hash is chosen once and for ever."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from anju.kernel.ledger import hashing, keys, rotation, seals
from anju.kernel.ledger.models import Entry, Head
from anju.kernel.ledger.prove import prove
from anju.kernel.ledger.verify import verify
from tests.kernel.ledger.conftest import Forge, Write
from tools import verify_proof

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.ANJU_KEYS_DIR = tmp_path / "keys"
    hashing.forget()
    yield
    hashing.forget()


def faults() -> list[str]:
    return [str(fault) for fault in verify()]


def test_entries_and_heads_name_their_key_and_old_ones_stay_checkable(sealed: Write) -> None:
    sealed("1")
    first_key, first_head = keys.present().id, keys.key_id()
    rotation.rotate()
    sealed("2")
    seals.seal(everything=True)
    assert keys.present().id != first_key
    assert keys.key_id() != first_head
    assert Entry._all.get(subject_id="1").key == first_key
    assert Entry._all.get(subject_id="2").key == keys.present().id
    assert Head._all.filter(district="cc").order_by("size").first().key_id == first_head  # type: ignore[union-attr]
    assert Head._all.filter(district="cc").order_by("size").last().key_id == keys.key_id()  # type: ignore[union-attr]
    assert faults() == []


def test_an_entry_coded_with_an_old_key_by_a_forger_does_not_pass_for_another(sealed: Write, forge: Forge) -> None:
    sealed("1")
    rotation.rotate()
    sealed("2")
    seals.seal(everything=True)
    old = Entry._all.get(subject_id="1").key
    forge(f"UPDATE ledger_entry SET key = '{old}' WHERE subject_id = '2'")
    assert any("code is wrong" in fault for fault in faults())
    forge("UPDATE ledger_entry SET key = '../entry' WHERE subject_id = '2'")
    assert any("unknown key ../entry" in fault for fault in faults())


def test_entries_from_before_keys_had_names_are_of_the_first_key(sealed: Write, forge: Forge) -> None:
    sealed("1")
    forge("UPDATE ledger_entry SET key = ''")
    assert faults() == []
    rotation.rotate()
    rotation.rotate()
    seals.seal(everything=True)
    assert faults() == []


def test_only_one_of_the_two_is_rotated_where_one_is_named() -> None:
    before = rotation.in_use()
    [(kind, old, new)] = rotation.rotate(only="head")
    after = rotation.in_use()
    assert (kind, old, new) == ("head", before["head"], after["head"])
    assert after["entry"] == before["entry"]


def test_the_rotation_stands_in_the_ledger_with_the_old_keys_word_for_the_new() -> None:
    rotation.rotate()
    entry = Entry._all.get(verb="ledger_key.rotated", subject_id=keys.key_id())
    said = json.loads(entry.data)
    old, new = bytes.fromhex(said["old"]), bytes.fromhex(said["new"])
    assert new == keys.public_bytes()
    known = Ed25519PublicKey.from_public_bytes(old)
    known.verify(bytes.fromhex(said["signature"]), keys.succession_bytes(old, new))
    with pytest.raises(InvalidSignature):
        known.verify(bytes.fromhex(said["signature"]), keys.succession_bytes(old, old))


def test_an_old_private_head_key_is_not_kept_and_files_are_for_the_owner_only(settings: LazySettings) -> None:
    folder = Path(settings.ANJU_KEYS_DIR)
    keys.head_key()
    private = (folder / "head.key").read_bytes()
    rotation.rotate()
    files = [file for file in folder.iterdir() if file.name != hashing.FILE]
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
    assert private not in [file.read_bytes() for file in files]
    assert sorted(file.suffix for file in files) == [".first", ".key", ".key", ".key", ".pub"]


def test_a_proof_across_a_rotation_holds_alone_and_against_all_known_keys(sealed: Write) -> None:
    sealed("1")
    old = keys.public_bytes()
    rotation.rotate()
    proof = json.loads(json.dumps(prove("thing", "1")))
    assert proof["public_keys"] == {old.hex()[:16]: old.hex()}  # the newest head of the tree is of the old key
    assert len(verify_proof.check(proof)) == 1
    assert len(verify_proof.check(proof, keys.public_bytes(), old)) == 1
    with pytest.raises(verify_proof.ProofError, match="another key"):
        verify_proof.check(proof, keys.public_bytes())


def test_the_command_shows_and_rotates(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ledger", "keys", "show")
    before = capsys.readouterr().out
    assert f"head {keys.key_id()}" in before
    call_command("ledger", "keys", "rotate", "--only", "entry")
    after = capsys.readouterr().out
    assert "entry: " in after
    assert f"head {keys.key_id()}" in after
    assert before.split("\n")[0] != next(line for line in after.split("\n") if line.startswith("entry "))


def test_a_ledger_of_sm3_is_whole_proves_and_is_checked_without_anju(settings: LazySettings, sealed: Write) -> None:
    settings.ANJU_LEDGER_HASH = "sm3"
    sealed("1", "2", "3")
    assert (
        hashing.digest(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )  # GB/T 32905
    assert faults() == []
    proof = json.loads(json.dumps(prove("thing", "2")))
    assert proof["hash"] == "sm3"
    assert len(verify_proof.check(proof)) == 1
    with pytest.raises(verify_proof.ProofError):
        verify_proof.check({**proof, "hash": "sha256"})
    with pytest.raises(verify_proof.ProofError, match="unknown hash"):
        verify_proof.check({**proof, "hash": "md5"})


def test_a_changed_entry_of_an_sm3_ledger_is_named(settings: LazySettings, sealed: Write, forge: Forge) -> None:
    settings.ANJU_LEDGER_HASH = "sm3"
    sealed("1", "2", "3")
    forge("UPDATE ledger_entry SET verb = 'thing.undone' WHERE subject_id = '2'")
    assert len(faults()) == 2


def test_the_hash_cannot_be_changed_once_the_ledger_has_begun(settings: LazySettings, sealed: Write) -> None:
    sealed("1")
    hashing.forget()
    settings.ANJU_LEDGER_HASH = "sm3"
    with pytest.raises(ImproperlyConfigured, match="began with sha256"):
        hashing.name()


def test_a_ledger_older_than_the_choice_is_of_sha256(settings: LazySettings) -> None:
    folder = Path(settings.ANJU_KEYS_DIR)
    folder.mkdir()
    (folder / "entry.key").write_bytes(b"k" * 32)
    settings.ANJU_LEDGER_HASH = "sm3"
    with pytest.raises(ImproperlyConfigured, match="began with sha256"):
        hashing.name()


def test_another_word_for_the_hash_is_refused(settings: LazySettings) -> None:
    settings.ANJU_LEDGER_HASH = "md5"
    with pytest.raises(ImproperlyConfigured, match="sha256 or sm3"):
        hashing.name()
