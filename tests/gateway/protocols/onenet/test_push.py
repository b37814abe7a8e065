"""The check of an address, both ages of data, signatures, the encrypted mode by a handed-in function."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import quote

import pytest

from anju.gateway.protocols.onenet import BadPushError, ItemType, NotJsonError, answer_check, read, signature_of

TOKEN, NONCE = "correct-horse", "2dKJ7x1m"
POINT = {"type": 1, "dev_id": 2016617, "ds_id": "3200_0_5500", "at": 1764000000841, "value": 42}


def sign(msg: str) -> str:
    """The rule once more, written otherwise."""
    return base64.standard_b64encode(
        hashlib.new("md5", b"".join(s.encode() for s in (TOKEN, NONCE, msg))).digest()
    ).decode()


def old(msg: Any, text: str | None = None) -> bytes:
    whole = {"msg": msg, "msg_signature": sign(text if text is not None else json.dumps(msg)), "nonce": NONCE}
    return json.dumps(whole).encode()


def new(inner: str) -> bytes:
    return json.dumps(
        {"msg": inner, "signature": sign(inner), "nonce": NONCE, "time": 1764000000841, "id": "7"}
    ).encode()


def test_the_address_is_answered_with_exactly_the_message() -> None:
    assert answer_check(TOKEN, msg="héllo", nonce=NONCE, signature=sign("héllo")) == "héllo".encode()
    assert answer_check(TOKEN, msg="hello", nonce=NONCE, signature=sign("other")) is None
    assert answer_check("wrong", msg="hello", nonce=NONCE, signature=sign("hello")) is None


def test_a_signature_may_come_percent_coded_or_with_a_blank_for_a_plus() -> None:
    msg = next(text for text in map(str, range(1000)) if "+" in sign(text) and "/" in sign(text))
    for form in (quote(sign(msg), safe=""), sign(msg).replace("+", " ")):
        assert answer_check(TOKEN, msg=msg, nonce=NONCE, signature=form) == msg.encode()


def test_strange_signatures_are_refused_and_raise_nothing() -> None:
    for form in ("", "\ud800", "%", "é" * 1000, "=" * 24):
        assert answer_check(TOKEN, msg="\ud800", nonce="", signature=form) is None


def test_a_data_point() -> None:
    push = read(old(POINT), token=TOKEN)
    assert (push.signed, push.encrypted) == (True, False)
    (item,) = push.items
    assert (item.device, item.type, item.at_ms) == ("2016617", ItemType.DATA_POINT, 1764000000841)
    assert (item.values, item.problem) == ({"3200_0_5500": 42}, None)


def test_online_offline_and_a_command_s_result_in_one_list() -> None:
    push = read(old([
        {"type": 2, "dev_id": 5, "status": 0, "login_type": 10, "at": 1},
        {"type": 7, "dev_id": 5, "cmd_type": 1, "cmd_id": "abc", "at": 2},
    ]), token=TOKEN)  # fmt: skip
    first, second = push.items
    assert (first.status, first.login_type) == (0, 10)
    assert (second.type, second.command_id) == (ItemType.COMMAND_RESULT, "abc")


def test_the_newer_platform_sends_a_text() -> None:
    data = '{"params":{"Alarm":{"value":true,"time":1764000000800}}}'
    inner = f'{{"productId":"pA","deviceName":"smoke-1","data":{data},"time":1764000000841}}'
    (item,) = read(new(inner), token=TOKEN).items
    assert (item.device, item.at_ms) == ("pA/smoke-1", 1764000000841)
    assert item.values == {"Alarm": {"value": True, "time": 1764000000800}}


def test_a_wrong_or_missing_signature_is_refused_where_there_is_a_token() -> None:
    for whole in (
        {"msg": POINT},
        {"msg": POINT, "msg_signature": sign("x"), "nonce": NONCE},
        {"msg": "{}", "signature": 7, "nonce": NONCE},
    ):
        with pytest.raises(BadPushError):
            read(json.dumps(whole).encode(), token=TOKEN)
        assert read(json.dumps(whole).encode()).signed is False


def test_the_signature_of_an_object_is_over_its_text_with_or_without_blanks() -> None:
    compact = json.dumps(POINT, separators=(",", ":"))
    assert read(old(POINT, compact), token=TOKEN).signed
    assert read(old(POINT), token=TOKEN).signed


def test_a_signed_message_hidden_elsewhere_does_not_vouch_for_another() -> None:
    """The signature is taken for the msg that is read and nothing else of the same name in the body."""
    forged = {**POINT, "value": 0}
    for whole in (
        {"x": {"msg": POINT}, "msg": forged},
        {"msg": forged, "x": {"msg": POINT}},
        {"msg": {**forged, "msg": POINT}},
        {"x": '"msg":' + json.dumps(POINT), "msg": forged},
    ):
        body = json.dumps({**whole, "msg_signature": sign(json.dumps(POINT)), "nonce": NONCE}).encode()
        with pytest.raises(BadPushError, match="wrong signature"):
            read(body, token=TOKEN)
    tail = f'"msg_signature":"{sign(json.dumps(POINT))}","nonce":"{NONCE}"'
    twice = f'{{"msg":{json.dumps(POINT)},"msg":{json.dumps(forged)},{tail}}}'
    with pytest.raises(BadPushError, match="key twice"):
        read(twice.encode(), token=TOKEN)


def test_the_encrypted_mode_needs_a_function() -> None:
    """The cipher here is a toy: what matters is what is handed to it and what becomes of its result."""
    plain = json.dumps(POINT).encode()
    toy = bytes(byte ^ 0x5A for byte in plain)
    sealed = base64.b64encode(toy).decode()
    body = json.dumps({"enc_msg": sealed, "msg_signature": sign(sealed), "nonce": NONCE}).encode()
    with pytest.raises(BadPushError, match="decrypt"):
        read(body, token=TOKEN)
    push = read(body, token=TOKEN, decrypt=lambda data: bytes(byte ^ 0x5A for byte in data))
    assert (push.encrypted, push.signed, push.items[0].values) == (True, True, {"3200_0_5500": 42})
    for bad in (lambda _data: b"\xff", lambda _data: b"{", lambda _data: (_ for _ in ()).throw(ValueError("padding"))):
        with pytest.raises(BadPushError, match="enc_msg"):
            read(body, decrypt=bad)


def test_one_bad_item_loses_no_other() -> None:
    items = (
        b'{"type":1,"dev_id":1,"ds_id":"a","value":1},{"dev_id":1,"dev_id":2},7,{"ds_id":"a"},{"dev_id":3,"value":NaN}'
    )
    body = b'{"msg":[' + items + b"]}"
    push = read(body)
    assert [item.problem for item in push.items] == [
        None,
        "a key stands twice",
        "not an object",
        "names no device",
        "a number that is none, or too long",
    ]
    assert push.items[0].values == {"a": 1}


def test_a_push_tried_again_has_the_same_key() -> None:
    later = read(old({**POINT, "at": 1764000000842})).items[0].dedup
    first = read(old(POINT)).items[0].dedup
    assert first == read(old(dict(reversed(POINT.items())))).items[0].dedup
    assert first != later
    assert read(old({"dev_id": 1, "ds_id": "a", "value": 1})).items[0].dedup is None


@pytest.mark.parametrize(
    "whole",
    [[], 1, {}, {"msg": None}, {"msg": 7}, {"msg": {}}, {"msg": []}, {"enc_msg": 3}, {"nonce": "\ud800", "msg": "{}"}],
)
def test_a_body_without_a_message_is_refused(whole: object) -> None:
    with pytest.raises(BadPushError):
        read(json.dumps(whole).encode(), decrypt=lambda data: data)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(NotJsonError):
        read(b"msg=1")


def test_a_message_that_is_no_json_is_an_item_with_a_problem() -> None:
    (item,) = read(new("hello"), token=TOKEN).items
    assert (item.problem, item.whole) == ("not an object", "hello")


def test_the_rule_itself() -> None:
    assert signature_of(TOKEN, NONCE, "m") == sign("m")
