"""A document begins from its template, with its figures and what the registers have to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.figures.spans import BadPeriodError, Span, parse
from anju.kernel.ledger.deeds import Deed, deed
from anju.people.models import Organisation
from anju.places.models import Place
from anju.reports.papers.actions.writing import careful, own_draft, write_version
from anju.reports.papers.enums import How, PaperKind
from anju.reports.papers.models import Paper, PaperField
from anju.reports.papers.queries import cards, register, telling
from anju.reports.papers.rules import periods
from anju.reports.papers.shipped import TEMPLATES, Spec


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be drafted. `source` as in `Paper.source`; without `title` the template's."""

    kind: PaperKind
    place: Place
    period: str = ""
    title: str = ""
    addressee: str = ""
    source: str = ""


def draft(*, by: Actor, wanted: Wanted, client_ref: str | None = None) -> Paper:
    """Begin a document for the own organisation. The same `client_ref` again returns the one it made.

    Raises PermissionDenied where no own organisation owns this kind, or the place is out of reach; ValidationError for
    a period or a source that cannot be read.
    """
    with deed(by=by) as act:
        if client_ref is not None and (known := register.by_client_ref(client_ref)) is not None:
            return known
        owner = register.owners(by).get(wanted.kind)
        if owner is None or not telling.reaches(by, wanted.place):
            raise PermissionDenied
        return begun(act, owner, wanted, client_ref)


def begun(act: Deed, owner: Organisation, wanted: Wanted, client_ref: str | None, words: Sequence[str] = ()) -> Paper:
    """The same inside a deed that has asked already; `words` in place of the template's. Raises ValidationError."""
    try:
        span = parse(wanted.period)
    except BadPeriodError as error:
        raise ValidationError(
            _("期间没有看懂，请写成 2026-11、2025-07..2026-06 或 2026-11-01..2026-11-15；空着是启用以来。")
        ) from error
    template = TEMPLATES[wanted.kind]
    sections = words or telling.begin(act.by, wanted.kind, wanted.place, span, wanted.source)
    row = Paper._all.create(
        kind=wanted.kind, owner=owner, path=wanted.place.path,
        title=(wanted.title or cards.title(wanted.kind, wanted.place, wanted.source) or template.title)[:120],
        period=str(span), source=wanted.source, addressee=(wanted.addressee or template.addressee)[:80],
        made_at=clock.from_us(act.at), made_by=act.by.account, client_ref=client_ref,
    )  # fmt: skip
    _version, told = write_version(act, row, sections, How.DRAFTED)
    PaperField._all.bulk_create(_field(row, spec) for spec in template.fields)
    data = {
        "kind": str(row.kind), "owner": owner.pk, "period": row.period, "source": row.source, "sections": told,
        "fields": [[spec.key, spec.figure] for spec in template.fields],
    }  # fmt: skip
    act.enter("paper.drafted", row, path=row.path, data=data)
    return row


def _field(row: Paper, spec: Spec) -> PaperField:
    return PaperField(
        paper=row, key=spec.key, figure=spec.figure, label=spec.label, unit=spec.unit, shape=spec.shape, path=row.path,
        period=_period(row, spec), near=list(spec.near),
        narrowed=[list(one) for one in (*spec.narrowed, *cards.narrowed(PaperKind(row.kind), row.source))],
    )  # fmt: skip


def _period(row: Paper, spec: Spec) -> str:
    if spec.always:
        return ""
    if spec.year and not row.period:
        return str(Span(*periods.last_year(clock.today())))
    return str(cards.earlier(parse(row.period))) if spec.earlier else row.period


def rename(*, by: Actor, paper: int, title: str, addressee: str) -> Paper:
    """Another title or addressee. Raises PermissionDenied, ValidationError."""
    title, addressee = "\n".join(title.split()), "".join(addressee.split())
    if not title:
        raise ValidationError(_("请写标题。"))
    with deed(by=by) as act:
        row = own_draft(by, paper)
        careful(row, [title])
        if (row.title, row.addressee) != (title[:120], addressee[:80]):
            row.title, row.addressee = title[:120], addressee[:80]
            row.save(update_fields=["title", "addressee"])
            act.enter("paper.renamed", row, path=row.path)
    return row
