"""Rules about people and organisations: pure, so that a test needs no database."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from anju.people.enums import OFFICIALS, Role

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015 §3: digits and capital letters without I, O, S, V, Z; a character's value is its place here."""
USCC_LENGTH = 18
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(USCC_LENGTH - 1))


def uscc_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015 §3.5: 31 − Σ value × 3^(i−1) mod 31).

    Raises ValueError for another length or a character outside the alphabet.
    """
    if len(first_17) != USCC_LENGTH - 1:
        raise ValueError("a unified social credit code has 17 characters before its check character")
    values = [USCC_ALPHABET.index(character) for character in first_17]
    return USCC_ALPHABET[-sum(w * v for w, v in zip(_USCC_WEIGHTS, values, strict=True)) % 31]


def is_uscc(code: str) -> bool:
    """Whether a code is a unified social credit code with the right check character."""
    try:
        return len(code) == USCC_LENGTH and uscc_check_character(code[:-1]) == code[-1]
    except ValueError:
        return False


CONTRACT_ROLES = frozenset({Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR, Role.COMMUNITY})
"""Roles that reach what their organisation manages now."""


@lru_cache(maxsize=4096)
def ancestors(path: str) -> tuple[str, ...]:
    """A place path and every path above it, nearest first: `/cc/1/2/` → `/cc/1/2/`, `/cc/1/`, `/cc/`."""
    parts = path.strip("/").split("/")
    return tuple("/" + "/".join(parts[:end]) + "/" for end in range(len(parts), 0, -1)) if parts != [""] else ()


def contract_paths(managed: Iterable[str], place: str | None) -> tuple[str, ...]:
    """What a post reaches of the places its organisation manages: all, or the part at or below the post's own place."""
    if not place:
        return tuple(managed)
    inside = [path for path in managed if path.startswith(place)]
    return (place,) if any(place.startswith(path) for path in managed) else tuple(inside)


_BELOW_STREET = frozenset(
    {Role.COMMUNITY, Role.GRID_MEMBER, Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR}
)
APPOINTS: dict[str, frozenset[str]] = {
    Role.DISTRICT_OFFICE: frozenset(set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}),
    Role.ADMINISTRATOR: frozenset(Role),
    Role.STREET: _BELOW_STREET | {Role.STREET, Role.ENFORCEMENT},
    Role.COMMUNITY: frozenset({Role.GRID_MEMBER, Role.OWNERS_COMMITTEE}),
    Role.PROPERTY_MANAGER: frozenset({Role.PROPERTY_MANAGER}),
    Role.CONGRESS_STAFF: frozenset({Role.DEPUTY}),
}
"""Who opens, closes and resets whose posts: the post above (issue 2 §2)."""


def may_appoint(appointing: str, role: str) -> bool:
    """Whether a post with the first role may open one with the second."""
    return role in APPOINTS.get(appointing, ())


def is_official(role: str) -> bool:
    """Whether a role belongs to the state or the community."""
    return role in OFFICIALS


_DOUBLE_SURNAMES = frozenset(
    {"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯"}
)


def mask_name(name: str) -> str:
    """张三 → 张*; 欧阳修 → 欧阳*; always one star, so that the length tells nothing."""
    name = name.strip()
    if not name:
        return ""
    kept = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*"


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; a shorter number keeps its last two digits."""
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return ""
    if len(digits) >= 11:
        return f"{digits[:-8]}****{digits[-4:]}"
    return "****" + digits[-2:]


def mask_id_number(number: str) -> str:
    """320102199001011234 → 320*************34."""
    number = number.strip()
    return number[:3] + "*" * (len(number) - 5) + number[-2:] if len(number) > 5 else "*" * len(number)


def mask_plate(plate: str) -> str:
    """苏A12345 → 苏A***45."""
    plate = re.sub(r"[·\s]", "", plate)
    return plate[:2] + "*" * (len(plate) - 4) + plate[-2:] if len(plate) > 4 else "*" * len(plate)


FAILURES_PER_LOGIN = 5
FAILURES_PER_ADDRESS = 50
"""An office of forty shares one address."""
WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)


def after_failure(
    failures: int, locked_until: datetime | None, *, limit: int, now: datetime
) -> tuple[int, datetime | None, bool]:
    """(failures, locked until, whether this failure locked) after one more failure."""
    failures += 1
    if failures >= limit and locked_until is None:
        return failures, now + LOCK, True
    return failures, locked_until, False


IDLE_NOTED_EVERY = timedelta(minutes=5)
"""A session's last use is written down no more often than this."""

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0/O, 1/I/L: read from paper by tired eyes."""
CODE_LENGTH = 12
CODE_VALID = timedelta(days=14)


def plain_code(typed: str) -> str:
    """A one-time code as compared: capitals, without dashes and spaces."""
    return re.sub(r"[\s-]", "", typed).upper()


def shown_code(code: str) -> str:
    """ABCDEFGHJKMN → ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


HELP_CONFIRM_AFTER = timedelta(days=90)
"""Who needs help to get out is asked after once a quarter."""
HELP_STALE_AFTER = timedelta(days=100)
"""An entry nobody confirmed for longer is marked wherever it is read."""
HELP_KEPT = timedelta(days=30)
"""How long an ended entry may be taken back; then its texts are destroyed."""


def is_help_due(confirmed_at: datetime, now: datetime) -> bool:
    """Whether a quarter has passed since somebody made sure."""
    return now - confirmed_at >= HELP_CONFIRM_AFTER


def is_help_stale(confirmed_at: datetime, now: datetime) -> bool:
    """Whether an entry may no longer be so."""
    return now - confirmed_at > HELP_STALE_AFTER


def mask_door(door: str) -> str:
    """1203 室 → 1**; always two stars, so that the length tells nothing."""
    door = door.strip()
    return door[:1] + "**" if door else ""
