"""Duties: who must put a hazard right, and where the case stands."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.catalogue.enums import LiableParty, Severity
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Organisation
from anju.supervision.lists.enums import (
    Clock,
    Decision,
    DeferralReason,
    FundsSource,
    LookBackResult,
    Outcome,
    Rung,
    State,
    TermReason,
)
from anju.supervision.lists.models.hazards import Hazard
from anju.supervision.lists.rules import clocks


class Duty(Subject):
    """A hazard's one duty for life. Its state changes only in `actions.perform` (DESIGN §5)."""

    hazard = models.OneToOneField(Hazard, on_delete=models.PROTECT, related_name="duty")
    number = models.CharField(_("责任编号"), max_length=20, unique=True)
    path = PathField()
    kind_code = models.CharField(max_length=12)
    severity = models.CharField(max_length=10, choices=Severity)
    state = models.CharField(max_length=10, choices=State)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    liable_kind = models.CharField(max_length=20, choices=LiableParty)
    liable_organisation = models.BigIntegerField(null=True)
    liable_text = models.CharField(_("责任人描述"), max_length=120, blank=True, default="")
    accountable = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """Who holds the open term now: the checker, the accountable, the verifier or the street that must rule."""
    verifier = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.JSONField(default=list)
    """The numbered reasons for the accountable: codes and ids, worded when shown."""

    due_at = models.DateTimeField(null=True)
    """The rectification deadline. It stands while others check, verify or rule."""
    due_latest = models.DateTimeField(null=True)
    """The latest `due_at` can turn out to be, where its holiday table is missing; then it is provisional."""
    answer_due_at = models.DateTimeField(null=True)
    """When somebody outside was promised an answer (12345): what is due while it is checked and first put right, is due
    no later.
    """
    holder_due_at = models.DateTimeField(null=True)
    """When the holder of the open term must have answered."""
    date_confirmed = models.BooleanField(default=True)
    """False for imported open cases: they climb no rung until the street confirms a date."""
    rung = models.PositiveSmallIntegerField(choices=Rung, default=Rung.NONE)
    next_rung = models.PositiveSmallIntegerField(choices=Rung, default=Rung.NONE)
    rung_at = models.DateTimeField(null=True)
    next_action_at = models.DateTimeField(null=True)

    measure = models.CharField(_("措施"), max_length=300, blank=True, default="")
    funds_fen = models.BigIntegerField(_("资金（分）"), null=True)
    funds_source = models.CharField(_("资金来源"), max_length=20, choices=FundsSource, blank=True, default="")
    responsible = models.CharField(_("责任人"), max_length=60, blank=True, default="")
    contingency = models.CharField(_("预案"), max_length=300, blank=True, default="")

    disputes_made = models.PositiveSmallIntegerField(default=0)
    dispute_open = models.BooleanField(default=False)
    deferral_open = models.BooleanField(default=False)
    asked_late = models.BooleanField(default=False)
    """Of the deferral that is open: it was asked for after the deadline, so the ladder of the duty goes on."""
    denied = models.BooleanField(default=False)
    """Its checker says it is not so, and the level above, its verifier meanwhile, has not decided yet."""
    reopened = models.PositiveSmallIntegerField(default=0)
    listed = models.BooleanField(default=False)
    """Under 挂牌督办 now."""
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    recurrence_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="recurrences", db_index=False
    )
    opened_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    ledger_kind = "duty"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "hazard", "number", "path", "kind_code", "severity", "state", "outcome", "liable_kind", "liable_organisation",
        "liable_text", "accountable", "holder", "verifier", "due_at", "holder_due_at", "date_confirmed", "rung",
        "measure", "funds_fen", "funds_source", "responsible", "contingency", "disputes_made", "dispute_open",
        "deferral_open", "reopened", "listed", "merged_into", "recurrence_of", "opened_at", "assigned_at",
        "submitted_at", "submitted_by", "closed_at", "closed_by", "asked_late", "denied",
    )  # fmt: skip
    scope = Scope(path="path", parties=("accountable_id", "holder_id", "verifier_id"), many=True)

    objects = ScopedManager["Duty"]()
    _all = models.Manager["Duty"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "state", "due_at"], name="lists_duty_path"),
            models.Index(fields=["state", "path", "accountable", "holder", "verifier"], name="lists_duty_reach"),
            models.Index(
                fields=["state", "holder_due_at", "id"], condition=~Q(state=State.CLOSED), name="lists_duty_state_due"
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="lists_duty_merged"),
            models.Index(fields=["recurrence_of"], condition=Q(recurrence_of__isnull=False), name="lists_duty_repeats"),
            models.Index(fields=["state", "path"], condition=Q(dispute_open=True), name="lists_duty_disputed"),
            models.Index(fields=["state", "path"], condition=Q(reopened__gt=0), name="lists_duty_reopened"),
            models.Index(fields=["holder_due_at", "id"], condition=~Q(state=State.CLOSED), name="lists_duty_open_due"),
            models.Index(
                fields=["holder", "holder_due_at"], condition=~Q(state=State.CLOSED), name="lists_duty_holder"
            ),
            models.Index(fields=["accountable", "state"], name="lists_duty_accountable"),
            models.Index(fields=["verifier", "state"], name="lists_duty_verifier"),
            models.Index(fields=["holder", "state"], name="lists_duty_holding"),
            models.Index(
                fields=["holder", "next_action_at"],
                condition=Q(next_action_at__isnull=False),
                name="lists_duty_holder_next",
            ),
            models.Index(
                fields=["next_action_at"], condition=Q(next_action_at__isnull=False), name="lists_duty_next_action"
            ),
            models.Index(fields=["closed_at", "id"], condition=Q(closed_at__isnull=False), name="lists_duty_closed"),
            models.Index(
                fields=["closed_at", "id"],
                condition=Q(closed_at__isnull=False) & ~Q(outcome=Outcome.RECTIFIED),
                name="lists_duty_ended",
            ),
            models.Index(fields=["kind_code", "state", "outcome"], name="lists_duty_kind"),
            models.Index(fields=["outcome", "path"], name="lists_duty_outcome"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=State.CLOSED) & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (~Q(state=State.CLOSED) & Q(outcome="", closed_at__isnull=True, closed_by__isnull=True)),
                name="lists_duty_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.REPORTED, State.CLOSED]) | Q(accountable__isnull=False),
                name="lists_duty_has_accountable",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED) | Q(holder__isnull=False), name="lists_duty_open_has_holder"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_candidate(self) -> bool:
        """A major hazard is a candidate until the brigade's collective decision."""
        return self.severity == Severity.MAJOR

    @property
    def is_provisional(self) -> bool:
        """The due date rests on a year whose holiday table is not known yet (暂定)."""
        return self.due_latest is not None and self.pressing_at == self.due_at

    @property
    def pressing_at(self) -> datetime | None:
        """The date that counts for the case. While a deferral waits for its answer the deadline stands beside the
        answer's date, and the earlier of them counts: asking makes nothing less late.
        """
        return clocks.earlier(self.holder_due_at, self.due_at) if self.deferral_open else self.holder_due_at

    @property
    def plan_gaps(self) -> int:
        """How many of the five fixes are missing; the deadline is set with the assignment."""
        return sum(
            not value for value in (self.measure, self.funds_source, self.responsible, self.due_at, self.contingency)
        )

    @property
    def answering(self) -> int:
        """The accountable's id, of a case that has one: every assigned, submitted or deferred case does."""
        assert self.accountable_id is not None, self.number
        return self.accountable_id


class Term(models.Model):
    """A stretch of (holder, reason, clock). An open, unmerged case has exactly one open. Told by the duty's entries."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="terms")
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=TermReason)
    clock = models.CharField(max_length=10, choices=Clock)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    _all = models.Manager["Term"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(until__isnull=True), name="lists_term_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.holder_id} {self.clock}"


class Submission(Subject):
    """The accountable says: done, not so, or not ours. A second person decides."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="submissions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=500, blank=True, default="")
    on_the_spot = models.BooleanField(default=False)
    by_checker = models.BooleanField(default=False)
    """A checker's, of a report that is not so: it repairs nothing and bars nobody from verifying later work."""
    evidence = models.JSONField(default=list)
    """`{"kind": EvidenceKind, "attachment": id}` of each item handed in."""
    account = models.BigIntegerField(null=True)
    organisations = models.JSONField(default=list)
    """Every organisation the submitter held a post in then: none of them may verify."""
    submitted_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    on_site = models.BooleanField(default=False)
    """Drawn for a re-check on site (5 % of what is verified from photos)."""

    ledger_kind = "submission"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "duty", "outcome", "on_the_spot", "evidence", "account", "submitted_at", "decision", "decided_at", "decided_by",
        "on_site", "by_checker",
    )  # fmt: skip

    _all = models.Manager["Submission"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["duty"], condition=Q(decision=Decision.PENDING), name="lists_submission_one_pending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.outcome}"


class Dispute(Subject):
    """An accountable says it is somebody else's. Once per party; the clock runs."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="disputes")
    party = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    proposed = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500)
    judge = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The street; from the third dispute of a case on, the district office."""
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    ledger_kind = "dispute"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "duty", "party", "proposed", "judge", "made_at", "due_at", "decision", "decided_at", "decided_by",
    )  # fmt: skip

    _all = models.Manager["Dispute"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["duty", "party"], name="lists_dispute_once_per_party")]
        indexes = [
            models.Index(fields=["judge", "due_at"], condition=Q(decision=Decision.PENDING), name="lists_dispute_due")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} by {self.party_id}"


class Deferral(Subject):
    """More time, for a reason that is not the accountable's to remove, with interim measures that can be afforded."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="deferrals")
    reason = models.CharField(max_length=20, choices=DeferralReason)
    interim = models.CharField(_("临时防范措施"), max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    wished_on = models.DateField(null=True)
    """Until when the accountable asks for time; empty where it was not said (older records, other systems)."""
    late_days = models.PositiveSmallIntegerField(default=0)
    """How many working days after the deadline it was asked for."""
    review_on = models.DateField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    ledger_kind = "deferral"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "duty", "reason", "asked_at", "asked_by", "review_on", "decision", "decided_at", "decided_by", "wished_on",
        "late_days",
    )  # fmt: skip

    _all = models.Manager["Deferral"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["duty"], condition=Q(decision=Decision.PENDING), name="lists_deferral_one_pending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.reason}"


class Discharge(Subject):
    """A property company's 劝阻 → written notice → report. With the receipt its term ends (消防法 18 条)."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="discharges")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    dissuaded_at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.BigIntegerField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.BigIntegerField(null=True)
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    """When the street must have given its receipt."""
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    climbed = models.BooleanField(default=False)

    ledger_kind = "discharge"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "duty", "organisation", "dissuaded_at", "noticed_at", "reported_at", "reported_by", "received_at",
        "received_by", "receiver", "due_at", "decision", "climbed",
    )  # fmt: skip

    _all = models.Manager["Discharge"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["duty"], condition=Q(decision=Decision.PENDING), name="lists_discharge_one_pending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} by {self.organisation_id}"


class LookBack(Subject):
    """A closed case is looked at again, by somebody who did not put it right."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="look_backs")
    path = PathField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    climbs_at = models.DateTimeField(null=True)
    """When silence goes up a level, counted from when its organisation was told; empty until then."""
    result = models.CharField(max_length=10, choices=LookBackResult, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)

    ledger_kind = "look_back"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "duty", "organisation", "days", "due_on", "result", "done_at", "done_by",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation_id",))

    objects = ScopedManager["LookBack"]()
    _all = models.Manager["LookBack"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["path", "due_on"], condition=Q(result=""), name="lists_lookback_due"),
            models.Index(fields=["climbs_at"], condition=Q(result=""), name="lists_lookback_climbs"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}+{self.days}"
