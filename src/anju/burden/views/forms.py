"""One record, many forms: the register, a new form with what is known of it, filling and taking it out."""

import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.burden.actions import forms as actions
from anju.burden.enums import FormState
from anju.burden.forms import MappingForm, PeriodForm, UploadForm
from anju.burden.permissions import Permission
from anju.burden.queries import forms as queries
from anju.burden.queries import minutes as asking
from anju.burden.queries.forms import Card
from anju.burden.queries.reach import seat
from anju.burden.rules.mapping import FormMapping
from anju.burden.sheets.answering import Answers, answers, words
from anju.burden.sheets.filling import filled
from anju.burden.sheets.opening import MOST_BYTES
from anju.burden.sheets.refusing import FormRefusedError
from anju.burden.sources.kinds import MOST_ROWS, Reader, TooManyRowsError, Value
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import TYPE
from anju.ui import parts

PREVIEW = 5


def _actor(request: HttpRequest, permission: Permission) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(permission):
        raise PermissionDenied
    return actor


def _card(actor: Actor, slug: str) -> Card:
    found = queries.card(actor, slug)
    if found is None or found.state == FormState.RETIRED:
        raise Http404
    return found


def _crumbs(*more: parts.Crumb) -> list[parts.Crumb]:
    return [parts.Crumb(_("报表"), reverse("burden:forms")), *more]


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every form that fills itself from what was entered once."""
    actor = _actor(request, Permission.FILL)
    rows = queries.cards(actor)
    context = {"rows": rows, "may_keep": actor.holds(Permission.KEEP_FORMS), "pager": parts.Pager()}
    return render(request, "burden/forms.html", context)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a form that somebody asks for; the next page says what is known of it already."""
    actor = _actor(request, Permission.KEEP_FORMS)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            content = given["file"].read(MOST_BYTES + 1)
            row = actions.upload(by=actor, name=given["name"], asker=given["asker"], content=content)
        except FormRefusedError as refusal:
            form.add_error("file", refusal.words())
        else:
            return redirect("burden:mapping", slug=row.pk)
    context = {"form": form, "crumbs": _crumbs(parts.Crumb(_("上传新表")))}
    return render(request, "burden/upload.html", context, status=422 if form.errors else 200)


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What the form would say for a period, and what stays for somebody's hand."""
    actor = _actor(request, Permission.FILL)
    found = _card(actor, slug)
    form = PeriodForm(request.GET if "first" in request.GET else PeriodForm.initial_of(clock.today()))
    told, refused = _told(actor, found.mapping, form)
    context = {
        "card": found,
        "form": form,
        "days": form.cleaned_data,
        "answers": told,
        "refused": refused,
        "cells": _cells(found.mapping, told) if told else [],
        "tables": _tables(told) if told else [],
        "may_keep": queries.may_keep(actor, found),
        "draft": found.state == FormState.DRAFT,
        "crumbs": _crumbs(parts.Crumb(found.name)),
    }
    return render(request, "burden/form.html", context)


@require_GET
def blank(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form as it was handed in, with its placeholders: nobody's data."""
    found = _card(_actor(request, Permission.FILL), slug)
    return FileResponse(io.BytesIO(found.content), as_attachment=True, filename=f"{found.name}_空表.xlsx")


@require_POST
def fill(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The filled form. It leaves the house, so it is a POST and an entry."""
    actor = _actor(request, Permission.FILL)
    found = _card(actor, slug)
    form = PeriodForm(request.POST)
    if found.state != FormState.IN_USE:
        messages.warning(request, _("这张报表还没有核对，请先确认对应关系。"))
        return redirect("burden:form", slug=slug)
    told, refused = _told(actor, found.mapping, form)
    if told is None:
        messages.warning(request, refused or _("请填好起止日期。"))
        return redirect("burden:form", slug=slug)
    content = filled(found.content, found.mapping, told)
    actions.record_filling(by=actor, slug=slug, rows=told.rows)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    days = f"{first:%Y%m%d}" if first == last else f"{first:%Y%m%d}-{last:%Y%m%d}"
    name = f"{found.name}_{days}.xlsx"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=TYPE)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, slug: str) -> HttpResponse:
    """What is known of each thing the form asks; what the rest would cost; the choice, tried on real records."""
    actor = _actor(request, Permission.KEEP_FORMS)
    found = _card(actor, slug)
    if not queries.may_keep(actor, found) or found.form is None:
        raise Http404
    form = MappingForm(found.mapping, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            actions.map_form(
                by=actor,
                form=found.form.pk,
                mapping=form.chosen(),
                seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已确认。以后由已有记录填出，不用再逐个要。"))
            return redirect("burden:form", slug=slug)
    return render(
        request, "burden/mapping.html", _mapping_context(actor, found, form), status=422 if form.errors else 200
    )


def _mapping_context(actor: Actor, found: Card, form: MappingForm) -> dict[str, Any]:
    chosen = form.chosen() if form.is_bound and form.is_valid() else found.mapping
    known = queries.known_of(found.mapping)
    told, refused = _told(actor, chosen, PeriodForm(PeriodForm.initial_of(clock.today())))
    place = seat(actor, Permission.KEEP_FORMS)
    return {
        "card": found,
        "form": form,
        "known": known,
        "lines": _mapping_lines(found.mapping, form, known),
        "sources": [form[name] for name in form.fields if name.startswith("source_")],
        "had": sum(bool(one.known_as or one.elsewhere) for one in known),
        "rest": [one for one in known if not (one.known_as or one.elsewhere or one.signed)],
        "asked": asking.asked(actor, place, clock.today()),
        "refused": refused,
        "cells": _cells(chosen, told) if told else [],
        "tables": _tables(told) if told else [],
        "crumbs": _crumbs(parts.Crumb(found.name, reverse("burden:form", args=[found.slug])), parts.Crumb(_("对应"))),
    }


def _mapping_lines(mapping: FormMapping, form: MappingForm, known: list[queries.Known]) -> list[tuple[Any, Any]]:
    """What is known of each thing with its select, in the same order."""
    names = [f"cell_{at}" for at in mapping.cells]
    for number, block in enumerate(mapping.blocks):
        names += [f"column_{number}_{letter}" for letter in block.columns]
    return [(one, form[name]) for one, name in zip(known, names, strict=True)]


@require_POST
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Nobody asks for it any more."""
    actor = _actor(request, Permission.KEEP_FORMS)
    found = _card(actor, slug)
    if not queries.may_keep(actor, found) or found.form is None:
        raise Http404
    actions.retire(by=actor, form=found.form.pk)
    messages.success(request, _("已停用“%(name)s”，以前填出的不受影响。") % {"name": found.name})
    return redirect("burden:forms")


def _told(actor: Actor, mapping: FormMapping, form: PeriodForm) -> tuple[Answers | None, str]:
    """The answers of a period, or why there are none."""
    if not form.is_valid():
        return None, ""
    reader = Reader(actor, form.cleaned_data["first"], form.cleaned_data["last"], clock.today())
    try:
        return answers(mapping, reader), ""
    except TooManyRowsError:
        return None, FormRefusedError("form.too_many", limit=MOST_ROWS).words()


def _cells(mapping: FormMapping, told: Answers) -> list[tuple[str, str, str]]:
    """(cell, title, value) of the single cells that are filled."""
    return [
        (at, cell.title, words(told.cells[at]).removeprefix(f"{cell.title}："))
        for at, cell in mapping.cells.items()
        if cell.pattern
    ]


def _short(value: Value) -> str:
    """A value in a narrow column, a day as the workbook shows it."""
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else words(value)


def _tables(told: Answers) -> list[dict[str, Any]]:
    """The first lines of each table."""
    return [
        {
            "titles": [cell.title or letter for letter, cell in table.block.columns.items()],
            "lines": [[_short(value) for value in line.values()] for line in table.lines[:PREVIEW]],
            "more": max(0, len(table.lines) - PREVIEW),
            "count": len(table.lines),
        }
        for table in told.tables
    ]
