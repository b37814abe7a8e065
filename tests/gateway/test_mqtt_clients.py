"""Clients of others, as they are shipped, report to a running gateway; what they said is in the tables of devices."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from anju.gateway.adapters.tokens import compose
from tests.crash.accounts import HALF
from tests.crash.mortal import Mortal, mortal

pytestmark = pytest.mark.timeout(900)
LABELS = {"paho-3": "00000001", "paho-5": "00000002", "tb-device": "00000003", "tb-gateway": "00000004",
          "mosquitto": "00000005", "gone": "00000006"}  # fmt: skip
PAHO = """
import sys, time
import paho.mqtt.client as paho
port, token, version = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=version)
client.username_pw_set(token)
codes = []
client.on_connect = lambda _client, _data, _flags, reason, _more: codes.append(reason.is_failure)
client.connect("127.0.0.1", port)
client.loop_start()
for number in range(20):
    sent = client.publish("v1/devices/me/telemetry", '{"ts": %d, "values": {"temperature_c": %d}}'
                          % (int(time.time() * 1000) - 60000 + number * 1000, number), qos=1)
    sent.wait_for_publish(20)
    assert sent.is_published() and codes == [False], codes
client.disconnect()
"""
DEVICE = """
import sys, time
from tb_device_mqtt import TBDeviceMqttClient, TBPublishInfo
client = TBDeviceMqttClient("127.0.0.1", int(sys.argv[1]), sys.argv[2])
client.connect()
while not client.is_connected():
    time.sleep(0.01)
told = client.send_telemetry({"ts": int(time.time() * 1000), "values": {"temperature_c": 21.5, "smoke": True}}).get()
assert told == TBPublishInfo.TB_ERR_SUCCESS, told
assert client.send_attributes({"battery_percent": 80}).get() == TBPublishInfo.TB_ERR_SUCCESS
heard = []
client.request_attributes(["a"], callback=lambda *said: heard.append(said))
for _ in range(1000):
    if heard and client.rate_limits_received:
        break
    time.sleep(0.01)
assert heard == [({}, None)], heard
assert client.rate_limits_received and client.max_payload_size == 48000, client.max_payload_size
client.stop()
client.disconnect()
"""
GATEWAY = """
import sys, time
from tb_device_mqtt import TBPublishInfo
from tb_gateway_mqtt import TBGatewayMqttClient
client = TBGatewayMqttClient("127.0.0.1", int(sys.argv[1]), sys.argv[2])
client.connect()
while not client.is_connected():
    time.sleep(0.01)
each = [
    client.gw_connect_device("lamp"),
    client.gw_send_telemetry("lamp", {"ts": int(time.time() * 1000), "values": {"temperature_c": 5}}),
    client.gw_send_attributes("lamp", {"battery_percent": 60}),
    client.gw_connect_device("pump"),
    client.gw_disconnect_device("pump"),
]
assert all(one.get() == TBPublishInfo.TB_ERR_SUCCESS for one in each)
client.stop()
client.disconnect()
"""
TABLES = """
import django, json
django.setup()
from anju.telemetry.models import Heard, Holding, Reading, Series
points = dict(Series._all.values_list("pk", "point__device__key"))
held = {}
for series, milli in Reading._all.order_by("at").values_list("series_id", "milli"):
    held.setdefault(points[series], []).append(milli)
print(json.dumps({
    "readings": held,
    "holding": sorted(Holding._all.values_list("point__device__key", "state")),
    "battery": dict(Heard._all.exclude(battery_percent=None).values_list("device__key", "battery_percent")),
    "heard": sorted(Heard._all.values_list("device__key", flat=True)),
}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    if find_spec("tb_device_mqtt") is None or shutil.which("mosquitto_pub") is None:
        pytest.skip("tb-mqtt-client and mosquitto_pub are not both installed")
    with mortal(tmp_path_factory.mktemp("site"), "mqtt") as made:
        made.run("tests.crash.accounts", *(w for name, label in LABELS.items() for w in (name, "thingsboard", label)))
        made.start()
        yield made


def run(site: Mortal, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=site.environment)


def client(site: Mortal, code: str, name: str, *more: str) -> None:
    done = run(site, sys.executable, "-c", code, str(site.port), compose(LABELS[name], HALF), *more)
    assert done.returncode == 0, done.stderr[-2000:]


def mosquitto_pub(site: Mortal, token: str, *more: str) -> subprocess.CompletedProcess[str]:
    where = ("-h", "127.0.0.1", "-p", str(site.port), "-u", token, "-q", "1", "-t", "v1/devices/me/telemetry")
    return run(site, "mosquitto_pub", *where, *more)


def test_clients_as_they_are_shipped_report_and_are_read(site: Mortal) -> None:
    client(site, PAHO, "paho-3", "4")
    client(site, PAHO, "paho-5", "5")
    client(site, DEVICE, "tb-device")
    client(site, GATEWAY, "tb-gateway")
    said = '{"pressure_kpa": 312.5}'
    for version in ("mqttv311", "mqttv5"):
        done = mosquitto_pub(site, compose(LABELS["mosquitto"], HALF), "-V", version, "-m", said)
        assert done.returncode == 0, done.stderr
    stranger = mosquitto_pub(site, compose("00000001", "B" * 43), "-m", said)
    assert stranger.returncode == 5
    assert "not authorised" in stranger.stderr
    site.run("anju.config.cli", "telemetry", "once")
    told = run(site, sys.executable, "-c", TABLES)
    assert told.returncode == 0, told.stderr[-2000:]
    tables = json.loads(told.stdout)
    many = [number * 1000 for number in range(20)]
    assert tables["readings"].pop("paho-3") == tables["readings"].pop("paho-5") == many
    levels = {"tb-device": [80_000], "tb-gateway/lamp": [60_000]}
    found = {name: sorted(values) for name, values in tables["readings"].items()}
    assert found == {
        "tb-device": sorted([21_500, *levels["tb-device"]]), "mosquitto": [312_500, 312_500],
        "tb-gateway/lamp": sorted([5_000, *levels["tb-gateway/lamp"]]),
    }  # fmt: skip
    assert tables["holding"] == [["tb-device", "smoke"], ["tb-gateway/pump", "offline"]]
    assert tables["battery"] == {"tb-device": 80, "tb-gateway/lamp": 60}
    assert set(tables["heard"]) == {*LABELS, "tb-gateway/lamp", "tb-gateway/pump"} - {"gone"}


def test_an_account_that_was_ended_is_refused_soon(site: Mortal) -> None:
    token = compose(LABELS["gone"], HALF)
    assert mosquitto_pub(site, token, "-m", "{}").returncode == 0
    site.run("tests.crash.accounts", "--end", "gone")
    for _ in range(40):
        if mosquitto_pub(site, token, "-m", "{}").returncode == 5:
            break
        time.sleep(0.3)
    else:
        pytest.fail("it is still let in")
