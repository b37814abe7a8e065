"""The API in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.api.permissions import Permission
from anju.ui import nav

nav.register(nav.NavItem("system", _("接口令牌"), "key", "api:tokens", 60, Permission.KEEP_TOKENS))
