"""What is known of estates and buildings."""

from dataclasses import asdict

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.kernel.permissions import require
from anju.places import queries
from anju.places.actions.tree import building_facts, estate_facts, told
from anju.places.datum import RefusedError
from anju.places.enums import Refusal
from anju.places.models import BuildingFacts, EstateFacts, Place
from anju.places.permissions import Places
from anju.places.rules import BuildingFigures, EstateFigures


def set_estate_facts(*, by: Actor, place: int, figures: EstateFigures) -> EstateFacts:
    """Say what is known of an estate; the whole set replaces the former. Raises RefusedError."""
    with deed(by=by) as act:
        wanted = estate_facts(_known(by, place), figures)
        facts = queries.locked_estate_facts(place)
        if facts is None:
            facts = wanted
            facts.save()
        elif all(getattr(facts, key) == value for key, value in asdict(figures).items()):
            return facts
        else:
            _copy(facts, asdict(figures))
        act.enter("estate_facts.set", facts, path=facts.path, data=told(figures))
    return facts


def set_building_facts(*, by: Actor, place: int, figures: BuildingFigures) -> BuildingFacts:
    """Say what is known of a building; the whole set replaces the former. Raises RefusedError."""
    with deed(by=by) as act:
        wanted = building_facts(_known(by, place), figures)
        facts = queries.locked_building_facts(place)
        if facts is None:
            facts = wanted
            facts.save()
        elif all(getattr(facts, key) == value for key, value in asdict(figures).items()):
            return facts
        else:
            _copy(facts, asdict(figures))
        act.enter("building_facts.set", facts, path=facts.path, data=told(figures))
    return facts


def _known(by: Actor, place: int) -> Place:
    row = queries.locked([place]).get(place)
    if row is None:
        raise RefusedError(Refusal.PARENT_MISSING, str(place))
    require(by, Places.EDIT_FACTS, path=row.path, place=row.pk)
    if row.closed_on is not None:
        raise RefusedError(Refusal.PLACE_CLOSED, str(row))
    return row


def _copy(facts: EstateFacts | BuildingFacts, values: dict[str, object]) -> None:
    for key, value in values.items():
        setattr(facts, key, value)
    facts.save(update_fields=list(values))
