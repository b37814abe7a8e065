"""Reading somebody's name and phone in full: asked with a reason, entered, shown once."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import granting
from anju.people.enums import UnmaskReason
from anju.people.models import Account, Organisation
from anju.people.permissions import Permission
from anju.people.queries import reach


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
    return reach.posts(by, Permission.UNMASK, unmasked=True).filter(account=account).exists()


def unmask_organisation(*, by: Actor, organisation: Organisation, reason: UnmaskReason) -> str:
    """The duty phone of an organisation in full. Raises PermissionDenied for masked posts and out of reach."""
    if not may_unmask_organisation(by, organisation):
        raise PermissionDenied(_("您的岗位看不到该单位的完整电话。"))
    with deed(by=by) as act:
        act.enter("organisation.unmasked", organisation, path=organisation.path, data={"reason": str(reason)})
    return organisation.phone


def may_unmask_organisation(by: Actor, organisation: Organisation) -> bool:
    """Whether `unmask_organisation` would answer: an unmasked post, for an organisation it sees."""
    if not any(not grant.masked for grant in granting(by, Permission.UNMASK)):
        return by.kind is ActorKind.SYSTEM
    return reach.organisations(by).filter(pk=organisation.pk).exists()
