"""Campaigns and joint actions of the past, each at once, for a district whose history is written afterwards."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.db.bulk import insert_values
from anju.kernel.ledger import deeds
from anju.kernel.ledger.deeds import Deed, district_of
from anju.kernel.ledger.models import Entry
from anju.places.models import Place
from anju.supervision.inspections.special.actions.closing import sheet_from
from anju.supervision.inspections.special.actions.planning import digest_of
from anju.supervision.inspections.special.enums import (
    CampaignState,
    JointResult,
    JointState,
    Outcome,
    PartyRole,
    TaskState,
)
from anju.supervision.inspections.special.models import (
    Campaign,
    Closing,
    JointAction,
    JointParty,
    JointPlace,
    Task,
)
from anju.supervision.inspections.special.queries import places
from anju.supervision.inspections.special.queries.past import Known, progress_then, standing_then
from anju.supervision.inspections.special.queries.progress import end_of
from anju.supervision.inspections.special.rules.counting import nearest, prefixes
from anju.supervision.inspections.special.rules.scope import Asked
from anju.supervision.inspections.special.shipped import templates
from anju.supervision.lists.queries.story import head_of


@dataclass(frozen=True, slots=True)
class Went:
    """What came of a place: nobody went yet (nothing here), somebody went, another unit accepted, or it was dropped."""

    by: Actor | None = None
    at: datetime | None = None
    outcome: Outcome = Outcome.LOOKED
    note: str = ""
    accepted_by: Actor | None = None
    accepted_at: datetime | None = None
    dropped_at: datetime | None = None
    """Taken out of the scope by who runs the campaign; `note` says why."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The closing sheet."""

    at: datetime
    summary: str
    rest: str


@dataclass(frozen=True, slots=True)
class PastCampaign:
    """A campaign as it was planned, launched, worked off and, where it is over, closed."""

    by: Actor
    """Who runs it; the acting post's organisation organises."""
    template: str
    path: str
    starts_on: date
    ends_on: date
    planned_at: datetime
    launched_at: datetime
    asked: Asked
    went: Callable[[Task], Went]
    name: str = ""
    target_rectified: int | None = None
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class PastJoint:
    """A joint action with what was seen at its places; without a result it is still to come."""

    by: Actor
    name: str
    planned_at: datetime
    made_at: datetime
    parties: Mapping[int, PartyRole]
    spots: Sequence[tuple[Place, JointResult | None, str]]
    """Place, result, note."""
    campaign: Campaign | None = None


def write_campaign(*, by: Actor, past: PastCampaign, known: Sequence[Known]) -> Campaign:
    """Write a campaign, entered now in the name of those who ran and did it. `known`: the district's cases.

    What stood open at the launch, and the closing sheet's figures, are counted from the cases as they were then, as far
    as they tell: one closed and opened since counts by its last closing. Raises PermissionDenied for anybody but the
    system; ValueError where the question names no place.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise PermissionDenied(_("只有系统可以按当时的人写入过去的专项。"))
    now = clock.now_us()
    with transaction.atomic():
        row = _campaign(past)
        work = [(task, past.went(task)) for task in _tasks(past, row, known)]
        for task, went in work:
            _stands(task, went, past.by)
        tasks = Task._all.bulk_create([task for task, _went in work], batch_size=500)
        acts = [_act(past.by, now, past.planned_at), _act(past.by, now, past.launched_at)]
        acts[0].enter("campaign.planned", row, path=row.path, data={"template": row.template, "kinds": len(row.kinds)})
        _launched(acts[1], row, tasks)
        for task, went in work:
            acts += _worked(past.by, task, went, now)
        if past.ended is not None:
            acts.append(_ended(past, past.ended, row, tasks, known, now))
        insert_values(Entry, deeds.COLUMNS, deeds.rows(one for act in acts for one in act.said()))
    return row


def _act(by: Actor, now: int, at: datetime) -> Deed:
    return Deed(by=by, at=now, happened=clock.to_us(at))


def _campaign(past: PastCampaign) -> Campaign:
    shipped = templates()[past.template]
    organiser = past.by.acting.organisation if past.by.acting else None
    assert organiser is not None
    return Campaign._all.create(
        name=past.name or shipped.name, template=past.template, organiser_id=organiser,
        path=past.path, state=CampaignState.CLOSED if past.ended else CampaignState.RUNNING,
        starts_on=past.starts_on, ends_on=past.ends_on, planned_end=past.ends_on, kinds=list(shipped.kinds),
        look_at=list(shipped.look_at), asked=past.asked.to_data(), target_rectified=past.target_rectified,
        target_percent=shipped.percent, made_at=past.planned_at, made_by=past.by.account,
        launched_at=past.launched_at, launched_by=past.by.account, closed_at=past.ended.at if past.ended else None,
        closed_by=past.by.account if past.ended else None,
    )  # fmt: skip


def _tasks(past: PastCampaign, row: Campaign, known: Sequence[Known]) -> list[Task]:
    found = places.found(past.asked, past.path)
    if not found:
        raise ValueError(f"{row.name}: no place answers the question")
    standing = standing_then(known, row.kinds, past.launched_at, [one.path for one in found])
    offices = places.units(past.path)
    tasks = []
    for one in found:
        above = nearest(one.path, offices)
        task = Task(
            campaign=row, place_id=one.pk, path=one.path, unit_id=offices[above] if above else None,
            baseline=standing[one.path], due_on=row.ends_on,
        )  # fmt: skip
        tasks.append(task)
    return tasks


def _launched(act: Deed, row: Campaign, tasks: list[Task]) -> None:
    """`planning.launch`, of rows that are yet to be written."""
    data: dict[str, Any] = {
        "places": len(tasks), "digest": digest_of([[task.place_id, task.path] for task in tasks]),
        "baseline": sum(len(task.baseline) for task in tasks), "template": row.template,
    }  # fmt: skip
    act.enter("campaign.launched", row, path=row.path, data=data)
    for task in tasks:
        given = {"campaign": row.pk, "unit": task.unit_id, "baseline": len(task.baseline)}
        act.enter("campaign_task.assigned", task, path=task.path, data=given)


def _stands(task: Task, went: Went, office: Actor) -> None:
    """The task as it ended."""
    if went.dropped_at is not None:
        task.state, task.dropped_at, task.dropped_by = TaskState.DROPPED, went.dropped_at, office.account
        return
    if went.by is None:
        return
    task.state, task.outcome, task.doers = TaskState.DONE, went.outcome, sorted(went.by.organisations)
    task.done_at, task.done_by = went.at, went.by.account
    if went.accepted_by is not None:
        task.state, task.accepted_at, task.accepted_by = TaskState.ACCEPTED, went.accepted_at, went.accepted_by.account


def _worked(office: Actor, task: Task, went: Went, now: int) -> list[Deed]:
    """`drop_place`, or `finish` and `accept`."""
    acts = []
    data: dict[str, Any] = {"campaign": task.campaign_id}
    if went.dropped_at is not None:
        act = _act(office, now, went.dropped_at)
        data["reason"] = texts.write(act, task, "reason", went.note, path=task.path)
        act.enter("campaign_task.dropped", task, path=task.path, data=data)
        return [act]
    if went.by is not None and went.at is not None:
        act = _act(went.by, now, went.at)
        data["outcome"] = went.outcome
        if went.note:
            data["note"] = texts.write(act, task, "note", went.note, path=task.path)
        act.enter("campaign_task.done", task, path=task.path, data=data)
        acts.append(act)
    if went.accepted_by is not None and went.accepted_at is not None:
        act = _act(went.accepted_by, now, went.accepted_at)
        data = {"campaign": task.campaign_id, "outcome": went.outcome}
        act.enter("campaign_task.accepted", task, path=task.path, data=data)
        acts.append(act)
    return acts


def _ended(
    past: PastCampaign, ended: Ended, row: Campaign, tasks: list[Task], known: Sequence[Known], now: int
) -> Deed:
    """`closing.close`, counted as it was then."""
    kept: dict[str, Collection[int]] = {task.path: task.baseline for task in tasks if task.state != TaskState.DROPPED}
    found = progress_then(known, row.kinds, past.launched_at, min(end_of(row), ended.at), kept)
    told = sheet_from(row, tasks, found)
    act = _act(past.by, now, ended.at)
    head = head_of(district_of(row.path))
    said = {
        "summary": texts.write(act, row, "summary", ended.summary, path=row.path),
        "signer": texts.write(act, row, "signer", past.by.name, path=row.path),
        "rest": texts.write(act, row, "rest", ended.rest, path=row.path),
    }
    made = Closing._all.create(
        campaign=row, path=row.path, sheet=told, digest=digest_of(told), summary_text=said["summary"]["id"],
        rest_text=said["rest"]["id"], signer_text=said["signer"]["id"], signed_at=ended.at,
        signed_by=past.by.account, head_size=head["size"] if head else 0, head_root=head["root"] if head else "",
    )  # fmt: skip
    act.enter("campaign.ended", row, path=row.path, data={"closing": made.pk, **said})
    figures = {name: value for name, value in told.items() if isinstance(value, int)}
    act.enter("campaign_closing.signed", made, path=row.path, data={"digest": made.digest, **figures})
    return act


def write_joint(*, by: Actor, past: PastJoint) -> JointAction:
    """Write a joint action, entered now in the name of those who planned and did it. Raises PermissionDenied."""
    if by.kind is not ActorKind.SYSTEM:
        raise PermissionDenied(_("只有系统可以按当时的人写入过去的联合检查。"))
    organiser = past.by.acting.organisation if past.by.acting else None
    assert organiser is not None
    now, done = clock.now_us(), all(result is not None for _place, result, _note in past.spots)
    paths = [place.path for place, _result, _note in past.spots]
    with transaction.atomic():
        row = JointAction._all.create(
            name=past.name, campaign=past.campaign, organiser_id=organiser,
            path=next(one for one in prefixes(paths[0]) if all(path.startswith(one) for path in paths)),
            planned_at=past.planned_at, state=JointState.DONE if done else JointState.PLANNED, made_at=past.made_at,
            made_by=past.by.account, ended_at=past.planned_at if done else None,
            ended_by=past.by.account if done else None,
        )  # fmt: skip
        JointParty._all.bulk_create(
            JointParty(action=row, organisation_id=one, role=role) for one, role in past.parties.items()
        )
        acts = [_act(past.by, now, past.made_at)]
        data: dict[str, Any] = {
            "campaign": row.campaign_id, "places": [place.pk for place, _result, _note in past.spots],
            "parties": [[one, str(role)] for one, role in sorted(past.parties.items())],
        }  # fmt: skip
        acts[0].enter("joint_action.planned", row, path=row.path, data=data)
        acts += [act for spot in past.spots for act in _spot(past, row, *spot, now)]
        insert_values(Entry, deeds.COLUMNS, deeds.rows(one for act in acts for one in act.said()))
    return row


def _spot(
    past: PastJoint, row: JointAction, place: Place, result: JointResult | None, note: str, now: int
) -> Iterable[Deed]:
    spot = JointPlace(action=row, place=place, path=place.path)
    if result is not None:
        act = _act(past.by, now, past.planned_at)
        data: dict[str, Any] = {"place": place.pk, "result": result, "photos": 0}
        spot.result, spot.result_at, spot.result_by = result, past.planned_at, past.by.account
        if note:
            data["note"] = texts.write(act, row, "note", note, path=spot.path)
            spot.note_text = data["note"]["id"]
        act.enter("joint_action.looked", row, path=spot.path, data=data)
        yield act
    spot.save()
