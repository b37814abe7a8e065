"""Special supervision in the navigation: the 3 of 1 + 2 + 3."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.supervision.inspections.special.models import Task
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns
from anju.ui import nav


def waiting(actor: Actor, _now: datetime) -> QuerySet[Task]:
    """What waits for this person's acceptance."""
    return campaigns.waiting(actor)


nav.register(
    nav.NavItem("3", _("专项督查"), "flag", "special:campaigns", 20, Permission.SEE),
    nav.NavItem("3", _("联合执法检查"), "users", "special:joint-actions", 22, Permission.SEE),
    nav.NavItem("3", _("住人处所"), "home", "special:dwellings", 23, Permission.SEE_DWELLERS),
    nav.NavItem("3", _("专项验收"), "check", "special:acceptance", 21, Permission.ACCEPT, waits=waiting),
)
