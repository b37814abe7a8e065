"""The only writer of the facilities domain."""

from anju.facilities.actions.following import follow_place
from anju.facilities.actions.kit import check_kit, set_wanted
from anju.facilities.actions.members import NewMember, add_member, add_members, end_member, erase_member, open_member
from anju.facilities.actions.register import NewFacility, change, register, register_many
from anju.facilities.actions.roster import cancel_shift, put_shifts
from anju.facilities.actions.service import put_back, remove, take_out
from anju.facilities.actions.stations import (
    NewStation,
    change_station,
    open_duty_phone,
    open_station,
    open_stations,
)

__all__ = [
    "NewFacility",
    "NewMember",
    "NewStation",
    "add_member",
    "add_members",
    "cancel_shift",
    "change",
    "change_station",
    "check_kit",
    "end_member",
    "erase_member",
    "follow_place",
    "open_duty_phone",
    "open_member",
    "open_station",
    "open_stations",
    "put_back",
    "put_shifts",
    "register",
    "register_many",
    "remove",
    "set_wanted",
    "take_out",
]
