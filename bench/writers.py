"""50 people report hazards at the same time through the web form, on SQLite: how long one of them waits.

    python bench/writers.py [--writers 50] [--think 5] [--seconds 60] [--database postgresql://…]

Each is signed in and sends the whole report form (/hazards/report/ with its `client_ref`, another spot each time), then
thinks: 5 s on average, evenly from 2.5 to 7.5. Recording a hazard takes 15 s at best, so 50 people at 5 s write as
often as 150 at work without a pause, or as 600 members who each report once a minute. A second row has no pause at all:
saturation, where times say only how long the line is. The worker (sealer, notices) runs too and takes its turns at the
writer's lock. The floor, in the same run: as many people and rows, but a bare Django view that asks the same SELECTs
and inserts as many rows in one transaction, behind the same server. Clock times are of the POST alone.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import serving
from bench.serving import Person

Writer = tuple[Person, Callable[[], bool]]
HOUSES = 200
KINDS = ("ES-01", "ES-02", "FF-08", "EL-08")
ANJU, FLOOR = 8128, 8129


def ground(writers: int) -> tuple[list[str], list[int]]:
    """A district with `writers` grid members and houses to report on: the members' sessions, the houses' ids."""
    from django.db import connection
    from django.test import Client

    from anju.people.enums import Role
    from anju.places.actions import add_places
    from anju.places.enums import PlaceKind
    from anju.places.rules import NewPlace
    from tests.cast import SYSTEM, add_person
    from tests.security.access import make_world

    cast = make_world().cast
    estate = cast.places["estate"].pk
    rows = [NewPlace(kind=PlaceKind.BUILDING, name=f"{number}号楼", parent=estate) for number in range(HOUSES)]
    houses = [place.pk for place in add_places(by=SYSTEM, rows=rows)]
    sessions = []
    for number in range(writers):
        client = Client()
        client.force_login(add_person(cast, f"member{number}", Role.GRID_MEMBER, "street", "grid"))
        sessions.append(client.cookies["sessionid"].value)
    kind = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_row (id {kind} PRIMARY KEY, said text)")
    return sessions, houses


def form(houses: list[int], number: int) -> dict[str, str]:
    return {
        "place": str(random.choice(houses)), "floor": str(1 + number % 30), "spot": f"{number}号门旁",
        "description": "楼道里堆了纸箱", "code": random.choice(KINDS), "different": "on",
        "client_ref": f"bench-{os.getpid()}-{number}-{random.getrandbits(48):x}",
    }  # fmt: skip


def plan(session: str, houses: list[int]) -> dict[str, dict[str, object]]:
    """What one report asks the database and how much it writes, seen from inside."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.cookies["sessionid"] = session
    with CaptureQueriesContext(connection) as caught:
        answer = client.post("/hazards/report/", form(houses, 0))
    assert answer.status_code == 302, answer.content[:2000].decode()
    asked = [one["sql"] for one in caught.captured_queries]
    reads = [sql for sql in asked if sql.startswith("SELECT") and "django_session" not in sql]
    writes = sum(sql.startswith(("INSERT", "UPDATE", "DELETE")) for sql in asked)
    return {"report": {"reads": reads, "writes": writes, "bytes": 0}}


@contextmanager
def worker() -> Iterator[None]:
    """`anju worker` beside the server."""
    process = subprocess.Popen([sys.executable, "-m", "anju.config.cli", "worker"], cwd=serving.ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


class Told:
    """What all writers saw: milliseconds, and how many were not answered as they should."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.errors = 0

    def take(self, write: Callable[[], bool]) -> None:
        start = time.perf_counter()
        try:
            right = write()
        except (OSError, http.client.HTTPException):
            right = False
        self.times.append(1000 * (time.perf_counter() - start))
        self.errors += not right


def write_for(seconds: float, think: float, people: list[Writer]) -> tuple[Told, float]:
    """Let everybody write for so long; everything seen, and the seconds it took."""
    told, end = Told(), time.perf_counter() + seconds

    def work(person: Person, write: Callable[[], bool]) -> None:
        time.sleep(random.uniform(0, think))
        person.connection.close()  # the server has closed what stood idle while the other side was measured
        while time.perf_counter() < end:
            told.take(write)
            if think:
                time.sleep(random.uniform(think / 2, think * 1.5))

    threads = [threading.Thread(target=work, args=one) for one in people]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told, time.perf_counter() - start


def reporter(session: str, houses: list[int]) -> Writer:
    """Somebody who reports through Anju's form."""
    person = Person(ANJU, cookies={"sessionid": session})
    person.get("/hazards/report/")  # the token
    assert person.status == 200, person.status

    def write() -> bool:
        person.post("/hazards/report/", form(houses, random.getrandbits(30)))
        return person.status == 302

    return person, write


def bare(session: str) -> Writer:
    """Somebody who writes as many rows through the bare view."""
    person = Person(FLOOR, cookies={"sessionid": session})

    def write() -> bool:
        person.get("/report/")
        return person.status == 302

    return person, write


def row(what: str, think: float, told: Told, took: float, cpu: float) -> str:
    p50, p95, p99 = (serving.quantile(told.times, share) for share in (0.5, 0.95, 0.99))
    count = len(told.times)
    return (
        f"| {what} | {f'{think:g} s' if think else 'none'} | {count} | {count / took:.1f} | {p50:.0f} | {p95:.0f} "
        f"| {p99:.0f} | {max(told.times):.0f} | {told.errors} | {1000 * cpu / count:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--think", type=float, default=5)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    folder = serving.prepare(options.database)
    print(serving.machine(), flush=True)
    sessions, houses = ground(options.writers)
    steps = plan(sessions[0], houses)
    (folder / "steps.json").write_text(json.dumps(steps), encoding="utf-8")
    os.environ["ANJU_BENCH_STEPS"] = str(folder / "steps.json")
    from django.db import connection

    connection.close()
    reads = steps["report"]["reads"]
    print(f"a report: {len(reads) if isinstance(reads, list) else 0} SELECTs, {steps['report']['writes']} writes\n")
    print("| side | pause | writes | per s | p50 ms | p95 ms | p99 ms | max ms | errors | server cpu ms |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    with (
        serving.serving("anju.config.asgi:application", ANJU, threads=12) as anju,
        serving.serving(
            "bench.floor:application", FLOOR, threads=12, DJANGO_SETTINGS_MODULE="bench.floor_settings"
        ) as floor,
        worker(),
    ):
        sides = (
            ("Anju", anju, [reporter(session, houses) for session in sessions]),
            ("floor", floor, [bare(session) for session in sessions]),
        )
        write_for(3, 0.5, sides[0][2])  # both warm
        write_for(3, 0.5, sides[1][2])
        for think, seconds in ((options.think, options.seconds), (0.0, options.seconds / 4)):
            for what, server, people in sides:
                busy = serving.cpu(server)
                told, took = write_for(seconds, think, people)
                print(row(what, think, told, took, serving.cpu(server) - busy), flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
