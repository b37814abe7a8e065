"""List, case page and map with 50,000 and with 1,000,000 hazards, looked at from many different scopes.

    python bench/scale.py [--sizes 50000 1000000] [--scopes 250]

The hazards are synthetic: rows copied inside the database straight into its tables, not written through the actions and
without ledger entries; 1,000 estates and 120 organisations share them, a fifth open. One account asks, its post moved
to another estate before each question; a manager's is given to another of 80 companies, which reach cases as a party
alone (12,500 each of the million); the district's own view is asked as often. Times are the server's alone: the
whole request in this process, no network. `flat` is the ratio of the medians.
"""

import argparse
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import serving

ESTATES, DAYS, PIECE = 1000, 400, 100_000
COMPANIES, CHECKERS = 80, 40
"""Organisations that share the estates: who answers, and who checks."""
ANSWERING, CHECKING = 100_000, 200_000
"""Their first ids."""
TURN = f"(n.i + 7 * (n.i / {ESTATES})) % 10"
STATES = f"CASE WHEN {TURN} = 0 THEN 1 WHEN {TURN} = 1 THEN 2 ELSE 3 END"
"""Of ten hazards, in every estate, one waits for its work, one for its check, eight are closed."""


def ground() -> Any:
    """The cast, three hazards to copy, and 1,000 estates with one building each."""
    from django.db import connection

    from anju.kernel import clock
    from anju.people.models import Organisation
    from anju.places.models import Place
    from anju.supervision.lists.models import Duty
    from tests.security.access import make_world
    from tests.security.things import shared

    cast = make_world().cast
    numbers = [shared.duty(cast), shared.submitted(cast), shared.closed(cast)]
    templates = [Duty._all.get(hazard__number=number).pk for number in numbers]
    home, building = cast.places["community"], cast.places["building"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_scope (k integer PRIMARY KEY, estate bigint, place bigint, path text)")
        cursor.execute("CREATE TABLE bench_template (k integer PRIMARY KEY, duty bigint)")
        cursor.executemany("INSERT INTO bench_template VALUES (%s, %s)", list(enumerate(templates, 1)))
    moments = [clock.now() + timedelta(days=day - DAYS + 30, minutes=day) for day in range(DAYS)]
    for name, first, many in (("company", ANSWERING, COMPANIES), ("community", CHECKING, CHECKERS)):
        for k in range(many):
            copied(Organisation, cast.organisations[name], id=first + k, name=f"{name} {k}", uscc=f"{name}{k}")
    spare = cast.accounts["congress_staff"].pk
    keep_moments(spare, moments)
    for k in range(ESTATES):
        path = f"{home.path}{k + 100}/"
        estate = copied(Place, cast.places["estate"], path=path, parent=home, name=f"第{k}小区", full_name=f"第{k}小区")
        below = copied(Place, building, path=f"{path}1/", parent=estate, name="1幢", full_name=f"第{k}小区 1幢")
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_scope VALUES (%s, %s, %s, %s)", [k, estate.pk, below.pk, below.path])
    return cast


def keep_moments(account: int, moments: list[Any]) -> None:
    """Moments in the form the database keeps them, made by writing them with a model that has one."""
    from django.db import connection

    from anju.people.models import SignIn

    rows = [SignIn(account_id=account, session_key=f"b{k}", started_at=at, seen_at=at) for k, at in enumerate(moments)]
    SignIn._all.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_day AS SELECT CAST(substr(session_key, 2) AS integer) AS k, seen_at AS at "
            "FROM people_signin WHERE session_key LIKE 'b%%'",
            [],
        )
        cursor.execute("CREATE INDEX bench_day_k ON bench_day (k)")


def copied(model: Any, row: Any, **changed: Any) -> Any:
    """Another row like this one."""
    values = {
        field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if not field.primary_key
    }
    fresh = model(**values)
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.save()
    return fresh


def copy_table(model: Any, link: str, expressions: dict[str, str], low: int, high: int) -> None:
    """Rows `low` to `high` of a table, each like its template, some columns by expression."""
    from django.db import connection

    quoted = connection.ops.quote_name
    columns = [field.column for field in model._meta.concrete_fields]
    shown = [expressions.get(column, f"t.{quoted(column)}") for column in columns]
    table = quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT {low} UNION ALL SELECT i + 1 FROM n WHERE i < {high}) "
            f"INSERT INTO {table} ({', '.join(map(quoted, columns))}) SELECT {', '.join(shown)} FROM n "
            f"JOIN bench_template b ON b.k = {STATES} JOIN {table} t ON {link} "
            f"JOIN bench_scope s ON s.k = n.i % {ESTATES} JOIN bench_day d ON d.k = (n.i / {ESTATES}) % {DAYS}"
        )


def grow(low: int, high: int) -> None:
    """Hazards, duties and open terms number `low` to `high`."""
    from django.db import connection

    from anju.supervision.lists.models import Duty, Hazard

    base = 1_000_000
    for start in range(low, high + 1, PIECE):
        end = min(high, start + PIECE - 1)
        number = {"number": "'YH-B' || n.i", "path": "s.path", "place_id": "s.place", "client_ref": "NULL"}
        hazard = {"id": f"{base} + n.i", **number, "happened_at": "d.at", "reported_at": "d.at"}
        duty = {
            "id": f"{base} + n.i", "hazard_id": f"{base} + n.i", "number": "'ZB-' || n.i", "path": "s.path",
            "due_at": "CASE WHEN t.due_at IS NULL THEN NULL ELSE d.at END",
            "holder_due_at": "CASE WHEN t.holder_due_at IS NULL THEN NULL ELSE d.at END",
            "closed_at": "CASE WHEN t.closed_at IS NULL THEN NULL ELSE d.at END",
            "accountable_id": f"CASE WHEN t.accountable_id IS NULL THEN NULL ELSE {ANSWERING} + s.k % {COMPANIES} END",
            "verifier_id": f"CASE WHEN t.verifier_id IS NULL THEN NULL ELSE {CHECKING} + s.k % {CHECKERS} END",
            "holder_id": f"CASE WHEN t.holder_id IS NULL THEN NULL WHEN t.holder_id = t.verifier_id "
            f"THEN {CHECKING} + s.k % {CHECKERS} ELSE {ANSWERING} + s.k % {COMPANIES} END",
        }  # fmt: skip
        copy_table(Hazard, "t.id = (SELECT hazard_id FROM lists_duty WHERE id = b.duty)", hazard, start, end)
        copy_table(Duty, "t.id = b.duty", duty, start, end)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def look(cast: Any, scopes: int) -> dict[str, list[float]]:
    """Milliseconds of each page from each scope, and as often from the whole district."""
    from django.db import connection
    from django.test import Client

    people = {who: Client() for who in ("street_officer", "property_manager", "district_officer")}
    for who, client in people.items():
        client.force_login(cast.accounts[who])
    post, manager, found = cast.posts["street_officer"], cast.posts["property_manager"], {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT k, estate, path FROM bench_scope WHERE k % {ESTATES // scopes} = 0 ORDER BY k")
        all_scopes = cursor.fetchall()
    for turn, (k, estate, path) in enumerate(all_scopes):
        type(post)._all.filter(pk=post.pk).update(place_id=estate, path=path[:-2])
        type(post)._all.filter(pk=manager.pk).update(organisation_id=ANSWERING + k % COMPANIES)
        pages = {
            "list": ("street_officer", "/hazards/"), "case": ("street_officer", f"/hazards/YH-B{k or ESTATES}/"),
            "closed list": ("street_officer", "/hazards/?state=closed"),
            "map": ("street_officer", MAP), "company list": ("property_manager", "/hazards/"),
            "district closed list": ("district_officer", "/hazards/?state=closed"),
            "district list": ("district_officer", "/hazards/"),
            "district case": ("district_officer", f"/hazards/YH-B{k or ESTATES}/"),
            "district map": ("district_officer", MAP),
        }  # fmt: skip
        for name, (who, url) in pages.items():
            if not url:
                continue
            start = time.perf_counter()
            status = people[who].get(url).status_code
            spent = 1000 * (time.perf_counter() - start)
            assert status == 200, (url, status)
            if turn >= 3:  # warm
                found.setdefault(name, []).append(spent)
    return found


MAP = ""
"""The address of the map's data, with a box and a zoom, where there is one."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50_000, 1_000_000])
    parser.add_argument("--scopes", type=int, default=250)
    parser.add_argument("--database", default="")
    parser.add_argument("--map", default="/map/hazards/?bbox=118.5,31.8,119.1,32.4&zoom=12", help="the map's data")
    options = parser.parse_args()
    globals()["MAP"] = options.map
    serving.prepare(options.database)
    print(serving.machine())
    cast, there, told = ground(), 0, {}
    for size in sorted(options.sizes):
        start = time.perf_counter()
        grow(there + 1, size)
        print(f"{size:,} hazards, the last {size - there:,} copied in {time.perf_counter() - start:.0f} s", flush=True)
        told[size], there = look(cast, options.scopes), size
    sizes = sorted(told)
    print("\n| page | " + " | ".join(f"{size:,}: p50 / p99 ms" for size in sizes) + " | flat |")
    print("|---|" + "---:|" * (len(sizes) + 1))
    for page in told[sizes[0]]:
        middles = [serving.quantile(told[size][page], 0.5) for size in sizes]
        ends = [serving.quantile(told[size][page], 0.99) for size in sizes]
        cells = " | ".join(f"{middle:.1f} / {end:.1f}" for middle, end in zip(middles, ends, strict=True))
        print(f"| {page} | {cells} | {middles[-1] / middles[0]:.2f} |")


if __name__ == "__main__":
    main()
