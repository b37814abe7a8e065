"""A quoted number is sent to somebody: that it was, to whom and when is remembered."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.reports.models import Quote, SentNumber
from anju.reports.queries import asking, quoting


def send(*, by: Actor, quote: Quote, receiver: str, sent_on: date) -> SentNumber:
    """Remember it. The same number to the same receiver on the same day is one row, however often it is told.

    Raises PermissionDenied for who may not count all of it; ValidationError without a receiver, for a day to come or
    before the number was counted.
    """
    if not asking.may_ask(by, quoting.question(quote)):
        raise PermissionDenied
    receiver = " ".join(receiver.split())[:60]
    if not receiver:
        raise ValidationError({"receiver": _("请写报给哪个单位。")})
    with deed(by=by) as act:
        if sent_on > clock.local(clock.from_us(act.at)).date():
            raise ValidationError({"sent_on": _("报送日期不能晚于今天；报出之后再来登记。")})
        if sent_on < clock.local(quote.made_at).date():
            raise ValidationError({"sent_on": _("报送日期不能早于引用这个数的日子。")})
        row, fresh = SentNumber._all.get_or_create(
            quote=quote, receiver=receiver, sent_on=sent_on,
            defaults={"path": quote.path, "recorded_at": clock.from_us(act.at), "recorded_by": by.account},
        )  # fmt: skip
        if fresh:
            data = {"quote": quote.pk, "figure": quote.figure, "day": sent_on.isoformat()}
            act.enter("sent_number.recorded", row, path=row.path, data=data)
    return row
