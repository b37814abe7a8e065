"""Gaps are listed, asked of a party, answered, decided; a finding becomes a duty on the lists."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.calendar import end_of_working_days
from anju.kernel.ledger.deeds import deed
from anju.notify.actions import tell
from anju.notify.queries.recipients import OfOrganisation
from anju.people.models import Account
from anju.supervision.inspections.backcheck.actions.dossiers import NotOfTheGroupError, of_group
from anju.supervision.inspections.backcheck.enums import DECIDED, Decision, GapKind, GapState
from anju.supervision.inspections.backcheck.models import Accountability, Dossier, Gap
from anju.supervision.inspections.backcheck.queries import entry, gapping, gaps
from anju.supervision.inspections.backcheck.queries.ground import ground_of
from anju.supervision.inspections.backcheck.queries.timeline import past_of
from anju.supervision.inspections.backcheck.rules.saying import may_say
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Source, Spot
from anju.supervision.lists.enums import SourceKind
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.cases import day_table

ANSWER_DAYS = 5
"""Working days a party has; own default, no clause sets one."""
ASKED = "backcheck.asked"


def list_gaps(*, by: Actor, dossier: Dossier) -> int:
    """Look for gaps; how many are new. Those listed before stay as they are."""
    of_group(by, dossier)
    ground = ground_of(dossier.fire)
    if ground is None:
        raise ValidationError(_("这起火灾没有对应到登记的地点，先在火灾登记里更正地点，再列缺口。"))
    found = gapping.found_in(dossier.fire, ground, past_of(ground))
    with deed(by=by) as act:
        row = entry.locked(dossier.pk)
        known = set(row.gaps.values_list("key", flat=True))
        paths = gaps.paths_of({one.place for one in found})
        new = [one for one in found if one.key not in known]
        for one in new:
            made = Gap._all.create(
                dossier=row, key=one.key, kind=one.kind, place_id=one.place, path=paths[one.place], duty=one.duty,
                facts=one.facts, party_id=one.party, found_at=clock.from_us(act.at), found_by=by.account,
            )  # fmt: skip
            act.enter("backcheck_gap.recorded", made, path=row.path, data={"dossier": row.pk})
    return len(new)


def ask(*, by: Actor, gap: Gap) -> Gap:
    """Put a gap to its party, with a term. The party's people are told that something waits, not what of."""
    of_group(by, gap.dossier)
    with deed(by=by) as act:
        row = gaps.locked(gap.pk)
        if row.party_id is None:
            raise ValidationError(_("不知道该问谁：这里没有管理单位，也没有登记街道。"))
        if row.asked_at is not None or row.state in DECIDED:
            raise ValidationError(_("已经问过了。"))
        now = clock.from_us(act.at)
        due = end_of_working_days(now, ANSWER_DAYS, day_table(row.path))
        row.asked_at, row.asked_by, row.due_at = now, by.account, due.at
        row.save(update_fields=["asked_at", "asked_by", "due_at"])
        act.enter("backcheck_gap.asked", row, path=row.path, data={"due": due.at})
        tell(
            by, code=ASKED, to=OfOrganisation(row.party_id), subject=row, path=row.path,
            params={"where": row.place_id, "due": clock.local(due.at).date().isoformat()},
        )  # fmt: skip
    return row


def answer(*, by: Actor, gap: Gap, words: str) -> Gap:
    """The party answers; it may add to its answer until the group has decided. Raises PermissionDenied."""
    words = words.strip()
    with deed(by=by) as act:
        row = gaps.locked(gap.pk)
        if not gaps.may_answer(by, row):
            raise PermissionDenied
        if not words:
            raise ValidationError(_("请写明情况。"))
        if row.state in DECIDED:
            raise ValidationError(_("反查组已经认定，不能再改答复。"))
        said = texts.write(act, row, "answer", words, path=row.path)
        row.state, row.answer = GapState.ANSWERED, said["id"]
        row.answered_at, row.answered_by = clock.from_us(act.at), by.account
        row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
        act.enter("backcheck_gap.answered", row, path=row.path, data={"answer": said})
    return row


def decide(*, by: Actor, gap: Gap, state: GapState, reason: str) -> Gap:
    """The group decides a gap. Confirmed only after the party has answered, or has let its term pass.

    Raises NotOfTheGroupError, ValidationError.
    """
    of_group(by, gap.dossier)
    if state not in DECIDED:
        raise ValidationError(_("请选择认定的结果。"))
    with deed(by=by) as act:
        row = gaps.locked(gap.pk)
        now = clock.from_us(act.at)
        if row.state in DECIDED:
            raise ValidationError(_("已经认定过了。"))
        silent = row.due_at is not None and row.due_at < now
        if state is not GapState.WITHDRAWN and row.state != GapState.ANSWERED and not silent:
            raise ValidationError(_("责任方还没有答复，期限也没有到：仍是待核实，不能认定。"))
        if state is GapState.EXPLAINED and row.state != GapState.ANSWERED:
            raise ValidationError(_("责任方没有答复，不能认定为已说明。"))
        said = texts.write(act, row, "decision", _fit(reason, row.dossier), path=row.path)
        row.state, row.reason, row.decided_at, row.decided_by = state, said["id"], now, by.account
        row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        act.enter("backcheck_gap.decided", row, path=row.path, data={"reason": said})
    return row


def _fit(words: str, dossier: Dossier) -> str:
    """Words of the group, without a cause or blame before the 火灾认定."""
    words = " ".join(words.split())
    if not words:
        raise ValidationError(_("请写明理由。"))
    too_much = may_say(words, determined=dossier.fire.determined_on is not None)
    if too_much:
        raise ValidationError(
            _("火灾认定之前不写原因和责任，请改掉“%(words)s”，只写做了什么、没有记录什么。") % {"words": too_much}
        )
    return words


def propose(*, by: Actor, gap: Gap, approver: Account, wording: str) -> Accountability:
    """Propose accountability to a named person. Only of a confirmed gap, only after the 火灾认定."""
    of_group(by, gap.dossier)
    with deed(by=by) as act:
        row = gaps.locked(gap.pk)
        if row.dossier.fire.determined_on is None:
            raise ValidationError(_("火灾认定之前不提追责建议。"))
        if row.state != GapState.CONFIRMED:
            raise ValidationError(_("只有认定属实的缺口可以提追责建议。"))
        if row.kind == GapKind.OVERLOADED and row.party_id is None:
            raise ValidationError(_("不知道计划是谁排的。"))
        if approver.pk == by.account:
            raise ValidationError(_("建议要由另一位决定。"))
        if entry.membership_of(approver.pk, row.dossier_id) is None:
            raise ValidationError(_("决定的人要先在反查组里，才看得到卷宗。"))
        if Accountability._all.filter(gap=row, decision=Decision.PENDING).exists():
            raise ValidationError(_("已经有一条建议在等决定。"))
        made = Accountability._all.create(
            gap=row, approver=approver, proposed_at=clock.from_us(act.at), proposed_by=by.account
        )
        said = texts.write(act, made, "wording", _fit(wording, row.dossier), path=row.path)
        made.wording = said["id"]
        made.save(update_fields=["wording"])
        act.enter("backcheck_proposal.made", made, path=row.path, data={"wording": said})
    return made


def decide_proposal(*, by: Actor, proposal: Accountability, approved: bool, reason: str) -> Accountability:
    """The named person decides, with a reason. Nobody else can; nothing follows by itself."""
    if by.account is None or by.account != proposal.approver_id:
        raise NotOfTheGroupError
    of_group(by, proposal.gap.dossier)
    if not reason.strip():
        raise ValidationError(_("请写明理由。"))
    with deed(by=by) as act:
        row = gaps.locked_proposal(proposal.pk)
        if row.decision != Decision.PENDING:
            raise ValidationError(_("已经决定过了。"))
        said = texts.write(act, row, "reason", reason.strip(), path=row.gap.path)
        row.decision = Decision.APPROVED if approved else Decision.DECLINED
        row.reason, row.decided_at, row.decided_by = said["id"], clock.from_us(act.at), by.account
        row.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
        act.enter("backcheck_proposal.decided", row, path=row.gap.path, data={"reason": said})
    return row


def to_lists(*, by: Actor, gap: Gap, code: str, description: str) -> Duty:
    """What was found becomes a case on the lists. Its number stands with the gap; the case names no dossier."""
    of_group(by, gap.dossier)
    with deed(by=by) as act:
        row = gaps.locked(gap.pk)
        if row.state != GapState.CONFIRMED:
            raise ValidationError(_("只有认定属实的缺口可以转成责任。"))
        if row.new_duty is not None:
            raise ValidationError(_("已经转成责任了。"))
        source = Source(
            SourceKind.INSPECTION, ref=f"backcheck:{row.dossier.fire.number}"[:80], client_ref=f"backcheck:{row.pk}"
        )
        duty = lists.report(
            by=by, code=code, at=Spot(row.place), description=_fit(description, row.dossier), source=source
        )
        row.new_duty = duty.pk
        row.save(update_fields=["new_duty"])
        act.enter("backcheck_gap.handed_on", row, path=row.path, data={"duty": duty.pk})
    return duty
