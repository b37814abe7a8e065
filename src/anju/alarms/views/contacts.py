"""Whom a household's detector calls."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anju.alarms import actions, vault
from anju.alarms.enums import ContactKind
from anju.alarms.forms import ContactForm
from anju.alarms.models import Contact
from anju.alarms.permissions import Permission
from anju.alarms.queries import contacts
from anju.kernel.actors import Actor
from anju.people.rules import mask_name, mask_phone
from anju.telemetry.models import Device
from anju.ui.asking import who_may


@require_http_methods(["GET", "POST"])
def of_device(request: HttpRequest, pk: int) -> HttpResponse:
    """The contacts of a device, masked, and one more."""
    actor = who_may(request, Permission.CONTACTS)
    device = _device(actor, pk)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kind = ContactKind(data["kind"])
        try:
            actions.add_contact(by=actor, device=device, kind=kind, name=data["name"], phone=data["phone"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已加入联系人，报警时会拨打"))
            return redirect("alarms:contacts", pk=pk)
    return _draw(request, device, form)


def _device(actor: Actor, pk: int) -> Device:
    device = contacts.device_for(actor, pk)
    if device is None:
        raise Http404
    return device


def _draw(request: HttpRequest, device: Device, form: ContactForm, shown: Any = None) -> HttpResponse:
    rows = [(row, *_masked(row)) for row in contacts.of_device(device.pk)]
    context = {"device": device, "rows": rows, "form": form, "shown": shown}
    return render(request, "alarms/contacts.html", context, status=422 if form.errors else 200)


def _masked(row: Contact) -> tuple[str, str]:
    try:
        name, phone = vault.open_(row.sealed, row.device_id)
    except vault.SealedError:
        return _("（无法解密，请重新填写）"), ""
    return mask_name(name), mask_phone(phone)


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Destroy a contact."""
    actor = who_may(request, Permission.CONTACTS)
    row = _contact(actor, pk)
    actions.erase_contact(by=actor, contact=row.pk)
    messages.success(request, _("已删除联系人，姓名和电话不再保存"))
    return redirect("alarms:contacts", pk=row.device_id)


@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and number in full, once; entered."""
    actor = who_may(request, Permission.CONTACTS)
    row = _contact(actor, pk)
    name, phone = actions.show_contact(by=actor, contact=row.pk)
    return _draw(request, _device(actor, row.device_id), ContactForm(), shown=(row.pk, name, phone))


def _contact(actor: Actor, pk: int) -> Contact:
    row = contacts.contact_for(actor, pk)
    if row is None:
        raise Http404
    return row
