"""Subscriptions: made, switched, given a new secret."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.notify import net, vault
from anju.notify.models import Subscription
from anju.notify.permissions import Permission
from anju.notify.rules import events, signing

PURPOSE = "subscription"
OVERLAP = timedelta(hours=24)
"""After a new secret, events are signed with the old one too for this long."""


def add_subscription(
    *, by: Actor, name: str, url: str, types: Iterable[str], path: str, holder: str = ""
) -> tuple[Subscription, str]:
    """A subscription, switched off, and its secret, which is shown once.

    `path` is its reach; `by` must keep subscriptions there. `holder` is the actor it belongs to (`token:12`), by
    default `by`. Raises PermissionDenied, and ValidationError for an address or type that cannot be.
    """
    require(by, Permission.KEEP_SUBSCRIPTIONS, path=path)
    wishes = _types(types)
    check_address(url)
    secret = signing.new_secret(secrets.token_bytes(32))
    with deed(by=by) as act:
        row = Subscription._all.create(
            name=name.strip(), url=url, types=wishes, path=path, holder=holder or str(by),
            sealed=vault.close({"secret": secret}, PURPOSE),
        )  # fmt: skip
        act.enter("subscription.added", row, path=path, data={"types": wishes, "holder": row.holder})
    return row, secret


def change_subscription(*, by: Actor, subscription: int, name: str, url: str, types: Iterable[str]) -> Subscription:
    """Another name, address or choice of types."""
    wishes = _types(types)
    check_address(url)
    with deed(by=by) as act:
        row = _kept(by, subscription)
        row.name, row.url, row.types = name.strip(), url, wishes
        row.save(update_fields=["name", "url", "types"])
        act.enter("subscription.changed", row, path=row.path, data={"types": wishes})
    return row


def switch_subscription(*, by: Actor, subscription: int, on: bool) -> Subscription:
    """Listen, or stop listening. Events of the time between are not told later."""
    with deed(by=by) as act:
        row = _kept(by, subscription)
        if row.active != on:
            row.active = on
            row.save(update_fields=["active"])
            act.enter("subscription.switched_on" if on else "subscription.switched_off", row, path=row.path)
    return row


def switch_off_holder(*, by: Actor, holder: str) -> int:
    """Stop everything a token listens to, when the token is revoked by `by`. Returns how many were on."""
    stopped = 0
    with deed(by=by) as act:
        for row in Subscription._all.select_for_update().filter(holder=holder, active=True):
            row.active = False
            row.save(update_fields=["active"])
            act.enter("subscription.switched_off", row, path=row.path)
            stopped += 1
    return stopped


def renew_secret(*, by: Actor, subscription: int) -> str:
    """A new secret, shown once. For a day events carry both signatures, so that the receiver can change over."""
    fresh = signing.new_secret(secrets.token_bytes(32))
    with deed(by=by) as act:
        row = _kept(by, subscription)
        old = vault.open_(row.sealed, PURPOSE)
        until = clock.to_us(clock.from_us(act.at) + OVERLAP)
        row.sealed = vault.close({"secret": fresh, "previous": old["secret"], "until": until}, PURPOSE)
        row.save(update_fields=["sealed"])
        act.enter("subscription.secret_renewed", row, path=row.path)
    return fresh


def check_address(url: str) -> None:
    """Refuse at entry what would be refused at sending, as far as it shows now. Raises ValidationError."""
    try:
        net.check_url(url)
    except net.ForbiddenAddressError:
        raise ValidationError({"url": _("请填写 https 开头的公网地址，不带用户名和密码。")}) from None


def _types(types: Iterable[str]) -> list[str]:
    wishes = sorted(set(types))
    if not wishes or not all(events.is_type(wish) for wish in wishes):
        raise ValidationError({"types": _("请填写事件类型，例如 duty.assigned 或 duty.（整类）。")})
    return wishes


def _kept(by: Actor, subscription: int) -> Subscription:
    row = Subscription._all.select_for_update().get(pk=subscription)
    require(by, Permission.KEEP_SUBSCRIPTIONS, path=row.path)
    return row
