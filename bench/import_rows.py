"""100,000 buildings × 20 columns from .xlsx through `import_buildings`, against bare csv + bulk_create, in one run.

    python bench/import_rows.py [ROWS]

Prints seconds, rows/s and the peak memory of the process (the import runs first, so the peak is its own).
"""

import csv
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="anju-bench-"))
os.environ["ANJU_DATA_DIR"] = str(FOLDER)
os.environ.setdefault("ANJU_DATABASE_URL", f"sqlite:///{FOLDER}/bench.sqlite3")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
HEADER = ["编码", "楼栋", "街道", "地址", "层数", "户数", "建成年份", *(f"备注{n}" for n in range(13))]


def cells(number: int) -> list[str]:
    known = [f"B{number:07d}", f"{number}栋", f"第{number % 12}街道", f"某路{number}号", "18", "72", "1998"]
    return [*known, *(f"说明{number % 97}" for _ in range(13))]


def write_workbook(path: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("数据")
        page.write_row(0, 0, HEADER)
        for number in range(1, rows + 1):
            page.write_row(number, 0, cells(number))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    import subprocess

    import django

    workbook = FOLDER / "rows.xlsx"
    subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path[:0]=[{str(Path(__file__).parent)!r}]; "
            f"import import_rows as b; b.write_workbook(b.Path({str(workbook)!r}), {rows})",
        ],
        check=True,
    )
    django.setup()
    from django.core.management import call_command

    from anju.intake.actions import import_buildings
    from anju.intake.mapping import mapping_from_dict
    from anju.intake.tables import open_table
    from anju.kernel.actors import system
    from anju.places.actions import add_place
    from anju.places.enums import PlaceKind
    from anju.places.models import Place

    call_command("migrate", verbosity=0)
    by = system("bench")
    district = add_place(by=by, kind=PlaceKind.DISTRICT, name="甲区", code="bench")
    columns = dict(
        zip(("code", "name", "street", "address", "storeys", "households", "year_built"), HEADER, strict=False)
    )
    mapping = mapping_from_dict({"target": "buildings", "columns": columns})
    start = time.perf_counter()
    result = import_buildings(by=by, district=district, table=open_table(workbook), mapping=mapping, dry_run=False)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"import {result.added} rows  {took:6.1f} s  {rows / took:8.0f} rows/s  peak {peak:.0f} MB")
    bare = FOLDER / "rows.csv"
    with bare.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(cells(number) for number in range(1, rows + 1))
    start = time.perf_counter()
    with bare.open(newline="", encoding="utf-8") as stream:
        made = (
            Place(kind="building", name=row[1], path=f"/bare/{row[0]}/", parent=district) for row in csv.reader(stream)
        )
        Place._all.bulk_create(made, batch_size=500)
    took = time.perf_counter() - start
    print(f"bare     {rows} rows  {took:6.1f} s  {rows / took:8.0f} rows/s  (csv + bulk_create only)")


if __name__ == "__main__":
    main()
