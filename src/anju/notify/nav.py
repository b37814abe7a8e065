"""The notices in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.notify.permissions import Permission
from anju.notify.queries import inbox, outbox
from anju.ui import nav

nav.register(
    nav.NavItem("desk", _("消息"), "bell", "notify:inbox", 20, Permission.INBOX, waits=inbox.unread),
    nav.NavItem("system", _("发送记录"), "send", "notify:outbox", 40, Permission.SEE_OUTBOX, waits=outbox.dead),
    nav.NavItem("system", _("发送渠道"), "robot", "notify:channels", 41, Permission.KEEP_GATEWAYS),
    nav.NavItem("system", _("事件订阅"), "webhook", "notify:subscriptions", 42, Permission.KEEP_SUBSCRIPTIONS),
)
