"""A copy leaves the house, or a public version is released."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.reports.actions.quoting import ALPHABET
from anju.reports.papers.actions.writing import write_version
from anju.reports.papers.enums import How, PaperKind, PaperState
from anju.reports.papers.models import Paper, PaperCopy, PaperVersion
from anju.reports.papers.queries import register

LENGTH = 10


def copied(*, by: Actor, paper: Paper, version: int, printed: Mapping[str, str], public: bool = False) -> PaperCopy:
    """Remember a file before it is made: its code, and what each figure says in it. Raises PermissionDenied."""
    if register.paper_for(by, paper.pk) is None:
        raise PermissionDenied
    with deed(by=by) as act:
        made = PaperCopy._all.create(
            code=_code(), paper=paper, version=version, public=public, printed=dict(printed),
            made_at=clock.from_us(act.at), made_by=by.account,
        )  # fmt: skip
        data = {"copy": made.code, "version": version, "public": public}
        act.enter("paper.copied", paper, path=paper.path, data=data)
    return made


def _code() -> str:
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in ids.random_bytes(LENGTH))


def release(*, by: Actor, paper: int, sections: Sequence[str]) -> PaperVersion:
    """Release the public version of an issued document: the words that a person has read and passed.

    Released once: the same words again change nothing. Raises PermissionDenied, ValidationError.
    """
    with deed(by=by) as act:
        row = register.locked(paper)
        if row is None or not register.signs(by, row):
            raise PermissionDenied
        if row.state != PaperState.ISSUED:
            raise ValidationError(_("印发之后才能做公开版。"))
        if row.kind == PaperKind.BACKCHECK:
            raise ValidationError(_("反查报告只给反查组和决定写明的人看，不做公开版。"))
        standing = register.public_version(row)
        if standing is not None:
            if register.sections(standing) == list(sections):
                return standing
            raise ValidationError(_("公开版已经放行。要改，请印发新的文件。"))
        made, told = write_version(act, row, sections, How.PUBLIC)
        act.enter("paper.released", row, path=row.path, data={"version": made.number, "sections": told})
    return made
