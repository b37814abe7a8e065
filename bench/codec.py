"""The codec of GB/T 26875.3 beside `struct` alone on the same frames, by objects per frame.

    python bench/codec.py [FRAMES]

`struct` unpacks head and objects and sums the bytes, without looking for frames: what any reader in Python must pay.
"""

import platform
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from struct import Struct

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from anju.gateway.protocols.gbt26875 import Frame, Splitter, TimeLabel, build, columns, decode, react  # noqa: E402
from anju.gateway.protocols.gbt26875.report import of_piece  # noqa: E402
from anju.gateway.protocols.gbt26875.values import LOCAL, Text  # noqa: E402

HEAD, STATUS, ANALOG = Struct("<2sHBB6s6s6sHB"), Struct("<BBBIH31s6s"), Struct("<BBBIBh6s")
READ = 65536
"""Bytes of one feed, as a socket gives them under load."""


def frames(number: int, kind: int, objects: int) -> list[Frame]:
    """Frames of many devices, each with some objects of type 2 or 3."""
    rng, label = random.Random(7), TimeLabel(bytes((9, 5, 8, 30, 11, 26)))
    text = Text.of("2号楼3层走道", 31).raw
    made = []
    for serial in range(number):
        unit = bytes((kind, objects))
        for _ in range(objects):
            address = rng.randrange(1 << 32)
            unit += (
                STATUS.pack(1, 1, 42, address, 2, text, label.raw)
                if kind == 2
                else ANALOG.pack(1, 1, 92, address, 5, rng.randrange(5000), label.raw)
            )
        source = rng.randrange(1, 3000).to_bytes(6, "little")
        made.append(build(2, unit, serial=serial & 0xFFFF, source=source, destination=bytes(6), time=label))
    return made


def with_struct(data: bytes, kind: int) -> int:
    """Head, objects and sum of each frame, one behind the other."""
    at, objects, body = 0, 0, STATUS if kind == 2 else ANALOG
    while at < len(data):
        length = HEAD.unpack_from(data, at)[7]
        objects += len(list(body.iter_unpack(data[at + 29 : at + 27 + length])))
        if sum(data[at + 2 : at + 27 + length]) & 255 != data[at + 27 + length]:
            raise SystemExit("a bad sum")
        at += 30 + length
    return objects


def fed(data: bytes) -> list[Frame]:
    """All frames, by pieces."""
    splitter, found = Splitter(), []
    for at in range(0, len(data), READ):
        found += splitter.feed(data[at : at + READ])
    return found


def timed(work: Callable[[], object], count: int) -> str:
    """The best of three, as thousands of frames per second."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return f"{count / best / 1000:>10,.0f}"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    at = TimeLabel(bytes((9, 5, 8, 30, 11, 26))).at
    assert at is not None
    print(f"Python {platform.python_version()}, {platform.machine()}, zone {LOCAL}; thousands of frames per second")
    print(f"{'type × objects':<16}{'struct':>10}{'split':>10}{'columns':>10}{'decode':>10}{'report':>10}{'react':>10}")
    for kind, objects in ((2, 1), (2, 5), (2, 22), (3, 1), (3, 10), (3, 63)):
        some = frames(max(200, count // objects), kind, objects)
        data, number = b"".join(one.raw for one in some), len(some)
        if fed(data) != some:
            raise SystemExit("the splitter lost a frame")
        told = [
            timed(lambda data=data, kind=kind: with_struct(data, kind), number),
            timed(lambda data=data: fed(data), number),
            timed(lambda data=data: columns.read(data), number),
            timed(lambda some=some: [decode(one.unit) for one in some], number),
            timed(lambda some=some: [of_piece(one) for one in some], number),
            timed(lambda some=some: [react(one, at=at) for one in some], number),
        ]
        print(f"{kind} × {objects:<12}" + "".join(told))


if __name__ == "__main__":
    main()
