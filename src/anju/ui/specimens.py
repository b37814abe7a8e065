"""Invented but adding-up values for the specimen pages. Nothing here is read by any other page."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor, ActorKind
from anju.ui import nav
from anju.ui.due import chip, waiting
from anju.ui.shell import Choice, Shell
from anju.ui.status import SEVERITIES, STATES

NOW = datetime(2026, 11, 24, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))


def _at(month: int, day: int, hour: int = 23, minute: int = 59) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def shell() -> Shell:
    """The frame of an invented street officer."""
    return Shell(
        district=_("澄川区住宅消防"),
        person="陆知安",
        post=_("槐安街道 · 消防专干"),
        scope=_("槐安街道"),
        scopes=(
            Choice(_("槐安街道 · 消防专干"), current=True, post_value="1"),
            Choice(_("桂桥社区 · AB岗"), post_value="2"),
        ),
        scope_url="#",
        account_menu=(Choice(_("账号与会话"), "#", "key"), Choice(_("提醒设置"), "#", "bell")),
        sign_out_url="#",
        search_url="#",
        search_hint=_("编号、地址、小区、设施"),
        as_of=NOW,
        actor=Actor(kind=ActorKind.PERSON, id="0"),
    )


def blocks() -> list[nav.Block]:
    """The navigation as it will be, with links that lead back here."""
    rows: list[tuple[str, str, str, int]] = [
        ("desk", _("我的待办"), "inbox", 14), ("desk", _("1＋2＋3 总览"), "scale", 0),
        ("1", _("网格巡查"), "route", 0), ("2", _("隐患清单"), "list", 61), ("2", _("责任清单"), "user-check", 61),
        ("3", _("每月督查"), "calendar", 0), ("3", _("专项督查"), "flag", 3), ("3", _("事故反查"), "history", 1),
        ("finding", _("消防设施"), "fire-hydrant", 0), ("finding", _("物联告警"), "access-point", 2),
        ("finding", _("群众上报"), "message", 0), ("acting", _("执法与督办"), "gavel", 0),
        ("acting", _("物业信用"), "shield-check", 0), ("acting", _("规划布点"), "map", 0),
        ("acting", _("报表与公文"), "file-text", 0),
    ]  # fmt: skip
    lines = [
        nav.Line(nav.NavItem(key, label, icon, "", n, dock=icon in DOCKED), "#", count, current=icon == "list")
        for n, (key, label, icon, count) in enumerate(rows)
    ]
    found = []
    for section in nav.Section:
        mine = tuple(line for line in lines if line.item.section == section)
        if mine:
            numeral = str(section) if section in nav.NUMBERED else ""
            found.append(nav.Block(section, numeral, nav.CAPTIONS.get(section, ""), mine))
    return found


DOCKED = {"inbox", "list", "route", "message"}


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the specimen templates name."""
    given = blocks()
    return {
        "shell": shell(),
        "nav_blocks": given,
        "nav_dock": nav.dock(given),
        "now": NOW,
        "states": list(STATES),
        "severities": list(SEVERITIES),
        "chips": chips(),
    }


def chips() -> list[Any]:
    """Every kind of deadline."""
    return [
        chip(_at(12, 6), NOW),
        chip(_at(12, 1), NOW, "working_days"),
        chip(_at(11, 26), NOW, "working_days"),
        chip(_at(11, 24), NOW),
        chip(_at(11, 21), NOW),
        chip(NOW - timedelta(hours=2), NOW, "at_once"),
        chip(_at(11, 27), NOW, "working_days", provisional=True),
        waiting(),
    ]
