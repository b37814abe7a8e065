"""Patrols in the navigation: the 1 of 1 + 2 + 3."""

from django.utils.translation import gettext_lazy as _

from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries.ground import walks
from anju.ui import nav

nav.register(
    nav.NavItem("1", _("今日巡查"), "route", "grid:round", 10, Permission.PATROL, shown=walks),
    nav.NavItem("1", _("巡查计划"), "calendar", "grid:plans", 15, Permission.PLAN),
    nav.NavItem("1", _("巡查覆盖"), "layout-grid", "grid:coverage", 20, Permission.SEE_COVERAGE),
    nav.NavItem("1", _("复查与估计"), "shield-check", "grid:rechecks", 25, Permission.DRAW_RECHECKS),
    nav.NavItem("1", _("巡查记录"), "eye", "grid:visits", 30, Permission.PATROL),
    nav.NavItem("1", _("我上报的"), "file-text", "grid:mine", 40, Permission.PATROL),
    nav.NavItem("1", _("问过我的"), "message", "grid:questions", 45, Permission.PATROL),
    nav.NavItem("1", _("巡查手机"), "phone", "grid:phones", 50, Permission.PATROL),
)
