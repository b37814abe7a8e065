"""Reading somebody's name and phone in full: asked with a reason, entered, shown once."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import covers, granting
from anju.people.enums import UnmaskReason
from anju.people.models import Account, Post
from anju.people.permissions import Permission


@dataclass(frozen=True, slots=True)
class Unmasked:
    """A person's data in full, for one answer."""

    name: str
    phone: str
    email: str


def unmask(*, by: Actor, account: Account, reason: UnmaskReason) -> Unmasked:
    """Name and phone in full. Masked posts never get them; others where a post of the person lies in their reach."""
    if not may_unmask(by, account):
        raise PermissionDenied(_("您的岗位看不到这位人员的完整信息。"))
    with deed(by=by) as act:
        act.enter("account.unmasked", account, data={"reason": str(reason)})
    return Unmasked(account.name, account.phone, account.email)


def may_unmask(by: Actor, account: Account) -> bool:
    """Whether `unmask` would answer."""
    if by.kind is ActorKind.SYSTEM or by.account == account.pk:
        return True
    grants = [grant for grant in granting(by, Permission.UNMASK) if not grant.masked]
    if not grants:
        return False
    posts = Post._all.filter(account=account).values_list("path", "organisation_id")
    return any(
        covers(grant, path=path or None, place=None, parties=(organisation,))
        for grant in grants
        for path, organisation in posts
    )
