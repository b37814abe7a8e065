"""Who keeps integration tokens, and who reads the ledger as such."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import Role


class Permission(StrEnum):
    """Asked by `api.queries`, `api.actions` and the pages of the ledger."""

    KEEP_TOKENS = "api.keep_tokens"
    READ_LEDGER = "ledger.read"
    """Entries of every subject of a district: ids and codes, no personal data. A case's own story needs no more than
    the case itself does.
    """


declare(
    {
        Permission.KEEP_TOKENS: (Role.DISTRICT_OFFICE, Role.ADMINISTRATOR),
        Permission.READ_LEDGER: (Role.DISTRICT_OFFICE, Role.AUDITOR),
    },
    {Permission.KEEP_TOKENS: "维护接口令牌", Permission.READ_LEDGER: "查看和核验台账"},
)
