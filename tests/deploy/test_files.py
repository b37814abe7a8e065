"""What deploy/ says is true of the program: its commands, its settings, its files; and its syntax holds."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from anju.config import env
from tests.guards.house import ROOT

DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "anju"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
VALUES = sorted(CHART.glob("values*.yaml"))


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


COMPOSE = read(DEPLOY / "compose.yaml")
OURS = sorted(name for name, one in COMPOSE["services"].items() if one["image"] == "anju")


def test_compose_runs_the_commands_there_are() -> None:
    assert {COMPOSE["services"][name]["command"][0] for name in OURS} <= set(get_commands())
    assert {"web", "worker", "gateway", "writer", "reader"} == set(OURS)


def test_compose_sets_what_is_read_and_mounts_what_is_declared() -> None:
    for name in OURS:
        one = COMPOSE["services"][name]
        assert set(one["environment"]) <= set(env.DECLARED)
        assert set(one["depends_on"]) <= set(COMPOSE["services"])
    for one in COMPOSE["services"].values():
        for mount in one["volumes"]:
            source = mount.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_only_what_devices_and_a_proxy_need_is_open_to_the_outside() -> None:
    open_to = {name: one["ports"] for name, one in COMPOSE["services"].items() if "ports" in one}
    assert set(open_to) == {"web", "gateway"}
    assert all(port.startswith("127.0.0.1:") for port in open_to["web"])
    [listen] = [variable.default for name, variable in env.DECLARED.items() if name == "ANJU_GATEWAY_LISTEN"]
    ports = {re.sub(r".*:(\d+)$", r"\1", port.removesuffix("/udp")) for port in open_to["gateway"]}
    assert ports == {one.split(":")[1] for one in listen.split(",")}


def test_an_acknowledgement_of_jetstream_means_on_the_disk() -> None:
    said = (DEPLOY / "nats" / "jetstream.conf").read_text(encoding="utf-8")
    assert re.search(r"^\s*sync_interval: always$", said, re.MULTILINE)
    assert "/etc/nats/jetstream.conf" in COMPOSE["services"]["nats"]["command"]


def test_what_the_image_is_made_of_is_in_the_checkout() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]
    missing = [name for names in copied for name in names if not (ROOT / name).exists()]
    assert missing == []
    extras = set(re.findall(r"--extra (\w+)", text))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert extras == {"stream", "s3"}
    assert all(re.search(rf"^{extra} = \[", project, re.MULTILINE) for extra in extras)


def unit(file: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None, strict=False)
    found.optionxform = str  # type: ignore[assignment]
    found.read_string(file.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_starts_a_command_there_is_and_gives_it_time_to_end(file: Path) -> None:
    service = unit(file)["Service"]
    program, command, *_rest = shlex.split(service["ExecStart"])
    assert program == "/opt/anju/.venv/bin/anju"
    assert command == "$ANJU_RUN" or command in get_commands()
    assert (service["Restart"], service["TimeoutStopSec"]) == ("always", "40")


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_systemd_takes_the_unit(file: Path, tmp_path: Path) -> None:
    """Asked where systemd is there; elsewhere the sections alone are looked at."""
    assert set(unit(file).sections()) == {"Unit", "Service", "Install"}
    asked = shutil.which("systemd-analyze")
    if asked is None:
        return
    name = file.name.replace("@.", "@1.")
    (tmp_path / name).write_text(file.read_text(encoding="utf-8").replace("/opt/anju/.venv/bin/anju", "/bin/true"))
    done = subprocess.run([asked, "verify", tmp_path / name], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if name in line] == []


@pytest.mark.parametrize("file", VALUES, ids=lambda file: file.name)
def test_values_name_what_the_chart_has_and_settings_that_are_read(file: Path) -> None:
    usual, these = read(CHART / "values.yaml"), read(file)
    assert set(these) <= set(usual)
    assert set(these["replicas"]) == set(usual["replicas"])
    assert set(these["settings"]) <= set(env.DECLARED)
    merged = usual["settings"] | these["settings"]
    assert bool(merged["ANJU_STREAM"]) == bool(these["replicas"]["writer"])


def test_the_chart_runs_the_commands_there_are_and_uses_values_there_are() -> None:
    usual = read(CHART / "values.yaml")
    text = (CHART / "templates" / "processes.yaml").read_text(encoding="utf-8")
    run = dict(re.findall(r'^  "(\w+)" \(list "(\w+)"', text, re.MULTILINE))
    assert set(run) == set(usual["replicas"])
    assert set(run.values()) <= set(get_commands())
    for file in (CHART / "templates").glob("*.yaml"):
        for path in re.findall(r"\.Values\.([\w.]+)", file.read_text(encoding="utf-8")):
            found: Any = usual
            for name in path.split("."):
                assert name in found, f"{file.name} uses .Values.{path}"
                found = found[name]


def test_the_services_of_the_chart_are_yaml_without_their_one_value() -> None:
    text = (CHART / "templates" / "services.yaml").read_text(encoding="utf-8")
    made = list(yaml.safe_load_all(text.replace("{{ .Values.devices.type }}", "LoadBalancer")))
    ports = {port["port"] for one in made for port in one["spec"]["ports"]}
    assert ports == {80, 5200, 5300, 5280}
    assert {one["spec"]["selector"]["part"] for one in made} == {"web", "gateway"}
