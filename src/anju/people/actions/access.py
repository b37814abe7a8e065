"""Who keeps whose posts and accounts: the post above."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.permissions import covers, granting
from anju.people.enums import Role
from anju.people.models import Account, Post
from anju.people.permissions import Permission
from anju.people.rules import may_appoint

ABOVE_ALL = frozenset({Role.DISTRICT_OFFICE, Role.ADMINISTRATOR})


def require_keeper(by: Actor) -> None:
    """`by` keeps people somewhere, or PermissionDenied."""
    if by.kind is not ActorKind.SYSTEM and not granting(by, Permission.KEEP_PEOPLE):
        raise PermissionDenied(_("您的岗位不能维护人员。"))


def require_above(by: Actor, *, account: int, role: str, path: str, organisation: int) -> None:
    """`by` holds a post above this one: its role appoints that role, and its reach takes in the place.

    Nobody appoints themselves, so that no keeper grants itself more. Raises PermissionDenied.
    """
    if by.kind is ActorKind.SYSTEM:
        return
    if by.account == account:
        raise PermissionDenied(_("不能给自己开设或结束岗位，请由上级办理。"))
    for grant in granting(by, Permission.KEEP_PEOPLE):
        reaches = covers(grant, path=path or None, place=None, parties=(organisation,))
        if may_appoint(grant.role, role) and reaches:
            return
    raise PermissionDenied(_("该岗位不归您管理。"))


def require_above_account(by: Actor, account: Account) -> None:
    """`by` stands above every post the person holds; without posts, only the district's keepers do.

    Above *every* one: whoever resets a password could act in all of them.
    """
    posts = list(Post._all.filter(account=account, until__isnull=True))
    for post in posts:
        require_above(by, account=account.pk, role=post.role, path=post.path, organisation=post.organisation_id)
    if posts or by.kind is ActorKind.SYSTEM:
        return
    if by.account == account.pk or not any(grant.role in ABOVE_ALL for grant in granting(by, Permission.KEEP_PEOPLE)):
        raise PermissionDenied(_("该人员没有在任岗位，请由区消委办或系统管理员办理。"))
