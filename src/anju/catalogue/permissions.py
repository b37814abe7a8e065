"""Who may do what with the catalogue."""

from anju.catalogue.enums import CataloguePermission
from anju.kernel.permissions import declare
from anju.people.enums import Role

declare(
    {CataloguePermission.VIEW: tuple(Role), CataloguePermission.REVISE: (Role.DISTRICT_OFFICE,)},
    {CataloguePermission.VIEW: "查看隐患目录", CataloguePermission.REVISE: "修订隐患目录"},
)
