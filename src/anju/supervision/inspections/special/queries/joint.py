"""Joint actions within reach: those of the own ground and those the own organisation takes part in."""

from collections.abc import Collection, Mapping

from django.db.models import Count, Prefetch, Q, QuerySet

from anju.kernel import texts
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, granting
from anju.kernel.scope import under
from anju.supervision.inspections.special.enums import JointResult
from anju.supervision.inspections.special.models import JointAction, JointParty, JointPlace
from anju.supervision.inspections.special.permissions import Permission


def seen(actor: Actor) -> QuerySet[JointAction]:
    """Joint actions of one's ground, with a place in it, or with one's organisation among the parties."""
    grants = granting(actor, Permission.SEE)
    ways = Q(pk__in=JointAction.objects.for_(actor, Permission.SEE).values("pk"))
    inside = Q(pk__in=())
    for path in {path for grant in grants for path in grant.paths}:
        inside |= under("path", path)
    ways |= Q(pk__in=JointPlace._all.filter(inside).values("action"))
    own = {grant.organisation for grant in grants if grant.organisation}
    ways |= Q(pk__in=JointParty._all.filter(organisation__in=own).values("action"))
    rows = JointAction.objects.system("of the own ground, or with the own organisation").filter(ways)
    return rows.select_related("organiser", "campaign")


def listed(actor: Actor) -> list[JointAction]:
    """The latest, with parties and how many places have a result: three statements."""
    parties = Prefetch("parties", JointParty._all.select_related("organisation").order_by("role", "pk"))
    rows = (
        seen(actor)
        .prefetch_related(parties)
        .annotate(place_count=Count("places"), result_count=Count("places", filter=~Q(places__result="")))
    )
    return list(rows.order_by("-planned_at", "-pk")[:200])


def action_seen(actor: Actor, pk: int) -> JointAction | None:
    """One joint action within reach."""
    return seen(actor).filter(pk=pk).first()


def takes_part(actor: Actor, row: JointAction) -> bool:
    """Whether somebody enters what it saw, or calls it off: one of its parties, or the district office."""
    if allowed(actor, Permission.OVERSEE, path=row.path):
        return True
    own = {grant.organisation for grant in granting(actor, Permission.JOINT)}
    return JointParty._all.filter(action=row, organisation__in=own).exists()


def locked(pk: int) -> JointAction:
    """A joint action, locked. Raises JointAction.DoesNotExist."""
    return JointAction._all.select_for_update().get(pk=pk)


def locked_place(row: JointAction, place: int) -> JointPlace | None:
    """A place of it, locked."""
    return JointPlace._all.select_for_update().filter(action=row, pk=place).first()


def left(row: JointAction) -> int:
    """How many places have no result yet."""
    return JointPlace._all.filter(action=row, result="").count()


def parties_of(row: JointAction) -> list[JointParty]:
    """Its organisations, who leads first."""
    rows = list(JointParty._all.filter(action=row).select_related("organisation").order_by("pk"))
    return sorted(rows, key=lambda one: ("lead", "member", "support").index(one.role))


def places_of(row: JointAction) -> list[JointPlace]:
    """Its places in order."""
    return list(JointPlace._all.filter(action=row).select_related("place").order_by("path", "pk"))


def notes_of(rows: Collection[JointPlace]) -> Mapping[int, str]:
    """Place row → what was noted there."""
    ids = {row.note_text: row.pk for row in rows if row.note_text is not None}
    return {ids[pk]: body or "" for pk, body in texts.read(ids).items()} if ids else {}


def counted(actor: Actor) -> dict[str, int]:
    """How many places were really looked at in joint actions within reach: only those with a result count."""
    rows = JointPlace._all.filter(action__in=seen(actor).values("pk")).exclude(result="")
    told = dict(rows.order_by().values_list("result").annotate(n=Count("pk")))
    return {one: told.get(one, 0) for one in JointResult}


def photos_seen(actor: Actor, ids: Collection[str]) -> Mapping[str, tuple[int | None, ...]]:
    """Door of `joint_place`: whoever sees the joint action sees what was photographed at its places."""
    if not granting(actor, Permission.SEE):
        return {}
    rows = JointPlace._all.filter(pk__in=[int(one) for one in ids], action__in=seen(actor).values("pk"))
    return {str(row.pk): (row.action.organiser_id,) for row in rows.select_related("action")}
