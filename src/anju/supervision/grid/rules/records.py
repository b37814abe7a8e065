"""What a phone sent, read strictly and kept whatever it is. Pure: `now` and the facts are arguments."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from anju.supervision.grid.enums import Clocked, RecordKind

MOST_RECORDS = 50
MOST_PHOTOS = 12
"""Of one record."""
SLACK = timedelta(minutes=2)
"""Clocks within this agree."""
DECADES = timedelta(days=365 * 30)
_NAMES = uuid.UUID("b0c9f8a2-6b3e-4c0e-9a57-0d4b3a6a1f52")
"""Namespace of the keys of records that came without a usable one."""
_WHOLE = range(2**31)
_LONG = range(2**62)
_RUNNING = range(2**38)
"""Milliseconds: almost nine years."""
LOOKS = (RecordKind.SEEN, RecordKind.NO_ENTRY, RecordKind.NO_TIME)


class BrokenError(ValueError):
    """A record lacks what its kind needs. It is kept raw."""


@dataclass(frozen=True, slots=True)
class Position:
    """1e-7 degrees, metres."""

    lon_e7: int
    lat_e7: int
    accuracy: int
    at: datetime | None
    mock: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One record as far as it can be read; `text` is all of it but the position."""

    key: uuid.UUID
    seq: int
    kind: str
    at: datetime | None
    uptime_ms: int | None
    place: int | None
    grid: int | None
    stop: int | None
    about: uuid.UUID | None
    position: Position | None
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that a record names."""

    id: uuid.UUID
    album: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a `hazard` record says."""

    code: str
    floor: int | None
    unit: int | None
    spot: str
    text: str
    before: tuple[Picture, ...]
    after: tuple[Picture, ...]
    """Of what was put right on the spot; empty: it was not."""
    voice: uuid.UUID | None


def read(raw: Any, device: uuid.UUID) -> Sent:
    """Any JSON value as a record. One without a usable key gets one that the same bytes always get."""
    said: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {"raw": raw}
    text = _text({str(name): said[name] for name in said if name != "position"})
    kind = _words(said.get("kind"))[:12]
    data = said.get("data")
    data = data if isinstance(data, Mapping) else {}
    about = {RecordKind.PHOTO: "for", RecordKind.UNDO: "of"}.get(kind)  # type: ignore[call-overload]
    return Sent(
        key=identity(said.get("key")) or uuid.uuid5(_NAMES, f"{device}{text}"),
        seq=_whole(said.get("seq")) or 0,
        kind=kind,
        at=moment(said.get("at")),
        uptime_ms=_whole(said.get("uptime_ms"), _RUNNING),
        place=_whole(said.get("place"), _LONG),
        grid=_whole(said.get("grid"), _LONG),
        stop=_whole(said.get("stop"), _LONG),
        about=identity(data.get(about)) if about else None,
        position=position(said.get("position")),
        text=text,
    )


def _text(said: Mapping[str, Any]) -> str:
    """JSON as a database takes it: half of a surrogate pair stays escaped."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(said, sort_keys=True)
    return text


def position(raw: Any) -> Position | None:
    """A position, or None for what is none."""
    if not isinstance(raw, Mapping):
        return None
    lon, lat = _signed(raw.get("lon_e7"), 1_800_000_000), _signed(raw.get("lat_e7"), 900_000_000)
    if lon is None or lat is None:
        return None
    return Position(lon, lat, _whole(raw.get("accuracy")) or 0, moment(raw.get("at")), raw.get("mock") is True)


def data_of(text: str) -> Mapping[str, Any]:
    """The `data` of a kept record. Raises BrokenError where there is none."""
    said = json.loads(text)
    data = said.get("data")
    if not isinstance(data, Mapping):
        raise BrokenError("data")
    return data


def found(data: Mapping[str, Any]) -> Found:
    """The body of a `hazard`. Raises BrokenError."""
    code = data.get("code")
    if not isinstance(code, str) or not code.strip():
        raise BrokenError("code")
    return Found(
        code=code.strip()[:12],
        floor=_signed(data.get("floor"), 300),
        unit=_whole(data.get("unit"), _LONG),
        spot=" ".join((_words(data.get("unit")), _words(data.get("spot")))).strip()[:120],
        text=_words(data.get("text"))[:500],
        before=pictures(data.get("photos")),
        after=found_after(data),
        voice=identity(data.get("voice")),
    )


def pictures(raw: Any) -> tuple[Picture, ...]:
    """The photos a record names, those without an id left out."""
    items = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else ()
    named = [(identity(item.get("id")), item) for item in items[:MOST_PHOTOS] if isinstance(item, Mapping)]
    rows = {pk: Picture(pk, item.get("album") is True, moment(item.get("at"))) for pk, item in named if pk is not None}
    return tuple(rows.values())


def named_in(data: Mapping[str, Any]) -> Iterator[Picture]:
    """Every photo or note that a record names, in order."""
    yield from pictures(data.get("photos"))
    yield from found_after(data)
    if (voice := identity(data.get("voice"))) is not None:
        yield Picture(voice, album=False, at=None)


def parts(text: str) -> Mapping[str, Any]:
    """`data_of`, empty where there is none."""
    try:
        return data_of(text)
    except BrokenError:
        return {}


def found_after(data: Mapping[str, Any]) -> tuple[Picture, ...]:
    """The photos of what was put right on the spot."""
    fixed = data.get("fixed")
    return pictures(fixed.get("photos")) if isinstance(fixed, Mapping) else ()


def words(data: Mapping[str, Any], name: str, most: int) -> str:
    """A text on one line, cut to what its column takes."""
    return _words(data.get(name))[:most]


def whole(data: Mapping[str, Any], name: str) -> int:
    """A number that must be there. Raises BrokenError."""
    value = _whole(data.get(name), _LONG)
    if value is None:
        raise BrokenError(name)
    return value


def moment(raw: Any) -> datetime | None:
    """An ISO 8601 moment in UTC, as a database holds one; None for anything else."""
    if not isinstance(raw, str) or len(raw) > 40:
        return None
    try:
        at = datetime.fromisoformat(raw)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if 1971 <= at.year <= 9000 else None


def identity(raw: Any) -> uuid.UUID | None:
    """A UUID; None for anything else."""
    try:
        return uuid.UUID(raw) if isinstance(raw, str) and len(raw) <= 40 else None
    except ValueError:
        return None


def _whole(raw: Any, most: range = _WHOLE) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and raw in most else None


def _signed(raw: Any, most: int) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and -most <= raw <= most else None


def _words(raw: Any) -> str:
    """One line that any database takes: no NUL, no half of a surrogate pair."""
    return " ".join(raw.replace("\x00", "").encode(errors="ignore").decode().split()) if isinstance(raw, str) else ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a phone says of a moment: its clock and its running time."""

    at: datetime | None
    uptime_ms: int | None


def claim(said: Mapping[str, Any]) -> Claim:
    """A phone's own time and running time."""
    return Claim(moment(said.get("at")), _whole(said.get("uptime_ms"), _RUNNING))


def moments(
    claims: Sequence[Claim], *, sent: Claim | None, received: datetime, earliest: datetime
) -> list[tuple[datetime, Clocked]]:
    """When each of a request's records happened, oldest first as the phone numbered them.

    A clock that agrees with ours is believed. Where the phone says its own time on sending (`sent`), the difference is
    taken off every record; where it does not, one that lies in the future gives the difference away, as the last record
    was made no later than it came. What then still lies outside (`earliest`, received) goes by the running time, else
    to the nearer end.
    """
    claims = [_sane(claim, received) for claim in claims]
    sent = _sane(sent, received) if sent is not None else None
    skew = _skew(claims, sent, received)
    found = []
    for claim in claims:
        guess = None if claim.at is None else claim.at + skew
        if guess is not None and earliest - SLACK <= guess <= received + SLACK:
            how = Clocked.ESTIMATED if skew else Clocked.CLAIMED
            found.append((min(guess, received), how))
            continue
        at = _by_running_time(claim, sent, received) or guess or received
        found.append((max(min(at, received), min(earliest, received)), Clocked.ESTIMATED))
    return found


def _sane(claim: Claim, received: datetime) -> Claim:
    """A clock that is decades off tells nothing."""
    if claim.at is not None and abs(claim.at - received) > DECADES:
        return Claim(None, claim.uptime_ms)
    return claim


def _skew(claims: Sequence[Claim], sent: Claim | None, received: datetime) -> timedelta:
    if sent is not None and sent.at is not None:
        skew = received - sent.at
        return skew if abs(skew) > SLACK else timedelta()
    newest = max((claim.at for claim in claims if claim.at is not None), default=received)
    return received - newest if newest > received + SLACK else timedelta()


def ahead(sent: Claim | None, received: datetime) -> timedelta | None:
    """How far a phone's clock is ahead of ours, by its own word on sending. None where that says nothing."""
    said = _sane(sent, received) if sent is not None else None
    return None if said is None or said.at is None else said.at - received


def heard_at(text: str, received: datetime) -> datetime | None:
    """Our own time in the last answer that the phone had when it made a kept record; never later than we had it."""
    at = moment(_said(text).get("heard_at"))
    return at if at is not None and at <= received + SLACK else None


def entered_later(text: str) -> bool:
    """Whether its maker says that he entered a kept record after the round (补记)."""
    data = _said(text).get("data")
    return isinstance(data, Mapping) and data.get("later") is True


def _said(text: str) -> Mapping[str, Any]:
    said = json.loads(text) if text else {}
    return said if isinstance(said, Mapping) else {}


def _by_running_time(claim: Claim, sent: Claim | None, received: datetime) -> datetime | None:
    if sent is None or sent.uptime_ms is None or claim.uptime_ms is None or claim.uptime_ms > sent.uptime_ms:
        return None
    return received - timedelta(milliseconds=sent.uptime_ms - claim.uptime_ms)
