"""Tracking numbers, limits, marks, what sounds like a fire, and what is owed to a reporter. Pure."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from anju.intake.residents.enums import Mark

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that looks like something else on paper."""
CODE_LENGTH = 16
"""80 random bits."""
_READ_AS = str.maketrans("OILoil", "011011")

FALLBACK = "ES-01"
"""What an unnamed kind is entered as: its check is the quicker one, and the checker names the kind."""
PHOTOS = 4
WORDS = 300
"""Characters of a report's own words."""
CONTESTS = 3
"""Contests of one report that reopen by themselves; a further one is marked and goes to the street."""

PER_ADDRESS, PER_PLACE = 6, 10
"""Reports of one hour above which the next are marked."""
WINDOW = timedelta(hours=1)
ORIGIN_KEPT = timedelta(days=2)
"""How long the hash of a sender's address is kept: for the limits, then it goes."""

_FIRE = re.compile(
    r"着火|起火|失火|火灾了|冒烟|冒黑烟|浓烟|火苗|明火|烧起来|燃起来|爆炸"
    r"|\bon fire\b|\bfire!|\bsmoke\b|\bburning\b|\bflames?\b|\bexplo",
    re.IGNORECASE,
)
_NO_FIRE = re.compile(
    r"(容易|可能|怕|担心|万一|一旦|防止|避免|导致|引起|引发|会)[^，。,.]{0,6}?(着火|起火|失火|爆炸)|着火点"
    r"|smoke (detector|alarm)s?",
    re.IGNORECASE,
)


def shown_code(code: str) -> str:
    """`7KQF-2M9X-…`: in fours, for reading aloud."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(text: str) -> str:
    """What somebody typed as a code: without blanks and dashes, O read as 0, I and L as 1. Empty for what is none."""
    bare = re.sub(r"[\s\-—–－]", "", text).translate(_READ_AS).upper()
    return bare if len(bare) == CODE_LENGTH and set(bare) <= set(CODE_LETTERS) else ""


def code_hash(code: str) -> str:
    """What is kept of a code: whoever reads the database can follow no report."""
    return hashlib.sha256(b"anju-report\n" + code.encode()).hexdigest()


def sender_of(client_ref: str) -> str:
    """The id under which the reporter acts, from the random key of the form: the same while a form comes back."""
    return hashlib.sha256(b"anju-sender\n" + client_ref.encode()).hexdigest()[:32]


def origin_of(address: str, key: bytes) -> str:
    """A sender's address as it is kept for a short while: a keyed hash."""
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:24] if address else ""


def sounds_like_fire(words: str) -> bool:
    """Whether words tell of a fire that burns now, not of what might burn one day."""
    return bool(_FIRE.search(_NO_FIRE.sub("", words)))


def marks(
    *, from_address: int, at_place: int, photos: int, refused: int, unsure: bool, robot: bool, guessed: bool = False
) -> tuple[Mark, ...]:
    """What to tell the checker of a new report. `from_address`, `at_place`: reports of the last hour before it."""
    told = (
        (Mark.MANY_FROM_ADDRESS, from_address >= PER_ADDRESS),
        (Mark.MANY_AT_PLACE, at_place >= PER_PLACE),
        (Mark.PHOTO_UNREADABLE, refused > 0),
        (Mark.NO_PHOTO, photos == 0),
        (Mark.KIND_UNSURE, unsure),
        (Mark.KIND_GUESSED, guessed),
        (Mark.ROBOT, robot),
    )
    return tuple(mark for mark, true in told if true)


def may_contest(closed_at: datetime | None, now: datetime, days: int) -> bool:
    """Whether a closed case can still be contested by who reported it."""
    return closed_at is not None and now < closed_at + timedelta(days=days)


PHONE = re.compile(r"\+?[\d\s-]{7,20}")


def is_phone(text: str) -> bool:
    """Whether somebody could be called under it."""
    return bool(PHONE.fullmatch(text)) and 7 <= len(re.sub(r"\D", "", text)) <= 15


@dataclass(frozen=True, slots=True)
class Reward:
    """A district's rule of thanks: from which severity on, how much."""

    on: bool
    severities: frozenset[str]
    yuan: int


def entitled(rule: Reward, *, severity: str, first: bool, confirmed: bool, by_resident: bool) -> bool:
    """Whether a report is owed thanks: first of a confirmed fault that is severe enough."""
    return rule.on and first and confirmed and by_resident and severity in rule.severities


def severities_from(lowest: str, order: Iterable[str]) -> frozenset[str]:
    """A severity and all above it; `order` runs upward."""
    ranked = list(order)
    return frozenset(ranked[ranked.index(lowest) :]) if lowest in ranked else frozenset()
