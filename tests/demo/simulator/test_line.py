"""A device's line: what is not confirmed is sent again, and what speaks of people is never given up."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from anju.demo.simulator import line as lines
from anju.demo.simulator import sites
from anju.demo.simulator.line import Line, Told
from anju.demo.simulator.running import Plan, play
from anju.demo.simulator.sites import FIRE, Site
from anju.gateway.protocols.gbt26875 import Frame, Splitter, TimeLabel, confirmations

AT = TimeLabel.of(datetime(2026, 11, 24, 8, tzinfo=UTC))
SITE = Site(bytes(range(6)), "1栋", 6, 1, 400)
Answers = Callable[[int], bool | None]
"""Number of a frame → confirm it; not; None: end the line."""


async def centre(answers: Answers, ask: Callable[[int, list[Frame]], Awaitable[None]]) -> list[Frame]:
    heard: list[Frame] = []
    opened = set[asyncio.StreamWriter]()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.add(writer)
        await hear(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        opened.discard(writer)

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        splitter = Splitter()
        while data := await reader.read(4096):
            for frame in splitter.feed(data):
                assert isinstance(frame, Frame)
                heard.append(frame)
                what = answers(len(heard))
                if what:
                    writer.write(confirmations([frame.raw], AT.raw))
                elif what is None:
                    return

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        await ask(server.sockets[0].getsockname()[1], heard)
        await until(lambda: not opened)
    return heard


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


def spoken(answers: Answers, units: list[sites.Unit], confirmed: int) -> tuple[list[Frame], Told]:
    told = Told()

    async def ask(port: int, _heard: list[Frame]) -> None:
        one = Line(SITE.address, "127.0.0.1", port, told)
        one.say(units)
        running = asyncio.create_task(one.run())
        await until(lambda: told.confirmed >= confirmed)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    return asyncio.run(centre(answers, ask)), told


def test_what_is_not_answered_is_sent_again_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "ANSWER_S", 0.1)
    heard, told = spoken(lambda number: number == 3, [sites.device(AT)], 1)
    assert len({frame.serial for frame in heard}) == 1
    assert (told.sent, told.again, told.given_up) == (3, 2, 0)


def test_a_fire_is_told_first_and_over_another_line_where_one_ends() -> None:
    burns = sites.detector(SITE, 1, 2, AT, FIRE)
    heard, told = spoken(lambda number: None if number == 1 else True, [sites.device(AT), burns], 2)
    assert [frame.raw[27] for frame in heard] == [2, 2, 21]
    assert told.lost == 1


def test_a_reading_is_given_up_after_three_tries_and_a_fire_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "ANSWER_S", 0.05)
    burns = sites.detector(SITE, 1, 2, AT, FIRE)
    heard, told = spoken(lambda number: number > 7, [burns], 1)
    assert (len(heard), told.given_up) == (8, 0)
    heard, told = spoken(lambda number: number > 3, [sites.device(AT), sites.pressure(300, AT)], 1)
    assert told.given_up == 1


def test_all_together_play_a_fixed_script() -> None:
    async def ask(port: int, heard: list[Frame]) -> None:
        plan = Plan("127.0.0.1", port, often=0, speed=300, cues=((1.0, "kitchen", 0),))
        told = await play([SITE, Site(bytes([9] * 6), "2栋", 6, 1, 400)], plan, seconds=2.5)
        assert told.confirmed == len(heard) > 8

    heard = asyncio.run(centre(lambda _number: True, ask))
    assert {frame.source for frame in heard} == {SITE.address, bytes([9] * 6)}
    assert any(frame.raw[27] == 2 for frame in heard)


def test_a_script_nobody_wrote_is_refused() -> None:
    with pytest.raises(KeyError):
        asyncio.run(play([SITE], Plan("127.0.0.1", 1, cues=((0.0, "flood", 0),)), seconds=1))
