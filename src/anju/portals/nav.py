"""Pages that belong to no single domain, in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.api.permissions import Permission
from anju.portals.boards.numbers import may_read
from anju.portals.permissions import Permission as PortalsPermission
from anju.supervision.grid.permissions import Permission as GridPermission
from anju.supervision.lists.permissions import Permission as ListsPermission
from anju.ui import nav

nav.register(
    nav.NavItem("desk", _("1＋2＋3 总览"), "scale", "portals:overview", 12, shown=may_read),
    nav.NavItem("1", _("巡查应用"), "route", "portals:phone", 12, GridPermission.PATROL),
    nav.NavItem("system", _("台账核验"), "shield-check", "portals:ledger", 10, Permission.READ_LEDGER, home=1),
    nav.NavItem("system", _("放假安排"), "calendar", "portals:holidays", 45, ListsPermission.CONFIGURE),
    nav.NavItem("system", _("帧解析"), "list", "portals:frames", 65, PortalsPermission.READ_FRAMES),
    nav.NavItem("system", _("后台任务"), "clock", "portals:jobs", 70),
)
