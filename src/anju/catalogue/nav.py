"""The catalogue in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.catalogue.permissions import CataloguePermission
from anju.ui import nav

nav.register(nav.NavItem("registers", _("隐患目录"), "book", "catalogue:kinds", 40, CataloguePermission.VIEW))
