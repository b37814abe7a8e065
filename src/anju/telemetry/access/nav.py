"""Accounts of intake in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.telemetry.access.permissions import Permission
from anju.ui import nav

nav.register(nav.NavItem("system", _("设备接入账号"), "key", "access:list", 62, Permission.KEEP))
