"""The components as template tags: `{% load ui %}`. They take plain values; see README.md for which to use when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.calendar import Due
from anju.ui import assets, panels, parts, status
from anju.ui import due as due_module
from anju.ui import icons as icons_module

register = template.Library()

register.simple_tag(icons_module.icon, name="icon")
register.simple_tag(status.state, name="state_ring")
register.simple_tag(status.ring, name="ring")
register.simple_tag(assets.tags, name="asset")


@register.simple_tag(name="severity")
def severity(level: str | int, candidate: bool = False) -> SafeString:
    """`{% severity "serious" %}`, `{% severity 3 candidate=True %}`."""
    return status.severity(level, candidate=candidate)


@register.simple_tag
def due_chip(
    due: datetime | Due | due_module.Chip | None,
    now: datetime | None = None,
    unit: str = "",
    provisional: bool = False,
    title: str = "",
) -> SafeString | str:
    """`{% due_chip duty.due_at now "working_days" %}`; a ready `Chip` is drawn as it is, None as nothing."""
    if due is None:
        return ""
    if isinstance(due, due_module.Chip):
        return due_module.draw(due)
    return due_module.draw(due_module.chip(due, now or clock.now(), unit, provisional=provisional, title=title))


@register.simple_tag
def due_waiting(text: str = "", title: str = "") -> SafeString:
    """等法定期: the clock is someone else's."""
    return due_module.draw(due_module.waiting(text, title))


@register.filter
def day(value: Any) -> str:
    """11月24日, with the year where it is not this year's."""
    return due_module.day(value, clock.now()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """11月24日 09:42 in district time."""
    return due_module.moment(value, clock.now()) if value else ""


@register.filter
def count(value: int | str | None) -> str:
    """9,127; text such as 10,000+ stays."""
    return f"{value:,}" if isinstance(value, int) else str(value or "")


@register.inclusion_tag("ui/parts/crumbs.html")
def crumbs(steps: Sequence[parts.Crumb]) -> dict[str, Any]:
    """The place path; on a phone the last three."""
    return {"steps": steps}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: Sequence[parts.Tab], label: str = "") -> dict[str, Any]:
    """State tabs with counts."""
    return {"tabs": items, "label": label or _("按状态")}


@register.inclusion_tag("ui/parts/filters.html")
def filter_bar(
    filters: Sequence[parts.Filter], clear_url: str = "", keep: Any = None, search: Any = None
) -> dict[str, Any]:
    """Selects that keep their state in the address. `keep`: (name, value) pairs to carry; `search`: the `q` text."""
    return {"filters": filters, "clear_url": clear_url, "keep": keep or (), "search": search}


@register.inclusion_tag("ui/parts/pager.html")
def pager(page: parts.Pager, bulk: bool = False) -> dict[str, Any]:
    """The list's footer: the filter in words, the count, and the way on."""
    return {"page": page, "bulk": bulk}


@register.inclusion_tag("ui/parts/figure.html")
def figure(item: parts.Figure, target: str = "") -> dict[str, Any]:
    """A number that opens its rows; `target` is the element that htmx fills with them."""
    return {"item": item, "target": target}


@register.inclusion_tag("ui/parts/balance.html")
def balance(
    terms: Sequence[parts.Figure], total: parts.Figure, among: Sequence[parts.Figure] = (), target: str = ""
) -> dict[str, Any]:
    """上月结转 ＋ 新增 － 销号 － 不成立 ＝ 现有. The second term is added, the following ones are taken away."""
    signs = ["", "＋"] + ["－"] * len(terms)
    return {"terms": list(zip(signs, terms, strict=False)), "total": total, "among": among, "target": target}


@register.inclusion_tag("ui/parts/bar.html")
def bar(value: float, whole: float, amber: float = 0, red: float = 0, label: str = "") -> dict[str, Any]:
    """A thin bar; the words beside it carry the number."""
    return {"bar": parts.Bar(value, whole, amber, red, label)}


@register.inclusion_tag("ui/parts/stepper.html")
def stepper(steps: Sequence[parts.Step]) -> dict[str, Any]:
    """上报 派责 整改 复核 销号 回头看."""
    return {"steps": steps}


@register.inclusion_tag("ui/parts/evidence.html")
def evidence(
    before: parts.Shot,
    after: parts.Shot | None = None,
    checks: Sequence[parts.Check] = (),
    drag: bool = True,
    title: str = "",
) -> dict[str, Any]:
    """Before and after, side by side or dragged over each other, under their own heading; inside a `sheet`."""
    shots = [shot for shot in (before, after) if shot]
    both = len([shot for shot in shots if shot.url]) > 1
    return {"shots": shots, "checks": checks, "drag": drag and both, "title": title or _("整改前后")}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(events: Sequence[parts.Event]) -> dict[str, Any]:
    """Newest first, the coming automatic step on top."""
    return {"events": events}


@register.inclusion_tag("ui/parts/duty.html")
def duty_card(duty: parts.Duty) -> dict[str, Any]:
    """Party, reasons, supervisor and verifier, five fixes."""
    return {"duty": duty}


@register.inclusion_tag("ui/parts/worklist.html")
def work_list(lines: Sequence[parts.WorkLine]) -> dict[str, Any]:
    """Lines of 我的待办."""
    return {"lines": lines}


@register.inclusion_tag("ui/parts/map.html")
def map_card(
    source: str,
    lat: Any = None,
    lon: Any = None,
    zoom: float = 16,
    tall: bool = False,
    label: str = "",
    bounds: str = "",
) -> dict[str, Any]:
    """A local vector map. `source` answers `?bbox=w,s,e,n&zoom=z` with GeoJSON (frontend/src/map/style.ts: its kinds).

    `lat`, `lon` set a pin and the middle; `bounds` ("w,s,e,n") shows a whole area instead.
    """
    label = label or _("地图")
    return {"source": source, "lat": lat, "lon": lon, "zoom": zoom, "tall": tall, "label": label, "bounds": bounds}


@register.inclusion_tag("ui/parts/blank.html")
def blank(
    title: str, text: str = "", url: str = "", action: str = "", code: str = "", icon: str = ""
) -> dict[str, Any]:
    """Empty, error or not allowed: what it is, why, and the way out."""
    return {"title": title, "text": text, "url": url, "action": action, "code": code, "icon": icon}


@register.inclusion_tag("ui/parts/masked.html")
def masked(value: str, url: str = "", what: str = "") -> dict[str, Any]:
    """A masked value with the way to see it: a dialog asks the reason (POST), the ledger records it."""
    return {"value": value, "url": url, "what": what}


@register.inclusion_tag("ui/parts/share.html")
def share_text(text: str, label: str = "") -> dict[str, Any]:
    """「转到微信群」: copies a short masked text; without script the text stands there to be marked."""
    return {"text": text, "label": label or _("转到微信群")}


@register.inclusion_tag("ui/parts/toast.html", takes_context=True)
def undo(context: template.Context, said: str, url: str, seconds: int = 10) -> dict[str, Any]:
    """What was done, and ten seconds to take it back. The page itself must say it too."""
    return {"said": said, "url": url, "seconds": seconds, "csrf_token": context.get("csrf_token")}


@register.simple_block_tag
def note(content: str, kind: str = "", icon: str = "info-circle") -> SafeString:
    """A bordered remark; `kind` w warns, e is an error, a is news."""
    mark = icons_module.icon(icon)
    role = ' role="alert"' if kind == "e" else ""
    return mark_safe(f'<div class="note {kind}"{role}>{mark}<div>{content}</div></div>')  # noqa: S308 - rendered block


@register.simple_block_tag
def next_step(content: str, title: str, mine: bool = True) -> SafeString:
    """What is asked: the block holds `<p>` reasons and `<div class="do">` buttons. Not your move: `mine=False`."""
    return format_html(
        '<section class="next{}"><h2>{}</h2>{}</section>',
        "" if mine else " theirs",
        title,
        mark_safe(content),  # noqa: S308 - rendered block
    )


@register.simple_block_tag
def dialog(content: str, name: str, title: str, wide: bool = False) -> SafeString:
    """A `<dialog>` opened by `<button data-dialog="name">`; put the form with its `footer` inside."""
    values = {"name": name, "title": title, "content": mark_safe(content), "wide": wide}  # noqa: S308
    return mark_safe(render_to_string("ui/parts/dialog.html", values))  # noqa: S308 - rendered block


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, **given: object) -> SafeString:
    """The panels that upper domains put here, as far as the actor may see them."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    return mark_safe("".join(panels.render(name, actor, request, **given)))  # noqa: S308 - rendered templates
