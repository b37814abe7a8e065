"""Finding what a cell names, within the actor's reach: one message for what is unknown and what is not theirs."""

from __future__ import annotations

from anju.intake.actions.handlers.base import NOBODY_HERE, Context, RowWrongError
from anju.intake.queries.people import Directory, Named
from anju.intake.queries.places import Node, Tree
from anju.people.permissions import Permission as People
from anju.places.permissions import Places


def place_of(context: Context, tree: Tree, text: str, label: str, permission: str = Places.VIEW) -> Node:
    """The street, community, estate or district a cell means. Raises RowWrongError."""
    found = [node for node in tree.spelled(text) if context.may(permission, node.path, node.pk)]
    if not found:
        raise RowWrongError(NOBODY_HERE, label, value=text)
    if len(found) > 1:
        raise RowWrongError("row.place_ambiguous", label, value=text)
    return found[0]


def organisation_of(context: Context, directory: Directory, text: str, label: str) -> Named:
    """The organisation a cell means. Raises RowWrongError."""
    found = directory.spelled(text, lambda path: context.is_near(People.SEE_ORGANISATIONS, path))
    if not found:
        raise RowWrongError("row.organisation_unknown", label, value=text)
    if len(found) > 1:
        raise RowWrongError("row.organisation_ambiguous", label, value=text)
    return found[0]


def listed(text: str) -> list[str]:
    """The parts of 「甲苑、乙苑」."""
    for mark in "，,；;\n/|":
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]
