"""拟稿 → 征求意见 → 会签 → 签发 → 印发: each move is a step with who, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.files import evidence
from anju.kernel.files.evidence import Item
from anju.kernel.ledger.deeds import Deed, deed
from anju.notify.actions import tell
from anju.notify.queries.recipients import OfOrganisation
from anju.people.enums import OrganisationKind
from anju.people.models import Organisation
from anju.reports.papers import notices
from anju.reports.papers.actions.figuring import settled_in
from anju.reports.papers.actions.writing import careful
from anju.reports.papers.enums import CARDS, Answer, Move, PaperKind, PaperState
from anju.reports.papers.models import Paper, PaperParty, PaperStep
from anju.reports.papers.queries import appendices, cards, checking, register
from anju.reports.papers.rules import moving


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes with a move: whom it asks, why it returns, the number it is issued under, and that clashes were seen.

    `version` is the one that was looked at: a move on words that have changed since is refused.
    """

    version: int
    asked: Sequence[Organisation] = ()
    reason: str = ""
    number: str = ""
    clashes: int = 0


def move(*, by: Actor, paper: int, what: Move, sent: Sent) -> Paper:
    """One step further, or back. Raises PermissionDenied; ValidationError that says what stands in the way."""
    with deed(by=by) as act:
        row = register.locked(paper)
        may = register.signs if what in moving.SIGNERS else register.writes
        if row is None or not may(by, row):
            raise PermissionDenied
        before = PaperState(row.state)
        after = moving.after(before, what)
        if after is None:
            raise ValidationError(
                _("这份公文现在是“%(state)s”，不能%(move)s。请刷新后看下一步。")
                % {"state": before.label, "move": what.label}
            )
        if sent.version != row.version:
            raise ValidationError(_("正文刚刚有了新的一版，请重新看过再办。"))
        _check(by, row, what, sent)
        row.state = after
        _sort(act, row, what, sent)
        row.save()
        reason = texts.write(act, row, f"{what}", sent.reason.strip(), path=row.path) if sent.reason.strip() else None
        PaperStep._all.create(
            paper=row, move=what, from_state=before, to_state=after, version=row.version,
            reason=reason["id"] if reason else None, made_at=clock.from_us(act.at), made_by=by.account,
        )  # fmt: skip
        data = {"move": str(what), "from": str(before), "to": str(after), "version": row.version, "round": row.round}
        if reason:
            data["reason"] = reason
        act.enter("paper.stepped", row, path=row.path, data=data)
        _ask(act, row, after, sent.asked if what in moving.ASKING else ())
        if what is Move.ISSUE and row.kind in CARDS:
            tell(act.by, code=notices.CARD, to=cards.told(row), subject=row, path=row.path)
    return row


def _check(by: Actor, row: Paper, what: Move, sent: Sent) -> None:
    if what in moving.REASONED and not sent.reason.strip():
        raise ValidationError(_("请写明理由。"))
    wrong = [one for one in sent.asked if not moving.may_be_asked(PaperKind(row.kind), OrganisationKind(one.kind))]
    if what in moving.SIGNERS:
        version = register.version(row)
        careful(row, [row.title, *(register.sections(version) if version is not None else ())])
    if wrong and row.kind == PaperKind.BACKCHECK:
        raise ValidationError(_("反查报告只在反查组里办，不送别的单位。"))
    if wrong:
        raise ValidationError(_("印发之前，人大的稿子不送政府部门，政府的稿子不送人大。"))
    if what is Move.CONSULT and not sent.asked:
        raise ValidationError(_("请选征求意见的单位；不征求意见的，直接送会签。"))
    if what is Move.ISSUE and not "".join(sent.number.split()):
        raise ValidationError(_("请填文号，如“示消〔2026〕5号”。"))
    if what is Move.ISSUE and register.number_taken(row, "".join(sent.number.split())):
        raise ValidationError(_("这个文号已经用过，请核对。"))
    if what is Move.SIGN:
        _check_signing(by, row, sent)


def _check_signing(by: Actor, row: Paper, sent: Sent) -> None:
    ready = checking.ready(by, row)
    if ready.own:
        raise ValidationError(_("你起草或改过这份公文，不能自己签发；请本单位另一位有签发权的人签发。"))
    if ready.silent:
        raise ValidationError(_("还有 %(count)s 个单位没有会签。") % {"count": ready.silent})
    if ready.against:
        raise ValidationError(_("有 %(count)s 个单位不同意，请退回修改后重新会签。") % {"count": ready.against})
    if ready.blanks:
        raise ValidationError(_("正文还有 %(count)s 处“请补充”没有写。") % {"count": ready.blanks})
    if ready.unknown:
        raise ValidationError(_("正文有 %(count)s 个字段找不到对应的数字，请改正。") % {"count": ready.unknown})
    if ready.clashes != sent.clashes:
        raise ValidationError(
            _("正文与数字有 %(count)s 处不一致，请逐处看过；确认照此签发的，勾选“已看过”。") % {"count": ready.clashes}
        )


def _sort(act: Deed, row: Paper, what: Move, sent: Sent) -> None:
    """What a move changes besides the state."""
    now, who = clock.from_us(act.at), act.by.account
    if what is Move.RETURN:
        row.round += 1
        row.signed_at = row.signed_by = None
        row.annexes = {}
    elif what is Move.SIGN:
        settled_in(act.by, row)
        version = register.version(row)
        row.annexes = appendices.annexes(act.by, row, register.sections(version)) if version is not None else {}
        row.signed_at, row.signed_by = now, who
    elif what is Move.ISSUE:
        row.number = "".join(sent.number.split())[:40]
        row.issued_at, row.issued_by = now, who


def _ask(act: Deed, row: Paper, stage: PaperState, asked: Sequence[Organisation]) -> None:
    units = {one.pk: one for one in asked}
    PaperParty._all.bulk_create(
        PaperParty(paper=row, round=row.round, stage=stage, organisation=one) for one in units.values()
    )
    for pk in units:
        tell(act.by, code=notices.SENT, to=OfOrganisation(pk), subject=row, path=row.path)


def answer(*, by: Actor, paper: int, said: Answer, opinion: str = "") -> PaperParty:
    """What the own organisation says to the draft it was sent; a later word takes the place of an earlier one.

    Raises PermissionDenied where it is not asked now; ValidationError for a remark or an objection without words.
    """
    opinion = opinion.strip()
    if said is not Answer.AGREE and not opinion:
        raise ValidationError(_("请写明意见。"))
    with deed(by=by) as act:
        row = register.locked(paper)
        party = register.own_party(by, row) if row is not None else None
        if row is None or party is None:
            raise PermissionDenied
        told = texts.write(act, row, f"opinion.{party.pk}", opinion, path=row.path) if opinion else None
        party.answer, party.opinion = said, told["id"] if told else None
        party.answered_at, party.answered_by = clock.from_us(act.at), by.account
        party.save(update_fields=["answer", "opinion", "answered_at", "answered_by"])
        data = {"organisation": party.organisation_id, "stage": party.stage, "answer": str(said), "round": party.round}
        if told:
            data["opinion"] = told
        act.enter("paper.answered", row, path=row.path, data=data)
        tell(by, code=notices.ANSWERED, to=OfOrganisation(row.owner_id), subject=row, path=row.path)
    return party


def file_scan(*, by: Actor, paper: int, tokens: Sequence[str], printed_on: date | None = None) -> Paper:
    """The scan of what was printed and sealed, beside its number. Raises PermissionDenied, ValidationError."""
    with deed(by=by) as act:
        row = register.locked(paper)
        if row is None or not register.writes(by, row):
            raise PermissionDenied
        if row.state != PaperState.ISSUED:
            raise ValidationError(_("印发之后才存扫描件。"))
        if not tokens:
            raise ValidationError(_("请选扫描件。"))
        evidence.attach(act, [Item(token) for token in tokens], path=row.path, subject=row)
        row.filed_at, row.filed_by = clock.from_us(act.at), by.account
        row.save(update_fields=["filed_at", "filed_by"])
        data = {"files": len(tokens), **({"day": printed_on.isoformat()} if printed_on else {})}
        act.enter("paper.filed", row, path=row.path, data=data)
    return row
