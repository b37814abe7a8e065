"""Who may do what with the catalogue."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class CataloguePermission(StrEnum):
    """Reading the catalogue; revising it for the district."""

    VIEW = "catalogue.view"
    REVISE = "catalogue.revise"


declare(
    {CataloguePermission.VIEW: tuple(Role), CataloguePermission.REVISE: (Role.DISTRICT_OFFICE,)},
    {CataloguePermission.VIEW: "查看隐患目录", CataloguePermission.REVISE: "修订隐患目录"},
)
