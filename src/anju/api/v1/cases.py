"""Hazards and duties: the two lists, one case, its story and proof, and reporting."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from anju.api.v1.base import (
    Id,
    In,
    Moment,
    Named,
    Number,
    Ref,
    Text,
    UploadToken,
    Word,
    answered,
    bad_cursor,
    decode,
    encode,
    if_match,
    masks,
    reference,
    who,
)
from anju.api.v1.problems import ProblemError
from anju.catalogue.queries import UnknownKindError
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.files.sniff import RefusedError
from anju.kernel.ledger.prove import NothingSealedError, prove
from anju.kernel.permissions import allowed
from anju.people.models import Organisation
from anju.people.rules import mask_name
from anju.places import queries as places
from anju.supervision.lists import actions
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import listing, story
from anju.supervision.lists.queries.cases import PlaceClosedError, seen_by
from anju.supervision.lists.queries.parties import NobodyError

router = Router()


class Point(Schema):
    """WGS-84, degrees."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class KindShort(Schema):
    code: str
    name: str
    version: int


class PlaceShort(Schema):
    id: int
    path: str
    full_name: str


class FiveFixes(Schema):
    """五落实; the deadline is the case's own."""

    measure: str
    funds_fen: int | None = Field(description="In fen, a hundredth of a yuan")
    funds_source: str
    responsible: str
    contingency: str


class Case(Schema):
    """A hazard and its one duty. Times are RFC 3339 in UTC."""

    number: str = Field(examples=["YH-2611-0842"])
    duty_number: str = Field(examples=["ZR-2611-0842"])
    state: str = Field(examples=["assigned"], description="reported, assigned, submitted, deferred or closed")
    outcome: str = Field(description="rectified, not_so, not_ours or merged; empty while open")
    severity: str
    candidate: bool = Field(description="A major hazard until the brigade's collective decision")
    kind: KindShort
    place: PlaceShort
    floor: int | None
    spot: str
    description: str
    point: Point | None
    source: str
    imported: bool
    reported_at: datetime
    happened_at: datetime
    accountable: Named | None
    holder: Named | None = Field(description="Who must answer next")
    verifier: Named | None
    due_at: datetime | None
    due_provisional: bool = Field(description="The holiday table of that year is not known yet")
    holder_due_at: datetime | None
    dispute_open: bool
    deferral_open: bool
    reopened: int
    listed: bool = Field(description="Under 挂牌督办")
    fixes: FiveFixes
    photos: list[int] = Field(description="Attachment ids of what was seen")


class CaseFull(Case):
    possible: list[str] = Field(description="Deeds that the caller may do now, by their address")


class CasePage(Schema):
    items: list[Case]
    next: str | None


class CaseFilters(Schema):
    """The same filters as the pages of the lists."""

    state: Word = Field("", description="Empty: all open; a state; `all`; `disputed`; `reopened`")
    due: Word = Field("", description="`late`, or `soon` for late and within three days")
    kind: Word = Field("", description="A code such as ES-01, or its two letters")
    severity: Word = ""
    place: Word = Field("", description="A path: only cases at or below it")
    source: Word = ""
    outcome: Word = ""
    q: Word = Field("", description="A number, or words of the place's full name")
    cursor: str = ""


@router.get(
    "/hazards", response=CasePage, tags=["hazards"], operation_id="hazards", summary="List cases: what is wrong"
)
def hazards(request: HttpRequest, filters: Query[CaseFilters]) -> Any:
    """Open cases come due first, closed ones newest first. 50 a page."""
    return _page(who(request), filters)


@router.get("/duties", response=CasePage, tags=["duties"], operation_id="duties", summary="List cases: who must act")
def duties(request: HttpRequest, filters: Query[CaseFilters]) -> Any:
    """The same cases; each hazard has one duty for life."""
    return _page(who(request), filters)


def _page(actor: Actor, filters: CaseFilters) -> HttpResponse:
    wanted = listing.Filters(**filters.dict(exclude={"cursor"}))
    after = decode(filters.cursor)
    if after and not listing.is_place(wanted.order, after):
        raise bad_cursor()
    now = clock.now()
    if after:
        page = listing.page(listing.duties(actor, wanted, now=now), wanted.order, after=after)
    else:
        page = listing.first_page(actor, wanted, now=now)
    following = encode(page.next_after) if page.next_after else None
    return answered({"items": [_case(actor, duty) for duty in page.rows], "next": following})


@router.get("/hazards/{number}", response=CaseFull, tags=["hazards"], operation_id="hazard", summary="One case")
def hazard(request: HttpRequest, number: Number) -> Any:
    """By the hazard's or the duty's number. The first part of the ETag is the case's version: give the tag back as
    If-Match with a deed, and it is refused (412) where the case changed meanwhile.
    """
    return _full(who(request), found(who(request), number))


@router.get(
    "/duties/{number}", response=CaseFull, tags=["duties"], operation_id="duty", summary="One case, by its duty"
)
def duty(request: HttpRequest, number: Number) -> Any:
    return _full(who(request), found(who(request), number))


def _full(actor: Actor, row: Duty, status: int = 200) -> HttpResponse:
    possible = [str(event) for event in actions.offered(actor, row)]
    return answered({**_case(actor, row), "possible": possible}, status=status, etag=f'"{version_of(row)}"')


def found(actor: Actor, number: str) -> Duty:
    """The case of a number, where the actor reaches it."""
    row = seen_by(actor, number)
    if row is None:
        raise Http404
    return row


def version_of(row: Duty) -> str:
    """Changes with every entry about the case."""
    return f"v{story.last_entry(row.pk)}"


def _unit(row: Organisation | None) -> dict[str, Any] | None:
    return {"id": row.pk, "name": row.name} if row is not None else None


def _case(actor: Actor, row: Duty) -> dict[str, Any]:
    fault = row.hazard
    at = (fault.lat_e7, fault.lon_e7)
    return {
        "number": fault.number,
        "duty_number": row.number,
        "state": row.state,
        "outcome": row.outcome,
        "severity": row.severity,
        "candidate": row.is_candidate,
        "kind": {"code": fault.kind_code, "name": fault.kind.name, "version": fault.kind_id},
        "place": {"id": fault.place_id, "path": fault.path, "full_name": str(fault.place)},
        "floor": fault.floor,
        "spot": fault.spot,
        "description": fault.description,
        "point": {"lat": at[0] / 1e7, "lon": at[1] / 1e7} if at[0] is not None and at[1] is not None else None,
        "source": fault.source_kind,
        "imported": fault.imported,
        "reported_at": fault.reported_at,
        "happened_at": fault.happened_at,
        "accountable": _unit(row.accountable),
        "holder": _unit(row.holder),
        "verifier": _unit(row.verifier),
        "due_at": row.due_at,
        "due_provisional": row.is_provisional,
        "holder_due_at": row.holder_due_at,
        "dispute_open": row.dispute_open,
        "deferral_open": row.deferral_open,
        "reopened": row.reopened,
        "listed": row.listed,
        "fixes": {
            "measure": row.measure,
            "funds_fen": row.funds_fen,
            "funds_source": row.funds_source,
            "responsible": mask_name(row.responsible) if row.responsible and masks(actor) else row.responsible,
            "contingency": row.contingency,
        },
        "photos": list(fault.photos),
    }


class ReportIn(In):
    """A fault that was seen. The deadline, the accountable and the verifier follow from the catalogue and the place."""

    kind: Word = Field(examples=["ES-01"])
    place: Id = Field(examples=[1042])
    floor: int | None = Field(None, ge=-9, le=200, examples=[3])
    spot: str = Field("", max_length=120, examples=["东侧楼梯口"])
    description: Text = Field("", examples=["三楼到四楼平台堆放纸箱"])
    point: Point | None = None
    happened_at: Moment | None = Field(None, description="When it was seen; now, if left out. Not in the future")
    source: SourceKind = Field(SourceKind.DESK, description="Where it comes from", examples=["device"])
    source_ref: Word = Field("", description="The record's id in your system")
    client_ref: Ref | None = Field(None, description="Your own key: the same report sent twice stays one case")
    photos: list[UploadToken] = Field(
        default_factory=list, max_length=9, description="Own uploads that show it", examples=[[]]
    )


@router.post("/hazards", response={201: CaseFull}, tags=["hazards"], operation_id="report", summary="Report a hazard")
def report(request: HttpRequest, body: ReportIn) -> Any:
    actor = who(request)
    place = places.place_for(actor, body.place)
    if place is None or not allowed(actor, Permission.REPORT, path=place.path, place=place.pk):
        raise ProblemError(404, "no-such-place", _("没有这个地点，或它不在你的范围里。"))
    if body.happened_at is not None and body.happened_at > clock.now():
        raise ProblemError(
            422, "in-the-future", _("发现时间不能晚于现在。"), errors=[{"at": "/happened_at", "detail": "future"}]
        )
    point = (round(body.point.lon * 1e7), round(body.point.lat * 1e7)) if body.point else None
    at = actions.Spot(place, floor=body.floor, spot=body.spot, point_e7=point)
    source = actions.Source(
        kind=body.source,
        ref=body.source_ref,
        client_ref=reference(actor, body.client_ref),
        happened_at=body.happened_at,
    )
    try:
        made = actions.report_with_photos(
            by=actor,
            code=body.kind,
            at=at,
            photos=actions.Photos(before=list(dict.fromkeys(body.photos))),
            description=body.description,
            source=source,
        )
    except RefusedError as error:
        raise ProblemError(422, "refused", str(error), errors=[{"at": "/photos", "detail": str(error)}]) from None
    except UnknownKindError:
        raise ProblemError(
            422, "unknown-kind", _("目录里没有这个编号。"), errors=[{"at": "/kind", "detail": body.kind}]
        ) from None
    except PlaceClosedError as error:
        raise ProblemError(404, "no-such-place", str(error)) from None
    except NobodyError as error:
        raise ProblemError(409, "nobody-answers", str(error)) from None
    row = seen_by(actor, made.number) or made
    answer = _full(actor, row, status=201)
    answer["Location"] = f"/api/v1/hazards/{row.hazard.number}"
    return answer


class EntryOut(Schema):
    """One line of a case's story. People are masked; `sealed` false: 待封存."""

    number: int
    verb: str = Field(examples=["duty.assigned"])
    at: datetime
    happened_at: datetime
    by: str
    organisation: str
    reason: str
    sealed: bool
    data: dict[str, Any]


@router.get(
    "/hazards/{number}/entries",
    response=list[EntryOut],
    tags=["hazards"],
    operation_id="hazard_entries",
    summary="The case's story as the ledger tells it, newest first",
)
def entries(request: HttpRequest, number: Number) -> Any:
    return [
        EntryOut(
            number=told.number,
            verb=told.verb,
            at=told.at,
            happened_at=told.happened_at,
            by=told.by,
            organisation=told.organisation,
            reason=told.reason,
            sealed=told.sealed,
            data=told.data,
        )
        for told in story.of_case(found(who(request), number))
    ]


@router.get(
    "/hazards/{number}/proof",
    response=dict[str, Any],
    tags=["hazards"],
    operation_id="hazard_proof",
    summary="Proof of the case's entries, for tools/verify_proof.py",
)
def proof(request: HttpRequest, number: Number) -> Any:
    row = found(who(request), number)
    try:
        return prove("duty", str(row.pk))
    except NothingSealedError:
        raise ProblemError(409, "not-sealed-yet", _("还没有封存的记录，请稍后再取。")) from None


Deed = Callable[[Actor, Duty], object]


def do(request: HttpRequest, number: str, deed: Deed) -> HttpResponse:
    """Do a deed on a case the actor reaches and answer with the case as it stands then.

    A version that was given is compared inside the transaction of the deed. Raises ProblemError: 409 where the state
    does not allow it, 403 where another must do it, 412 where the case changed, 422 where something is missing.
    """
    actor = who(request)
    row = found(actor, number)
    with transaction.atomic() if request.headers.get("If-Match") else nullcontext():
        if_match(request, lambda: version_of(row))
        try:
            deed(actor, row)
        except actions.NotPossibleError as error:
            raise ProblemError(409, "not-possible", str(error)) from None
        except actions.EvidenceMissingError as error:
            raise ProblemError(422, "evidence-missing", str(error), missing=error.items) from None
        except NobodyError as error:
            raise ProblemError(409, "nobody-answers", str(error)) from None
        except ValueError as error:
            raise ProblemError(422, "refused", str(error)) from None
    fresh = seen_by(actor, number)
    if fresh is None:
        row.refresh_from_db()
        fresh = row
    return _full(actor, fresh)
