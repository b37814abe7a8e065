"""What people are told: one notice, and a message in the inbox of each who is told."""

from datetime import time
from typing import ClassVar

from django.db import models

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.notify.enums import Urgency
from anju.people.models import Account


class Notice(Subject):
    """Something worth telling, as a code and parameters: words are made at reading time in the reader's language.

    Parameters hold numbers, days, codes and ids only; no personal data (`codes`).
    """

    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    urgency = models.SmallIntegerField(choices=Urgency)
    path = PathField(blank=True, default="")
    once = models.CharField(max_length=120, null=True, unique=True)
    """A key under which the teller tells this at most once; None where it does not matter."""
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()

    ledger_kind = "notice"
    ledger_columns: ClassVar[tuple[str, ...]] = ("code", "params", "subject_kind", "subject_id", "urgency", "path")
    scope = Scope(path="path")

    objects = ScopedManager["Notice"]()
    _all = models.Manager["Notice"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="notify_notice_subject")]

    def __str__(self) -> str:
        return f"{self.code} about {self.subject_kind}:{self.subject_id}"


class Message(models.Model):
    """A notice in one person's inbox. Read and done are the reader's own marks, not facts of the district."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="messages")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="messages")
    urgency = models.SmallIntegerField(choices=Urgency)
    visible_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    scope = Scope(accounts=("account_id",))

    objects = ScopedManager["Message"]()
    _all = models.Manager["Message"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["notice", "account"], name="notify_message_once")]
        indexes = [
            models.Index(fields=["account", "done_at", "-visible_at"], name="notify_message_inbox"),
            models.Index(fields=["account", "read_at"], name="notify_message_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} to {self.account_id}"


class Preference(Subject):
    """How one person wants to be reached. No row: the defaults."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="preference")
    email = models.BooleanField(default=True)
    sms = models.BooleanField(default=True)
    """Only for what is urgent or worse: a text message costs the reader's attention and the district's money."""
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(8))
    digest = models.BooleanField(default=False)
    digest_at = models.TimeField(default=time(9))

    ledger_kind = "message_settings"
    ledger_columns: ClassVar[tuple[str, ...]] = ("account", "email", "sms", "digest")
    scope = Scope(accounts=("account_id",))

    objects = ScopedManager["Preference"]()
    _all = models.Manager["Preference"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"message settings of {self.account_id}"
