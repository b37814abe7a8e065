"""Words of the two lists."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a case stands. Extension, dispute and reopening are events, not states."""

    REPORTED = "reported", _("待派责")
    ASSIGNED = "assigned", _("待整改")
    SUBMITTED = "submitted", _("待复核")
    DEFERRED = "deferred", _("已延期")
    CLOSED = "closed", _("已销号")


OPEN = (State.REPORTED, State.ASSIGNED, State.SUBMITTED, State.DEFERRED)


class Outcome(TextChoices):
    """How a case ended. Only `rectified` counts as rectified."""

    RECTIFIED = "rectified", _("已整改")
    NOT_SO = "not_so", _("不成立")
    NOT_OURS = "not_ours", _("不属管辖")
    MERGED = "merged", _("并入他条")


PROPOSABLE = (Outcome.RECTIFIED, Outcome.NOT_SO, Outcome.NOT_OURS)


class Event(TextChoices):
    """What can happen to a case; the ledger verb is `duty.` + the event."""

    REPORT = "reported", _("上报")
    ASSIGN = "assigned", _("派责")
    DENY = "denied", _("核查不属实")
    RECHECK = "recheck", _("不认可，退回核查")
    SUBMIT = "submitted", _("提交整改")
    PASS = "passed", _("复核通过，销号")
    RETURN = "returned", _("退回重改")
    ASK_DEFERRAL = "deferral_asked", _("申请延期")
    DEFER = "deferred", _("同意延期")
    REFUSE_DEFERRAL = "deferral_refused", _("不同意延期")
    RESUME = "resumed", _("延期到点，恢复整改")
    DISPUTE = "disputed", _("提出异议")
    UPHOLD = "dispute_upheld", _("异议成立，改派")
    DISMISS = "dispute_dismissed", _("异议不成立")
    HAND_OVER = "handed_over", _("移交责任方")
    EXTEND = "extended", _("调整期限")
    REOPEN = "reopened", _("复开")
    MERGE = "merged", _("并入")
    UNMERGE = "unmerged", _("取消并入")
    PLAN = "planned", _("填报五落实")
    PROGRESS = "progressed", _("登记进展")
    REMIND = "reminded", _("提醒")
    CLIMB = "climbed", _("升级")
    CONFIRM_DATE = "date_confirmed", _("确认期限")
    RECOUNT = "recounted", _("按节假日表重算期限")
    LOOK_BACK = "looked_back", _("回头看")
    ASK_DISCHARGE = "discharge_reported", _("上报劝阻无效")
    DISCHARGE = "discharged", _("收到上报，另派责任方")
    REFER = "referred", _("移送执法")
    JOIN = "joined", _("同一处再次上报")


class Party(TextChoices):
    """In which capacity somebody acts on a case."""

    FINDER = "finder", _("发现人")
    CHECKER = "checker", _("核查方")
    ACCOUNTABLE = "accountable", _("责任方")
    VERIFIER = "verifier", _("复核方")
    STREET = "street", _("街道")
    DISTRICT = "district", _("区消委办")
    SYSTEM = "system", _("系统")


class Clock(TextChoices):
    """What the holder of a term is asked for."""

    CHECK = "check", _("核查")
    RECTIFY = "rectify", _("整改")
    VERIFY = "verify", _("复核")
    RULE = "rule", _("裁定")
    WAIT = "wait", _("延期")


class TermReason(TextChoices):
    """Why a term began."""

    REPORTED = "reported", _("上报")
    ASSIGNED = "assigned", _("派责")
    SUBMITTED = "submitted", _("提交整改")
    RETURNED = "returned", _("退回重改")
    DENIED = "denied", _("核查不属实")
    RECHECK = "recheck", _("退回核查")
    DEFERRAL_ASKED = "deferral_asked", _("申请延期")
    DEFERRAL_REFUSED = "deferral_refused", _("不同意延期")
    DEFERRED = "deferred", _("同意延期")
    RESUMED = "resumed", _("延期到点")
    RULING = "ruling", _("异议裁定")
    CONTRACT_ENDED = "contract_ended", _("合同终止")
    CUSTODY = "custody", _("应急代管")
    WORKS = "works", _("超限额工程")
    DISCHARGED = "discharged", _("劝阻无效已上报")
    CLIMBED = "climbed", _("逾期未复核")
    REOPENED = "reopened", _("复开")
    UNMERGED = "unmerged", _("取消并入")


class Rung(IntegerChoices):
    """The ladder, lowest first. A machine only reminds and drafts."""

    NONE = 0, _("未触发")
    REMINDER = 1, _("提醒责任方")
    STREET = 2, _("街道督办")
    DISTRICT = 3, _("区消委办督办")
    LISTING = 4, _("建议挂牌督办")
    REFERRAL = 5, _("建议移送执法")


class ReopenReason(TextChoices):
    """Why a closed case opens again."""

    LOOK_BACK = "look_back", _("回头看未整改")
    CONTEST = "contest", _("上报人不认可")
    RECURRENCE = "recurrence", _("再次发生")
    INSPECTION = "inspection", _("督查发现虚假销号")


class DeferralReason(TextChoices):
    """What a deferral may rest on."""

    FUNDS = "funds", _("资金未落实")
    VOTE = "vote", _("须业主表决")
    CONSENT = "consent", _("须他方同意")


class ProposalKind(TextChoices):
    """What a named person must approve."""

    LISTING = "listing", _("挂牌督办")
    DELISTING = "delisting", _("摘牌")
    EXPOSURE = "exposure", _("曝光")
    REFERRAL = "referral", _("移送执法")


class Decision(TextChoices):
    """What became of a draft or proposal."""

    PENDING = "pending", _("待定")
    APPROVED = "approved", _("同意")
    DECLINED = "declined", _("不同意")
    RECEIVED = "received", _("已接收")
    RETURNED = "returned", _("退回")
    LAPSED = "lapsed", _("不再需要")


class SourceKind(TextChoices):
    """Where hazards come from, as far as the lists care. The finder keeps the key; here is only text."""

    PATROL = "patrol", _("网格巡查")
    PROPERTY = "property", _("物业自查")
    RESIDENT = "resident", _("群众上报")
    INSPECTION = "inspection", _("督查")
    SPECIAL = "special", _("专项督查")
    CONGRESS = "congress", _("人大视察")
    DEVICE = "device", _("物联告警")
    IMPORT = "import", _("批量导入")
    DESK = "desk", _("人工录入")


TRUSTED_SOURCES = (
    SourceKind.PATROL, SourceKind.PROPERTY, SourceKind.INSPECTION, SourceKind.SPECIAL, SourceKind.CONGRESS,
    SourceKind.DESK, SourceKind.IMPORT, SourceKind.DEVICE,
)  # fmt: skip
"""Found by staff: assigned at once. A resident's report is checked first."""


class FundsSource(TextChoices):
    """Where the money of a repair comes from."""

    NONE = "none", _("不需资金")
    PROPERTY_FEE = "property_fee", _("物业费列支")
    PUBLIC_INCOME = "public_income", _("公共收益")
    REPAIR_FUND = "repair_fund", _("维修资金")
    OWNERS = "owners", _("业主分摊")
    GOVERNMENT = "government", _("财政")
    OTHER = "other", _("其他")


class LookBackResult(TextChoices):
    """What a look-back found."""

    HOLDS = "holds", _("保持整改")
    RELAPSED = "relapsed", _("反弹")
    NO_ENTRY = "no_entry", _("未能入场")
    LAPSED = "lapsed", _("案件已复开，不再回头看")


OBSERVED = (LookBackResult.HOLDS, LookBackResult.RELAPSED, LookBackResult.NO_ENTRY)
"""What a person may record; a look-back lapses by itself."""


class Service(TextChoices):
    """What a utility supplies to a place."""

    WATER = "water", _("供水")
    GAS = "gas", _("燃气")
    POWER = "power", _("供电")
