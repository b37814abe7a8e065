"""What every page of imports needs: who asks, which run, where in the wizard it stands."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.intake.enums import RunState
from anju.intake.models import ImportRun
from anju.intake.permissions import Intake
from anju.intake.queries import runs as queries
from anju.intake.targets import TARGETS, Target
from anju.kernel.actors import Actor
from anju.ui import parts

AT = {
    RunState.UPLOADED: 1,
    RunState.CHECKING: 2,
    RunState.CHECKED: 2,
    RunState.IMPORTING: 3,
    RunState.DONE: 4,
}


def importer(request: HttpRequest) -> Actor:
    """Who asks. Raises PermissionDenied for somebody who imports nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(Intake.IMPORT):
        raise PermissionDenied
    return actor


def run_of(actor: Actor, pk: int) -> ImportRun:
    """A run within reach. Raises Http404."""
    found = queries.run_for(actor, pk)
    if found is None:
        raise Http404
    return found


def target_of(actor: Actor, key: str) -> Target:
    """A target the actor may bring in. Raises Http404."""
    target = TARGETS.get(key)
    if target is None or target not in queries.targets_for(actor):
        raise Http404
    return target


def steps(run: ImportRun | None) -> list[parts.Step]:
    """The stations of the wizard."""
    labels = (_("上传"), _("对应列"), _("检查"), _("写入"))
    at = 0 if run is None else AT.get(RunState(run.state), 3 if run.started_at else 1)
    return [
        parts.Step(name, "done" if place < at else "now" if place == at else "coming")
        for place, name in enumerate(labels)
    ]


def crumbs(*more: parts.Crumb) -> list[parts.Crumb]:
    """From the list of imports down."""
    return [parts.Crumb(_("导入表格"), reverse("intake:runs")), *more]
