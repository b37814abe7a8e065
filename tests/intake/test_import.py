"""Buildings from a table into the register, through the places domain's own bulk action."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from anju.intake.tables import open_table
from anju.kernel.actors import system
from anju.kernel.ledger.models import Entry
from anju.places.actions import add_place
from anju.places.enums import PlaceKind
from anju.places.models import BuildingFacts, Place
from tests.intake.toronto import raw

pytestmark = pytest.mark.django_db
MAPPING = 'target = "buildings"\n[columns]\ncode="编码"\nname="楼栋"\nstreet="街道"\nstoreys="层数"\n'


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    add_place(by=system("test"), kind=PlaceKind.DISTRICT, name="甲区", code="im")
    path = tmp_path / "m.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def table(folder: Path, *rows: str) -> Path:
    path = folder / "t.csv"
    path.write_text("编码,楼栋,街道,层数\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def run(file: Path, mapping: Path, **options: object) -> None:
    call_command("import", str(file), mapping=str(mapping), district="im", create_parents=True, **options)


def told() -> int:
    """Entries about places; the import itself is told too."""
    return Entry._all.filter(subject_kind__in=["place", "building_facts"]).count()


def buildings() -> list[str]:
    return list(Place._all.filter(kind=PlaceKind.BUILDING).order_by("code").values_list("name", flat=True))


def test_a_dry_run_writes_nothing(tmp_path: Path, mapping: Path) -> None:
    before = told()
    run(table(tmp_path, "A1,１栋,湖滨街道,18层"), mapping, dry_run=True)
    assert (buildings(), told()) == ([], before)


def test_rows_become_buildings_under_their_street_marked_imported_with_entries(tmp_path: Path, mapping: Path) -> None:
    before = Entry._all.latest("pk").pk
    run(table(tmp_path, "A1,１栋,湖滨街道,18层", "A2,2栋,湖滨街道,6"), mapping)
    assert buildings() == ["1栋", "2栋"]
    first = Place._all.get(code="A1")
    assert first.imported
    assert first.parent is not None
    assert first.parent.name == "湖滨街道"
    assert BuildingFacts._all.get(place=first).storeys == 18
    assert Entry._all.filter(pk__gt=before, verb="place.added").count() == 3


def test_the_same_table_again_changes_nothing_and_a_corrected_row_updates(tmp_path: Path, mapping: Path) -> None:
    run(table(tmp_path, "A1,1栋,湖滨街道,18"), mapping)
    before = told()
    run(table(tmp_path, "A1,1栋,湖滨街道,18"), mapping)
    assert told() == before
    run(table(tmp_path, "A1,1号楼,湖滨街道,18"), mapping)
    assert buildings() == ["1号楼"]


def test_one_wrong_row_stops_all_and_comes_back_with_its_reason(tmp_path: Path, mapping: Path) -> None:
    file = table(tmp_path, "A1,1栋,湖滨街道,十八", "1.2E+17,2栋,湖滨街道,6", "A1,=3栋,湖滨街道,6")
    with pytest.raises(CommandError, match="什么都没有写入"):
        run(file, mapping, errors=tmp_path / "back.xlsx")
    assert buildings() == []
    back = [row.cells for row in open_table(tmp_path / "back.xlsx").rows()]
    assert back[0][4] == "错误原因"
    assert "不是整数" in str(back[1][4])
    assert "文本" in str(back[2][4])
    assert "重复" in str(back[3][4])
    assert back[3][1] == "=3栋"


def test_an_unknown_district_and_an_unreadable_file_say_what_to_do(tmp_path: Path, mapping: Path) -> None:
    with pytest.raises(CommandError, match="请先建立"):
        call_command("import", str(mapping), mapping=str(mapping), district="nowhere")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(CommandError, match="文件是空的"):
        run(empty, mapping)


def test_the_real_register_comes_in_whole(tmp_path: Path, mapping: Path) -> None:
    import anju.intake

    real = Path(anju.intake.__file__).parent / "mappings" / "toronto-buildings.toml"
    run(raw.shared(raw.BUILDINGS), real)
    assert len(buildings()) == 3_611


def test_points_are_converted_from_the_declared_datum(tmp_path: Path, mapping: Path) -> None:
    columns = MAPPING + 'latitude="纬度"\nlongitude="经度"\n'
    mapping.write_text(columns.replace("[columns]", 'datum = "GCJ-02"\n[columns]'), encoding="utf-8")
    file = tmp_path / "p.csv"
    file.write_text("编码,楼栋,街道,层数,纬度,经度\nA1,1栋,湖滨街道,6,31.2786486,120.6010999\n", encoding="utf-8")
    run(file, mapping)
    place = Place._all.get(code="A1")
    assert place.point == pytest.approx((120.596931, 31.280844), abs=1e-6)
