"""The check of an address, and pushed data."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import unquote

from ._json import Json, NotJsonError, Twice, canonical, flaw, parse

LONGEST_ID = 128
_MSG = re.compile(r'(?<!\\)"msg"\s*:\s*(?=[\[{])')
_STRINGS = re.compile(r'("(?:[^"\\]|\\.)*")', re.DOTALL)
_DECODER = json.JSONDecoder()


class BadPushError(ValueError):
    """A body that cannot be taken: no message in it, a wrong signature, or one that cannot be decrypted here."""


class ItemType(IntEnum):
    """What an item of the older platform tells."""

    DATA_POINT = 1
    ONLINE_OFFLINE = 2
    COMMAND_RESULT = 7


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a push.

    `device` is `dev_id`, or `productId/deviceName` on the newer platform; None where the item names none. `type` is
    None for items of the newer platform, which carry named values; `values` hold one entry per data stream or property.
    `status` is 0 or 1 for ONLINE_OFFLINE, `login_type` 1 EDP, 6 Modbus, 7 MQTT, 10 NB-IoT. `at_ms` is the platform's
    time. `dedup` is None without it, when two alike could not be told apart. `problem` says why an item could not be
    read; `whole` has it as it came.
    """

    device: str | None
    type: int | None
    at_ms: int | None
    values: dict[str, Json]
    status: int | None
    login_type: int | None
    command_id: str | None
    dedup: bytes | None
    whole: Json
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """`signed` says that a signature was checked and held; without a token nothing is checked, and it is False."""

    items: tuple[Item, ...]
    signed: bool
    encrypted: bool


def signature_of(token: str, nonce: str, msg: str) -> str:
    """base64(md5(token + nonce + msg)), as both ages of the platform make it."""
    whole = (token + nonce + msg).encode("utf-8", "surrogatepass")
    return base64.b64encode(hashlib.md5(whole, usedforsecurity=False).digest()).decode()


def _same(token: str, nonce: str, msg: str, given: str) -> bool:
    """Compare in constant time. It may come percent-coded, and with a space where a `+` was."""
    ours = signature_of(token, nonce, msg).encode()
    forms = {given, unquote(given)}
    forms |= {form.replace(" ", "+") for form in forms}
    agree = [hmac.compare_digest(ours, form.encode("utf-8", "surrogatepass")) for form in forms]
    return True in agree


def answer_check(token: str, *, msg: str, nonce: str, signature: str) -> bytes | None:
    """The body that answers `GET ?msg=&nonce=&signature=` with 200: exactly msg, no newline. None: refuse."""
    return msg.encode("utf-8", "surrogatepass") if _same(token, nonce, msg, signature) else None


def read(body: bytes, *, token: str | None = None, decrypt: Callable[[bytes], bytes] | None = None) -> Push:
    """Read a push body.

    With a token, a missing or wrong signature is refused. An encrypted body (`enc_msg`) is handed, out of its base64,
    to `decrypt`, which gives the plain JSON; key, vector and padding are its business and not verified (AES-128-CBC,
    PKCS#7 by general knowledge). What `decrypt` raises as ValueError is a BadPushError.

    The signature is over the text of msg. Where msg is an object in clear, the platform's own text of it is not known;
    the text as it came is taken, and the same without blanks.

    Raises NotJsonError, BadPushError. An item that cannot be read is an Item with a `problem`; the others are not lost.
    """
    whole = parse(body)
    if not isinstance(whole, dict) or isinstance(whole, Twice):
        raise BadPushError("not an object, or one with a key twice")
    if (reason := flaw([value for name, value in whole.items() if name != "msg"])) is not None:
        raise BadPushError(reason)
    encrypted = "enc_msg" in whole
    msg, forms = _opened(whole, decrypt) if encrypted else _clear(whole, body)
    if token is not None:
        _check(whole, token, forms)
    items = msg if isinstance(msg, list) else [msg]
    return Push(tuple(_item(one) for one in items), signed=token is not None, encrypted=encrypted)


def _check(whole: dict[str, Json], token: str, forms: list[str]) -> None:
    given, nonce = whole.get("msg_signature", whole.get("signature")), whole.get("nonce")
    if not isinstance(given, str) or not isinstance(nonce, str):
        raise BadPushError("no signature")
    if not any(_same(token, nonce, form, given) for form in forms):
        raise BadPushError("wrong signature")


def _opened(whole: dict[str, Json], decrypt: Callable[[bytes], bytes] | None) -> tuple[Json, list[str]]:
    sealed = whole["enc_msg"]
    if decrypt is None:
        raise BadPushError("encrypted, and nobody here can decrypt")
    if not isinstance(sealed, str):
        raise BadPushError("enc_msg is no text")
    try:
        plain = decrypt(base64.b64decode(sealed, validate=True))
        return parse(plain), [sealed, plain.decode()]
    except ValueError as error:
        raise BadPushError(f"enc_msg: {error}") from None


def _clear(whole: dict[str, Json], body: bytes) -> tuple[Json, list[str]]:
    msg = whole.get("msg")
    if isinstance(msg, str):
        try:
            return parse(msg.encode()), [msg]
        except (NotJsonError, UnicodeEncodeError):
            return msg, [msg]
    if not isinstance(msg, dict | list) or not msg:
        raise BadPushError("no msg")
    text = _as_it_came(body, msg)
    return msg, [] if text is None else [text, _without_blanks(text)]


def _as_it_came(body: bytes, msg: Json) -> str | None:
    """The text of msg in the body. What stands under the same name elsewhere in it is not taken for it: its value
    is."""
    text = body.decode("utf-8-sig")
    for found in _MSG.finditer(text):
        try:
            _, end = _DECODER.raw_decode(text, found.end())
            if parse(text[found.end() : end].encode()) == msg:
                return text[found.end() : end]
        except ValueError:
            continue
    return None


def _without_blanks(text: str) -> str:
    """JSON text without the blanks between its tokens."""
    return "".join(part if part.startswith('"') else "".join(part.split()) for part in _STRINGS.split(text))


def _item(one: Json) -> Item:
    reason = flaw(one)
    if reason is not None:
        return _unread(one, reason)
    if not isinstance(one, dict):
        return _unread(one, "not an object")
    at_ms = _integer(one.get("at", one.get("time", one.get("timestamp"))))
    return Item(
        device=_device(one),
        type=_integer(one.get("type")),
        at_ms=at_ms,
        values=_values(one),
        status=_integer(one.get("status")),
        login_type=_integer(one.get("login_type")),
        command_id=_text(one.get("cmd_id")),
        dedup=hashlib.sha256(canonical(one)).digest()[:16] if at_ms is not None else None,
        whole=one,
        problem=None if _device(one) is not None else "names no device",
    )


def _unread(one: Json, problem: str) -> Item:
    return Item(None, None, None, {}, None, None, None, None, one, problem)


def _values(one: dict[str, Json]) -> dict[str, Json]:
    stream = _text(one.get("ds_id"))
    if stream is not None:
        return {stream: one.get("value")}
    for name in ("params", "data", "value"):
        inner = one.get(name)
        if isinstance(inner, dict):
            deeper = inner.get("params")
            return deeper if isinstance(deeper, dict) else inner
    return {}


def _device(one: dict[str, Json]) -> str | None:
    number = _text(one.get("dev_id"))
    if number is not None:
        return number
    product = _text(one.get("productId", one.get("product_id")))
    name = _text(one.get("deviceName", one.get("device_name", one.get("dev_name"))))
    return f"{product}/{name}" if product and name else None


def _text(value: Json) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if text and len(text) <= LONGEST_ID and text.isprintable() else None


def _integer(value: Json) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
