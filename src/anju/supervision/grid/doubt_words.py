"""What is said of a sign, a figure that is withheld, and an answer. Keys are those of `rules/kinds.py`."""

from django.utils.translation import gettext_noop as _

from anju.supervision.grid.rules.kinds import Answer, Piece, SignKind, Withheld

QUESTIONS: dict[SignKind, str] = {
    SignKind.SPEED: _("这里和另外几处共 %(count)s 处，记录前后只隔 %(seconds)s 秒。是走完以后一起补记的吗？"),
    SignKind.FLOORS: _("这栋楼有 %(count)s 条楼层记录，前后只隔 %(seconds)s 秒。是走完以后一起补记的吗？"),
    SignKind.NO_SUCH_FLOOR: _("这里记的是 %(floor)s 层，登记的楼层数是 %(floors)s。楼层记对了吗？"),
    SignKind.INTERVALS: _("那天的记录几乎都隔 %(seconds)s 秒。是怎么记的？"),
    SignKind.ELSEWHERE: _("有 %(days)s 天，手机的位置没有随着记录的地点变化。是定位不准，还是回来后补记的？"),
    SignKind.PHOTO: _("这里的照片和以前别处的一张看起来相同。是选错照片了吗？"),
    SignKind.SAME_READING: _("%(gauges)s 块表有 %(count)s 次读数完全相同。这里的表实际读数是多少？"),
    SignKind.COPIED_READING: _("%(count)s 次读数都和上次一样。这里的表这次看过了吗？"),
    SignKind.PATTERN_READING: _("%(count)s 次读数按同样的差值变化。这里的表实际读数是多少？"),
    SignKind.DIGITS: _("%(count)s 次读数里，末位是 %(digit)s 的特别多。读数是怎么取的？"),
    SignKind.BACKDATED: _("有 %(count)s 条记录写的时间，比手机上一次联网还早。手机时间不准，还是后来补记的？"),
    SignKind.MOCK: _("手机说有 %(count)s 次定位是模拟的。是在用外接定位器吗？"),
    SignKind.RECHECK: _("复查在这里等 %(places)s 处看到 %(count)s 条没有记到的隐患。当时是看不到，还是没来得及看？"),
    SignKind.RESIDENT: _("居民在这里等 %(count)s 处反映的隐患属实，巡查没有记到。当时是看不到，还是没来得及看？"),
}
"""The one plain question about a place. `said` of the sign fills it in."""

WHY: dict[SignKind, str] = {
    SignKind.SPEED: _("按最快的步行、骑车和上下楼算，走完这些地方至少要 %(needed)s 秒。"),
    SignKind.FLOORS: _("按最快的上下楼算，走完这些楼层至少要 %(needed)s 秒。"),
    SignKind.NO_SUCH_FLOOR: _("也可能是楼层数登记错了，请告诉我们。"),
    SignKind.INTERVALS: _("走路和查看的时间有长有短，%(count)s 个间隔这样整齐很少见。"),
    SignKind.ELSEWHERE: _("比的是 %(count)s 条记录的位置是否跟着地点走，不看定位偏了多少。"),
    SignKind.PHOTO: _("比的是照片的特征，裁剪、翻转、另存也认得出；系统不保存照片的副本。"),
    SignKind.SAME_READING: _("不同的表很少读出同一个数。读数为零的不算。"),
    SignKind.COPIED_READING: _("同一块表的读数每次总会差一点。"),
    SignKind.PATTERN_READING: _("实际的读数不会这样规则。"),
    SignKind.DIGITS: _("逢五、逢十和偶数不算；其余的末位应当差不多一样多。"),
    SignKind.BACKDATED: _("记录按手机里的先后编号，后一条不会早于前一条已经收到的回复。"),
    SignKind.MOCK: _("外接定位器也会这样。确认后这部手机不再问。"),
    SignKind.RECHECK: _("谁都会漏看；这里只是比本区平常漏得多。会移走的东西不算。"),
    SignKind.RESIDENT: _("谁都会漏看；这里只是比本区平常多。"),
}
"""Why it is asked, for whoever wants to know."""

CONSEQUENCE = _("只问这一次，不打分，不排名，不扣分。不回答的话，这里被抽到复查的机会会大一些，一个月后减半。")
"""Stands under every question."""

ANSWERS: dict[Answer, str] = {
    Answer.ENTERED_LATER: _("走完以后补记的"),
    Answer.SHARED_PHONE: _("几个人合用手机"),
    Answer.POSITION_WRONG: _("定位不准"),
    Answer.CLOCK_WRONG: _("手机时间不准"),
    Answer.EXTERNAL_RECEIVER: _("用外接定位器"),
    Answer.WRONG_PHOTO: _("选错照片了"),
    Answer.WAS_THERE: _("看过，就是这样"),
    Answer.OTHER: _("其他"),
}

_LATER, _SHARED, _THERE, _OTHER = Answer.ENTERED_LATER, Answer.SHARED_PHONE, Answer.WAS_THERE, Answer.OTHER
OFFERED: dict[SignKind, tuple[Answer, ...]] = {
    SignKind.SPEED: (_LATER, _SHARED, _THERE, _OTHER),
    SignKind.FLOORS: (_LATER, _SHARED, _THERE, _OTHER),
    SignKind.NO_SUCH_FLOOR: (_THERE, _OTHER),
    SignKind.INTERVALS: (_LATER, _THERE, _OTHER),
    SignKind.ELSEWHERE: (Answer.POSITION_WRONG, _LATER, _SHARED, _OTHER),
    SignKind.PHOTO: (Answer.WRONG_PHOTO, _THERE, _OTHER),
    SignKind.SAME_READING: (_THERE, _LATER, _OTHER),
    SignKind.COPIED_READING: (_THERE, _LATER, _OTHER),
    SignKind.PATTERN_READING: (_THERE, _LATER, _OTHER),
    SignKind.DIGITS: (_THERE, _LATER, _OTHER),
    SignKind.BACKDATED: (Answer.CLOCK_WRONG, _LATER, _OTHER),
    SignKind.MOCK: (Answer.EXTERNAL_RECEIVER, Answer.POSITION_WRONG, _OTHER),
    SignKind.RECHECK: (_THERE, _OTHER),
    SignKind.RESIDENT: (_THERE, _OTHER),
}
"""Which answers stand under a question; each counts the same."""

WITHHELD: dict[Withheld, str] = {
    Withheld.FEW_PLACES: _("复查的地点太少，不估计。"),
    Withheld.FEW_FOUND: _("复查看到的隐患太少，不估计。"),
    Withheld.FEW_SHARED: _("两次都看到的隐患太少，不估计。"),
    Withheld.DEPENDENT: _("两次查看不是各看各的，不估计。"),
}

PIECES: dict[Piece, str] = {
    Piece.THIRD_SOURCE: _("居民反映的隐患里，第一次看到的，第二次也特别容易看到。"),
    Piece.ALIKE: _("几乎每一处两次的结果都一模一样。"),
    Piece.OUTLIER: _("有人复查的结果和第一次重合得比别人多得多。"),
    Piece.SUDDEN: _("这一期和第一次重合得比以往多得多。"),
}
