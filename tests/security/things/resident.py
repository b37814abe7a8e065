"""Things of residents' pages."""

from anju.intake.residents import actions, rules
from anju.intake.residents.actions import Told
from anju.intake.residents.enums import Channel
from anju.places import actions as places
from anju.places.models import Label
from tests.cast import Cast

FORM = "matrix-form-of-a-resident"


def token(cast: Cast) -> str:
    """What the QR label of building 1 opens."""
    places.make_labels(by=cast.property_manager, places=[cast.places["building"]])
    return Label._all.get(place=cast.places["building"], revoked_at__isnull=True).token


def code(cast: Cast) -> str:
    """The tracking number of a report."""
    place = cast.places["building"]
    told = Told(place=place, code="FF-11", channel=Channel.WEB, client_ref=FORM, phone="13812345678")
    _report, number = actions.make_report(by=actions.resident(rules.sender_of(FORM), place.path), told=told)
    return number


def published(cast: Cast) -> str:
    """A district that publishes checked reports."""
    actions.set_rules(by=cast.district_officer, path="/cc/", values={"public_list": True})
    return "cc"
