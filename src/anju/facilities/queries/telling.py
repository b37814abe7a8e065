"""What a facility's devices said last. Devices stand above this domain; they register one provider of the answer."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LastTold:
    """The last known state in words («0.28 MPa»), when it was told, and whether somebody should look."""

    text: str
    at: datetime
    wrong: bool = False


Provider = Callable[[Collection[int]], Mapping[int, LastTold]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register the one provider: facility ids → what is known of those that have a device; a later one replaces it."""
    _providers[:] = [provider]
    return provider


def last_told(facilities: Collection[int]) -> dict[int, LastTold]:
    """Facility id → what its devices said last; left out where there is no device."""
    found: dict[int, LastTold] = {}
    for provider in _providers:
        found |= provider(facilities) if facilities else {}
    return found
