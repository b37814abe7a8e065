"""Presence checks in the navigation."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anju.alarms.presence import queries
from anju.alarms.presence.models import Check
from anju.alarms.presence.permissions import Permission
from anju.kernel.actors import Actor
from anju.ui import nav


def _waiting(actor: Actor, _now: datetime) -> QuerySet[Check]:
    return queries.asked_of(actor)


nav.register(
    nav.NavItem("desk", _("查岗"), "user-check", "presence:list", 16, Permission.SEE, waits=_waiting),
)
