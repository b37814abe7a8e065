"""What pages call an outcome: word first, then shape; colour comes third."""

from anju.alarms.presence.enums import Outcome, Said
from anju.alarms.presence.models import Check
from anju.alarms.words import Look
from anju.kernel import clock

LOOKS: dict[str, Look] = {
    Outcome.WAITING: Look("wait", "clock"),
    Outcome.PRESENT: Look("done", "circle-check"),
    Outcome.ONE: Look("warn", "alert-triangle"),
    Outcome.NOBODY: Look("bad", "user-off"),
    Outcome.UNJUDGED: Look("", "help"),
}


def pressed(row: Check) -> str:
    """The device's answer in words: how long it took, or why there is none."""
    if row.pressed == Said.GIVEN and row.pressed_at is not None:
        return took((row.pressed_at - row.started_at).total_seconds())
    return str(row.get_pressed_why_display() or row.get_pressed_display())


def typed(row: Check) -> str:
    """The code's answer in words, the same way."""
    if row.typed == Said.GIVEN and row.typed_at is not None:
        return took((row.typed_at - (row.told_at or row.started_at)).total_seconds())
    return str(row.get_typed_why_display() or row.get_typed_display())


def took(seconds: float) -> str:
    """How long an answer took: 1:05."""
    whole = max(int(seconds), 0)
    return f"{whole // 60}:{whole % 60:02}"


def moment(value: object) -> str:
    """For a cell of a workbook."""
    return f"{clock.local(value):%Y-%m-%d %H:%M:%S}" if value else ""  # type: ignore[arg-type]
