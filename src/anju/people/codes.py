"""Making and comparing one-time codes, second-factor codes and throttle keys: cryptography, no database."""

import ipaddress
import secrets

import pyotp
from django.utils.crypto import constant_time_compare, salted_hmac

from anju.people.rules import CODE_ALPHABET, CODE_LENGTH, plain_code

STEP = 30
"""Seconds a second-factor code lives (RFC 6238)."""


def fresh_code() -> str:
    """A random one-time code of about 59 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def digest(account: int, code: str) -> str:
    """What is kept of a one-time code: a keyed hash bound to its account."""
    return salted_hmac("people.code", f"{account}:{plain_code(code)}", algorithm="sha256").hexdigest()


def throttle_key(kind: str, value: str) -> str:
    """The name of a counter; says nothing of the login or address. An IPv6 address counts by its /64."""
    if kind == "address" and ":" in value:
        value = str(ipaddress.ip_network(f"{value.split('%')[0]}/64", strict=False))
    return f"{kind}:" + salted_hmac("people.throttle", value.strip().lower(), algorithm="sha256").hexdigest()


def matching_step(secret: str, code: str, *, seconds: int, after: int) -> int | None:
    """The half-minute a second-factor code belongs to: present or neighbouring, after `after`; else None."""
    generator = pyotp.TOTP(secret, interval=STEP)
    present = seconds // STEP
    typed = plain_code(code)
    for step in (present, present - 1, present + 1):
        if step > after and constant_time_compare(generator.at(step * STEP), typed):
            return step
    return None
