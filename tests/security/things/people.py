"""Things of the people domain."""

from datetime import timedelta

from anju.kernel import clock
from anju.people import actions
from anju.people.actions import help as help_list
from anju.people.actions.help import NewNeed
from anju.people.enums import HandoverKind, HelpConsent, HelpKind, HelpSource
from anju.people.models import SignIn
from anju.places.enums import ManagementMode
from tests.cast import SYSTEM, Cast, today


def absence(cast: Cast) -> int:
    """Days the company's manager is away."""
    day = today() + timedelta(days=7)
    post, deputy = cast.posts["property_manager"], cast.accounts["owners_chair"]
    return actions.record_absence(by=SYSTEM, post=post, first_day=day, last_day=day, deputy=deputy).pk


def phone(cast: Cast) -> int:
    """Where else the company's manager is signed in."""
    account, now = cast.accounts["property_manager"], clock.now()
    return SignIn._all.create(account=account, session_key="elsewhere", started_at=now, seen_at=now).pk


def management(cast: Cast) -> int:
    """The company's contract of its estate."""
    return cast.organisations["company"].managements.get().pk


def missing(cast: Cast) -> int:
    """Keys that a company that walked out of the custody estate did not hand over."""
    place, company = cast.places["custody_estate"], cast.organisations["company"]
    mode = ManagementMode.PROPERTY_COMPANY
    row = actions.start_management(by=SYSTEM, place=place, organisation=company, mode=mode, since=today())
    keys = [actions.Missing(kind=HandoverKind.KEYS)]
    actions.declare_emergency_custody(by=SYSTEM, management=row, on=today(), missing=keys)
    return row.handover.get().pk


def shift(cast: Cast) -> int:
    """A night of the street officer on the street's roster."""
    start = clock.now() + timedelta(days=3)
    night = actions.NewShift(
        account=cast.accounts["street_officer"], starts_at=start, ends_at=start + timedelta(hours=12)
    )
    return actions.put_shifts(by=SYSTEM, organisation=cast.organisations["street"], shifts=[night])[0].pk


def need(cast: Cast) -> int:
    """Somebody in building 1 of estate 1 who needs help to get out."""
    new = NewNeed(
        place=cast.places["building"], kind=HelpKind.BLIND, name="示例", door="101", source=HelpSource.ASKED,
        consent=HelpConsent.SELF, consent_on=today(),
    )  # fmt: skip
    return help_list.record(by=SYSTEM, new=new).pk
