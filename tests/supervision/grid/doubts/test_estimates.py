"""A month's second looks, counted from the lists: what patrols had told, what was found again, what both named."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.supervision.grid.actions.rechecking import digest_of
from anju.supervision.grid.enums import Part, RecheckResult
from anju.supervision.grid.models import Draw, Recheck, Visit
from anju.supervision.grid.queries.estimates import Line, figures, own_share
from anju.supervision.grid.queries.evidence import canonical, gather
from anju.supervision.grid.rules.estimate import Estimate, Share
from anju.supervision.grid.rules.kinds import Withheld
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty
from tests.supervision.grid.conftest import MINUTE, result
from tests.supervision.grid.doubts.conftest import COUNT, Street, later
from tests.supervision.grid.doubts.test_questions import CHECKER, HONEST

NOVEMBER = date(2026, 11, 1)
CODES = ("FF-11", "ES-06", "ES-14", "FF-04")


def tell(street: Street, who: str, number: int, codes: tuple[str, ...]) -> list[Duty]:
    told = [street.at(who, number, "hazard", data={"code": code, "photos": [], "floor": 2}) for code in codes]
    street.phone(who).send(*told)
    return [duty for one in told if (duty := result(one).duty) is not None]


def drawn_everywhere(street: Street) -> Draw:
    """A lot that took every building, whoever lives where."""
    firsts = {visit.place_id: visit for visit in Visit._all.order_by("pk")}
    inputs = canonical([[place.pk, place.path, place.kind, firsts[place.pk].pk] for place in street.buildings])
    draw = Draw._all.create(
        path="/cc/1/", month=NOVEMBER, seed="seed", inputs=inputs, digest=digest_of(inputs), drawn_at=clock.now()
    )
    for place in street.buildings:
        Recheck._all.create(
            draw=draw, place=place, path=place.path, kind=place.kind, first=firsts[place.pk], month=NOVEMBER,
            part=Part.BLIND, drawn_at=clock.now(), checker=street.cast.accounts[CHECKER],
        )  # fmt: skip
    return draw


def looked_twice(street: Street, *, again: tuple[tuple[str, ...], ...]) -> Line:
    """Each building has four hazards; patrols tell two of them, the second look what `again` says in turn."""
    street.walk(HONEST, 9 * MINUTE)
    for number in range(COUNT):
        tell(street, HONEST, number, CODES[:2])
    with clock.simulated(later(days=1)):
        drawn_everywhere(street)
    with clock.simulated(later(days=2)):
        for number in range(COUNT):
            tell(street, CHECKER, number, again[number % len(again)])
            street.phone(CHECKER).send(street.at(CHECKER, number))
        drain()
        assert not Recheck._all.exclude(result=RecheckResult.FOUND).exists()
    return figures(street.cast.street_officer, NOVEMBER, later(days=3)).lines[0]


AGAIN = (("FF-11", "ES-14", "FF-04"), ("ES-06", "FF-04"), ("FF-11", "ES-06", "ES-14"), ("ES-14",))


def test_what_two_looks_found_gives_how_many_there_are(street: Street) -> None:
    line = looked_twice(street, again=AGAIN)
    assert (line.of, line.drawn, line.done, line.told) == (COUNT, COUNT, COUNT, 2 * COUNT)
    assert isinstance(line.total, Estimate)
    assert line.total.low <= 4 * COUNT <= line.total.high
    assert isinstance(line.share, Share)
    found = [len(AGAIN[number % 4]) for number in range(COUNT)]
    both = [len({*AGAIN[number % 4]} & {*CODES[:2]}) for number in range(COUNT)]
    assert (line.share.of, line.share.share) == (sum(found), sum(both) / sum(found))
    assert line.share.low < 0.5 < line.share.high
    account = street.cast.accounts[HONEST].pk
    assert own_share(account) is Withheld.FEW_FOUND, "a person's own needs fifty"
    assert own_share(street.cast.accounts["grid_member"].pk) is Withheld.FEW_PLACES
    heard = gather([account], later(days=3)).of(account).rechecks
    assert (len(heard), sum(one.found for one in heard), {one.missed for one in heard}) == (COUNT, sum(found), {1, 2})


def test_what_was_put_right_in_between_counts_for_neither(street: Street) -> None:
    street.walk(HONEST, 9 * MINUTE)
    gone = tell(street, HONEST, 0, CODES[:2])[0]
    with clock.simulated(later(days=1)):
        drawn_everywhere(street)
    closed = {"state": State.CLOSED, "outcome": Outcome.RECTIFIED, "closed_at": later(days=2)}
    Duty._all.filter(pk=gone.pk).update(**closed)
    with clock.simulated(later(days=2.5)):
        tell(street, CHECKER, 0, ("FF-04", "EB-01"))
        drain()
    line = figures(street.cast.street_officer, NOVEMBER, later(days=3)).lines[0]
    assert (line.told, line.done) == (1, 1), "and what is ridden away is no lasting hazard"
    assert (line.total, line.share) == (Withheld.FEW_PLACES, Withheld.FEW_PLACES)


def test_a_second_look_that_copies_the_first_gives_no_figure(street: Street) -> None:
    """Fourteen of fourteen the very same: at 0.82 each, that is chance once in sixteen; so it takes more places."""
    line = looked_twice(street, again=(CODES[:2],))
    assert isinstance(line.total, Estimate)
    assert (round(line.total.total), line.total.known) == (2 * COUNT, 2 * COUNT)


def test_the_page_says_figures_and_list_to_street_and_district_alone(street: Street, client: Client) -> None:
    street.walk(HONEST, 9 * MINUTE)
    with clock.simulated(later(days=1)):
        drawn_everywhere(street)
        tell(street, CHECKER, 0, ("FF-11",))
        drain()
    with clock.simulated(later(days=3)):
        for who in ("street_officer", "district_officer"):
            client.force_login(street.cast.accounts[who])
            page = client.get(reverse("grid:rechecks"), {"month": "2026-11"}).content.decode()
            assert "95% 区间" in page
            assert page.count("发现隐患") == 1
            assert page.count("待复查") == COUNT - 1
            assert "复查的地点太少，不估计。" in page
            assert "结果与名单不一致" in page, "this lot was made by hand"
            assert "other_grid_member同志" not in page
        client.force_login(street.cast.accounts["outsider"])
        assert "1幢" not in client.get(reverse("grid:rechecks")).content.decode()
        assert client.post(reverse("grid:rechecks-inputs", args=[Draw._all.get().pk])).status_code == 404
        client.force_login(street.cast.accounts["street_officer"])
        answer = client.post(reverse("grid:rechecks-export") + "?month=2026-11")
        assert answer["Content-Type"].endswith("sheet")
    assert Entry._all.filter(verb="list.exported").count() == 1


def test_another_month_is_empty_and_says_so(street: Street, client: Client) -> None:
    client.force_login(street.cast.accounts["street_officer"])
    for month in ("2026-10", "nonsense", "0000-99"):
        assert "这个月还没有抽" in client.get(reverse("grid:rechecks"), {"month": month}).content.decode()


@pytest.mark.parametrize("reached", ["/cc/1/", "/cc/2/"])
def test_a_street_draws_by_a_button_and_only_its_own(street: Street, client: Client, reached: str) -> None:
    street.walk(HONEST, 9 * MINUTE)
    client.force_login(street.cast.accounts["street_officer"])
    where = street.cast.places["street" if reached == "/cc/1/" else "other_street"]
    answer = client.post(reverse("grid:rechecks-draw"), {"street": where.pk})
    assert answer.status_code == (302 if reached == "/cc/1/" else 404)
    assert Draw._all.filter(path="/cc/1/").exists() is (reached == "/cc/1/")
