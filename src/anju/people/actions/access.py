"""Who keeps whose posts and accounts: the post above."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.permissions import covers, granting, is_district_wide
from anju.people.enums import Role
from anju.people.models import Account, Management, Organisation, Post
from anju.people.permissions import Permission
from anju.people.queries.actor import not_ended
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
        if may_appoint(grant.role, role) and _reaches(grant, path, organisation):
            return
    raise PermissionDenied(_("该岗位不归您管理。"))


def _reaches(grant: Grant, path: str, organisation: int) -> bool:
    """Whether a post's reach takes in another's. One without a place acts wherever its organisation manages: then
    every such place must lie within reach, or the whole district.
    """
    if covers(grant, path=path or None, place=None, parties=(organisation,)):
        return True
    if path:
        return False
    managed = Management._all.filter(organisation=organisation, ended_on__isnull=True).values_list("path", flat=True)
    paths = list(managed)
    return is_district_wide(grant) or (bool(paths) and all(covers(grant, path=one, place=None) for one in paths))


ROSTERS_BELOW = frozenset({Role.DISTRICT_OFFICE, Role.STREET, Role.COMMUNITY})
"""Who keeps the rosters of every organisation in its place; others keep their own organisation's only."""


def may_keep_roster(by: Actor, organisation: Organisation) -> bool:
    """Whether `by` puts this organisation's people on duty."""
    if by.kind is ActorKind.SYSTEM:
        return True
    return any(
        grant.organisation == organisation.pk
        or (grant.role in ROSTERS_BELOW and covers(grant, path=organisation.path or None, place=None))
        for grant in granting(by, Permission.KEEP_ROSTER)
    )


def require_roster(by: Actor, organisation: Organisation) -> None:
    """`may_keep_roster`, or PermissionDenied."""
    if not may_keep_roster(by, organisation):
        raise PermissionDenied(_("该单位的值班表不归您维护。"))


def may_keep_account(by: Actor, account: Account) -> bool:
    """Whether `require_above_account` would let `by` pass: for buttons."""
    try:
        require_above_account(by, account)
    except PermissionDenied:
        return False
    return True


def may_keep_post(by: Actor, post: Post) -> bool:
    """Whether `by` stands above this post: for buttons."""
    try:
        require_above(by, account=post.account_id, role=post.role, path=post.path, organisation=post.organisation_id)
    except PermissionDenied:
        return False
    return True


def require_above_account(by: Actor, account: Account) -> None:
    """`by` stands above every post the person holds; without posts, only the district's keepers do.

    Above *every* one, also of a term and to come: whoever resets a password could act in all of them.
    """
    today = clock.today()
    posts = list(Post._all.filter(not_ended(today), account=account))
    for post in posts:
        require_above(by, account=account.pk, role=post.role, path=post.path, organisation=post.organisation_id)
    if posts or by.kind is ActorKind.SYSTEM:
        return
    if by.account == account.pk or not any(grant.role in ABOVE_ALL for grant in granting(by, Permission.KEEP_PEOPLE)):
        raise PermissionDenied(_("该人员没有在任岗位，请由区消委办或系统管理员办理。"))
