"""Organisations, contracts, posts, shifts and the help list follow the place they are at."""

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.people.actions import help as help_list
from anju.people.models import HandoverItem, Management, Organisation, Post, Shift
from anju.places.actions.following import rehang


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is at the path `old` is at `new` from now on; after a merge, at the place `into`.

    A merge of two places that both have a running management is refused (`consumers.two_contracts`); where the kept one
    got its own since, the merged one's stays where it is.
    """
    with deed(by=by) as act:
        for model in (Organisation, Post, Shift, HandoverItem):
            rehang(act, model, old, new, into=into)
        help_list.follow_place(act, old, new, into=into)
        if into is None or not Management._all.filter(place=into, ended_on=None).exists():
            rehang(act, Management, old, new, into=into)
