"""Giving out, revoking and noticing the use of tokens; remembering answers."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.api import queries, rules
from anju.api.models import Answer, Token
from anju.api.permissions import Permission
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import allowed, require
from anju.notify.actions import switch_off_holder


def give_token(
    *,
    by: Actor,
    name: str,
    permissions: Iterable[str],
    places: Iterable[str],
    path: str,
    expires_on: date,
    organisation: int | None = None,
) -> tuple[Token, str]:
    """A token for another system, and its text, which is shown once. It works to the end of `expires_on`.

    Nobody gives what they do not hold at that place, and nothing outside `rules.GRANTABLE`. Raises PermissionDenied and
    ValidationError.
    """
    require(by, Permission.KEEP_TOKENS, path=path)
    if by.kind is not ActorKind.PERSON:
        raise PermissionDenied(_("令牌只能由人签发。"))
    chosen, reach = sorted(set(permissions)), sorted(set(places))
    now = clock.now()
    _check(by, name, chosen, reach, path, expires_on, organisation)
    label, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    with deed(by=by) as act:
        row = Token._all.create(
            name=name.strip(),
            label=label,
            digest=rules.digest_of(secret),
            path=path,
            permissions=chosen,
            places=reach,
            organisation_id=organisation,
            created_at=now,
            created_by=by.account,
            expires_at=_end_of(expires_on),
        )
        data = {"permissions": chosen, "places": reach, "organisation": organisation, "expires": row.expires_at}
        act.enter("token.given", row, path=path, data=data)
    return row, rules.compose(label, secret)


def _check(
    by: Actor, name: str, chosen: list[str], reach: list[str], path: str, expires_on: date, organisation: int | None
) -> None:
    wrong: dict[str, str] = {}
    today = clock.today()
    if not name.strip():
        wrong["name"] = _("请写明给哪个系统用。")
    if not chosen or not set(chosen) <= rules.GRANTABLE:
        wrong["permissions"] = _("请至少选一项，且只选可以给系统的权限。")
    if not reach or not all(place.startswith(path) and place.endswith("/") for place in reach):
        wrong["places"] = _("请至少选一处本区的地点。")
    if not today < expires_on <= today + rules.LONGEST:
        wrong["expires_on"] = _("到期日应在明天以后、%(days)s 天以内。") % {"days": rules.LONGEST.days}
    if organisation is not None and not queries.organisations_in(path).filter(pk=organisation).exists():
        wrong["organisation"] = _("请选择本区的单位。")
    if wrong:
        raise ValidationError({name: [words] for name, words in wrong.items()})
    for permission in chosen:
        for place in reach:
            if not allowed(by, permission, path=place):
                raise ValidationError({"permissions": [_("你自己没有的权限不能给出去，请由有这项权限的岗位签发。")]})


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), clock.DISTRICT_TIME)


def revoke_token(*, by: Actor, token: int) -> Token:
    """End a token at once, and whatever it subscribed to. Revoking it again changes nothing."""
    with deed(by=by) as act:
        row = Token._all.select_for_update().get(pk=token)
        require(by, Permission.KEEP_TOKENS, path=row.path)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = clock.from_us(act.at), by.account
            row.save(update_fields=["revoked_at", "revoked_by"])
            act.enter("token.revoked", row, path=row.path)
            switch_off_holder(by=by, holder=f"token:{row.pk}")
    return row


def note_use(row: Token, today: date) -> None:
    """Remember the day; at most one write a day and token. The day itself is no deed and enters nothing."""
    if row.used_on != today:
        Token._all.filter(pk=row.pk).exclude(used_on=today).update(used_on=today)


def begin_answer(holder: str, key: str, request: str) -> Answer:
    """Take a key inside the transaction of the deed. Raises IntegrityError where somebody has it."""
    return Answer._all.create(holder=holder, key=key, request=request, made_at=clock.now())


def keep_answer(row: Answer, *, status: int, headers: dict[str, str], body: bytes) -> None:
    """What to say when the same request comes again."""
    row.status, row.headers, row.body = status, headers, body
    row.save(update_fields=["status", "headers", "body"])


def drop_answers(now: datetime) -> int:
    """Forget answers nobody will ask for any more."""
    gone, _by_model = Answer._all.filter(made_at__lt=now - rules.KEPT).delete()
    return gone
