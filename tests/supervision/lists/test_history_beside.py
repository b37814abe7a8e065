"""What a history tells beside the usual course: a company's report, a paper one clerk entered, other domains' deeds."""

from datetime import datetime, timedelta

import pytest

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import Deed, Ref
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.supervision.lists.actions import NotPossibleError, NotYoursError, Source, Spot, history
from anju.supervision.lists.actions.history import Beside, Book, Happening, PastCase
from anju.supervision.lists.enums import Decision, Event, Outcome, ReopenReason, SourceKind, State
from anju.supervision.lists.models import Discharge, Duty, Submission
from tests.cast import Cast
from tests.supervision.lists.conftest import MONDAY
from tests.supervision.lists.test_history import PHOTOS

DEMO = system("demo")


def ago(days: int) -> datetime:
    return MONDAY - timedelta(days=days)


def case(cast: Cast, *then: Happening) -> PastCase:
    spot = Spot(cast.places["building"], floor=2, spot="楼梯间")
    return PastCase("ES-01", spot, ago(30), Source(SourceKind.PATROL), cast.grid_member, then=then)


def reported(cast: Cast, at: int = 25) -> Happening:
    return Happening(
        ago(at), Event.ASK_DISCHARGE, cast.property_manager, dissuaded_at=ago(at + 3), noticed_at=ago(at + 1)
    )


def received(cast: Cast, at: int = 24) -> Happening:
    return Happening(ago(at), Event.DISCHARGE, cast.street_officer, organisation=cast.organisations["street"].pk)


def whole() -> bool:
    seals.seal()
    return list(verify(state=True)) == []


def test_a_company_s_report_ends_its_term_with_the_receipt_and_the_case_stays_open(cast: Cast) -> None:
    history.write(by=DEMO, cases=[case(cast, reported(cast), received(cast))], lived=True)
    made, duty = Discharge._all.get(), Duty._all.get()
    assert (made.decision, made.receiver_id) == (Decision.RECEIVED, cast.organisations["street"].pk)
    assert (made.organisation_id, made.reported_by) == (cast.organisations["company"].pk, cast.property_manager.account)
    assert (duty.state, duty.accountable_id) == (State.ASSIGNED, cast.organisations["street"].pk)
    assert duty.verifier_id not in (None, duty.accountable_id)
    verbs = Entry._all.filter(subject_kind="discharge").order_by("id").values_list("verb", "at")
    assert list(verbs) == [
        ("discharge.reported", clock.to_us(ago(25))), ("discharge.received", clock.to_us(ago(24))),
    ]  # fmt: skip
    assert whole()


def test_a_report_without_a_word_before_it_or_a_receipt_without_a_report_cannot_have_been(cast: Cast) -> None:
    silent = reported(cast)
    silent.noticed_at = None
    with pytest.raises(ValueError, match="劝阻"):
        history.write(by=DEMO, cases=[case(cast, silent)], lived=True)
    with pytest.raises(NotPossibleError):
        history.write(by=DEMO, cases=[case(cast, received(cast))], lived=True)
    assert not Duty._all.exists()


def test_a_report_lapses_when_the_company_hands_in_after_all(cast: Cast) -> None:
    done = Happening(ago(20), Event.SUBMIT, cast.property_manager, evidence=PHOTOS, drawn=False)
    history.write(by=DEMO, cases=[case(cast, reported(cast), done)], lived=True)
    assert Discharge._all.get().decision == Decision.LAPSED
    assert whole()


def test_on_record_one_clerk_enters_both_steps_and_is_nobody_s_second_person(cast: Cast) -> None:
    clerk = cast.community_worker
    steps = [Happening(ago(9), event, clerk, evidence=PHOTOS) for event in (Event.SUBMIT, Event.PASS)]
    with pytest.raises(NotYoursError):
        history.write(by=DEMO, cases=[case(cast, *steps)], lived=True)
    for step in steps:
        step.on_record = True
    history.write(by=DEMO, cases=[case(cast, *steps)], lived=True)
    duty, made = Duty._all.get(), Submission._all.get()
    assert (duty.state, duty.outcome) == (State.CLOSED, Outcome.RECTIFIED)
    assert (made.account, made.decided_by, duty.closed_by) == (None, None, None)
    told = Entry._all.filter(verb__in=("duty.submitted", "duty.passed")).values_list("actor", flat=True)
    assert set(told) == {str(cast.community_worker)}
    assert whole()


def test_an_inspection_opens_a_case_again_whoever_inspects(cast: Cast) -> None:
    done = Happening(ago(20), Event.SUBMIT, cast.property_manager, evidence=PHOTOS, drawn=False)
    passed = Happening(ago(19), Event.PASS, cast.community_worker, drawn=False)
    again = Happening(ago(10), Event.REOPEN, cast.fire_officer, because=ReopenReason.INSPECTION, reason="还堆着")
    history.write(by=DEMO, cases=[case(cast, done, passed, again)], lived=True)
    duty = Duty._all.get()
    assert (duty.state, duty.reopened) == (State.ASSIGNED, 1)
    again.because = ReopenReason.RECURRENCE
    with pytest.raises(NotYoursError):
        history.write(by=DEMO, cases=[case(cast, done, passed, again)], lived=True)


def test_what_others_tell_stands_among_the_cases_in_time_order(cast: Cast) -> None:
    def tell(book: Book, act: Deed) -> None:
        act.enter("export.made", Ref("export", "1"), path=cast.places["building"].path)

    done = Happening(ago(20), Event.SUBMIT, cast.property_manager, evidence=PHOTOS, drawn=False)
    some = [Beside(ago(days), cast.fire_officer, tell) for days in (5, 40, 25)]
    history.write(by=DEMO, cases=[case(cast, done)], lived=True, beside=some)
    told = list(Entry._all.filter(at__lte=clock.to_us(ago(1))).order_by("id").values_list("at", "verb"))
    assert [at for at, _verb in told] == sorted(at for at, _verb in told)
    assert [verb for _at, verb in told if verb in ("export.made", "duty.reported", "duty.submitted")] == [
        "export.made", "duty.reported", "export.made", "duty.submitted", "export.made",
    ]  # fmt: skip


def test_nobody_but_the_system_tells_what_others_did(cast: Cast) -> None:
    with pytest.raises(NotYoursError):
        history.write(by=cast.street_officer, beside=[Beside(ago(3), cast.fire_officer, lambda _book, _act: None)])
