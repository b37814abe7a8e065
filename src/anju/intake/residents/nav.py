"""Residents' reports in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.intake.residents.permissions import Permission
from anju.ui import nav

nav.register(nav.NavItem("finding", _("群众上报"), "speakerphone", "residents:reports", 10, Permission.SEE))
