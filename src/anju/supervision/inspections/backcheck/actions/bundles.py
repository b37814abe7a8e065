"""A bundle is asked for, made by the worker, fetched by who asked for it."""

from pathlib import Path

from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.jobs import queue
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger.deeds import deed
from anju.people.queries import actor_of
from anju.supervision.inspections.backcheck import bundle
from anju.supervision.inspections.backcheck.actions.dossiers import of_group, open_dossier
from anju.supervision.inspections.backcheck.enums import Way
from anju.supervision.inspections.backcheck.models import Dossier
from anju.supervision.inspections.backcheck.queries import entry, people

BUNDLE = "backcheck.bundle"
FILE = "bundle.zip"


def ask(*, by: Actor, dossier: Dossier) -> Job:
    """Ask for the bundle: logged at once. An open one of the same person is returned."""
    of_group(by, dossier)
    with deed(by=by):
        open_dossier(by=by, dossier=dossier, way=Way.BUNDLE)
        return queue.ask(by=by, kind=BUNDLE, params={"fire": dossier.fire_id}, path=dossier.path, once=True)


def mine(by: Actor, dossier: Dossier) -> list[Job]:
    """The person's own bundles of a dossier, newest first."""
    rows = queue.of_account(by.account or 0).filter(kind=BUNDLE)
    return [job for job in rows[:50] if f'"fire":{dossier.fire_id}}}' in job.params][:5]


def make(run: queue.Run) -> dict[str, object]:
    """Made in the name of who asked, with today's rights: somebody who left the group meanwhile gets nothing."""
    account = people.account(run.account)
    by = actor_of(account, today=clock.today()) if account is not None else None
    dossier = entry.dossier_for(by, int(run.params["fire"])) if by is not None else None
    if by is None or dossier is None:
        raise queue.FailedError(_("您已不在反查组里，没有导出。"))
    digest, count = bundle.write(run.folder / FILE, dossier, by, run.progress)
    with deed(by=by) as act:
        act.enter("dossier.exported", dossier, path=dossier.path, data={"way": Way.BUNDLE, "manifest": digest})
    return {"files": count, "manifest": digest}


def file_of(by: Actor, dossier: Dossier, job: int) -> Path | None:
    """Where a finished bundle of one's own lies; asked of the group again."""
    of_group(by, dossier)
    found = next((one for one in mine(by, dossier) if one.pk == job and one.state == JobState.DONE), None)
    path = queue.folder_of(found) / FILE if found is not None else None
    return path if path is not None and path.exists() else None
