"""`anju mosquitto DIR`: what is written for a broker, and when it is refused."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from anju.telemetry.access import actions
from anju.telemetry.access.enums import AccessFormat
from tests.cast import Cast
from tests.telemetry.access.conftest import Give

THING, BRIDGE = AccessFormat.THINGSBOARD, AccessFormat.MOSQUITTO


@pytest.fixture
def token(give: Give, tmp_path: Path) -> Path:
    """The file with the token of a bridge."""
    _row, keys = give("broker", kind=BRIDGE)
    file = tmp_path / "token.txt"
    file.write_text(keys.token + "\n")
    return file


def made(folder: Path, token: Path, *more: str, gateway: str = "10.8.0.2:5283") -> str:
    out = StringIO()
    call_command("mosquitto", str(folder), "--gateway", gateway, "--token", str(token), *more, stdout=out)
    return out.getvalue()


def test_its_files_name_the_accounts_that_run(cast: Cast, give: Give, token: Path, tmp_path: Path) -> None:
    row, keys = give("lift-3", kind=THING)
    gone, _keys = give("gone", kind=THING)
    give("aep-1", kind=AccessFormat.CTWING)
    actions.revoke_access(by=cast.fire_officer, access=gone.pk)
    folder = tmp_path / "mosquitto"
    assert (
        made(folder, token, "--own", "lift-3=18831", "--port", "1884")
        == "1 devices; changed: passwords, acl, anju.conf\n"
    )
    assert (folder / "passwords").read_text() == f"lift-3:{row.broker}\n"
    text = (folder / "anju.conf").read_text()
    for line in ("listener 1884", "listener 18831", "mount_point anju/lift-3/", "address 10.8.0.2:5283",
                 f"remote_username {token.read_text().strip()}", f"acl_file {folder}/acl"):  # fmt: skip
        assert line in text.splitlines()
    assert keys.token not in "".join(file.read_text() for file in folder.iterdir() if file.is_file())
    assert {(folder / name).stat().st_mode & 0o777 for name in ("passwords", "acl", "anju.conf")} == {0o640}
    assert sorted(file.name for file in folder.iterdir()) == ["acl", "anju.conf", "data", "passwords"]


def test_run_again_it_changes_what_has_changed(cast: Cast, give: Give, token: Path, tmp_path: Path) -> None:
    row, _keys = give("lift-3", kind=THING)
    made(tmp_path, token)
    assert made(tmp_path, token) == "1 devices; changed: nothing\n"
    actions.revoke_access(by=cast.fire_officer, access=row.pk)
    assert made(tmp_path, token) == "0 devices; changed: passwords\n"
    assert (tmp_path / "passwords").read_text() == ""


def test_with_tls_it_names_who_signed_our_certificate(token: Path, tmp_path: Path) -> None:
    made(tmp_path, token, "--ca", str(tmp_path / "ca.pem"), gateway="iot.example:8883")
    assert (tmp_path / "anju.conf").read_text().endswith(f"bridge_cafile {tmp_path}/ca.pem\n")


@pytest.mark.parametrize("gateway", ["", "iot", "iot:", "iot:x", "iot:0", "a b:1", ":1"])
def test_a_gateway_is_a_host_and_a_port(token: Path, tmp_path: Path, gateway: str) -> None:
    with pytest.raises(CommandError, match="HOST:PORT"):
        made(tmp_path / "m", token, gateway=gateway)
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("word", ["lift-3", "lift-3=", "lift-3=x", "lift-3=0", "lift-3=70000", "other=1", "broker=1"])
def test_a_port_of_its_own_is_for_a_device_that_runs(give: Give, token: Path, tmp_path: Path, word: str) -> None:
    give("lift-3", kind=THING)
    with pytest.raises(CommandError, match="NAME=PORT"):
        made(tmp_path, token, "--own", word)


def test_the_token_is_that_of_a_running_bridge(cast: Cast, give: Give, token: Path, tmp_path: Path) -> None:
    _row, device = give("lift-3", kind=THING)
    bridge = token.read_text()
    for text in ("", "x", device.token, bridge.strip()[:-1] + "_", "口令"):
        token.write_text(text, encoding="utf-8")
        with pytest.raises(CommandError, match="token"):
            made(tmp_path, token)
    with pytest.raises(CommandError, match="cannot be read"):
        made(tmp_path, tmp_path / "none")
    token.write_text(bridge)
    made(tmp_path, token)
