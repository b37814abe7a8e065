"""Accounts."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject


class AccountManager(BaseUserManager["Account"]):
    """What Django's own authentication needs; accounts are written by `people.actions`."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=username)


class Account(AbstractBaseUser, Subject):
    """A person who can sign in. Name and phone are personal data: masked by default, never in the ledger."""

    login = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机"), max_length=30, blank=True, default="")
    email = models.CharField(_("邮箱"), max_length=120, blank=True, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True, default="")
    text_size = models.PositiveSmallIntegerField(default=100)
    totp_secret = models.CharField(max_length=200, blank=True, default="")
    """Encrypted; empty where no second factor is set."""
    totp_step = models.BigIntegerField(default=0)
    """The last half-minute whose code was used: a code opens once."""
    is_demo = models.BooleanField(default=False)
    """Offered as a click on the sign-in page of a demo district, on loopback."""
    left_on = models.DateField(null=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    """Who a leaver's open work is listed to."""
    erased_at = models.DateTimeField(null=True)
    """When name, phone and salt were destroyed."""

    USERNAME_FIELD = "login"
    ledger_kind = "account"
    ledger_columns: ClassVar[tuple[str, ...]] = ("login", "name", "phone", "email", "is_active", "left_on", "successor")

    objects: ClassVar[AccountManager] = AccountManager()
    _all = models.Manager["Account"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.login
