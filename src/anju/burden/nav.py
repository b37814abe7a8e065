"""Burden in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.burden.permissions import Permission
from anju.ui import nav

nav.register(
    nav.NavItem("registers", _("报表"), "file-spreadsheet", "burden:forms", 50, Permission.FILL),
    nav.NavItem("registers", _("用时账"), "clock", "burden:minutes", 60, Permission.SEE_MINUTES),
    nav.NavItem("registers", _("减负对照"), "scale", "burden:articles", 70, Permission.SEE),
)
