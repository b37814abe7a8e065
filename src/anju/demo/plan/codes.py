"""Codes with a right form and no owner: credit codes of an unassigned region, phones of an unassigned range."""

__all__ = ["REGION", "credit_code", "phone"]

REGION = "329900"
"""Six digits in the form of a division code that names no division."""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


def credit_code(kind: str, number: int) -> str:
    """An 18-character unified social credit code (GB 32100-2015) with both check characters right.

    ``kind`` is the registration department and category: 91 enterprise, 11 organ of state, 54 residents' committee.
    """
    body = f"MA{number:06d}"
    total = sum(w * _ALPHABET_36.index(c) for w, c in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    check = 11 - total % 11
    organisation = body + ("X" if check == 10 else "0" if check == 11 else str(check))
    head = f"{kind}{REGION}{organisation}"
    weighted = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(head))
    return head + _ALPHABET[(31 - weighted % 31) % 31]


_ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def phone(number: int) -> str:
    """Eleven digits in the form of a mobile number, in 142-0: a range assigned to no operator."""
    return f"1420{number:07d}"
