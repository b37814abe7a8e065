"""Locks, sign-ins in the ledger, codes and second factors."""

from datetime import timedelta

import pyotp
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.people import actions, codes, queries, rules, vault
from anju.people.enums import CodeKind
from anju.people.models import Account, OneTimeCode, SignIn, Throttle
from tests.cast import PASSWORD, Cast

NEW = "winter-plum-2027-x"
DOOR = {"login": "grid_member", "password": "wrong"}


def _fail(client: Client, times: int, login: str = "grid_member") -> int:
    status = 0
    for _ in range(times):
        status = client.post(reverse("people:sign-in"), {**DOOR, "login": login}).status_code
    return status


def _enter(client: Client, password: str = PASSWORD) -> int:
    return client.post(reverse("people:sign-in"), {"login": "grid_member", "password": password}).status_code


def test_after_five_failures_the_right_password_is_refused_too(client: Client, cast: Cast) -> None:
    assert _fail(client, 5) == 422
    assert _enter(client) == 429


def test_a_lock_ends_by_itself(client: Client, cast: Cast) -> None:
    _fail(client, 5)
    with clock.simulated(clock.now() + rules.LOCK + timedelta(seconds=1)):
        assert _enter(client) == 302


def test_a_lock_is_one_entry_however_many_failures_follow(client: Client, cast: Cast) -> None:
    _fail(client, 9)
    assert Entry._all.filter(verb="account.locked").count() == 1


def test_an_unknown_login_is_counted_without_being_written_down(client: Client, cast: Cast) -> None:
    assert _fail(client, 5, "my-secret-typed-here") == 422
    assert _fail(client, 1, "my-secret-typed-here") == 429
    assert not Throttle._all.filter(key__contains="secret").exists()
    assert not Entry._all.filter(subject_id__contains="secret").exists()


def test_many_failures_from_one_address_shut_it_for_every_login(client: Client, cast: Cast) -> None:
    for number in range(rules.FAILURES_PER_ADDRESS):
        _fail(client, 1, f"nobody-{number}")
    assert _enter(client) == 429


def test_signing_in_forgets_earlier_failures(client: Client, cast: Cast) -> None:
    _fail(client, 4)
    _enter(client)
    client.logout()
    assert _fail(client, 4) == 422
    assert _enter(client) == 302


def test_the_post_above_unlocks_and_an_outsider_does_not(client: Client, cast: Cast) -> None:
    _fail(client, 5)
    with pytest.raises(PermissionDenied):
        actions.unlock(by=cast.outsider, account=cast.accounts["grid_member"])
    actions.unlock(by=cast.street_officer, account=cast.accounts["grid_member"])
    assert _enter(client) == 302


def test_sign_in_and_sign_out_stand_in_the_ledger(client: Client, cast: Cast) -> None:
    _enter(client)
    client.post(reverse("people:sign-out"))
    entries = Entry._all.filter(subject_kind="account", actor=f"person:{cast.accounts['grid_member'].pk}")
    assert [entry.verb for entry in entries.order_by("id")] == ["account.signed_in", "account.signed_out"]


def test_a_revoked_sign_in_is_out_at_the_next_request(client: Client, cast: Cast) -> None:
    _enter(client)
    [row] = queries.open_sign_ins(cast.accounts["grid_member"])
    with pytest.raises(PermissionDenied):
        actions.revoke(by=cast.outsider, sign_in=row)
    actions.revoke(by=cast.grid_member, sign_in=row)
    answer = client.post(reverse("people:sign-out"))
    assert answer["Location"].startswith(reverse("people:sign-in") + "?next=")
    assert SignIn._all.get().end_reason == "revoked"


def test_a_one_time_code_opens_once(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    code = actions.issue_codes(by=cast.street_officer, accounts=[account])[account.pk]
    account.refresh_from_db()
    itself = actions.itself(account)
    assert not account.check_password(PASSWORD)
    assert actions.open_with_code(by=itself, account=account, code=rules.shown_code(code).lower(), password=NEW)
    assert Account._all.get(pk=account.pk).check_password(NEW)
    assert not actions.open_with_code(by=itself, account=account, code=code, password=NEW + "y")


def test_an_expired_code_opens_nothing(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    code = actions.issue_codes(by=cast.street_officer, accounts=[account])[account.pk]
    with clock.simulated(clock.now() + rules.CODE_VALID):
        assert not actions.use_code(by=actions.itself(account), account=account, kind=CodeKind.ENROLMENT, code=code)


def test_a_code_is_kept_only_as_a_digest_of_its_account(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    code = actions.issue_codes(by=cast.street_officer, accounts=[account])[account.pk]
    assert OneTimeCode._all.get().digest == codes.digest(account.pk, code) != codes.digest(account.pk + 1, code)


@pytest.mark.parametrize("name", ["outsider", "grid_member", "property_manager"])
def test_only_the_post_above_resets(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.issue_codes(by=cast.actor(name), accounts=[cast.accounts["grid_member"]])


def test_a_weak_password_is_refused_and_the_code_stays_good(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    code = actions.issue_codes(by=cast.street_officer, accounts=[account])[account.pk]
    with pytest.raises(ValidationError):
        actions.open_with_code(by=actions.itself(account), account=account, code=code, password="123")
    assert OneTimeCode._all.get().used_at is None


def _with_second_factor(cast: Cast) -> tuple[Account, str, list[str]]:
    account, secret = cast.accounts["grid_member"], pyotp.random_base32()
    plain = actions.set_second_factor(by=cast.grid_member, account=account, secret=secret, code=_totp(secret))
    return account, secret, plain


def _totp(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now_us() // 1_000_000)


def test_a_second_factor_code_opens_once(cast: Cast) -> None:
    account, secret, _ = _with_second_factor(cast)
    with clock.simulated(clock.now() + timedelta(minutes=2)):
        by = actions.itself(account)
        assert actions.check_second_factor(by=by, account=account, code=_totp(secret))
        assert not actions.check_second_factor(by=by, account=account, code=_totp(secret))


def test_a_recovery_code_replaces_the_second_factor_once(cast: Cast) -> None:
    account, _, plain = _with_second_factor(cast)
    by = actions.itself(account)
    assert actions.check_second_factor(by=by, account=account, code=plain[0])
    assert not actions.check_second_factor(by=by, account=account, code=plain[0])


def test_a_second_factor_needs_a_first_right_code(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        actions.set_second_factor(
            by=cast.grid_member,
            account=cast.accounts["grid_member"],
            secret=pyotp.random_base32(),
            code="no digits",
        )


def test_a_secret_is_encrypted_and_opens_for_its_own_account_only(cast: Cast) -> None:
    account, secret, _ = _with_second_factor(cast)
    assert secret not in account.totp_secret
    assert vault.open_(account.totp_secret, account.pk) == secret
    with pytest.raises(vault.SealedError):
        vault.open_(account.totp_secret, account.pk + 1)


def test_an_ipv6_address_is_counted_by_its_network() -> None:
    assert codes.throttle_key("address", "2001:db8::1") == codes.throttle_key("address", "2001:db8::ffff")
    assert codes.throttle_key("address", "192.0.2.1") != codes.throttle_key("address", "192.0.2.2")


def test_changing_the_password_ends_the_other_sign_ins(client: Client, cast: Cast) -> None:
    _enter(client)
    account = cast.accounts["grid_member"]
    actions.change_password(by=cast.grid_member, account=account, new=NEW)
    assert SignIn._all.get().end_reason == "password"
    with pytest.raises(ValidationError):
        actions.change_password(by=cast.street_officer, account=account, new=NEW)
