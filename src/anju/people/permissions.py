"""What may be done with organisations, people and contracts, and which roles may by default."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import DEPARTMENTS, OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `people.queries` and `people.actions`."""

    SEE_ORGANISATIONS = "people.see_organisations"
    SEE_PEOPLE = "people.see_people"
    """People and posts, names and phones masked."""
    UNMASK = "people.unmask"
    SEE_CONTRACTS = "people.see_contracts"
    KEEP_ORGANISATIONS = "people.keep_organisations"
    KEEP_PEOPLE = "people.keep_people"
    """Accounts, posts, deputies, absences, resets, of the posts below (`rules.APPOINTS`)."""
    KEEP_CONTRACTS = "people.keep_contracts"
    DECLARE_CUSTODY = "people.declare_custody"
    SEE_ROSTER = "people.see_roster"
    KEEP_ROSTER = "people.keep_roster"
    ERASE = "people.erase"
    KEEP_HELP = "people.keep_help"
    """See and keep the list of who needs help to get out, of the own place or grid. Nobody else lists them."""


_BELOW = (Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR)
_READERS = (Role.CONGRESS_STAFF, Role.ADMINISTRATOR)

declare(
    {
        Permission.SEE_ORGANISATIONS: (*OFFICIALS, Role.GRID_MEMBER, *_BELOW, *_READERS),
        Permission.SEE_PEOPLE: (*OFFICIALS, *_BELOW, *_READERS),
        Permission.UNMASK: (*OFFICIALS, *_BELOW),
        Permission.SEE_CONTRACTS: (*OFFICIALS, Role.GRID_MEMBER, *_BELOW, Role.CONGRESS_STAFF),
        Permission.KEEP_ORGANISATIONS: (Role.DISTRICT_OFFICE, Role.HOUSING, Role.STREET, Role.ADMINISTRATOR),
        Permission.KEEP_PEOPLE: (
            Role.DISTRICT_OFFICE, Role.STREET, Role.COMMUNITY, Role.PROPERTY_MANAGER, Role.CONGRESS_STAFF,
            Role.ADMINISTRATOR,
        ),
        Permission.KEEP_CONTRACTS: (Role.DISTRICT_OFFICE, Role.HOUSING, Role.STREET),
        Permission.DECLARE_CUSTODY: (Role.DISTRICT_OFFICE, Role.STREET),
        Permission.SEE_ROSTER: (*OFFICIALS, Role.GRID_MEMBER, *_BELOW, Role.ADMINISTRATOR),
        Permission.KEEP_ROSTER: (
            Role.DISTRICT_OFFICE, *DEPARTMENTS, Role.STREET, Role.ENFORCEMENT, Role.COMMUNITY, Role.PROPERTY_MANAGER,
        ),
        Permission.ERASE: (Role.DISTRICT_OFFICE, Role.ADMINISTRATOR),
        Permission.KEEP_HELP: (Role.COMMUNITY, Role.GRID_MEMBER),
    },
    {
        Permission.SEE_ORGANISATIONS: "查看单位",
        Permission.SEE_PEOPLE: "查看人员和岗位",
        Permission.UNMASK: "查看完整姓名和电话",
        Permission.SEE_CONTRACTS: "查看管理合同",
        Permission.KEEP_ORGANISATIONS: "维护单位",
        Permission.KEEP_PEOPLE: "维护人员和岗位",
        Permission.KEEP_CONTRACTS: "维护管理合同",
        Permission.DECLARE_CUSTODY: "宣布应急代管",
        Permission.SEE_ROSTER: "查看值班表",
        Permission.KEEP_ROSTER: "维护值班表",
        Permission.ERASE: "删除个人信息",
        Permission.KEEP_HELP: "维护需协助疏散人员名单",
    },
)  # fmt: skip
