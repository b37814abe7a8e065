"""Why a number differs from the one that was sent: one row at a time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from anju.reports.enums import Why


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that counts now and did not when the number was sent (`sign` 1), or the other way round (-1)."""

    fact: int
    subject: str
    happened: int
    sign: int
    value: int
    seal: int | None
    """By which entry it came or went; None: by none, only time has passed (a due date)."""
    taken_back: bool = False
    """Gone: what it said does not hold any more. Otherwise, if gone, it has ended."""
    ended: int | None = None


REOPENING = ("duty.reopened", "duty.unmerged")


def unpaired(changes: Iterable[Change]) -> list[Change]:
    """What makes the difference: a fact of a subject that went and another of the same value that came are none."""
    by_subject: dict[tuple[str, int], list[Change]] = {}
    for change in changes:
        by_subject.setdefault((change.subject, change.value), []).append(change)
    left: list[Change] = []
    for found in by_subject.values():
        came = sorted((one for one in found if one.sign > 0), key=_order)
        went = sorted((one for one in found if one.sign < 0), key=_order)
        both = min(len(came), len(went))
        left += came[both:] + went[both:]
    return left


def _order(change: Change) -> tuple[int, int]:
    return change.happened, change.fact


def why(change: Change, sent: int, verb: str, elsewhere: bool | None) -> Why:
    """The reason of one change.

    `sent`: the moment up to which the number was counted. `verb`: of the entry by which the fact came or went.
    `elsewhere`: whether the fact stood, or stands since, at another place; None: there was no other than this one.
    """
    if change.seal is None:
        return Why.DUE
    if verb in REOPENING:
        return Why.REOPENED
    if elsewhere is not None:
        return Why.MOVED if elsewhere else Why.CORRECTED
    if change.sign > 0:
        return Why.LATE if change.happened < sent else Why.NEW
    if change.taken_back:
        return Why.CORRECTED
    return Why.ENDED_LATE if change.ended is not None and change.ended < sent else Why.ENDED
