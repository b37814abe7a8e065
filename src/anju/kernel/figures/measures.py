"""What facts tell. Below the registry, because facts in the making ask for the facets of their measure."""

from dataclasses import dataclass

WIDTH = 4
"""Facets a measure may have: as many columns as a fact has for them."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What facts tell: a thing that happened, or with `lasting` one that begins and ends."""

    code: str
    facets: tuple[str, ...] = ()
    lasting: bool = False
    ahead: bool = False
    """A lasting one whose end may be told before it comes: a post that is held until Friday. Such tables are small."""


measures: dict[str, Measure] = {}
