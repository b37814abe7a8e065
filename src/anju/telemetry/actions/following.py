"""Devices and shields are found where their place is; entries keep the path as it was then."""

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.places.actions.following import rehang
from anju.telemetry.models import Device, Shield


def follow_place(*, by: Actor, old: str, new: str, into: int | None = None) -> None:
    """What is at the path `old` is at `new` from now on; after a merge, at the place `into`."""
    with deed(by=by) as act:
        for model in (Device, Shield):
            rehang(act, model, old, new, into=into)
