"""A body is complete before Django sees it, within limits."""

import asyncio

import pytest

from anju.live import body
from tests.live.asgi import scope_of, sender


def _collect(pieces: list[bytes], limit: int = 100, **headers: str) -> bytes:
    file = asyncio.run(body.collect(scope_of("/x", "POST", **headers), sender(pieces), limit))
    with file:
        return file.read()


def test_pieces_are_put_together() -> None:
    assert _collect([b"ab", b"", b"cd"]) == b"abcd"


@pytest.mark.parametrize(("headers"), [{"content_length": "101"}, {}], ids=["declared", "not declared"])
def test_more_than_the_limit_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(body.BodyError) as caught:
        _collect([b"a" * 60, b"b" * 60], **headers)
    assert caught.value.status == 413


def test_a_nonsense_length_is_refused() -> None:
    with pytest.raises(body.BodyError) as caught:
        _collect([b""], content_length="-4")
    assert caught.value.status == 400


def test_a_silent_sender_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent() -> None:
        await asyncio.Event().wait()

    with pytest.raises(body.BodyError) as caught:
        asyncio.run(body.piece(silent, idle=0.01))  # type: ignore[arg-type]
    assert caught.value.status == 408


def test_a_large_body_is_handed_over_again_whole() -> None:
    content = bytes(range(256)) * 10_000

    async def whole() -> bytes:
        with await body.collect(scope_of("/x", "POST"), sender([content]), len(content)) as file:
            receive, result, more = body.replay(file), b"", True
            while more:
                message = await receive()
                result, more = result + message["body"], message["more_body"]
            return result

    assert asyncio.run(whole()) == content
