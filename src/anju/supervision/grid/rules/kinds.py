"""Words of credible patrols."""

from enum import StrEnum


class Look(StrEnum):
    """What a member says of a place. Only the first two claim that somebody stood there and looked."""

    SEEN = "seen"
    HAZARD = "hazard"
    NO_ENTRY = "no_entry"
    NO_TIME = "no_time"


CLAIMS = frozenset({Look.SEEN, Look.HAZARD})
"""Outcomes that can be doubted. 「进不去」 and 「没时间看」 have no consequence, from wherever they are said."""


class Origin(StrEnum):
    """Where a record comes from. Only live ones are looked at: nobody stood anywhere for a demo or an import."""

    LIVE = "live"
    IMPORTED = "imported"
    DEMO = "demo"


class SignKind(StrEnum):
    """What about records may be asked; the key of its words (`grid/doubt_words.py`)."""

    SPEED = "speed"
    FLOORS = "floors"
    NO_SUCH_FLOOR = "no_such_floor"
    INTERVALS = "intervals"
    ELSEWHERE = "elsewhere"
    PHOTO = "photo"
    SAME_READING = "same_reading"
    COPIED_READING = "copied_reading"
    PATTERN_READING = "pattern_reading"
    DIGITS = "digits"
    BACKDATED = "backdated"
    MOCK = "mock"
    RECHECK = "recheck"
    RESIDENT = "resident"


class Answer(StrEnum):
    """What a member may say to a question; none has a consequence of its own."""

    ENTERED_LATER = "entered_later"
    SHARED_PHONE = "shared_phone"
    POSITION_WRONG = "position_wrong"
    CLOCK_WRONG = "clock_wrong"
    EXTERNAL_RECEIVER = "external_receiver"
    WRONG_PHOTO = "wrong_photo"
    WAS_THERE = "was_there"
    OTHER = "other"


SIGNS = frozenset(SignKind)
_ANSWERS = frozenset(Answer)


def said_of(word: str) -> Answer:
    """An answer as it came; a word nobody offered is "other"."""
    return Answer(word) if word in _ANSWERS else Answer.OTHER


class Withheld(StrEnum):
    """Why there is no figure."""

    FEW_PLACES = "few_places"
    FEW_FOUND = "few_found"
    FEW_SHARED = "few_shared"
    DEPENDENT = "dependent"


class Piece(StrEnum):
    """Evidence that the two passes of a re-check were not independent."""

    THIRD_SOURCE = "third_source"
    """Of hazards that residents told of, the second pass found those the first had told more often than the others."""
    ALIKE = "alike"
    """At nearly every place both passes tell exactly the same: more than two who find nine in ten each would."""
    OUTLIER = "outlier"
    """One who looked again confirms far more of the first results than the others do."""
    SUDDEN = "sudden"
    """This term confirms far more than the terms before."""
