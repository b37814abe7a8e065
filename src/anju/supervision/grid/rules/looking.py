"""What to look at where: the few things a passer-by can see, after `rules/facilities.csv` and 高层规定 34 条."""

from enum import StrEnum

from anju.places.enums import PlaceKind


class Look(StrEnum):
    """Worded in `wording`."""

    EXITS = "exits"
    FIRE_DOORS = "fire_doors"
    STAIR_BIKES = "stair_bikes"
    HYDRANTS = "hydrants"
    CONTROL_ROOM = "control_room"
    PRESSURE = "pressure"
    CHARGING = "charging"
    SPRINKLER = "sprinkler"
    DWELLERS = "dwellers"
    SHED_EXIT = "shed_exit"
    CLUTTER = "clutter"
    PUMP_ROOM = "pump_room"
    LANE_FREE = "lane_free"
    LANE_MARKS = "lane_marks"
    SHOP_DWELLERS = "shop_dwellers"
    SHOP_EXIT = "shop_exit"
    EV_CHARGER = "ev_charger"
    GATE_OPEN = "gate_open"
    LADDER_PAD = "ladder_pad"
    STREET_HYDRANT = "street_hydrant"


_L, _K = Look, PlaceKind
AT = {
    _K.BUILDING: (_L.EXITS, _L.STAIR_BIKES, _L.FIRE_DOORS, _L.HYDRANTS),
    _K.SHED: (_L.CHARGING, _L.DWELLERS, _L.SPRINKLER, _L.SHED_EXIT),
    _K.BASEMENT: (_L.DWELLERS, _L.EXITS, _L.CLUTTER, _L.PUMP_ROOM),
    _K.FIRE_LANE: (_L.LANE_FREE, _L.LANE_MARKS),
    _K.SHOP: (_L.SHOP_DWELLERS, _L.SHOP_EXIT),
    _K.PARKING: (_L.EV_CHARGER, _L.LANE_FREE),
    _K.GATE: (_L.GATE_OPEN,),
    _K.ROAD: (_L.LANE_FREE, _L.STREET_HYDRANT),
    _K.OPEN_GROUND: (_L.LADDER_PAD, _L.CLUTTER),
    _K.ESTATE: (_L.EXITS, _L.LANE_FREE, _L.CHARGING),
}
MOST = 4


def look_at(kind: PlaceKind, *, high_rise: bool = False, waterless: bool = False) -> tuple[Look, ...]:
    """At most four things, what is special about the building first."""
    special = ((_L.PRESSURE,) if waterless else ()) + ((_L.CONTROL_ROOM,) if high_rise else ())
    return (*special, *AT.get(kind, ()))[:MOST]
