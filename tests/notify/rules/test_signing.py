"""Signatures against independently computed values."""

import base64
import hashlib
import hmac
from urllib.parse import unquote_plus

import pytest

from anju.notify.rules import signing

SECRET = signing.new_secret(b"k" * 32)


def test_dingtalk_signs_timestamp_newline_secret_with_the_secret() -> None:
    wanted = hmac.new(b"SECabc", b"1700000000000\nSECabc", hashlib.sha256).digest()
    assert base64.b64decode(unquote_plus(signing.dingtalk("SECabc", 1700000000000))) == wanted


def test_dingtalks_sign_is_fit_for_an_address() -> None:
    signs = {signing.dingtalk("SECabc", moment) for moment in range(200)}
    assert all(not set("+/=") & set(sign) for sign in signs)


def test_a_webhook_signature_equals_the_published_example_of_the_standard() -> None:
    """The example of the Standard Webhooks specification's reference libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signature = signing.webhook(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def _headers(body: bytes, at: int = 1000) -> dict[str, str]:
    return {
        "webhook-id": "m1",
        "webhook-timestamp": str(at),
        "webhook-signature": signing.webhook(SECRET, "m1", at, body),
    }


def test_a_receiver_accepts_what_was_signed() -> None:
    assert signing.verify_webhook(SECRET, _headers(b"{}"), b"{}", now=1000)


def test_a_changed_body_is_refused() -> None:
    assert not signing.verify_webhook(SECRET, _headers(b"{}"), b"{ }", now=1000)


def test_another_id_is_refused() -> None:
    assert not signing.verify_webhook(SECRET, {**_headers(b"{}"), "webhook-id": "m2"}, b"{}", now=1000)


def test_an_old_message_is_refused() -> None:
    assert not signing.verify_webhook(SECRET, _headers(b"{}"), b"{}", now=1301)


def test_another_secret_is_refused() -> None:
    other = signing.new_secret(b"o" * 32)
    assert not signing.verify_webhook(other, _headers(b"{}"), b"{}", now=1000)


def test_a_secret_has_enough_bytes() -> None:
    with pytest.raises(ValueError):
        signing.new_secret(b"short")
