"""`--listen`, and the settings it stands in for."""

import asyncio
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from anju.config import env
from anju.config.management.commands import up
from anju.config.supervisor import Child
from anju.gateway.limits import Limits
from anju.gateway.management.commands import gateway
from anju.gateway.management.commands.gateway import ear_of
from anju.gateway.running import Way
from anju.gateway.sink import Platform
from anju.gateway.stream import Stream
from tests.guards.house import ROOT


@pytest.mark.parametrize(
    ("said", "name", "dialect"),
    [
        ("tcp:5200", "gbt26875:tcp:5200", "std"),
        ("udp:5200", "gbt26875:udp:5200", "std"),
        ("tcp:5201:std", "gbt26875:tcp:5201", "std"),
        ("tcp:5300:hydrant", "hydrant:tcp:5300", "std"),
        ("http:5280", "intake:http:5280", "std"),
        ("mqtt:1883", "thingsboard:mqtt:1883", "std"),
        ("tcp:0", "gbt26875:tcp:0", "std"),
    ],
)
def test_a_listener_is_asked_for_in_a_word(said: str, name: str, dialect: str) -> None:
    ear = ear_of("127.0.0.1", said, Limits())
    assert (ear.name, ear.dialect.name, ear.tls) == (name, dialect, None)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "5200",
        "tcp",
        "tcp:",
        "tcp:x",
        "tcp:65536",
        "sctp:1",
        "http:1:plain",
        "mqtt:1:std",
        "udp:1:hydrant",
        "tcp:1:nobody",
    ],
)
def test_a_word_that_asks_for_none_is_refused(said: str) -> None:
    with pytest.raises(CommandError):
        ear_of("127.0.0.1", said, Limits())


def test_tls_needs_a_certificate(settings: LazySettings, tmp_path: Path) -> None:
    settings.ANJU_TLS_CERTIFICATE = settings.ANJU_TLS_KEY = ""
    with pytest.raises(CommandError, match="ANJU_TLS_CERTIFICATE"):
        ear_of("127.0.0.1", "https:5443", Limits())
    settings.ANJU_TLS_CERTIFICATE = settings.ANJU_TLS_KEY = str(tmp_path / "none.pem")
    with pytest.raises(CommandError, match="cannot be read"):
        ear_of("127.0.0.1", "tls:5443", Limits())
    made = subprocess.run(
        [sys.executable, "-c", f"""
import sys; sys.path.insert(0, {str(ROOT / "tools")!r})
import certificate; from pathlib import Path
print(*certificate.make(Path({str(tmp_path)!r}), "127.0.0.1"), sep="\\n")"""],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    _authority, settings.ANJU_TLS_CERTIFICATE, settings.ANJU_TLS_KEY = made.stdout.split()
    assert ear_of("127.0.0.1", "mqtts:8883", Limits()).tls is not None
    ear = ear_of("127.0.0.1", "tls:5443", Limits())
    assert isinstance(ear.tls, ssl.SSLContext)
    assert ear.way is Way.TLS


def test_a_port_is_named_once_and_networks_are_networks(settings: LazySettings) -> None:
    settings.ANJU_GATEWAY_LISTEN = ["tcp:5200", "tcp:5200"]
    with pytest.raises(CommandError, match="twice"):
        call_command("gateway")
    with pytest.raises(CommandError, match="networks such as"):
        call_command("gateway", "--allow", "10.8.0.0/99")


def test_what_it_listens_to_by_itself_can_be_listened_to() -> None:
    words = env.DECLARED["ANJU_GATEWAY_LISTEN"].default.split(",")
    names = [ear_of("127.0.0.1", word, Limits()).name for word in words]
    assert names == [
        "gbt26875:tcp:5200",
        "gbt26875:udp:5200",
        "hydrant:tcp:5300",
        "intake:http:5280",
        "thingsboard:mqtt:5283",
    ]
    assert env.DECLARED["ANJU_GATEWAY_HOST"].default == "127.0.0.1"


def test_one_setting_says_where_batches_go(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ANJU_STREAM = ""
    assert gateway._sink() is Platform
    settings.ANJU_STREAM = "nats://127.0.0.1:4222"

    async def made() -> object:
        return gateway._sink()()

    assert isinstance(asyncio.run(made()), Stream)
    monkeypatch.setitem(sys.modules, "anju.gateway.stream", None)
    with pytest.raises(CommandError, match=r"anju\[stream\]"):
        gateway._sink()


def test_a_writer_needs_a_stream(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ANJU_STREAM = ""
    with pytest.raises(CommandError, match="names no stream"):
        call_command("writer")
    settings.ANJU_STREAM = "nats://127.0.0.1:4222"
    monkeypatch.setitem(sys.modules, "anju.gateway.writing", None)
    with pytest.raises(CommandError, match=r"anju\[stream\]"):
        call_command("writer")


@pytest.mark.parametrize(("stream", "writers"), [("", []), ("nats://127.0.0.1:4222", ["writer-1", "writer-2"])])
def test_up_runs_writers_where_there_are_streams(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stream: str, writers: list[str]
) -> None:
    settings.ANJU_STREAM, settings.ANJU_WRITERS, settings.ANJU_DATA_DIR = stream, 2, tmp_path
    settings.ANJU_GATEWAY = True
    run: list[Child] = []

    class Supervised:
        def __init__(self, children: list[Child], **_rest: object) -> None:
            run.extend(children)

        def run(self) -> None: ...

    monkeypatch.setattr(up, "Supervisor", Supervised)
    monkeypatch.setattr(up.signal, "signal", lambda *_: None)
    call_command("up")
    assert [child.name for child in run if child.name.startswith("writer")] == writers
    assert all(child.command[-1] == "writer" for child in run if child.name in writers)
