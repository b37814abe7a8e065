"""The five steps of the loop through the web layer, beside a floor that does the least a Django page can do.

    python bench/loop.py [--cases 100] [--database postgresql://…]

Steps: list → case → submit → verifier's case → pass; five requests in turn, one web worker each side, case by case,
against the same database, in one run. The ledger's sealer is not running: it is its own process. The floor runs twice:
as Django comes (a connection opened for each request) and with kept connections, as Anju has them.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import serving
from bench.serving import Person

FLOORS = ("floor", "kept")
STEPS = ("list", "case", "submit", "verify", "pass")
READERS = {"list": "/hazards/", "case": "/hazards/{}/", "verify": "/hazards/{}/"}
DEEDS = {
    "submit": ("/hazards/{}/submitted/", {"outcome": "not_so", "reason": "现场没有这处隐患"}),
    "pass": ("/hazards/{}/passed/", {"reason": "属实", "on_site": "on"}),
}
WHO = {"list": "property_manager", "case": "property_manager", "submit": "property_manager",
       "verify": "community_worker", "pass": "community_worker"}  # fmt: skip


def cases(count: int) -> list[str]:
    """A district with `count` open hazards of one company; their numbers."""
    from anju.supervision.lists import actions
    from anju.supervision.lists.actions import Spot
    from tests.security.access import make_world

    cast = make_world().cast
    made = []
    for number in range(count):
        spot = Spot(cast.places["building"], floor=1 + number % 60, spot=f"{number}号门旁")
        made.append(actions.report(by=cast.grid_member, code="ES-01", at=spot).hazard.number)
    from django.db import connection

    kind = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_row (id {kind} PRIMARY KEY, said text)")
    return made


def plan(number: str) -> dict[str, dict[str, object]]:
    """What each step asks the database and how large its page is, seen from inside on one case."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from anju.people.models import Account

    found: dict[str, dict[str, object]] = {}
    for step in STEPS:
        client = Client()
        client.force_login(Account._all.get(login=WHO[step]))
        with CaptureQueriesContext(connection) as caught:
            if step in READERS:
                answer = client.get(READERS[step].format(number))
            else:
                address, form = DEEDS[step]
                answer = client.post(address.format(number), form)
        assert answer.status_code in {200, 302}, (step, answer.status_code, answer.content[:500])
        asked = [one["sql"] for one in caught.captured_queries]
        reads = [sql for sql in asked if sql.startswith("SELECT") and "django_session" not in sql]
        writes = [sql for sql in asked if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
        found[step] = {"reads": reads, "writes": len(writes), "bytes": len(answer.content), "statements": len(asked)}
    return found


def take(person: Person, step: str, number: str) -> None:
    """One step as a browser takes it."""
    if step in READERS:
        person.get(READERS[step].format(number))
        assert person.status == 200, (step, person.status)
    else:
        address, form = DEEDS[step]
        person.post(address.format(number), form)
        assert person.status == 302, (step, person.status)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    folder = serving.prepare(options.database)
    from tests.cast import PASSWORD

    print(serving.machine())
    numbers = cases(options.cases + 6)
    steps = plan(numbers.pop())
    (folder / "steps.json").write_text(json.dumps(steps), encoding="utf-8")
    os.environ["ANJU_BENCH_STEPS"] = str(folder / "steps.json")
    from django.db import connection

    connection.close()
    with (
        serving.serving("anju.config.asgi:application", 8118) as anju,
        serving.serving("bench.floor:application", 8119, DJANGO_SETTINGS_MODULE="bench.floor_settings") as floor,
        serving.serving(
            "bench.floor:application", 8120, DJANGO_SETTINGS_MODULE="bench.floor_settings", ANJU_BENCH_KEPT="1"
        ) as kept,
    ):
        people = {who: Person(8118, who, PASSWORD) for who in set(WHO.values())}
        bare = {
            (port, who): Person(port, cookies=person.cookies) for who, person in people.items() for port in (8119, 8120)
        }
        spent = {(side, step): 0.0 for side in ("anju", *FLOORS) for step in STEPS}
        busy = dict(spent)
        for number in numbers[:5]:  # both warm
            for step in STEPS:
                take(people[WHO[step]], step, number)
                for port in (8119, 8120):
                    bare[port, WHO[step]].get(f"/{step}/")
        batches = [numbers[start : start + 10] for start in range(5, len(numbers), 10)]
        for batch in batches:
            for step in STEPS:
                start, used = time.perf_counter(), serving.cpu(anju)
                for number in batch:
                    take(people[WHO[step]], step, number)
                spent["anju", step] += time.perf_counter() - start
                busy["anju", step] += serving.cpu(anju) - used
                for side, server, port in (("floor", floor, 8119), ("kept", kept, 8120)):
                    someone = bare[port, WHO[step]]
                    start, used = time.perf_counter(), serving.cpu(server)
                    for _ in batch:
                        someone.get(f"/{step}/")
                        assert someone.status in {200, 302}, someone.status
                    spent[side, step] += time.perf_counter() - start
                    busy[side, step] += serving.cpu(server) - used
    tell(steps, spent, busy, options.cases)


def tell(
    steps: dict[str, dict[str, object]],
    spent: dict[tuple[str, str], float],
    busy: dict[tuple[str, str], float],
    count: int,
) -> None:
    """The table: milliseconds and processor milliseconds per step, and the ratios."""
    print(f"\n{count} cases; ms per step, (processor ms of the server)\n")
    print(
        "| step | statements | bytes | Anju ms (cpu) | floor ms (cpu) | floor / Anju | by cpu | kept ms (cpu) "
        "| by cpu |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for step in (*STEPS, "all"):
        these = STEPS if step == "all" else (step,)
        ours, floor, kept = (1000 * sum(spent[side, one] for one in these) / count for side in ("anju", *FLOORS))
        cpu, bare, least = (1000 * sum(busy[side, one] for one in these) / count for side in ("anju", *FLOORS))
        asked, size = (sum(int(str(steps[one][name])) for one in these) for name in ("statements", "bytes"))
        print(
            f"| {step} | {asked} | {size:,} | {ours:.1f} ({cpu:.1f}) | {floor:.1f} ({bare:.1f}) "
            f"| {floor / ours:.2f} | {bare / cpu if cpu else 0:.2f} "
            f"| {kept:.1f} ({least:.1f}) | {least / cpu if cpu else 0:.2f} |"
        )


if __name__ == "__main__":
    main()
