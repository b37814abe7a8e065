"""Who may see a piece of evidence: whoever may see its subject. Each domain answers for its own kinds of subjects.

    doors.register("hazard", lambda actor, ids: {…ids the actor may see…: (…organisations that are parties…)})

The kernel knows no domain, so the answer comes from above; a kind without a door is seen by nobody.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from anju.kernel.actors import Actor
from anju.kernel.files.models import Attachment

Door = Callable[[Actor, Collection[str]], Mapping[str, tuple[int | None, ...]]]
"""(actor, subject ids) → the ids the actor may see, each with the organisations that are parties to the subject."""

_doors: dict[str, Door] = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """An attachment that an actor may see, and the parties to its subject, for the question what else is allowed."""

    attachment: Attachment
    parties: tuple[int | None, ...]


def register(kind: str, door: Door) -> None:
    """Declare who may see evidence of this kind of subject; the same kind again replaces the door."""
    _doors[kind] = door


def kinds() -> frozenset[str]:
    """Kinds of subjects whose evidence can be seen at all."""
    return frozenset(_doors)


def seen(actor: Actor, ids: Iterable[int]) -> dict[int, Seen]:
    """The attachments among `ids` that the actor may see; two queries for a screen of one kind."""
    rows = Attachment._all.select_related("blob").filter(pk__in=set(ids))
    by_kind: dict[str, list[Attachment]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_kind, []).append(row)
    found: dict[int, Seen] = {}
    for kind, attachments in by_kind.items():
        if kind not in _doors:
            continue
        parties = _doors[kind](actor, {row.subject_id for row in attachments})
        found |= {row.pk: Seen(row, parties[row.subject_id]) for row in attachments if row.subject_id in parties}
    return found


def of_subjects(actor: Actor, kind: str, ids: Collection[str]) -> dict[str, list[Attachment]]:
    """Subject id → its evidence, oldest first, of the subjects the actor may see."""
    if kind not in _doors or not ids:
        return {}
    open_to = _doors[kind](actor, ids)
    rows = Attachment._all.select_related("blob").filter(subject_kind=kind, subject_id__in=list(open_to))
    found: dict[str, list[Attachment]] = {pk: [] for pk in open_to}
    for row in rows.order_by("attached_at", "pk"):
        found[row.subject_id].append(row)
    return found
