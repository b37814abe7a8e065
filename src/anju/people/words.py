"""People, posts and their history in words."""

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.people.enums import Role
from anju.people.models import Account, Organisation, Post
from anju.people.queries.records import Told
from anju.people.rules import mask_name, mask_phone
from anju.ui import parts

ICONS = {"added": "plus", "opened": "user-plus", "closed": "ban", "left": "user-off", "unmasked": "eye"}


def deed(verb: str) -> str:
    """What an entry says was done."""
    said = {
        "account.added": _("开设账号"), "account.corrected": _("更正信息"), "account.password_changed": _("更换密码"),
        "account.code_issued": _("发出一次性码"), "account.code_used": _("用一次性码登录"),
        "account.code_revoked": _("一次性码作废"), "account.second_factor_set": _("开启两步登录"),
        "account.second_factor_dropped": _("关闭两步登录"), "account.signed_in": _("登录"),
        "account.signed_out": _("退出登录"), "account.locked": _("多次失败，暂停登录"),
        "account.unlocked": _("恢复登录"),
        "account.unmasked": _("查看完整姓名和电话"), "account.left": _("离岗，账号停用"),
        "account.erased": _("删除个人信息"),
        "post.opened": _("任职"), "post.closed": _("岗位结束"), "post.deputised": _("改B岗"),
        "absence.recorded": _("登记离岗"), "absence.shortened": _("提前返岗"),
        "absence.erased": _("取消离岗"),
        "organisation.added": _("登记单位"), "organisation.corrected": _("更正信息"),
        "organisation.closed": _("单位注销"),
        "organisation.unmasked": _("查看完整电话"),
        "management.started": _("开始管理"), "management.ended": _("结束管理"), "management.withdrawn": _("撤场"),
        "organisation.followed": _("随地点调整"), "post.followed": _("随地点调整"),
        "management.followed": _("随地点调整"), "handover.missing": _("列入未移交"), "handover.done": _("补移交"),
        "help_need.recorded": _("登记"), "help_need.confirmed": _("确认"), "help_need.ended": _("结束"),
        "help_need.resumed": _("恢复登记"), "help_need.moved": _("改住处"), "help_need.corrected": _("更正信息"),
        "help_need.unmasked": _("查看完整姓名和电话"), "help_need.erased": _("删除个人信息"),
        "help_need.followed": _("随地点调整"),
    }  # fmt: skip
    return said.get(verb, verb)


def timeline(told: Iterable[Told]) -> list[parts.Event]:
    """A history as the timeline draws it."""
    return [
        parts.Event(
            one.at,
            ICONS.get(one.verb.partition(".")[2], "edit"),
            deed(one.verb),
            by=one.by or _("系统"),
            number=one.number if one.sealed else None,
            sealed=one.sealed,
        )
        for one in told
    ]


def person(account: Account) -> str:
    """A person as everybody may see them: masked name and login."""
    if account.erased_at:
        return _("已删除个人信息（%(login)s）") % {"login": account.login}
    return f"{mask_name(account.name)}（{account.login}）"


def phone(number: str) -> str:
    """A masked phone, or that there is none."""
    return mask_phone(number) or _("未填")


def role_of(post: Post) -> str:
    """The role's label."""
    return str(Role(post.role).label)


def reach_of(post: Post) -> str:
    """How far a post reaches, in words."""
    if post.grid_id or post.place_id:
        return "，".join(str(one) for one in (post.place, post.grid) if one)
    return _("本单位的合同范围")


def post_line(post: Post) -> str:
    """A post in one line: organisation and title or role."""
    return f"{post.organisation} · {post.title or role_of(post)}"


def place_url(pk: int | None) -> str:
    """The address of a place's page; empty where there is none."""
    try:
        return reverse("places:place", args=[pk]) if pk else ""
    except NoReverseMatch:
        return ""


def name_to(actor: Actor, unit: Organisation, account: Account) -> str:
    """A name on a duty roster: in full for those of the same office, who call one another; masked for all others."""
    own = any(grant.organisation == unit.pk and not grant.masked for grant in actor.grants)
    return account.name if own and not account.erased_at else mask_name(account.name)


def colleague(actor: Actor, unit: Organisation, account: Account) -> str:
    """`person`, with the name as `name_to` gives it."""
    return person(account) if account.erased_at else f"{name_to(actor, unit, account)}（{account.login}）"
