"""The wall: what presses, what is late, what was put right today; nobody's name and no door on it."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.ledger.consumers import drain
from anju.places import actions as places
from anju.places.datum import Datum
from anju.places.geometry import outline as geometry_of
from anju.places.models import Boundary, Place
from anju.portals.boards import shapes
from anju.portals.boards.pressing import places_named
from anju.portals.boards.wall import legend
from anju.telemetry import actions as telemetry
from anju.telemetry.models import Device
from tests.cast import SYSTEM, Cast
from tests.portals.boards.conftest import DOOR, burns, check_doors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cases")]

As = Callable[[str], Client]


def square(west: float, south: float, side: float) -> str:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.fixture
def drawn(cast: Cast) -> None:
    """Outlines of the two streets and their communities."""
    for key, west in (("street", 118.0), ("community", 118.0), ("other_street", 118.1), ("other_community", 118.1)):
        outline(cast.places[key], square(west, 31.0, 0.1))


def outline(place: Place, geometry: str) -> None:
    places.set_boundary(by=SYSTEM, place=place.pk, outline=geometry_of(geometry, Datum.WGS84))


def test_it_says_what_the_page_says(as_: As, late: datetime) -> None:
    client = as_("district_officer")
    page, wall = (client.get(url).context["t"] for url in ("/123/", "/wall/"))
    assert wall["lists.overdue"].said == "4"
    assert {name: term.said for name, term in wall.items() if name in page} == {
        name: term.said for name, term in page.items() if name in wall
    }


def test_today_is_today_alone(as_: As, monday: datetime) -> None:
    wall = as_("district_officer").get("/wall/").context["t"]
    assert (wall["today/lists.found"].said, wall["today/lists.closed"].said) == ("5", "2")
    with clock.simulated(monday + timedelta(days=1)):
        wall = as_("district_officer").get("/wall/").context["t"]
    assert (wall["today/lists.found"].said, wall["today/lists.closed"].said) == ("0", "0")


@pytest.mark.parametrize("who", ["district_officer", "street_officer", "property_manager"])
def test_every_number_opens_into_as_many_rows(as_: As, drawn: None, late: datetime, who: str) -> None:
    client = as_(who)
    assert check_doors(client, client.get("/wall/").content.decode()) >= 8  # an estate has no places below


def test_no_name_no_door_and_nobody_s_own_words_stand_on_it(as_: As, cast: Cast, late: datetime, drawn: None) -> None:
    for who in ("district_officer", "street_officer", "property_manager"):
        page = as_(who).get("/wall/").content.decode()
        names = [account.name for account in cast.accounts.values() if account.name]
        assert len(names) > 10
        assert [name for name in names if name in page] == []
        assert DOOR not in page
        assert "王五" not in page
        assert re.search(r"\d+\s*[室户]", page) is None
        assert ">1幢" not in page, "an estate is the smallest place a wall names"


def test_what_presses_is_what_the_number_counts_the_gravest_first(as_: As, late: datetime) -> None:
    context = as_("district_officer").get("/wall/").context
    rows = context["pressing"]
    assert len(rows) == context["t"]["lists.overdue"].count == 4
    assert {row.where for row in rows} == {"柳岸新村", "桥头花园"}
    grave = {"major": 2, "serious": 1, "general": 0}
    order = [(-grave[row.severity], row.due) for row in rows]
    assert order == sorted(order)
    assert all(row.url.startswith("/hazards/") for row in rows)


def test_nothing_late_is_said_in_words(as_: As) -> None:
    page = as_("outsider").get("/wall/").content.decode()
    assert "没有重大候选隐患，也没有逾期的" in page


def test_the_map_draws_each_ground_with_its_number(as_: As, drawn: None, late: datetime) -> None:
    context = as_("district_officer").get("/wall/").context
    assert [(area.place.name, area.open, area.late) for area in context["areas"]] == [
        ("柳岸社区", 3, 3), ("桥头社区", 1, 1),
    ]  # fmt: skip
    assert [(label.name, label.open) for label in context["labels"]] == [("北街道", "3"), ("南街道", "1")]
    steps = [area.step for area in context["areas"]]
    assert steps == [3, 1]
    page = as_("district_officer").get("/wall/").content.decode()
    assert 'aria-label="柳岸社区：未销号 3，逾期 3"' in page


def test_without_outlines_it_says_so_and_the_numbers_stand_beside(as_: As) -> None:
    assert Boundary._all.count() == 0
    page = as_("district_officer").get("/wall/").content.decode()
    assert "还没有画边界" in page
    assert "南街道" in page


def test_an_outsider_sees_the_own_ground_on_it(as_: As, cast: Cast, drawn: None, late: datetime) -> None:
    page = as_("outsider").get("/wall/")
    assert page.context["t"]["lists.open"].said == "1"
    assert {row.where for row in page.context["pressing"]} == {"桥头花园"}
    assert "柳岸" not in page.content.decode()
    assert as_("outsider").get(f"/wall/?place={cast.places['street'].path}").status_code == 404
    assert as_("administrator").get("/wall/").status_code == 403


def test_each_tile_says_when_it_was_read_and_listens_to_the_stream(as_: As) -> None:
    page = as_("district_officer").get("/wall/").content.decode()
    tiles = re.findall(r'<section[^>]* data-live="([^"]+)"', page)
    assert len(tiles) == 6
    assert page.count("data-wall-read=") == 6
    assert 'data-live-url="/live/events"' in page
    from anju.live.topics import READS

    assert {topic for tile in tiles for topic in tile.split()} <= READS.keys()


def test_an_alarm_stands_on_top_at_once_before_any_figure_has_read_it(as_: As, ready: list[Device]) -> None:
    client = as_("district_officer")
    assert "没有正在处置的报警" in client.get("/wall/").content.decode()
    alarm = burns(ready[0])
    page = client.get("/wall/")
    assert (page.context["burning"].count, page.context["t"]["alarms.open"].said) == (1, "0")
    (row,) = page.context["burning"].rows
    assert (row.url, row.where, row.kind) == (f"/alarms/{alarm.pk}/", "柳岸新村", "火警")
    words = page.content.decode()
    assert words.index("正在报警 1 起") < words.index("重大·候选未销号")
    assert ">1幢" not in words, "an estate is the smallest place a wall names"
    listed = client.get(page.context["burning"].url)
    assert len(listed.context["rows"]) == 1
    drain()
    assert client.get("/wall/").context["t"]["alarms.open"].said == "1"


def test_more_alarms_than_it_has_room_for_are_counted_and_hazards_make_room(
    as_: As, ready: list[Device], cast: Cast, late: datetime
) -> None:
    places = ("building", "estate", "owners_estate", "custody_estate", "other_building")
    new = [telemetry.New(Scheme.PLAIN, f"more{at}", cast.places[place]) for at, place in enumerate(places)]
    for device in telemetry.register(by=SYSTEM, devices=new):
        burns(device)
    page = as_("district_officer").get("/wall/").context
    assert (page["burning"].count, len(page["burning"].rows), len(page["pressing"])) == (5, 3, 2)


def test_the_wall_shows_an_alarm_to_those_alone_in_whose_reach_it_is(as_: As, ready: list[Device], cast: Cast) -> None:
    burns(ready[0])
    assert as_("outsider").get("/wall/").context["burning"].count == 0
    assert as_("street_officer").get("/wall/").context["burning"].count == 1
    other = f"/wall/?place={cast.places['other_street'].path}"
    assert as_("district_officer").get(other).context["burning"].count == 0
    assert as_("congress_staff").get("/wall/").context["burning"] is None
    assert "没有正在处置的报警" not in as_("congress_staff").get("/wall/").content.decode()


def test_the_tile_of_alarms_listens_to_alarms(as_: As) -> None:
    page = as_("district_officer").get("/wall/").content.decode()
    assert re.search(r'<section[^>]* id="wall-now" data-live="alarm duty"', page)


@pytest.mark.parametrize(
    ("size", "words"), [(1, ["0", "1", "2", "3", "4 以上"]), (5, ["0", "1–5", "6–10", "11–15", "16 以上"])]
)
def test_the_legend_says_where_each_step_ends(size: int, words: list[str]) -> None:
    assert legend(size) == words


def test_outlines_keep_their_shape_in_the_frame() -> None:
    found = shapes.drawn({"a": square(118.0, 31.0, 0.1), "b": square(118.1, 31.0, 0.1), "line": LINE})
    assert found.keys() == {"a", "b"}
    left, right = found["a"], found["b"]
    assert left.x < right.x
    assert left.y == right.y
    points = [tuple(map(float, pair.split())) for pair in left.d.strip("MZ").split("L")]
    wide = max(x for x, _y in points) - min(x for x, _y in points)
    high = max(y for _x, y in points) - min(y for _x, y in points)
    assert 0.84 < wide / high < 0.87, "a degree of longitude is shorter at 31 degrees north"
    assert all(0 <= x <= shapes.WIDTH and 0 <= y <= shapes.HEIGHT for x, y in points)
    assert shapes.drawn({}) == {}
    assert shapes.drawn({"line": LINE}) == {}


LINE = '{"type":"LineString","coordinates":[[118.0,31.0],[118.2,31.0]]}'


def test_a_wall_names_the_estate_and_not_what_is_in_it(cast: Cast) -> None:
    paths = {key: cast.places[key].path for key in ("building", "estate", "road", "community", "street")}
    named = places_named(paths.values())
    assert [named[path] for path in paths.values()] == ["柳岸新村", "柳岸新村", "柳岸路", "柳岸社区", "北街道"]
