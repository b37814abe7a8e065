"""The only source of "now".

Everything that asks the time asks here, so that a test or the demo can run on a simulated day. Times are aware and in
UTC; the ledger stores integer microseconds since the Unix epoch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DISTRICT_TIME = ZoneInfo("Asia/Shanghai")
"""The time in which days and working hours are counted and shown."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_simulated: ContextVar[datetime | None] = ContextVar("simulated_now", default=None)


def now() -> datetime:
    """The present moment, or the simulated one inside `simulated`."""
    return _simulated.get() or datetime.now(UTC)


def now_us() -> int:
    """`now` as integer microseconds since the Unix epoch."""
    return to_us(now())


def to_us(moment: datetime) -> int:
    """Integer microseconds since the Unix epoch; exact, no floats. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_us(microseconds: int) -> datetime:
    """The UTC moment of `to_us`."""
    return EPOCH + timedelta(microseconds=microseconds)


def local(moment: datetime) -> datetime:
    """The same moment in district time."""
    return moment.astimezone(DISTRICT_TIME)


def today() -> date:
    """The present day in district time."""
    return local(now()).date()


@contextmanager
def simulated(moment: datetime) -> Iterator[None]:
    """Run a block at another moment. Nests; belongs to the present thread or task only."""
    to_us(moment)  # refuses a naive one
    token = _simulated.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _simulated.reset(token)
