"""Who may write, ask about, sign and read documents."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import DEPARTMENTS, OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `papers.queries` and `papers.actions`."""

    READ = "papers.read"
    """Issued documents of the own district."""
    WRITE = "papers.write"
    """Drafts of the own organisation, and of no other: the place a post reaches opens no draft."""
    OPINE = "papers.opine"
    """Read and answer for an organisation that was asked, while it is asked."""
    SIGN = "papers.sign"
    """Sign and issue what the own organisation has drafted."""
    OWN_CARD = "papers.own_card"
    """The issued cards of the own company."""


declare(
    {
        Permission.READ: (*OFFICIALS, Role.CONGRESS_STAFF, Role.DEPUTY, Role.AUDITOR),
        Permission.WRITE: (Role.DISTRICT_OFFICE, Role.CONGRESS_STAFF, Role.STREET),
        Permission.OPINE: (
            Role.DISTRICT_OFFICE, *DEPARTMENTS, Role.STREET, Role.ENFORCEMENT, Role.CONGRESS_STAFF, Role.DEPUTY,
        ),
        Permission.SIGN: (Role.DISTRICT_OFFICE, Role.CONGRESS_STAFF, Role.STREET),
        Permission.OWN_CARD: (Role.PROPERTY_MANAGER,),
    },
    {
        Permission.READ: "查看印发的公文",
        Permission.WRITE: "起草本单位的公文",
        Permission.OPINE: "对送来的公文稿提意见、会签",
        Permission.SIGN: "签发和印发本单位的公文",
        Permission.OWN_CARD: "查看本企业印发的成绩单",
    },
)  # fmt: skip
