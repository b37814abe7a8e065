"""The envelope of T/CEC 102: `{"OperatorID", "Data", "TimeStamp", "Seq", "Sig"}`.

    Sig = upper-case hex of HMAC-MD5(SigSecret, OperatorID + Data + TimeStamp + Seq)
    Data = base64 of AES-128-CBC(DataSecret, DataSecretIV) over JSON, PKCS#7

The order under the signature was seen in stored clients; the text of the standard was not at hand. The standard library
has no AES: hand `opened` a function that decrypts.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ._json import Json, NotJsonError, load

CHINA = timezone(timedelta(hours=8))
LONGEST_ID = 64


class BadEnvelopeError(ValueError):
    """Not an envelope, wrongly signed, or not to be opened."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """`data` is the text under the signature. `at_s` is the envelope's own time (China's), None where it is none."""

    operator_id: str
    data: str
    timestamp: str
    seq: str
    sig: str
    at_s: int | None


@dataclass(frozen=True, slots=True)
class ConnectorStatus:
    """State of a connector: 0 offline, 1 idle, 2 occupied, 3 charging, 4 reserved, 255 fault (general knowledge)."""

    connector_id: str
    status: int


def signature_of(secret: bytes, operator_id: str, data: str, timestamp: str, seq: str) -> str:
    """The signature of an envelope, in upper-case hex."""
    whole = (operator_id + data + timestamp + seq).encode("utf-8", "surrogatepass")
    return hmac.new(secret, whole, hashlib.md5).hexdigest().upper()


def read_envelope(body: bytes, secret_of: Callable[[str], bytes | None]) -> Envelope:
    """Read and check an envelope; `secret_of` gives an operator's SigSecret, None for one who is not known.

    Nothing is said about time or replay: `at_s` and the signature are there to be judged with a clock and a memory.
    Raises NotJsonError, BadEnvelopeError.
    """
    whole = load(body)
    if not isinstance(whole, dict):
        raise BadEnvelopeError("not an object")
    parts = [whole.get(name) for name in ("OperatorID", "Data", "TimeStamp", "Seq", "Sig")]
    texts = [str(part) if isinstance(part, int) and not isinstance(part, bool) else part for part in parts]
    operator, data, timestamp, seq, sig = (text if isinstance(text, str) else "" for text in texts)
    if not (operator and data and timestamp and seq and sig) or len(operator) > LONGEST_ID:
        raise BadEnvelopeError("needs OperatorID, Data, TimeStamp, Seq and Sig")
    secret = secret_of(operator)
    ours = signature_of(secret or b"", operator, data, timestamp, seq)
    if not hmac.compare_digest(ours.encode(), sig.upper().encode("utf-8", "surrogatepass")) or secret is None:
        raise BadEnvelopeError("not known, or a wrong signature")
    return Envelope(operator, data, timestamp, seq, sig.upper(), _moment(timestamp))


def opened(envelope: Envelope, decrypt: Callable[[bytes], bytes]) -> Json:
    """The JSON inside. `decrypt` gets the bytes out of the base64 and gives plain bytes, or raises ValueError.

    Raises BadEnvelopeError.
    """
    try:
        return load(decrypt(base64.b64decode(envelope.data, validate=True)))
    except (NotJsonError, ValueError) as error:
        raise BadEnvelopeError(f"Data: {error}") from None


def sealed(secret: bytes, operator_id: str, cipher: bytes, *, timestamp: str, seq: str) -> dict[str, str]:
    """An envelope around bytes that are encrypted already: what a client, a test or an answer sends."""
    data = base64.b64encode(cipher).decode()
    sig = signature_of(secret, operator_id, data, timestamp, seq)
    return {"OperatorID": operator_id, "Data": data, "TimeStamp": timestamp, "Seq": seq, "Sig": sig}


def connector_states(inside: Json) -> tuple[list[ConnectorStatus], list[str]]:
    """The states in `notification_stationStatus`, one object or a list, and what was wrong with others."""
    found: list[ConnectorStatus] = []
    problems: list[str] = []
    held = inside.get("ConnectorStatusInfo") if isinstance(inside, dict) else None
    for index, one in enumerate(held if isinstance(held, list) else [held]):
        identity = one.get("ConnectorID") if isinstance(one, dict) else None
        status = one.get("Status") if isinstance(one, dict) else None
        good = isinstance(identity, str) and identity.isprintable() and 0 < len(identity) <= LONGEST_ID
        if good and isinstance(status, int) and not isinstance(status, bool):
            found.append(ConnectorStatus(str(identity), status))
        else:
            problems.append(f"{index}: no ConnectorID or no Status")
    return found, problems


def _moment(text: str) -> int | None:
    try:
        return int(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=CHINA).timestamp())
    except (ValueError, OverflowError):
        return None
