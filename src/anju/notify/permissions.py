"""Who may read own messages, keep channels, and give out helper links."""

from enum import StrEnum

from anju.kernel.permissions import declare
from anju.people.enums import OFFICIALS, Role


class Permission(StrEnum):
    """Asked by `notify.queries` and `notify.actions`."""

    INBOX = "notify.inbox"
    """One's own messages and settings."""
    SEE_OUTBOX = "notify.see_outbox"
    KEEP_OUTBOX = "notify.keep_outbox"
    """Dead letters: retry, discard."""
    KEEP_GATEWAYS = "notify.keep_gateways"
    """Robots, e-mail, text messages, trial mode."""
    KEEP_SUBSCRIPTIONS = "notify.keep_subscriptions"
    GIVE_HELPER_LINK = "notify.give_helper_link"


_KEEPERS = (Role.DISTRICT_OFFICE, Role.ADMINISTRATOR)
_FIELD = (Role.GRID_MEMBER, Role.PROPERTY_MANAGER, Role.OWNERS_COMMITTEE, Role.OPERATOR)

declare(
    {
        Permission.INBOX: tuple(Role),
        Permission.SEE_OUTBOX: _KEEPERS,
        Permission.KEEP_OUTBOX: _KEEPERS,
        Permission.KEEP_GATEWAYS: _KEEPERS,
        Permission.KEEP_SUBSCRIPTIONS: _KEEPERS,
        Permission.GIVE_HELPER_LINK: (*OFFICIALS, *_FIELD),
    },
    {
        Permission.INBOX: "查看本人消息",
        Permission.SEE_OUTBOX: "查看发送记录",
        Permission.KEEP_OUTBOX: "处理发送失败的消息",
        Permission.KEEP_GATEWAYS: "维护发送渠道",
        Permission.KEEP_SUBSCRIPTIONS: "维护事件订阅",
        Permission.GIVE_HELPER_LINK: "给帮手发免登录链接",
    },
)
