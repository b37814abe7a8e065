"""Who looks into the frames of devices."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class Permission(StrEnum):
    """Asked by the pages of several domains, where no domain has the question."""

    READ_FRAMES = "portals.read_frames"
    """Whoever supports devices. The page reads what is typed into it and nothing of the district."""


declare(
    {Permission.READ_FRAMES: (Role.DISTRICT_OFFICE, Role.ADMINISTRATOR)},
    {Permission.READ_FRAMES: "解析设备报文"},
)
