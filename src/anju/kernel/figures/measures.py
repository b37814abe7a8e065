"""What facts tell. Below the registry, because facts in the making ask for the facets of their measure."""

from dataclasses import dataclass

WIDTH = 4
"""Facets a measure may have: as many columns as a fact has for them."""
LONGEST_CODE, LONGEST_FACET = 30, 24
"""Characters: what the columns of a tally hold. SQLite would keep more; PostgreSQL refuses it when it comes."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What facts tell: a thing that happened, or with `lasting` one that begins and ends."""

    code: str
    facets: tuple[str, ...] = ()
    lasting: bool = False
    ahead: bool = False
    """A lasting one whose end may be told before it comes: a post that is held until Friday. Such tables are small."""

    def __post_init__(self) -> None:
        if len(self.code) > LONGEST_CODE or any(len(facet) > LONGEST_FACET for facet in self.facets):
            raise ValueError(f"{self.code}: a code has at most {LONGEST_CODE} characters, a facet {LONGEST_FACET}")


measures: dict[str, Measure] = {}
