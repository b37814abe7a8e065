"""A figure as somebody asks for it: where they may, when, and narrowed to what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.figures import reading
from anju.kernel.figures.reading import Number, Question
from anju.kernel.figures.registry import Figure, facets, figures, subjects
from anju.kernel.figures.spans import EVER, Span
from anju.kernel.permissions import granting
from anju.places.models import Place
from anju.places.queries import by_path, district_paths

PAGE = 50
NONE = "-"
"""How an address says a facet that was left empty; without a value the facet is not narrowed."""


def readable(actor: Actor) -> list[Figure]:
    """The figures an actor may read somewhere, in the order in which they were declared, group by group."""
    if actor.kind is ActorKind.SYSTEM:
        return list(figures.values())
    return [figure for figure in figures.values() if granting(actor, figure.permission)]


def reach(actor: Actor, permission: str, known: dict[int, str] | None = None) -> tuple[str, ...]:
    """Where an actor has a permission: the widest paths. `known` keeps the paths of places that posts name one by one,
    for who asks of several permissions.
    """
    if actor.kind is ActorKind.SYSTEM:
        return reading.widest(district_paths())
    grants = granting(actor, permission)
    ids = {pk for grant in grants for pk in grant.places}
    paths = {path for grant in grants for path in grant.paths}
    known = {} if known is None else known
    if not ids <= known.keys():
        known.update(Place._all.filter(pk__in=ids).values_list("pk", "path"))
    paths.update(known[pk] for pk in ids if pk in known)
    return reading.widest(paths)


def within(paths: Iterable[str], place: str) -> tuple[str, ...]:
    """As much of a reach as lies in a place; the place itself where it is reached whole."""
    found = tuple(paths)
    if any(place.startswith(path) for path in found):
        return (place,)
    return tuple(path for path in found if path.startswith(place))


def ask(
    actor: Actor, figure: Figure, place: str = "", span: Span = EVER, narrowed: tuple[tuple[str, str], ...] = (),
    as_of: int | None = None,
) -> Question:  # fmt: skip
    """The question as far as the actor may ask it. Nothing of it in reach: no paths, and the number is nothing."""
    paths = reach(actor, figure.permission)
    return Question(figure, within(paths, place) if place else paths, span, as_of, narrowed)


def named(text: str) -> Place | None:
    """The place of a path, a code or a full name."""
    text = text.strip()
    if text.startswith("/"):
        return by_path(text)
    return Place._all.filter(full_name=text).first() or Place._all.filter(code=text, closed_on=None).first()


def below(actor: Actor, asked: Question) -> list[Place]:
    """The open places one level under what is asked for, that the actor sees; administrative order."""
    paths = asked.paths
    if not paths:
        return []
    if len(paths) > 1:
        rows = Place._all.filter(path__in=paths)
    else:
        rows = Place._all.filter(parent__path=paths[0], closed_on=None)
    seen = reach(actor, asked.figure.permission)
    return [row for row in rows.order_by("pk")[:300] if any(row.path.startswith(path) for path in seen)]


def by_places(actor: Actor, asked: Question) -> list[tuple[Place, Number]]:
    """The figure of each place one level down."""
    places = below(actor, asked)
    found = reading.by_place(asked, [place.path for place in places])
    return [(place, found[place.path]) for place in places]


def by_facet(asked: Question, facet: str) -> list[tuple[str, str, Number]]:
    """Value, its name, and the figure of it; the order of the names, then what has none."""
    found = reading.split(asked, facet)
    names = facet_names(asked, facet)
    order = {value: position for position, value in enumerate(names)}
    keys = sorted(found, key=lambda value: (order.get(value, len(order)), value))
    return [(key, names.get(key) or key or _("未定"), found[key]) for key in keys]


def facet_names(asked: Question, facet: str) -> Mapping[str, str]:
    """How a facet's values are called where the question is asked."""
    return facets[facet].names(district(asked)) if asked.paths else {}


def district(asked: Question) -> str:
    """The district whose ledger the figure was read from; of several, the first."""
    return asked.paths[0].split("/")[1] if asked.paths else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One of the rows a figure was counted from."""

    label: str
    url: str
    where: str
    at: Any
    facets: list[str]
    value: int
    key: int

    @property
    def day(self) -> str:
        """Its day in the district, with the year: rows go back for years."""
        return f"{clock.local(self.at):%Y-%m-%d}"


def rows(actor: Actor, asked: Question, after: str = "", limit: int = PAGE) -> tuple[list[Row], str]:
    """A page of the rows, latest first, and the key to go on from."""
    found = reading.facts(asked)
    moment, _dot, pk = after.partition(".")
    if moment.lstrip("-").isdecimal() and pk.isdecimal() and len(after) < 40:
        same = found.filter(happened=int(moment), pk__lt=int(pk))
        found = found.filter(happened__lt=int(moment)) | same
    page = list(found.order_by("-happened", "-pk")[: limit + 1])
    shown = page[:limit]
    onward = f"{shown[-1].happened}.{shown[-1].pk}" if len(page) > limit else ""
    return shown_as(actor, asked, shown), onward


def row_count(asked: Question) -> int:
    """How many rows a figure was counted from."""
    return reading.facts(asked).count()


def shown_as(actor: Actor, asked: Question, shown: Sequence[Any]) -> list[Row]:
    """Facts as rows that lead to what they tell of, where the actor may open it."""
    ids: dict[str, set[int]] = {}
    for fact in shown:
        kind, _colon, number = fact.subject.partition(":")
        ids.setdefault(kind, set()).add(int(number))
    links = {kind: subjects[kind](actor, wanted) if kind in subjects else {} for kind, wanted in ids.items()}
    names = dict(Place._all.filter(path__in={fact.path for fact in shown}).values_list("path", "full_name"))
    spoken = [facet_names(asked, facet) for facet in counted(asked).facets]
    return [_row(fact, links, names, spoken) for fact in shown]


def _row(fact: Any, links: dict[str, Any], names: dict[str, str], spoken: list[Mapping[str, str]]) -> Row:
    kind, _colon, number = fact.subject.partition(":")
    label, url = links[kind].get(int(number), ("", ""))
    told = (fact.f0, fact.f1, fact.f2, fact.f3)
    words = [held.get(value) or value for held, value in zip(spoken, told, strict=False)]
    return Row(
        label or _("第 %(seal)s 条") % {"seal": fact.seal_from + 1}, url, names.get(fact.path, fact.path),
        clock.from_us(fact.happened), words, fact.value, fact.pk,
    )  # fmt: skip


def counted(asked: Question) -> Figure:
    """The figure whose facts are the rows: of a ratio, its denominator."""
    return figures[asked.figure.of[1]] if asked.figure.of is not None else asked.figure


def narrow(asked: Question, given: Mapping[str, str]) -> Question:
    """Narrowed to one value of each facet that is named and known."""
    wanted = ((facet, given[facet][:24]) for facet in counted(asked).facets if given.get(facet))
    return replace(asked, narrowed=tuple((facet, "" if value == NONE else value) for facet, value in wanted))


def spoken(asked: Question, facet: str, value: str) -> str:
    """What a facet's value is called."""
    return facet_names(asked, facet).get(value) or value or _("未定")


def may_ask(actor: Actor, asked: Question) -> bool:
    """Whether all of it is in the actor's reach."""
    reached = reach(actor, asked.figure.permission)
    return bool(asked.paths) and all(within(reached, path) == (path,) for path in asked.paths)
