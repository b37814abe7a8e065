"""Things of staff's pages about residents' reports."""

from datetime import timedelta

from anju.intake.residents import actions, rules
from anju.intake.residents.actions import Told
from anju.intake.residents.actions.hotline import Clocks
from anju.intake.residents.enums import Channel
from anju.kernel import clock
from tests.cast import Cast

FORM = "matrix-form-of-another-resident"


def report(cast: Cast) -> int:
    """A report at building 1 of the north street, with a phone."""
    place = cast.places["building"]
    told = Told(place=place, code="FF-11", channel=Channel.WEB, client_ref=FORM, phone="13812345678")
    made, _code = actions.make_report(by=actions.resident(rules.sender_of(FORM), place.path), told=told)
    return made.pk


def ticket(cast: Cast) -> int:
    """A report that is a ticket of the hotline."""
    told = Told(place=cast.places["building"], code="FF-04", channel=Channel.HOTLINE, client_ref="12345:matrix")
    clocks = Clocks("matrix", clock.now(), answer_due_at=clock.now() + timedelta(days=5))
    return actions.make_ticket(by=cast.community_worker, told=told, ticket=clocks).report_id


def owed(cast: Cast) -> int:
    """A report that is owed thanks."""
    from anju.intake.residents.models import Report
    from anju.supervision.lists import actions as lists

    actions.set_rules(by=cast.district_officer, path="/cc/", values={"thanks": True})
    pk = report(cast)
    lists.check_report(by=cast.community_worker, duty_id=Report._all.get(pk=pk).duty_id)
    return pk
