"""The only writer of accounts of intake."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.gateway.adapters import tokens
from anju.gateway.protocols import thingsboard
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.notify import vault
from anju.telemetry.access import rules
from anju.telemetry.access.enums import WITH_SECRET, WITHOUT_TOKEN, AccessFormat
from anju.telemetry.access.permissions import Permission
from anju.telemetry.models import Access

PURPOSE = "access"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a sender proves itself with, shown once. Empty where the format has none."""

    token: str
    secret: str


def give_access(
    *, by: Actor, name: str, kind: AccessFormat, path: str, expires_on: date, networks: str = "", note: str = ""
) -> tuple[Access, Keys]:
    """An account that works from now to the end of `expires_on`. `networks`: where it may send from, separated by
    blanks; empty: from anywhere. Raises PermissionDenied, and ValidationError for a name that is taken or cannot be.
    """
    require(by, Permission.KEEP, path=path)
    if by.kind is not ActorKind.PERSON:
        raise PermissionDenied(_("接入账号只能由人签发。"))
    _check(name, networks, expires_on)
    with deed(by=by) as act:
        if Access._all.filter(name=name, revoked_at=None).exists():
            raise ValidationError({"name": [_("这个账号名正在用，换一个，或者先停用原来的。")]})
        row = Access(
            name=name, note=note.strip()[:120], format=kind,
            networks=" ".join(str(one) for one in rules.networks_of(networks)), path=path,
            created_at=clock.from_us(act.at), created_by=by.account, expires_at=_end_of(expires_on),
        )  # fmt: skip
        keys = _fresh(row)
        row.save()
        act.enter("access.given", row, path=path, data={"format": str(kind), "expires": row.expires_at})
    return row, keys


def rotate_access(*, by: Actor, access: int) -> tuple[Access, Keys]:
    """New keys for an account that was not ended; the old ones are out within ten seconds. Its end stays as it was.

    Raises PermissionDenied, also for one that was ended.
    """
    with deed(by=by) as act:
        row = _kept(by, access)
        if row.revoked_at is not None:
            raise PermissionDenied
        keys = _fresh(row)
        row.save(update_fields=["label", "digest", "sealed", "broker"])
        act.enter("access.rotated", row, path=row.path)
    return row, keys


def revoke_access(*, by: Actor, access: int) -> Access:
    """End an account; the gateway lets it in no more within ten seconds. Again changes nothing."""
    with deed(by=by) as act:
        row = _kept(by, access)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = clock.from_us(act.at), by.account
            row.save(update_fields=["revoked_at", "revoked_by"])
            act.enter("access.revoked", row, path=row.path)
    return row


def _fresh(row: Access) -> Keys:
    """New keys; what is kept of them stands in the row then: label, digest, the sealed secret, the broker's line."""
    label, half = secrets.token_hex(4), secrets.token_urlsafe(32)
    secret = secrets.token_urlsafe(24) if row.format in WITH_SECRET else ""
    token = "" if row.format in WITHOUT_TOKEN else tokens.compose(label, half)
    row.label, row.digest = label, tokens.digest_of(half)
    row.sealed = vault.close({"secret": secret}, PURPOSE) if secret else ""
    is_behind_brokers = row.format == AccessFormat.THINGSBOARD
    row.broker = thingsboard.hashed(token, secrets.token_bytes(thingsboard.SALT_BYTES)) if is_behind_brokers else ""
    return Keys(token, secret)


def _check(name: str, networks: str, expires_on: date) -> None:
    wrong: dict[str, str] = {}
    today = clock.today()
    if not rules.NAME.fullmatch(name):
        wrong["name"] = _("账号名用字母、数字、点、横线，以字母或数字开头，最多 40 个字符。")
    try:
        rules.networks_of(networks)
    except ValueError:
        wrong["networks"] = _("网段写成 10.8.0.0/16 或单个地址，用空格隔开，最多 20 个。")
    if not today < expires_on <= today + rules.LONGEST:
        wrong["expires_on"] = _("到期日应在明天以后、五年以内。")
    if wrong:
        raise ValidationError({field: [words] for field, words in wrong.items()})


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), clock.DISTRICT_TIME)


def _kept(by: Actor, access: int) -> Access:
    row = Access._all.select_for_update().get(pk=access)
    require(by, Permission.KEEP, path=row.path)
    return row
