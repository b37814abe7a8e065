"""What may be done with monthly supervision, and which roles may by default."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class Permission(StrEnum):
    """Asked by `monthly.queries` and `monthly.actions`."""

    MANAGE = "monthly.manage"
    """Open a month, draw, publish, answer objections."""
    INSPECT = "monthly.inspect"
    """Look at the places one was drawn for; nothing else of a sample is seen by it."""
    READ = "monthly.read"
    """What is published, of the whole district."""
    OWN = "monthly.own"
    """What is published of the own street or company, and to object to it."""
    SEE_FIGURES = "monthly.see_figures"
    """How often was looked and what it came to, counted where one has a post; of published months alone."""


declare(
    {
        Permission.MANAGE: (Role.DISTRICT_OFFICE,),
        Permission.INSPECT: (Role.FIRE_BRIGADE, Role.HOUSING),
        Permission.READ: (Role.DISTRICT_OFFICE, Role.CONGRESS_STAFF, Role.AUDITOR),
        Permission.OWN: (Role.STREET, Role.PROPERTY_MANAGER),
        Permission.SEE_FIGURES: (Role.DISTRICT_OFFICE, Role.CONGRESS_STAFF, Role.AUDITOR, Role.STREET),
    },
    {
        Permission.MANAGE: "组织每月督查",
        Permission.INSPECT: "参加每月督查",
        Permission.READ: "查看公布的督查结果",
        Permission.OWN: "查看本单位的督查结果并提出异议",
        Permission.SEE_FIGURES: "查看公布的督查数字",
    },
)
