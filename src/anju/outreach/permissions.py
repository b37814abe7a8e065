"""Who may see and write the Congress's observation."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import DEPARTMENTS, Role


class Permission(StrEnum):
    """Asked by `outreach.queries` and `outreach.actions`."""

    OBSERVE = "outreach.observe"
    """See and record activities of the own reach: the committee's staff all, a deputy those of the own point."""
    KEEP_POINTS = "outreach.keep_points"
    RAISE = "outreach.raise"
    """Hand a matter to its owner and judge the answer."""
    ANSWER = "outreach.answer"
    """Answer for the owner. Which matters one sees follows from the organisation of the post, not from its place."""


declare(
    {
        Permission.OBSERVE: (Role.CONGRESS_STAFF, Role.DEPUTY),
        Permission.KEEP_POINTS: (Role.CONGRESS_STAFF,),
        Permission.RAISE: (Role.CONGRESS_STAFF,),
        Permission.ANSWER: (
            Role.DISTRICT_OFFICE, *DEPARTMENTS, Role.STREET, Role.ENFORCEMENT, Role.COMMUNITY, Role.PROPERTY_MANAGER,
            Role.OWNERS_COMMITTEE, Role.OPERATOR,
        ),
    },
    {
        Permission.OBSERVE: "查看和登记调研活动",
        Permission.KEEP_POINTS: "维护观察点",
        Permission.RAISE: "转办和评价",
        Permission.ANSWER: "答复转办事项",
    },
)  # fmt: skip
