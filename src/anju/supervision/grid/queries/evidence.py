"""What the rules of credibility look at, read from the tables: live records of a term, a few people at a time.

A fixed number of statements for however many people are asked about at once. Who reads this has no actor: nobody is
shown what comes out of it but the person himself, as one question.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from statistics import median_low
from typing import Any

from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.rules import is_demo
from anju.supervision.grid.enums import Outcome, RecordKind, RecordState, VisitSource
from anju.supervision.grid.models import Recheck as RecheckRow
from anju.supervision.grid.models import Record, RecordPhoto, Visit
from anju.supervision.grid.pictures import unpacked
from anju.supervision.grid.queries.marks import street_of
from anju.supervision.grid.queries.second_looks import found_by
from anju.supervision.grid.rules import looks
from anju.supervision.grid.rules import records as rules
from anju.supervision.grid.rules.credibility import USUAL_MISS, Evidence
from anju.supervision.grid.rules.estimate import DAYS_BETWEEN
from anju.supervision.grid.rules.kinds import Look, Origin
from anju.supervision.grid.rules.looks import Contradiction, Fix, Mark, Reading
from anju.supervision.grid.rules.matching import lasting
from anju.supervision.lists.enums import Outcome as Ended
from anju.supervision.lists.enums import SourceKind, State
from anju.supervision.lists.models import Duty

TERM = timedelta(days=45)
"""What is looked at: long enough for a habit to show, short enough to be remembered by who is asked (own default)."""
STEPS: Mapping[str, Decimal] = {
    "pressure": Decimal("0.01"), "temperature": Decimal(1), "level": Decimal("0.01"), "flow": Decimal("0.1"),
}  # fmt: skip
"""The step of a gauge's scale, by what it reads."""
IN = 500
"""Values of one IN list; SQLite allows 999 parameters."""
ORIGINS = {VisitSource.IMPORTED: Origin.IMPORTED, VisitSource.DEMO: Origin.DEMO}
SOON = timedelta(days=DAYS_BETWEEN)
"""What is seen by others so soon after a look was there when it was made."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The evidence of some people; `of` cuts out one of them."""

    by_person: Mapping[int, list[looks.Visit]]
    also: Mapping[int, list[looks.Visit]]
    """Person → others' visits whose photos his own look like."""
    places: Mapping[str, looks.Place]
    rechecks: Sequence[looks.Recheck]
    contradictions: Sequence[Contradiction]
    usual_readings: Mapping[int, Mapping[str, int]]
    usual_miss: float = USUAL_MISS
    trusted: Collection[str] = field(default_factory=frozenset)

    def of(self, account: int) -> Evidence:
        """Of one person."""
        return Evidence(
            [*self.by_person.get(account, ()), *self.also.get(account, ())], self.places, self.rechecks,
            self.contradictions, self.trusted, self.usual_miss, usual_readings=self.usual_readings.get(account, {}),
        )  # fmt: skip


def gather(
    accounts: Collection[int], now: datetime, *, trusted: Collection[str] = frozenset(), usual_miss: float = USUAL_MISS
) -> Gathered:
    """Everything of these people's last term."""
    since = now - TERM
    shown, before = _photos(accounts, since)
    rows = list(_visits(accounts, since))
    by_person: dict[int, list[looks.Visit]] = defaultdict(list)
    for row in rows:
        by_person[row.account_id or 0].append(_visit(row, shown.get(row.record.key, ()) if row.record else ()))
    for record, reading in _readings(accounts, since):
        by_person[record.account_id].append(_read(record, reading))
    also = _others(before)
    everything = [visit for held in (*by_person.values(), *also.values()) for visit in held]
    standing = _place_rows({int(visit.place) for visit in everything})
    demo = {str(place.pk) for place in standing if is_demo(place.path)}
    places = {str(row.pk): place for row in standing if (place := _place(row)) is not None}
    return Gathered(
        {who: _without_demo(held, demo) for who, held in by_person.items()}, also, places, _rechecks(rows),
        _contradictions(rows, since), _usual(by_person, accounts, since), usual_miss, trusted,
    )  # fmt: skip


def _visits(accounts: Collection[int], since: datetime) -> Iterator[Visit]:
    rows = Visit._all.filter(account__in=accounts, happened_at__gte=since, voided_at__isnull=True)
    wanted = ("record__body", "record__position", "record__result", "record__device", "duty")
    return rows.select_related(*wanted).order_by("happened_at", "pk").iterator(chunk_size=1000)


def _visit(row: Visit, photos: Iterable[Mark]) -> looks.Visit:
    record = row.record
    origin = Origin.DEMO if is_demo(row.path) else ORIGINS.get(VisitSource(row.source), Origin.LIVE)
    said: dict[str, Any] = {
        "id": f"v{row.pk}", "who": str(row.account_id), "place": str(row.place_id), "look": Look(Outcome(row.outcome)),
        "floor": row.floor, "photos": tuple(photos), "origin": origin, "device_at": row.happened_at,
        "received_at": row.recorded_at, "device": "", "seq": row.pk, "later": row.source == VisitSource.DESK,
    }  # fmt: skip
    return looks.Visit(**said) if record is None else looks.Visit(**{**said, **_recorded(record)})


def _recorded(record: Record) -> dict[str, Any]:
    """What a phone's record adds: its count, its clock, what it had heard, where it thought it was."""
    text = record.body.sent
    ahead = record.result.ahead_ms
    when: dict[str, Any] = {"device_at": record.result.happened_at}
    if record.device_at is not None and ahead is not None:
        when = {"device_at": record.device_at, "skew": timedelta(milliseconds=ahead)}
    return {
        **when, "device": str(record.device_id), "seq": record.seq, "received_at": record.received_at,
        "heard_at": rules.heard_at(text, record.received_at), "later": rules.entered_later(text), "fix": _fix(record),
    }  # fmt: skip


def _fix(record: Record) -> Fix | None:
    at = getattr(record, "position", None)
    if at is None:
        return None
    age = (record.device_at - at.at).total_seconds() if record.device_at is not None and at.at is not None else 0.0
    return Fix(at.lon_e7, at.lat_e7, float(at.accuracy), max(0.0, age), at.mock)


def _readings(accounts: Collection[int], since: datetime) -> Iterator[tuple[Record, Reading]]:
    rows = Record._all.filter(
        account__in=accounts, received_at__gte=since, kind=RecordKind.READING, place__isnull=False,
        result__state=RecordState.APPLIED, result__happened_at__gte=since,
    ).select_related("body", "position", "result")  # fmt: skip
    for row in rows.order_by("pk").iterator(chunk_size=1000):
        reading = reading_of(row)
        if reading is not None:
            yield row, reading


def reading_of(record: Record) -> Reading | None:
    """What was read, in steps of its scale; None for what is no number."""
    said = rules.parts(record.body.sent)
    what = str(said.get("what", ""))
    try:
        steps = int((Decimal(str(said.get("value"))) / STEPS.get(what, Decimal("0.01"))).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return Reading(what, steps, f"{record.place}:{what}")


def _read(record: Record, reading: Reading) -> looks.Visit:
    """A reading says that somebody stood there."""
    said = _recorded(record)
    return looks.Visit(
        id=f"r{record.pk}", who=str(record.account_id), place=str(record.place), look=Look.SEEN, readings=(reading,),
        **said,
    )  # fmt: skip


def _photos(accounts: Collection[int], since: datetime) -> tuple[dict[Any, list[Mark]], list[tuple[int, RecordPhoto]]]:
    """Key of a record → the marks of its photos; person → the older photo of somebody else that one of his is like."""
    rows = RecordPhoto._all.filter(account__in=accounts, received_at__gte=since, mark__isnull=False)
    shown: dict[Any, list[Mark]] = defaultdict(list)
    before = []
    for row in rows.select_related("twin").order_by("pk").iterator(chunk_size=500):
        shown[row.record_key].append(unpacked(bytes(row.mark or b"")))
        if row.twin is not None and row.twin.mark is not None:
            before.append((row.account_id, row.twin))
    return shown, before


def _others(before: Sequence[tuple[int, RecordPhoto]]) -> dict[int, list[looks.Visit]]:
    """The visits that older photos of others were taken at."""
    keys = list({photo.record_key for _, photo in before})
    wanted = ("record__body", "record__position", "record__result", "record__device", "duty")
    rows: dict[Any, Visit] = {}
    for at in range(0, len(keys), IN):
        found = Visit._all.select_related(*wanted).filter(record__key__in=keys[at : at + IN], voided_at__isnull=True)
        rows.update({row.record.key: row for row in found if row.record is not None})
    marks: dict[tuple[int, Any], list[Mark]] = defaultdict(list)
    for account, photo in before:
        marks[account, photo.record_key].append(unpacked(bytes(photo.mark or b"")))
    also: dict[int, list[looks.Visit]] = defaultdict(list)
    for (account, key), held in marks.items():
        if key in rows:
            also[account].append(_visit(rows[key], held))
    return also


def _place_rows(ids: Collection[int]) -> list[Place]:
    found: list[Place] = []
    wanted = sorted(ids)
    for at in range(0, len(wanted), IN):
        rows = Place._all.select_related("building_facts", "parent__building_facts")
        found += rows.filter(pk__in=wanted[at : at + IN])
    return found


def _without_demo(held: Sequence[looks.Visit], demo: Collection[str]) -> list[looks.Visit]:
    return [replace(visit, origin=Origin.DEMO) if visit.place in demo else visit for visit in held]


def _place(row: Place) -> looks.Place | None:
    under = row.parent if row.kind == PlaceKind.UNIT and row.parent is not None else row
    lon, lat = (row.lon_e7, row.lat_e7) if row.lon_e7 is not None else (under.lon_e7, under.lat_e7)
    if lon is None or lat is None:
        return None
    facts = getattr(under, "building_facts", None)
    floors = (facts.storeys or 0) if facts is not None else 0
    return looks.Place(str(row.pk), lon, lat, str(under.pk), floors=floors, street=street_of(row.path), kind=row.kind)


def _rechecks(rows: Sequence[Visit]) -> list[looks.Recheck]:
    """Second looks soon after these visits, with what they found that the visit had not told."""
    by_pk = {row.pk: row for row in rows}
    if not by_pk:
        return []
    firsts = RecheckRow._all.filter(
        first__account__in={row.account_id for row in rows}, second__isnull=False, drawn_at__gte=rows[0].happened_at
    ).select_related("first", "second")
    near = [
        one for one in firsts
        if one.first_id in by_pk and one.first and one.second and one.second.happened_at - one.first.happened_at <= SOON
    ]  # fmt: skip
    found = found_by(near)
    return [
        looks.Recheck(
            f"v{one.first_id}", str(one.place_id), one.second.happened_at, pair.second, pair.second - pair.both
        )
        for one in near
        if one.second is not None and (pair := found.get(one.pk)) is not None
    ]


def _contradictions(rows: Sequence[Visit], since: datetime) -> list[Contradiction]:
    """Residents' reports, checked and true, of lasting hazards at a place soon after a look that did not tell of them.
    A report that joined a standing case was known.
    """
    by_place: dict[int, list[Visit]] = defaultdict(list)
    for row in rows:
        by_place[row.place_id].append(row)
    true = Duty._all.filter(
        hazard__source_kind=SourceKind.RESIDENT, hazard__happened_at__gte=since, merged_into__isnull=True,
        assigned_at__isnull=False, hazard__place__in=Visit._all.filter(
            account__in={row.account_id for row in rows}, happened_at__gte=since
        ).values("place"),
    ).exclude(state=State.CLOSED, outcome__in=(Ended.NOT_SO, Ended.NOT_OURS, Ended.MERGED))  # fmt: skip
    said = []
    for place, code, at in true.values_list("hazard__place", "kind_code", "hazard__happened_at"):
        before = [row for row in by_place.get(place, ()) if timedelta() <= at - row.happened_at <= SOON]
        if lasting(code) and before and not any(row.duty and row.duty.kind_code == code for row in by_place[place]):
            said.append(Contradiction(f"v{before[-1].pk}", str(place), at))
    return said


def _usual(
    by_person: Mapping[int, Sequence[looks.Visit]], accounts: Collection[int], since: datetime
) -> dict[int, dict[str, int]]:
    """Person → gauge → the middle of what others read there."""
    at = {int(visit.place) for held in by_person.values() for visit in held if visit.readings}
    if not at:
        return {}
    rows = Record._all.filter(
        place__in=Record._all.filter(
            account__in=accounts, received_at__gte=since, kind=RecordKind.READING
        ).values("place"),
        received_at__gte=since, kind=RecordKind.READING, result__state=RecordState.APPLIED,
    ).select_related("body")  # fmt: skip
    read: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows.order_by("pk").iterator(chunk_size=1000):
        reading = reading_of(row)
        if reading is not None:
            read[reading.spot].append((row.account_id, reading.steps))
    usual: dict[int, dict[str, int]] = {}
    for account in accounts:
        others = {spot: [steps for who, steps in held if who != account] for spot, held in read.items()}
        usual[account] = {spot: median_low(steps) for spot, steps in others.items() if steps}
    return usual


def canonical(said: Any) -> str:
    """JSON that is the same text for the same content."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
