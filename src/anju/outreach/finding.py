"""What a field view finds, put on the two lists with its origin."""

from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.outreach.models import Activity
from anju.outreach.queries import register
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from anju.supervision.lists.photo_forms import ReportForm


class FindForm(ReportForm):
    """A report without what a visitor does not do: nothing is put right on the spot by who observes."""

    def build(self) -> None:
        super().build()
        for name in ("fixed", "after", "pick", "different"):
            del self.fields[name]
        self.fields["code"].label = _("隐患类别")


def report_find(*, by: Actor, activity: Activity, form: FindForm) -> Duty:
    """Report it. The lists join it with an open case of the same spot, and keep this activity as its source."""
    data = form.cleaned_data
    return lists.report_with_photos(
        by=by,
        code=data["kind"],
        at=lists.Spot(data["place"], floor=data["floor"], spot=data["spot"]),
        description=data["description"],
        photos=lists.Photos(before=data["before"], after=None),
        source=lists.Source(
            kind=SourceKind.CONGRESS,
            ref=register.ref(activity.pk),
            client_ref=f"desk:{by.id}:{data['client_ref']}",
        ),
    )
