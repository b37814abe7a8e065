"""Reading forms: those of the release, and those that the reader's reach or an office above it keeps."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from anju.burden.enums import FormState
from anju.burden.models import Form
from anju.burden.permissions import Permission
from anju.burden.rules.mapping import Block, FormMapping, tokens
from anju.burden.sheets.understanding import fact_called, field_called
from anju.burden.shipped import shipped_forms
from anju.burden.sources.catalogue import SOURCES
from anju.burden.sources.where import prefixes
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, granting
from anju.kernel.scope import under


@dataclass(frozen=True, slots=True)
class Card:
    """A form as pages show it, whoever keeps it."""

    slug: str
    name: str
    asker: str
    state: FormState
    number: int
    content: bytes
    mapping: FormMapping
    form: Form | None = None

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the release."""
        return self.form is None


def reachable(actor: Actor) -> Q:
    """Forms at or below the reader's posts, and those of the offices above them, which are there to be filled."""
    wanted = Q(pk__in=())
    for grant in granting(actor, Permission.FILL):
        for path in grant.paths:
            wanted |= under("path", path) | Q(path__in=prefixes(path))
    return wanted


def cards(actor: Actor) -> list[Card]:
    """Every form the reader can see; retired ones are gone."""
    rows = Form.objects.system("scoped by reachable: offices above count").filter(reachable(actor))
    rows = rows.exclude(state=FormState.RETIRED).select_related("current").defer("current__file")
    own = [_card(row, b"") for row in rows.order_by("path", "name", "pk")]
    return [*_shipped(), *own]


def card(actor: Actor, slug: str) -> Card | None:
    """One form with its file."""
    if slug.isascii() and slug.isdecimal() and len(slug) < 16:
        rows = Form.objects.system("scoped by reachable: offices above count").filter(reachable(actor), pk=int(slug))
        row = rows.select_related("current").first()
        return _card(row, bytes(row.current.file)) if row is not None and row.current is not None else None
    return next((one for one in _shipped() if one.slug == slug), None)


def _shipped() -> list[Card]:
    return [
        Card(key, _(form.name), _(form.asker), FormState.IN_USE, 1, form.content, form.mapping)
        for key, form in shipped_forms().items()
    ]


def _card(row: Form, content: bytes) -> Card:
    assert row.current is not None
    mapping = FormMapping.from_data(row.current.mapping)
    return Card(str(row.pk), row.name, row.asker, FormState(row.state), row.current.number, content, mapping, row)


def may_keep(actor: Actor, found: Card) -> bool:
    """Whether the reader may change a form."""
    return found.form is not None and allowed(actor, Permission.KEEP_FORMS, path=found.form.path)


def locked_form(pk: int) -> Form | None:
    """A form, locked."""
    return Form._all.select_for_update().filter(pk=pk).first()


SIGNED = ("审核人", "审批人", "签字", "签发", "签章", "盖章", "复核人")


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that a form asks, and what the platform already has of it."""

    at: str
    title: str
    known_as: str
    elsewhere: str
    """Not what this form's rows are of, but known in another place."""

    @property
    def signed(self) -> bool:
        """Left for somebody's signature: a question to nobody."""
        return any(word in self.title for word in SIGNED)


def known_of(mapping: FormMapping) -> list[Known]:
    """Each column and cell that a form asks for, matched with the catalogue."""
    found = [_cell(at, cell.title, cell.pattern) for at, cell in mapping.cells.items()]
    for block in mapping.blocks:
        found += [_column(block, letter) for letter in block.columns]
    return found


def _cell(at: str, title: str, pattern: str) -> Known:
    names = [one.name for _kind, key in tokens(pattern) if (one := fact_called(key)) is not None]
    return Known(at, title, "、".join(_(name) for name in names), "" if names else _elsewhere(title))


def _column(block: Block, letter: str) -> Known:
    cell = block.columns[letter]
    names = list(_names(block.source, cell.pattern))
    return Known(letter, cell.title, "、".join(names), "" if names else _elsewhere(cell.title))


def _names(source_key: str, pattern: str) -> Iterable[str]:
    source = next(one for one in SOURCES if one.key == source_key)
    for kind, key in tokens(pattern):
        field = field_called(source, key) if kind == "row" else None
        if field is not None:
            yield f"{_(source.name)} · {_(field.name)}"
        elif (fact := fact_called(key)) is not None:
            yield _(fact.name)


def _elsewhere(title: str) -> str:
    """Where else something called so is recorded."""
    if not title:
        return ""
    named = [f"{_(one.name)} · {_(found.name)}" for one in SOURCES if (found := field_called(one, title)) is not None]
    if (fact := fact_called(title)) is not None:
        named.insert(0, _(fact.name))
    return "、".join(named[:3])
