"""Every writer of the people domain: what it does, its entry, and an outsider who may not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.people import actions, queries
from anju.people.enums import Answering, EndReason, HandoverKind, OrganisationKind, Role, UnmaskReason
from anju.people.models import Absence, Account, HandoverItem, Management, Post, Shift
from anju.people.queries import accountable_for
from anju.places.enums import ManagementMode
from tests.cast import SINCE, SYSTEM, Cast, add_person, today
from tests.places.entries import entered, states_agree


def _verbs(kind: str, pk: int) -> list[str]:
    rows = Entry._all.filter(subject_kind=kind, subject_id=str(pk)).order_by("id")
    return [entry.verb for entry in rows]


def _contract(cast: Cast, estate: str = "estate") -> Management:
    return Management._all.get(place=cast.places[estate], ended_on__isnull=True)


def test_the_ledger_accounts_for_every_row_of_the_cast(cast: Cast) -> None:
    assert [str(fault) for fault in verify(state=True)] == []


def test_an_organisation_with_a_wrong_code_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="校验位"):
        actions.add_organisation(
            by=SYSTEM, kind=OrganisationKind.PROPERTY_COMPANY, name="丙物业", uscc="91320102MA1XXXXX20"
        )


def test_an_organisation_with_a_contract_is_not_closed(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="合同"):
        actions.close_organisation(by=SYSTEM, organisation=cast.organisations["company"], on=today())


def test_a_login_is_given_once(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="grid_member"):
        actions.add_account(by=SYSTEM, login="grid_member", name="重名")


OUTSIDERS: dict[str, Callable[[Cast, Any], object]] = {
    "organisation": lambda cast, by: actions.add_organisation(
        by=by, kind=OrganisationKind.OWNER_UNIT, name="外来", place=cast.places["estate"]
    ),
    "post": lambda cast, by: actions.open_post(
        by=by,
        account=cast.accounts["other_grid_member"],
        role=Role.GRID_MEMBER,
        organisation=cast.organisations["street"],
        grid=cast.grids["grid"],
        since=SINCE,
    ),
    "close post": lambda cast, by: actions.close_post(by=by, post=cast.posts["grid_member"], on=today()),
    "deputy": lambda cast, by: actions.set_deputy(by=by, post=cast.posts["grid_member"], deputy=None),
    "absence": lambda cast, by: actions.record_absence(
        by=by, post=cast.posts["grid_member"], first_day=today(), last_day=today(), deputy=cast.accounts["outsider"]
    ),
    "start": lambda cast, by: actions.start_management(
        by=by,
        place=cast.places["owners_estate"],
        organisation=cast.organisations["company"],
        mode=ManagementMode.PROPERTY_COMPANY,
        since=today(),
    ),
    "end": lambda cast, by: actions.end_management(
        by=by, management=_contract(cast), on=today(), reason=EndReason.EXPIRED
    ),
    "custody": lambda cast, by: actions.declare_emergency_custody(by=by, management=_contract(cast), on=today()),
    "leave": lambda cast, by: actions.leave(by=by, account=cast.accounts["grid_member"], on=today(), successor=None),
    "unmask": lambda cast, by: actions.unmask(by=by, account=cast.accounts["grid_member"], reason=UnmaskReason.RECTIFY),
    "erase": lambda cast, by: actions.erase_person(by=by, account=cast.accounts["grid_member"]),
    "roster": lambda cast, by: actions.put_shifts(
        by=by, organisation=cast.organisations["street"], shifts=[_shift(cast)]
    ),
}


def _shift(cast: Cast, name: str = "grid_member", hours: int = 8) -> actions.NewShift:
    start = clock.now() - timedelta(hours=1)
    return actions.NewShift(account=cast.accounts[name], starts_at=start, ends_at=start + timedelta(hours=hours))


@pytest.mark.parametrize("name", ["outsider", "other_grid_member", "congress_staff"])
@pytest.mark.parametrize("act", OUTSIDERS)
def test_an_outsider_is_refused_and_nothing_is_written(cast: Cast, act: str, name: str) -> None:
    before = Entry._all.count()
    with pytest.raises(PermissionDenied):
        OUTSIDERS[act](cast, cast.actor(name))
    assert Entry._all.count() == before


@pytest.mark.parametrize("act", sorted(set(OUTSIDERS) - {"erase"}))
def test_the_own_street_may(cast: Cast, act: str) -> None:
    before = Entry._all.count()
    OUTSIDERS[act](cast, cast.street_officer)
    assert Entry._all.count() > before


def test_nobody_opens_a_post_for_themselves(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.open_post(
            by=cast.administrator,
            account=cast.accounts["administrator"],
            role=Role.DISTRICT_OFFICE,
            organisation=cast.organisations["district_office"],
            place=cast.places["district"],
            since=today(),
        )


def test_a_community_does_not_reset_a_person_who_also_holds_a_higher_post(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    actions.open_post(
        by=SYSTEM,
        account=account,
        role=Role.STREET,
        organisation=cast.organisations["street"],
        place=cast.places["street"],
        since=today(),
    )
    with pytest.raises(PermissionDenied):
        actions.issue_codes(by=cast.community_worker, accounts=[account])


def test_two_managements_of_one_place_never_overlap(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="未结束"):
        actions.start_management(
            by=SYSTEM,
            place=cast.places["estate"],
            organisation=cast.organisations["other_company"],
            mode=ManagementMode.PROPERTY_COMPANY,
            since=today(),
        )


@pytest.mark.parametrize(
    ("reason", "verb"), [(EndReason.EXPIRED, "management.ended"), (EndReason.WITHDRAWN, "management.withdrawn")]
)
def test_a_contracts_end_is_told_by_its_verb(cast: Cast, reason: EndReason, verb: str) -> None:
    contract = actions.end_management(by=SYSTEM, management=_contract(cast), on=today(), reason=reason)
    assert _verbs("management", contract.pk) == ["management.started", verb]


def test_after_a_withdrawal_the_street_answers_until_a_successor_signs(cast: Cast) -> None:
    missing = [actions.Missing(kind=HandoverKind.KEYS, note="泵房"), actions.Missing(kind=HandoverKind.DRAWINGS)]
    custody = actions.declare_emergency_custody(
        by=cast.street_officer, management=_contract(cast), on=today(), missing=missing
    )
    path = cast.places["building"].path
    found = accountable_for(path, on=today())
    assert found is not None
    assert (found.organisation_id, found.mode) == (cast.organisations["street"].pk, Answering.EMERGENCY_CUSTODY)
    assert HandoverItem._all.filter(handed_over_on__isnull=True).count() == 2
    signed = today() + timedelta(days=20)
    successor = actions.NewManagement(
        place=cast.places["estate"],
        organisation=cast.organisations["other_company"],
        mode=ManagementMode.PROPERTY_COMPANY,
        since=signed,
    )
    actions.replace_management(
        by=cast.street_officer, management=custody, successor=successor, reason=EndReason.REPLACED
    )
    after = accountable_for(path, on=signed)
    assert after is not None
    assert after.organisation_id == cast.organisations["other_company"].pk


def test_a_missing_item_is_handed_over_once(cast: Cast) -> None:
    missing = [actions.Missing(kind=HandoverKind.KEYS)]
    actions.declare_emergency_custody(by=SYSTEM, management=_contract(cast), on=today(), missing=missing)
    item = HandoverItem._all.get()
    with pytest.raises(PermissionDenied):
        actions.hand_over(by=cast.outsider, item=item, on=today())
    actions.hand_over(by=cast.street_officer, item=item, on=today())
    with pytest.raises(ValidationError):
        actions.hand_over(by=cast.street_officer, item=item, on=today())


def test_a_leaver_is_out_the_same_day_and_names_a_successor(cast: Cast) -> None:
    account, heir = cast.accounts["grid_member"], cast.accounts["community_worker"]
    actions.set_deputy(by=SYSTEM, post=cast.posts["community_worker"], deputy=account)
    actions.put_shifts(by=SYSTEM, organisation=cast.organisations["street"], shifts=[_shift(cast)])
    actions.leave(by=cast.street_officer, account=account, on=today(), successor=heir)
    account.refresh_from_db()
    assert (account.is_active, account.successor_id) == (False, heir.pk)
    assert cast.grid_member.grants == ()
    assert Post._all.get(pk=cast.posts["community_worker"].pk).deputy_id is None
    assert Shift._all.get().cancelled_at is not None
    assert _verbs("account", account.pk)[-1] == "account.left"


def test_erasing_a_person_leaves_the_ledger_whole(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    with pytest.raises(ValidationError, match="离岗"):
        actions.erase_person(by=SYSTEM, account=account)
    actions.leave(by=SYSTEM, account=account, on=today(), successor=None)
    actions.erase_person(by=cast.district_officer, account=account)
    row = Account._all.get(pk=account.pk)
    assert (row.name, row.phone, row.email, bytes(row.salt)) == ("", "", "", b"")
    assert [str(fault) for fault in verify(state=True) if "account" in str(fault)] == []


def test_unmasking_is_answered_and_entered_with_its_reason(cast: Cast) -> None:
    account = cast.accounts["grid_member"]
    seen = actions.unmask(by=cast.street_officer, account=account, reason=UnmaskReason.EMERGENCY)
    assert seen.phone == "13800005678"
    assert Entry._all.get(verb="account.unmasked").data == '{"reason":"emergency"}'


@pytest.mark.parametrize("name", ["congress_staff", "administrator"])
def test_masked_posts_never_unmask(cast: Cast, name: str) -> None:
    assert not actions.may_unmask(cast.actor(name), cast.accounts["grid_member"])


def test_the_ledger_holds_no_name_and_no_phone(cast: Cast) -> None:
    text = "".join(Entry._all.values_list("data", flat=True))
    assert "同志" not in text
    assert "13800005678" not in text


def test_the_roster_answers_who_is_on_duty_and_a_corrected_one_replaces_it(cast: Cast) -> None:
    street = cast.organisations["street"]
    actions.put_shifts(by=cast.street_officer, organisation=street, shifts=[_shift(cast)])
    assert queries.on_duty(street, clock.now()) == [cast.accounts["grid_member"]]
    assert queries.on_duty(street, clock.now() + timedelta(hours=9)) == []
    later = add_person(cast, "night_watch", Role.GRID_MEMBER, "street", "grid")
    first = Shift._all.get()
    corrected = actions.NewShift(account=later, starts_at=first.starts_at, ends_at=first.ends_at)
    actions.put_shifts(by=cast.street_officer, organisation=street, shifts=[corrected])
    assert queries.on_duty(street, clock.now()) == [later]


def test_a_roster_is_seen_by_its_street_and_not_by_another(cast: Cast) -> None:
    actions.put_shifts(by=SYSTEM, organisation=cast.organisations["street"], shifts=[_shift(cast)])
    stretch = {"first": clock.now() - timedelta(days=1), "last": clock.now() + timedelta(days=1)}
    assert queries.shifts(cast.street_officer, **stretch).count() == 1
    assert queries.shifts(cast.outsider, **stretch).count() == 0


def test_a_shift_is_cancelled_once_and_only_by_its_keepers(cast: Cast) -> None:
    [shift] = actions.put_shifts(by=SYSTEM, organisation=cast.organisations["street"], shifts=[_shift(cast)])
    with pytest.raises(PermissionDenied):
        actions.cancel_shift(by=cast.outsider, shift=shift)
    actions.cancel_shift(by=cast.street_officer, shift=shift)
    with pytest.raises(ValidationError):
        actions.cancel_shift(by=cast.street_officer, shift=shift)


def test_an_absence_needs_somebody_to_act(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="B岗"):
        actions.record_absence(by=cast.grid_member, post=cast.posts["grid_member"], first_day=today(), last_day=today())


def test_a_holder_back_early_ends_the_absence(cast: Cast) -> None:
    post, until = cast.posts["street_officer"], today() + timedelta(days=5)
    deputy = cast.accounts["community_worker"]
    absence = actions.record_absence(by=SYSTEM, post=post, first_day=today(), last_day=until, deputy=deputy)
    actions.end_absence(by=cast.street_officer, absence=absence, last_day=today())
    tomorrow = today() + timedelta(days=1)
    assert [grant.role for grant in cast.actor("community_worker", on=tomorrow).grants] == [Role.COMMUNITY]


def away_later(cast: Cast) -> Absence:
    first = today() + timedelta(days=7)
    return actions.record_absence(
        by=SYSTEM,
        post=cast.posts["street_officer"],
        first_day=first,
        last_day=first,
        deputy=cast.accounts["community_worker"],
    )


@pytest.mark.parametrize("who", ["street_officer", "district_officer"])
def test_an_absence_that_has_not_begun_is_cancelled_by_the_holder_or_the_post_above(cast: Cast, who: str) -> None:
    absence = away_later(cast)
    pk, day = absence.pk, absence.first_day
    actions.cancel_absence(by=cast.actor(who), absence=absence)
    assert not Absence._all.exists()
    assert entered("absence.erased") == [(str(pk), {"post": cast.posts["street_officer"].pk})]
    assert cast.posts["street_officer"].pk not in {
        grant.post for grant in cast.actor("community_worker", on=day).grants
    }
    assert states_agree()


@pytest.mark.parametrize("who", ["outsider", "community_worker", "grid_member", "congress_staff"])
def test_an_outsider_cancels_nobodys_absence(cast: Cast, who: str) -> None:
    absence = away_later(cast)
    with pytest.raises(PermissionDenied):
        actions.cancel_absence(by=cast.actor(who), absence=absence)
    assert Absence._all.filter(pk=absence.pk).exists()


def test_an_absence_that_has_begun_is_not_cancelled(cast: Cast) -> None:
    absence = actions.record_absence(
        by=SYSTEM,
        post=cast.posts["street_officer"],
        first_day=today(),
        last_day=today(),
        deputy=cast.accounts["community_worker"],
    )
    with pytest.raises(ValidationError, match="已经开始"):
        actions.cancel_absence(by=cast.street_officer, absence=absence)
