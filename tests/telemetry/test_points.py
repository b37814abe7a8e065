"""A panel's list: how addresses are written, which point a line speaks of, and what comes when points speak."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from anju.gateway.protocols.gbt26875.values import Split
from anju.kernel.ledger.models import Entry
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.telemetry import actions
from anju.telemetry.actions import Listed, PointSaid
from anju.telemetry.actions.keeping import rebuild
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.models import Device, Point
from anju.telemetry.projecting import points as keys
from anju.telemetry.projecting.points import BadAddressError, SeveralError, Wanted, match
from anju.telemetry.queries import points
from tests.cast import Cast, make_cast
from tests.places.entries import states_agree
from tests.telemetry.made import FAULT, FIRE, batch, component, everything, of, signals

GBT = "gbt26875"
ADDRESS = 0x00090003
BARE = f"1/0/{ADDRESS}"


@pytest.mark.parametrize(
    ("text", "split", "key"),
    [
        ("3-9", Split.LOOP_POINT, BARE),
        ("03—009", Split.LOOP_POINT, BARE),
        ("9-3", Split.POINT_LOOP, BARE),
        ("3.0.9.0", Split.BYTES, BARE),
        (str(ADDRESS), Split.LOOP_POINT, BARE),
        (f"1/0/{ADDRESS}", Split.BYTES, BARE),
        (f"1/0/{ADDRESS}/42", Split.LOOP_POINT, f"{BARE}/42"),
        ("11/2", Split.LOOP_POINT, "11/2"),
    ],
)
def test_an_address_is_read_as_the_makers_papers_have_it(text: str, split: Split, key: str) -> None:
    assert keys.key_of(GBT, text, split) == key


@pytest.mark.parametrize("text", ["", "3-9-1", "三-九", "1-70000", "1/0/x", "1/0/1/300", "4294967296", "-3", "3--9"])
def test_what_is_no_address_of_a_transmission_device_is_refused(text: str) -> None:
    with pytest.raises(BadAddressError):
        keys.key_of(GBT, text, Split.LOOP_POINT)


@given(st.integers(0, 2**32 - 1), st.sampled_from([Split.LOOP_POINT, Split.POINT_LOOP, Split.BYTES]))
def test_a_shown_address_reads_back(address: int, split: Split) -> None:
    key = f"1/0/{address}"
    assert keys.key_of(GBT, keys.shown(GBT, key, split), split) == key
    assert keys.bare(GBT, f"{key}/40") == key


def test_of_another_device_the_channel_is_the_key() -> None:
    assert keys.key_of("mqtt", " 通道/1 ", Split.LOOP_POINT) == "通道/1"
    assert keys.bare("mqtt", "1/2/3/4") == "1/2/3/4"
    assert keys.shown("mqtt", "1/2/3", Split.LOOP_POINT) == "1/2/3"


def test_what_lists_call_components() -> None:
    assert [keys.kind_named(word) for word in ("烟感", "点型光电感烟火灾探测器", "Smoke detector", "42", "手 报")] == [
        40, 42, 40, 42, 23,
    ]  # fmt: skip
    assert [keys.kind_named(word) for word in ("", "鸽子", "300")] == [None, None, None]


@dataclass
class Row:
    key: str
    listed: bool = True

    @property
    def kinds(self) -> str:
        return keys.kinds_of(self.key, self._kind)

    _kind: int | None = None


def row(kind: int | None, *, typed: bool, listed: bool = True) -> Row:
    return Row(f"{BARE}/{kind}" if typed else BARE, listed, kind)


def test_a_line_finds_the_one_point_of_its_address_whatever_type_the_panel_says() -> None:
    heard = row(40, typed=True, listed=False)
    assert match(GBT, Wanted(BARE, 42), [heard], {42}) is heard
    assert match(GBT, Wanted(BARE), [heard], {None}) is heard
    assert match(GBT, Wanted(BARE, 23), [heard], {23}) is heard


def test_two_lines_of_one_address_are_two_points() -> None:
    assert match(GBT, Wanted(BARE, 42), [], {42, 23}) == f"{BARE}/42"
    assert match(GBT, Wanted(BARE, 23), [], {42, 23}) == f"{BARE}/23"
    detector, button = row(40, typed=True), row(23, typed=True)
    assert match(GBT, Wanted(BARE, 42), [button, detector], {42, 23}) is detector
    assert match(GBT, Wanted(BARE, 23), [button, detector], {42, 23}) is button
    with pytest.raises(SeveralError):
        match(GBT, Wanted(BARE), [button, detector], {None})


def test_a_line_of_a_later_piece_does_not_take_the_point_of_an_earlier_one() -> None:
    detector = row(42, typed=False)
    assert match(GBT, Wanted(BARE, 42), [detector], {42}) is detector
    assert match(GBT, Wanted(BARE, 23), [detector], {23}) == f"{BARE}/23"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def device(cast: Cast) -> Device:
    new = actions.New(keys.Scheme.GBT26875, of(1).hex(), cast.places["estate"], name="消控主机")
    return actions.register(by=cast.property_manager, devices=[new])[0]


@pytest.fixture
def unit(cast: Cast) -> Place:
    above = cast.places["building"]
    return Place._all.create(
        parent=above, kind=PlaceKind.UNIT, name="2单元", full_name="1幢2单元", path=f"{above.path}1/"
    )


def smoke(cast: Cast, device: Device, **told: object) -> actions.Put:
    line = Listed(**{"key": BARE, "kind": 42, "name": "烟感", "spot": "503 门口", "floor": 5, **told})  # type: ignore[arg-type]
    return actions.put_points(by=cast.property_manager, device=device.pk, lines=[line])


def test_a_listed_point_is_found_by_the_first_component_that_speaks_there(cast: Cast, device: Device) -> None:
    put = smoke(cast, device)
    assert (len(put.added), put.changed) == (1, set())
    batch([component(FIRE, 1, name="ZONE 7")], 1)
    run_once()
    point = Point._all.get()
    assert (point.key, point.kinds) == (f"{BARE}/42", "gbt26875.system:1 gbt26875.component:42")
    assert (point.name, point.label()) == ("烟感", "5 层 烟感 503 门口")
    assert signals() == [(f"{BARE}/42", "fire", True, 1)]


def test_a_call_point_and_a_detector_of_one_address_are_two(cast: Cast, device: Device) -> None:
    lines = [Listed(BARE, 42, "烟感", "503 门口"), Listed(BARE, 23, "手报", "5 层走道")]
    actions.put_points(by=cast.property_manager, device=device.pk, lines=lines)
    batch([component(FIRE, 1), component(FAULT, 2, kind=23), component(FIRE, 3, kind=24)], 3)
    run_once()
    said = {point.label(): (point.key, point.listed) for point in Point._all.all()}
    assert said == {
        "烟感 503 门口": (f"{BARE}/42", True),
        "手报 5 层走道": (f"{BARE}/23", True),
        f"{BARE}/24": (f"{BARE}/24", False),
    }
    assert [one[:2] for one in signals()] == [(f"{BARE}/42", "fire"), (f"{BARE}/23", "fault"), (f"{BARE}/24", "fire")]
    assert list(points.listed(device, only_unknown=True).values_list("key", flat=True)) == [f"{BARE}/24"]


def test_what_the_list_says_outlives_working_everything_out_again(cast: Cast, device: Device) -> None:
    smoke(cast, device)
    batch([component(FIRE, 1, name="ZONE 7"), component(FAULT, 2, kind=23, name="ZONE 8")], 2)
    run_once()
    before = everything()
    rebuild()
    assert everything() == before
    assert set(Point._all.values_list("name", flat=True)) == {"烟感", "ZONE 8"}


def test_a_list_names_what_has_spoken_and_a_second_upload_changes_nothing(cast: Cast, device: Device) -> None:
    batch([component(FIRE, 1, name="ZONE 7")], 1)
    run_once()
    put = smoke(cast, device, kind=40)
    assert (put.added, len(put.changed)) == (set(), 1)
    point = Point._all.get()
    assert (point.key, point.name) == (f"{BARE}/42", "烟感")
    put = smoke(cast, device, kind=40)
    assert (put.added, put.changed) == (set(), set())
    batch([component(FAULT, 9, name="ZONE 7")], 9)
    run_once()
    assert Point._all.get().name == "烟感"
    assert Entry._all.filter(verb="device.points_listed").count() == 1
    assert states_agree()


def test_a_line_that_leaves_a_column_out_leaves_what_stands(cast: Cast, device: Device, unit: Place) -> None:
    smoke(cast, device, place=unit, zone="5F")
    actions.put_points(by=cast.property_manager, device=device.pk, lines=[Listed(BARE, spot="502 门口")])
    point = Point._all.select_related("place", "device__place").get()
    assert (point.spot, point.name, point.zone, point.floor, point.stands) == ("502 门口", "烟感", "5F", 5, unit)
    assert point.label() == "1幢2单元 5 层 烟感 502 门口"
    assert point.where() == "1幢2单元 烟感 502 门口"


def test_two_lines_of_one_point_are_refused_and_nothing_is_put(cast: Cast, device: Device) -> None:
    lines = [Listed(BARE, 42, "烟感"), Listed(BARE, 42, "又一个")]
    with pytest.raises(ValidationError, match="两行"):
        actions.put_points(by=cast.property_manager, device=device.pk, lines=lines)
    assert not Point._all.exists()


def test_who_does_not_keep_the_device_or_the_place_puts_nothing(cast: Cast, device: Device) -> None:
    for who in ("other_property_manager", "street_officer", "community_worker", "grid_member"):
        with pytest.raises(PermissionDenied):
            actions.put_points(by=cast.actor(who), device=device.pk, lines=[Listed(BARE, 42, "烟感")])
    with pytest.raises(PermissionDenied):
        smoke(cast, device, place=cast.places["other_building"])
    actions.retire(by=cast.property_manager, device=device.pk)
    with pytest.raises(PermissionDenied):
        smoke(cast, device)
    assert not Point._all.exists()


def test_one_point_is_put_right_by_who_keeps_its_device(cast: Cast, device: Device, unit: Place) -> None:
    batch([component(FIRE, 1)], 1)
    run_once()
    point = Point._all.get()
    said = PointSaid("烟感", "503 门口", "5F", 5, unit)
    for who in ("other_property_manager", "street_officer"):
        with pytest.raises(PermissionDenied):
            actions.change_point(by=cast.actor(who), point=point.pk, to=said)
    actions.change_point(by=cast.property_manager, point=point.pk, to=said)
    point.refresh_from_db()
    assert (point.name, point.spot, point.zone, point.floor, point.place, point.listed) == (
        "烟感", "503 门口", "5F", 5, unit, True,
    )  # fmt: skip
    entry = Entry._all.get(verb="device.point_changed")
    assert (entry.subject_kind, entry.subject_id) == ("device", str(device.pk))
