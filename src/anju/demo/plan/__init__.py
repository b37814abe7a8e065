"""The district as plain data: places, organisations, people, contracts. Pure: no Django, no database."""

from anju.demo.plan.district import Area, District, plan_district
from anju.demo.plan.people import Contract, Organisation, People, Person, Post, plan_people
from anju.demo.plan.places import BuildingFacts, EstateFacts, Grid, Kind, Management, Place, Water
from anju.demo.plan.sizes import CITY_NAMES, DISTRICT, SIZES, TINY, Size

__all__ = [
    "CITY_NAMES", "DISTRICT", "SIZES", "TINY", "Area", "BuildingFacts", "Contract", "District", "EstateFacts", "Grid",
    "Kind", "Management", "Organisation", "People", "Person", "Place", "Post", "Size", "Water", "plan_district",
    "plan_people",
]  # fmt: skip
