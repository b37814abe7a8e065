"""Figures in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.ui import nav

nav.register(nav.NavItem("registers", _("数字"), "chart-bar", "reports:figures", 45))
