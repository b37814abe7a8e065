"""Tasks are given to a unit, done, and accepted by another unit than the one that did them."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.permissions import MissingPermissionError, allowed, require
from anju.notify.actions import tell
from anju.notify.queries.recipients import OfOrganisation
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Organisation
from anju.supervision.inspections.special.actions.planning import said, tell_given
from anju.supervision.inspections.special.enums import CampaignState, Outcome, TaskState
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.notices import RETURNED
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns
from anju.supervision.inspections.special.queries.progress import ref_of
from anju.supervision.inspections.special.rules.independence import may_accept
from anju.supervision.lists.actions import Photos, Source, Spot, report_with_photos
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty

DOING = (
    OrganisationKind.STREET, OrganisationKind.COMMUNITY, OrganisationKind.PROPERTY_COMPANY,
    OrganisationKind.ENFORCEMENT, OrganisationKind.FIRE_BRIGADE, OrganisationKind.DEPARTMENT,
)  # fmt: skip
"""Kinds of organisations that a task may be given to."""


def assign(*, by: Actor, campaign: int, tasks: Collection[int], unit: Organisation, due_on: date | None = None) -> int:
    """Give open tasks to a unit; how many. Those already done stay as they are.

    Raises PermissionDenied where one is out of reach; ValidationError for a unit that does no tasks, or a day outside
    the campaign.
    """
    if unit.kind not in DOING or unit.closed_on is not None:
        raise ValidationError(_("这个单位不能接专项任务，请选街道、社区、物业企业或部门。"))
    with deed(by=by) as act:
        rows = [row for row in campaigns.locked_tasks(campaign, tasks) if row.state == TaskState.OPEN]
        for row in rows:
            require(by, Permission.ASSIGN, path=row.path, place=row.place_id)
            _running(row)
            if due_on is not None and not row.campaign.starts_on <= due_on <= row.campaign.ends_on:
                raise ValidationError(_("完成日期要在专项的起止日期之内。"))
            row.unit, row.due_on = unit, due_on or row.due_on
            row.save(update_fields=["unit", "due_on"])
            data = {"campaign": row.campaign_id, "unit": unit.pk, "due": row.due_on.isoformat()}
            act.enter("campaign_task.assigned", row, path=row.path, data=data)
        if rows:
            tell_given(by, rows[0].campaign, {unit.pk: len(rows)}, min(row.due_on for row in rows))
    return len(rows)


def _running(row: Task) -> None:
    if row.campaign.state != CampaignState.RUNNING:
        raise ValidationError(_("这个专项%(state)s，不能再办任务。") % {"state": row.campaign.get_state_display()})


def may_work(actor: Actor, row: Task) -> bool:
    """Whether somebody does this task: by reach, or as the company it was given to."""
    if allowed(actor, Permission.WORK, path=row.path, place=row.place_id):
        return True
    return row.unit_id is not None and allowed(actor, Permission.WORK_OWN, parties=[row.unit_id])


def _working(by: Actor, pk: int) -> Task:
    """The open task, locked, of who does it. Raises PermissionDenied, ValidationError."""
    row = campaigns.locked_task(pk)
    if not may_work(by, row):
        raise MissingPermissionError(Permission.WORK)
    _running(row)
    if row.state != TaskState.OPEN:
        raise ValidationError(_("这处%(state)s，不用再办。") % {"state": row.get_state_display()})
    return row


def find(
    *, by: Actor, task: int, code: str, spot: Spot, description: str = "", photos: Photos | None = None, ref: str = ""
) -> Duty:
    """A hazard seen at a task's place, or inside it, goes to the lists with the campaign as its source.

    Raises what `lists.report` raises, and ValidationError for a place elsewhere.
    """
    with deed(by=by):
        row = _working(by, task)
        if not spot.place.path.startswith(row.path):
            raise ValidationError(_("这个位置不在本任务的地点里。"))
        source = Source(SourceKind.SPECIAL, ref=ref_of(row.campaign), client_ref=ref or None)
        return report_with_photos(
            by=by, code=code, at=spot, description=description, photos=photos or Photos(), source=source
        )


def finish(*, by: Actor, task: int, outcome: Outcome, note: str = "") -> Task:
    """Somebody has been there. "Could not get in" is a normal outcome and needs a reason.

    Raises PermissionDenied, ValidationError.
    """
    with deed(by=by) as act:
        row = _working(by, task)
        note = said(note) if outcome is Outcome.NO_ENTRY else " ".join(note.split())[:500]
        row.state, row.outcome, row.doers = TaskState.DONE, outcome, sorted(by.organisations)
        row.done_at, row.done_by = clock.from_us(act.at), by.account
        row.save(update_fields=["state", "outcome", "doers", "done_at", "done_by"])
        data: dict[str, object] = {"campaign": row.campaign_id, "outcome": outcome}
        if note:
            data["note"] = texts.write(act, row, "note", note, path=row.path)
        act.enter("campaign_task.done", row, path=row.path, data=data)
    return row


def accepts_at(actor: Actor, row: Task) -> bool:
    """Whether somebody accepts tasks here at all: the street, or the organiser."""
    if campaigns.may_run(actor, row.campaign):
        return True
    street = [grant for grant in actor.grants if grant.role == Role.STREET]
    return allowed(actor, Permission.ACCEPT, path=row.path) and any(
        row.path.startswith(path) for grant in street for path in grant.paths
    )


def independent(actor: Actor, row: Task) -> bool:
    """Whether somebody neither did this task nor belongs to a unit that did."""
    return may_accept(account=actor.account, organisations=actor.organisations, done_by=row.done_by, doers=row.doers)


def _accepting(by: Actor, pk: int) -> Task:
    row = campaigns.locked_task(pk)
    if not accepts_at(by, row):
        raise MissingPermissionError(Permission.ACCEPT)
    _running(row)
    if row.state != TaskState.DONE:
        raise ValidationError(_("这处%(state)s，现在没有可验收的。") % {"state": row.get_state_display()})
    if not independent(by, row):
        raise ValidationError(_("是你或你的单位办的，要由另一个单位验收。"))
    return row


def accept(*, by: Actor, task: int) -> Task:
    """Another unit says that it was done. Raises PermissionDenied, ValidationError."""
    with deed(by=by) as act:
        row = _accepting(by, task)
        row.state, row.accepted_at, row.accepted_by = TaskState.ACCEPTED, clock.from_us(act.at), by.account
        row.save(update_fields=["state", "accepted_at", "accepted_by"])
        data = {"campaign": row.campaign_id, "outcome": row.outcome}
        act.enter("campaign_task.accepted", row, path=row.path, data=data)
    return row


def send_back(*, by: Actor, task: int, reason: str) -> Task:
    """It was not done as it should be: it is to be done again. Raises PermissionDenied, ValidationError."""
    reason = said(reason)
    with deed(by=by) as act:
        row = _accepting(by, task)
        row.state, row.outcome, row.doers, row.done_at, row.done_by = TaskState.OPEN, "", [], None, None
        row.save(update_fields=["state", "outcome", "doers", "done_at", "done_by"])
        text = texts.write(act, row, "reason", reason, path=row.path)
        act.enter("campaign_task.returned", row, path=row.path, data={"campaign": row.campaign_id, "reason": text})
        if row.unit_id is not None:
            told = {"where": row.place_id, "due": row.due_on.isoformat()}
            tell(by, code=RETURNED, to=OfOrganisation(row.unit_id), subject=row, params=told, path=row.path)
    return row


def record_export(*, by: Actor, campaign: Campaign, rows: int) -> None:
    """A task list leaves the house: that is an entry. Raises PermissionDenied."""
    if not by.holds(Permission.EXPORT):
        raise MissingPermissionError(Permission.EXPORT)
    with deed(by=by) as act:
        subject = Ref("campaign_task", f"list-{campaign.pk}")
        act.enter("campaign_task.exported", subject, path=campaign.path, data={"campaign": campaign.pk, "rows": rows})
