"""Passwords, one-time codes and second factors."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.people import codes, rules, vault
from anju.people.actions.access import require_above_account
from anju.people.actions.signing import end_sign_ins
from anju.people.enums import CodeKind, SignOutReason
from anju.people.models import Account, OneTimeCode, SignIn, Throttle

RECOVERY_CODES = 8


def change_password(*, by: Actor, account: Account, new: str, keep_session: str = "") -> None:
    """The person sets a new password; every other sign-in of theirs ends. Raises ValidationError for a weak one."""
    _require_self(by, account)
    validate_password(new, account)
    with deed(by=by) as act:
        account.set_password(new)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        act.enter("account.password_changed", account)
        others = SignIn._all.filter(account=account, ended_at__isnull=True).exclude(session_key=keep_session)
        end_sign_ins(by=by, account=account, rows=others, reason=SignOutReason.PASSWORD)


def issue_codes(*, by: Actor, accounts: Iterable[Account]) -> dict[int, str]:
    """Reset: the old password and second factor end, a one-time code opens the account. Returns account id → code.

    The codes are shown and printed once; only digests are kept.
    """
    now, plain = clock.now(), {}
    with deed(by=by) as act:
        for account in accounts:
            require_above_account(by, account)
            if not account.is_active:
                raise ValidationError(_("账号已停用，不能重置。"))
            plain[account.pk] = codes.fresh_code()
            account.set_unusable_password()
            account.must_change_password, account.totp_secret = True, ""
            account.save(update_fields=["password", "must_change_password", "totp_secret"])
            end_sign_ins(
                by=by,
                account=account,
                rows=SignIn._all.filter(account=account, ended_at__isnull=True),
                reason=SignOutReason.PASSWORD,
            )
            _store(account, CodeKind.ENROLMENT, [plain[account.pk]], rules.CODE_VALID)
            act.enter("account.code_issued", account, data={"valid_days": rules.CODE_VALID.days, "at": now})
    return plain


def revoke_codes(*, by: Actor, account: Account) -> int:
    """Printed codes of an account open nothing any more (a lost slip). Returns how many were out."""
    require_above_account(by, account)
    out = OneTimeCode._all.filter(account=account, kind=CodeKind.ENROLMENT, used_at__isnull=True)
    with deed(by=by) as act:
        count, _rows = out.delete()
        if count:
            act.enter("account.code_revoked", account)
    return count


def first_codes(act: Deed, accounts: Iterable[Account]) -> dict[int, str]:
    """Codes for accounts entered in this very deed, whose passwords nobody knows yet. Account id → code, shown once."""
    rows = list(accounts)
    now, plain = clock.now(), {account.pk: codes.fresh_code() for account in rows}
    OneTimeCode._all.bulk_create(
        (
            OneTimeCode(
                account_id=pk,
                kind=CodeKind.ENROLMENT,
                digest=codes.digest(pk, code),
                made_at=now,
                expires_at=now + rules.CODE_VALID,
            )
            for pk, code in plain.items()
        ),
        batch_size=500,
    )
    for account in rows:
        act.enter("account.code_issued", account, data={"valid_days": rules.CODE_VALID.days, "at": now})
    return plain


def _store(account: Account, kind: CodeKind, plain: Iterable[str], valid: timedelta | None) -> None:
    now = clock.now()
    OneTimeCode._all.filter(account=account, kind=kind, used_at__isnull=True).delete()
    OneTimeCode._all.bulk_create(
        OneTimeCode(
            account=account,
            kind=kind,
            digest=codes.digest(account.pk, code),
            made_at=now,
            expires_at=now + valid if valid else None,
        )
        for code in plain
    )


def use_code(*, by: Actor, account: Account, kind: CodeKind, code: str) -> bool:
    """Whether this is a valid code; if so it is used up, in one conditional update: it opens once."""
    now = clock.now()
    fresh = OneTimeCode._all.filter(
        account=account, kind=kind, digest=codes.digest(account.pk, code), used_at__isnull=True
    )
    valid = fresh.filter(expires_at__isnull=True) | fresh.filter(expires_at__gt=now)
    with deed(by=by) as act:
        used = OneTimeCode._all.filter(pk__in=valid.values("pk"), used_at__isnull=True).update(used_at=now)
        if used:
            act.enter("account.code_used", account, data={"kind": str(kind)})
    return bool(used)


def open_with_code(*, by: Actor, account: Account, code: str, password: str) -> bool:
    """First sign-in or after a reset: the code is used up and the password set, both or neither."""
    _require_self(by, account)
    validate_password(password, account)
    with deed(by=by):
        if not use_code(by=by, account=account, kind=CodeKind.ENROLMENT, code=code):
            return False
        change_password(by=by, account=account, new=password)
        Throttle._all.filter(key=codes.throttle_key("login", account.login)).delete()
    return True


def set_second_factor(*, by: Actor, account: Account, secret: str, code: str) -> list[str]:
    """Switch TOTP on after a first right code; returns recovery codes, shown once. Raises ValidationError otherwise."""
    _require_self(by, account)
    step = codes.matching_step(secret, code, seconds=clock.now_us() // 1_000_000, after=0)
    if step is None:
        raise ValidationError(_("动态码不对，请核对手机时间后重新输入。"))
    plain = [codes.fresh_code() for _ in range(RECOVERY_CODES)]
    with deed(by=by) as act:
        account.totp_secret, account.totp_step = vault.close(secret, account.pk), step
        account.save(update_fields=["totp_secret", "totp_step"])
        _store(account, CodeKind.RECOVERY, plain, None)
        act.enter("account.second_factor_set", account)
    return plain


def drop_second_factor(*, by: Actor, account: Account) -> None:
    """Switch TOTP off."""
    _require_self(by, account)
    with deed(by=by) as act:
        account.totp_secret = ""
        account.save(update_fields=["totp_secret"])
        OneTimeCode._all.filter(account=account, kind=CodeKind.RECOVERY).delete()
        act.enter("account.second_factor_dropped", account)


def check_second_factor(*, by: Actor, account: Account, code: str) -> bool:
    """Whether a typed code is the present TOTP (each opens once) or an unused recovery code."""
    secret = vault.open_(account.totp_secret, account.pk)
    step = codes.matching_step(secret, code, seconds=clock.now_us() // 1_000_000, after=account.totp_step)
    if step is not None:
        won = Account._all.filter(pk=account.pk, totp_step__lt=step).update(totp_step=step)
        account.totp_step = step
        return bool(won)
    return use_code(by=by, account=account, kind=CodeKind.RECOVERY, code=code)


def set_preferences(*, by: Actor, account: Account, language: str, text_size: int) -> None:
    """Language and text size of one's own pages; no entry, nobody else is concerned."""
    _require_self(by, account)
    account.language, account.text_size = language, text_size
    account.save(update_fields=["language", "text_size"])


def _require_self(by: Actor, account: Account) -> None:
    if by.account != account.pk:
        raise ValidationError(_("只能由本人办理。"))
