"""The question over places whose answer is a campaign's scope, as it is kept, and in what order it is asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """Which places. What is empty asks nothing."""

    kinds: tuple[str, ...] = ()
    under: tuple[int, ...] = ()
    """Ids of streets, communities or estates; empty: the whole district."""
    areas: tuple[int, ...] = ()
    storeys_from: int | None = None
    built_before: int | None = None
    modes: tuple[str, ...] = ()
    """How the estate is managed."""

    def to_data(self) -> dict[str, Any]:
        """As it is kept with the campaign."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Asked":
        """The question as it was kept."""
        return cls(
            kinds=tuple(data.get("kinds", ())),
            under=tuple(data.get("under", ())),
            areas=tuple(data.get("areas", ())),
            storeys_from=data.get("storeys_from"),
            built_before=data.get("built_before"),
            modes=tuple(data.get("modes", ())),
        )
