"""What may be done with fires and dossiers. None of these opens a dossier: only its group may."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `backcheck.queries` and `backcheck.actions`."""

    SEE_FIRES = "backcheck.see_fires"
    """The register: the row of a fire, not its dossier."""
    ENTER_FIRE = "backcheck.enter_fire"
    NAME_GROUP = "backcheck.name_group"
    """Name who backchecks, as long as nobody is named. It opens nothing."""
    ANSWER = "backcheck.answer"
    """Answer what one's own organisation is asked."""


declare(
    {
        Permission.SEE_FIRES: (*OFFICIALS, Role.CONGRESS_STAFF, Role.AUDITOR),
        Permission.ENTER_FIRE: (Role.FIRE_BRIGADE,),
        Permission.NAME_GROUP: (Role.DISTRICT_OFFICE,),
        Permission.ANSWER: (
            *OFFICIALS, Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR,
        ),
    },
    {
        Permission.SEE_FIRES: "查看火灾登记",
        Permission.ENTER_FIRE: "登记火灾",
        Permission.NAME_GROUP: "确定反查组",
        Permission.ANSWER: "答复反查中的待核实事项",
    },
)  # fmt: skip
