"""The pages of accounts of intake."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from anju.gateway.adapters import tokens
from anju.telemetry.models import Access
from tests.cast import Cast, today
from tests.telemetry.access.conftest import Give

LIST, GIVE = reverse("access:list"), reverse("access:give")


def form(**changes: Any) -> dict[str, Any]:
    ends = (today() + timedelta(days=90)).isoformat()
    return {"name": "aep-smoke", "format": "ctwing", "note": "烟感平台", "networks": "", "expires_on": ends, **changes}


@pytest.mark.parametrize("who", ["fire_officer", "administrator"])
def test_an_account_is_made_shown_once_and_listed(client: Client, cast: Cast, who: str) -> None:
    client.force_login(cast.accounts[who])
    assert client.get(GIVE).status_code == 200
    shown = client.post(GIVE, form())
    row, text = Access._all.get(), shown.content.decode()
    assert "只显示这一次" in text
    assert shown["Cache-Control"].startswith("max-age=0")
    token = text[text.index("anjud_") :].split("<")[0]
    assert tokens.parse(token) == (row.label, row.digest)
    listed = client.get(LIST).content.decode()
    assert "aep-smoke" in listed
    assert token not in listed


@pytest.mark.parametrize(
    ("kind", "address"),
    [("plain", "/in/plain<"), ("chirpstack", "/in/chirpstack?event=up<"), ("charging", "/in/charging/aep-smoke<"),
     ("onenet", "/in/onenet/anjud_"), ("isapi", "/in/isapi/anjud_")],
)  # fmt: skip
def test_the_address_to_type_in_stands_beside_the_keys(client: Client, cast: Cast, kind: str, address: str) -> None:
    client.force_login(cast.accounts["administrator"])
    text = client.post(GIVE, form(format=kind)).content.decode()
    assert address in text
    assert ("签名密钥" in text) is (kind in {"charging", "onenet"})
    assert ("Authorization: Bearer anjud_" in text) is (kind in {"plain", "chirpstack"})


@pytest.mark.parametrize(
    ("url", "where"), [("", "网关地址:1883"), ("mqtts://iot.example", "iot.example:8883"), ("mqtt://a:99", "a:99")]
)
def test_a_device_of_mqtt_is_told_server_user_name_and_topic(
    client: Client, cast: Cast, settings: LazySettings, url: str, where: str
) -> None:
    settings.ANJU_MQTT_URL = url
    client.force_login(cast.accounts["fire_officer"])
    text = html.unescape(client.post(GIVE, form(format="thingsboard", name="lift-3")).content.decode())
    row = Access._all.get()
    assert f'<code class="wrap">{where}</code>' in text
    assert ("加密（TLS）" in text) is url.startswith("mqtts")
    assert ("--tls-use-os-certs" in text) is url.startswith("mqtts")
    assert text.count(f"anjud_{row.label}_") == 2  # as user name, and in the command to try it with
    assert "v1/devices/me/telemetry" in text
    assert "anju/lift-3/" in text
    assert "/in/" not in text


def test_the_bridge_of_a_broker_is_told_how_its_files_are_made(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["fire_officer"])
    text = client.post(GIVE, form(format="mosquitto", name="broker")).content.decode()
    assert "anju mosquitto /etc/mosquitto/anju --gateway" in text
    assert text.count("anjud_") == 1
    assert "mosquitto_pub" not in text


def test_a_mistake_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["administrator"])
    answer = client.post(GIVE, form(networks="10.8.0.0/99"))
    assert answer.status_code == 422
    assert "aep-smoke" in answer.content.decode()
    assert "网段写成" in answer.content.decode()
    assert not Access._all.exists()


def test_keys_are_changed_and_the_account_is_ended_with_one_press(client: Client, cast: Cast, give: Give) -> None:
    row, _keys = give()
    client.force_login(cast.accounts["administrator"])
    text = client.post(reverse("access:rotate", args=[row.pk])).content.decode()
    assert f"anjud_{Access._all.get().label}_" in text
    ended = client.post(reverse("access:revoke", args=[row.pk]), follow=True).content.decode()
    assert "已停用" in ended
    assert "换口令" not in ended
    assert client.post(reverse("access:rotate", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("who", ["outsider", "district_officer", "street_officer", "grid_member", "property_manager"])
def test_nobody_else_opens_the_pages(client: Client, cast: Cast, give: Give, who: str) -> None:
    row, _keys = give()
    client.force_login(cast.accounts[who])
    assert client.get(LIST).status_code == 403
    assert client.get(GIVE).status_code == 403
    assert client.post(GIVE, form()).status_code == 403
    assert client.post(reverse("access:rotate", args=[row.pk])).status_code == 403
    assert client.post(reverse("access:revoke", args=[row.pk])).status_code == 403
    assert Access._all.get().label == row.label


def test_an_account_that_is_not_there_is_not_found(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["administrator"])
    assert client.post(reverse("access:revoke", args=[999_999])).status_code == 404


def test_the_list_takes_as_many_statements_for_twenty_as_for_one(
    client: Client, cast: Cast, give: Give, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.accounts["administrator"])
    for number in range(20):
        give(f"aep-{number}")
    client.get(LIST)
    with django_assert_max_num_queries(15):
        client.get(LIST)
