"""The fixed vocabulary of severity and state: word, shape, colour, in that order (LOOK §3).

`ui` knows no domain, so keys are plain words; a domain's StrEnum member with the same value fits as it is.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class SeverityLook:
    """`bars` of three are filled."""

    bars: int
    word: str | Promise


SEVERITIES: dict[str, SeverityLook] = {
    "general": SeverityLook(1, _("一般")),
    "serious": SeverityLook(2, _("较大")),
    "major": SeverityLook(3, _("重大")),
}
BY_BARS = {look.bars: look for look in SEVERITIES.values()}
CANDIDATE = _("重大·候选")

_RING = '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.8"/>'


@dataclass(frozen=True, slots=True)
class StateLook:
    """`tone`: one of "", wait, warn, bad, done."""

    tone: str
    word: str | Promise
    shape: str


STATES: dict[str, StateLook] = {
    "reported": StateLook("", _("待派责"), _RING),
    "assigned": StateLook("", _("待整改"), _RING + '<path d="M8 8V3.8A4.2 4.2 0 0 1 12.2 8Z" fill="currentColor"/>'),
    "submitted": StateLook(
        "wait", _("待复核"), _RING + '<path d="M8 8V3.8A4.2 4.2 0 1 1 3.8 8Z" fill="currentColor"/>'
    ),
    "closed": StateLook(
        "done",
        _("已销号"),
        '<circle cx="8" cy="8" r="7.2" fill="currentColor"/>'
        '<path d="M4.8 8.3l2.2 2.2 4.2-4.7" fill="none" stroke="#fff" stroke-width="1.8"/>',
    ),
    "deferred": StateLook(
        "",
        _("已延期"),
        _RING + '<path d="M5 8h6M8.8 5.5L11.3 8l-2.5 2.5" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    ),
    "disputed": StateLook(
        "warn",
        _("有异议"),
        '<path d="M8 1l7 7-7 7-7-7z" fill="none" stroke="currentColor" stroke-width="1.7"/>'
        '<path d="M8 4.8v4M8 10.8v.6" stroke="currentColor" stroke-width="1.8"/>',
    ),
    "not_so": StateLook("done", _("不成立"), _RING + '<path d="M4 12L12 4" stroke="currentColor" stroke-width="1.8"/>'),
    "merged": StateLook(
        "done",
        _("已合并"),
        _RING + '<path d="M5 6l3 2.5L11 6M8 8.5V12" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    ),
    "reopened": StateLook(
        "bad",
        _("复开"),
        '<path d="M13.5 8A5.5 5.5 0 1 1 11.5 3.8M12.5 1v3.5H9" fill="none" stroke="currentColor" stroke-width="1.9"/>',
    ),
}


def severity(level: str | int, *, candidate: bool = False) -> SafeString:
    """One to three rising bars and the word; `candidate` draws the dashed frame of 重大·候选.

    Raises KeyError for a level that is neither 1–3 nor a key of `SEVERITIES`.
    """
    return _severity(level if isinstance(level, int) else str(level), candidate, get_language())


@lru_cache(maxsize=64)
def _severity(level: str | int, candidate: bool, _language: str | None) -> SafeString:
    look = BY_BARS[level] if isinstance(level, int) else SEVERITIES[level]
    bars = "".join(
        f'<rect class="{"on" if n < look.bars else "off"}" x="{n * 6}" y="{12 - height}" width="4" height="{height}"/>'
        for n, height in enumerate((5, 8, 12))
    )
    return format_html(
        '<span class="sev s{}{}"><svg viewBox="0 0 16 12" aria-hidden="true">{}</svg>{}</span>',
        look.bars,
        " cand" if candidate else "",
        mark_safe(bars),  # noqa: S308 - built from numbers above
        CANDIDATE if candidate else look.word,
    )


def ring(state: str) -> SafeString:
    """The state's shape alone, to stand before a word."""
    return _ring(str(state))


@lru_cache(maxsize=64)
def _ring(state: str) -> SafeString:
    shape = mark_safe(STATES[state].shape)  # noqa: S308 - our own drawing
    return format_html('<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>', shape)


def state(name: str, label: str = "") -> SafeString:
    """The ring that fills, and the word; `label` says it more exactly ("复核余 2 工作日")."""
    return _state(str(name), str(label), get_language())


@lru_cache(maxsize=512)
def _state(name: str, label: str, _language: str | None) -> SafeString:
    look = STATES[name]
    css = f"st {look.tone}".strip()
    return format_html('<span class="{}">{}{}</span>', css, ring(name), label or look.word)
