"""The T/CEC 102 envelope: signed, opened by a handed-in function, and refused in every other case."""

import base64
import json
from typing import Any

import pytest

from anju.gateway.protocols.charging import (
    BadEnvelopeError,
    ConnectorStatus,
    NotJsonError,
    connector_states,
    opened,
    read_envelope,
    sealed,
    signature_of,
)

SECRET = b"1234567890abcdef"
INSIDE = {"ConnectorStatusInfo": {"ConnectorID": "3101150001-1", "Status": 3}}


def toy(data: bytes) -> bytes:
    """Stands for AES, which is not in the standard library: what is handed in and out is what matters here."""
    return bytes(byte ^ 0x33 for byte in data)


def secret_of(operator: str) -> bytes | None:
    return SECRET if operator == "MA5DA0053" else None


def envelope(inside: Any = INSIDE, **changes: Any) -> bytes:
    cipher = toy(json.dumps(inside).encode())
    return json.dumps(
        {**sealed(SECRET, "MA5DA0053", cipher, timestamp="20251125000000", seq="0001"), **changes}
    ).encode()


def test_the_signature_is_hmac_md5_as_rfc_2202_has_it() -> None:
    """Test case 2 of RFC 2202: key "Jefe", data "what do ya want for nothing?"."""
    assert signature_of(b"Jefe", "what do ya ", "want for ", "noth", "ing?") == "750C783E6AB0B503EAA86E310A5DB738"


def test_an_envelope_is_read_and_opened() -> None:
    found = read_envelope(envelope(), secret_of)
    assert (found.operator_id, found.seq, found.at_s) == ("MA5DA0053", "0001", 1_764_000_000)
    assert opened(found, toy) == INSIDE
    assert connector_states(opened(found, toy)) == ([ConnectorStatus("3101150001-1", 3)], [])


def test_a_signature_in_small_letters_is_taken() -> None:
    sig = json.loads(envelope())["Sig"]
    assert read_envelope(envelope(Sig=sig.lower()), secret_of).sig == sig


@pytest.mark.parametrize(
    "change",
    [{"Data": "AAAA"}, {"TimeStamp": "20251125000001"}, {"Seq": "0002"}, {"Sig": "0" * 32}, {"Sig": "é"},
     {"OperatorID": "other"},
     {"OperatorID": "\ue000" * 3}, {"Sig": None}, {"Seq": True}, {"Data": {}}, {"OperatorID": "x" * 65}],
)  # fmt: skip
def test_what_is_changed_or_missing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadEnvelopeError):
        read_envelope(envelope(**change), secret_of)


def test_nobody_signs_with_an_empty_secret() -> None:
    """An operator who is not known is checked against nothing, and refused even where that agrees."""
    body = json.dumps(sealed(b"", "stranger", b"x", timestamp="20251125000000", seq="1")).encode()
    with pytest.raises(BadEnvelopeError):
        read_envelope(body, secret_of)


@pytest.mark.parametrize("body", [b"[]", b"1", b"{}"])
def test_what_is_no_envelope_is_refused(body: bytes) -> None:
    with pytest.raises(BadEnvelopeError):
        read_envelope(body, secret_of)
    with pytest.raises(NotJsonError):
        read_envelope(body[:-1] + b"x", secret_of)


def test_a_time_that_is_none_is_left_to_who_judges_it() -> None:
    data = sealed(SECRET, "MA5DA0053", b"x", timestamp="yesterday", seq="1")
    assert read_envelope(json.dumps(data).encode(), secret_of).at_s is None


def test_what_cannot_be_opened_is_refused() -> None:
    found = read_envelope(envelope(), secret_of)
    for bad in (lambda data: data, lambda _data: b"\xff", lambda _data: (_ for _ in ()).throw(ValueError("padding"))):
        with pytest.raises(BadEnvelopeError, match="Data"):
            opened(found, bad)
    no_base64 = {"OperatorID": "MA5DA0053", "Data": "!", "TimeStamp": "1", "Seq": "1"}
    sig = signature_of(SECRET, "MA5DA0053", "!", "1", "1")
    with pytest.raises(BadEnvelopeError):
        opened(read_envelope(json.dumps({**no_base64, "Sig": sig}).encode(), secret_of), toy)


def test_states_in_a_list_and_what_is_wrong_among_them() -> None:
    inside = {
        "ConnectorStatusInfo": [
            {"ConnectorID": "a", "Status": 0},
            {"ConnectorID": 1, "Status": 0},
            {"ConnectorID": "b"},
            7,
        ]
    }
    found, problems = connector_states(inside)  # type: ignore[arg-type]
    assert found == [ConnectorStatus("a", 0)]
    assert len(problems) == 3
    for strange in (None, [], {}, "x"):
        assert connector_states(strange)[0] == []  # type: ignore[arg-type]


def test_sealed_is_what_a_client_sends() -> None:
    data = sealed(SECRET, "op", b"\0\1", timestamp="t", seq="s")
    assert base64.b64decode(data["Data"]) == b"\0\1"
    assert data["Sig"] == signature_of(SECRET, "op", data["Data"], "t", "s")
