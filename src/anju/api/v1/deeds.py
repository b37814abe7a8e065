"""Every deed of the loop, one address each. The table of transitions says who and when; a refusal says why."""

from typing import Any, Self

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field, model_validator

from anju.api.v1.base import Day, Id, In, Moment, Number, Reason, Text, UploadToken, Word
from anju.api.v1.cases import CaseFull, do
from anju.api.v1.papers import known_organisation
from anju.catalogue.enums import EvidenceKind
from anju.supervision.lists import actions
from anju.supervision.lists.enums import (
    DeferralReason,
    FundsSource,
    Outcome,
    ReopenReason,
    SourceKind,
    TermReason,
)
from anju.supervision.lists.queries.cases import seen_by

router = Router(tags=["deeds"])


class ReasonIn(In):
    reason: Reason = Field(examples=["现场已清空，照片为今天所拍"])


class AssignIn(In):
    accountable: Id | None = Field(None, description="Another organisation than the one the rules find")
    reason: Text = ""


@router.post(
    "/hazards/{number}/assigned", response=CaseFull, operation_id="assign", summary="派责: it is so; assign the case"
)
def assign(request: HttpRequest, number: Number, body: AssignIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.check_report(
            by=by, duty_id=duty.pk, accountable=known_organisation(by, body.accountable), reason=body.reason
        ),
    )  # fmt: skip


class ProofIn(In):
    """An own upload, or what was handed in for this very case before and still counts: one of the two."""

    kind: EvidenceKind
    upload: UploadToken | None = None
    attachment: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.upload is None) == (self.attachment is None):
            raise ValueError("name either upload or attachment")
        return self


class SubmitIn(In):
    """Done, or a *proposed* not-so or not-ours with a reason. Somebody else decides."""

    outcome: Outcome = Field(Outcome.RECTIFIED, examples=["rectified"])
    reason: Text = ""
    evidence: list[ProofIn] = Field(
        default_factory=list, max_length=20, examples=[[{"kind": "photo_pair", "upload": "x0N3p0c3l1n8w5S2b7QmZg"}]]
    )
    on_the_spot: bool = False


@router.post(
    "/hazards/{number}/submitted", response=CaseFull, operation_id="submit", summary="提交整改: the work is done"
)
def submit(request: HttpRequest, number: Number, body: SubmitIn) -> Any:
    """A video handed in for a photo counts as a video. Photos of helpers taken as own are handed in along."""
    given = {item.upload: actions.Given(item.upload, item.kind) for item in body.evidence if item.upload}
    kept = [actions.Proof(item.kind, item.attachment) for item in body.evidence if item.attachment]
    return do(
        request, number,
        lambda by, duty: actions.hand_in(
            by=by, duty_id=duty.pk, outcome=body.outcome, reason=body.reason, given=list(given.values()), kept=kept,
            on_the_spot=body.on_the_spot,
        ),
    )  # fmt: skip


class PassIn(In):
    reason: Text = ""
    on_site: bool = Field(False, description="Somebody went there and looked")


@router.post(
    "/hazards/{number}/passed", response=CaseFull, operation_id="pass", summary="复核通过，销号: verify and close"
)
def verify_pass(request: HttpRequest, number: Number, body: PassIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.verify(
            by=by, duty_id=duty.pk, passed=True, reason=body.reason, on_site=body.on_site
        ),
    )  # fmt: skip


@router.post(
    "/hazards/{number}/returned", response=CaseFull, operation_id="return", summary="退回重改: not put right yet"
)
def verify_return(request: HttpRequest, number: Number, body: ReasonIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.verify(by=by, duty_id=duty.pk, passed=False, reason=body.reason),
    )  # fmt: skip


class DenyIn(ReasonIn):
    outcome: Outcome = Field(Outcome.NOT_SO, examples=["not_so"], description="not_so or not_ours")


@router.post(
    "/hazards/{number}/denied", response=CaseFull, operation_id="deny", summary="核查不属实: a report that is not so"
)
def deny(request: HttpRequest, number: Number, body: DenyIn) -> Any:
    """The level above decides: it closes the case, or has it checked again."""
    return do(
        request, number,
        lambda by, duty: actions.deny(by=by, duty_id=duty.pk, reason=body.reason, outcome=body.outcome),
    )  # fmt: skip


@router.post(
    "/hazards/{number}/recheck", response=CaseFull, operation_id="recheck", summary="不认可，退回核查: look again"
)
def recheck(request: HttpRequest, number: Number, body: ReasonIn) -> Any:
    return do(
        request, number, lambda by, duty: actions.recheck(by=by, duty_id=duty.pk, reason=body.reason)
    )  # fmt: skip


class PlanIn(In):
    """五落实, whole."""

    measure: Text
    funds_fen: int | None = Field(None, ge=0, le=10**13, description="In fen")
    funds_source: FundsSource
    responsible: str = Field(max_length=60)
    contingency: str = Field(max_length=300)


@router.post("/hazards/{number}/planned", response=CaseFull, operation_id="plan", summary="填报五落实: the five fixes")
def plan(request: HttpRequest, number: Number, body: PlanIn) -> Any:
    return do(
        request, number, lambda by, duty: actions.plan(by=by, duty_id=duty.pk, fixes=body.dict())
    )  # fmt: skip


class DeferralIn(In):
    because: DeferralReason
    interim: Reason = Field(description="Affordable interim measures")
    explanation: Text = ""
    wished_on: Day | None = Field(None, description="Until when time is asked for")


@router.post(
    "/hazards/{number}/deferral_asked", response=CaseFull, operation_id="ask_deferral", summary="申请延期: ask for time"
)
def ask_deferral(request: HttpRequest, number: Number, body: DeferralIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.ask_deferral(
            by=by, duty_id=duty.pk, reason=body.because, interim=body.interim, explanation=body.explanation,
            wished_on=body.wished_on,
        ),
    )  # fmt: skip


class ReviewIn(In):
    review_on: Day
    reason: Text = Field("", description="Needed where the review lies later than was asked for")


@router.post(
    "/hazards/{number}/deferred", response=CaseFull, operation_id="defer", summary="同意延期: grant time until a date"
)
def defer(request: HttpRequest, number: Number, body: ReviewIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.answer_deferral(
            by=by, duty_id=duty.pk, granted=True, review_on=body.review_on, reason=body.reason
        ),
    )  # fmt: skip


@router.post(
    "/hazards/{number}/deferral_refused", response=CaseFull, operation_id="refuse_deferral", summary="不同意延期"
)
def refuse_deferral(request: HttpRequest, number: Number, body: ReasonIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.answer_deferral(by=by, duty_id=duty.pk, granted=False, reason=body.reason),
    )  # fmt: skip


@router.post(
    "/hazards/{number}/resumed", response=CaseFull, operation_id="resume", summary="恢复整改: go on before the review"
)
def resume(request: HttpRequest, number: Number) -> Any:
    return do(request, number, lambda by, duty: actions.resume(by=by, duty_id=duty.pk))


class DisputeIn(ReasonIn):
    proposed: Id | None = Field(None, description="The organisation that should answer instead")


@router.post(
    "/hazards/{number}/disputed", response=CaseFull, operation_id="dispute", summary="提出异议: another answers"
)
def dispute(request: HttpRequest, number: Number, body: DisputeIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.dispute(
            by=by, duty_id=duty.pk, reason=body.reason, proposed=known_organisation(by, body.proposed)
        ),
    )  # fmt: skip


class UpholdIn(ReasonIn):
    accountable: Id | None = Field(None, description="Who answers now; the one the dispute proposed, if left out")


@router.post("/hazards/{number}/dispute_upheld", response=CaseFull, operation_id="uphold", summary="异议成立，改派")
def uphold(request: HttpRequest, number: Number, body: UpholdIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.rule_dispute(
            by=by, duty_id=duty.pk, upheld=True, reason=body.reason,
            accountable=known_organisation(by, body.accountable),
        ),
    )  # fmt: skip


@router.post("/hazards/{number}/dispute_dismissed", response=CaseFull, operation_id="dismiss", summary="异议不成立")
def dismiss(request: HttpRequest, number: Number, body: ReasonIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.rule_dispute(by=by, duty_id=duty.pk, upheld=False, reason=body.reason),
    )  # fmt: skip


class ExtendIn(ReasonIn):
    due_on: Day


@router.post(
    "/hazards/{number}/extended", response=CaseFull, operation_id="extend", summary="调整期限: another due date"
)
def extend(request: HttpRequest, number: Number, body: ExtendIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.extend(by=by, duty_id=duty.pk, due_on=body.due_on, reason=body.reason),
    )  # fmt: skip


class HandOverIn(In):
    accountable: Id
    because: TermReason = Field(examples=["contract_ended"])


@router.post("/hazards/{number}/handed_over", response=CaseFull, operation_id="hand_over", summary="移交责任方")
def hand_over(request: HttpRequest, number: Number, body: HandOverIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.hand_over(
            by=by, duty_id=duty.pk, accountable=known_organisation(by, body.accountable) or 0, reason=body.because
        ),
    )  # fmt: skip


class DischargeIn(In):
    dissuaded_at: Moment
    noticed_at: Moment


@router.post(
    "/hazards/{number}/discharge_reported", response=CaseFull, operation_id="discharge",
    summary="劝阻、书面告知、上报: a property company's report",
)  # fmt: skip
def discharge(request: HttpRequest, number: Number, body: DischargeIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.discharge(
            by=by, duty_id=duty.pk, dissuaded_at=body.dissuaded_at, noticed_at=body.noticed_at
        ),
    )  # fmt: skip


class ReceiverIn(In):
    receiver: Id = Field(description="The organisation that takes it on")


@router.post(
    "/hazards/{number}/discharged", response=CaseFull, operation_id="receive_discharge",
    summary="街道签收劝阻上报: the company's term ends",
)  # fmt: skip
def receive_discharge(request: HttpRequest, number: Number, body: ReceiverIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.receive_discharge(
            by=by, duty_id=duty.pk, receiver=known_organisation(by, body.receiver) or 0
        ),
    )  # fmt: skip


class NoteIn(In):
    note: Reason


@router.post(
    "/hazards/{number}/progressed", response=CaseFull, operation_id="progress", summary="登记进展: how far the work is"
)
def progress(request: HttpRequest, number: Number, body: NoteIn) -> Any:
    return do(
        request, number, lambda by, duty: actions.progress(by=by, duty_id=duty.pk, note=body.note)
    )  # fmt: skip


class JoinIn(In):
    description: Text = ""
    source: SourceKind = Field(SourceKind.DESK, description="Where it comes from", examples=["patrol"])


@router.post("/hazards/{number}/joined", response=CaseFull, operation_id="join", summary="同一处再次上报: seen it too")
def join(request: HttpRequest, number: Number, body: JoinIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.join(
            by=by, duty_id=duty.pk, description=body.description, source=actions.Source(kind=body.source)
        ),
    )  # fmt: skip


class DateIn(In):
    due_on: Day


@router.post(
    "/hazards/{number}/date_confirmed", response=CaseFull, operation_id="confirm_date",
    summary="确认期限: of an imported case; only then does it climb",
)  # fmt: skip
def confirm_date(request: HttpRequest, number: Number, body: DateIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.confirm_date(by=by, duty_id=duty.pk, due_on=body.due_on),
    )  # fmt: skip


class MergeIn(In):
    master: Number = Field(description="The number of the case it joins")


@router.post("/hazards/{number}/merged", response=CaseFull, operation_id="merge", summary="并入另一条")
def merge(request: HttpRequest, number: Number, body: MergeIn) -> Any:
    def join(by: Any, duty: Any) -> object:
        master = seen_by(by, body.master)
        if master is None:
            raise ValueError(_("没有找到要并入的案件。"))
        return actions.merge(by=by, duty_id=duty.pk, master_id=master.pk)

    return do(request, number, join)


@router.post("/hazards/{number}/unmerged", response=CaseFull, operation_id="unmerge", summary="取消并入")
def unmerge(request: HttpRequest, number: Number, body: ReasonIn) -> Any:
    return do(
        request, number, lambda by, duty: actions.unmerge(by=by, duty_id=duty.pk, reason=body.reason)
    )  # fmt: skip


class ReopenIn(In):
    why: ReopenReason
    reason: Word = Field(min_length=1)


@router.post(
    "/hazards/{number}/reopened", response=CaseFull, operation_id="reopen", summary="复开: it was not put right"
)
def reopen(request: HttpRequest, number: Number, body: ReopenIn) -> Any:
    return do(
        request, number,
        lambda by, duty: actions.reopen(by=by, duty_id=duty.pk, why=body.why, reason=body.reason),
    )  # fmt: skip
