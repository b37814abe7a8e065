"""Who walks a grid. Posts stand in people, above this domain; people registers one provider of the answer."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Staffing:
    """Members of one grid on a day: how many, and names fit to be shown."""

    count: int
    names: tuple[str, ...] = ()


Provider = Callable[[Collection[int], date], Mapping[int, Staffing]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register the one provider: grid ids and a day → staffing of those that have a member; a later one replaces it."""
    _providers[:] = [provider]
    return provider


def staffing(grids: Collection[int], day: date) -> dict[int, Staffing]:
    """Grid id → its members that day; every grid asked for is in the answer."""
    found: dict[int, Staffing] = {}
    for provider in _providers:
        found |= provider(grids, day) if grids else {}
    return {pk: found.get(pk, Staffing(0)) for pk in grids}
