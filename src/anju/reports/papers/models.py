"""Documents, their versions, their fields, whom they were sent to, and every copy that left the house."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Account, Organisation
from anju.places.models import Place
from anju.reports.models import Quote
from anju.reports.papers.enums import Answer, How, Move, PaperKind, PaperState, Shape, Weekday


class Paper(Subject):
    """A document of one organisation. Its words stand in versions; who reaches it depends on its owner and state."""

    kind = models.CharField(_("文种"), max_length=12, choices=PaperKind)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    """The place it speaks of: a district or a street."""
    title = models.CharField(_("标题"), max_length=120)
    period = models.CharField(_("期间"), max_length=24, blank=True, default="")
    source = models.CharField(max_length=24, blank=True, default="")
    """What it tells of, where that is one thing: `month:7`, `campaign:3`."""
    state = models.CharField(max_length=12, choices=PaperState, default=PaperState.DRAFT)
    round = models.PositiveSmallIntegerField(default=1)
    """Goes up when it is returned: whoever was asked is asked anew."""
    version = models.PositiveSmallIntegerField(default=1)
    addressee = models.CharField(_("主送"), max_length=80, blank=True, default="")
    number = models.CharField(_("文号"), max_length=40, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.BigIntegerField(null=True)
    filed_at = models.DateTimeField(null=True)
    filed_by = models.BigIntegerField(null=True)
    """The scan of what was printed and sealed."""
    annexes = models.JSONField(default=dict)
    """The rows of its lists and the months of its drawings as they stood when it was signed; empty before."""
    client_ref = models.CharField(max_length=100, null=True, unique=True)

    ledger_kind = "paper"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "kind", "owner", "path", "title", "period", "source", "state", "round", "version", "addressee", "number",
        "made_at", "made_by", "signed_at", "signed_by", "issued_at", "issued_by", "filed_at", "filed_by",
        "annexes",
    )  # fmt: skip
    scope = Scope(parties=("owner_id",))
    """By its owner alone: no reach over places opens a draft."""

    objects = ScopedManager["Paper"]()
    _all = models.Manager["Paper"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["owner", "state", "-id"], name="papers_paper_owner"),
            models.Index(fields=["state", "path"], name="papers_paper_issued"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], condition=~Q(number=""), name="papers_paper_number")
        ]

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """The words of a document at one time; told by the document's own entry. `sections` are ids in `kernel.texts`."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=10, choices=How)
    sections = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    _all = models.Manager["PaperVersion"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["paper", "number", "how"], name="papers_version_once")]

    def __str__(self) -> str:
        return f"{self.paper_id} v{self.number}"


class PaperField(models.Model):
    """A figure that stands in a document: counted anew at every look, or settled by a quote."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="fields")
    key = models.CharField(max_length=24)
    figure = models.CharField(max_length=40)
    label = models.CharField(max_length=60)
    unit = models.CharField(max_length=8, blank=True, default="")
    shape = models.CharField(max_length=8, choices=Shape, default=Shape.EXACT)
    path = PathField()
    period = models.CharField(max_length=24, blank=True, default="")
    narrowed = models.JSONField(default=list)
    near = models.JSONField(default=list)
    """Words beside which a typed number speaks of this figure."""
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, null=True, related_name="+")
    quote_before = models.ForeignKey(Quote, on_delete=models.PROTECT, null=True, related_name="+")
    """Of a comparison: the same days a year before."""

    _all = models.Manager["PaperField"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["paper", "key"], name="papers_field_once")]

    def __str__(self) -> str:
        return self.key


class PaperParty(models.Model):
    """An organisation that was sent the draft for its opinion or its countersignature, and what it said."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="parties")
    round = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=PaperState)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    opinion = models.BigIntegerField(null=True)
    """Id in `kernel.texts`."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)

    _all = models.Manager["PaperParty"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["paper", "round", "stage", "organisation"], name="papers_party_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.paper_id}"


class PaperStep(models.Model):
    """One move of a document: who, when, from which version, and why."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=12, choices=Move)
    from_state = models.CharField(max_length=12, choices=PaperState)
    to_state = models.CharField(max_length=12, choices=PaperState)
    version = models.PositiveSmallIntegerField()
    reason = models.BigIntegerField(null=True)
    """Id in `kernel.texts`."""
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    _all = models.Manager["PaperStep"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.paper_id} {self.move}"


class PaperCopy(models.Model):
    """A Word file that left the house, with the numbers as printed in it; its code stands in the file."""

    code = models.CharField(max_length=12, unique=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="copies")
    version = models.PositiveSmallIntegerField()
    public = models.BooleanField(default=False)
    printed = models.JSONField(default=dict)
    """Field → its words in the file."""
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    _all = models.Manager["PaperCopy"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.code


class PaperReader(models.Model):
    """Somebody outside the group whom a decision lets read an issued backcheck report. Told by the document."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="readers")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    decision = models.BigIntegerField(null=True)
    """Id in `kernel.texts`: which decision."""
    named_at = models.DateTimeField()
    named_by = models.BigIntegerField(null=True)

    _all = models.Manager["PaperReader"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["paper", "account"], name="papers_reader_once")]

    def __str__(self) -> str:
        return f"{self.account_id} reads {self.paper_id}"


class PaperSchedule(Subject):
    """A brief that is drafted again and again by itself, for one place. Nothing is ever issued by it."""

    kind = models.CharField(_("文种"), max_length=12, choices=PaperKind)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    weekday = models.PositiveSmallIntegerField(_("星期"), choices=Weekday, null=True)
    """Of a weekly brief; a daily one is made each working day."""
    hour = models.PositiveSmallIntegerField(_("几点"))
    responsible = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    """Who is told that a draft waits to be looked at."""
    on = models.BooleanField(default=True)
    since = models.DateTimeField()
    """Moments up to here are done with: it was switched on then, or its last brief was made for then."""
    last = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField(null=True)

    ledger_kind = "paper_schedule"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "kind", "owner", "place", "path", "weekday", "hour", "responsible", "on", "since", "last", "changed_at",
        "changed_by",
    )  # fmt: skip
    scope = Scope(parties=("owner_id",))

    objects = ScopedManager["PaperSchedule"]()
    _all = models.Manager["PaperSchedule"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "place"], name="papers_schedule_once"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="papers_schedule_hour"),
            models.CheckConstraint(
                condition=Q(kind=PaperKind.WEEKLY, weekday__isnull=False, weekday__lte=6)
                | Q(kind=PaperKind.DAILY, weekday__isnull=True),
                name="papers_schedule_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.path}"
