"""Places in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.places.permissions import Places
from anju.ui import nav

nav.register(
    nav.NavItem("registers", _("地点"), "building", "places:register", 10, Places.VIEW),
    nav.NavItem("registers", _("网格"), "layout-grid", "places:grids", 20, Places.VIEW),
    nav.NavItem("registers", _("片区"), "stack", "places:areas", 30, Places.VIEW),
)
