"""Organisations, accounts, posts, and who manages which place when."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.enums import EndReason, OrganisationKind, Role
from anju.places.enums import ManagementMode
from anju.places.models import Grid, Place


class Organisation(Subject):
    """A unit that can answer for something. `path` is the place it belongs to, where it belongs to one."""

    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(_("名称"), max_length=160)
    short_name = models.CharField(_("简称"), max_length=40, blank=True, default="")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="organisations")
    path = PathField()
    phone = models.CharField(_("值班电话"), max_length=30, blank=True, default="")
    closed_on = models.DateField(null=True)

    ledger_kind = "organisation"
    ledger_columns: ClassVar[tuple[str, ...]] = ("kind", "name", "uscc", "parent", "place", "path", "closed_on")
    scope = Scope(path="path", parties=("id",))

    objects = ScopedManager["Organisation"]()
    _all = models.Manager["Organisation"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~models.Q(uscc=""), name="people_organisation_uscc")
        ]
        indexes = [models.Index(fields=["kind", "path"], name="people_organisation_kind")]

    def __str__(self) -> str:
        return self.short_name or self.name


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

    USERNAME_FIELD = "login"
    ledger_kind = "account"
    ledger_columns: ClassVar[tuple[str, ...]] = ("login", "name", "phone", "email", "is_active")

    objects: ClassVar[AccountManager] = AccountManager()
    _all = models.Manager["Account"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return self.login


class Post(Subject):
    """Person × role × organisation × reach × period. What a person may do follows from the posts held today."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="posts")
    """Reach by place; empty where the reach is a grid or the organisation's own contracts."""
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="posts")
    title = models.CharField(_("职务"), max_length=60, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True)
    """The first day the post is no longer held, so that it may end at once; None: no end set."""
    deputy = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="deputises")
    """The B of AB岗: acts for the holder during an absence."""
    path = PathField()

    ledger_kind = "post"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "account", "role", "organisation", "place", "grid", "since", "until", "deputy",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation_id",), accounts=("account_id",))

    objects = ScopedManager["Post"]()
    _all = models.Manager["Post"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["organisation", "role"], name="people_post_organisation")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="people_post_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.account_id}@{self.organisation_id}"


class Absence(Subject):
    """Days a post's holder is away; the deputy acts and receives meanwhile. Both days included."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    deputy = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    ledger_kind = "absence"
    ledger_columns: ClassVar[tuple[str, ...]] = ("post", "first_day", "last_day", "deputy")

    _all = models.Manager["Absence"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="people_absence_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.first_day}–{self.last_day}"


class Management(Subject):
    """An organisation manages a place (an estate or one building) for a period: a contract, or custody."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="managements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="managements")
    mode = models.CharField(max_length=20, choices=ManagementMode)
    path = PathField()
    contract_no = models.CharField(_("合同编号"), max_length=60, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True)
    """The last day agreed; None: no end agreed."""
    emergency = models.BooleanField(default=False)
    """Custody declared by the street after a withdrawal (撤场), until a successor signs."""
    ended_on = models.DateField(null=True)
    """The first day it no longer answers: a successor may begin on it. A contract past `until` with no end recorded
    continues (民法典第九百四十八条)."""
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True, default="")

    ledger_kind = "management"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "organisation", "mode", "contract_no", "since", "until", "emergency", "ended_on", "end_reason",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id", parties=("organisation_id",))

    objects = ScopedManager["Management"]()
    _all = models.Manager["Management"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["path", "since"], name="people_management_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=models.Q(ended_on__isnull=True), name="people_management_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} manages {self.place_id}"
