"""How large a demo district is, and the figures its history must come out at."""

from dataclasses import dataclass

__all__ = ["CITY_NAMES", "DISTRICT", "SIZES", "TINY", "Size"]

CITY_NAMES = (
    "澄川区", "沐河区", "青屿区", "云岫区", "栖梧区", "临沚区",
    "长汀洲区", "白鹭洲区", "松陵坞区", "鹤鸣区", "枫泾坞区", "镜湖湾区",
)  # fmt: skip
"""Twelve invented districts; the first is the one every document of the demo speaks of."""


@dataclass(frozen=True, slots=True)
class Size:
    """The counts a plan is generated to. Lattice counts are in road-bounded blocks."""

    code: str
    columns: int
    rows: int
    street_bands: tuple[int, ...]
    """How many streets stand in each vertical band, west to east; the sum is the number of streets."""
    communities: int
    grids: int
    members: int
    estates: int
    sheds: int
    waterless: int
    """High-rises without water in their risers; the facilities of the demo retrofit exactly these."""
    old_areas: int
    companies: int
    escape_and_parking: int
    """Cases closed as rectified of ES-01 02 03 10 and EB-01 02 07 08 09 (the seed's 1.1万处)."""
    charging: int
    """Cases closed as rectified of EB-03 to EB-06 (the seed's 3万余处)."""
    shed_dwellings: int
    """Cases of DW-01 and DW-03 closed, with a later look that found the place empty."""
    cleared_kg: int
    others: int
    """Cases of every other kind that are closed as rectified."""
    open_cases: int
    unfounded: int
    """Cases closed as not so or not ours; they count nowhere as rectified."""
    duplicates: int

    @property
    def streets(self) -> int:
        return sum(self.street_bands)


DISTRICT = Size(
    code="district", columns=24, rows=18, street_bands=(3, 3, 3), communities=60, grids=95, members=618,
    estates=420, sheds=7406, waterless=315, old_areas=22, companies=40, escape_and_parking=11_000,
    charging=30_412, shed_dwellings=182, cleared_kg=84_000, others=4_630, open_cases=312, unfounded=860,
    duplicates=540,
)  # fmt: skip

TINY = Size(
    code="tiny", columns=7, rows=5, street_bands=(1,), communities=5, grids=8, members=52, estates=38, sheds=560,
    waterless=12, old_areas=2, companies=6, escape_and_parking=110, charging=304, shed_dwellings=6, cleared_kg=840,
    others=60, open_cases=40, unfounded=12, duplicates=8,
)  # fmt: skip

SIZES = {size.code: size for size in (DISTRICT, TINY)}
