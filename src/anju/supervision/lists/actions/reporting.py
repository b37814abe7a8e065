"""A hazard is reported, checked where a resident saw it, and assigned to the organisation that answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from anju.catalogue import rules as catalogue_rules
from anju.catalogue.queries import kind as kind_in_force
from anju.catalogue.rules import KindFacts
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.calendar import Due
from anju.kernel.db.bulk import instance
from anju.kernel.ledger.deeds import Deed, deed, district_of
from anju.kernel.permissions import require
from anju.people.enums import OrganisationKind
from anju.places.models import Place
from anju.supervision.lists.actions.entitled import entitled
from anju.supervision.lists.actions.moves import Move, begin_term, enter, perform, schedule
from anju.supervision.lists.actions.rectifying import NotOfThisCaseError, Proof, submit_within
from anju.supervision.lists.enums import TRUSTED_SOURCES, Clock, Decision, Event, Outcome, SourceKind, State, TermReason
from anju.supervision.lists.models import Duty, Hazard
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import duplicates
from anju.supervision.lists.queries.cases import day_table, locked, place_now, settings_of, take_numbers
from anju.supervision.lists.queries.evidence import not_fresh
from anju.supervision.lists.queries.parties import Territory, answerer, territory
from anju.supervision.lists.rules import clocks
from anju.supervision.lists.rules.parties import next_level


@dataclass(frozen=True, slots=True)
class Spot:
    """Where exactly: the registered place, and what is known beyond it."""

    place: Place
    floor: int | None = None
    spot: str = ""
    point_e7: tuple[int, int] | None = None
    """(lon, lat) in 1e-7 degrees, WGS-84; else the place's own point."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the report comes from; `client_ref` makes sending it twice harmless."""

    kind: SourceKind = SourceKind.DESK
    ref: str = ""
    client_ref: str | None = None
    photos: tuple[int, ...] = ()
    """Attachments of what was seen, made in the same deed and not bound to anything yet: `report_with_photos`."""
    happened_at: datetime | None = None
    imported: bool = False
    answer_due_at: datetime | None = None
    """When somebody outside was promised an answer (12345): neither the check nor the work is due any later."""


def report(
    *,
    by: Actor,
    code: str,
    at: Spot,
    description: str = "",
    liable_text: str = "",
    source: Source | None = None,
    fixed: Sequence[Proof] | None = None,
) -> Duty:
    """Put a fault on the lists. Staff finds are assigned at once; a resident's is checked first.

    The same `client_ref` again returns the case it made. The same kind at the same spot, still open, is joined: the new
    report becomes a case that follows the first (`duplicates.standing`); one rectified there not long ago is named as
    what recurs. `fixed`: put right on the spot, with this evidence; another person verifies it. Raises
    UnknownKindError, NobodyError, PermissionDenied, EvidenceMissingError; NotOfThisCaseError for a photo that is
    another's, of another place or of another case.
    """
    source = source or Source()
    with deed(by=by) as act:
        at = as_it_stands(at)
        require(by, Permission.REPORT, path=at.place.path, place=at.place.pk)
        if source.client_ref is not None and (known := duplicates.by_client_ref(source.client_ref)) is not None:
            return known
        if not_fresh(by, at.place.path, source.photos):
            raise NotOfThisCaseError
        listed = kind_in_force(district_of(at.place.path), code)
        master = duplicates.standing(code, at.place.pk, at.floor, at.spot)
        before = None if master else _before(clock.from_us(act.at), code, at)
        hazard = _hazard(act, listed.version, listed.facts, at, description, source)
        ground = territory(hazard.path)
        case = new_duty(hazard, listed.facts, liable_text, ground.need(OrganisationKind.COMMUNITY), _now(act))
        case.recurrence_of_id, case.answer_due_at = before, source.answer_due_at
        duty = _open_case(act, case)
        if source.kind in TRUSTED_SOURCES:
            assign(act, duty, listed.facts, ground=ground, automatic=True)
        if master is not None:
            from anju.supervision.lists.actions.joining import follow

            follow(act, duty, master)
        elif fixed is not None and duty.state == State.ASSIGNED:
            submit_within(act, duty, Outcome.RECTIFIED, "", tuple(fixed), on_the_spot=True, automatic=True)
        return duty


def as_it_stands(at: Spot) -> Spot:
    """The spot with its place read again inside the deed: it may have moved, or been merged, since the form was opened.

    Raises PlaceClosedError.
    """
    return replace(at, place=place_now(at.place.pk))


def _before(now: datetime, code: str, at: Spot) -> int | None:
    """The case that this one repeats: rectified at the same spot within the district's look-out."""
    since = now - timedelta(days=settings_of(at.place.path).recurrence_days)
    return duplicates.recurring(code, at.place.pk, at.floor, at.spot, since=since)


def _hazard(act: Deed, version: int, facts: KindFacts, at: Spot, description: str, source: Source) -> Hazard:
    now = clock.from_us(act.at)
    month = month_of(now)
    number = f"{month}-{take_numbers(month, 1):04d}"
    hazard = new_hazard(act.by, number, version, facts, at, description, source, now)
    hazard.save()
    act.enter("hazard.reported", hazard, path=hazard.path, data=reported(hazard), happened_at=hazard.happened_at)
    return hazard


def month_of(now: datetime) -> str:
    """The series a hazard's number is taken from: `YH-2611`."""
    return f"YH-{clock.local(now).strftime('%y%m')}"


def new_hazard(
    by: Actor,
    number: str,
    version: int,
    facts: KindFacts,
    at: Spot,
    description: str,
    source: Source,
    now: datetime,
) -> Hazard:
    """The row of a report made by `by` at `now`, unsaved."""
    lon, lat = at.point_e7 or (at.place.lon_e7, at.place.lat_e7)
    made = instance(
        Hazard,
        number=number,
        kind_id=version,
        kind_code=facts.code,
        severity=facts.severity,
        place_id=at.place.pk,
        path=at.place.path,
        floor=at.floor,
        spot=at.spot,
        description=description,
        lon_e7=lon,
        lat_e7=lat,
        source_kind=source.kind,
        source_ref=source.ref,
        reporter=by.account,
        reporter_organisation=by.acting.organisation if by.acting else None,
        reported_at=now,
        happened_at=source.happened_at or now,
        imported=source.imported,
        photos=list(source.photos),
        client_ref=source.client_ref,
    )
    made.place = at.place
    return made


def reported(hazard: Hazard) -> dict[str, Any]:
    """What the entry of a new hazard says."""
    return {
        "kind": hazard.kind_code,
        "severity": hazard.severity,
        "source": hazard.source_kind,
        "place": hazard.place_id,
        "photos": len(hazard.photos),
    }


def _open_case(act: Deed, duty: Duty) -> Duty:
    now, before = _now(act), duty.recurrence_of_id
    duty.holder_due_at = clocks.earlier(duty.holder_due_at, duty.answer_due_at)
    schedule(duty, now)
    duty.save()
    begin_term(duty, TermReason.REPORTED, Clock.CHECK, holder=duty.holder_id, due_at=duty.holder_due_at, now=now)
    enter(act, duty, Event.REPORT, before="", data={"recurrence_of": before} if before else None)
    return duty


def _now(act: Deed) -> datetime:
    return clock.from_us(act.at)


def new_duty(hazard: Hazard, facts: KindFacts, liable_text: str, checker: int, now: datetime) -> Duty:
    """The one duty of a new hazard, held by its checker, unsaved. An imported one waits for a confirmed date."""
    within_a_day = catalogue_rules.needs_check_within_a_day(facts)
    made = instance(
        Duty,
        hazard_id=hazard.pk,
        number=hazard.number.replace("YH", "ZR", 1),
        path=hazard.path,
        kind_code=hazard.kind_code,
        severity=hazard.severity,
        state=State.REPORTED,
        liable_kind=facts.liable,
        liable_text=liable_text,
        holder_id=checker,
        holder_due_at=clocks.check_due(now, within_a_day=within_a_day, table=day_table(hazard.path)).at,
        date_confirmed=not hazard.imported,
        opened_at=now,
    )
    made.hazard = hazard
    return made


def assign(
    act: Deed,
    duty: Duty,
    facts: KindFacts,
    *,
    accountable: int | None = None,
    reason: str = "",
    ground: Territory | None = None,
    automatic: bool = False,
) -> Duty:
    """Give a case to the organisation that answers here, with the catalogue's deadline from now."""
    now = clock.from_us(act.at)
    ground = ground or territory(duty.path)
    found = answerer(facts, duty.path, on=clock.local(now).date(), ground=ground)
    data: dict[str, object] = {}
    if accountable is not None and accountable != found.organisation:
        duty.why = [*found.why, {"reason": "named", "organisation": accountable}]
        duty.accountable_id = accountable
    else:
        duty.why, duty.accountable_id = found.why, found.organisation
    if reason:
        data["reason"] = texts.write(act, duty, "reason", reason, path=duty.path)
    duty.verifier_id = choose_verifier(duty, facts, ground)
    duty.assigned_at = now
    set_due(duty, catalogue_rules.due(facts, now, day_table(duty.path)))
    if duty.answer_due_at is not None and (due := clocks.earlier(duty.due_at, duty.answer_due_at)) != duty.due_at:
        duty.due_at, duty.due_latest = due, None
        data["answer_due_at"] = duty.answer_due_at
    return perform(act, duty, Event.ASSIGN, Move(data=data, fresh_ladder=True, automatic=automatic))


def set_due(duty: Duty, due: Due) -> None:
    """The deadline; where it rests on a year without a holiday table, also the latest it can turn out to be."""
    duty.due_at = due.at
    duty.due_latest = due.latest_possible if due.provisional else None


def choose_verifier(
    duty: Duty, facts: KindFacts, ground: Territory, *, barred: Sequence[int | None] = ()
) -> int | None:
    """The lowest independent level; the accountable, who is below it and whoever is barred are passed over."""
    return next_level(ground.verifiers(facts, duty.accountable_id), barred=[duty.accountable_id, *barred])


def check_report(*, by: Actor, duty_id: int, accountable: int | None = None, reason: str = "", code: str = "") -> Duty:
    """The checker has looked: it is so, and this organisation answers.

    `code`: what it is in truth, where the reporter named another kind. Raises NotPossibleError, NotYoursError,
    UnknownKindError.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        facts = duty.hazard.kind.facts
        if code and code != duty.kind_code:
            entitled(by, duty, Event.ASSIGN)
            facts = _name_kind(act, duty, code)
        if duty.denied:  # whoever decides finds it true after all
            from anju.supervision.lists.actions.denying import end_denial

            entitled(by, duty, Event.ASSIGN)
            end_denial(act, duty, Decision.DECLINED)
            duty.denied = False
        return assign(act, duty, facts, accountable=accountable, reason=reason)


def _name_kind(act: Deed, duty: Duty, code: str) -> KindFacts:
    """Another kind of hazard than was reported: all that follows from the kind follows from this one."""
    listed = kind_in_force(district_of(duty.path), code)
    hazard, facts, former = duty.hazard, listed.facts, duty.kind_code
    hazard.kind_id, hazard.kind_code, hazard.severity = listed.version, facts.code, facts.severity
    hazard.save(update_fields=["kind", "kind_code", "severity"])
    act.enter("hazard.corrected", hazard, path=hazard.path, data={"fields": ["kind"], "kind": [former, facts.code]})
    duty.kind_code, duty.severity, duty.liable_kind = facts.code, facts.severity, facts.liable
    return facts
