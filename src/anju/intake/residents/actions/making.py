"""A report comes in: from somebody without an account, from staff for somebody, from another system."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from anju.catalogue.enums import EvidenceKind
from anju.intake.residents import queries, rules, vault
from anju.intake.residents.enums import BY_STAFF, Channel, Mark
from anju.intake.residents.models import Report
from anju.intake.residents.permissions import Permission
from anju.kernel import clock, texts
from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.files import evidence
from anju.kernel.files.enums import Stage
from anju.kernel.files.evidence import Item
from anju.kernel.files.models import Attachment
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.notify.rules.wording import mask
from anju.places.models import Place
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission as Lists
from anju.supervision.lists.queries.cases import place_now
from anju.supervision.lists.queries.evidence import reused


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told. `photos`: uploads of the actor; `joins`: the open case it is ("me too")."""

    place: Place
    code: str
    channel: Channel
    client_ref: str
    """A random key of the form, or the caller's own key of the record: it makes sending twice harmless."""
    spot: str = ""
    words: str = ""
    photos: tuple[str, ...] = ()
    phone: str = ""
    name: str = ""
    joins: int | None = None
    unsure: bool = False
    """No kind was named: the code is a guess for the checker to correct. Of what staff or the hotline enter, ours."""
    refused: int = 0
    """Photos that could not be taken."""
    robot: bool = False
    origin: str = ""
    token: str = ""
    answer_due_at: datetime | None = None


def resident(sender: str, path: str) -> Actor:
    """Somebody without an account, who may report at one place and no more."""
    grant = Grant(post=0, role="resident", organisation=None, permissions=frozenset({Lists.REPORT}), paths=(path,))
    return Actor(kind=ActorKind.RESIDENT, id=sender, grants=(grant,))


def make_report(*, by: Actor, told: Told) -> tuple[Report, str]:
    """Put a report on the lists, where its checker has 24 hours or three working days. The row and its tracking number.

    The same `client_ref` again returns the report it made, and the same number. Nothing a machine finds odd refuses a
    report: it is marked for the checker. Raises ValidationError for a phone that is none, and what `lists.report`
    raises: UnknownKindError, NobodyError, PlaceClosedError, PermissionDenied.
    """
    ref = told.client_ref
    code = vault.code_for(ref)
    if (known := queries.by_tracking(rules.code_hash(code))) is not None:
        return known, code
    if told.phone and not rules.is_phone(told.phone):
        raise ValidationError({"phone": _("电话号码看起来不对，请核对；也可以不填。")})
    try:
        with deed(by=by) as act:
            return _made(act, told, code), code
    except IntegrityError:  # sent twice at the same moment: the other one stands
        known = queries.by_tracking(rules.code_hash(code))
        if known is None:
            raise
        return known, code


def _made(act: Deed, told: Told, code: str) -> Report:
    place = place_now(told.place.pk)
    if told.channel in BY_STAFF:
        require(act.by, Permission.ENTER, path=place.path, place=place.pk)
    noticed = _marks(act, told, place)
    seen = evidence.attach(act, [Item(one, Stage.BEFORE, EvidenceKind.PHOTO) for one in told.photos], path=place.path)
    duty = _case(act.by, told, place, code, seen)
    evidence.bind(act, seen, duty.hazard)
    if reused(seen):
        noticed = (*noticed, Mark.PHOTO_REUSED)
    by_staff = act.by.kind is ActorKind.PERSON
    made = Report(
        duty=duty,
        place=place,
        channel=told.channel,
        sender=rules.sender_of(told.client_ref),
        tracking=rules.code_hash(code),
        contact=_sealed(told),
        checker=queries.first_holder(duty),
        marks=[str(mark) for mark in noticed],
        origin=told.origin,
        token=told.token,
        made_at=clock.from_us(act.at),
        entered_at=clock.from_us(act.at) if by_staff else None,
        entered_by=act.by.account if by_staff else None,
    )
    made.save()
    data: dict[str, Any] = {
        "duty": duty.pk,
        "channel": told.channel,
        "marks": made.marks,
        "photos": len(seen),
        "contact": bool(made.contact),
    }
    if words := " ".join(told.words.split())[: rules.WORDS]:
        data["words"] = texts.write(act, made, "words", words, path=place.path)
        made.words = data["words"]["id"]
        made.save(update_fields=["words"])
    act.enter("resident_report.made", made, path=place.path, data=data)
    return made


def _marks(act: Deed, told: Told, place: Place) -> tuple[Mark, ...]:
    since = clock.from_us(act.at) - rules.WINDOW
    staff = told.channel in BY_STAFF or told.channel is Channel.HOTLINE
    return rules.marks(
        from_address=queries.sent_from(told.origin, since),
        at_place=0 if staff else queries.sent_at(place.pk, since),
        photos=len(told.photos) if not staff else 1,
        refused=told.refused,
        unsure=told.unsure and not staff,
        guessed=told.unsure and staff,
        robot=told.robot,
    )


def _case(by: Actor, told: Told, place: Place, code: str, seen: list[Attachment]) -> Duty:
    source = Source(
        kind=SourceKind.RESIDENT,
        ref=str(told.channel),
        client_ref=f"resident:{rules.code_hash(code)[:48]}",
        photos=tuple(row.pk for row in seen),
        answer_due_at=told.answer_due_at,
    )
    if told.joins is not None and queries.open_case_at(told.joins, place.pk) is not None:
        return lists.join(by=by, duty_id=told.joins, source=source)
    spot = "" if told.unsure else mask(" ".join(told.spot.split()))[:120]
    return lists.report(by=by, code=told.code, at=Spot(place, spot=spot), source=source)


def _sealed(told: Told) -> str:
    contact = {"phone": told.phone.strip(), "name": told.name.strip()[:40]}
    return vault.close(contact, rules.sender_of(told.client_ref)) if any(contact.values()) else ""
