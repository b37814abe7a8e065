"""Who may verify: never the accountable or the repairer, by person or organisation, across all posts (DESIGN §5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who touched the work: a person (account id) and the organisations of all the person's posts."""

    account: int | None
    organisations: frozenset[int]


def may_verify(verifier: Hand, *, accountable: int | None, repairers: Iterable[Hand]) -> str:
    """Empty where the verifier may decide; else the reason why not."""
    if accountable is not None and accountable in verifier.organisations:
        return "责任方不能复核自己的整改"
    for repairer in repairers:
        if verifier.account is not None and verifier.account == repairer.account:
            return "整改人不能复核自己的整改"
        if verifier.organisations & repairer.organisations:
            return "整改人所在单位不能复核这次整改"
    return ""


def next_level(candidates: Sequence[int], *, barred: Iterable[int | None]) -> int | None:
    """The first organisation, lowest level first, that is neither accountable nor a repairer; None when all are."""
    taken = set(barred)
    return next((candidate for candidate in candidates if candidate not in taken), None)
