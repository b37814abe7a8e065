"""Notices in words, at reading time and in the reader's language. Ids are looked up for all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.notify import codes
from anju.notify.codes import Code, Param
from anju.notify.models import Notice
from anju.notify.queries import names
from anju.notify.rules.wording import mask


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as somebody reads it."""

    title: str
    text: str
    url: str
    """Path of the subject's page; empty where the code names none."""


def words(notices: Iterable[Notice], *, language: str = "", group: bool = False) -> dict[int, Words]:
    """Each notice by id. `group` gives the words a chat group may see, masked."""
    rows = list(notices)
    wanted = [(code, row) for row in rows if (code := codes.known(row.code))]
    places = names.places(_ids(wanted, Param.PLACE), public=group)
    organisations = names.organisations(_ids(wanted, Param.ORGANISATION))
    with translation.override(language or translation.get_language()):
        return {row.pk: _words(row, places, organisations, group) for row in rows}


def _ids(wanted: list[tuple[Code, Notice]], kind: Param) -> set[int]:
    return {row.params[name] for code, row in wanted for name, is_ in code.params.items() if is_ is kind}


def _words(notice: Notice, places: dict[int, str], organisations: dict[int, str], group: bool) -> Words:
    code = codes.known(notice.code)
    if code is None:
        return Words(_("已停用的通知"), notice.code, "")
    shown = {name: _shown(kind, notice.params[name], places, organisations) for name, kind in code.params.items()}
    text = str(code.group if group else code.text).format(**shown)
    return Words(str(code.title), mask(text) if group else text, page_of(code, notice.subject_id))


def _shown(kind: Any, value: Any, places: dict[int, str], organisations: dict[int, str]) -> str:
    match kind:
        case Param.NUMBER:
            return f"{value:,}"
        case Param.DAY:
            return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
        case Param.MOMENT:
            return formats.date_format(clock.local(clock.from_us(value)), "DATETIME_FORMAT")
        case Param.PLACE:
            return places.get(value, _("（地点已删除）"))
        case Param.ORGANISATION:
            return organisations.get(value, _("（单位已删除）"))
    return str(kind(value))


def page_of(code: Code, subject_id: str) -> str:
    """The subject's page, where the code names one that exists."""
    if not code.url:
        return ""
    try:
        return reverse(code.url, args=[subject_id])
    except NoReverseMatch:
        return ""
