"""Who may bring in tables. Each target also asks the permission of the domain it writes to, row by row."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import DEPARTMENTS, Role


class Intake(StrEnum):
    """Permissions of imports."""

    IMPORT = "intake.import"
    """Upload, check and import tables, and see the imports of the own reach."""


declare(
    {
        Intake.IMPORT: (
            Role.DISTRICT_OFFICE, *DEPARTMENTS, Role.STREET, Role.COMMUNITY, Role.ADMINISTRATOR,
            Role.PROPERTY_MANAGER, Role.OPERATOR,
        ),
    },  # who keeps the panels has their lists of points
    {Intake.IMPORT: "导入表格"},
)  # fmt: skip
