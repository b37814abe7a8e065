"""A hazard is reported, checked where a resident saw it, and assigned to the organisation that answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anju.catalogue import rules as catalogue_rules
from anju.catalogue.queries import kind as kind_in_force
from anju.catalogue.rules import KindFacts
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.calendar import Due
from anju.kernel.ledger.deeds import Deed, deed, district_of
from anju.kernel.permissions import require
from anju.people.enums import OrganisationKind
from anju.places.models import Place
from anju.supervision.lists.actions.moves import Move, begin_term, enter, perform, schedule
from anju.supervision.lists.enums import TRUSTED_SOURCES, Clock, Event, SourceKind, State, TermReason
from anju.supervision.lists.models import Duty, Hazard
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import duplicates
from anju.supervision.lists.queries.cases import day_table, locked, take_numbers
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
    """Attachment ids of what was seen."""
    happened_at: datetime | None = None
    imported: bool = False


def report(
    *, by: Actor, code: str, at: Spot, description: str = "", liable_text: str = "", source: Source | None = None
) -> Duty:
    """Put a fault on the lists. Staff finds are assigned at once; a resident's is checked first.

    The same `client_ref` again returns the case it made. The same kind at the same spot, still open, is joined: the new
    report becomes a case that follows the first (`duplicates.standing`). Raises UnknownKindError, NobodyError,
    PermissionDenied.
    """
    source = source or Source()
    require(by, Permission.REPORT, path=at.place.path, place=at.place.pk)
    if source.client_ref is not None and (known := duplicates.by_client_ref(source.client_ref)) is not None:
        return known
    listed = kind_in_force(district_of(at.place.path), code)
    with deed(by=by) as act:
        master = duplicates.standing(code, at.place.pk, at.floor, at.spot)
        duty = _open_case(
            act, _hazard(act, listed.version, listed.facts, at, description, source), listed.facts, liable_text
        )
        if source.kind in TRUSTED_SOURCES:
            assign(act, duty, listed.facts, automatic=True)
        if master is not None:
            from anju.supervision.lists.actions.joining import follow

            follow(act, duty, master)
        return duty


def _hazard(act: Deed, version: int, facts: KindFacts, at: Spot, description: str, source: Source) -> Hazard:
    now = clock.from_us(act.at)
    month = clock.local(now).strftime("%y%m")
    acting = act.by.acting
    lon, lat = at.point_e7 or (at.place.lon_e7, at.place.lat_e7)
    hazard = Hazard(
        number=f"YH-{month}-{take_numbers(f'YH-{month}', 1):04d}",
        kind_id=version,
        kind_code=facts.code,
        severity=facts.severity,
        place=at.place,
        path=at.place.path,
        floor=at.floor,
        spot=at.spot,
        description=description,
        lon_e7=lon,
        lat_e7=lat,
        source_kind=source.kind,
        source_ref=source.ref,
        reporter=act.by.account,
        reporter_organisation=acting.organisation if acting else None,
        reported_at=now,
        happened_at=source.happened_at or now,
        imported=source.imported,
        photos=list(source.photos),
        client_ref=source.client_ref,
    )
    hazard.save()
    data = {
        "kind": facts.code,
        "severity": facts.severity,
        "source": source.kind,
        "place": at.place.pk,
        "photos": len(source.photos),
    }
    act.enter("hazard.reported", hazard, path=hazard.path, data=data, happened_at=hazard.happened_at)
    return hazard


def _open_case(act: Deed, hazard: Hazard, facts: KindFacts, liable_text: str) -> Duty:
    now = clock.from_us(act.at)
    ground = territory(hazard.path)
    checker = ground.need(OrganisationKind.COMMUNITY)
    duty = Duty(
        hazard=hazard,
        number=hazard.number.replace("YH", "ZR", 1),
        path=hazard.path,
        kind_code=hazard.kind_code,
        severity=hazard.severity,
        state=State.REPORTED,
        liable_kind=facts.liable,
        liable_text=liable_text,
        holder_id=checker,
        opened_at=now,
    )
    table = day_table(hazard.path)
    duty.holder_due_at = clocks.check_due(
        now, within_a_day=catalogue_rules.needs_check_within_a_day(facts), table=table
    ).at
    schedule(duty, now)
    duty.save()
    begin_term(duty, TermReason.REPORTED, Clock.CHECK, holder=checker, due_at=duty.holder_due_at, now=now)
    enter(act, duty, Event.REPORT, before="")
    return duty


def assign(
    act: Deed,
    duty: Duty,
    facts: KindFacts,
    *,
    accountable: int | None = None,
    reason: str = "",
    automatic: bool = False,
) -> Duty:
    """Give a case to the organisation that answers here, with the catalogue's deadline from now."""
    now = clock.from_us(act.at)
    ground = territory(duty.path)
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
    return perform(act, duty, Event.ASSIGN, Move(data=data, fresh_ladder=True, automatic=automatic))


def set_due(duty: Duty, due: Due) -> None:
    """The deadline; where it rests on a year without a holiday table, also the latest it can turn out to be."""
    duty.due_at = due.at
    duty.due_latest = due.latest_possible if due.provisional else None


def choose_verifier(
    duty: Duty, facts: KindFacts, ground: Territory, *, barred: Sequence[int | None] = ()
) -> int | None:
    """The lowest independent level; the accountable and whoever is barred are passed over."""
    return next_level(ground.verifiers(facts), barred=[duty.accountable_id, *barred])


def check_report(*, by: Actor, duty_id: int, accountable: int | None = None, reason: str = "") -> Duty:
    """The checker has looked: it is so, and this organisation answers. Raises NotPossibleError, NotYoursError."""
    with deed(by=by) as act:
        duty = locked(duty_id)
        return assign(act, duty, duty.hazard.kind.facts, accountable=accountable, reason=reason)
