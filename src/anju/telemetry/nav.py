"""Devices in the navigation."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.telemetry.models import Device
from anju.telemetry.permissions import Permission
from anju.telemetry.queries import register
from anju.ui import nav


def _waiting(actor: Actor, _now: datetime) -> QuerySet[Device]:
    return register.waiting(actor)


nav.register(
    nav.NavItem("registers", _("物联设备"), "access-point", "telemetry:devices", 45, Permission.SEE),
    nav.NavItem("registers", _("待认领设备"), "plug", "telemetry:waiting", 46, Permission.CLAIM, waits=_waiting),
)
