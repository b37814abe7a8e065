"""Rules about people and organisations: pure, so that a test needs no database."""

from collections.abc import Iterable

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
