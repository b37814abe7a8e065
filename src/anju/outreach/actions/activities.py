"""An activity is recorded once, with its places and organisations; what was said there is added to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.outreach.enums import ActivityKind, Speaker
from anju.outreach.models import Activity, ActivityParty, ActivityPlace, Statement
from anju.outreach.permissions import Permission
from anju.outreach.queries import register
from anju.outreach.rules.common import holding
from anju.people.models import Organisation
from anju.places.models import Place


@dataclass(frozen=True, slots=True)
class Where:
    """Where an activity went and who took part."""

    places: Sequence[Place]
    point: int | None = None
    parties: Sequence[Organisation] = ()
    people: int = 0


def record_activity(
    *,
    by: Actor,
    kind: ActivityKind,
    title: str,
    held_on: date,
    where: Where,
    summary: str = "",
    client_ref: str | None = None,
) -> Activity:
    """Keep an activity. The same `client_ref` again returns the one it made.

    Each place is asked for by itself: a deputy records only within the own reach. Raises PermissionDenied;
    ValidationError for no place, a day to come, or a point that did not stand on that day.
    """
    with deed(by=by) as act:
        if (known := register.by_client_ref(Activity, client_ref)) is not None:
            return known
        point = register.point(where.point) if where.point else None
        places = list({one.pk: one for one in ([point.place] if point else []) + list(where.places)}.values())
        if not places:
            raise ValidationError(_("请至少写一个地点。"))
        for place in places:
            require(by, Permission.OBSERVE, path=place.path, place=place.pk)
        if held_on > clock.local(clock.from_us(act.at)).date():
            raise ValidationError(_("活动日期不能晚于今天。"))
        if point is not None and not (point.since <= held_on <= (point.until or held_on)):
            raise ValidationError(_("那一天还没有这个观察点，或者已经撤销。"))
        row = Activity._all.create(
            kind=kind, title=title[:80], held_on=held_on, path=holding(place.path for place in places), point=point,
            people=where.people, recorded_at=clock.from_us(act.at), recorded_by=by.account, client_ref=client_ref,
        )  # fmt: skip
        ActivityPlace._all.bulk_create(ActivityPlace(activity=row, place=place) for place in places)
        parties = {one.pk: one for one in where.parties}
        ActivityParty._all.bulk_create(ActivityParty(activity=row, organisation=one) for one in parties.values())
        data = {
            "kind": str(kind), "day": held_on.isoformat(), "places": [place.pk for place in places],
            "parties": list(parties), "people": where.people, "point": point.pk if point else None,
        }  # fmt: skip
        if summary:
            data["summary"] = texts.write(act, row, "summary", summary, path=row.path)
        act.enter("activity.recorded", row, path=row.path, data=data)
    return row


def add_statement(*, by: Actor, activity: int, speaker: Speaker, said: str, client_ref: str | None = None) -> Statement:
    """What somebody said there. The same `client_ref` again returns the one it made. Raises PermissionDenied."""
    with deed(by=by) as act:
        if (known := register.by_client_ref(Statement, client_ref)) is not None:
            return known
        held = register.activity_locked(activity)
        if held is None:
            raise PermissionDenied
        if held.recorded_by is None or held.recorded_by != by.account:
            require(by, Permission.OBSERVE, path=held.path)
        row = Statement._all.create(
            activity=held, speaker=speaker, path=held.path, recorded_at=clock.from_us(act.at), recorded_by=by.account,
            client_ref=client_ref,
        )  # fmt: skip
        data = {
            "speaker": str(speaker),
            "activity": held.pk,
            "said": texts.write(act, row, "said", said, path=row.path),
        }
        act.enter("statement.recorded", row, path=row.path, data=data)
    return row
