"""`anju decode`: frames from arguments and from stdin, in words and as JSON."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.gateway.protocols.gbt26875.made import BEAT, FIRE, spoilt
from tests.gateway.protocols.gbt26875.test_vectors import VECTORS, needed


def told(*words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("decode", *words, stdout=out, **options)
    return out.getvalue()


def objects(*words: str) -> list[Any]:
    return [json.loads(line) for line in told(*words, "--json").splitlines()]


def test_a_frame_is_told_in_words() -> None:
    lines = told(FIRE.hex(" ")).splitlines()
    assert any("#1 部件类型: 42 点型光电感烟火灾探测器  2a" in line for line in lines)
    assert any("time label: 2026-11-30 08:05:09  [fig. 17]  09 05 08 1e 0b 1a" in line
               for line in told(FIRE.hex(), "--language", "en").splitlines())  # fmt: skip


def test_a_frame_is_told_as_json() -> None:
    (found,) = objects(FIRE.hex())
    assert found["adu"]["objects"] == [
        {"system_type": 1, "system_addr": 5, "component_type": 42, "component_addr": "03000900",
         "component_addr_u32": 589827, "status": 2, "desc": "2号楼3层走道", "time": "2026-11-30T08:05:08"}
    ]  # fmt: skip
    assert (found["src"], found["src_u48"], found["time_raw"]) == ("0a0b0c010203", 3307142384394, "0905081e0b1a")


def test_each_argument_and_each_frame_of_it_is_one_object() -> None:
    found = objects((FIRE + BEAT).hex(), BEAT.hex(), spoilt(FIRE, 40).hex(), FIRE[:40].hex())
    assert [one.get("cmd") for one in found] == [2, 2, 2, 2, None]
    assert [one.get("error") for one in found] == [None, None, None, "checksum", "incomplete"]
    assert found[3]["want_checksum"] == 0x50


def test_lines_come_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{FIRE.hex(' ')}\n\n{BEAT.hex()}\n"))
    assert [one["length"] for one in objects("-")] == [78, 30]


def test_units_and_dialects() -> None:
    assert objects("--adu", "5b010a") == [{"adu": {"type": 91, "count": 1, "objects": [{"timeout_min": 10}]}}]
    assert objects("--adu", "1c01101112130114", "--dialect", "dahua-v1.03")[0]["adu"]["objects"] == [
        {"time": "2014-01-13T12:11:10"}
    ]


@pytest.mark.parametrize("words", [("zz",), ("404",), (BEAT.hex(), "--dialect", "klingon")])
def test_what_cannot_be_asked_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        told(*words)


@needed
def test_every_published_frame_is_told_as_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, option in (("frame", []), ("adu", ["--adu"])):
        chosen = [one for one in VECTORS if one["kind"] == kind]
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(one["hex"] for one in chosen)))
        assert objects("-", *option) == [one["expected"] for one in chosen]
