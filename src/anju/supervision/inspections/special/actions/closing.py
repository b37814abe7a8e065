"""A campaign ends with its closing sheet 结项表, and not without."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed, district_of
from anju.supervision.inspections.special.actions.planning import _run, digest_of, said
from anju.supervision.inspections.special.enums import CampaignState, Outcome, TaskState
from anju.supervision.inspections.special.models import Campaign, Closing, Task
from anju.supervision.inspections.special.queries import campaigns
from anju.supervision.inspections.special.queries.progress import progress, rest
from anju.supervision.inspections.special.rules.counting import Progress, Tally
from anju.supervision.lists.queries.story import head_of


def sheet_of(campaign: Campaign, tasks: list[Task] | None = None) -> dict[str, Any]:
    """What the sheet says, counted from the records now: places, hazards, streets, and what is left open by whom."""
    rows = list(campaigns.every_task(campaign)) if tasks is None else tasks
    found = progress(campaign, rows)
    return sheet_from(campaign, rows, found)


def sheet_from(campaign: Campaign, rows: list[Task], found: Progress) -> dict[str, Any]:
    """The sheet of figures that are counted already."""
    states = Counter(task.state for task in rows)
    finished = [task for task in rows if task.state in (TaskState.DONE, TaskState.ACCEPTED)]
    return {
        "places": len(rows) - states[TaskState.DROPPED],
        "looked": sum(task.outcome == Outcome.LOOKED for task in finished),
        "no_entry": sum(task.outcome == Outcome.NO_ENTRY for task in finished),
        "accepted": states[TaskState.ACCEPTED],
        "waiting": states[TaskState.DONE],
        "undone": states[TaskState.OPEN],
        "dropped": states[TaskState.DROPPED],
        **_said(found.whole),
        "target_rectified": campaign.target_rectified,
        "target_percent": campaign.target_percent,
        "streets": {path: _said(tally) for path, tally in found.streets.items()},
        "rest": _rest(found),
    }


def _said(tally: Tally) -> dict[str, int]:
    return {
        "baseline": tally.baseline, "found_own": tally.found_own, "found_other": tally.found_other,
        "rectified": tally.rectified, "rectified_baseline": tally.rectified_baseline, "open": tally.open,
        "late": tally.late,
    }  # fmt: skip


def _rest(found: Progress) -> list[dict[str, Any]]:
    """What is left open and who answers for it; the kind of a dwelling's case is not repeated here."""
    return [
        {
            "duty": duty.pk,
            "number": duty.hazard.number,
            "kind": duty.kind_code,
            "accountable": duty.accountable_id or duty.holder_id,
            "due": clock.local(duty.due_at).date().isoformat() if duty.due_at else "",
        }
        for duty in rest(found.open_cases)
    ]


def close(*, by: Actor, campaign: int, summary: str, rest_said: str, signer: str) -> Closing:
    """Sign the closing sheet: its figures are counted now and frozen with the ledger's head, and the campaign is over.

    Raises PermissionDenied; ValidationError where a place waits for acceptance, where what is left undone or open is
    not said, or where it is not signed by the name of who closes.
    """
    summary, signer, rest_said = " ".join(summary.split()), "".join(signer.split()), " ".join(rest_said.split())
    if not summary:
        raise ValidationError(_("请写明做了什么、成效如何。"))
    if not signer or signer != "".join(by.name.split()):
        raise ValidationError(_("请签上你自己的姓名，要和账号姓名一致。"))
    with deed(by=by) as act:
        row = _run(by, campaign, CampaignState.RUNNING)
        now = clock.from_us(act.at)
        row.closed_at, row.closed_by = now, by.account
        told = sheet_of(row)
        if told["waiting"]:
            raise ValidationError(_("还有 %(count)s 处等验收，验收或退回后再结项。") % {"count": told["waiting"]})
        if (told["undone"] or told["open"]) and not rest_said:
            raise ValidationError(
                _("还有 %(places)s 处没有排查、%(cases)s 条没有整改，请写明遗留怎么办、由谁负责。")
                % {"places": told["undone"], "cases": told["open"]}
            )
        row.state = CampaignState.CLOSED
        row.save(update_fields=["state", "closed_at", "closed_by"])
        head = head_of(district_of(row.path))
        texts_of = {
            "summary": texts.write(act, row, "summary", summary[:2000], path=row.path),
            "signer": texts.write(act, row, "signer", signer[:60], path=row.path),
        }
        if rest_said:
            texts_of["rest"] = texts.write(act, row, "rest", said(rest_said[:2000]), path=row.path)
        made = Closing._all.create(
            campaign=row, path=row.path, sheet=told, digest=digest_of(told), summary_text=texts_of["summary"]["id"],
            rest_text=texts_of["rest"]["id"] if rest_said else None, signer_text=texts_of["signer"]["id"],
            signed_at=now, signed_by=by.account,
            head_size=head["size"] if head else 0, head_root=head["root"] if head else "",
        )  # fmt: skip
        act.enter("campaign.ended", row, path=row.path, data={"closing": made.pk, **texts_of})
        figures = {name: value for name, value in told.items() if isinstance(value, int)}
        act.enter("campaign_closing.signed", made, path=row.path, data={"digest": made.digest, **figures})
    return made
