"""Where a keeper keeps."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting, is_district_wide
from anju.notify.permissions import Permission
from anju.people.models import Organisation


def district_path(actor: Actor, permission: Permission) -> str:
    """The path of the district in which a post gives the permission. Raises PermissionDenied where none does."""
    for grant in granting(actor, permission):
        if is_district_wide(grant):
            return min(grant.paths, key=len)
    raise PermissionDenied(_("这里由区消委办或系统管理员维护。"))


def group_owners(path: str) -> QuerySet[Organisation]:
    """Organisations of a district that may have a chat group."""
    rows = Organisation.objects.system("whose group a robot speaks in, for a keeper of the district")
    return rows.filter(path__startswith=path, closed_on__isnull=True).order_by("kind", "name")
