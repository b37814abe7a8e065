"""Reports of the past for cases that stand."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from anju.intake.residents import queries
from anju.intake.residents.actions.history import PastReport, PastTicket, write_reports
from anju.intake.residents.enums import Channel
from anju.intake.residents.models import Report, Ticket
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from anju.supervision.lists.models import Duty
from tests.cast import SYSTEM, Cast


@pytest.fixture
def duty(cast: Cast) -> Duty:
    made = lists.report(by=cast.grid_member, code="FF-11", at=Spot(cast.places["building"]))
    return Duty._all.select_related("hazard").get(pk=made.pk)


def test_the_number_follows_the_case_that_stands(cast: Cast, duty: Duty) -> None:
    [code] = write_reports(
        by=SYSTEM, reports=[PastReport(duty, Channel.LABEL, "r" * 20, words="灯箱挡住了消火栓", phone="14200000001")]
    )
    found = queries.by_code(code)
    assert found is not None
    assert (found.duty_id, found.made_at, found.entered_by) == (duty.pk, duty.hazard.reported_at, None)
    assert queries.phone_of(str(found.pk)) == "14200000001"
    said = Entry._all.get(verb="resident_report.made")
    assert said.happened_at == clock.to_us(duty.hazard.reported_at)
    assert not any(word in said.data for word in ("灯箱", "14200000001", code))


def test_a_ticket_keeps_its_clocks_and_who_entered_it(cast: Cast, duty: Duty) -> None:
    now = clock.now()
    ticket = PastTicket("T-9", now + timedelta(days=1), now + timedelta(days=5), answered_at=now)
    write_reports(
        by=SYSTEM, reports=[PastReport(duty, Channel.HOTLINE, "t" * 20, by=cast.community_worker, ticket=ticket)]
    )
    row = Ticket._all.select_related("report").get()
    assert (row.number, row.answered_by) == ("T-9", cast.accounts["community_worker"].pk)
    assert row.report.entered_by == cast.accounts["community_worker"].pk
    assert Entry._all.filter(verb__startswith="hotline_ticket.").count() == 2


def test_only_the_system_writes_them(cast: Cast, duty: Duty) -> None:
    with pytest.raises(PermissionDenied):
        write_reports(by=cast.district_officer, reports=[PastReport(duty, Channel.WEB, "x" * 20)])
    assert not Report._all.exists()
