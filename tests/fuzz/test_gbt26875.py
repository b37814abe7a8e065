"""Frames of GB/T 26875.3 spoilt at random: nothing raises, nothing is invented, memory stays flat.

Seeded anew in each run and printed; `ANJU_FUZZ_SEED` repeats one. `ANJU_FUZZ=10000000` is the long run.
"""

import os
import random
import tracemalloc

from anju.gateway.protocols.gbt26875 import (
    DIALECTS,
    Broken,
    Dialect,
    Frame,
    Refused,
    Splitter,
    decode,
    dissect,
    explain,
    names,
    react,
    split,
)
from anju.gateway.protocols.gbt26875.exchanges import duty_answered
from anju.gateway.protocols.gbt26875.frames import MOST, OVERHEAD
from anju.gateway.protocols.gbt26875.layouts import STANDARD
from anju.gateway.protocols.gbt26875.report import of_piece
from tests.gateway.protocols.gbt26875.made import AT, BEAT, FIRE, frame, plain_sum

RUNS = int(os.environ.get("ANJU_FUZZ", "4000"))
SEED = int(os.environ.get("ANJU_FUZZ_SEED", str(random.SystemRandom().randrange(2**32))))


def seeds() -> list[bytes]:
    """One good frame of every type and command, to begin from."""
    found = [FIRE, BEAT, frame(b"\x16").raw, frame(b"\xc8\x02abc").raw]
    for number, (layout,) in STANDARD.items():
        unit = bytes((number, 2)) + (bytes(layout.size) * 2)
        found.append(frame(unit, command=4 if layout.downward else 2, serial=number).raw)
    return found


def spoil(rng: random.Random, raw: bytes, pool: list[bytes]) -> bytes:
    """One to four changes of any kind; sometimes the checksum is put right again, so that the unit is reached."""
    data = bytearray(raw)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(7)
        if kind == 0 and at < len(data):
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at : at + rng.randint(1, 12)]
        elif kind == 2:
            data[at:at] = rng.randbytes(rng.randint(1, 12))
        elif kind == 3:
            data[at:at] = rng.choice(pool)[: rng.randint(1, 80)]
        elif kind == 4 and len(data) > 28:
            data[rng.choice((24, 25, 26, 27, 28))] = rng.randrange(256)
        elif kind == 5:
            data[at:at] = rng.choice((b"@@", b"##", b"@", b"\0" * 8))
    if len(data) >= OVERHEAD and rng.random() < 0.5:
        data[24:26] = min(len(data) - OVERHEAD, MOST).to_bytes(2, "little")
        data[:2], data[-2:] = b"@@", b"##"
        data[-3] = plain_sum(bytes(data[2:-3]))
    return bytes(data)


def judge(data: bytes, dialect: Dialect) -> set[str]:
    """Every outcome must be one of those that are documented; returns which there were."""
    seen = set()
    pieces = dissect(data)
    assert all(piece.raw in data for piece in pieces)
    assert split(data) == [piece for piece in pieces if not isinstance(piece, Broken)]
    for piece in pieces:
        assert of_piece(piece, dialect)
        assert b"".join(part.raw for part in explain(piece, "zh", dialect)) == piece.raw
        if isinstance(piece, Broken):
            assert piece.error in names.ERRORS
            seen.add(piece.error)
            continue
        assert isinstance(piece, Refused) is (piece.checksum != plain_sum(piece.raw[2:-3]))
        unit = decode(piece.unit, dialect)
        assert unit.error is None or unit.error in names.ERRORS
        assert unit.raw == piece.unit
        assert not (unit.objects and (unit.error or unit.unknown))
        assert len(unit.objects) in (0, unit.count)
        duty_answered(unit)
        reply = react(piece, at=AT, dialect=dialect).answer
        assert reply is None or (reply.serial, reply.destination) == (piece.serial, piece.source)
        outcome = unit.error or ("unknown" if unit.unknown else "ok")
        seen.add("Refused" if isinstance(piece, Refused) else outcome)
    return seen


def test_spoilt_frames_have_documented_outcomes_and_leave_nothing_behind() -> None:
    print(f"ANJU_FUZZ_SEED={SEED} ANJU_FUZZ={RUNS}")
    rng, pool, dialects = random.Random(SEED), seeds(), list(DIALECTS.values())
    seen: set[str] = set()
    splitter, held = Splitter(), 0
    for turn in range(RUNS):
        data = spoil(rng, rng.choice(pool), pool)
        seen |= judge(data, dialects[turn % len(dialects)])
        splitter.feed(data)
        assert splitter.waiting < OVERHEAD + MOST
        if turn == RUNS // 4:
            tracemalloc.start()
            held = tracemalloc.get_traced_memory()[0]
        elif turn == RUNS - 1:
            grown = tracemalloc.get_traced_memory()[0] - held
            tracemalloc.stop()
            assert grown < 2_000_000, f"{grown} bytes are still held after {RUNS} frames"
    assert seen >= {"ok", "unknown", "object_length", "Refused", "end", "incomplete", "start"}


def test_a_good_frame_behind_spoilt_ones_is_always_found() -> None:
    print(f"ANJU_FUZZ_SEED={SEED}")
    rng, pool = random.Random(SEED + 1), seeds()
    for _ in range(RUNS // 8):
        data = spoil(rng, rng.choice(pool), pool)
        splitter = Splitter()
        items = [*splitter.feed(data), *splitter.feed(FIRE), *splitter.flush()]
        assert Frame(FIRE) in items or _swallowed(items)


def _swallowed(items: list[Frame | Refused]) -> bool:
    """By chance a spoilt head and the good frame make up a whole good frame of their own."""
    return any(isinstance(item, Frame) and len(item.raw) > len(FIRE) for item in items)
