"""Reports of residents, tickets of the hotline, and a district's rules for both."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.catalogue.enums import Severity
from anju.intake.residents.enums import Channel
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.places.models import Place
from anju.supervision.lists.models import Duty


class Report(Subject):
    """What somebody without an account told us: the case it made or joined, how to follow it, how to reach them.

    Nothing here names a person in the clear: words stand in `kernel.texts`, the contact is encrypted
    """

    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="resident_report")
    """Its own case; where the fault was known, one that follows the standing case."""
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    """As it was told; the case's place may be another one later."""
    channel = models.CharField(_("来源"), max_length=10, choices=Channel)
    sender = models.CharField(max_length=40, unique=True)
    """The id under which the reporter acts (`resident:…`): random, tells nothing."""
    tracking = models.CharField(max_length=64, unique=True)
    """Hash of the tracking number; the number itself is kept by nobody."""
    words = models.BigIntegerField(null=True)
    """Id in `kernel.texts`."""
    contact = models.CharField(max_length=600, blank=True, default="")
    """Encrypted (`vault`); empty where none was left or it was erased."""
    checker = models.BigIntegerField(null=True)
    """The organisation that was to check it: only there, and in the district office, may the contact be read."""
    marks = models.JSONField(default=list)
    origin = models.CharField(max_length=24, blank=True, default="")
    """Keyed hash of the network address, for the limits; emptied after two days."""
    client_ref = models.CharField(max_length=120, null=True, unique=True)
    token = models.CharField(max_length=8, blank=True, default="")
    """Label of the API token that filed it; empty for people."""
    made_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    entered_by = models.BigIntegerField(null=True)
    """Account of staff who entered it for somebody."""
    contested = models.PositiveSmallIntegerField(default=0)
    called_back_at = models.DateTimeField(null=True)
    called_back_by = models.BigIntegerField(null=True)
    thanked_at = models.DateTimeField(null=True)
    thanked_by = models.BigIntegerField(null=True)

    ledger_kind = "resident_report"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "duty", "place", "channel", "sender", "tracking", "words", "contact", "checker", "marks", "token", "made_at",
        "entered_at", "entered_by", "contested", "called_back_at", "called_back_by", "thanked_at", "thanked_by",
    )  # fmt: skip
    scope = Scope(path="duty__path")

    objects = ScopedManager["Report"]()
    _all = models.Manager["Report"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["origin", "made_at"], condition=~models.Q(origin=""), name="residents_report_origin"),
            models.Index(fields=["place", "made_at"], name="residents_report_place"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What staff and other systems call it: `SB-000123`. Not the tracking number."""
        return f"SB-{self.pk:06d}"


class Ticket(Subject):
    """A ticket of the city's hotline and the clocks it came with."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="ticket")
    number = models.CharField(_("工单编号"), max_length=40, unique=True)
    received_at = models.DateTimeField(_("派单时间"))
    return_due_at = models.DateTimeField(_("退单截止"), null=True)
    answer_due_at = models.DateTimeField(_("答复截止"), null=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.BigIntegerField(null=True)
    reason = models.BigIntegerField(null=True)
    """Id in `kernel.texts`: why it was returned."""
    unit = models.CharField(_("建议承办单位"), max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)

    ledger_kind = "hotline_ticket"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "report", "number", "received_at", "return_due_at", "answer_due_at", "returned_at", "returned_by", "reason",
        "unit", "answered_at", "answered_by",
    )  # fmt: skip
    scope = Scope(path="report__duty__path")

    objects = ScopedManager["Ticket"]()
    _all = models.Manager["Ticket"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.number


class ResidentRules(Subject):
    """What a district decides about residents' reports."""

    path = PathField(unique=True)
    public_list = models.BooleanField(_("公布已核查的上报"), default=False)
    thanks = models.BooleanField(_("对属实的上报致谢或奖励"), default=False)
    thanks_from = models.CharField(_("从哪一级起"), max_length=10, choices=Severity, default=Severity.GENERAL)
    thanks_yuan = models.PositiveIntegerField(_("奖励金额（元），0 为只致谢"), default=0)
    thanks_words = models.CharField(_("怎么领，写给上报人看"), max_length=200, blank=True, default="")
    contest_days = models.PositiveSmallIntegerField(
        _("销号后几天内可以反映没改好"), default=30, validators=[MinValueValidator(7), MaxValueValidator(365)]
    )
    contact_days = models.PositiveSmallIntegerField(
        _("办结后几天删除联系方式"), default=90, validators=[MinValueValidator(7), MaxValueValidator(730)]
    )

    ledger_kind = "resident_rules"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "path", "public_list", "thanks", "thanks_from", "thanks_yuan", "thanks_words", "contest_days", "contact_days",
    )  # fmt: skip
    scope = Scope(path="path")

    objects = ScopedManager["ResidentRules"]()
    _all = models.Manager["ResidentRules"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.path
