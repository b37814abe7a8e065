"""Frames that others published, where a folder of them lies beside the project: each is read as it is said to be."""

import json
from pathlib import Path
from typing import Any

import pytest

from anju.gateway.protocols.gbt26875 import Frame, by_name, decode, dissect, explain
from anju.gateway.protocols.gbt26875.report import error_of, of_piece, of_unit

FILE = Path(__file__).resolve().parents[5] / "shared" / "protocols" / "vectors.jsonl"
VECTORS: list[dict[str, Any]] = (
    [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()] if FILE.exists() else []
)
FRAMES = [one for one in VECTORS if one["kind"] == "frame"]
UNITS = [one for one in VECTORS if one["kind"] == "adu"]
needed = pytest.mark.skipif(not VECTORS, reason="no published frames beside the project")


@needed
def test_every_vector_is_of_a_kind_that_is_tested() -> None:
    assert len(FRAMES) + len(UNITS) == len(VECTORS) == 94


@needed
@pytest.mark.parametrize("one", FRAMES, ids=lambda one: one["id"])
def test_a_published_frame_is_read_as_it_is_said_to_be(one: dict[str, Any]) -> None:
    raw = bytes.fromhex(one["hex"])
    (piece,) = dissect(raw)
    told = of_piece(piece)
    assert json.dumps(told) == json.dumps(one["expected"])
    assert error_of(piece) == one["error"]
    assert isinstance(piece, Frame) is one["frame_valid"]
    assert (error_of(piece) is None) is one["valid"]
    for language in ("zh", "en"):
        assert b"".join(part.raw for part in explain(piece, language)) == raw


@needed
@pytest.mark.parametrize("one", UNITS, ids=lambda one: one["id"])
def test_a_published_unit_is_read_as_it_is_said_to_be(one: dict[str, Any]) -> None:
    unit = decode(bytes.fromhex(one["hex"]))
    assert json.dumps({"adu": of_unit(unit)}) == json.dumps(one["expected"])
    assert unit.error == one["error"]


@needed
@pytest.mark.parametrize("one", [one for one in FRAMES if "expected_bcd_time" in one], ids=lambda one: one["id"])
def test_a_published_frame_of_a_bcd_device_has_its_time(one: dict[str, Any]) -> None:
    (piece,) = dissect(bytes.fromhex(one["hex"]))
    assert of_piece(piece, by_name(one["dialect"]))["time"] == one["expected_bcd_time"]


@needed
@pytest.mark.parametrize(
    ("label", "name"),
    [("vendor:qtl-tx3016a", "qtl-tx3016a"), ("vendor:1-byte-adu", "1-byte-adu"), ("vendor:no-time", "no-time"),
     ("dahua-v1.03", "dahua-v1.03")],
)  # fmt: skip
def test_a_known_dialect_reads_every_published_frame_of_its_devices(label: str, name: str) -> None:
    known = [one for one in FRAMES if one["dialect"] == label]
    assert known
    errors = {one["id"]: error_of(dissect(bytes.fromhex(one["hex"]))[0], by_name(name)) for one in known}
    assert {key: error for key, error in errors.items() if error} == {}
