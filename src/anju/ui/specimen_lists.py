"""Invented but adding-up rows for the specimen pages of lists, work, figures and the map."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.ui import forms as ui_forms
from anju.ui import parts
from anju.ui.due import chip
from anju.ui.photos import PhotosField
from anju.ui.specimens import NOW, _at

HAZARDS = """
0713|major|candidate|FF-06 消防水泵处手动停|柳湾北苑 · 4 幢泵房|柳湾北苑业委会|21||assigned
0688|serious||FL-02 石墩阻断消防车道|银杏坊 · 南门|良屋物业|22||assigned
0691|serious||EB-09 地下车库违停违充|望荷苑 · 地下一层|良屋物业|22||reopened
0702|general||FL-08 道闸夜间锁闭无值守|松月府 · 北门|广栖物业|23|working_days|disputed
0720|serious||DW-01 车棚住人|青藤里 · 7 幢车棚|青藤里社区（代管）|23|working_days|submitted
0811|serious||EB-06 飞线充电|银杏坊 · 2 幢 1 单元|业主 · 住户（隐名）|24||assigned
0817|serious||EB-09 地下车库违停违充|望荷苑 · 地下二层|良屋物业|24||submitted
0798|general||ES-01 楼道堆放杂物|桂桥新村 · 11 幢 3 单元|业主 · 住户（隐名）|24||assigned
0824|general||FF-04 消火栓箱缺件|青藤里 · 2 幢 6 层|青藤里社区（代管）|24||assigned
0830|serious||ES-02 安全出口锁闭|松月府 · 1 幢地下室|广栖物业|24||assigned
0842|serious||FL-07 违规施划停车位占道|桂桥新村 · 3 幢东侧|安禾物业|26|working_days|submitted
0845|general||ES-08 防火门闭门器损坏|桂桥新村 · 6 幢|安禾物业|25||assigned
0851|serious||FF-17 车棚干粉球失效|银杏坊 · 西车棚|良屋物业|26||deferred
0856|general||CH-09 充电场所无灭火器|望荷苑 · 北侧充电点|良屋物业|27||assigned
0860|general||FF-11 灭火器失压|松月府 · 2 幢|广栖物业|27||assigned
"""
"""id, severity, candidate, what, place, party, due day of November, unit, state."""


def hazards() -> dict[str, Any]:
    """Fifteen of sixty-one open hazards."""
    names = ("id", "severity", "candidate", "what", "place", "party", "due", "unit", "state")
    drawn: list[dict[str, Any]] = [
        dict(zip(names, row.split("|"), strict=True)) for row in HAZARDS.strip().splitlines()
    ]
    for row in drawn:
        row["due"] = chip(_at(11, int(row["due"])), NOW, row["unit"])
    return {"rows": drawn, "tabs": tabs(), "filters": filters(), "pager": pager()}


def tabs() -> list[parts.Tab]:
    """Sixty-one open ones by state."""
    counts = {"reported": 3, "assigned": 41, "submitted": 12, "disputed": 2, "deferred": 2, "reopened": 1}
    return [
        parts.Tab(_("全部未销号"), "#", sum(counts.values()), current=True),
        *(parts.Tab("", "#", count, state=state) for state, count in counts.items()),
        parts.Tab(_("已销号"), "#", "10,000+", last=True),
    ]


def filters() -> list[parts.Filter]:
    """One is set."""
    everything = ("", _("全部"))
    return [
        parts.Filter("due", _("期限"), [everything, ("3", _("逾期＋3 天内"))], "3", "#"),
        parts.Filter("kind", _("类别"), [everything, ("FL", _("消防车道"))]),
        parts.Filter("severity", _("严重程度"), [everything, ("major", _("重大"))]),
        parts.Filter("estate", _("小区"), [("", _("全部 38 个")), ("1", _("桂桥新村"))]),
    ]


def pager() -> parts.Pager:
    """The second page."""
    return parts.Pager("#", "#", _("筛选结果 15 条 ／ 未销号 61 条"), _("未销号，期限早于 11月27日 24:00"))


def work() -> dict[str, Any]:
    """Two overdue, two today."""
    late = [
        parts.WorkLine(
            _("裁定异议"), _("松月府北门道闸夜间锁闭，物业称由业委会管理"), "#",
            _("广栖物业 11月19日提出 · 应在 2 个工作日内裁定 · 松月府北门"), _("去裁定"),
            chip(_at(11, 23), NOW, "working_days"), "general", live="duty:702",
        ),
        parts.WorkLine(
            _("复核整改"), _("青藤里 7 幢车棚住人，住户已搬离"), "#",
            _("青藤里社区 11月18日提交 · 复核方：街道（不得由整改方复核）"), _("去复核"),
            chip(_at(11, 23), NOW, "working_days"), "serious",
        ),
    ]  # fmt: skip
    today = [
        parts.WorkLine(
            _("补五落实"), _("柳湾北苑 4 幢消防水泵处手动停，缺“资金”和“预案”"), "#",
            _("责任清单 ZR-2611-0206 · 维修资金绿色通道可用，已列出所需签章"), _("去补齐"),
            chip(_at(11, 24), NOW), "major", candidate=True,
        ),
        parts.WorkLine(
            _("答复"), _("观察点“桂桥社区”提出：晚 9 点后消防车道被占"), "#",
            _("人大社会建设社区观察点 · 座谈 11月10日 · 10 个工作日内答复"), _("去答复"), chip(_at(11, 24), NOW),
        ),
    ]  # fmt: skip
    return {"late": late, "today": today}


def figures() -> dict[str, Any]:
    """287 + 1,046 − 1,003 − 18 = 312."""
    return {
        "terms": [
            parts.Figure(287, _("上月结转"), url="#"),
            parts.Figure(1046, _("本月新增"), url="#"),
            parts.Figure(1003, _("复核后销号"), url="#"),
            parts.Figure(18, _("不成立或重复"), url="#"),
        ],
        "total": parts.Figure(312, _("现有未销号"), url="#"),
        "among": [parts.Figure(31, _("其中逾期"), url="#", opened=True)],
        "seen": parts.Figure(9127, _("已看的重点部位"), _("处"), "#"),
        "parties": [(_("物业企业"), 198), (_("社区代管"), 46), (_("业委会"), 31), (_("住户"), 22), (_("其他单位"), 15)],
    }


class SpecimenForm(forms.Form):
    """Every input once."""

    kind = forms.ChoiceField(
        label=gettext_lazy("隐患类别"),
        help_text=gettext_lazy("输入几个字就能找到"),
        widget=ui_forms.SearchSelect,
        choices=[
            ("", "—"),
            ("FL-07", gettext_lazy("FL-07 违规施划停车位占道")),
            ("EB-06", gettext_lazy("EB-06 飞线充电")),
        ],
    )
    due = forms.DateField(label=gettext_lazy("期限"), widget=ui_forms.DateInput)
    place = forms.CharField(
        label=gettext_lazy("位置"), widget=ui_forms.RemoteSelect("#", "桂桥新村 3 幢"), required=False
    )
    what = forms.ChoiceField(
        label=gettext_lazy("是什么情况"),
        widget=ui_forms.OptionCards,
        choices=[
            ("a", gettext_lazy("楼道停电动车")),
            ("b", gettext_lazy("楼道堆东西")),
            ("c", gettext_lazy("消防车道被占")),
        ],
    )
    who = forms.MultipleChoiceField(
        label=gettext_lazy("告诉谁"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("s", gettext_lazy("街道")), ("c", gettext_lazy("社区"))],
        required=False,
    )
    said = forms.CharField(label=gettext_lazy("补一句话"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    photo = PhotosField(label=gettext_lazy("照片"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("已当面提醒"), required=False)


def form() -> SpecimenForm:
    """As it comes back with two mistakes."""
    return SpecimenForm({"kind": "", "due": "2026-02-30", "what": "a", "said": "晚上更严重"})


def geojson() -> dict[str, Any]:
    """A compound with a lane, a cluster and two hazards."""

    def polygon(kind: str, label: str, w: float, s: float, e: float, n: float) -> dict[str, Any]:
        ring = [[w, s], [e, s], [e, n], [w, n], [w, s]]
        return _feature("Polygon", [ring], kind=kind, label=label)

    return {
        "type": "FeatureCollection",
        "features": [
            polygon("estate", "", 120.0990, 30.2990, 120.1018, 30.3010),
            polygon("building", _("1 幢"), 120.0994, 30.3002, 120.1000, 30.3006),
            polygon("building", _("2 幢"), 120.1003, 30.3002, 120.1009, 30.3006),
            polygon("building", _("3 幢"), 120.1003, 30.2994, 120.1009, 30.2998),
            polygon("shed", _("车棚"), 120.1013, 30.3003, 120.1016, 30.3005),
            _feature("LineString", [[120.0985, 30.3000], [120.1022, 30.3000]], kind="road", label=""),
            _feature("LineString", [[120.1011, 30.2990], [120.1011, 30.3010]], kind="fire_lane", label=""),
            _feature(
                "Point", [120.1011, 30.2996], kind="hazard", label=_("违规施划停车位"), severity="serious", url="#"
            ),
            _feature("Point", [120.1015, 30.3004], kind="hazard", label=_("干粉球失效"), severity="general", url="#"),
            _feature("Point", [120.0997, 30.3004], kind="cluster", count=12, late=True, label=""),
        ],
    }


def _feature(shape: str, coordinates: list[Any], **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": shape, "coordinates": coordinates}, "properties": properties}
