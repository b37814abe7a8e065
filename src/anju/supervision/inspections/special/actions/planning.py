"""A campaign is planned, launched with its scope frozen, extended with a reason, or given up before it began."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.catalogue.queries import in_use
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed, district_of
from anju.kernel.permissions import MissingPermissionError, require
from anju.notify.actions import tell
from anju.notify.queries.recipients import OfOrganisation
from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.supervision.inspections.special.enums import CampaignState, TaskState
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.notices import GIVEN
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns, places
from anju.supervision.inspections.special.queries.progress import baseline
from anju.supervision.inspections.special.rules.counting import nearest
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.inspections.special.shipped import templates

BATCH = 500
LONGEST = 400
"""Days of a campaign."""


def plan(
    *,
    by: Actor,
    template: str,
    name: str,
    district: str,
    starts_on: date,
    ends_on: date,
    asked: Asked,
    kinds: tuple[str, ...] = (),
    target_rectified: int | None = None,
    target_percent: int | None = None,
) -> Campaign:
    """Plan a campaign of the own organisation, from a template. `kinds`: other hazards than the template's.

    Raises PermissionDenied; ValidationError for days, a template or kinds that do not fit, or no place asked for.
    """
    require(by, Permission.PLAN, path=district)
    organiser = next((one.organisation for one in by.grants if one.organisation and _plans(one.permissions)), None)
    if organiser is None:
        raise MissingPermissionError(Permission.PLAN)
    shipped = templates().get(template)
    if shipped is None:
        raise ValidationError(_("没有这个模板，请重新选择。"))
    wanted = kinds or shipped.kinds
    _fits(starts_on, ends_on)
    _known_kinds(wanted, district)
    _names_places(asked)
    with deed(by=by) as act:
        row = Campaign._all.create(
            name=" ".join(name.split())[:60] or shipped.name[:60],
            template=template,
            organiser_id=organiser,
            path=district,
            starts_on=starts_on,
            ends_on=ends_on,
            planned_end=ends_on,
            kinds=list(wanted),
            look_at=list(shipped.look_at),
            asked=asked.to_data(),
            target_rectified=target_rectified,
            target_percent=shipped.percent if target_percent is None else target_percent,
            made_at=clock.from_us(act.at),
            made_by=by.account,
        )
        act.enter("campaign.planned", row, path=district, data={"template": template, "kinds": len(wanted)})
    return row


def revise(
    *,
    by: Actor,
    campaign: int,
    name: str,
    starts_on: date,
    ends_on: date,
    asked: Asked,
    kinds: tuple[str, ...],
    target_rectified: int | None,
    target_percent: int,
) -> Campaign:
    """Change a campaign that is planned and not launched; its template stays.

    Raises what `plan` raises, and ValidationError once it is launched.
    """
    with deed(by=by) as act:
        row = _run(by, campaign, CampaignState.PLANNED)
        _fits(starts_on, ends_on)
        _known_kinds(kinds, row.path)
        _names_places(asked)
        row.name = " ".join(name.split())[:60] or row.name
        row.starts_on, row.ends_on, row.planned_end = starts_on, ends_on, ends_on
        row.kinds, row.asked = list(kinds), asked.to_data()
        row.target_rectified, row.target_percent = target_rectified, target_percent
        row.save()
        act.enter("campaign.changed", row, path=row.path, data={"template": row.template, "kinds": len(kinds)})
    return row


def _known_kinds(wanted: Collection[str], district: str) -> None:
    known = {one.facts.code for one in in_use(district_of(district))}
    if unknown := [code for code in wanted if code not in known]:
        raise ValidationError(_("目录里没有这些隐患种类：%(codes)s") % {"codes": "、".join(unknown)})


def _plans(permissions: frozenset[str]) -> bool:
    return Permission.PLAN in permissions


def _fits(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise ValidationError(_("结束日期不能早于开始日期。"))
    if (ends_on - starts_on).days >= LONGEST:
        raise ValidationError(_("一次专项最长 %(most)s 天，请缩短，或分成几次。") % {"most": LONGEST})


def _names_places(asked: Asked) -> None:
    fine = set(PlaceKind.values) - set(ADMINISTRATIVE)
    if not asked.kinds or not set(asked.kinds) <= fine:
        raise ValidationError(_("请至少选一种地点，如小区、楼栋、车棚。"))


def _run(by: Actor, pk: int, *states: CampaignState) -> Campaign:
    """The campaign, locked, of who runs it and in one of the states. Raises PermissionDenied, ValidationError."""
    row = campaigns.locked(pk)
    if not campaigns.may_run(by, row):
        raise MissingPermissionError(Permission.PLAN)
    if row.state not in states:
        label = CampaignState(row.state).label
        raise ValidationError(_("这个专项%(state)s，不能这样办。") % {"state": label})
    return row


def launch(*, by: Actor, campaign: int) -> Campaign:
    """The scope is asked once more and frozen, what stands open there is kept, and each place gets a unit.

    Raises PermissionDenied; ValidationError before the first day, after the last, or with no place or too many.
    """
    with deed(by=by) as act:
        row = _run(by, campaign, CampaignState.PLANNED)
        now = clock.from_us(act.at)
        today = clock.local(now).date()
        if today < row.starts_on:
            raise ValidationError(_("还没到开始日期，到 %(day)s 再启动。") % {"day": row.starts_on.isoformat()})
        if today > row.ends_on:
            raise ValidationError(_("已过结束日期，请取消后重新制定。"))
        found = places.found(Asked.from_data(row.asked), row.path)
        if not found:
            raise ValidationError(_("没有符合条件的地点，范围是空的。请取消后换个条件重新制定。"))
        if len(found) > places.MOST:
            raise ValidationError(
                _("范围里有 %(count)s 处，最多 %(most)s 处。请缩小范围，或分成几次。")
                % {"count": len(found), "most": places.MOST}
            )
        row.state, row.launched_at, row.launched_by = CampaignState.RUNNING, now, by.account
        row.save(update_fields=["state", "launched_at", "launched_by"])
        standing = baseline(row.path, row.kinds, [one.path for one in found])
        offices = places.units(row.path)
        tasks = [
            Task(
                campaign=row, place_id=one.pk, path=one.path, unit_id=_office(one.path, offices),
                baseline=standing[one.path], due_on=row.ends_on,
            )
            for one in found
        ]  # fmt: skip
        Task._all.bulk_create(tasks, batch_size=BATCH)
        said = {"places": len(tasks), "digest": digest_of([[one.pk, one.path] for one in found])}
        open_then = sum(map(len, standing.values()))
        act.enter(
            "campaign.launched", row, path=row.path, data={**said, "baseline": open_then, "template": row.template}
        )
        for task in tasks:
            data = {"campaign": row.pk, "unit": task.unit_id, "baseline": len(task.baseline)}
            act.enter("campaign_task.assigned", task, path=task.path, data=data)
        tell_given(by, row, Counter(task.unit_id for task in tasks if task.unit_id is not None), row.ends_on)
    return row


def tell_given(by: Actor, campaign: Campaign, units: Mapping[int, int], due_on: date) -> None:
    """Each unit hears once how many places it was given, not of each."""
    for unit, count in sorted(units.items()):
        told = {"count": count, "due": due_on.isoformat()}
        tell(by, code=GIVEN, to=OfOrganisation(unit), subject=campaign, params=told, path=campaign.path)


def _office(path: str, offices: dict[str, int]) -> int | None:
    above = nearest(path, offices)
    return offices[above] if above is not None else None


def digest_of(said: Any) -> str:
    """SHA-256 of what is said, in canonical form."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def said(reason: str) -> str:
    """A reason, tidied. Raises ValidationError without one."""
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError(_("请写明理由。"))
    return reason[:500]


def extend(*, by: Actor, campaign: int, ends_on: date, reason: str) -> Campaign:
    """More days, for a reason. What was due on the last day is due on the new one.

    Raises PermissionDenied; ValidationError for an earlier day, no reason, or a campaign that does not run.
    """
    reason = said(reason)
    with deed(by=by) as act:
        row = _run(by, campaign, CampaignState.RUNNING)
        if ends_on <= row.ends_on:
            raise ValidationError(_("延长后的结束日期要晚于现在的结束日期。"))
        _fits(row.starts_on, ends_on)
        before = row.ends_on
        row.ends_on = ends_on
        row.save(update_fields=["ends_on"])
        moved = campaigns.open_tasks_due(row.pk, before)
        Task._all.filter(pk__in=[task.pk for task in moved]).update(due_on=ends_on)
        text = texts.write(act, row, "reason", reason, path=row.path)
        data = {"from": before.isoformat(), "to": ends_on.isoformat(), "tasks": len(moved), "reason": text}
        act.enter("campaign.extended", row, path=row.path, data=data)
        for task in moved:
            task.due_on = ends_on
            act.enter("campaign_task.extended", task, path=task.path, data={"due": ends_on.isoformat()})
    return row


def cancel(*, by: Actor, campaign: int, reason: str) -> Campaign:
    """Give up a plan that was not launched. A launched campaign ends with a closing sheet, and not otherwise."""
    reason = said(reason)
    with deed(by=by) as act:
        row = _run(by, campaign, CampaignState.PLANNED)
        row.state = CampaignState.CANCELLED
        row.save(update_fields=["state"])
        text = texts.write(act, row, "reason", reason, path=row.path)
        act.enter("campaign.cancelled", row, path=row.path, data={"reason": text})
    return row


def drop_place(*, by: Actor, task: int, reason: str) -> Task:
    """A place leaves the frozen scope, for a reason; its figures leave with it.

    Raises PermissionDenied, also where it is accepted already or the campaign is over.
    """
    reason = said(reason)
    with deed(by=by) as act:
        row = campaigns.locked_task(task)
        if not campaigns.may_run(by, row.campaign):
            raise MissingPermissionError(Permission.PLAN)
        if row.campaign.state != CampaignState.RUNNING or row.state not in (TaskState.OPEN, TaskState.DONE):
            raise PermissionDenied(_("已验收或已结项的地点不能移出。"))
        row.state, row.dropped_at, row.dropped_by = TaskState.DROPPED, clock.from_us(act.at), by.account
        row.save(update_fields=["state", "dropped_at", "dropped_by"])
        text = texts.write(act, row, "reason", reason, path=row.path)
        act.enter("campaign_task.dropped", row, path=row.path, data={"campaign": row.campaign_id, "reason": text})
    return row
