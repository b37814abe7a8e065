"""After the last visit: seed, frame, sample and results are shown, and the term to object begins."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.permissions import require
from anju.notify.actions import tell
from anju.notify.queries.recipients import OfOrganisation, Recipients, RoleAt
from anju.people.enums import Role
from anju.supervision.inspections.monthly.enums import MonthState
from anju.supervision.inspections.monthly.models import Month
from anju.supervision.inspections.monthly.notices import PUBLISHED
from anju.supervision.inspections.monthly.permissions import Permission
from anju.supervision.inspections.monthly.queries import months, tasks
from anju.supervision.inspections.monthly.rules import terms
from anju.supervision.lists.queries.cases import day_table


def publish(*, by: Actor, month: int) -> Month:
    """Publish a month. Raises MissingPermissionError; ValidationError while anything is still to be looked at."""
    with deed(by=by) as act:
        row = months.locked(month)
        require(by, Permission.MANAGE, path=row.path)
        if row.state != MonthState.DRAWN:
            raise ValidationError(_("还没有抽样，或已经公布。"))
        if left := months.open_tasks(row):
            raise ValidationError(_("还有 %(count)s 处没有看完，看完最后一处才能公布。") % {"count": left})
        now = clock.from_us(act.at)
        row.state, row.published_at, row.published_by = MonthState.PUBLISHED, now, by.account
        row.object_until = terms.object_until(now, day_table(row.path))
        row.save()
        act.enter(
            "inspection_month.published", row, path=row.path,
            data={
                "seed": row.seed, "commitment": row.commitment, "digest": row.digest,
                "false_closures": months.false_closures(row),
            },
        )  # fmt: skip
        until = clock.local(row.object_until).date().isoformat()
        to: list[Recipients] = [RoleAt(Role.STREET, street) for street in months.streets(row.path)]
        to += [OfOrganisation(company, (Role.PROPERTY_MANAGER,)) for company in tasks.companies_in(row)]
        params = {"month": row.month.isoformat(), "until": until}
        tell(by, code=PUBLISHED, to=to, subject=row, params=params, path=row.path)
    return row


def record_export(*, by: Actor, month: Month, rows: int, what: str) -> None:
    """Somebody took a month's published sample or its frame away as a file."""
    with deed(by=by) as act:
        subject = Ref("inspection_month", str(month.pk))
        act.enter("inspection_month.exported", subject, path=month.path, data={"rows": rows, "what": what})
