"""Facilities in the navigation."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anju.facilities.models import Facility
from anju.facilities.permissions import Permission
from anju.facilities.queries import register
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.ui import nav


def _waiting(actor: Actor, now: datetime) -> QuerySet[Facility]:
    return register.overdue(actor, today=clock.local(now).date())


nav.register(
    nav.NavItem("registers", _("消防设施"), "fire-hydrant", "facilities:register", 40, Permission.SEE, waits=_waiting),
    nav.NavItem("registers", _("微型消防站"), "shield-check", "facilities:stations", 42, Permission.SEE_STATIONS),
)
