"""Facilities in the navigation."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anju.facilities.models import Facility
from anju.facilities.permissions import Permission
from anju.facilities.queries import register
from anju.kernel.actors import Actor
from anju.ui import nav


def _waiting(actor: Actor, today: date) -> QuerySet[Facility]:
    return register.overdue(actor, today=today)


nav.register(
    nav.NavItem(
        "registers",
        _("消防设施"),
        "fire-hydrant",
        "facilities:register",
        40,
        Permission.SEE,
        waits=_waiting,
        by_day=True,
    ),
    nav.NavItem("registers", _("微型消防站"), "shield-check", "facilities:stations", 42, Permission.SEE_STATIONS),
)
