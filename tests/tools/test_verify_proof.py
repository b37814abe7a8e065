"""The stand-alone check of a proof agrees with the ledger and with RFC 8032, and believes nothing else."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.kernel import actors
from anju.kernel.ledger import keys, seals
from anju.kernel.ledger.deeds import Ref, deed
from tools import verify_proof

SCRIPT = Path(verify_proof.__file__)


@pytest.fixture
def proof_file(db: None, tmp_path: Path) -> Path:
    for number in range(11):
        with deed(by=actors.system("test")) as act:
            act.enter("thing.done", Ref("thing", str(number % 4)), path="/cc/", data={"楼": number})
    seals.seal(everything=True)
    call_command("ledger", "prove", "thing:2", "--out", tmp_path / "proof.json")
    return tmp_path / "proof.json"


@pytest.fixture
def proof(proof_file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(proof_file.read_text())
    return read


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_a_proof_holds_without_anju_or_any_library(proof_file: Path) -> None:
    told = run(proof_file)
    assert told.returncode == 0
    assert "HOLDS: 3 entries of thing:2" in told.stdout
    assert "compare it" in told.stdout


def test_a_proof_holds_against_the_districts_known_key(proof_file: Path) -> None:
    told = run(proof_file, "--key", keys.public_bytes().hex())
    assert told.returncode == 0
    assert "compare it" not in told.stdout


def test_a_proof_signed_by_somebody_else_does_not_hold_against_the_known_key(proof_file: Path) -> None:
    told = run(proof_file, "--key", "00" * 32)
    assert told.returncode == 1
    assert "another key" in told.stdout


def test_a_file_that_is_no_proof_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    assert run(tmp_path / "x.json").returncode == run(tmp_path / "absent.json").returncode == 2


def test_every_entry_of_the_subject_is_told_with_its_data(proof: dict[str, Any]) -> None:
    assert [json.loads(said["data"]) for said in verify_proof.check(proof)] == [{"楼": 2}, {"楼": 6}, {"楼": 10}]


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("entries", 0, "content"), "[]"),
        (("entries", 0, "index"), 3),
        (("entries", 0, "size"), 10),
        (("entries", 0, "path"), []),
        (("entries", 0, "district"), "dd"),
        (("entries",), []),
        (("heads", 0, "root"), "00" * 32),
        (("heads", 0, "size"), 12),
        (("heads", 0, "at"), 0),
        (("heads", 0, "signature"), "00" * 64),
        (("heads",), []),
        (("subject", "id"), "3"),
        (("anju_proof",), 2),
        (("public_key",), "00" * 32),
    ],
)
def test_a_proof_with_anything_changed_does_not_hold(proof: dict[str, Any], where: tuple[Any, ...], value: Any) -> None:
    changed = copy.deepcopy(proof)
    part = changed
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    verify_proof.check(proof)
    with pytest.raises(verify_proof.ProofError):
        verify_proof.check(changed)


def test_another_verb_in_the_content_does_not_hold(proof: dict[str, Any]) -> None:
    proof["entries"][0]["content"] = proof["entries"][0]["content"].replace("thing.done", "thing.gone")
    with pytest.raises(verify_proof.ProofError, match="does not lead"):
        verify_proof.check(proof)


def test_nothing_sealed_is_nothing_proved(db: None) -> None:
    with pytest.raises(CommandError, match="nothing sealed of thing:404"):
        call_command("ledger", "prove", "thing:404")


RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032_hold(key: str, message: str, signature: str) -> None:
    assert verify_proof.ed25519_holds(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_signatures_hold_as_another_implementation_makes_them_and_not_with_a_bit_flipped(
    secret: bytes, message: bytes, bit: int
) -> None:
    private = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert verify_proof.ed25519_holds(public, message, signature)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not verify_proof.ed25519_holds(public, message, bytes(flipped))


def test_a_signature_with_s_beyond_the_order_is_refused() -> None:
    key, message, signature = (bytes.fromhex(part) for part in RFC_8032[0])
    s = int.from_bytes(signature[32:], "little") + verify_proof.ORDER
    assert not verify_proof.ed25519_holds(key, message, signature[:32] + s.to_bytes(32, "little"))
