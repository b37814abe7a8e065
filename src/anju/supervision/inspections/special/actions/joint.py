"""Joint actions 联合执法: who goes together where and when, and what was seen.

A place counts once its result is entered; nothing here orders or punishes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.files import evidence
from anju.kernel.files.evidence import Item
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.permissions import MissingPermissionError, require
from anju.places.models import Place
from anju.supervision.inspections.special.actions.planning import said
from anju.supervision.inspections.special.enums import JointResult, JointState, PartyRole
from anju.supervision.inspections.special.models import Campaign, JointAction, JointParty, JointPlace
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import joint
from anju.supervision.inspections.special.rules.counting import prefixes

MOST_PLACES = 50
UNSAID = ("责令", "处罚", "决定")
"""Until enforcement exists nothing written here says these (DESIGN §5)."""


def plan_joint(
    *,
    by: Actor,
    name: str,
    planned_at: datetime,
    places: Sequence[Place],
    parties: Mapping[int, PartyRole],
    campaign: Campaign | None = None,
) -> JointAction:
    """Plan a joint action of the own organisation, which leads unless another is named to.

    `parties`: organisation → what it does. Raises PermissionDenied for a place out of reach; ValidationError without
    places, without a second organisation, or with two that lead.
    """
    name = _plain(" ".join(name.split())[:60])
    if not name:
        raise ValidationError(_("请写名称。"))
    if not places or len(places) > MOST_PLACES:
        raise ValidationError(_("请选 1 到 %(most)s 处地点。") % {"most": MOST_PLACES})
    if by.acting is None or by.acting.organisation is None:
        raise MissingPermissionError(Permission.JOINT)
    told = dict(parties)
    leads = PartyRole.MEMBER if PartyRole.LEAD in told.values() else PartyRole.LEAD
    told.setdefault(by.acting.organisation, leads)
    if len(told) < 2:
        raise ValidationError(_("联合检查至少要有两个单位。"))
    if list(told.values()).count(PartyRole.LEAD) != 1:
        raise ValidationError(_("牵头单位只能有一个。"))
    for place in places:
        require(by, Permission.JOINT, path=place.path, place=place.pk)
    with deed(by=by) as act:
        row = JointAction._all.create(
            name=name, campaign=campaign, organiser_id=by.acting.organisation,
            path=_above([place.path for place in places]), planned_at=planned_at, made_at=clock.from_us(act.at),
            made_by=by.account,
        )  # fmt: skip
        JointParty._all.bulk_create(
            JointParty(action=row, organisation_id=one, role=role) for one, role in told.items()
        )
        JointPlace._all.bulk_create(JointPlace(action=row, place=place, path=place.path) for place in places)
        data = {
            "campaign": campaign.pk if campaign else None, "places": [place.pk for place in places],
            "parties": [[one, str(role)] for one, role in sorted(told.items())],
        }  # fmt: skip
        act.enter("joint_action.planned", row, path=row.path, data=data)
    return row


def _above(paths: Sequence[str]) -> str:
    """The path that holds all of them."""
    return next(one for one in prefixes(paths[0]) if all(path.startswith(one) for path in paths))


def _plain(text: str) -> str:
    if any(word in text for word in UNSAID):
        raise ValidationError(_("联合检查的记录里不写“责令”“处罚”“决定”；要执法的请移送。"))
    return text


def _own(by: Actor, pk: int) -> JointAction:
    """The planned action, locked, of one of its parties. Raises PermissionDenied, ValidationError."""
    row = joint.locked(pk)
    if not joint.takes_part(by, row):
        raise MissingPermissionError(Permission.JOINT)
    if row.state != JointState.PLANNED:
        raise ValidationError(_("这次联合检查%(state)s，不能再改。") % {"state": row.get_state_display()})
    return row


def enter_result(
    *, by: Actor, action: int, place: int, result: JointResult, note: str = "", photos: Sequence[str] = ()
) -> JointPlace:
    """What was seen at a place, with evidence. When every place has its result the action is done.

    Raises PermissionDenied; ValidationError before its time, twice for a place, or without a note where it is needed.
    """
    note = _plain(said(note) if result is JointResult.NO_ENTRY else " ".join(note.split())[:500])
    with deed(by=by) as act:
        row = _own(by, action)
        now = clock.from_us(act.at)
        if now < row.planned_at:
            raise ValidationError(_("还没到约定的时间，到时再登记结果。"))
        spot = joint.locked_place(row, place)
        if spot is None or spot.result:
            raise ValidationError(_("这处已经登记过结果，或不在这次检查里。"))
        spot.result, spot.result_at, spot.result_by = result, now, by.account
        data: dict[str, object] = {"place": spot.place_id, "result": result, "photos": len(photos)}
        if note:
            text = texts.write(act, row, "note", note, path=spot.path)
            spot.note_text, data["note"] = text["id"], text
        spot.save(update_fields=["result", "note_text", "result_at", "result_by"])
        evidence.attach(
            act, [Item(token) for token in photos], path=spot.path, subject=Ref("joint_place", str(spot.pk))
        )
        if not joint.left(row):
            row.state, row.ended_at, row.ended_by = JointState.DONE, now, by.account
            row.save(update_fields=["state", "ended_at", "ended_by"])
        act.enter("joint_action.looked", row, path=spot.path, data=data)
    return spot


def cancel_joint(*, by: Actor, action: int, reason: str) -> JointAction:
    """It does not take place. What was entered stays."""
    reason = _plain(said(reason))
    with deed(by=by) as act:
        row = _own(by, action)
        row.state, row.ended_at, row.ended_by = JointState.CANCELLED, clock.from_us(act.at), by.account
        row.save(update_fields=["state", "ended_at", "ended_by"])
        text = texts.write(act, row, "reason", reason, path=row.path)
        act.enter("joint_action.cancelled", row, path=row.path, data={"reason": text})
    return row
