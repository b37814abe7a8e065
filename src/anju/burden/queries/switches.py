"""How each switch stands now: looked up, never claimed. A switch is a function; an article is as good as its worst."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.burden.articles import Article
from anju.burden.enums import MEASURED, FormState, Standing
from anju.burden.models import Form, SentDay, Waiting, WeekMinutes
from anju.burden.queries import absence
from anju.burden.queries.minutes import caps_of
from anju.burden.shipped import shipped_forms
from anju.burden.sources.catalogue import SOURCES
from anju.burden.sources.facts import FACTS
from anju.kernel.ledger import triggers
from anju.kernel.permissions import of_role
from anju.notify.enums import ROBOTS
from anju.notify.models import Gateway
from anju.notify.rules.timing import Quiet
from anju.people.enums import MASKED
from anju.supervision.grid.rules import records

PACKAGES = (".apk", ".ipa", ".hap", ".exe", ".msi")
"""What a program to install would be shipped as."""
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and in which words."""

    standing: Standing
    words: str


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch: its name and how to look."""

    key: str
    name: str | Promise
    look: Callable[[str], Finding]


@dataclass(frozen=True, slots=True)
class Answer:
    """An article with what answers it."""

    article: Article
    standing: Standing
    switches: tuple[tuple[Switch, Finding], ...]


def answered(articles: Iterable[Article], district: str) -> list[Answer]:
    """Each article with its switches as they stand in a district now."""
    looked = {key: (switch, switch.look(district)) for key, switch in SWITCHES.items()}
    found = []
    for article in articles:
        mine = tuple(looked[key] for key in article.switches)
        found.append(Answer(article, worst(finding.standing for _switch, finding in mine), mine))
    return found


def worst(standings: Iterable[Standing]) -> Standing:
    """The one that needs most attention."""
    order = list(Standing)
    return max(standings, key=order.index)


def _absent(key: str) -> Callable[[str], Finding]:
    def look(district: str) -> Finding:
        found = absence.found(key)
        if found:
            return Finding(Standing.MISSING, _("找到疑似的：%(names)s") % {"names": "、".join(found[:5])})
        return Finding(Standing.ABSENT, _("查过全部数据表、字段和网址，没有"))

    return look


def _online_time(district: str) -> Finding:
    """Also that the minutes that are counted hang on nobody."""
    mine = [model for model in (WeekMinutes, Waiting, SentDay) if absence.names_person(model)]
    finding = _absent("online_time")(district)
    if mine or finding.standing is not Standing.ABSENT:
        return Finding(Standing.MISSING, _("用时账里有到个人的字段"))
    return Finding(Standing.ABSENT, _("没有到个人的在线时长；用时账只有岗位和地方的合计，少于 5 人不显示"))


def _one_entrance(district: str) -> Finding:
    ways = settings.AUTHENTICATION_BACKENDS
    if len(ways) != 1:
        return Finding(Standing.MISSING, _("有 %(count)s 套账号") % {"count": len(ways)})
    return Finding(Standing.KEPT, _("一个网址，办公页面和手机页面用同一个账号"))


def _browser(district: str) -> Finding:
    packages = [Path(path).name for path in _static() if path.endswith(PACKAGES)]
    if packages:
        return Finding(Standing.MISSING, _("找到安装包：%(names)s") % {"names": "、".join(packages[:5])})
    return Finding(Standing.ABSENT, _("没有安装包，浏览器打开就能用；装不装到桌面由本人定"))


def _static() -> list[str]:
    return [path for finder in finders.get_finders() for path, _storage in finder.list([])]


def _groups(district: str) -> Finding:
    rows = Gateway.objects.system("how many groups are told").filter(path__startswith=district or "/", enabled=True)
    count = rows.filter(kind__in=[str(kind) for kind in ROBOTS]).count()
    if not count:
        return Finding(Standing.OFF, _("没有启用群机器人"))
    return Finding(Standing.LIMITED, _("启用了 %(count)s 个群机器人，只发不问，不要求回复") % {"count": count})


def _quiet_hours(district: str) -> Finding:
    quiet = Quiet()
    said = {"since": f"{quiet.quiet_from:%H:%M}", "until": f"{quiet.quiet_until:%H:%M}"}
    words = _("默认 %(since)s 到次日 %(until)s 免打扰，非工作时间只发危及生命的；本人可改")
    return Finding(Standing.LIMITED, words % said)


def _photo_of_nothing(district: str) -> Finding:
    """A look without photo, position and words is a whole record: tried, not said."""
    sent = records.read({"kind": "seen", "place": 1, "data": {}}, NOBODY)
    if sent.kind != "seen" or sent.position is not None or list(records.named_in(records.data_of(sent.text))):
        return Finding(Standing.MISSING, _("“看过”的记录要附材料"))
    return Finding(Standing.ABSENT, _("“看过，未发现”不要照片、不要位置、不要文字，点一下就完整"))


def _position(district: str) -> Finding:
    sent = records.read({"kind": "seen", "place": 1, "data": {}, "position": None}, NOBODY)
    if sent.position is not None or records.position(None) is not None:
        return Finding(Standing.MISSING, _("没有位置的记录不被接受"))
    return Finding(Standing.LIMITED, _("记录时问一次手机位置，本人不给也照样收"))


def _position_days(district: str) -> Finding:
    words = _("原始位置保留 %(days)s 天后删除，只留看过哪里")
    return Finding(Standing.LIMITED, words % {"days": settings.ANJU_POSITION_DAYS})


def _one_record(district: str) -> Finding:
    rows = Form.objects.system("how many forms fill themselves").filter(state=FormState.IN_USE)
    count = len(shipped_forms()) + rows.filter(path__startswith=district or "/").count()
    return Finding(Standing.KEPT, _("%(count)s 张报表由已有记录自动填出") % {"count": count})


def _asked_before(district: str) -> Finding:
    count = len(FACTS) + sum(len(source.fields) for source in SOURCES)
    return Finding(Standing.KEPT, _("上传新表时先列出已知的项目，目录里有 %(count)s 项") % {"count": count})


def _open_interface(district: str) -> Finding:
    if not absence.has_address("api_v1") or not absence.has_address("intake"):
        return Finding(Standing.MISSING, _("没有公开接口或批量导入"))
    return Finding(Standing.KEPT, _("有公开接口和批量导入，别的系统可以取数，不必重报"))


def _https(district: str) -> Finding:
    if settings.ANJU_HTTPS:
        return Finding(Standing.KEPT, _("全程加密传输（HTTPS）已开"))
    return Finding(Standing.MISSING, _("加密传输（HTTPS）没有开，请管理员设置"))


def _ledger(district: str) -> Finding:
    missing = triggers.missing()
    if missing:
        return Finding(Standing.MISSING, _("台账的只增保护缺了：%(names)s") % {"names": "、".join(missing[:3])})
    return Finding(Standing.KEPT, _("每次改动一条台账，只增不改，可核验"))


def _masked(district: str) -> Finding:
    seeing = [role for role in MASKED if "residents.contact" in of_role(role)]
    if seeing:
        return Finding(Standing.MISSING, _("有应当遮挡的岗位能看联系方式"))
    names = "、".join(str(role.label) for role in MASKED)
    return Finding(Standing.KEPT, _("个人信息默认遮挡；%(names)s看不到全文") % {"names": names})


def _complaints(district: str) -> Finding:
    if absence.found("complaints"):
        return Finding(Standing.KEPT, _("有投诉建议的入口"))
    return Finding(Standing.MISSING, _("工作人员还没有专门的投诉建议入口，请本区公布一个电话或邮箱"))


def _minutes(district: str) -> Finding:
    rows = WeekMinutes.objects.system("how many weeks are known").filter(path__startswith=district or "/")
    weeks = rows.values("week").distinct().count()
    return Finding(Standing.KEPT, _("用时账已有 %(weeks)s 周的合计") % {"weeks": weeks})


def _cap(district: str) -> Finding:
    caps = caps_of(district)
    if not caps:
        return Finding(Standing.MISSING, _("还没有设用时上限，请区消委办在用时账里设置"))
    words = _("%(set)s/%(all)s 类岗位设了每周上限，超过时提醒布置工作的人")
    return Finding(Standing.KEPT, words % {"set": len(caps), "all": len(MEASURED)})


def _district(district: str) -> Finding:
    return Finding(Standing.OUTSIDE, _("软件替代不了，由主办单位安排"))


_ALL = (
    Switch("check_in", gettext_lazy("打卡签到"), _absent("check_in")),
    Switch("points", gettext_lazy("积分"), _absent("points")),
    Switch("ranking", gettext_lazy("排名"), _absent("ranking")),
    Switch("online_time", gettext_lazy("在线时长"), _online_time),
    Switch("quota", gettext_lazy("最低数量"), _absent("quota")),
    Switch("likes", gettext_lazy("点赞转发"), _absent("likes")),
    Switch("install_rate", gettext_lazy("安装率"), _absent("install_rate")),
    Switch("login_duty", gettext_lazy("定期登录"), _absent("login_duty")),
    Switch("tracks", gettext_lazy("轨迹里程"), _absent("tracks")),
    Switch("browser", gettext_lazy("强制安装"), _browser),
    Switch("one_entrance", gettext_lazy("统一入口"), _one_entrance),
    Switch("groups", gettext_lazy("群消息"), _groups),
    Switch("quiet_hours", gettext_lazy("免打扰时段"), _quiet_hours),
    Switch("photo_of_nothing", gettext_lazy("没有隐患也要留痕"), _photo_of_nothing),
    Switch("position", gettext_lazy("手机位置"), _position),
    Switch("position_days", gettext_lazy("位置保留"), _position_days),
    Switch("one_record", gettext_lazy("一次采集、多表复用"), _one_record),
    Switch("asked_before", gettext_lazy("新表先看已知"), _asked_before),
    Switch("open_interface", gettext_lazy("数据共享"), _open_interface),
    Switch("https", gettext_lazy("加密传输"), _https),
    Switch("ledger", gettext_lazy("操作留底"), _ledger),
    Switch("masked", gettext_lazy("个人信息遮挡"), _masked),
    Switch("complaints", gettext_lazy("投诉建议"), _complaints),
    Switch("minutes", gettext_lazy("用时账"), _minutes),
    Switch("cap", gettext_lazy("用时上限"), _cap),
    Switch("district", gettext_lazy("本区安排"), _district),
)
SWITCHES = {switch.key: switch for switch in _ALL}
