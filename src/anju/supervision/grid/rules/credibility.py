"""From records to signs, from signs to at most one question, from unanswered ones to how soon a place is re-checked.

Doubt hangs on a place and fades; nothing here can be summed by person, and nothing is subtracted from anybody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from anju.supervision.grid.rules.clocks import backdated
from anju.supervision.grid.rules.gauges import gauge_signs
from anju.supervision.grid.rules.kinds import Answer, Origin
from anju.supervision.grid.rules.looks import Contradiction, Place, Recheck, Visit
from anju.supervision.grid.rules.movement import elsewhere, hurried, impossible_floors, regular
from anju.supervision.grid.rules.others import contradicted, missed, mocked
from anju.supervision.grid.rules.photos import photo_signs
from anju.supervision.grid.rules.signs import Sign

USUAL_MISS = 0.5
"""Share of hazards that a patrol misses, until the blind re-check has told the district's own."""
USUAL_CONTRADICTED = 0.01
"""Share of visits after which residents show otherwise, until the district's own is known."""

ASKED = 0.5
"""Strength from which a sign is asked about."""
BETWEEN_QUESTIONS = timedelta(days=7)
"""At most one question a person in so many days (own default)."""
SAME_KIND = timedelta(days=30)
"""What was answered is not asked again for so long, in whatever records it shows (own default)."""
TO_ANSWER = timedelta(days=3)
"""A question weighs nothing before its person has had so long to answer it (own default)."""
HALF_LIFE = timedelta(days=30)
"""Doubt halves in a month: the monthly re-check draws by it about twice before it is a quarter (own default)."""
ANSWERED = 0.25
"""What an answer leaves of a sign's weight. Whatever it says: nobody can be asked to prove that he was somewhere."""
MOST_WEIGHT = 5.0
"""A place in full doubt is drawn so many times as often as one in none."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is looked at of one term, say a month: of a person, a grid or a district."""

    visits: Sequence[Visit]
    places: Mapping[str, Place]
    rechecks: Sequence[Recheck] = ()
    contradictions: Sequence[Contradiction] = ()
    trusted: Collection[str] = frozenset()
    usual_miss: float = USUAL_MISS
    usual_contradicted: float = USUAL_CONTRADICTED
    usual_readings: Mapping[str, int] = field(default_factory=dict)


def signs(evidence: Evidence) -> list[Sign]:
    """Every sign, strongest first. Demo and imported records are left out."""
    live = [visit for visit in evidence.visits if visit.origin is Origin.LIVE]
    by_id = {visit.id: visit for visit in live}
    places = evidence.places
    found = [
        *hurried(live, places), *impossible_floors(live, places), *regular(live), *elsewhere(live, places),
        *photo_signs(live, places), *gauge_signs(live, evidence.usual_readings), *backdated(live),
        *mocked(live, evidence.trusted), *missed(by_id, evidence.rechecks, evidence.usual_miss),
        *contradicted(by_id, evidence.contradictions, evidence.usual_contradicted),
    ]  # fmt: skip
    return sorted(found, key=lambda sign: (-sign.strength, sign.key))


@dataclass(frozen=True, slots=True)
class Told:
    """A sign that its person was shown, and what he said to it."""

    sign: Sign
    who: str
    shown_at: datetime
    answered_at: datetime | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The one thing that is asked of a person now, about one place; its words are those of the sign's kind."""

    who: str
    place: str
    visit: str
    sign: Sign = field(compare=False)


def questions(
    found: Iterable[Sign], visits: Mapping[str, Visit], told: Iterable[Told], now: datetime
) -> list[Question]:
    """At most one question for each person: his strongest sign that may be asked, if none was lately."""
    before: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        before[one.who].append(one)
    asked: dict[str, Question] = {}
    for sign in sorted(found, key=lambda sign: (-sign.strength, sign.key)):
        first = visits[sign.visits[0]]
        if first.who not in asked and sign.strength >= ASKED and _may_ask(sign, before[first.who], now):
            asked[first.who] = Question(first.who, first.place, first.id, sign)
    return list(asked.values())


def _may_ask(sign: Sign, before: Sequence[Told], now: datetime) -> bool:
    for one in before:
        same = one.sign.key == sign.key or not set(one.sign.visits).isdisjoint(sign.visits)
        lately = now - one.shown_at < BETWEEN_QUESTIONS
        answered = one.answered_at is not None and one.sign.kind is sign.kind and now - one.answered_at < SAME_KIND
        if same or lately or answered:
            return False
    return True


def remaining(told: Told, now: datetime) -> float:
    """What a shown sign still weighs: nothing while it may be answered, a quarter once it is, half each `HALF_LIFE`."""
    if told.answered_at is None and now - told.shown_at < TO_ANSWER:
        return 0.0
    age = max(timedelta(), now - told.shown_at) / HALF_LIFE
    return float(told.sign.strength * (ANSWERED if told.answered_at else 1.0) * 0.5**age)


def doubt(told: Iterable[Told], now: datetime, *, confirmed: Mapping[str, datetime] | None = None) -> dict[str, float]:
    """Place → doubt between 0 and 1. A re-check after the sign (`confirmed`: place → when) settles the place.

    What a person was not shown weighs nothing: he sees it first.
    """
    trust: dict[str, float] = defaultdict(lambda: 1.0)
    for one in told:
        weight = remaining(one, now)
        for place in one.sign.places:
            settled = (confirmed or {}).get(place)
            if settled is None or settled < one.shown_at:
                trust[place] *= 1 - weight
    return {place: 1 - left for place, left in trust.items() if left < 1}


def weight(doubted: float) -> float:
    """How many times as often a place is drawn for the part of the monthly re-check that follows doubt."""
    return 1 + (MOST_WEIGHT - 1) * min(1.0, max(0.0, doubted))
