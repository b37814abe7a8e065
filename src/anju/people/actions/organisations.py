"""Entering and closing organisations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.people.enums import OrganisationKind
from anju.people.models import Organisation
from anju.people.permissions import Permission
from anju.people.queries.actor import not_ended
from anju.people.rules import is_uscc
from anju.places.models import Place

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """What is known of an organisation when it is entered."""

    kind: OrganisationKind
    name: str
    short_name: str = ""
    uscc: str = ""
    place: Place | None = None
    parent: Organisation | None = None
    phone: str = ""

    def row(self) -> Organisation:
        """The row to insert. Raises ValidationError for a wrong code."""
        if not self.name.strip():
            raise ValidationError(_("请填写单位名称。"))
        if self.uscc and not is_uscc(self.uscc):
            raise ValidationError(_("统一社会信用代码 %(code)s 的校验位不对，请核对证照。") % {"code": self.uscc})
        return Organisation(
            kind=self.kind,
            name=self.name.strip(),
            short_name=self.short_name,
            uscc=self.uscc,
            place=self.place,
            parent=self.parent,
            path=self.place.path if self.place else "",
            phone=self.phone,
        )


def add_organisation(
    *,
    by: Actor,
    kind: OrganisationKind,
    name: str,
    short_name: str = "",
    uscc: str = "",
    place: Place | None = None,
    parent: Organisation | None = None,
    phone: str = "",
) -> Organisation:
    """Enter an organisation. Raises ValidationError for a wrong code, PermissionDenied out of reach."""
    new = NewOrganisation(
        kind=kind, name=name, short_name=short_name, uscc=uscc, place=place, parent=parent, phone=phone
    )
    refuse_taken(uscc)
    return add_organisations(by=by, organisations=[new])[0]


def add_organisations(*, by: Actor, organisations: Iterable[NewOrganisation]) -> Sequence[Organisation]:
    """Enter many, all or none, one entry each."""
    rows = [new.row() for new in organisations]
    for path in {row.path for row in rows}:
        require(by, Permission.KEEP_ORGANISATIONS, path=path or None)
    with deed(by=by) as act:
        Organisation._all.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            act.enter("organisation.added", row, path=row.path, data={"kind": row.kind, "parent": row.parent_id})
    return rows


def correct_organisation(
    *, by: Actor, organisation: Organisation, name: str, short_name: str, uscc: str, phone: str
) -> Organisation:
    """Put right what is written of an organisation. Kind and place stay: another place is another organisation.

    Raises ValidationError for an empty name, a wrong code, or a code another organisation has.
    """
    require(by, Permission.KEEP_ORGANISATIONS, path=organisation.path or None)
    NewOrganisation(kind=OrganisationKind(organisation.kind), name=name, uscc=uscc).row()
    refuse_taken(uscc, but=organisation.pk)
    with deed(by=by) as act:
        organisation.name, organisation.short_name = name.strip(), short_name.strip()
        organisation.uscc, organisation.phone = uscc, phone.strip()
        organisation.save(update_fields=["name", "short_name", "uscc", "phone"])
        act.enter("organisation.corrected", organisation, path=organisation.path)
    return organisation


def refuse_taken(uscc: str, *, but: int = 0) -> None:
    """Raises ValidationError where another organisation has the code."""
    if uscc and Organisation._all.filter(uscc=uscc).exclude(pk=but).exists():
        raise ValidationError(_("统一社会信用代码 %(code)s 已登记在另一单位名下，请先查找。") % {"code": uscc})


def close_organisation(*, by: Actor, organisation: Organisation, on: date) -> Organisation:
    """An organisation exists no longer. Its contracts and posts must have ended before.

    Raises ValidationError while it still manages a place or anybody holds a post in it.
    """
    require(by, Permission.KEEP_ORGANISATIONS, path=organisation.path or None)
    if organisation.closed_on is not None:
        raise ValidationError(_("该单位已经注销。"))
    if organisation.managements.filter(ended_on__isnull=True).exists():
        raise ValidationError(_("该单位还有未结束的管理合同，请先结束合同。"))
    if organisation.posts.filter(not_ended(on)).exists():
        raise ValidationError(_("该单位还有在岗人员，请先结束岗位。"))
    with deed(by=by) as act:
        organisation.closed_on = on
        organisation.save(update_fields=["closed_on"])
        act.enter("organisation.closed", organisation, path=organisation.path, data={"on": on})
    return organisation
