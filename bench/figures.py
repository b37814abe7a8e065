"""How fast sealed entries become facts and sums: all at once (`anju figures rebuild`), and in a worker's short turns.

    python bench/figures.py DATA_DIR [--turns 60]

DATA_DIR holds a demo district (`ANJU_DATA_DIR=DATA_DIR anju demo --size district`); its figures are emptied and read
again. Entries a second, by the clock and by processor time. `--turns`: seconds for which the worker's way is measured,
with the longest and the usual time for which one of its steps kept other writers waiting; 0 leaves it out.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.serving import host


def rebuilt(consumers: Any) -> None:
    """Everything again, as the command does it."""
    clock, cpu = time.perf_counter(), time.process_time()
    entries = consumers.rebuild("figures")
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"rebuild: {entries:,} entries, {entries / clock:,.0f} /s, by processor time {entries / cpu:,.0f} /s")


def in_turns(consumers: Any, seconds: float) -> None:
    """From the beginning, a worker's turn after the other, nobody else reading."""
    figures = next(one for one in consumers.registered() if one.name == "figures")
    with consumers.transaction.atomic():
        consumers.Cursor._all.filter(consumer="figures").delete()
        figures.reset()
    consumers._consumers.clear()
    consumers._consumers["figures"] = figures
    held, step = [], consumers._step_sealed

    def timed(*given: Any) -> Any:
        told = step(*given)
        held.append(told[1])
        return told

    consumers._step_sealed = timed
    news, entries, clock, cpu = consumers.News(), 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - clock < seconds and (handed := news.run()):
        entries += handed
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    held.sort()
    usual, most = 1000 * statistics.median(held), 1000 * held[len(held) * 99 // 100]
    print(
        f"in turns: {entries:,} entries in {clock:.0f} s, {entries / clock:,.0f} /s, by processor time "
        f"{entries / cpu:,.0f} /s; held {usual:.0f} ms, p99 {most:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--turns", type=float, default=60)
    options = parser.parse_args()
    os.environ.update(ANJU_DATA_DIR=options.data, DJANGO_SETTINGS_MODULE="anju.config.settings", ANJU_LOG_LEVEL="ERROR")
    print(host())
    import django

    django.setup()
    from anju.kernel.ledger import consumers

    if options.turns:
        in_turns(consumers, options.turns)
        consumers._consumers["figures"] = consumers.registered()[0]
    rebuilt(consumers)


if __name__ == "__main__":
    main()
