"""From what phones send to a question, from no answer to doubt of a place."""

from datetime import timedelta

import pytest

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.supervision.grid.actions import asking
from anju.supervision.grid.actions.asking import ask, look_through, note_shown
from anju.supervision.grid.enums import VisitSource
from anju.supervision.grid.models import Device, LookedThrough, Question, Visit
from anju.supervision.grid.queries import questions
from anju.supervision.grid.queries.evidence import gather
from anju.supervision.grid.queries.package import day_package
from anju.supervision.grid.rules import credibility
from tests.cast import Cast, today
from tests.supervision.grid.conftest import MINUTE
from tests.supervision.grid.doubts.conftest import Street, later

SECONDS = timedelta(seconds=4)
FAKER, HONEST, CHECKER = "grid_member", "second_member", "other_grid_member"


def asked(cast: Cast, *who: str) -> list[Question]:
    return ask([cast.accounts[one].pk for one in who or (FAKER, HONEST)])


def package(cast: Cast, who: str) -> dict[str, object]:
    return day_package(cast.actor(who), account=cast.accounts[who].pk, text_size=100, now=clock.now())


def test_who_ticks_off_a_street_at_a_desk_is_asked_and_who_walks_it_is_not(street: Street) -> None:
    cast = street.cast
    assert set(street.walk(FAKER, SECONDS)) == {"applied"}
    assert set(street.walk(HONEST, 9 * MINUTE)) == {"applied"}
    look_through(today(), limit=50)
    question = Question._all.get()
    assert (question.account, question.sign) == (cast.accounts[FAKER], "speed")
    assert question.place in street.buildings
    assert LookedThrough._all.count() > 2
    assert look_through(today(), limit=50) is False, "once a day"
    assert asked(cast) == [], "and what was asked is not asked again"


def test_only_he_is_told_and_only_in_his_own_package(street: Street) -> None:
    cast = street.cast
    street.walk(FAKER, SECONDS)
    asked(cast)
    said = package(cast, FAKER)["questions"]
    assert isinstance(said, list)
    assert "14 处" in said[0]["text"]
    for other in (HONEST, CHECKER, "property_manager", "community_worker", "street_officer", "district_officer"):
        assert package(cast, other)["questions"] == []
    entries = Entry._all.filter(subject_kind="patrol_question")
    assert {entry.path for entry in entries} == {"/cc/"}, "a place's story does not tell what was asked there"
    assert {entry.data for entry in entries} == {"{}"}


@pytest.mark.parametrize("source", [VisitSource.DEMO, VisitSource.IMPORTED])
def test_demo_and_imported_records_are_never_asked_about(street: Street, source: VisitSource) -> None:
    street.walk(FAKER, SECONDS)
    Visit._all.update(source=source)
    assert asked(street.cast) == []


def test_what_was_entered_later_claims_no_time(street: Street) -> None:
    street.walk(FAKER, SECONDS, data={"later": True})
    assert asked(street.cast) == []


def test_no_answer_in_three_days_is_doubt_of_the_place_and_fades(street: Street) -> None:
    cast = street.cast
    street.walk(FAKER, SECONDS)
    asked(cast)
    with clock.simulated(later(days=10)):
        assert questions.doubts("/cc/1/", clock.now()) == {}, "he has not been shown it: his phone was off"
        note_shown(by=cast.actor(FAKER), account=cast.accounts[FAKER].pk)
        assert questions.doubts("/cc/1/", clock.now()) == {}, "he may answer first"
    full = questions.doubts("/cc/1/", later(days=14))
    assert set(full) == {place.pk for place in street.buildings}
    assert all(0.5 < left < 0.96 for left in full.values())
    faded = questions.doubts("/cc/1/", later(days=44))
    assert all(abs(faded[place] - full[place] / 2) < 0.01 for place in full)
    assert questions.doubts("/cc/2/", later(days=14)) == {}


def test_any_answer_leaves_a_quarter(street: Street) -> None:
    cast = street.cast
    street.walk(FAKER, SECONDS)
    [question] = asked(cast)
    answer = street.phone(FAKER).record("answer", data={"question": question.pk, "value": "was_there"})
    note_shown(by=cast.actor(FAKER), account=cast.accounts[FAKER].pk)
    before = questions.doubts("/cc/1/", later(days=4))
    street.phone(FAKER).send(answer)
    after = questions.doubts("/cc/1/", later(days=4))
    assert before
    assert all(abs(after[place] - before[place] / 4) < 0.01 for place in before)
    drain()
    assert list(verify(state=True)) == []


def test_a_phone_with_an_external_receiver_is_asked_once_and_then_left_alone(street: Street) -> None:
    cast = street.cast
    mocked = {"lon_e7": 1_186_000_000, "lat_e7": 319_000_000, "accuracy": 5, "mock": True}
    street.walk(FAKER, 9 * MINUTE, position=mocked)
    [question] = [one for one in asked(cast) if one.sign == "mock"]
    device = Device._all.get(account=cast.accounts[FAKER])
    assert question.parameters["device"] == device.pk
    said = {"question": question.pk, "value": "external_receiver"}
    street.phone(FAKER).send(street.phone(FAKER).record("answer", data=said))
    assert questions.trusted([cast.accounts[FAKER].pk]) == {str(device.pk)}
    with clock.simulated(later(days=40)):
        street.walk(FAKER, 7 * MINUTE, position=mocked)
        assert "mock" not in [one.sign for one in asked(cast)]


def test_a_metronome_is_asked_about_its_gaps(street: Street) -> None:
    street.walk(HONEST, 9 * MINUTE, even=True)
    assert [one.sign for one in asked(street.cast, HONEST)] == ["intervals"]


def test_two_workers_at_once_ask_one_question(street: Street) -> None:
    cast = street.cast
    street.walk(FAKER, SECONDS)
    account = cast.accounts[FAKER].pk
    own = gather([account], clock.now()).of(account)
    [question] = credibility.questions(
        credibility.signs(own), {visit.id: visit for visit in own.visits}, (), clock.now()
    )
    assert len(asking._put(account, question, "")) == 1
    assert asking._put(account, question, "") == [], "what the other had found before the first wrote"
