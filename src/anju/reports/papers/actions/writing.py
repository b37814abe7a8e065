"""The words of a document: every save is a version, and nobody's words are lost to somebody else's."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.reports.papers.enums import How, PaperKind, PaperState
from anju.reports.papers.models import Paper, PaperVersion
from anju.reports.papers.queries import register
from anju.reports.papers.rules.body import TOKEN
from anju.supervision.inspections.backcheck.rules import saying

MOST_SECTIONS = 12


class StaleError(ValueError):
    """Somebody saved meanwhile; the message says so. Nothing was written: whoever was refused keeps their words."""

    def __init__(self, newest: int) -> None:
        super().__init__(_("在你修改的时候，有人保存了第 %(number)s 版。") % {"number": newest})
        self.newest = newest


def own_draft(by: Actor, pk: int) -> Paper:
    """The document, locked, that the actor may write on now. Raises PermissionDenied; ValidationError once sent."""
    row = register.locked(pk)
    if row is None or not register.writes(by, row):
        raise PermissionDenied
    if row.state != PaperState.DRAFT:
        raise ValidationError(
            _("这份公文%(state)s，不能再改。要改，请先退回修改。") % {"state": row.get_state_display()}
        )
    return row


def careful(row: Paper, words: Sequence[str]) -> None:
    """Of a backcheck report before the 火灾认定: neither cause nor liability. Raises ValidationError."""
    if row.kind != PaperKind.BACKCHECK or register.determined(row):
        return
    found = next((said for text in words if (said := saying.says_too_much(text))), "")
    if found:
        raise ValidationError(_("火灾认定之前，不能写原因和责任：“%(words)s”。") % {"words": found})


def save(*, by: Actor, paper: int, base: int, sections: Sequence[str], how: How = How.EDITED) -> PaperVersion:
    """Keep the words as the next version. The same words again make no version and return the one that stands.

    `base` is the version they were written from. Raises PermissionDenied, ValidationError; StaleError where another
    version was saved since.
    """
    with deed(by=by) as act:
        row = own_draft(by, paper)
        words = [_plain(section) for section in sections]
        if not words or len(words) > MOST_SECTIONS:
            raise ValidationError(_("一份公文要有 1 到 %(most)s 个部分。") % {"most": MOST_SECTIONS})
        careful(row, words)
        standing = register.version(row)
        if standing is not None and register.sections(standing) == words:
            return standing
        if base != row.version:
            raise StaleError(row.version)
        row.version += 1
        row.save(update_fields=["version"])
        made, told = write_version(act, row, words, how)
        data = {"version": made.number, "how": str(how), "sections": told}
        act.enter("paper.saved", row, path=row.path, data=data)
    return made


def write_version(act: Deed, row: Paper, words: Sequence[str], how: How) -> tuple[PaperVersion, list[dict[str, Any]]]:
    """The rows of a version, and what the caller's entry holds of its words."""
    told = [
        texts.write(act, row, f"v{row.version}{'p' if how is How.PUBLIC else ''}.{number}", body, path=row.path)
        for number, body in enumerate(words)
    ]
    made = PaperVersion._all.create(
        paper=row, number=row.version, how=how, sections=[one["id"] for one in told], made_at=clock.from_us(act.at),
        made_by=act.by.account,
    )  # fmt: skip
    return made, told


def _plain(section: str) -> str:
    """Lines without what hangs at their ends, no empty ones at the edges, fields without spaces in them."""
    lines = section.replace("\r\n", "\n").split("\n")
    return TOKEN.sub(r"{{\1}}", "\n".join(line.rstrip() for line in lines).strip("\n"))
