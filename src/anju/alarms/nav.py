"""Alarms in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.alarms.permissions import Permission
from anju.alarms.queries import events
from anju.ui import nav

nav.register(
    nav.NavItem("desk", _("报警处置"), "flame", "alarms:list", 15, Permission.SEE, waits=events.waiting),
    nav.NavItem("registers", _("报警规则"), "adjustments-horizontal", "alarms:rules", 90, Permission.RULES),
    nav.NavItem("acting", _("误报来源"), "chart-bar", "alarms:sources", 7, Permission.SEE),
)
