"""The template engine: Jinja2, with the components as `ui.…` and the filters that pages need (docs/adr/0012).

Texts are marked `{{ _("…") }}` and `{% trans n=… %}…{% endtrans %}`; addresses are `{{ ui.url("lists:case", 7) }}`.
"""

from datetime import date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2, Template
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.template.defaultfilters import date as formatted
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import ChainableUndefined, Environment
from markupsafe import Markup

from anju.ui import components


class Page(Template):
    """A template as views draw it: what a view gives goes before what the frame brings."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        values: dict[str, Any] = {}
        if request is not None:
            values.update(request=request, csrf_input=csrf_input_lazy(request), csrf_token=csrf_token_lazy(request))
            for processor in self.backend.template_context_processors:
                values.update(processor(request))
        values.update(context or {})
        drawn: str = self.template.render(values)
        return mark_safe(drawn)  # noqa: S308 - escaped by the engine


class Templates(Jinja2):
    """Django's backend, looking where every app keeps its pages."""

    app_dirname = "templates"

    def from_string(self, template_code: str) -> Page:
        return Page(self.env.from_string(template_code), self)

    def get_template(self, template_name: str) -> Page:
        return Page(super().get_template(template_name).template, self)


def environment(**options: Any) -> Environment:
    """The environment of every page: what a page is not given is blank, as on paper."""
    made = Environment(**{**options, "extensions": ["jinja2.ext.i18n"], "undefined": ChainableUndefined})  # noqa: S701
    made.install_gettext_callables(  # type: ignore[attr-defined]
        _said, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals["_"] = _text
    made.globals["ui"] = SimpleNamespace(**{name: getattr(components, name) for name in components.__all__})
    made.filters.update(
        day=components.day,
        moment=components.moment,
        count=components.count,
        date=_date,
        filesizeformat=filesizeformat,
        default_if_none=_default_if_none,
    )
    return made


def _said(text: str) -> str:
    return _translated(text, get_language())


@lru_cache(maxsize=8192)
def _translated(text: str, _language: str | None) -> str:
    """Django's `gettext` asks every catalogue each time; a page says some three hundred texts."""
    return gettext(text)


def _text(text: str, **values: object) -> Markup:
    """`_("…")` in a page, without the detours of Jinja's own; per cents are doubled and values escaped as there."""
    language = get_language()
    return Markup(_translated(text, language)) % values if values else _plain(text, language)  # noqa: S704 - our texts


@lru_cache(maxsize=8192)
def _plain(text: str, language: str | None) -> Markup:
    return Markup(_translated(text, language)) % {}  # noqa: S704 - our own texts


def _date(value: date | datetime | None, form: str) -> str:
    return str(formatted(value, form)) if value else ""


def _default_if_none(value: object, default: object) -> object:
    return default if value is None else value
