"""Many spoilt frames: only documented outcomes, nothing raised, and memory that stays flat.

    python bench/fuzz_frames.py [--frames 10000000] [--seed N]

Every frame goes through splitter, decoder, explanation and answer (`tests/fuzz`), every fourth also through a line of
the gateway. Prints how many, how fast, and the memory of the process after a tenth and at the end.
"""

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from collections import Counter

from anju.gateway.protocols.gbt26875 import DIALECTS
from anju.gateway.running import now_us
from anju.gateway.server import Line
from tests.fuzz.test_gateway import LIMITS, Told, frames_fed
from tests.fuzz.test_gbt26875 import judge, seeds, spoil

MOST_GROWTH_MB = 20


def memory_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    rng, pool, dialects = random.Random(options.seed), seeds(), list(DIALECTS.values())
    lines = [Line(Told(), LIMITS, dialect, now_us) for dialect in dialects]
    for line in lines:
        line.recent._most = 1_000  # its memory of a minute is bounded by design; here it would hide what leaks
    outcomes: Counter[str] = Counter()
    began, early = time.perf_counter(), 0.0
    for turn in range(options.frames):
        outcomes.update(judge(spoil(rng, rng.choice(pool), pool), dialects[turn % len(dialects)]))
        if turn % 4 == 0:
            frames_fed(rng, pool, lines)
        if turn == options.frames // 10:
            early = memory_mb()
        if turn and turn % 100_000 == 0:
            print(f"{turn:,} frames, {turn / (time.perf_counter() - began):,.0f} / s, {memory_mb():.0f} MB", flush=True)
    grown = memory_mb() - early
    print(f"{options.frames:,} frames, {time.perf_counter() - began:,.0f} s; memory grew by {grown:.1f} MB after the")
    print("first tenth; " + ", ".join(f"{name} {count:,}" for name, count in outcomes.most_common()))
    return 1 if grown > MOST_GROWTH_MB else 0


if __name__ == "__main__":
    sys.exit(main())
