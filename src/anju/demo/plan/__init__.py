"""The district as plain data: places, organisations, people, contracts. Pure: no Django, no database."""

from anju.demo.plan.district import Area, District, plan_district
from anju.demo.plan.places import BuildingFacts, EstateFacts, Grid, Kind, Management, Place, Water
from anju.demo.plan.sizes import CITY_NAMES, DISTRICT, TINY, Size

__all__ = [
    "CITY_NAMES", "DISTRICT", "TINY", "Area", "BuildingFacts", "District", "EstateFacts", "Grid", "Kind", "Management",
    "Place", "Size", "Water", "plan_district",
]  # fmt: skip
