"""The dossier of a fire among 20,000,000 ledger entries: its timeline, its page, its bundle.

    ANJU_DATA_DIR=FOLDER anju demo --size district
    python bench/dossier.py FOLDER [--entries 480000 20000000] [--turns 20]

FOLDER is grown and is good for nothing else afterwards. The demo district's own entries stay as they are, sealed by the
sealer; between sizes copies of them about other subjects are added inside the database, whose leaves are digests
of their numbers, sealed into the same tree with all its tiles and one signed head: a proof of a real entry is as
long, and is found among as many rows, as in a district of that size. Each fire with a group is looked at: the
timeline (everything known of the place, with names), the page of the dossier as one of its group asks for it (the whole
request in this process), the bundle, which is then checked by `tools/verify_bundle.py`. `first` has the database's
file out of the system's memory as far as this program may (posix_fadvise); usual and p99 are warm. Aim: timeline
≤ 300 ms, bundle ≤ 10 s.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import serving

PIECE = 500_000
FILE = "bundle.zip"


def copies(low: int, high: int, real: tuple[int, int], district: str) -> None:
    """Entries `low` to `high`: what real ones say, about other subjects of the same district."""
    from django.db import connection

    from anju.kernel.ledger.models import Entry

    first, last = real
    number = "printf('%032x', n.i)" if connection.vendor == "sqlite" else "lpad(to_hex(n.i), 32, '0')::uuid"
    told = {
        "id": "n.i", "uid": number, "deed": number.replace("n.i", "n.i / 3"), "subject_id": "'x' || (n.i / 4)",
        "district": f"'{district}'",
    }  # fmt: skip
    columns = [field.column for field in Entry._meta.concrete_fields]
    shown = ", ".join(told.get(column, f"t.{column}") for column in columns)
    for start in range(low, high + 1, PIECE):
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE n(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM n "
                f"WHERE i < {min(high, start + PIECE - 1)}) INSERT INTO ledger_entry ({', '.join(columns)}) "
                f"SELECT {shown} FROM n JOIN ledger_entry t ON t.id = {first} + n.i % {last - first + 1}"
            )


def sealed(low: int, high: int, district: str) -> None:
    """Their leaves, the tiles above them, and a head that is signed."""
    from django.db import transaction

    from anju.kernel.ledger import seals
    from anju.kernel.ledger.models import Seal, Tile

    grown, tiles = seals.load(district), []

    def leaves() -> Iterator[tuple[Any, ...]]:
        for entry in range(low, high + 1):
            digest = hashlib.sha256(b"%d" % entry).digest()
            yield district, grown.size, entry, digest.hex()
            for level, index, closed in grown.append(digest):
                if level % seals.TILE_LEVELS == 0:
                    tiles.append(Tile(district=district, level=level, index=index, digest=closed.hex()))

    with transaction.atomic():
        serving.pour(Seal._meta.db_table, ("district", "index", "entry_id", "leaf_hash"), leaves())
        Tile._all.bulk_create(tiles, batch_size=500)
        seals._sign(district, grown).save()


def grow(size: int, real: tuple[int, int], district: str) -> None:
    """As many entries as that, by copies."""
    from django.db import connection

    from anju.kernel.ledger.models import Entry

    there, last = Entry._all.count(), Entry._all.order_by("-pk").values_list("pk", flat=True)[0]
    if size <= there:
        return
    with connection.schema_editor() as editor:
        for index in Entry._meta.indexes:
            editor.remove_index(Entry, index)
    copies(last + 1, last + size - there, real, district)
    with connection.schema_editor() as editor:
        for index in Entry._meta.indexes:
            editor.add_index(Entry, index)
    sealed(last + 1, last + size - there, district)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def forget() -> None:
    """The file of an embedded database leaves the system's memory; a server keeps its own, and is left alone."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    connection.close()
    for file in Path(connection.settings_dict["NAME"]).parent.glob("*.sqlite3*"):
        with file.open("rb") as held:
            os.fsync(held.fileno())
            os.posix_fadvise(held.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what was answered."""
    start = time.perf_counter()
    told = ask()
    return 1000 * (time.perf_counter() - start), told


def looks(ask: Callable[[], Any], turns: int) -> str:
    """First / usual / p99 in milliseconds."""
    forget()
    first, _told = timed(ask)
    spent = [timed(ask)[0] for _turn in range(turns)]
    return f"{first:.0f} / {serving.quantile(spent, 0.5):.0f} / {serving.quantile(spent, 0.99):.0f}"


def look(folder: Path, turns: int) -> None:
    """A line of the table for each fire that has a group."""
    from django.test import Client

    from anju.kernel import clock
    from anju.kernel.ledger.models import Entry
    from anju.people.queries import actor_of
    from anju.supervision.inspections.backcheck import bundle
    from anju.supervision.inspections.backcheck.actions import dossiers
    from anju.supervision.inspections.backcheck.enums import Way
    from anju.supervision.inspections.backcheck.models import Member
    from anju.supervision.inspections.backcheck.queries.ground import ground_of
    from anju.supervision.inspections.backcheck.queries.timeline import names_of, past_of

    entries = Entry._all.count()
    for member in Member._all.filter(lead=True, ended_at=None).select_related("dossier__fire__place", "account"):
        dossier, fire = member.dossier, member.dossier.fire
        by = actor_of(member.account, today=clock.today())
        assert by is not None

        def timeline(fire: Any = fire) -> int:
            ground = ground_of(fire)
            past = past_of(ground) if ground is not None else None
            assert past is not None
            names_of(past.told)
            return len(past.told)

        dossiers.open_dossier(by=by, dossier=dossier, way=Way.PAGE)
        client = Client()
        client.force_login(member.account)

        def page(client: Client = client, pk: int = fire.pk) -> None:
            status = client.get(f"/fires/{pk}/dossier/").status_code
            assert status == 200, status

        shown, drawn = looks(timeline, turns), looks(page, turns)
        forget()
        spent, (digest, files) = timed(lambda: bundle.write(folder / FILE, dossier, by, lambda _count: None))  # noqa: B023
        again, _told = timed(lambda: bundle.write(folder / FILE, dossier, by, lambda _count: None))  # noqa: B023
        command = [sys.executable, str(serving.ROOT / "tools" / "verify_bundle.py"), str(folder / FILE)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[0]
        size = (folder / FILE).stat().st_size // 1024
        print(
            f"| {entries:,} | {fire.number} | {timeline()} | {shown} | {drawn} | {spent / 1000:.1f} / "
            f"{again / 1000:.1f} ({files} files, {size} KB) |",
            flush=True,
        )
        assert told.startswith("HOLDS"), told
        assert digest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--entries", type=int, nargs="+", default=[0, 20_000_000])
    parser.add_argument("--turns", type=int, default=20)
    options = parser.parse_args()
    os.environ.update(ANJU_DATA_DIR=options.data, DJANGO_SETTINGS_MODULE="anju.config.settings", ANJU_LOG_LEVEL="ERROR")
    import django

    django.setup()
    from django.conf import settings
    from django.db.models import Count, Max, Min

    from anju.kernel.ledger import seals
    from anju.kernel.ledger.models import Entry

    settings.ALLOWED_HOSTS = ["testserver"]
    print(serving.machine())
    seals.seal()
    ends = Entry._all.aggregate(low=Min("pk"), high=Max("pk"))
    district = Entry._all.values_list("district").annotate(n=Count("pk")).order_by("-n")[0][0]
    print("| entries | fire | lines | timeline first / usual / p99 ms | page, the same | bundle first / again s |")
    print("|---:|---|---:|---:|---:|---:|")
    for size in sorted(options.entries):
        grow(size, (ends["low"], ends["high"]), district)
        look(Path(options.data), options.turns)


if __name__ == "__main__":
    main()
