"""The frame's personal part, and the people domain in the navigation."""

from django.utils.translation import gettext_lazy as _

from anju.people import frame, names
from anju.people.permissions import Permission
from anju.people.queries import help as helping
from anju.ui import nav

__all__ = ["frame", "names"]

nav.register(
    nav.NavItem("registers", _("单位"), "briefcase", "people:organisations", 50, Permission.SEE_ORGANISATIONS),
    nav.NavItem("registers", _("人员"), "users", "people:people", 52, Permission.SEE_PEOPLE, home=2),
    nav.NavItem("registers", _("岗位"), "id-badge", "people:posts", 54, Permission.SEE_PEOPLE),
    nav.NavItem("registers", _("管理合同"), "signature", "people:managements", 56, Permission.SEE_CONTRACTS),
    nav.NavItem("registers", _("说不清责任主体"), "alert-triangle", "people:gaps", 58, Permission.SEE_CONTRACTS),
    nav.NavItem("registers", _("值班表"), "calendar", "people:roster", 60, Permission.SEE_ROSTER),
    nav.NavItem(
        "registers", _("需协助疏散"), "user-check", "people:help", 62, Permission.KEEP_HELP, badge=helping.due_count
    ),
    nav.NavItem("system", _("角色与权限"), "key", "people:roles", 30),
)
