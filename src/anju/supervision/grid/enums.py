"""Words of patrols."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecordKind(TextChoices):
    """What a phone can record. One record is one event, kept as it came."""

    SEEN = "seen", _("看过，未发现")
    NO_ENTRY = "no_entry", _("进不去")
    NO_TIME = "no_time", _("没时间看")
    HAZARD = "hazard", _("发现隐患")
    SAME = "same", _("是同一处")
    READING = "reading", _("读数")
    ANSWER = "answer", _("回答")
    PHOTO = "photo", _("照片")
    UNDO = "undo", _("撤销")


class RecordState(TextChoices):
    """What became of a record. `received` lasts only until the same request has gone on."""

    RECEIVED = "received", _("已收到")
    APPLIED = "applied", _("已办")
    WAITING = "waiting", _("等照片")
    REFUSED = "refused", _("未采用")
    UNDONE = "undone", _("已撤销")


class Refused(TextChoices):
    """Why a record was kept but not used, in words for who recorded it."""

    BROKEN = "broken", _("这条记录不完整，已原样保存，请告诉社区。")
    NEWER = "newer", _("这是新版本才有的记录，已原样保存。")
    NO_PLACE = "no_place", _("找不到这个地点，已原样保存，请告诉社区。")
    NOT_YOURS = "not_yours", _("记录当天这里不在您的网格或项目内，已原样保存，请告诉社区。")
    NO_KIND = "no_kind", _("隐患目录里没有这一类，已原样保存，请重新选择类别上报。")
    NO_CASE = "no_case", _("找不到要并入的那一条，已原样保存，请重新上报。")
    PHOTO_GONE = "photo_gone", _("照片没有传完整，请重新上传。")
    NO_RECORD = "no_record", _("找不到要撤销的记录。")
    ACTED_ON = "acted_on", _("这一条已经有人办理，不能撤销；如是误报，请在隐患页面写明。")
    NO_QUESTION = "no_question", _("找不到这个问题，或问的不是您。")
    NOT_TAKEN = "not_taken", _("未能登记为隐患，已原样保存，请告诉社区。")


class Unreadable(TextChoices):
    """Why a file that a phone handed out is not taken in, and what to do."""

    NO_ZIP = "no_zip", _("这不是手机导出的文件。请在手机巡查的“同步”里点“导出成一个文件”，把得到的 .zip 原样传上来。")
    BROKEN = "broken", _("文件不完整或改动过，没有收下。手机上的记录都在，请重新导出一次再传。")
    TOO_LARGE = "too_large", _("文件里的内容太多，不像是手机导出的，没有收下。请先在手机上联网传一部分，再导出。")
    NO_PHONE = "no_phone", _("这部手机没有登记过，不知道是谁的。请记录的人自己登录后在这里导入。")


class Outcome(TextChoices):
    """What a look at a place came to. None has a consequence for who looked."""

    SEEN = "seen", _("看过，未发现")
    NO_ENTRY = "no_entry", _("进不去")
    NO_TIME = "no_time", _("没时间看")
    HAZARD = "hazard", _("发现隐患")


LOOKED = (Outcome.SEEN, Outcome.HAZARD)
"""Somebody has really looked."""


class VisitSource(TextChoices):
    """How a visit came to be known."""

    APP = "app", _("手机")
    DESK = "desk", _("补登")
    IMPORTED = "imported", _("批量导入")
    DEMO = "demo", _("演示")


class Clocked(TextChoices):
    """Whose word the moment of a record is."""

    CLAIMED = "claimed", _("手机时间")
    ESTIMATED = "estimated", _("推算时间")
    """The phone's clock cannot be right: worked out from the receipt and from its running time."""


class Basis(TextChoices):
    """Why a place is looked at so often."""

    LAW = "law", _("法定频次")
    RISK = "risk", _("风险")
    MANUAL = "manual", _("人工指定")


class RoundState(TextChoices):
    """Where a round stands. Not finishing one has no consequence."""

    OPEN = "open", _("进行中")
    DONE = "done", _("已结束")
    DROPPED = "dropped", _("未走")


class StopState(TextChoices):
    """Where a stop of a round stands."""

    WAITING = "waiting", _("未看")
    VISITED = "visited", _("已看")
    SKIPPED = "skipped", _("跳过")


class Duties(TextChoices):
    """The three of 隐患有人查、风险有人管、问题有人抓."""

    LOOK = "look", _("隐患有人查")
    MANAGE = "manage", _("风险有人管")
    ANSWER = "answer", _("问题有人抓")


class Gap(TextChoices):
    """What is missing at a place."""

    NO_PLAN = "no_plan", _("没有列入巡查")
    NEVER = "never", _("从来没看过")
    LATE = "late", _("超期没看")
    NO_MEMBER = "no_member", _("网格没有网格员")
    COMPANY = "company", _("物业没有按期巡查")
    NO_MANAGER = "no_manager", _("说不清谁负责")
    NO_ANSWER = "no_answer", _("隐患在办单位没有人")

    @property
    def duty(self) -> Duties:
        """Whose it is."""
        return {Gap.NO_MANAGER: Duties.MANAGE, Gap.NO_ANSWER: Duties.ANSWER}.get(self, Duties.LOOK)


class Part(TextChoices):
    """Why a place is looked at again. The two parts of a draw are never mixed."""

    BLIND = "blind", _("等概率")
    DOUBTED = "doubted", _("按疑问")


class RecheckResult(TextChoices):
    """What a blind second look found."""

    CLEAN = "clean", _("未发现")
    FOUND = "found", _("发现隐患")
    NO_ENTRY = "no_entry", _("进不去")
