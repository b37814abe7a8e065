"""A field that finds one of many by typing."""

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from anju.ui.forms import RemoteSelect


def _source(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


source = lazy(_source, str)


class FindField(forms.CharField):
    """One row of `rows`, set to what the actor sees: by its id, as the script fills it in, or typed out.

    `typed` names the columns a text may equal, for a browser without script.
    """

    rows: QuerySet[Any]

    def __init__(self, *, find: str, typed: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(widget=RemoteSelect(source(find)), **kwargs)
        self.typed = typed

    def offer(self, rows: QuerySet[Any], chosen: Model | None = None) -> None:
        """What may be chosen, and what the field shows of the present choice."""
        self.rows = rows
        if chosen is not None and isinstance(self.widget, RemoteSelect):
            self.widget.label = str(chosen)

    def clean(self, value: Any) -> Any:
        """The row, or None where nothing was typed. Raises ValidationError where none or several are called so."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        wanted = Q(pk=int(text)) if text.isdecimal() and len(text) < 19 else Q(pk__in=())
        for column in self.typed:
            wanted |= Q(**{column: text})
        found = list(self.rows.filter(wanted)[:2])
        if len(found) != 1:
            several = _("有几个都叫“%(text)s”，请从列表里选。") if found else _("没有找到“%(text)s”，请从列表里选。")
            raise forms.ValidationError(several, params={"text": text})
        if isinstance(self.widget, RemoteSelect):
            self.widget.label = str(found[0])
        return found[0]
