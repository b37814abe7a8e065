"""The lists in the navigation: 我的待办, and the 2 of 1 + 2 + 3."""

from django.utils.translation import gettext_lazy as _

from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import work
from anju.ui import nav

nav.register(
    nav.NavItem("desk", _("我的待办"), "inbox", "lists:work", 10, Permission.SEE, badge=work.count, dock=True),
    nav.NavItem("2", _("隐患清单"), "list", "lists:hazards", 10, Permission.SEE, dock=True),
    nav.NavItem("2", _("责任清单"), "user-check", "lists:duties", 20, Permission.SEE),
)
