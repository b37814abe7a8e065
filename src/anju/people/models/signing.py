"""What stands behind the door: sign-ins, one-time codes, failures. None of it is a subject of the ledger by itself."""

from django.db import models

from anju.people.enums import CodeKind, SignOutReason
from anju.people.models.accounts import Account


class SignIn(models.Model):
    """One sign-in, tied to Django's session, so that a person sees and ends the own ones."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True, null=True)
    """Empty once it has ended."""
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """To five minutes."""
    address = models.CharField(max_length=45, blank=True, default="")
    agent = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, choices=SignOutReason, blank=True, default="")

    _all = models.Manager["SignIn"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["account", "ended_at"], name="people_signin_account")]

    def __str__(self) -> str:
        return f"{self.account_id} since {self.started_at}"


class OneTimeCode(models.Model):
    """A code that opens an account once: for enrolment or after a lost second factor. Only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="codes")
    kind = models.CharField(max_length=20, choices=CodeKind)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    _all = models.Manager["OneTimeCode"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["account", "kind"], name="people_code_account")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}"


class Throttle(models.Model):
    """Failed sign-ins against one login or from one address, counted for a while. The key is a keyed hash."""

    key = models.CharField(max_length=80, unique=True)
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    _all = models.Manager["Throttle"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"
