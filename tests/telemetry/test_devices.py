"""Registering, claiming, changing, retiring and shielding: who may, what is refused, what is entered."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.telemetry import actions, rules
from anju.telemetry.actions import Changed, ModelSaid, New
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.enums import DeviceState, ShieldKind
from anju.telemetry.models import Device, Shield
from tests.cast import Cast, make_cast
from tests.telemetry.made import FIRE, batch, of, system


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def verbs(kind: str = "device") -> list[str]:
    return list(Entry._all.filter(subject_kind=kind).order_by("pk").values_list("verb", flat=True))


def registered(cast: Cast, key: str = "0A-0B 0c010203", where: str = "building") -> Device:
    new = New(Scheme.GBT26875, key, cast.places[where], name="1幢主机")
    return actions.register(by=cast.property_manager, devices=[new])[0]


def test_a_property_manager_registers_where_the_company_manages(cast: Cast) -> None:
    row = registered(cast)
    assert (row.key, row.state, row.path) == ("0a0b0c010203", DeviceState.CLAIMED, cast.places["building"].path)
    assert verbs() == ["device.registered"]


def test_nobody_registers_elsewhere_and_then_nothing_is_registered(cast: Cast) -> None:
    news = [New(Scheme.PLAIN, "a", cast.places["building"]), New(Scheme.PLAIN, "b", cast.places["other_building"])]
    with pytest.raises(PermissionDenied):
        actions.register(by=cast.property_manager, devices=news)
    with pytest.raises(PermissionDenied):
        actions.register(by=cast.community_worker, devices=news[:1])
    assert not Device._all.exists()


@pytest.mark.parametrize("key", ["", "12345", "0a0b0c01020g", "0a0b0c0102030"])
def test_a_number_that_is_none_is_refused(cast: Cast, key: str) -> None:
    with pytest.raises(ValidationError):
        registered(cast, key)


def test_the_same_number_twice_is_refused(cast: Cast) -> None:
    registered(cast)
    with pytest.raises(ValidationError):
        registered(cast)
    new = New(Scheme.PLAIN, "a", cast.places["building"])
    with pytest.raises(ValidationError):
        actions.register(by=cast.property_manager, devices=[new, new])


def heard(number: int = 1) -> Device:
    batch([system(FIRE, 0, device=number)], 1)
    run_once()
    return Device._all.get(key=of(number).hex())


def test_registering_what_was_heard_claims_it(cast: Cast) -> None:
    before = heard()
    row = registered(cast, of(1).hex())
    assert row.pk == before.pk
    assert verbs() == ["device.heard", "device.claimed"]


def test_several_are_claimed_at_once_each_with_an_entry(cast: Cast) -> None:
    ids = [heard(1).pk, heard(2).pk]
    actions.claim(by=cast.fire_officer, devices=ids, place=cast.places["building"])
    assert set(Device._all.values_list("state", "path")) == {("claimed", cast.places["building"].path)}
    assert verbs().count("device.claimed") == 2
    with pytest.raises(PermissionDenied):
        actions.claim(by=cast.fire_officer, devices=ids, place=cast.places["building"])


def test_who_may_not_claim_there_claims_nothing(cast: Cast) -> None:
    ids = [heard(1).pk]
    for who, where in (
        (cast.property_manager, "other_building"),
        (cast.community_worker, "building"),
        (cast.street_officer, "building"),
    ):
        with pytest.raises(PermissionDenied):
            actions.claim(by=who, devices=ids, place=cast.places[where])
    assert Device._all.get().state == DeviceState.QUARANTINED


def test_a_device_moves_only_between_places_of_the_own_reach(cast: Cast) -> None:
    row = registered(cast)
    to = Changed("主机", cast.places["estate"], spot="消控室", silent_after_s=600)
    actions.change(by=cast.property_manager, device=row.pk, to=to)
    row.refresh_from_db()
    assert (row.path, row.spot, row.silent_after_s) == (cast.places["estate"].path, "消控室", 600)
    with pytest.raises(PermissionDenied):
        actions.change(by=cast.property_manager, device=row.pk, to=Changed("x", cast.places["other_building"]))
    with pytest.raises(ValidationError):
        actions.change(
            by=cast.property_manager, device=row.pk, to=Changed("x", cast.places["estate"], silent_after_s=1)
        )


def test_a_retired_device_comes_back_where_it_stood(cast: Cast) -> None:
    row = registered(cast)
    actions.retire(by=cast.property_manager, device=row.pk)
    with pytest.raises(PermissionDenied):
        actions.retire(by=cast.property_manager, device=row.pk)
    with pytest.raises(PermissionDenied):
        actions.bring_back(by=cast.community_worker, device=row.pk)
    assert actions.bring_back(by=cast.property_manager, device=row.pk).state == DeviceState.CLAIMED
    assert verbs() == ["device.registered", "device.retired", "device.brought_back"]


def test_a_shield_ends_by_itself_and_is_never_set_for_longer(cast: Cast) -> None:
    row, now = registered(cast), clock.now()
    for kind, most in rules.LONGEST.items():
        with pytest.raises(ValidationError):
            actions.shield(by=cast.property_manager, device=row.pk, kind=kind, until=now + most + timedelta(minutes=5))
        actions.shield(by=cast.property_manager, device=row.pk, kind=kind, until=now + most, zone="3F")
    with pytest.raises(ValidationError):
        actions.shield(by=cast.property_manager, device=row.pk, kind=ShieldKind.TEST, until=now - timedelta(seconds=1))
    with pytest.raises(PermissionDenied):
        actions.shield(by=cast.street_officer, device=row.pk, kind=ShieldKind.TEST, until=now + timedelta(hours=1))
    assert Shield._all.count() == 2


def test_a_shield_is_ended_early_once_by_who_keeps_the_place(cast: Cast) -> None:
    row = registered(cast)
    made = actions.shield(
        by=cast.property_manager, device=row.pk, kind=ShieldKind.TEST, until=clock.now() + timedelta(hours=1)
    )
    with pytest.raises(PermissionDenied):
        actions.end_shield(by=cast.community_worker, shield=made.pk)
    actions.end_shield(by=cast.property_manager, shield=made.pk)
    with pytest.raises(PermissionDenied):
        actions.end_shield(by=cast.property_manager, shield=made.pk)
    assert verbs("shield") == ["shield.began", "shield.ended"]


def test_models_are_kept_for_the_district_and_a_bad_profile_is_refused(cast: Cast) -> None:
    said = ModelSaid("HY-1", "消火栓压力", Scheme.HYDRANT, profile="{}")
    with pytest.raises(PermissionDenied):
        actions.keep_model(by=cast.property_manager, said=said)
    row = actions.keep_model(by=cast.fire_officer, said=said)
    for wrong in (
        said,
        ModelSaid("X", "x", Scheme.PLAIN, profile="{"),
        ModelSaid("X", "x", Scheme.PLAIN, silent_after_s=5),
    ):
        with pytest.raises(ValidationError):
            actions.keep_model(by=cast.fire_officer, said=wrong)
    with pytest.raises(ValidationError):
        actions.register(by=cast.fire_officer, devices=[New(Scheme.PLAIN, "a", cast.places["building"], model=row)])
    assert verbs("device_model") == ["device_model.added"]
