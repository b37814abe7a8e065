"""Whom a household's detector calls."""

from django.db.models import Count, Q, QuerySet

from anju.alarms.models import Call, Contact
from anju.alarms.permissions import Permission
from anju.alarms.rules.signals import ALONE
from anju.kernel.actors import Actor
from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device


def call(pk: int) -> Call | None:
    """One call with its alarm, place and contact, for a mechanism that holds its token."""
    return Call._all.select_related("alarm__place", "contact").filter(pk=pk).first()


def locked_call(pk: int) -> Call | None:
    """For a writer."""
    return Call._all.select_for_update(of=("self",)).select_related("alarm__place", "contact").filter(pk=pk).first()


def of_device(device: int) -> list[Contact]:
    """Whom to call for a device, in order."""
    return list(Contact._all.filter(device=device, ended_at=None).order_by("order", "pk"))


def contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts whose device is in the actor's reach."""
    return Contact.objects.for_(actor, Permission.CONTACTS).filter(ended_at=None).order_by("order", "pk")


def contact_for(actor: Actor, pk: int) -> Contact | None:
    """One of them."""
    return contacts(actor).select_related("device").filter(pk=pk).first()


def locked(pk: int) -> Contact | None:
    """For a writer, who asks by itself."""
    return Contact._all.select_for_update().filter(pk=pk).first()


def device_for(actor: Actor, pk: int) -> Device | None:
    """A device whose contacts one may keep."""
    return Device.objects.for_(actor, Permission.CONTACTS).select_related("place").filter(pk=pk).first()


def household_devices(actor: Actor, which: Q) -> list[tuple[Device, int]]:
    """Detectors of dwellings whose contacts one may keep, each with how many it has."""
    alone = Q(facility__kind=ALONE) | Q(facility=None, model__facility_kind=ALONE)
    rows = Device.objects.for_(actor, Permission.CONTACTS).filter(which, alone, state=DeviceState.CLAIMED)
    counted = rows.annotate(n=Count("contacts", filter=Q(contacts__ended_at=None))).order_by("pk")
    return [(row, row.n) for row in counted]
