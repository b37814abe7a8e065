"""Invented but adding-up values for the specimen pages. Nothing here is read by any other page."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.templatetags.static import static
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor, ActorKind
from anju.ui import nav, parts
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


def context() -> dict[str, Any]:
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


def path() -> list[parts.Crumb]:
    """A place path."""
    names = [_("澄川区"), _("槐安街道"), _("桂桥社区"), _("桂桥新村"), _("3 幢")]
    return [*(parts.Crumb(name, "#") for name in names), parts.Crumb(_("东侧消防车道"))]


def record() -> dict[str, Any]:
    """One hazard waiting for verification."""
    return {
        "path": path(),
        "due": chip(_at(11, 26), NOW, "working_days"),
        "steps": steps(),
        "before": parts.Shot(
            _("整改前"), static("ui/specimen-before.svg"), _("车道上停着六辆车"), _at(11, 12, 19, 40),
            _("居民拍摄 · 隐名"), _("距隐患点 4 米 · 车牌已遮"),
        ),
        "after": parts.Shot(
            _("整改后"), static("ui/specimen-after.svg"), _("车道空着，地上有黄线"), _at(11, 23, 16, 18),
            _("安禾物业 · 何远舟 拍摄"), _("距隐患点 6 米 · 现场拍摄，非相册"),
        ),
        "checks": [
            parts.Check(_("同机位，夹角 7°")),
            parts.Check(_("未与其他记录重复用图")),
            parts.Check(_("第 3 组缺夜间照片，请到场看一眼"), fine=False),
        ],
        "events": events(),
        "duty": duty(),
    }  # fmt: skip


def steps() -> list[parts.Step]:
    """Six stations, the fourth is now."""
    return [
        parts.Step(_("上报"), "done", ("11月12日 19:42", _("居民扫码"))),
        parts.Step(_("派责"), "done", ("11月12日 19:42", _("安禾物业"))),
        parts.Step(_("整改"), "done", ("11月23日 16:30", _("延期 1 次"))),
        parts.Step(_("复核"), "now", (_("现在 · 槐安街道"), _("11月26日前"))),
        parts.Step(_("销号"), "coming", (_("复核通过即销"),)),
        parts.Step(_("回头看"), "coming", (_("销号后 30／90／180 天"),)),
    ]


def events() -> list[parts.Event]:
    """The same hazard's history."""
    told = [
        (_at(11, 23, 16, 30), "camera", _("安禾物业提交整改"), _("6 个车位已磨除，附照片 6 张"), 482031),
        (_at(11, 18, 14, 12), "clock", _("街道同意延期 5 天"), _("理由：划线队排期；延期内每晚清车"), 480377),
        (_at(11, 13, 15, 6), "scale", _("街道裁定：异议不成立"), _("合同第 3.2 条约定车道由物业管理"), 478912),
        (_at(11, 13, 8, 55), "link", _("网格巡查发现同一处，合并为一条"), _("两位发现人都会收到结果"), 478590),
        (_at(11, 12, 19, 42), "user-check", _("自动派责给安禾物业"), _("期限 7 天（目录默认，法律未定天数）"), 478402),
        (_at(11, 12, 19, 42), "qrcode", _("居民扫楼栋码上报"), _("“晚上消防车根本进不来” · 照片 2 张"), 478401),
    ]  # fmt: skip
    coming = parts.Event(
        _at(11, 27, 0, 0),
        "arrow-up",
        _("若未复核，升级区消委办督办"),
        _("依据：本区督办规则第 9 条（示例）"),
        coming=True,
    )
    return [coming, *(parts.Event(at, icon, deed, detail, number=number) for at, icon, deed, detail, number in told)]


def duty() -> parts.Duty:
    """Who answers for it."""
    return parts.Duty(
        party=_("安禾物业服务有限公司"),
        contact=_("项目经理 何远舟") + " · 138****2046",
        contact_url="#",
        number="ZR-2611-0198",
        number_url="#",
        reasons=(
            _("目录 FL-07：默认责任方为物业企业"),
            _("桂桥新村有在期物业合同（至 2027年12月31日）"),
            _("异议已裁定不成立，责任方不再变动"),
        ),
        supervisor=_("槐安街道 · 陆知安"),
        verifier=_("槐安街道"),
        fixes=(
            parts.Fix(_("措施"), _("磨除 6 个车位，补划黄线与禁停字样")),
            parts.Fix(_("资金"), _("物业费列支 3,860 元")),
            parts.Fix(_("责任人"), "何远舟"),
            parts.Fix(_("时限"), _("11月24日 24:00（7 天，延 5 天）")),
            parts.Fix(_("预案"), missing=_("夜间清车前的临时保障措施")),
        ),
    )
