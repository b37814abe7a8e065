"""A street or company objects to a published result; the district office answers. Results are never edited."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.notify.actions import tell
from anju.notify.queries.recipients import OfOrganisation, RoleAt
from anju.people.enums import Role
from anju.supervision.inspections.monthly.enums import BAD, Decision, Half, Outcome
from anju.supervision.inspections.monthly.models import Objection, Result
from anju.supervision.inspections.monthly.notices import ANSWERED, OBJECTION
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import objections, tasks
from anju.supervision.inspections.monthly.rules import terms
from anju.supervision.lists.queries.cases import day_table


def object_to(*, by: Actor, task: int, reason: str) -> Objection:
    """Object to what a published look says of the own street or company, within the term, once.

    Raises PermissionDenied for somebody else's result; ValidationError with what to do.
    """
    with deed(by=by) as act:
        row = tasks.published_one(by, task)
        organisation = tasks.own_organisation(by, row) if row is not None else None
        if row is None or organisation is None:
            raise PermissionDenied(_("只有所在街道和负责的物业企业可以提出异议。"))
        now = clock.from_us(act.at)
        result = tasks.last_results([row.pk]).get(row.pk)
        if result is None or result.outcome not in BAD:
            raise ValidationError(_("这一处没有问题记在你单位名下，不用提异议。"))
        if row.month.object_until is None or now > row.month.object_until:
            raise ValidationError(_("提出异议的期限已过。如有新的情况，请在两个清单的案件里写明。"))
        if not reason.strip():
            raise ValidationError(_("请写明异议的理由。"))
        due = terms.answer_until(now, day_table(row.path))
        try:
            with transaction.atomic():
                made = Objection._all.create(
                    task=row, path=row.path, organisation_id=organisation, asked_at=now, asked_by=by.account, due_at=due
                )
        except IntegrityError as error:
            raise ValidationError(_("你单位已经提过异议，每项结果只提一次。")) from error
        said = texts.write(act, made, "reason", reason.strip()[:1000], path=row.path)
        act.enter("inspection_objection.asked", made, path=row.path, data={"inspection": row.pk, "reason": said})
        told = {"due": clock.local(due).date().isoformat()}
        tell(by, code=OBJECTION, to=RoleAt(Role.DISTRICT_OFFICE, row.path), subject=made, params=told, path=row.path)
    return made


def answer(*, by: Actor, objection: int, decision: Decision, reason: str) -> Objection:
    """The district office answers. Upheld: a further result stands beside the first and counts from now on.

    Raises MissingPermissionError, ValidationError.
    """
    with deed(by=by) as act:
        row = objections.locked(objection)
        require(by, Permission.MANAGE, path=row.path)
        if row.decision != Decision.PENDING:
            raise ValidationError(_("这项异议已经答复。"))
        if decision not in (Decision.UPHELD, Decision.DISMISSED) or not reason.strip():
            raise ValidationError(_("请选结论，并写明理由。"))
        now = clock.from_us(act.at)
        row.decision, row.decided_at, row.decided_by = decision, now, by.account
        row.save()
        said = texts.write(act, row, "answer", reason.strip()[:1000], path=row.path)
        act.enter("inspection_objection.answered", row, path=row.path, data={"decision": decision, "answer": said})
        if decision is Decision.UPHELD:
            before = tasks.last_results([row.task_id])[row.task_id]
            outcome = Outcome.CLEAN if row.task.half == Half.PLACE else Outcome.FIXED
            made = Result._all.create(
                task_id=row.task_id, path=row.path, number=before.number + 1, outcome=outcome, found=0,
                objection=row.pk, made_at=now, made_by=by.account,
            )  # fmt: skip
            data = {
                "inspection": row.task_id, "outcome": outcome, "objection": row.pk, "month": row.task.month_id,
                "false_closures": -int(before.outcome == Outcome.NOT_FIXED),
            }  # fmt: skip
            act.enter("inspection_result.corrected", made, path=row.path, data=data)
        tell(by, code=ANSWERED, to=OfOrganisation(row.organisation_id), subject=row, path=row.path)
    return row
