"""上次报数: what was sent is remembered, and the rows say why it is another number today."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel import clock
from anju.kernel.figures.reading import number
from anju.kernel.figures.registry import figures
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.reports import actions
from anju.reports.enums import Why
from anju.reports.models import Quote, SentNumber
from anju.reports.queries import asking, differing, quoting
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.enums import ReopenReason, SourceKind
from anju.supervision.lists.models import Duty
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]

As = Callable[[str], Client]


def quoted(cast: Cast, code: str = "lists.rectified", **asked: object) -> Quote:
    question = asking.ask(cast.street_officer, figures[code], **asked)  # type: ignore[arg-type]
    return actions.quote(by=cast.street_officer, asked=question)


def today() -> date:
    return clock.today()


def reasons(quote: Quote) -> dict[Why, int]:
    found = differing.since(quoting.question(quote), quote.size)
    again = quoting.question(quote)
    assert found.rows is not None
    now = number(again).amount or 0
    assert found.total == now - int(quote.amount.replace(",", ""))
    return dict(found.by_why)


def test_the_figure_remembers_what_was_sent_and_says_the_difference(as_: As, cast: Cast, told: list[Duty]) -> None:
    client, made = as_("street_officer"), quoted(cast)
    data = {"receiver": "市消防救援支队", "sent_on": today().isoformat()}
    for _twice in range(2):
        assert client.post(f"/figures/q/{made.code}/sent/", data).status_code == 302
    row = SentNumber._all.get()
    assert Entry._all.filter(verb="sent_number.recorded", subject_id=str(row.pk)).count() == 1
    page = client.get("/figures/lists.rectified/")
    assert not page.context["last"].moved
    lists.reopen(by=cast.street_officer, duty_id=told[0].pk, why=ReopenReason.CONTEST, reason="还在")
    drain()
    page = client.get("/figures/lists.rectified/")
    assert (page.context["last"].sent.quote.amount, page.context["last"].now) == ("1", "0")
    assert "差在哪里" in page.content.decode()
    assert client.get("/figures/lists.rectified/?period=2026-11").context["last"] is None
    page = client.get(f"/figures/q/{made.code}/")
    assert [(label, number) for label, number, _url, _now in page.context["reasons"]] == [("复开", -1)]
    ((one, line),) = page.context["rows"]
    assert (one.sign, line.label) == (-1, told[0].hazard.number)
    assert f"/hazards/{told[0].hazard.number}/" in page.content.decode()


def test_what_happened_before_and_was_entered_later_is_apart_from_what_happened_since(cast: Cast) -> None:
    made = quoted(cast, "lists.found")
    lists.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=20))
    seen = Source(SourceKind.PATROL, happened_at=clock.now() - timedelta(days=3))
    lists.report(by=cast.grid_member, code="ES-03", at=Spot(cast.places["building"], floor=21), source=seen)
    drain()
    assert reasons(made) == {Why.NEW: 1, Why.LATE: 1}


def test_what_only_went_on_is_no_difference_and_what_ended_is_one(cast: Cast, told: list[Duty]) -> None:
    from tests.evidence import proofs

    made = quoted(cast, "lists.open")
    lists.submit(by=cast.property_manager, duty_id=told[1].pk, evidence=proofs(told[1]))
    drain()
    assert reasons(made) == {}
    lists.verify(by=cast.community_worker, duty_id=told[1].pk, passed=True, on_site=True)
    drain()
    assert reasons(made) == {Why.ENDED: -1}


def test_a_kind_put_right_is_a_correction_where_kinds_are_counted(cast: Cast) -> None:
    duty = lists.report(
        by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=9), source=Source(SourceKind.RESIDENT)
    )
    drain()
    was, will = (quoted(cast, "lists.found", narrowed=(("kind", kind),)) for kind in ("ES-01", "EB-06"))
    every = quoted(cast, "lists.found")
    lists.check_report(by=cast.community_worker, duty_id=duty.pk, code="EB-06")
    drain()
    assert reasons(was) == {Why.CORRECTED: -1}
    assert reasons(will) == {Why.CORRECTED: 1}
    assert reasons(every) == {}


def test_a_date_that_passed_is_a_difference_without_an_entry(cast: Cast) -> None:
    made = quoted(cast, "lists.overdue")
    with clock.simulated(clock.now() + timedelta(days=200)):
        assert set(reasons(made)) == {Why.DUE}


@pytest.mark.parametrize(
    ("receiver", "days", "word"), [(" ", 0, "哪个单位"), ("市局", 1, "不能晚于今天"), ("市局", -1, "不能早于")]
)
def test_what_cannot_be_is_said(cast: Cast, receiver: str, days: int, word: str) -> None:
    made = quoted(cast)
    with pytest.raises(ValidationError, match=word):
        actions.send(by=cast.street_officer, quote=made, receiver=receiver, sent_on=today() + timedelta(days=days))
    assert not SentNumber._all.exists()


def test_what_was_typed_stays_where_it_is_refused(as_: As, cast: Cast) -> None:
    made = quoted(cast)
    answer = as_("street_officer").post(f"/figures/q/{made.code}/sent/", {"receiver": "市局", "sent_on": "2099-01-01"})
    assert answer.status_code == 422
    assert answer.context["form"]["receiver"].value() == "市局"


def test_nobody_sends_what_lies_beyond_the_own_ground(as_: As, cast: Cast) -> None:
    made = quoted(cast)
    with pytest.raises(PermissionDenied):
        actions.send(by=cast.outsider, quote=made, receiver="市局", sent_on=today())
    data = {"receiver": "市局", "sent_on": today().isoformat()}
    assert as_("outsider").post(f"/figures/q/{made.code}/sent/", data).status_code == 404
    assert as_("property_manager").post(f"/figures/q/{made.code}/sent/", data).status_code == 404
    assert not SentNumber._all.exists()


def test_a_load_of_another_weight_is_explained_by_its_kilograms(cast: Cast) -> None:
    made = quoted(cast, "lists.cleared_weighed")
    lists.record_clean_up(
        by=cast.street_officer, place=cast.places["estate"], cleaned_on=today() - timedelta(days=2), kilograms=300,
        weighed=True,
    )  # fmt: skip
    drain()
    found = differing.since(quoting.question(made), made.size)
    assert dict(found.by_why) == {Why.LATE: 300}
