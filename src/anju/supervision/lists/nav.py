"""The lists in the navigation: 我的待办, and the 2 of 1 + 2 + 3."""

from django.utils.translation import gettext_lazy as _

from anju.places.permissions import Places
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import work
from anju.ui import nav

nav.register(
    nav.NavItem("desk", _("我的待办"), "inbox", "lists:work", 10, Permission.SEE, badge=work.count, dock=True),
    nav.NavItem("2", _("隐患清单"), "list", "lists:hazards", 10, Permission.SEE, dock=True),
    nav.NavItem("desk", _("地图"), "map", "lists:map", 20, Places.VIEW, home=3),
    nav.NavItem("acting", _("督办与审批"), "signature", "lists:papers", 10, Permission.SEE),
    nav.NavItem("system", _("清单规则"), "settings", "lists:settings", 40, Permission.CONFIGURE),
    nav.NavItem("2", _("责任清单"), "user-check", "lists:duties", 20, Permission.SEE),
    nav.NavItem("2", _("上报隐患"), "plus", "lists:report", 30, Permission.REPORT, dock=True),
    nav.NavItem("2", _("清理记录"), "truck", "lists:clean-ups", 40, Permission.SEE),
)
