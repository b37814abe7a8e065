"""Organisations that take part in activities or own matters: those of the district the actor works in."""

from django.db.models import Q

from anju.kernel.actors import Actor
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.outreach.permissions import Permission
from anju.people.models import Organisation
from anju.places.rules import lineage

ORDER = (
    "district_office", "department", "fire_brigade", "street", "enforcement", "community", "property_company",
    "owners_committee", "owner_unit", "operator", "utility", "congress", "other",
)  # fmt: skip
REASON = "names of organisations of the own district are no secret to who observes it"


def district_of(actor: Actor) -> str:
    """The root of the district the actor observes; empty for none."""
    paths = [path for grant in granting(actor, Permission.OBSERVE) for path in grant.paths]
    return lineage(paths[0])[0] if paths else ""


def all_units(actor: Actor) -> list[Organisation]:
    """Organisations in use, offices first, each kind by name; firms that lie nowhere belong to every district."""
    root = district_of(actor)
    if not root:
        return []
    rows = Organisation.objects.system(REASON).filter(under("path", root) | Q(path=""), closed_on=None)
    return sorted(rows, key=lambda one: (ORDER.index(one.kind), one.path, one.name, one.pk))
