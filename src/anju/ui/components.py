"""The components, `ui` in every page: `{{ ui.icon("plus", "s") }}`. Plain values in; see README.md."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context

from anju.kernel import clock
from anju.kernel.calendar import Due
from anju.ui import due as due_module
from anju.ui import panels, parts, status
from anju.ui.assets import tags as asset
from anju.ui.icons import icon
from anju.ui.icons import icon as _icon
from anju.ui.nav import Block, Line
from anju.ui.status import ring
from anju.ui.status import state as state_ring

__all__ = [
    "asset", "balance", "bar", "blank", "count", "crumbs", "day", "dialog", "due_chip", "due_waiting", "duty_card",
    "evidence", "figure", "filter_bar", "icon", "language", "map_card", "masked", "moment", "navigation", "next_step",
    "note", "pager", "read_us", "ring", "severity", "share_text", "slot", "state_ring", "static", "stepper", "tabs",
    "timeline", "undo", "url", "work_list",
]  # fmt: skip

MOST_NAVIGATIONS = 512
_navigations: dict[tuple[Any, ...], SafeString] = {}

Inside = Callable[[], str]
"""What stands between `{% call ui.note() %}` and `{% endcall %}`, drawn when called."""


def _part(name: str, values: dict[str, Any]) -> SafeString:
    drawn: str = get_template(name).template.render(values)  # type: ignore[attr-defined]
    return mark_safe(drawn)  # noqa: S308 - escaped by the engine


def _macros(name: str) -> Any:
    """Macros of a template: a call costs no new context, for what stands on a page many times."""
    return get_template(name).template.module  # type: ignore[attr-defined]


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[object, ...]) -> str:
    return reverse(name, args=args)


def url(name: str, *args: object) -> str:
    """The address of a page. Raises NoReverseMatch."""
    return _address(name, args)


def language() -> str:
    """`zh-hans` or `en`."""
    return get_language() or ""


def read_us() -> int:
    """Now, in microseconds: what a live page has read is from before, and what comes later it wants to hear."""
    return clock.now_us()


def day(value: Any, year: bool = False) -> str:
    """11月24日, with the year where it is not this year's; always with `year`, as on paper."""
    return due_module.day(value, None if year else clock.now()) if value else ""


def moment(value: datetime | None) -> str:
    """11月24日 09:42 in district time."""
    return due_module.moment(value, clock.now()) if value else ""


def count(value: int | str | None) -> str:
    """9,127; text such as 10,000+ stays."""
    return f"{value:,}" if isinstance(value, int) else str(value or "")


def navigation(blocks: Iterable[Block], dock: Iterable[Line], district: str = "") -> SafeString:
    """The navigation and the phone's bottom bar: on every page and seldom another, so drawn once as it stands."""
    shown = tuple(
        (block.section, tuple((line.url, line.count, line.current) for line in block.lines)) for block in blocks
    )
    key = (language(), district, shown)
    if key not in _navigations:
        if len(_navigations) >= MOST_NAVIGATIONS:
            _navigations.clear()
        values = {"blocks": list(blocks), "dock": list(dock), "district": district}
        _navigations[key] = _part("ui/nav.html", values)
    return _navigations[key]


def severity(level: str | int, candidate: bool = False) -> SafeString:
    """`ui.severity("serious")`, `ui.severity(3, candidate=True)`."""
    return status.severity(level, candidate=candidate)


def due_chip(
    due: datetime | Due | due_module.Chip | None,
    now: datetime | None = None,
    unit: str = "",
    provisional: bool = False,
    title: str = "",
) -> SafeString | str:
    """`ui.due_chip(duty.due_at, now, "working_days")`; a ready `Chip` is drawn as it is, None as nothing."""
    if due is None:
        return ""
    if isinstance(due, due_module.Chip):
        return due_module.draw(due)
    return due_module.draw(due_module.chip(due, now or clock.now(), unit, provisional=provisional, title=title))


def due_waiting(text: str = "", title: str = "") -> SafeString:
    """等法定期: the clock is someone else's."""
    return due_module.draw(due_module.waiting(text, title))


def crumbs(steps: Sequence[parts.Crumb]) -> SafeString:
    """The place path; on a phone the last three."""
    return _part("ui/parts/crumbs.html", {"steps": steps})


def tabs(items: Sequence[parts.Tab], label: str = "") -> SafeString:
    """State tabs with counts."""
    return _part("ui/parts/tabs.html", {"tabs": items, "label": label or _("按状态")})


def filter_bar(
    filters: Sequence[parts.Filter], clear_url: str = "", keep: Any = None, search: Any = None
) -> SafeString:
    """Selects that keep their state in the address. `keep`: (name, value) pairs to carry; `search`: the `q` text."""
    return _part(
        "ui/parts/filters.html", {"filters": filters, "clear_url": clear_url, "keep": keep or (), "search": search}
    )


def pager(page: parts.Pager, bulk: bool = False) -> SafeString:
    """The list's footer: the filter in words, the count, and the way on."""
    return _part("ui/parts/pager.html", {"page": page, "bulk": bulk})


def figure(item: parts.Figure, target: str = "") -> SafeString:
    """A number that opens its rows; `target` is the element that htmx fills with them."""
    drawn: str = _macros("ui/parts/figure.html").figure(item, target)
    return mark_safe(drawn)  # noqa: S308 - escaped by the engine


def balance(
    terms: Sequence[parts.Figure], total: parts.Figure, among: Sequence[parts.Figure] = (), target: str = ""
) -> SafeString:
    """上月结转 ＋ 新增 － 销号 － 不成立 ＝ 现有. The second term is added, the following ones are taken away."""
    signs = ["", "＋"] + ["－"] * len(terms)
    return _part(
        "ui/parts/balance.html",
        {"terms": list(zip(signs, terms, strict=False)), "total": total, "among": among, "target": target},
    )


def bar(value: float, whole: float, amber: float = 0, red: float = 0, label: str = "") -> SafeString:
    """A thin bar; the words beside it carry the number."""
    return _part("ui/parts/bar.html", {"bar": parts.Bar(value, whole, amber, red, label)})


def stepper(steps: Sequence[parts.Step]) -> SafeString:
    """上报 派责 整改 复核 销号 回头看."""
    return _part("ui/parts/stepper.html", {"steps": steps})


def evidence(
    before: parts.Shot,
    after: parts.Shot | None = None,
    checks: Sequence[parts.Check] = (),
    drag: bool = True,
    title: str = "",
) -> SafeString:
    """Before and after, side by side or dragged over each other, under their own heading; inside a `sheet`."""
    shots = [shot for shot in (before, after) if shot]
    both = len([shot for shot in shots if shot.url]) > 1
    return _part(
        "ui/parts/evidence.html",
        {"shots": shots, "checks": checks, "drag": drag and both, "title": title or _("整改前后")},
    )


def timeline(events: Sequence[parts.Event]) -> SafeString:
    """Newest first, the coming automatic step on top."""
    return _part("ui/parts/timeline.html", {"events": events})


def duty_card(duty: parts.Duty) -> SafeString:
    """Party, reasons, supervisor and verifier, five fixes."""
    return _part("ui/parts/duty.html", {"duty": duty})


def work_list(lines: Sequence[parts.WorkLine]) -> SafeString:
    """Lines of 我的待办."""
    return _part("ui/parts/worklist.html", {"lines": lines})


def map_card(
    source: str,
    lat: Any = None,
    lon: Any = None,
    zoom: float = 16,
    tall: bool = False,
    label: str = "",
    bounds: str = "",
    pick: bool = False,
) -> SafeString:
    """A local vector map. `source` answers `?bbox=w,s,e,n&zoom=z` with GeoJSON (frontend/src/map/style.ts: its kinds).

    `lat`, `lon` set a pin and the middle; `bounds` ("w,s,e,n") shows a whole area instead. With `pick` a press puts the
    point into the page's fields `lon`, `lat` and `datum` (places.forms.PointForm).
    """
    label = label or _("地图")
    values = {"source": source, "lat": lat, "lon": lon, "zoom": zoom, "tall": tall, "label": label, "bounds": bounds}
    return _part("ui/parts/map.html", {**values, "pick": pick})


def blank(title: str, text: str = "", url: str = "", action: str = "", code: str = "", icon: str = "") -> SafeString:
    """Empty, error or not allowed: what it is, why, and the way out."""
    return _part(
        "ui/parts/blank.html", {"title": title, "text": text, "url": url, "action": action, "code": code, "icon": icon}
    )


def masked(value: str, url: str = "", what: str = "") -> SafeString:
    """A masked value with the way to see it: a dialog asks the reason (POST), the ledger records it."""
    return _part("ui/parts/masked.html", {"value": value, "url": url, "what": what})


def share_text(text: str, label: str = "") -> SafeString:
    """「转到微信群」: copies a short masked text; without script the text stands there to be marked."""
    return _part("ui/parts/share.html", {"text": text, "label": label or _("转到微信群")})


@pass_context
def undo(context: Context, said: str, url: str, seconds: int = 10) -> SafeString:
    """What was done, and ten seconds to take it back. The page itself must say it too."""
    return _part(
        "ui/parts/toast.html",
        {"said": said, "url": url, "seconds": seconds, "csrf_token": context.get("csrf_token", "")},
    )


def note(kind: str = "", icon: str = "info-circle", *, caller: Inside) -> SafeString:
    """A bordered remark; `kind` w warns, e is an error, a is news."""
    mark = _icon(icon)
    role = ' role="alert"' if kind == "e" else ""
    return mark_safe(f'<div class="note {kind}"{role}>{mark}<div>{caller()}</div></div>')  # noqa: S308 - rendered block


def next_step(title: str, mine: bool = True, many: bool = False, *, caller: Inside) -> SafeString:
    """What is asked: the block holds `<p>` reasons and `<div class="do">` buttons. Not your move: `mine=False`.

    `many`: more buttons than stand beside the words.
    """
    return format_html(
        '<section class="next{}{}"><h2>{}</h2>{}</section>',
        "" if mine else " theirs",
        " many" if many else "",
        title,
        mark_safe(caller()),  # noqa: S308 - rendered block
    )


def dialog(name: str, title: str, wide: bool = False, *, caller: Inside) -> SafeString:
    """A `<dialog>` opened by `<button data-dialog="name">`; put the form with its `footer` inside."""
    return _part("ui/parts/dialog.html", {"name": name, "title": title, "content": mark_safe(caller()), "wide": wide})  # noqa: S308


@pass_context
def slot(context: Context, name: str, **given: object) -> SafeString:
    """The panels that upper domains put here, as far as the actor may see them."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    return mark_safe("".join(panels.render(name, actor, request, **given)))  # noqa: S308 - rendered templates
