"""What all adapters do with a message: stamp each thing it says with device, moment, duplicate key and where it is
kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from anju.gateway.adapters.values import Profile, leaves, what_of
from anju.gateway.observed import (
    LONGEST_NAME,
    LONGEST_TEXT,
    UNCLAIMED,
    Claimed,
    ClaimFlag,
    Coded,
    DeviceKey,
    Done,
    Flag,
    Observed,
    Other,
    Reading,
    Seen,
    What,
    digest,
)

_LATEST_US = 4_102_444_800_000_000
"""2100. What is later, or before 1970, is no moment: columns and calendars end somewhere."""


@dataclass(slots=True)
class Telling:
    """One message of one device, being turned into observations.

    `key` is what makes the message the same when it is sent again; None where it has no mark of its own, then only the
    very same delivery (`raw`) counts as the same.
    """

    device: DeviceKey
    claimed: Claimed
    raw: str
    key: bytes | None
    via: DeviceKey | None = None
    found: list[Observed] = field(default_factory=list)

    def tell(self, what: What, point: str | None = None, kinds: tuple[Coded, ...] = ()) -> None:
        """Add an observation."""
        if isinstance(what, Other):
            what = Other(_clean(what.name, LONGEST_NAME), _clean(what.text, LONGEST_TEXT))
        point = _clean(point, LONGEST_NAME) if point else None
        mark = (b"message", self.key) if self.key is not None else (b"delivery", self.raw.encode())
        dedup = digest(*mark, str(self.device), point or "", _word(what))
        self.found.append(Observed(self.device, what, self.claimed, dedup, self.raw, point, kinds, self.via))

    def tell_values(self, values: Mapping[str, object], profile: Profile, point: str | None = None) -> None:
        """Add each named value; where the profile names a point it stands behind the message's own."""
        for name, value in leaves(values):
            what, part = what_of(name, value, profile)
            self.tell(what, "/".join(text for text in (point, part) if text) or None)

    def all(self) -> list[Observed]:
        """What was told; a message that told nothing shows that the device lives."""
        if not self.found:
            self.tell(Seen())
        return self.found


def claimed_ms(at_ms: int | None, *flags: ClaimFlag) -> Claimed:
    """A moment in milliseconds since 1970."""
    return claimed_us(None if at_ms is None else at_ms * 1000, *flags)


def claimed_us(at_us: int | None, *flags: ClaimFlag) -> Claimed:
    """A moment in microseconds since 1970, or none; 0 is what a device without a clock sends."""
    if at_us is None:
        return UNCLAIMED
    if not 0 < at_us < _LATEST_US:
        return Claimed(None, frozenset({ClaimFlag.UNREADABLE}))
    return Claimed(at_us, frozenset(flags))


def _clean(text: str, longest: int) -> str:
    return text[:longest].replace("\0", "\N{REPLACEMENT CHARACTER}")


def _word(what: What) -> str:
    """A text that stays the same however the classes are written."""
    match what:
        case Reading(quantity, milli):
            return f"reading {quantity} {milli}"
        case Flag(state, on):
            return f"flag {state} {int(on)}"
        case Done(deed, operator):
            return f"done {deed} {operator or ''}"
        case Other(name, text):
            return f"other {name}\0{text}"
        case Seen():
            return "seen"
