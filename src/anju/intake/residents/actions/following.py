"""What comes after: a further photo, a contest, a call-back, thanks, and the contact that is erased again."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.catalogue.enums import EvidenceKind
from anju.intake.residents import queries, rules, vault
from anju.intake.residents.actions.making import resident
from anju.intake.residents.enums import ContactReason, Mark, SpokenOf
from anju.intake.residents.models import Report
from anju.intake.residents.permissions import Permission
from anju.kernel import clock, texts
from anju.kernel.actors import Actor, system
from anju.kernel.files import evidence
from anju.kernel.files.enums import Stage
from anju.kernel.files.evidence import Item
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import ReopenReason, State
from anju.supervision.lists.models import Duty

ADDED = 6
"""Photos added to an open report, in all."""


def reporter_of(report: Report) -> Actor:
    """Who reported, acting again: whoever holds the tracking number."""
    return resident(report.sender, queries.case_of(report).path)


def add_photos(*, report: Report, photos: Sequence[str]) -> None:
    """A photo for an open case, by its reporter. Raises ValidationError with words for the reporter."""
    if not photos:
        raise ValidationError(_("请选一张照片。"))
    with deed(by=reporter_of(report)) as act:
        row = queries.locked(report.pk)
        duty = queries.case_of(row)
        if duty.state == State.CLOSED:
            raise ValidationError(_("这件事已经办结。如果没有改好，请用“还没改好”反映。"))
        _attach(act, duty, photos)
        act.enter("resident_report.added", row, path=duty.path, data={"photos": len(photos)})


def contest(*, report: Report, photos: Sequence[str], words: str = "") -> bool:
    """ "It is closed, but not put right": with a photo, the case opens again with a new clock. Whether it did: what was
    contested often before is marked for the checker instead.

    Raises ValidationError with words for the reporter.
    """
    if not photos:
        raise ValidationError({"photos": _("请拍一张现在的样子，这样可以马上重新办理。")})
    with deed(by=reporter_of(report)) as act:
        row = queries.locked(report.pk)
        duty = queries.case_of(row)
        days = queries.rules_of(duty.path).contest_days
        if duty.state != State.CLOSED:
            raise ValidationError(_("这件事正在办理，不用再反映。"))
        if not rules.may_contest(duty.closed_at, clock.from_us(act.at), days):
            raise ValidationError(_("办结已超过 %(days)s 天。如果又发生了，请重新上报。") % {"days": days})
        _attach(act, duty, photos)
        again = row.contested < rules.CONTESTS
        row.contested += 1
        if not again:
            row.marks = [*dict.fromkeys([*row.marks, str(Mark.CONTESTED_OFTEN)])]
        row.save(update_fields=["contested", "marks"])
        data: dict[str, object] = {"photos": len(photos), "reopened": again}
        if said := " ".join(words.split())[: rules.WORDS]:
            data["words"] = texts.write(act, row, "contest", said, path=duty.path)
        act.enter("resident_report.contested", row, path=duty.path, data=data)
        if again:
            lists.reopen(by=act.by, duty_id=duty.pk, why=ReopenReason.CONTEST, automatic=True)
        return again


def _attach(act: Deed, duty: Duty, photos: Sequence[str]) -> None:
    items = [Item(one, Stage.BEFORE, EvidenceKind.PHOTO) for one in photos[:ADDED]]
    evidence.attach(act, items, path=duty.path, subject=duty.hazard)


def read_contact(*, by: Actor, report: Report, reason: ContactReason) -> dict[str, str]:
    """Phone and name in full, for one answer; the look is entered. Raises PermissionDenied, SealedError."""
    if not queries.may_contact(by, report):
        raise PermissionDenied(_("只有核查这条上报的单位和区消委办能看联系方式。"))
    with deed(by=by) as act:
        act.enter("resident_report.unmasked", report, path=report.duty.path, data={"reason": reason})
        return vault.open_(report.contact, report.sender)


def call_back(*, by: Actor, report: Report, how: SpokenOf, note: str = "") -> None:
    """Record that the reporter was told, or could not be. Raises PermissionDenied."""
    with deed(by=by) as act:
        row = queries.locked(report.pk)
        require(by, Permission.ENTER, path=row.duty.path)
        data: dict[str, object] = {"how": how}
        if note.strip():
            data["note"] = texts.write(act, row, "call_back", note.strip(), path=row.duty.path)
        if how is not SpokenOf.NOT_REACHED:
            row.called_back_at, row.called_back_by = clock.from_us(act.at), by.account
            row.save(update_fields=["called_back_at", "called_back_by"])
        act.enter("resident_report.called_back", row, path=row.duty.path, data=data)


def thank(*, by: Actor, report: Report) -> None:
    """Record that thanks or reward were given. Raises PermissionDenied, ValidationError where nothing is owed."""
    with deed(by=by) as act:
        row = queries.locked(report.pk)
        require(by, Permission.CONFIGURE, path=row.duty.path)
        district = queries.rules_of(row.duty.path)
        if row.thanked_at is not None or not queries.is_entitled(row, queries.reward_of(district)):
            raise ValidationError(_("这条上报没有待发的奖励。"))
        row.thanked_at, row.thanked_by = clock.from_us(act.at), by.account
        row.save(update_fields=["thanked_at", "thanked_by"])
        act.enter("resident_report.thanked", row, path=row.duty.path, data={"yuan": district.thanks_yuan})


def erase_contact(*, report: Report, by: Actor | None = None) -> None:
    """Destroy the contact: at the reporter's wish, or when its time is over."""
    with deed(by=by or reporter_of(report)) as act:
        row = queries.locked(report.pk)
        if not row.contact:
            return
        row.contact = ""
        row.save(update_fields=["contact"])
        act.enter("resident_report.contact_erased", row, path=row.duty.path)


def erase_old_contacts(*, limit: int = 200) -> int:
    """Erase contacts of reports whose case ended longer ago than the district keeps them; how many were."""
    now, done = clock.now(), 0
    by = system("residents")
    for pk, path in queries.ended(now - timedelta(days=7)):
        days = queries.rules_of(path).contact_days
        report = queries.read(pk)
        closed_at = queries.case_of(report).closed_at
        if closed_at is not None and closed_at < now - timedelta(days=days):
            erase_contact(report=report, by=by)
            done += 1
        if done >= limit:
            break
    return done


def forget_origins() -> int:
    """Empty the hashes of addresses that no limit needs any more."""
    old = clock.now() - rules.ORIGIN_KEPT
    return Report._all.filter(made_at__lt=old).exclude(origin="").update(origin="")
