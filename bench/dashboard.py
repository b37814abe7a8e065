"""The 1+2+3 page and single figures with 50,000 and with 5,000,000 hazards, from 1,000 different places.

    pip install duckdb
    python bench/dashboard.py [--sizes 50000 5000000] [--scopes 1000] [--database postgresql://…]

Facts are made by DuckDB, five for a hazard (found, stood twice, was closed, was put right), on 1,000 estates in 20
streets over 400 days; so are the sums that the projection would have made of them, which is checked at the smallest
size: they are what `Sums` makes of the same facts. The page is asked over HTTP, one question after the other, with a
kept connection; what is measured is what its asker waits. Beside it, in the same run, three figures from streets and
communities and from estates: by the registry; by counting the facts in the same database; by counting them in the
Parquet file with DuckDB. `flat` is the ratio of the medians.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import serving
from bench.scale import copied

STREETS, COMMUNITIES, ESTATES, DAYS = 20, 10, 5, 400
"""Streets, communities of each, estates of each."""
WORKED, CHECKED, TERM = 5, 3, 10
"""Days until it was handed in, then until it was passed; days of the term."""
OPEN_OF_100 = 2
PORT = 8197
COLUMNS = (
    "district", "measure", "subject", "path", "happened", "until", "until_seal", "due", "value", "f0", "f1", "f2", "f3",
    "seal_from", "seal_to",
)  # fmt: skip
FACETS = {
    "lists.found": ("kind", "severity", "source"), "lists.open": ("kind", "severity", "party", "state"),
    "lists.closed": ("kind", "severity", "party", "promptness"),
    "lists.rectified": ("kind", "severity", "party", "promptness"),
}  # fmt: skip
FIGURES = ("lists.found", "lists.open", "lists.closed")


def ground() -> tuple[Any, list[tuple[int, str]]]:
    """The cast, and the paths of 1,000 new estates under 20 new streets, all places in between included."""
    from anju.places.models import Place
    from tests.security.access import make_world

    cast = make_world().cast
    district, made = cast.places["district"], []

    def below(like: str, parent: Any, number: int, name: str) -> Any:
        path = f"{parent.path}{number}/"
        row = copied(Place, cast.places[like], path=path, parent=parent, name=name, full_name=name)
        made.append((path.count("/") - 1, path))
        return row

    for street in range(STREETS):
        its = below("street", district, 100 + street, f"第{street}街道")
        for community in range(COMMUNITIES):
            home = below("community", its, 1 + community, f"第{street}-{community}社区")
            for estate in range(ESTATES):
                below("estate", home, 1 + estate, f"第{street}-{community}-{estate}小区")
    return cast, made


HAZARDS = """
    CREATE OR REPLACE TABLE hazard AS
    SELECT i, 'duty:' || (1000000 + i) AS subject,
      '/cc/' || (100 + e // {a_street}) || '/' || (1 + e // {a_community} % {communities}) || '/'
        || (1 + e % {a_community}) || '/1/' AS path,
      {first} + d * {day} + (hash(i, 4) % 3600)::BIGINT * 1000000 AS seen, 'K-' || (hash(i, 5) % 40) AS kind,
      CASE WHEN hash(i, 1) % 10 < 1 THEN 'major' WHEN hash(i, 1) % 10 < 4 THEN 'serious' ELSE 'general' END AS severity,
      (1000 + e % 120)::VARCHAR AS party, hash(i, 7) % 100 < {open} OR d > {late} AS stands,
      CASE WHEN hash(i, 8) % 10 < 8 THEN 'in_time' ELSE 'late' END AS prompt
    FROM (SELECT i, (hash(i, 2) % {estates})::BIGINT AS e, (hash(i, 3) % {days})::BIGINT AS d
          FROM range(1, {hazards} + 1) r(i))
"""
FACTS = """
    COPY (SELECT 'cc' AS district, measure, subject, path, happened, until,
            CASE WHEN until IS NOT NULL THEN 3 * i + 1 END AS until_seal, due, 1::BIGINT AS value, kind AS f0,
            severity AS f1, f2, f3, 3 * i AS seal_from, NULL::BIGINT AS seal_to
          FROM (
            SELECT *, 'lists.found' AS measure, seen AS happened, NULL::BIGINT AS until, NULL::BIGINT AS due,
              'patrol' AS f2, '' AS f3 FROM hazard
            UNION ALL SELECT *, 'lists.open', seen, CASE WHEN NOT stands THEN seen + {worked} END, seen + {term}, party,
              'assigned' FROM hazard
            UNION ALL SELECT *, 'lists.open', seen + {worked}, seen + {worked} + {checked}, seen + {term}, party,
              'submitted' FROM hazard WHERE NOT stands
            UNION ALL SELECT *, 'lists.closed', seen + {worked} + {checked}, NULL, NULL, party, prompt
              FROM hazard WHERE NOT stands
            UNION ALL SELECT *, 'lists.rectified', seen + {worked} + {checked}, NULL, NULL, party, prompt
              FROM hazard WHERE NOT stands))
    TO '{file}' (FORMAT parquet)
"""


def facts(duck: Any, hazards: int, file: Path) -> None:
    """Five facts for each hazard, as a Parquet file."""
    from anju.kernel import clock
    from anju.kernel.figures.spans import DAY, midnight

    first = midnight(clock.today() - timedelta(days=DAYS)) + DAY // 3
    duck.execute(
        HAZARDS.format(
            a_street=COMMUNITIES * ESTATES, a_community=ESTATES, communities=COMMUNITIES, first=first, day=DAY,
            open=OPEN_OF_100, late=DAYS - WORKED - CHECKED - 1, estates=STREETS * COMMUNITIES * ESTATES, days=DAYS,
            hazards=hazards,
        )
    )  # fmt: skip
    duck.execute(FACTS.format(worked=WORKED * DAY, checked=CHECKED * DAY, term=TERM * DAY, file=file))


def tallies(duck: Any, file: Path) -> None:
    """The table `tally`: the sums of the facts, of every place down to the estate."""
    from anju.kernel.figures.adding import DEEPEST, DEEPEST_SPLIT
    from anju.kernel.figures.spans import DAY, SHIFT

    def at(level: int) -> str:
        return "'/' || " + " || '/' || ".join(f"split_part(path, '/', {step + 2})" for step in range(level)) + " || '/'"

    def day(moment: str) -> str:
        return f"(DATE '1970-01-01' + (({moment} + {SHIFT}) // {DAY})::INTEGER)"

    duck.execute(f"""CREATE OR REPLACE TEMP VIEW change AS
        SELECT measure, path, f0, f1, f2, f3, value, 1 AS sign, {day("happened")} AS on_day FROM '{file}'
        UNION ALL
        SELECT measure, path, f0, f1, f2, f3, value, -1, {day("until")} FROM '{file}' WHERE until IS NOT NULL""")
    duck.execute("""CREATE OR REPLACE TABLE tally (measure VARCHAR, path VARCHAR, grain VARCHAR, facet VARCHAR,
        period INTEGER, facet_value VARCHAR, count BIGINT, value BIGINT)""")
    month, whole = "strftime(on_day, '%Y%m')::INTEGER", "strftime(on_day, '%Y%m%d')::INTEGER"
    sums = "sum(sign), sum(sign * value)"

    def put(level: int, grain: str, period: str, facet: str = "''", told: str = "''", where: str = "true") -> None:
        duck.execute(f"""INSERT INTO tally SELECT measure, {at(level)}, '{grain}', {facet}, {period}, {told}, {sums}
            FROM change WHERE {where} GROUP BY ALL HAVING sum(sign) <> 0""")

    for level in range(1, DEEPEST + 1):
        put(level, "m", month)
        if level > DEEPEST_SPLIT:
            continue
        put(level, "d", whole)
        for measure, names in FACETS.items():
            for number, name in enumerate(names):
                put(level, "m", month, f"'{name}'", f"f{number}", f"measure = '{measure}'")


def checked(duck: Any, file: Path) -> int:
    """That the sums are those of the projection's own code; how many there are. Raises AssertionError."""
    from anju.kernel.figures import folding
    from anju.kernel.figures.adding import Sums
    from anju.kernel.figures.measures import measures

    sums = Sums()
    made: list[Any] = []
    for measure, path, happened, until, value, f0, f1, f2, f3 in rows(
        duck, f"SELECT measure, path, happened, until, value, f0, f1, f2, f3 FROM '{file}'"
    ):
        facets = (f0, f1, f2, f3)[: len(measures[measure].facets)]
        fact = folding.Told(measure, "", path, happened, facets, 0, value)
        made.append(folding.Change(fact, happened, 1))
        if until is not None:
            made.append(folding.Change(fact, until, -1))
    sums.add(made)
    own = {tuple(row) for row in sums.rows()}
    theirs = set(rows(duck, "SELECT * FROM tally"))
    assert own == theirs, (len(own), len(theirs), list(own ^ theirs)[:4])
    return len(own)


def rows(duck: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a question, without holding all of them."""
    found = duck.cursor().execute(sql)
    while some := found.fetchmany(50_000):
        yield from some


def fill(duck: Any, file: Path) -> None:
    """Facts and sums into the database; indexes of facts are made afterwards."""
    from django.db import connection, transaction

    from anju.kernel.figures.models import Fact, Tally

    with connection.schema_editor() as editor:
        for index in Fact._meta.indexes:
            editor.remove_index(Fact, index)
    for model, columns, sql in (
        (Fact, COLUMNS, f"SELECT {', '.join(COLUMNS)} FROM '{file}'"),
        (
            Tally,
            [field.column for field in Tally._meta.concrete_fields if not field.primary_key],
            "SELECT * FROM tally",
        ),
    ):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
        with transaction.atomic():
            serving.pour(table, columns, rows(duck, sql))
    with connection.schema_editor() as editor:
        for index in Fact._meta.indexes:
            editor.add_index(Fact, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what was answered."""
    start = time.perf_counter()
    told = ask()
    return 1000 * (time.perf_counter() - start), told


def pages(cast: Any, scopes: list[str]) -> list[float]:
    """The 1+2+3 page of each place, over HTTP."""
    from tests.cast import PASSWORD

    found = []
    with serving.serving("anju.config.asgi:application", PORT):
        person = serving.Person(PORT, cast.accounts["district_officer"].login, PASSWORD)
        for turn, path in enumerate(["/cc/"] * 5 + scopes):
            spent, _told = timed(partial(person.get, f"/123/?place={path}"))
            assert person.status == 200, (path, person.status)
            if turn >= 5:  # warm
                found.append(spent)
    return found


COUNTED = (
    "SELECT count(*) FROM {table} WHERE measure = 'lists.found' AND {reach} "
    "AND happened >= {low} AND happened < {high}",
    "SELECT count(*) FROM {table} WHERE measure = 'lists.open' AND {reach} AND happened < {high} "
    "AND (until IS NULL OR until >= {high})",
    "SELECT count(*) FROM {table} WHERE measure = 'lists.closed' AND {reach} "
    "AND happened >= {low} AND happened < {high}",
)
"""The same three figures by counting."""


def single(duck: Any, file: Path, scopes: list[str]) -> dict[str, list[float]]:
    """Three figures of the month before this one from each place, by three ways that must agree."""
    from django.db import connection

    from anju.kernel import clock
    from anju.kernel.figures import reading
    from anju.kernel.figures.registry import figures
    from anju.kernel.figures.spans import Span, next_month

    last = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    span, found = Span(last, next_month(last)), dict[str, list[float]]()

    def counted(path: str, table: str, ask: Callable[[str], int]) -> list[int]:
        words = {"table": table, "low": span.start_us, "high": span.end_us}
        reach = f"path >= '{path}' AND path < '{path[:-1]}0'"
        return [ask(sql.format(reach=reach, **words)) for sql in COUNTED]

    def registry(path: str) -> list[int]:
        asked = [reading.Question(figures[code], (path,), span) for code in FIGURES]
        return [int(reading.number(one).amount or 0) for one in asked]

    def database(sql: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])

    def parquet(sql: str) -> int:
        return int(duck.execute(sql).fetchone()[0])

    ways: dict[str, Callable[[str], list[int]]] = {
        "the registry": registry,
        "counting the facts": lambda path: counted(path, "figures_fact", database),
        "DuckDB on Parquet": lambda path: counted(path, f"'{file}'", parquet),
    }
    for path in scopes:
        wide = "a street or community" if path.count("/") < 5 else "an estate"
        told = {name: timed(partial(way, path)) for name, way in ways.items()}
        assert len({tuple(answer) for _spent, answer in told.values()}) == 1, (path, told)
        for name, (spent, _answer) in told.items():
            found.setdefault(f"three figures of {wide}, {name}", []).append(spent)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50_000, 5_000_000])
    parser.add_argument("--scopes", type=int, default=1000)
    parser.add_argument("--singles", type=int, default=100, help="places from which the three ways are compared")
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    import duckdb

    folder = serving.prepare(options.database)
    print(serving.machine())
    duck = duckdb.connect(str(folder / "bench.duckdb"))
    duck.execute("SET threads = 2")
    cast, made = ground()
    from anju.kernel.ledger import consumers, seals

    seals.seal()
    consumers.rebuild("figures")
    paths = [path for _level, path in sorted(made)]
    scopes = [paths[number * len(paths) // options.scopes] for number in range(options.scopes)]
    told: dict[int, dict[str, list[float]]] = {}
    for size in sorted(options.sizes):
        file = folder / f"facts-{size}.parquet"
        start = time.perf_counter()
        facts(duck, size, file)
        tallies(duck, file)
        if size == min(options.sizes):
            print(f"{checked(duck, file):,} sums are those of the projection's code", flush=True)
        fill(duck, file)
        print(f"{size:,} hazards made and filled in {time.perf_counter() - start:.0f} s", flush=True)
        wide, deep = ([path for level, path in made if (level < 4) is which] for which in (True, False))
        few = [*wide[:: len(wide) // (options.singles // 2)], *deep[:: len(deep) // (options.singles // 2)]]
        told[size] = {"1+2+3 page over HTTP": pages(cast, scopes), **single(duck, file, few)}
    sizes = sorted(told)
    print("\n| asked | " + " | ".join(f"{size:,}: p50 / p99 ms" for size in sizes) + " | flat |")
    print("|---|" + "---:|" * (len(sizes) + 1))
    for name in told[sizes[0]]:
        middles = [serving.quantile(told[size][name], 0.5) for size in sizes]
        ends = [serving.quantile(told[size][name], 0.99) for size in sizes]
        cells = " | ".join(f"{middle:.1f} / {end:.1f}" for middle, end in zip(middles, ends, strict=True))
        print(f"| {name} | {cells} | {middles[-1] / middles[0]:.2f} |")


if __name__ == "__main__":
    main()
