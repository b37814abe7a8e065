"""Addresses somebody else chose never lead into our own network."""

from typing import Any

import httpcore
import pytest
from django.conf import LazySettings

from anju.notify import net
from tests.notify.servers import Fake, serving

PRIVATE = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.100.100.200",
    "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:0a00:0001::", "2001:db8::1",
    "not an address",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_counts_as_public(address: str) -> None:
    assert not net.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert net.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/", "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://0/",
        "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://localhost/", "http://2130706433/",
        "http://127.0.0.1/", "ftp://8.8.8.8/", "file:///etc/passwd", "https://user:word@8.8.8.8/", "https:///x",
        "https://8.8.8.8:999999/", "//8.8.8.8/", "",
    ],
)  # fmt: skip
def test_addresses_into_our_own_network_are_refused(url: str) -> None:
    with pytest.raises(net.ForbiddenAddressError):
        net.post(url, b"{}", {})


class _Recorder(httpcore.NetworkBackend):
    """Notes where a connection would go."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def connect_tcp(self, host: str, *_args: Any, **_kwargs: Any) -> httpcore.NetworkStream:
        self.asked.append(host)
        raise httpcore.ConnectError("recorded")


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name server that answers differently the second time is not asked a second time."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    recorder = _Recorder()
    backend = net.GuardedBackend(lambda _host, _port: next(answers), recorder)
    with pytest.raises(httpcore.ConnectError):
        net.post("https://rebind.example/", b"{}", {}, backend=backend)
    assert recorder.asked == ["93.184.216.34"]


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    recorder = _Recorder()
    backend = net.GuardedBackend(lambda _host, _port: ["93.184.216.34", "10.0.0.1"], recorder)
    with pytest.raises(net.ForbiddenAddressError):
        net.post("https://both.example/", b"{}", {}, backend=backend)
    assert recorder.asked == []


def test_every_public_address_is_tried_in_turn() -> None:
    recorder = _Recorder()
    backend = net.GuardedBackend(lambda _host, _port: ["93.184.216.34", "93.184.216.35"], recorder)
    with pytest.raises(httpcore.ConnectError):
        net.post("https://two.example/", b"{}", {}, backend=backend)
    assert recorder.asked == ["93.184.216.34", "93.184.216.35"]


def test_a_name_nobody_knows_is_a_network_failure() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(net.NETWORK_ERRORS):
        net.post("https://nowhere.example/", b"{}", {}, backend=net.GuardedBackend(unknown))


def test_a_socket_file_is_refused() -> None:
    with pytest.raises(net.ForbiddenAddressError):
        net.GuardedBackend().connect_unix_socket("/run/secret.sock")


def test_an_explicitly_allowed_address_is_called(settings: LazySettings) -> None:
    with serving(Fake()) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        answer = net.post(fake.url, b'{"a":1}', {"x-sign": "s"})
    assert (answer.status, fake.requests[0][2], fake.requests[0][1]["x-sign"]) == (200, b'{"a":1}', "s")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/", "https://[::1]/", "https://10.0.0.1/", "https://169.254.169.254/", "http://2130706433/",
        "https://2130706433/", "https://[::ffff:127.0.0.1]/", "//10.0.0.1/", "file:///etc/passwd",
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_into_our_own_network_is_refused(settings: LazySettings, status: int, target: str) -> None:
    with serving(Fake([(status, {"location": target}, b"")])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        with pytest.raises(net.ForbiddenAddressError):
            net.post(fake.url, b"{}", {})
    assert len(fake.requests) == 1


def test_a_redirect_posts_the_same_body_again(settings: LazySettings) -> None:
    with serving(Fake([(308, {"location": "/other"}, b""), (200, {}, b"ok")])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        answer = net.post(fake.url, b"same", {})
    assert [(path, body) for path, _, body in fake.requests] == [("/hook", b"same"), ("/other", b"same")]
    assert (answer.status, answer.body) == (200, b"ok")


def test_redirects_end_after_three(settings: LazySettings) -> None:
    with serving(Fake([(307, {"location": "/again"}, b"")])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        answer = net.post(fake.url, b"{}", {})
    assert (answer.status, len(fake.requests)) == (307, 4)


def test_a_303_is_an_answer(settings: LazySettings) -> None:
    with serving(Fake([(303, {"location": "/see"}, b"")])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        assert net.post(fake.url, b"{}", {}).status == 303
    assert len(fake.requests) == 1


def test_of_a_long_answer_only_the_beginning_is_kept(settings: LazySettings) -> None:
    with serving(Fake([(200, {}, b"x" * (net.BODY_LIMIT * 2))])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        assert len(net.post(fake.url, b"{}", {}).body) == net.BODY_LIMIT


def test_a_request_too_large_is_not_sent() -> None:
    with pytest.raises(ValueError):
        net.post("https://93.184.216.34/", b"x" * (net.REQUEST_LIMIT + 1), {})


def test_a_pause_asked_for_is_read(settings: LazySettings) -> None:
    with serving(Fake([(429, {"retry-after": "17"}, b"")])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        assert net.post(fake.url, b"{}", {}).retry_after == 17


def test_a_call_that_takes_too_long_is_given_up(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net, "TOTAL", -1.0)
    with serving(Fake([(200, {}, b"slow")])) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        with pytest.raises(net.AnswerTooSlowError):
            net.post(fake.url, b"{}", {})


def test_proxies_of_the_environment_are_not_used(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with serving(Fake()) as fake:
        settings.ANJU_PRIVATE_HOSTS = [f"127.0.0.1:{fake.port}"]
        assert net.post(fake.url, b"{}", {}).status == 200
