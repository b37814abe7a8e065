"""The reports of a dossier, on its page."""

from collections.abc import Mapping
from typing import Any

from anju.kernel import ids
from anju.kernel.actors import Actor
from anju.reports.papers.queries import backcheck, register
from anju.supervision.inspections.backcheck.models import Fire
from anju.ui import panels


def reports(actor: Actor, fire: Fire) -> Mapping[str, Any] | None:
    """Those there are, and the way to begin one; nothing before the dossier was opened."""
    if backcheck.open_dossier(actor, fire.pk) is None:
        return None
    return {"reports": register.reports_of(fire.pk), "token": ids.token()}


panels.register("dossier.aside", panels.Panel("reports", "papers/dossier_panel.html", reports))
