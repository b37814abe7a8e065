"""Credibility of patrols tried on invented members and districts, in tables (docs/benchmarks.md).

    python bench/credibility.py [--months 4000] [--districts 500] [--seed TEXT] [--walkers FILE] [--only PART]

The same seed gives the same tables. Times are processor time.
"""

import argparse
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from anju.demo.plan import DISTRICT, plan_district  # noqa: E402
from anju.demo.walkers.album import Album  # noqa: E402
from anju.demo.walkers.behaviours import OWN, Behaviours, load  # noqa: E402
from anju.demo.walkers.drawn import copied, photo  # noqa: E402
from anju.demo.walkers.ground import Ground, grounds  # noqa: E402
from anju.demo.walkers.second_looks import Setting, look_twice  # noqa: E402
from anju.demo.walkers.trial import Row, trial  # noqa: E402
from anju.supervision.grid.pictures import mark_of  # noqa: E402
from anju.supervision.grid.rules.dependence import dependence  # noqa: E402
from anju.supervision.grid.rules.estimate import Estimate, estimate_all  # noqa: E402
from anju.supervision.grid.rules.looks import Mark  # noqa: E402
from anju.supervision.grid.rules.photos import ALIKE, apart  # noqa: E402
from anju.supervision.grid.rules.statistics import wilson  # noqa: E402

SUBTLE = Path(__file__).with_name("walkers_subtle.toml")
STRANGERS = ROOT / "tests" / "demo" / "walkers" / "strangers.toml"
BASE = Setting()
SETTINGS = {
    "all places again": BASE,
    "all, patrols .6, re-check .3": replace(BASE, first=0.6, second=0.3),
    "a tenth again": replace(BASE, share=0.1),
    "a fifth, patrols .15, re-check .4": replace(BASE, share=0.2, first=0.15, second=0.4),
    "a fifth, members uneven": replace(BASE, share=0.2, uneven=0.2),
    "11,000 hazards, a twentieth of 4,000": replace(BASE, hazards=11_000, places=4000, share=0.05),
    "a tenth of hazards come and go": replace(BASE, share=0.2, churn=0.1),
    "a tenth plain to everybody": replace(BASE, plain=0.1),
    "a fifth of looks copied": replace(BASE, copying=0.2),
    "half copied": replace(BASE, copying=0.5),
    "half copied, a tenth again": replace(BASE, copying=0.5, share=0.1),
    "all copied, a tenth again": replace(BASE, copying=1.0, share=0.1),
    "one of six copies, a fifth again": replace(BASE, copying=1.0, copiers=1, share=0.2),
}


def members(title: str, rows: Sequence[Row]) -> None:
    print(f"\n| {title} | months | asked | share | 95 % interval | signs |\n|---|---:|---:|---:|---|---|")
    whole = Counter({"months": sum(row.months for row in rows), "asked": sum(row.asked for row in rows)})
    for row in rows:
        _member(row.behaviour.name, row.months, row.asked, ", ".join(f"{k} {n}" for k, n in row.kinds.items()))
    _member("**all**", whole["months"], whole["asked"], "")


def _member(name: str, months: int, asked: int, signs: str) -> None:
    low, high = wilson(asked, months)
    print(f"| {name} | {months} | {asked} | {asked / months:.1%} | {low:.1%} to {high:.1%} | {signs} |")


def districts(runs: int, seed: str) -> None:
    print("\n| setting | figures | truth held | estimate ÷ truth | width ÷ truth | called dependent |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, setting in SETTINGS.items():
        held, means, widths, called = 0, [], [], 0
        for run in range(runs):
            looked = look_twice(setting, f"{seed}/{name}/{run}")
            called += bool(dependence(looked.pairs, third=looked.third, by_checker=looked.by_checker))
            total, _ = estimate_all(looked.pairs, looked.told)
            if isinstance(total, Estimate):
                held += total.low <= setting.hazards <= total.high
                means.append(total.total / setting.hazards)
                widths.append((total.high - total.low) / setting.hazards)
        count = len(means)
        print(f"| {name} | {count} of {runs} | {held / count:.1%} | {sum(means) / count:.2f} "
              f"| {sum(widths) / count:.2f} | {called / runs:.1%} |")  # fmt: skip


def photos(seed: str, spots: int = 150) -> None:
    rng = Random(seed)
    drawn = [
        [photo(Random(f"{seed}/{spot}"), Random(f"{seed}/{spot}/{hand}")) for hand in "ab"] for spot in range(spots)
    ]
    marks = [[_mark(picture) for picture in both] for both in drawn]
    print("\n| photos | pairs | least | median | most | within 8 bits |\n|---|---:|---:|---:|---:|---:|")
    for crop in (0.0, 0.1, 0.2, 0.3):
        again = [_mark(copied(both[0], rng, crop=crop, quality=(40, 85), mirror=0.5)) for both in drawn]
        _bits(f"copies, up to {crop:.0%} cut off a side", [apart(m[0], a) for m, a in zip(marks, again, strict=True)])
    _bits("same spot, another day", [apart(*both) for both in marks])
    _bits("other spots", [apart(marks[i][0], marks[j][0]) for i in range(spots) for j in range(i)])


def _mark(picture: object) -> Mark:
    found = mark_of(picture)  # type: ignore[arg-type]
    assert found is not None
    return found


def _bits(name: str, bits: list[int]) -> None:
    bits.sort()
    within = sum(bit <= ALIKE for bit in bits) / len(bits)
    print(f"| {name} | {len(bits)} | {bits[0]} | {bits[len(bits) // 2]} | {bits[-1]} | {within:.1%} |")


def subtle() -> Behaviours:
    """The subtle fakes on the usual behaviour of the own file."""
    held = OWN.with_name("behaviours.toml").read_text(encoding="utf-8").split("# ---- faking")[0]
    joined = Path(os.environ.get("TMPDIR", "/tmp")) / f"walkers-{os.getpid()}.toml"
    joined.write_text(held + SUBTLE.read_text(encoding="utf-8"), encoding="utf-8")
    try:
        return load(joined)
    finally:
        joined.unlink()


def both(title: str, told: Behaviours, where: list[Ground], album: Album, seed: str, months: int) -> None:
    members(f"honest{title}", trial(told, told.honest, where, album, f"{seed}/honest", months))
    members(f"faking{title}", trial(told, told.faking, where, album, f"{seed}/faking", months // 4))


def everybody(walkers: Path | None, seed: str, months: int) -> None:
    where, album = grounds(plan_district(7, DISTRICT)), Album(seed, 300)
    if walkers:
        both(f", {walkers.name}", load(walkers), where, album, seed, months)
        return
    both("", load(), where, album, seed, months)
    both(", of tests/demo/walkers/strangers.toml", load(STRANGERS), where, album, seed, months // 4)
    hidden = subtle()
    members("faking so that little shows", trial(hidden, hidden.faking, where, album, seed, months // 8))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--months", type=int, default=4000)
    asked.add_argument("--districts", type=int, default=500)
    asked.add_argument("--seed", default=secrets.token_hex(4))
    asked.add_argument("--walkers", type=Path)
    asked.add_argument("--only", choices=("members", "districts", "photos"))
    said = asked.parse_args()
    print(f"seed {said.seed}, load {os.getloadavg()[0]:.1f} before, Python {sys.version.split()[0]}")
    began = time.process_time()
    if said.only in {None, "members"}:
        everybody(said.walkers, said.seed, said.months)
    if said.only in {None, "districts"}:
        districts(said.districts, said.seed)
    if said.only in {None, "photos"}:
        photos(said.seed)
    print(f"\n{time.process_time() - began:.0f} s of processor time")


if __name__ == "__main__":
    main()
