"""Links that let a helper without an account add photos and one sentence to one subject."""

from typing import ClassVar

from django.db import models

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.notify.enums import ContributionState
from anju.people.models import Account


class HelperLink(Subject):
    """`/h/<token>` for one subject, until a moment, until revoked. Only the token's hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    path = PathField(blank=True, default="")
    shown = models.JSONField(default=dict)
    """What the page may show: public words made by `rules.wording`, no person and no door."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="helper_links")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    ledger_kind = "helper_link"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "subject_kind", "subject_id", "path", "made_by", "expires_at", "revoked_at",
    )  # fmt: skip
    scope = Scope(path="path", accounts=("made_by_id",))

    objects = ScopedManager["HelperLink"]()
    _all = models.Manager["HelperLink"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="notify_helperlink_subject")]

    def __str__(self) -> str:
        return f"helper link {self.pk} to {self.subject_kind}:{self.subject_id}"


class HelperContribution(Subject):
    """A helper's draft: at most one sentence (in `kernel.texts`) and photos. Counts for nothing until taken."""

    link = models.ForeignKey(HelperLink, on_delete=models.PROTECT, related_name="contributions")
    sentence = models.BigIntegerField(null=True)
    """Id in `kernel.texts`."""
    photos = models.JSONField(default=list)
    """Attachment ids in `kernel.files`."""
    path = PathField(blank=True, default="")
    state = models.CharField(max_length=10, choices=ContributionState, default=ContributionState.DRAFT)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    ledger_kind = "helper_contribution"
    ledger_columns: ClassVar[tuple[str, ...]] = ("link", "sentence", "photos", "state", "decided_at", "decided_by")
    scope = Scope(path="path", accounts=("link__made_by_id",))

    objects = ScopedManager["HelperContribution"]()
    _all = models.Manager["HelperContribution"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["link", "made_at"], name="notify_contribution_link")]

    def __str__(self) -> str:
        return f"contribution {self.pk} by link {self.link_id}"
