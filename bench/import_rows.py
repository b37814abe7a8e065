"""Tables of 100,000 rows through a run, check and import, beside the least that reading and writing them can cost.

    python bench/import_rows.py [--rows N] [--targets buildings hazards inspections] [--database postgresql://…]

Without `--rows`: 100,000 buildings, and 20,000 each of the others, whose rows are five entries and more and whose rate
does not depend on their number; all of them at 100,000 take longer than a benchmark should.

Workbooks as Excel writes them (shared strings): 20 columns of buildings; hazards in those buildings, half of them put
right; inspections as another city keeps them, half at registered addresses. Each target runs in a process of its own,
as the worker does it (upload, check of every row, import), so that the peak of memory is its own. The limit, in another
process: the same workbook read by python-calamine and its cells inserted as text by one `executemany`, nothing else.
Seconds of processor time are of the process that does the work (on PostgreSQL without the server's).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import serving

BUILDINGS = ["编码", "楼栋", "街道", "地址", "层数", "户数", "建成年份", *(f"备注{n}" for n in range(13))]
HAZARDS = [
    "台账编号",
    "街道",
    "小区",
    "楼栋",
    "楼层",
    "具体部位",
    "隐患类型",
    "情况",
    "发现时间",
    "整改情况",
    "销号时间",
]
INSPECTIONS = ["记录编号", "地址", "街道", "检查时间", "办结时间", "原编码", "问题描述", "隐患类型"]
HEADERS = {"buildings": BUILDINGS, "hazards": HAZARDS, "inspections": INSPECTIONS}
KINDS = ("ES-01", "ES-02", "FF-08", "EL-08")
STREETS = 12
"""Streets of the district."""


def building(number: int) -> list[str]:
    known = [f"B{number:07d}", f"{number}栋", f"第{number % STREETS}街道", f"某路{number}号", "18", "72", "1998"]
    return [*known, *(f"说明{number % 97}" for _ in range(13))]


def hazard(number: int) -> list[str]:
    day = f"2025-{1 + number % 9:02d}-{1 + number % 28:02d}"
    closed = ["已整改", f"2025-10-{1 + number % 28:02d}"] if number % 2 else ["未整改", ""]
    where = [f"第{number % STREETS}街道", "", f"{number}栋", str(1 + number % 18), "楼梯间"]
    return [f"L{number}", *where, KINDS[number % len(KINDS)], f"第{number}处堆放杂物", day, *closed]


def inspection(number: int) -> list[str]:
    visit = number // 3
    place = f"某路{1 + visit}号" if visit % 2 else f"外路{1 + visit}号"
    day = f"2025-{1 + visit % 9:02d}-{1 + visit % 28:02d} 09:30"
    finding = [f"2.4.{number % 50}", "疏散楼梯堆放杂物", KINDS[number % len(KINDS)]] if number % 3 else ["", "", ""]
    return [f"N{number}", place, f"第{visit % STREETS}街道", day, f"2025-11-{1 + visit % 28:02d} 16:00", *finding]


USUAL = {"buildings": 100_000, "hazards": 20_000, "inspections": 20_000}
ROWS = {"buildings": building, "hazards": hazard, "inspections": inspection}


def write_workbook(path: Path, target: str, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("数据")
        page.write_row(0, 0, HEADERS[target])
        for number in range(1, rows + 1):
            page.write_row(number, 0, ROWS[target](number))


def ground() -> None:
    """The district, the organisations that take a case, the kinds, and a table for the limit."""
    from django.db import connection

    from anju.catalogue.actions import load_shipped
    from anju.kernel.actors import system
    from anju.people import actions as people
    from anju.people.enums import OrganisationKind
    from anju.places.actions import add_place
    from anju.places.enums import PlaceKind

    by = system("import")
    load_shipped(by=by)
    district = add_place(by=by, kind=PlaceKind.DISTRICT, name="甲区", code="bench")
    people.add_organisation(by=by, kind=OrganisationKind.DISTRICT_OFFICE, name="甲区消委办", place=district)
    people.add_organisation(by=by, kind=OrganisationKind.FIRE_BRIGADE, name="甲区消防", place=district)
    for number in range(STREETS):
        street = add_place(by=by, kind=PlaceKind.STREET, name=f"第{number}街道", parent=district.pk)
        people.add_organisation(by=by, kind=OrganisationKind.STREET, name=f"第{number}街道办事处", place=street)
    with connection.cursor() as cursor:
        for target, header in HEADERS.items():
            columns = ", ".join(f"c{n} text" for n in range(len(header)))
            cursor.execute(f"CREATE TABLE bench_{target} ({columns})")


def run(target: str, workbook: Path) -> dict[str, float]:
    """Upload, check, import: what the worker does, in this process."""
    from anju.intake import actions
    from anju.intake.mapping import mapping_from_dict
    from anju.kernel.actors import system

    by = system("import")
    told: dict[str, float] = {}
    with clocked(told, "check"):
        with workbook.open("rb") as stream:
            made = actions.upload(by=by, target=target, file_name="rows.xlsx", chunks=stream, district="/bench/")
        choice = actions.Choice(mapping_from_dict(made.mapping), create_parents=target != "hazards")
        actions.choose(by=by, run=made.pk, choice=choice)
        actions.ask_check(by=by, run=made.pk)
        work_off()
    made.refresh_from_db()
    assert not made.found.get("wrong"), (made.note, made.found)
    with clocked(told, "import"):
        actions.ask_import(by=by, run=made.pk)
        work_off()
    made.refresh_from_db()
    assert made.state == "done", (made.state, made.note)
    return told | {"rows": made.added}


def work_off() -> None:
    from anju.intake import actions

    while actions.work():
        pass


def limit(target: str, workbook: Path) -> dict[str, float]:
    """The same cells read by python-calamine and inserted as they stand, in one transaction."""
    import python_calamine
    from django.db import connection, transaction

    told: dict[str, float] = {}
    with clocked(told, "check"):
        rows = python_calamine.load_workbook(str(workbook)).get_sheet_by_index(0).to_python()[1:]
    marks = ", ".join(["%s"] * len(HEADERS[target]))
    with clocked(told, "import"), transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO bench_{target} VALUES ({marks})", rows)
    return told | {"rows": len(rows)}


class clocked:  # noqa: N801 - reads as a verb
    """Notes seconds and processor seconds of a block."""

    def __init__(self, told: dict[str, float], name: str) -> None:
        self.told, self.name = told, name

    def __enter__(self) -> None:
        self.start, self.busy = time.perf_counter(), time.process_time()

    def __exit__(self, *exc: object) -> None:
        self.told[self.name] = time.perf_counter() - self.start
        self.told[f"{self.name} cpu"] = time.process_time() - self.busy


def in_own_process(what: str, target: str, workbook: Path) -> dict[str, float]:
    """One side in a fresh process; its figures, its peak with them."""
    command = [sys.executable, __file__, "--alone", what, "--targets", target, "--workbook", str(workbook)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def alone(what: str, target: str, workbook: Path) -> None:
    import django

    django.setup()
    told = (run if what == "run" else limit)(target, workbook)
    told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told))


def lines(target: str, ours: dict[str, float], bare: dict[str, float]) -> Iterator[str]:
    """The table's rows of one target: ours, the limit, and how many times the limit ours takes."""
    for name, told in ((target, ours), ("limit", bare)):
        all_, busy = told["check"] + told["import"], told["check cpu"] + told["import cpu"]
        yield (
            f"| {name} | {told['rows']:,.0f} | {told['check']:.1f} ({told['check cpu']:.1f}) "
            f"| {told['import']:.1f} ({told['import cpu']:.1f}) | {all_:.1f} ({busy:.1f}) "
            f"| {told['rows'] / all_:,.0f} ({told['rows'] / busy:,.0f}) | {told['peak']:.0f} |"
        )
    wall, cpu = (sum(ours[key] for key in keys) / sum(bare[key] for key in keys) for keys in KEYS)
    yield f"| × limit | | | | {wall:.1f} ({cpu:.1f}) | | {ours['peak'] / bare['peak']:.1f} |"


KEYS = (("check", "import"), ("check cpu", "import cpu"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--targets", nargs="+", choices=list(ROWS), default=list(ROWS))
    parser.add_argument("--database", default="")
    parser.add_argument("--alone", choices=["run", "limit"], help=argparse.SUPPRESS)
    parser.add_argument("--workbook", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        alone(options.alone, options.targets[0], options.workbook)
        return
    folder = serving.prepare(options.database)
    print(serving.machine(), flush=True)
    ground()
    from django.db import connection

    connection.close()
    print("\n| target | rows | check s (cpu) | import s (cpu) | both s (cpu) | rows/s (per cpu s) | peak MB |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    for target in options.targets:
        workbook = folder / f"{target}.xlsx"
        write_workbook(workbook, target, options.rows or USUAL[target])
        ours, bare = in_own_process("run", target, workbook), in_own_process("limit", target, workbook)
        print("\n".join(lines(target, ours, bare)), flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
