"""Accounts of intake: who gives them, what is kept of them, and when they end."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from anju.gateway import intake, mqtt, sink
from anju.gateway.adapters import tokens
from anju.gateway.protocols import thingsboard
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.notify import vault
from anju.telemetry.access import actions, queries, rules
from anju.telemetry.access.enums import BY_MQTT, WITH_SECRET, WITHOUT_TOKEN, AccessFormat
from anju.telemetry.models import Access
from tests.cast import Cast, today
from tests.telemetry.access.conftest import Give


def test_its_formats_are_those_of_the_gateway() -> None:
    assert set(AccessFormat.values) == {*map(str, intake.Format), *map(str, mqtt.Format)}
    assert set(map(str, BY_MQTT)) == set(map(str, mqtt.Format))
    assert {str(one) for one in WITHOUT_TOKEN} == {str(one) for one in intake.SIGNED}
    assert WITHOUT_TOKEN <= WITH_SECRET


def test_of_a_token_a_digest_is_kept_and_the_ledger_has_neither(give: Give) -> None:
    row, keys = give()
    assert keys.secret == ""
    assert tokens.parse(keys.token) == (row.label, row.digest)
    half = keys.token.rpartition(f"{row.label}_")[2]
    assert half not in str(list(Access._all.values()))
    entry = Entry._all.get(verb="access.given")
    assert half not in entry.data
    assert row.digest not in entry.data
    assert entry.district == "cc"


def test_what_is_signed_with_is_kept_sealed_and_opened_by_the_gateway_alone(give: Give) -> None:
    _row, keys = give("op-1", kind=AccessFormat.CHARGING)
    assert keys.token == ""
    assert keys.secret not in str(list(Access._all.values()))
    [known] = sink.accounts()
    assert (known.name, known.format, known.secret) == ("op-1", "charging", keys.secret)


def test_a_secret_that_cannot_be_opened_lets_nobody_in_and_stops_nobody_else(give: Give) -> None:
    row, _keys = give("op-1", kind=AccessFormat.CHARGING)
    give("aep-1")
    Access._all.filter(pk=row.pk).update(sealed=vault.close({"secret": "x"}, "another purpose"))
    assert {known.name: known.secret for known in sink.accounts()} == {"op-1": None, "aep-1": None}


def test_the_gateway_hears_of_those_that_run_and_where_they_may_send_from(cast: Cast, give: Give) -> None:
    row, _keys = give("cam-1", kind=AccessFormat.ISAPI, networks="10.8.0.7/16，192.168.1.5")
    gone, _keys = give("gone")
    actions.revoke_access(by=cast.fire_officer, access=gone.pk)
    [known] = sink.accounts()
    assert [str(one) for one in known.networks] == ["10.8.0.0/16", "192.168.1.5/32"]
    assert known.lets_in("10.8.255.1")
    assert not known.lets_in("10.9.0.1")
    assert not known.lets_in("nonsense")
    assert known.until_us == clock.to_us(row.expires_at)
    assert queries.running(row.expires_at) == []
    assert row.last_day == today() + timedelta(days=30)


def test_new_keys_end_the_old_ones_and_leave_name_and_end(cast: Cast, give: Give) -> None:
    row, old = give(kind=AccessFormat.ONENET)
    again, new = actions.rotate_access(by=cast.administrator, access=row.pk)
    assert (again.name, again.expires_at) == (row.name, row.expires_at)
    assert tokens.parse(new.token) == (again.label, again.digest)
    assert {old.token, old.secret}.isdisjoint({new.token, new.secret})
    assert sink.accounts()[0].label == again.label
    assert Entry._all.filter(verb="access.rotated").count() == 1


def test_an_ended_account_is_out_for_ever_and_its_name_is_free(cast: Cast, give: Give) -> None:
    row, _keys = give()
    actions.revoke_access(by=cast.fire_officer, access=row.pk)
    actions.revoke_access(by=cast.fire_officer, access=row.pk)
    assert Entry._all.filter(verb="access.revoked").count() == 1
    with pytest.raises(PermissionDenied):
        actions.rotate_access(by=cast.fire_officer, access=row.pk)
    assert sink.accounts() == []
    give()


def test_a_name_is_given_once(give: Give) -> None:
    row, _keys = give()
    with pytest.raises(ValidationError, match="正在用"):
        give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Access._all.create(
            name=row.name, format=row.format, label="ffffffff", digest="", path="/cc/", created_at=row.created_at,
            expires_at=row.expires_at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "有 空格"}, "name"), ({"name": "-a"}, "name"),
        ({"name": "a/b"}, "name"), ({"name": 41 * "a"}, "name"),
        ({"networks": "10.8.0.0/99"}, "networks"), ({"networks": " ".join(["10.0.0.1"] * 21)}, "networks"),
        ({"expires_on": 0}, "expires_on"), ({"expires_on": 1831}, "expires_on"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_beside_its_field(give: Give, change: dict[str, Any], field: str) -> None:
    if "expires_on" in change:
        change = {"expires_on": today() + timedelta(days=change["expires_on"])}
    with pytest.raises(ValidationError) as raised:
        give(**{"name": "aep-1", **change})
    assert list(raised.value.message_dict) == [field]
    assert not Access._all.exists()


@pytest.mark.parametrize(
    "who", ["outsider", "district_officer", "street_officer", "grid_member", "property_manager", "congress_staff"]
)
def test_nobody_else_gives_rotates_or_ends_them(cast: Cast, give: Give, who: str) -> None:
    row, _keys = give()
    with pytest.raises(PermissionDenied):
        give("other", who)
    with pytest.raises(PermissionDenied):
        actions.rotate_access(by=cast.actor(who), access=row.pk)
    with pytest.raises(PermissionDenied):
        actions.revoke_access(by=cast.actor(who), access=row.pk)
    assert not queries.accesses_of(cast.actor(who)).exists()
    assert sink.accounts()[0].label == row.label


def test_networks_are_read_however_they_are_separated() -> None:
    assert len(rules.networks_of("10.8.0.0/16, 10.9.0.0/16；fe80::/10\n192.168.0.1")) == 4
    assert rules.networks_of("  ") == ()


def test_only_for_devices_of_mqtt_the_line_of_a_brokers_password_file_is_kept(cast: Cast, give: Give) -> None:
    row, keys = give("lift-3", kind=AccessFormat.THINGSBOARD)
    other, _keys = give("broker", kind=AccessFormat.MOSQUITTO)
    assert other.broker == ""
    salt = base64.b64decode(row.broker.split("$")[3])
    assert thingsboard.hashed(keys.token, salt) == row.broker
    again, new = actions.rotate_access(by=cast.fire_officer, access=row.pk)
    assert again.broker != row.broker
    assert thingsboard.hashed(new.token, base64.b64decode(again.broker.split("$")[3])) == again.broker
