"""Who may read a dossier, each opening, and the statutory clocks."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import allowed
from anju.people.models import Account
from anju.supervision.inspections.backcheck.enums import Way
from anju.supervision.inspections.backcheck.models import Dossier, Fire, Member, Opening, Pause
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.queries import entry


class NotOfTheGroupError(PermissionDenied):
    """Not of the dossier's group: for this person there is no such dossier."""


def of_group(by: Actor, dossier: Dossier, *, lead: bool = False) -> Member:
    """The actor's place in the group. Raises NotOfTheGroupError."""
    member = entry.membership(by, dossier.pk)
    if member is None or (lead and not member.lead):
        raise NotOfTheGroupError
    return member


def may_name(by: Actor, fire: Fire) -> bool:
    """Whether the actor says who is of the group: who leads it, or the district office while nobody does."""
    dossier = entry.dossier_of(fire.pk)
    member = entry.membership(by, dossier.pk)
    if member is not None and member.lead:
        return True
    return allowed(by, Permission.NAME_GROUP, path=fire.path) and not entry.is_led(dossier.pk)


def name_member(*, by: Actor, fire: Fire, account: Account, lead: bool = False) -> Member:
    """Add somebody to the group. The first one named leads it. Raises NotOfTheGroupError, ValidationError."""
    if not may_name(by, fire):
        raise NotOfTheGroupError
    if not account.is_active:
        raise ValidationError(_("这个账号已经停用。"))
    with deed(by=by) as act:
        dossier = entry.locked(entry.dossier_of(fire.pk).pk)
        if Member._all.filter(dossier=dossier, account=account, ended_at__isnull=True).exists():
            raise ValidationError(_("已经在反查组里。"))
        lead = lead or not entry.is_led(dossier.pk)
        at = clock.from_us(act.at)
        row = Member._all.create(dossier=dossier, account=account, lead=lead, named_at=at, named_by=by.account)
        act.enter("dossier.named", dossier, path=dossier.path, data={"member": row.pk})
    return row


def end_member(*, by: Actor, fire: Fire, member: int) -> None:
    """Somebody leaves the group. Its last lead stays: a group without one answers to nobody."""
    dossier = entry.dossier_of(fire.pk)
    of_group(by, dossier, lead=True)
    with deed(by=by) as act:
        dossier = entry.locked(dossier.pk)
        row = Member._all.select_for_update().filter(dossier=dossier, pk=member, ended_at__isnull=True).first()
        if row is None:
            raise ValidationError(_("不在反查组里。"))
        others = Member._all.filter(dossier=dossier, lead=True, ended_at__isnull=True).exclude(pk=row.pk)
        if row.lead and not others.exists():
            raise ValidationError(_("组长只有一位，请先确定另一位组长。"))
        row.ended_at, row.ended_by = clock.from_us(act.at), by.account
        row.save(update_fields=["ended_at", "ended_by"])
        act.enter("dossier.member_left", dossier, path=dossier.path, data={"member": row.pk})


def open_dossier(*, by: Actor, dossier: Dossier, way: Way = Way.PAGE) -> Opening:
    """Log that it is opened, or that something of it is taken away. Raises NotOfTheGroupError."""
    of_group(by, dossier)
    assert by.account is not None
    with deed(by=by) as act:
        row = Opening._all.create(dossier=dossier, account=by.account, way=way, opened_at=clock.from_us(act.at))
        verb = "dossier.opened" if way is Way.PAGE else "dossier.exported"
        act.enter(verb, dossier, path=dossier.path, data={"way": way})
    return row


def _changed(act: Deed, dossier: Dossier, fields: list[str], **data: object) -> None:
    dossier.save(update_fields=fields)
    act.enter("dossier.changed", dossier, path=dossier.path, data=data)


def extend(*, by: Actor, dossier: Dossier, paper: str, reason: str) -> None:
    """Thirty more days, as the level above has allowed by a paper; once."""
    of_group(by, dossier)
    paper, reason = " ".join(paper.split()), " ".join(reason.split())
    if not paper or not reason:
        raise ValidationError(_("请填批准文书编号和延长的理由。"))
    with deed(by=by) as act:
        row = entry.locked(dossier.pk)
        if row.extended_at is not None:
            raise ValidationError(_("已经延长过一次，不能再延长。"))
        if row.fire.determined_on is not None:
            raise ValidationError(_("已经作出火灾认定，不用延长。"))
        words = texts.write(act, row, "extension", reason, path=row.path)
        row.extended_at, row.extended_by = clock.from_us(act.at), by.account
        row.extension_paper, row.extension_reason = paper[:60], words["id"]
        fields = ["extended_at", "extended_by", "extension_paper", "extension_reason"]
        _changed(act, row, fields, what="extended", reason=words)


def pause(*, by: Actor, dossier: Dossier, first: date, last: date | None) -> Pause:
    """Days of inspection and appraisal; one that is open is ended by naming its last day."""
    of_group(by, dossier)
    called = clock.local(dossier.fire.called_at).date()
    if first < called or (last is not None and last < first):
        raise ValidationError(_("送检日期应在接警之后，结论日期不早于送检日期。"))
    with deed(by=by) as act:
        row = entry.locked(dossier.pk)
        made, _new = Pause._all.update_or_create(
            dossier=row, first_day=first,
            defaults={"last_day": last, "entered_at": clock.from_us(act.at), "entered_by": by.account},
        )  # fmt: skip
        act.enter("dossier.changed", row, path=row.path, data={"what": "paused", "from": first, "to": last})
    return made


def serve(*, by: Actor, dossier: Dossier, served_on: date | None, reexamination_on: date | None) -> None:
    """When the 火灾认定 was served, and when somebody asked for it to be examined again."""
    of_group(by, dossier)
    determined, today = dossier.fire.determined_on, clock.today()
    if determined is None:
        raise ValidationError(_("还没有火灾认定，没有可送达的。"))
    if served_on is None or not determined <= served_on <= today:
        raise ValidationError(_("送达日期应在火灾认定之后、今天之前。"))
    if reexamination_on is not None and not served_on <= reexamination_on <= today:
        raise ValidationError(_("申请复核日期应在送达之后、今天之前。"))
    with deed(by=by) as act:
        row = entry.locked(dossier.pk)
        row.served_on, row.reexamination_on = served_on, reexamination_on
        _changed(act, row, ["served_on", "reexamination_on"], what="served")
