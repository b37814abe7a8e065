"""Monthly supervision in the navigation: the 3 of 1 + 2 + 3."""

from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import objections, tasks
from anju.ui import nav


def _reads(actor: Actor) -> bool:
    return any(actor.holds(one) for one in (Permission.MANAGE, Permission.READ, Permission.OWN))


nav.register(
    nav.NavItem("3", _("每月督查"), "calendar", "monthly:months", 10, waits=objections.waiting, shown=_reads),
    nav.NavItem(
        "3", _("督查任务"), "user-check", "monthly:tasks", 11, Permission.INSPECT, waits=tasks.own_open, dock=True
    ),
)
