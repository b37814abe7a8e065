"""Imports in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.intake.permissions import Intake
from anju.ui import nav

nav.register(nav.NavItem("registers", _("导入表格"), "database-import", "intake:runs", 60, Intake.IMPORT))
