"""How often to try again."""

from datetime import timedelta

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=2)
ATTEMPTS = 10
"""About seven hours from the first try to a dead letter."""

LEASE = timedelta(minutes=3)
"""How long a worker may hold what it has claimed: longer than any send may take (`net.TOTAL`)."""

WINDOW = timedelta(seconds=60)
"""The window of a rate limit."""


def pause(attempts: int, jitter: float) -> timedelta:
    """The wait after the `attempts`-th failure: doubling, capped, ± 25 % by `jitter` in [0, 1) so that many do not
    return in step.
    """
    if attempts < 1:
        raise ValueError("a pause follows a failure")
    doubled = min(FIRST * (1 << min(attempts - 1, 20)), LONGEST)
    return doubled * (0.75 + jitter / 2)


def exhausted(attempts: int) -> bool:
    """Whether a person must look at it now."""
    return attempts >= ATTEMPTS


def room(recent: list[int], now_us: int, per_minute: int) -> tuple[list[int], bool]:
    """Hand-overs (µs) still inside the window, and whether one more fits."""
    floor = now_us - WINDOW // timedelta(microseconds=1)
    inside = [at for at in recent if at > floor]
    return inside, len(inside) < per_minute
