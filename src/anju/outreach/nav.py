"""The Congress's observation in the navigation."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.outreach.models import Matter
from anju.outreach.permissions import Permission
from anju.outreach.queries import register
from anju.ui import nav


def _has_matters(actor: Actor) -> bool:
    return actor.holds(Permission.RAISE) or actor.holds(Permission.ANSWER)


def _waiting(actor: Actor, _now: datetime) -> QuerySet[Matter]:
    return register.judging(actor) if actor.holds(Permission.RAISE) else register.owed(actor)


nav.register(
    nav.NavItem("finding", _("调研活动"), "eye", "outreach:activities", 60, Permission.OBSERVE, home=1),
    nav.NavItem("finding", _("观察点"), "map-pin", "outreach:sites", 65, Permission.OBSERVE),
    nav.NavItem("acting", _("人大转办"), "message", "outreach:matters", 60, waits=_waiting, shown=_has_matters),
)
