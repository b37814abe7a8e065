"""Documents in the navigation."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import Actor
from anju.reports.papers.models import PaperParty
from anju.reports.papers.permissions import Permission
from anju.reports.papers.queries import register
from anju.ui import nav


def _waiting(actor: Actor, _now: datetime) -> QuerySet[PaperParty]:
    return register.waiting(actor)


def _reads(actor: Actor) -> bool:
    return any(actor.holds(permission) for permission in (Permission.READ, Permission.OWN_CARD))


nav.register(nav.NavItem("acting", _("公文"), "file-text", "papers:papers", 80, waits=_waiting, shown=_reads))
