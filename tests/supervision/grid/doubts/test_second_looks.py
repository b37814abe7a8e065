"""From doubt to the lot, from the lot to somebody who knows nothing, from his look to its result."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.kernel.permissions import MissingPermissionError
from anju.supervision.grid.actions.asking import note_shown
from anju.supervision.grid.actions.rechecking import draw_due, draw_month, redrawn
from anju.supervision.grid.enums import Part, RecheckResult
from anju.supervision.grid.models import Draw, Recheck, Visit
from anju.supervision.grid.queries import questions
from anju.supervision.grid.rules.credibility import MOST_WEIGHT
from tests.cast import SYSTEM
from tests.supervision.grid.conftest import MINUTE, MONDAY, result
from tests.supervision.grid.doubts.conftest import COUNT, Street, later
from tests.supervision.grid.doubts.test_questions import CHECKER, FAKER, HONEST, SECONDS, asked, package

NOVEMBER = date(2026, 11, 1)


def doubted(street: Street) -> None:
    """A street ticked off, asked about, shown, not answered."""
    street.walk(FAKER, SECONDS)
    asked(street.cast)
    note_shown(by=street.cast.actor(FAKER), account=street.cast.accounts[FAKER].pk)


def drawn(street: Street) -> Draw:
    return draw_month(by=street.cast.street_officer, street=street.cast.places["street"], month=NOVEMBER)


def to_look_again(street: Street) -> Recheck:
    doubted(street)
    with clock.simulated(later(days=4)):
        drawn(street)
    return Recheck._all.get(part=Part.DOUBTED)


def test_doubt_weighs_in_the_lot_and_the_lot_can_be_drawn_again(street: Street) -> None:
    doubted(street)
    with clock.simulated(later(days=4)):
        draw = drawn(street)
        second = Recheck._all.get(part=Part.DOUBTED)
        assert 1 < second.weight_e6 / 1e6 <= MOST_WEIGHT
        assert all(row.weight_e6 == 1_000_000 for row in Recheck._all.filter(part=Part.BLIND))
        assert redrawn(draw)
        entry = Entry._all.get(verb="patrol_draw.made")
        assert draw.seed in entry.data
        assert draw.digest in entry.data
        with pytest.raises(ValidationError, match="每月只抽一次"):
            drawn(street)
    draw.inputs = draw.inputs.replace("[[", "[ [")
    assert not redrawn(draw), "other inputs than those of the digest"


def test_only_street_and_district_draw_their_own_and_only_this_month(street: Street) -> None:
    street.walk(HONEST, 9 * MINUTE)
    for who in (HONEST, "community_worker", "property_manager", "outsider"):
        with pytest.raises(MissingPermissionError):
            draw_month(by=street.cast.actor(who), street=street.cast.places["street"], month=NOVEMBER)
    with pytest.raises(ValidationError, match="只能抽本月的"):
        draw_month(by=SYSTEM, street=street.cast.places["street"], month=date(2026, 10, 1))
    with pytest.raises(ValidationError, match="近 30 天没有看过的地点"):
        draw_month(by=SYSTEM, street=street.cast.places["other_street"], month=NOVEMBER)


def test_the_platform_draws_where_nobody_has(street: Street) -> None:
    street.walk(HONEST, 9 * MINUTE)
    assert draw_due(MONDAY.replace(day=7)) == 0
    assert draw_due(MONDAY) == 1, "the south street has nothing to look at again"
    assert draw_due(MONDAY) == 0


def test_who_looks_again_is_neither_the_first_nor_of_his_organisation(street: Street) -> None:
    assert to_look_again(street).checker == street.cast.accounts[CHECKER]


def test_who_looks_again_sees_the_place_and_nothing_of_the_first_look(street: Street, client: Client) -> None:
    cast = street.cast
    doubted(street)
    firsts = {}
    for number, place in enumerate(street.buildings):
        told = street.at(FAKER, number, "hazard", data={"code": "FF-11", "photos": [], "floor": 2})
        street.phone(FAKER).send(told)
        firsts[place.pk] = result(told).duty
    with clock.simulated(later(days=4)):
        drawn(street)
        row = Recheck._all.get(part=Part.DOUBTED)
        first = firsts[row.place_id]
        assert first is not None
        said = package(cast, CHECKER)["places"]
        assert isinstance(said, list)
        here = next(one for one in said if one["id"] == row.place_id)
        assert (here["open"], here["last"]) == ([], None)
        client.force_login(cast.accounts[CHECKER])
        for address in (reverse("lists:case", args=[first.hazard.number]), reverse("grid:again", args=[row.pk + 999])):
            assert client.get(address).status_code == 404
        assert first.hazard.number not in client.get(reverse("grid:again", args=[row.pk])).content.decode()
        assert row.place.full_name not in client.get(reverse("grid:visits")).content.decode()
        assert client.get(reverse("grid:rechecks")).status_code == 403
        client.force_login(cast.accounts[FAKER])
        assert client.get(reverse("grid:again", args=[row.pk])).status_code == 404, "who looked first does not come by"


def test_a_second_look_is_recorded_like_any_other_and_settles_the_place(street: Street) -> None:
    row = to_look_again(street)
    number = street.buildings.index(row.place)
    elsewhere = next(at for at, place in enumerate(street.buildings) if not Recheck._all.filter(place=place).exists())
    with clock.simulated(later(days=5)):
        phone = street.phone(CHECKER)
        assert phone.send(street.at(CHECKER, elsewhere)) == ["refused"], "nowhere but there"
        before = questions.doubts("/cc/1/", clock.now())
        seen = street.at(CHECKER, number)
        assert phone.send(seen) == ["applied"]
        drain()
        row.refresh_from_db()
        assert (row.result, row.second) == (RecheckResult.CLEAN, Visit._all.get(record__key=seen["key"]))
        told = street.at(CHECKER, number, "hazard", data={"code": "FF-11", "photos": [], "floor": 3})
        assert phone.send(told) == ["applied"], "he goes on looking"
        drain()
        row.refresh_from_db()
        assert row.result == RecheckResult.FOUND
        after = questions.doubts("/cc/1/", clock.now())
        assert before.keys() - after.keys() == {row.place_id}, "somebody has looked"
        phone.send(phone.undo(seen))
        drain()
        row.refresh_from_db()
        assert row.second == Visit._all.get(record__key=told["key"])
        Visit._all.filter(record__key=told["key"]).update(voided_at=clock.now())
        phone.send(street.at(CHECKER, number, "no_time"))
        drain()
        row.refresh_from_db()
        assert (row.result, row.second, row.checked_at) == ("", None, None), "taken back: it is still to be made"
        assert phone.send(street.at(CHECKER, number, "no_entry")) == ["applied"]
        drain()
        row.refresh_from_db()
        assert row.result == RecheckResult.NO_ENTRY


def test_the_ledger_accounts_for_a_lot_and_its_looks(street: Street) -> None:
    row = to_look_again(street)
    with clock.simulated(later(days=5)):
        street.phone(CHECKER).send(street.at(CHECKER, street.buildings.index(row.place)))
        drain()
        assert list(verify(state=True)) == []


def test_a_second_look_stands_at_the_end_of_the_checkers_round(street: Street) -> None:
    row = to_look_again(street)
    with clock.simulated(later(days=5)):
        client, known_as = Client(), "6f1c3c9a-8f0e-4f55-9a35-0a6c0f6e6a12"
        client.force_login(street.cast.accounts[CHECKER])
        client.post(reverse("grid:device"), {"device": known_as}, content_type="application/json")
        said = client.get(reverse("grid:day"), {"device": known_as}).json()
        here = next(at for at, stop in enumerate(said["round"]["stops"]) if stop["place"] == row.place_id)
        stop = said["round"]["stops"][here]
        assert (stop["why"], stop["order"] > 1) == (["抽到复查"], True)
        street.phone(CHECKER).send(street.at(CHECKER, street.buildings.index(row.place), stop=stop["stop"]))
        assert (
            client.get(reverse("grid:day"), {"device": known_as}).json()["round"]["stops"][here]["state"] == "visited"
        )


@pytest.mark.parametrize("found", [False, True])
def test_a_second_look_may_be_written_down_at_the_desk(street: Street, found: bool) -> None:
    row = to_look_again(street)
    with clock.simulated(later(days=5)):
        client = Client()
        client.force_login(street.cast.accounts[CHECKER])
        here = reverse("grid:again", args=[row.pk])
        assert client.post(here, {"outcome": "hazard"}).status_code == 422
        said = {"outcome": "hazard", "code": "FF-11", "floor": 2} if found else {"outcome": "seen"}
        assert client.post(here, said).status_code == 302
        drain()
        row.refresh_from_db()
        assert row.result == (RecheckResult.FOUND if found else RecheckResult.CLEAN)
        assert row.second is not None
        assert (row.second.duty is not None, row.second.source) == (found, "desk")
        assert client.get(here).status_code == 404, "it is done"


def test_what_doubt_has_drawn_is_listed_nowhere(street: Street, client: Client) -> None:
    row = to_look_again(street)
    blind = Recheck._all.filter(part=Part.BLIND).count()
    client.force_login(street.cast.accounts["street_officer"])
    with clock.simulated(later(days=5)):
        page = client.get(reverse("grid:rechecks")).content.decode()
        inputs = client.post(reverse("grid:rechecks-inputs", args=[row.draw_id])).content.decode()
    assert row.place.full_name not in page
    assert page.count("待复查") == blind
    assert inputs == Draw._all.get().inputs
    assert len(inputs.split("],[")) == COUNT
