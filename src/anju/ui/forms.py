"""How forms are drawn, and the few inputs that Django lacks.

`FORM_RENDERER = "anju.ui.forms.Renderer"`: `{{ form }}` and `{{ form.field.as_field_group }}` come out with labels
above, help under them and errors beside the field.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise


class Renderer(TemplatesSetting):
    """Anju's templates of form, field and errors in front of Django's, by the engine of all pages."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "django/forms/formsets/div.html"


class DateInput(forms.DateInput):
    """A calendar day: the browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """A moment to the minute, in district time."""

    input_type = "datetime-local"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%dT%H:%M")


class SearchSelect(forms.Select):
    """A select that filters as one types. Without script it is a plain select. For up to about 500 choices."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(attrs={"data-search": "", **(attrs or {})}, choices=choices)


class RemoteSelect(forms.TextInput):
    """Finds one of very many by typing: `source` answers `?q=` with `[{"value": …, "label": …, "note": …}]`.

    The form field receives the value; `label` shows the present choice. Without script the value itself is typed.
    `beside` names another field of the form on which the choice depends: its value is sent along.
    """

    template_name = "ui/forms/remote_select.html"

    def __init__(
        self, source: str | Promise, label: str = "", attrs: Mapping[str, Any] | None = None, *, beside: str = ""
    ) -> None:
        super().__init__(attrs=dict(attrs or {}))
        self.source, self.label, self.beside = source, label, beside

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"].update(source=str(self.source), label=self.label, beside=self.beside)
        return context


class OptionCards(forms.RadioSelect):
    """Few choices as large cards, for the thumb."""

    template_name = "ui/forms/option_cards.html"
    use_fieldset = True


class FileInput(forms.FileInput):
    """A file, named before it is sent."""

    template_name = "ui/forms/file.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={"data-preview": "", **(attrs or {})})


class PhotoInput(FileInput):
    """One photo, or several (`request.FILES.getlist(name)`), with a preview; on a phone it opens the camera."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, several: bool = False) -> None:
        self.allow_multiple_selected = several
        given: dict[str, Any] = {"accept": "image/jpeg,image/png,image/webp,image/heic", **(attrs or {})}
        if several:
            given["multiple"] = True
        super().__init__(given)
