"""A matter is handed to its owner, answered, judged, and handed back where the answer does not do."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.notify.actions import tell
from anju.notify.queries.recipients import OfOrganisation, RoleAt
from anju.outreach import notices
from anju.outreach.enums import MatterKind, MatterState, Satisfaction
from anju.outreach.models import Matter, Statement
from anju.outreach.permissions import Permission
from anju.outreach.queries import register
from anju.outreach.rules.common import MOST_DAYS
from anju.people.enums import Role
from anju.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the owner. `statement` or `activity`: where it comes from, if it was heard anywhere."""

    title: str
    detail: str
    owner: Organisation
    due_on: date
    kind: MatterKind = MatterKind.MATTER
    statement: int | None = None
    activity: int | None = None
    proposal_no: str = ""
    client_ref: str | None = None
    """The form's own key: the same again is the same matter."""


def raise_matter(*, by: Actor, district: str, asked: Asked) -> Matter:
    """Hand a matter to its owner, who is told. `district`: the district's root path.

    Raises PermissionDenied; ValidationError for a statement that was handed on already or a date out of bounds.
    """
    with deed(by=by) as act:
        require(by, Permission.RAISE, path=district)
        if (known := register.by_client_ref(Matter, asked.client_ref)) is not None:
            return known
        _check_date(act, asked.due_on)
        statement = _statement(by, asked.statement)
        activity = statement.activity_id if statement else asked.activity
        if activity is not None and register.activity_for(by, activity) is None:
            raise PermissionDenied
        row = Matter._all.create(
            kind=asked.kind, title=asked.title[:100], statement=statement, activity_id=activity, owner=asked.owner,
            path=district, proposal_no=asked.proposal_no[:60], due_on=asked.due_on, raised_at=clock.from_us(act.at),
            raised_by=by.account, client_ref=asked.client_ref,
        )  # fmt: skip
        data = {
            "kind": str(asked.kind), "owner": asked.owner.pk, "due": asked.due_on.isoformat(), "activity": activity,
            "statement": statement.pk if statement else None,
            "detail": texts.write(act, row, "detail", asked.detail, path=district),
        }  # fmt: skip
        act.enter("matter.raised", row, path=district, data=data)
        _tell_owner(by, row, notices.RAISED)
    return row


def answer(*, by: Actor, matter: int, text: str) -> Matter:
    """The owner's answer; who raised the matter is told. Raises PermissionDenied for whoever is not the owner, and
    where no answer is asked for.
    """
    with deed(by=by) as act:
        row = _locked(matter, MatterState.OPEN)
        _require_owner(by, row)
        row.state, row.answered_at, row.answered_by = MatterState.ANSWERED, clock.from_us(act.at), by.account
        row.save(update_fields=["state", "answered_at", "answered_by"])
        data = {"round": row.rounds, "answer": texts.write(act, row, f"answer{row.rounds}", text, path=row.path)}
        act.enter("matter.answered", row, path=row.path, data=data)
        tell(by, code=notices.ANSWERED, to=RoleAt(Role.CONGRESS_STAFF, row.path), subject=row, path=row.path)
    return row


def withdraw_answer(*, by: Actor, matter: int) -> Matter:
    """Take an answer back before it was judged: a slip is mended by the owner, and the next answer is another text."""
    with deed(by=by) as act:
        row = _locked(matter, MatterState.ANSWERED)
        _require_owner(by, row)
        row.state, row.answered_at, row.answered_by = MatterState.OPEN, None, None
        row.rounds += 1
        row.save(update_fields=["state", "answered_at", "answered_by", "rounds"])
        act.enter("matter.withdrawn", row, path=row.path, data={"round": row.rounds})
    return row


def judge(
    *, by: Actor, matter: int, satisfaction: Satisfaction, reason: str = "", due_on: date | None = None
) -> Matter:
    """The committee's word on an answer. 不满意 needs a reason and a new date and opens the matter again.

    Raises PermissionDenied, ValidationError.
    """
    with deed(by=by) as act:
        row = _locked(matter, MatterState.ANSWERED)
        require(by, Permission.RAISE, path=row.path)
        back = satisfaction == Satisfaction.UNSATISFIED
        if back and not reason.strip():
            raise ValidationError(_("不满意要写明哪里不够。"))
        if back:
            if due_on is None:
                raise ValidationError(_("不满意要写明重新答复的期限。"))
            _check_date(act, due_on)
        row.judged_at, row.judged_by, row.satisfaction = clock.from_us(act.at), by.account, satisfaction
        data = {"satisfaction": str(satisfaction), "round": row.rounds}
        if reason.strip():
            data["reason"] = texts.write(act, row, f"judged{row.rounds}", reason.strip(), path=row.path)
        if back:
            assert due_on is not None
            row.state, row.due_on, row.rounds = MatterState.OPEN, due_on, row.rounds + 1
            data["due"] = due_on.isoformat()
        else:
            row.state = MatterState.SETTLED
        row.save(update_fields=["judged_at", "judged_by", "satisfaction", "state", "due_on", "rounds"])
        act.enter("matter.judged", row, path=row.path, data=data)
        _tell_owner(by, row, notices.RETURNED if back else notices.SETTLED)
    return row


def _locked(pk: int, state: MatterState) -> Matter:
    row = register.locked_matter(pk)
    if row is None or row.state != state:
        raise PermissionDenied
    return row


def _require_owner(by: Actor, row: Matter) -> None:
    if row.owner_id not in register.own_organisations(by):
        raise PermissionDenied


def _statement(by: Actor, pk: int | None) -> Statement | None:
    if pk is None:
        return None
    found = register.statement_for(by, pk)
    if found is None:
        raise PermissionDenied
    if register.matter_of(found.pk) is not None:
        raise ValidationError(_("这条发言已经转办过。"))
    return found


def _check_date(act: Deed, due_on: date) -> None:
    today = clock.local(clock.from_us(act.at)).date()
    if not today < due_on <= today + timedelta(days=MOST_DAYS):
        raise ValidationError(_("答复期限要在明天到%(days)d天之内。") % {"days": MOST_DAYS})


def _tell_owner(by: Actor, row: Matter, code: str) -> None:
    params = {"due": row.due_on.isoformat()} if code != notices.SETTLED else {}
    tell(by, code=code, to=OfOrganisation(row.owner_id), subject=row, params=params, path=row.path)
