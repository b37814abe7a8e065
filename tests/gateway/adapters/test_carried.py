"""Messages as they are kept."""

import pytest

from anju.gateway.adapters.carried import LONGEST, MOST_BODY, Carried, read


@pytest.mark.parametrize(
    "message",
    [
        Carried(b"{}"),
        Carried(b"", "a"),
        Carried(b"a\nb\n", "邻里", "/in/chirpstack?event=up", 'text/plain; x="1"'),
        Carried(b"\0" * MOST_BODY, "a" * 64, "/in/plain", "b" * 200),
    ],
)
def test_a_message_is_read_as_it_was_kept(message: Carried) -> None:
    assert read(message.kept()) == message
    assert len(message.kept()) <= LONGEST


def test_empty_keys_are_left_out() -> None:
    assert Carried(b"x", who="a").kept() == b'{"v":1,"who":"a"}\nx'


def test_what_is_too_long_is_not_kept() -> None:
    with pytest.raises(ValueError):
        Carried(b"x" * (MOST_BODY + 1)).kept()
    with pytest.raises(ValueError):
        Carried(b"x" * MOST_BODY, topic="t" * 6_000).kept()


@pytest.mark.parametrize("kept", [b"", b"{}", b"[]\nx", b'{"v":2}\nx', b'{"v":1}', b'{"v":1,"who":3}\nx', b"@@\n"])
def test_what_is_no_message_is_not_read(kept: bytes) -> None:
    with pytest.raises(ValueError):
        read(kept)
