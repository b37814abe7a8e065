"""Places elsewhere in the same conditions (举一反三): buildings of the district where like hazards are open."""

from collections import defaultdict
from collections.abc import Collection

from anju.kernel import clock
from anju.kernel.ledger.deeds import district_of
from anju.kernel.scope import under
from anju.people.queries.accountable import Accountable, accountable_for_many
from anju.people.rules import ancestors
from anju.places.enums import PlaceKind
from anju.places.models import BuildingFacts, Place
from anju.supervision.inspections.backcheck.enums import Alike
from anju.supervision.inspections.backcheck.models import Dossier, Fire, LookAlike
from anju.supervision.inspections.backcheck.queries.pasts import hazards_at
from anju.supervision.inspections.backcheck.rules.alike import Conditions, why
from anju.supervision.inspections.backcheck.sources import Ground
from anju.supervision.lists.enums import OPEN
from anju.supervision.lists.models import Duty

MOST = 500


def found_for(fire: Fire, ground: Ground) -> list[tuple[Place, list[Alike]]]:
    """Buildings with why they are alike, the most alike first, then in the order of the tree."""
    before = hazards_at(ground).filter(happened_at__lte=fire.called_at)
    kinds = set(before.values_list("kind_code", flat=True))
    if not kinds:
        return []
    opened, again = _kinds_at(f"/{district_of(fire.path)}/", kinds)
    near = {path for path in (*opened, *again) if not path.startswith(ground.below)}
    buildings = _buildings(near | {ground.below})
    conditions = _conditions(buildings, opened, again)
    burned = conditions.get(ground.below, Conditions())
    said = [
        (place, reasons)
        for path, place in buildings.items()
        if path != ground.below and (reasons := why(conditions[path], burned, kinds))
    ]
    return sorted(said, key=lambda pair: (-len(pair[1]), pair[0].path))[:MOST]


Kinds = dict[str, set[str]]


def _kinds_at(district: str, kinds: Collection[str]) -> tuple[Kinds, Kinds]:
    """Path → kinds of hazards open there; path → kinds that came again there."""
    opened: Kinds = defaultdict(set)
    again: Kinds = defaultdict(set)
    rows = Duty._all.filter(under("path", district), kind_code__in=kinds, merged_into=None)
    for path, kind in rows.filter(state__in=OPEN).values_list("path", "kind_code"):
        opened[path].add(kind)
    for path, kind in rows.filter(recurrence_of__isnull=False).values_list("path", "kind_code"):
        again[path].add(kind)
    return opened, again


def _buildings(paths: Collection[str]) -> dict[str, Place]:
    """The buildings that hold these paths, by path."""
    above = sorted({one for path in paths for one in ancestors(path)})
    found: dict[str, Place] = {}
    for start in range(0, len(above), 500):
        rows = Place._all.filter(path__in=above[start : start + 500], kind=PlaceKind.BUILDING, closed_on=None)
        found |= {row.path: row for row in rows}
    return found


def _conditions(buildings: dict[str, Place], opened: Kinds, again: Kinds) -> dict[str, Conditions]:
    today = clock.today()
    answering: dict[str, Accountable | None] = accountable_for_many(buildings, on=today)
    facts = {
        place: (height, year)
        for place, height, year in BuildingFacts._all.filter(
            place__in=[one.pk for one in buildings.values()]
        ).values_list("place", "height_cm", "year_built")
    }
    open_in, again_in = _by_building(buildings, opened), _by_building(buildings, again)
    found = {}
    for path, place in buildings.items():
        known = answering[path]
        height, year = facts.get(place.pk, (None, None))
        found[path] = Conditions(
            frozenset(open_in.get(path, ())), frozenset(again_in.get(path, ())),
            str(known.mode) if known else None, known.organisation_id if known else None, height, year,
        )  # fmt: skip
    return found


def _by_building(buildings: Collection[str], kinds: Kinds) -> Kinds:
    """Kinds by the building they lie in."""
    found: Kinds = defaultdict(set)
    for path, some in kinds.items():
        at = next((one for one in ancestors(path) if one in buildings), None)
        if at is not None:
            found[at] |= some
    return found


def listed(dossier: Dossier) -> list[LookAlike]:
    """What was listed, the most alike first."""
    rows = LookAlike._all.filter(dossier=dossier).select_related("place").order_by("path")
    return sorted(rows, key=lambda row: -len(row.why))
