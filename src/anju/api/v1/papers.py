"""What hangs on a case: reports of discharge, look-backs, drafted 督办, proposals, referrals, clean-ups."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from anju.api import queries as own
from anju.api.v1.base import PAGE, Day, Id, In, Number, Ref, Text, UploadToken, Word, decode_as, encode, reference, who
from anju.api.v1.cases import found
from anju.api.v1.files import ids_of
from anju.api.v1.problems import ProblemError
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.kernel.scope import under
from anju.places import queries as places
from anju.supervision.lists import actions
from anju.supervision.lists.enums import LookBackResult, ProposalKind
from anju.supervision.lists.models import CleanUp, Draft, LookBack, Proposal
from anju.supervision.lists.permissions import Permission

router = Router(tags=["papers"])
M = TypeVar("M", bound=models.Model)


def page(rows: models.QuerySet[M], cursor: str) -> tuple[list[M], str | None]:
    """A page of rows by falling id, and the cursor of the next."""
    before = decode_as(cursor, int)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    some = list(rows.order_by("-pk")[: PAGE + 1])
    return some[:PAGE], encode(str(some[PAGE - 1].pk)) if len(some) > PAGE else None


def done(act: Callable[[], Any]) -> Any:
    """Run an action on a paper; what it refuses becomes a problem."""
    try:
        return act()
    except ObjectDoesNotExist:
        raise Http404 from None
    except actions.NotPossibleError as error:
        raise ProblemError(409, "not-possible", str(error)) from None
    except ValueError as error:
        raise ProblemError(422, "refused", str(error)) from None


def known_organisation(actor: Actor, pk: int | None) -> int | None:
    """The id of an organisation that the actor sees. Raises ProblemError 422."""
    if pk is not None and not own.organisations_seen(actor).filter(pk=pk).exists():
        raise ProblemError(422, "no-such-organisation", _("没有这个单位，或它不在你的范围里。"))
    return pk


class PageFilters(Schema):
    cursor: str = ""


class LookBackOut(Schema):
    """A closed case that is to be looked at again."""

    id: int
    hazard: str
    organisation: int
    days: int = Field(description="30, 90 or 180 after closing")
    due_on: date
    result: str


class LookBackPage(Schema):
    items: list[LookBackOut]
    next: str | None


@router.get(
    "/look-backs", response=LookBackPage, operation_id="look_backs", summary="回头看: what is to be looked at again"
)
def look_backs(request: HttpRequest, filters: Query[PageFilters]) -> Any:
    rows = LookBack.objects.for_(who(request), Permission.SEE).select_related("duty__hazard")
    some, following = page(rows, filters.cursor)
    return LookBackPage(items=[_look_back(row) for row in some], next=following)


def _look_back(row: LookBack) -> LookBackOut:
    return LookBackOut(
        id=row.pk,
        hazard=row.duty.hazard.number,
        organisation=row.organisation_id,
        days=row.days,
        due_on=row.due_on,
        result=row.result,
    )


class LookBackIn(In):
    result: LookBackResult
    reason: Text = ""


@router.post("/look-backs/{look_back_id}/result", response=LookBackOut, operation_id="look_back", summary="登记回头看")
def look_back(request: HttpRequest, look_back_id: Id, body: LookBackIn) -> Any:
    actor = who(request)
    _one(LookBack.objects.for_(actor, Permission.SEE), look_back_id)
    made = done(lambda: actions.look_back(by=actor, look_back_id=look_back_id, result=body.result, reason=body.reason))
    return _look_back(made)


def _one(rows: models.QuerySet[M], pk: int) -> M:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


class DraftOut(Schema):
    """A drafted 督办: one per unit and day, until a named person signs or declines it."""

    id: int
    level: int
    unit: int
    signer: int
    day: date
    due_at: datetime
    decision: str
    cases: list[str]


class DraftPage(Schema):
    items: list[DraftOut]
    next: str | None


@router.get("/drafts", response=DraftPage, operation_id="drafts", summary="督办: drafted notices")
def drafts(request: HttpRequest, filters: Query[PageFilters]) -> Any:
    rows = Draft.objects.for_(who(request), Permission.RULE).prefetch_related("cases__duty__hazard")
    some, following = page(rows, filters.cursor)
    return DraftPage(items=[_draft(row) for row in some], next=following)


def _draft(row: Draft) -> DraftOut:
    return DraftOut(
        id=row.pk,
        level=row.level,
        unit=row.unit_id,
        signer=row.signer_id,
        day=row.day,
        due_at=row.due_at,
        decision=row.decision,
        cases=sorted(case.duty.hazard.number for case in row.cases.all()),
    )


class DecisionIn(In):
    """Yes, or no with a reason."""

    approved: bool
    reason: Text = ""


@router.post("/drafts/{draft_id}/decision", response=DraftOut, operation_id="sign_draft", summary="签发或不发督办")
def sign_draft(request: HttpRequest, draft_id: Id, body: DecisionIn) -> Any:
    actor = who(request)
    _one(Draft.objects.for_(actor, Permission.RULE), draft_id)
    return _draft(
        done(lambda: actions.sign_draft(by=actor, draft_id=draft_id, signed=body.approved, reason=body.reason))
    )


class ProposalOut(Schema):
    """挂牌督办, 摘牌, 曝光 or 移送, put to a named person."""

    id: int
    hazard: str
    kind: str
    approver: int
    decision: str
    due_at: datetime
    receiver: int | None
    receive_due_at: datetime | None
    outside_no: str


class ProposalPage(Schema):
    items: list[ProposalOut]
    next: str | None


@router.get("/proposals", response=ProposalPage, operation_id="proposals", summary="挂牌、摘牌、曝光、移送")
def proposals(request: HttpRequest, filters: Query[PageFilters]) -> Any:
    """What the caller may rule on or receive."""
    some, following = page(_proposals(who(request)), filters.cursor)
    return ProposalPage(items=[_proposal(row) for row in some], next=following)


def _proposals(actor: Actor) -> models.QuerySet[Proposal]:
    rule = Proposal.objects.for_(actor, Permission.RULE).values("pk")
    receive = Proposal.objects.for_(actor, Permission.RECEIVE).values("pk")
    rows = Proposal.objects.system("narrowed to what the actor may rule on or receive, in the next line")
    return rows.filter(models.Q(pk__in=rule) | models.Q(pk__in=receive)).select_related("duty__hazard")


def _proposal(row: Proposal) -> ProposalOut:
    return ProposalOut(
        id=row.pk,
        hazard=row.duty.hazard.number,
        kind=row.kind,
        approver=row.approver_id,
        decision=row.decision,
        due_at=row.due_at,
        receiver=row.receiver_id,
        receive_due_at=row.receive_due_at,
        outside_no=row.outside_no,
    )


class ProposeIn(In):
    kind: ProposalKind
    reason: Text = ""
    wording: Text = Field("", description="Of an exposure: what is to be made public; masked before it is kept")


@router.post(
    "/hazards/{number}/proposals",
    response={201: ProposalOut},
    operation_id="propose",
    summary="提出挂牌、摘牌、曝光、移送",
)
def propose(request: HttpRequest, number: Number, body: ProposeIn) -> Any:
    actor = who(request)
    duty = found(actor, number)
    made = done(
        lambda: actions.propose(by=actor, duty_id=duty.pk, kind=body.kind, reason=body.reason, wording=body.wording)
    )
    return Status(201, _proposal(made))


@router.post("/proposals/{proposal_id}/decision", response=ProposalOut, operation_id="decide", summary="审批")
def decide(request: HttpRequest, proposal_id: Id, body: DecisionIn) -> Any:
    actor = who(request)
    _one(_proposals(actor), proposal_id)
    return _proposal(
        done(lambda: actions.decide(by=actor, proposal_id=proposal_id, approved=body.approved, reason=body.reason))
    )


class ReceiptIn(In):
    """Received, or returned with a reason. A patrol photo is a lead; officers collect evidence themselves."""

    received: bool
    reason: Text = ""
    outside_no: str = Field("", max_length=60, description="Your own case number")


@router.post("/referrals/{proposal_id}/receipt", response=ProposalOut, operation_id="receive", summary="接收或退回移送")
def receive(request: HttpRequest, proposal_id: Id, body: ReceiptIn) -> Any:
    actor = who(request)
    _one(Proposal.objects.for_(actor, Permission.RECEIVE), proposal_id)
    return _proposal(
        done(
            lambda: actions.receive(
                by=actor,
                proposal_id=proposal_id,
                received=body.received,
                reason=body.reason,
                outside_no=body.outside_no,
            )
        )
    )


class ResultIn(In):
    result: str = Field(min_length=1, max_length=200)
    outside_no: str = Field("", max_length=60)


@router.post(
    "/referrals/{proposal_id}/result", response=ProposalOut, operation_id="referral_result", summary="登记移送结果"
)
def referral_result(request: HttpRequest, proposal_id: Id, body: ResultIn) -> Any:
    actor = who(request)
    _one(Proposal.objects.for_(actor, Permission.RECEIVE), proposal_id)
    return _proposal(
        done(
            lambda: actions.record_result(
                by=actor, proposal_id=proposal_id, result=body.result, outside_no=body.outside_no
            )
        )
    )


class CleanUpOut(Schema):
    """Clutter taken away; weighed and estimated are never summed silently."""

    id: int
    place: int
    cleaned_on: date
    kilograms: int
    weighed: bool
    organisation: int
    imported: bool
    photos: list[int] = Field(description="Attachment ids")


class CleanUpPage(Schema):
    items: list[CleanUpOut]
    next: str | None


class CleanUpFilters(PageFilters):
    place: Word = Field("", description="A path: only at or below it")


@router.get("/clean-ups", response=CleanUpPage, operation_id="clean_ups", summary="清理记录: clutter taken away")
def clean_ups(request: HttpRequest, filters: Query[CleanUpFilters]) -> Any:
    rows = CleanUp.objects.for_(who(request), Permission.SEE)
    if filters.place:
        try:
            rows = rows.filter(under("path", filters.place))
        except ValueError:
            rows = rows.none()
    some, following = page(rows, filters.cursor)
    return CleanUpPage(items=_clean_ups(who(request), some), next=following)


def _clean_ups(actor: Actor, rows: list[CleanUp]) -> list[CleanUpOut]:
    photos = ids_of(actor, "clean_up", [row.pk for row in rows])
    return [
        CleanUpOut(
            id=row.pk,
            place=row.place_id,
            cleaned_on=row.cleaned_on,
            kilograms=row.kilograms,
            weighed=row.weighed,
            organisation=row.organisation,
            imported=row.imported,
            photos=photos.get(str(row.pk), []),
        )
        for row in rows
    ]


class CleanUpIn(In):
    """One load, in the name of the organisation that the caller acts for."""

    place: Id = Field(examples=[1042])
    cleaned_on: Day = Field(description="Not in the future", examples=["2026-11-23"])
    kilograms: int = Field(ge=1, le=1_000_000, examples=[1200])
    weighed: bool = Field(description="On a scale; else it is an estimate", examples=[True])
    note: Word = Field("", examples=["两车，含旧家具"])
    photos: list[UploadToken] = Field(default_factory=list, max_length=6, description="Own uploads", examples=[[]])
    client_ref: Ref | None = Field(None, description="Your own key: the same load sent twice stays one record")


@router.post(
    "/clean-ups", response={201: CleanUpOut}, operation_id="record_clean_up", summary="登记清理: one load taken away"
)
def record_clean_up(request: HttpRequest, body: CleanUpIn) -> Any:
    actor = who(request)
    place = places.place_for(actor, body.place)
    if place is None or not allowed(actor, Permission.CLEAN_UP, path=place.path, place=place.pk):
        raise ProblemError(404, "no-such-place", _("没有这个地点，或它不在你的范围里。"))
    if body.cleaned_on > clock.today():
        words = _("清理日期不能晚于今天。")
        raise ProblemError(422, "in-the-future", words, errors=[{"at": "/cleaned_on", "detail": "future"}])
    made = done(
        lambda: actions.record_clean_up(
            by=actor,
            place=place,
            cleaned_on=body.cleaned_on,
            kilograms=body.kilograms,
            weighed=body.weighed,
            note=body.note,
            photos=list(dict.fromkeys(body.photos)),
            client_ref=reference(actor, body.client_ref),
        )
    )
    return Status(201, _clean_ups(actor, [made])[0])
