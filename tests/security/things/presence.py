"""Things of presence checks: each room is a facility of its own on the company's estate."""

from anju.alarms.presence import actions, secret
from anju.alarms.presence.actions import Terms
from anju.alarms.presence.enums import Line
from anju.facilities.models import Facility
from tests.cast import Cast


def facility(cast: Cast) -> int:
    """A control room that nobody checks yet."""
    place = cast.places["estate"]
    return Facility._all.create(kind="F30", name="消防控制室", district="cc", place=place, path=place.path).pk


def room(cast: Cast) -> int:
    """The facility of one under checks."""
    pk = facility(cast)
    actions.keep_room(by=cast.fire_officer, facility=pk, terms=Terms(None, "02512345678", 4, 1, 5, 3))
    return pk


def check(cast: Cast) -> int:
    """A check that runs."""
    return actions.ask(by=cast.fire_officer, facility=room(cast), reason="投诉").pk


def by_hand(cast: Cast) -> int:
    """One in which the brigade calls by itself."""
    return actions.ask(by=cast.fire_officer, facility=room(cast), reason="投诉", line=Line.PERSON).pk


def line_token(cast: Cast) -> str:
    """The token of a check's call."""
    return secret.token_of(check(cast))
