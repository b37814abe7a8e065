"""Places where an actor may do something, found by their words."""

from django.core.exceptions import ValidationError
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.places.models import Place
from anju.places.queries.history import standing_for
from anju.places.queries.tree import LAST
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import duplicates

MOST = 12


NEAREST = (Length("full_name"), "full_name", "path")


def find(actor: Actor, permission: str, words: str) -> list[Place]:
    """Open places in the actor's reach whose full name begins with the words, then those that hold each word.

    The shortest names first: what was typed exactly, then what lies directly below it, 2幢 before 10幢.
    """
    words = " ".join(words.split())
    if not words:
        return []
    rows = Place.objects.for_(actor, permission).filter(closed_on=None)
    first = list(rows.filter(full_name__gte=words, full_name__lt=words + LAST).order_by(*NEAREST)[:MOST])
    holding = rows.exclude(pk__in=[row.pk for row in first])
    for word in words.split()[:5]:
        holding = holding.filter(full_name__contains=word)
    return [*first, *holding.order_by(*NEAREST)[: MOST - len(first)]]


def by_id(actor: Actor, permission: str, pk: int) -> Place | None:
    """The place of an id, in the actor's reach; of one that was merged meanwhile, the open one it became."""
    mine = Place.objects.for_(actor, permission)
    place = mine.filter(pk=pk).first()
    stands = standing_for(place) if place is not None else None
    return stands if stands is None or stands.pk == pk else mine.filter(pk=stands.pk).first()


def named(actor: Actor, permission: str, text: str) -> Place:
    """The place of an id that was picked, or, without script, of words that name exactly one.

    Raises ValidationError that says which places the words fit.
    """
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) < 16:
        place = by_id(actor, permission, int(text))
        if place is not None:
            return place
    found = find(actor, permission, text)
    exact = [place for place in found if place.full_name == text] or found
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise ValidationError(_("在你的范围内没有找到这个位置。请换个写法，或只写小区名。"))
    names = "、".join(place.full_name for place in exact[:5])
    raise ValidationError(_("有几处符合，请写全：%(names)s") % {"names": names})


def look_alikes(actor: Actor, code: str, place: Place) -> list[Duty]:
    """Open cases of the kind at the place or around it, as far as the actor sees them."""
    found = [duty.pk for duty in duplicates.look_alikes(code, place.pk)]
    if not found:
        return []
    rows = Duty.objects.for_(actor, Permission.SEE).filter(pk__in=found)
    return list(rows.select_related("hazard__kind", "hazard__place").order_by("-pk"))
