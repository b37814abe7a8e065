"""A fire confirmed at an alarm has its dossier from that moment."""

import pytest

from anju.alarms import actions
from anju.alarms.models import Alarm
from anju.kernel import clock
from anju.kernel.ledger import consumers, seals
from anju.supervision.inspections.backcheck.enums import FireSource
from anju.supervision.inspections.backcheck.models import Dossier, Fire
from tests.alarms.conftest import World
from tests.cast import make_cast


def drain() -> None:
    seals.seal()
    consumers.run()


@pytest.mark.django_db
def test_a_confirmed_fire_opens_a_dossier_once_and_a_false_alarm_none() -> None:
    cast = make_cast()
    world = World(cast)
    drain()
    world.says(world.point(at="building"))
    world.says(world.point(at="other_building"))
    actions.hear()
    burning, other = Alarm._all.order_by("pk")
    actions.confirm_fire(by=cast.property_manager, alarm=burning.pk)
    actions.arrive(by=cast.other_property_manager, alarm=other.pk)
    drain()
    drain()
    fire = Fire._all.get()
    assert fire.source == FireSource.ALARM
    assert fire.place == cast.places["building"]
    assert fire.called_at == clock.from_us(burning.first_us)
    assert Dossier._all.get().fire == fire
