"""Leaving, and being forgotten."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.people.actions.access import require_above_account
from anju.people.actions.signing import end_sign_ins
from anju.people.enums import SignOutReason
from anju.people.models import Absence, Account, OneTimeCode, Post, Shift, SignIn
from anju.people.permissions import Permission
from anju.people.queries.actor import not_ended


def leave(*, by: Actor, account: Account, on: date, successor: Account | None) -> None:
    """A person leaves: account, posts and sessions end at once; open work is listed to the successor.

    Others' deputies and absences that name the leaver lose it (their holders must name another B), duty shifts to come
    are cancelled. Lists and others read `account.left`.
    """
    require_above_account(by, account)
    if not account.is_active:
        raise ValidationError(_("该账号已经停用。"))
    if successor is not None and (successor.pk == account.pk or not successor.is_active):
        raise ValidationError(_("接手人须是另一位在用账号的人员。"))
    with deed(by=by) as act:
        for post in Post._all.filter(not_ended(on), account=account):
            post.until = max(on, post.since)
            post.save(update_fields=["until"])
            act.enter("post.closed", post, path=post.path, data={"on": post.until, "account": account.pk})
        for post in Post._all.filter(deputy=account):
            post.deputy = None
            post.save(update_fields=["deputy"])
            act.enter("post.deputised", post, path=post.path, data={"deputy": None})
        _end_to_come(act, account, on)
        open_ones = SignIn._all.filter(account=account, ended_at__isnull=True)
        end_sign_ins(by=by, account=account, rows=open_ones, reason=SignOutReason.LEFT)
        OneTimeCode._all.filter(account=account, used_at__isnull=True).delete()
        account.is_active, account.left_on, account.successor = False, on, successor
        account.save(update_fields=["is_active", "left_on", "successor"])
        act.enter("account.left", account, data={"on": on, "successor": account.successor_id})


def _end_to_come(act: Deed, account: Account, on: date) -> None:
    for absence in Absence._all.filter(deputy=account, last_day__gte=on).select_related("post"):
        absence.last_day = max(on, absence.first_day)
        absence.save(update_fields=["last_day"])
        act.enter("absence.shortened", absence, path=absence.post.path, data={"last_day": absence.last_day})
    for shift in Shift._all.filter(account=account, cancelled_at__isnull=True, ends_at__gt=clock.now()):
        shift.cancelled_at = clock.now()
        shift.save(update_fields=["cancelled_at"])
        act.enter("shift.cancelled", shift, path=shift.path)


def erase_person(*, by: Actor, account: Account) -> None:
    """Destroy name, phone, address and salt of a person who left. The ledger's proofs stay as they are.

    个人信息保护法第四十七条: when the purpose is done, personal data go. Raises ValidationError while in use.
    """
    require(by, Permission.ERASE)
    if account.is_active or account.left_on is None:
        raise ValidationError(_("请先办理离岗，再删除个人信息。"))
    if account.erased_at is not None:
        raise ValidationError(_("个人信息已经删除。"))
    with deed(by=by) as act:
        account.login, account.name, account.phone, account.email = f"erased-{account.pk}", "", "", ""
        account.salt, account.totp_secret, account.erased_at = b"", "", clock.now()
        account.set_unusable_password()
        account.save()
        SignIn._all.filter(account=account).update(address="", agent="")
        OneTimeCode._all.filter(account=account).delete()
        act.enter("account.erased", account)
