"""The backcheck in the navigation: in the 3 of 1 + 2 + 3."""

from django.utils.translation import gettext_lazy as _

from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.queries import gaps
from anju.ui import nav

nav.register(
    nav.NavItem("3", _("事故反查"), "flag", "backcheck:fires", 30, Permission.SEE_FIRES),
    nav.NavItem(
        "3", _("待核实"), "message", "backcheck:answers", 31, Permission.ANSWER, waits=gaps.waiting_for,
        only_waiting=True,
    ),
)  # fmt: skip
