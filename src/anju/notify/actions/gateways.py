"""Gateways: added, changed, switched; the district's trial mode."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed, district_of
from anju.kernel.permissions import require
from anju.notify import vault
from anju.notify.enums import ROBOTS, GatewayKind
from anju.notify.models import Gateway, Lane, Switch
from anju.notify.permissions import Permission

ROBOT_LIMIT = 20
"""Messages a minute that WeCom and DingTalk take from one robot."""

NEEDED: dict[str, tuple[str, ...]] = {
    GatewayKind.WECOM: ("key",),
    GatewayKind.DINGTALK: ("key",),
    GatewayKind.SMS_HTTP: ("url", "body"),
    GatewayKind.VOICE_HTTP: ("url", "body"),
}


def add_gateway(
    *,
    by: Actor,
    kind: str,
    name: str,
    path: str,
    organisation: int | None = None,
    per_minute: int = ROBOT_LIMIT,
    config: dict[str, Any] | None = None,
) -> Gateway:
    """A gateway, switched off. `config` holds its keys (`channels`) and is encrypted at once.

    Raises PermissionDenied, and ValidationError for a robot without a group's organisation or a key that is missing.
    """
    require(by, Permission.KEEP_GATEWAYS, path=path)
    _check(kind, organisation, per_minute, config or {})
    with deed(by=by) as act:
        row = Gateway._all.create(
            kind=kind, name=name.strip(), path=path, organisation_id=organisation, per_minute=per_minute,
            sealed=vault.close(config, kind) if config else "",
        )  # fmt: skip
        Lane._all.create(gateway=row)
        act.enter("gateway.added", row, path=path, data={"kind": kind, "organisation": organisation})
    return row


def change_gateway(
    *, by: Actor, gateway: int, name: str, per_minute: int, config: dict[str, Any] | None = None
) -> Gateway:
    """Another name or limit; `config` replaces the keys, None keeps them."""
    with deed(by=by) as act:
        row = _kept(by, gateway)
        _check(row.kind, row.organisation_id, per_minute, config if config is not None else _opened(row))
        row.name, row.per_minute = name.strip(), per_minute
        if config is not None:
            row.sealed = vault.close(config, row.kind)
        row.save(update_fields=["name", "per_minute", "sealed"])
        act.enter("gateway.changed", row, path=row.path, data={"per_minute": per_minute, "key": config is not None})
    return row


def switch_gateway(*, by: Actor, gateway: int, on: bool) -> Gateway:
    """Let lines out, or hold them. Lines written while it is off do not exist; those written before wait."""
    with deed(by=by) as act:
        row = _kept(by, gateway)
        if row.enabled != on:
            row.enabled = on
            row.save(update_fields=["enabled"])
            act.enter("gateway.switched_on" if on else "gateway.switched_off", row, path=row.path)
    return row


def switch_trial(*, by: Actor, path: str, on: bool) -> Switch:
    """Trial mode of a district: everything is shown in the outbox and nothing leaves. `path` is the district's."""
    require(by, Permission.KEEP_GATEWAYS, path=path)
    with deed(by=by) as act:
        row, _made = Switch._all.get_or_create(district=district_of(path), defaults={"path": path})
        row.trial = on
        row.save(update_fields=["trial"])
        act.enter("notify_switch.trial_on" if on else "notify_switch.trial_off", row, path=path)
    return row


def _check(kind: str, organisation: int | None, per_minute: int, config: dict[str, Any]) -> None:
    if kind in ROBOTS and organisation is None:
        raise ValidationError({"organisation": _("请选择这个群属于哪个单位。")})
    if kind in ROBOTS and per_minute > ROBOT_LIMIT:
        raise ValidationError({"per_minute": _("群机器人每分钟最多 %(most)s 条。") % {"most": ROBOT_LIMIT}})
    if per_minute < 1:
        raise ValidationError({"per_minute": _("每分钟至少 1 条。")})
    missing = [name for name in NEEDED.get(kind, ()) if not config.get(name)]
    if missing:
        raise ValidationError({missing[0]: _("请填写这一项，否则无法发送。")})


def _opened(row: Gateway) -> dict[str, Any]:
    try:
        return vault.open_(row.sealed, row.kind)
    except vault.SealedError:
        raise ValidationError({"key": _("原来的密钥无法解开，请重新填写。")}) from None


def _kept(by: Actor, gateway: int) -> Gateway:
    row = Gateway._all.select_for_update().get(pk=gateway)
    require(by, Permission.KEEP_GATEWAYS, path=row.path)
    return row
