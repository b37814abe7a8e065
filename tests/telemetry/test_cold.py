"""Old months of readings lie in files: nothing is lost or doubled on the way, and pages read on as before."""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st

from anju.alarms.queries import watching
from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.telemetry import tasks
from anju.telemetry.actions import New, cooling, keeping, parts, register
from anju.telemetry.actions.projecting import run_once
from anju.telemetry.actions.storing import store_readings
from anju.telemetry.models import ColdMonth, Cursor, Device, Point, Reading, Series
from anju.telemetry.queries import cold, history
from anju.telemetry.rules import DAY_US, HOUR_US, Month
from tests.cast import Cast
from tests.telemetry.made import analog, batch, system, us

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 15, 4, tzinfo=UTC)
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (Month(2026, number) for number in (9, 10, 11, 12))
ALL = (SEPTEMBER.begins, DECEMBER.ends)
Rows = list[tuple[int, int, int]]


@pytest.fixture(autouse=True)
def december(settings: LazySettings) -> Iterator[None]:
    settings.ANJU_COLD_MONTHS = 1
    parts._known.clear()
    with clock.simulated(NOW):
        yield
    parts._known.clear()


def made(*quantities: str) -> list[int]:
    """A device's series."""
    device = Device._all.create(scheme="gbt26875", key="0a" * 6, registered_at=NOW)
    point = Point._all.create(device=device, key="")
    return [Series._all.create(point=point, quantity=name).pk for name in quantities]


@pytest.fixture
def series(db: None) -> list[int]:
    """Two series of a device, and a reading of each every six hours since September."""
    found = made("pressure_kpa", "level_cm")
    chance = random.Random(28)
    moments = range(SEPTEMBER.begins, clock.now_us(), 6 * HOUR_US)
    store_readings(sorted((pk, at, chance.randint(-9000, 9000)) for pk in found for at in moments))
    return found


def told(series: list[int]) -> Rows:
    """All readings there are, from wherever pages read them."""
    since, until = ALL
    return [(pk, *one) for pk in series for one in history.values(pk, since=since, until=until, most=10**6)]


def charts(pk: int) -> list[history.Course]:
    since, until = ALL
    spans = [(since, until, span) for span in history.Span]
    spans += [(since + 7 * DAY_US, OCTOBER.ends + 3 * HOUR_US, history.Span.DAILY)]
    spans += [(OCTOBER.ends - 9 * DAY_US, OCTOBER.ends + 9 * DAY_US, history.Span.RAW)]
    return [history.readings(pk, since=begin, until=end, span=span) for begin, end, span in spans]


def cool_all() -> None:
    for month in cooling.due():
        cooling.cool(month)


def in_table(month: Month) -> int:
    return Reading._all.filter(at__gte=month.begins, at__lt=month.ends).count()


def test_months_whose_time_has_come_go_and_every_chart_stays_as_it_was(series: list[int]) -> None:
    before, drawn_before = told(series), [charts(pk) for pk in series]
    assert cooling.due() == [SEPTEMBER, OCTOBER]
    cool_all()
    assert [in_table(month) for month in (SEPTEMBER, OCTOBER)] == [0, 0]
    assert in_table(NOVEMBER) == 2 * 30 * 4
    assert sorted(file.name for file in cold.file_of("x").parent.iterdir()) == ["2026-09.parquet", "2026-10.parquet"]
    assert [(row.month, row.rows, row.cleared) for row in cold.months()] == [
        ("2026-09", 240, True),
        ("2026-10", 248, True),
    ]
    assert told(series) == before
    assert [charts(pk) for pk in series] == drawn_before
    assert cooling.due() == []
    if connection.vendor == "postgresql":
        from anju.telemetry.queries.parts import parted_months

        assert not {SEPTEMBER, OCTOBER} & set(parted_months())
        assert NOVEMBER in parted_months()


def test_what_comes_late_stays_in_the_table_and_counts_once(series: list[int]) -> None:
    cool_all()
    before = told(series)
    again, fresh = (series[0], SEPTEMBER.begins, 4242), (series[0], SEPTEMBER.begins + 1, -77)
    store_readings([again, fresh])
    expected = sorted([again, fresh, *(one for one in before if one[:2] != again[:2])])
    assert told(series) == expected
    (first, *_rest) = history.readings(
        series[0], since=SEPTEMBER.begins, until=SEPTEMBER.begins + 2 * DAY_US, span=history.Span.DAILY
    ).told
    day = [milli for pk, at, milli in expected if pk == series[0] and at < SEPTEMBER.begins + DAY_US]
    assert (first.least, first.most) == (min(day), max(day))
    assert first.milli == (2 * sum(day) + len(day)) // (2 * len(day))
    assert cooling.due() == []
    assert in_table(SEPTEMBER) == 2


STEPS = ("_export", "_write", "_read_back", "_put_in_place", "_enter", "_let_go")


class KilledError(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [*STEPS, "drop"])
def test_killed_anywhere_nothing_is_lost_and_nothing_counts_twice(
    series: list[int], step: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, drawn_before = told(series), charts(series[0])
    monkeypatch.setattr(cooling, "AT_ONCE", 7)
    calls = {"n": 0}
    place: Any = parts if step == "drop" else cooling
    real = getattr(place, step)

    def killed(*given: Any, **named: Any) -> Any:
        calls["n"] += 1
        if not after and not (step == "_let_go" and calls["n"] < 3):
            raise KilledError
        found = real(*given, **named)
        if step != "_let_go" or calls["n"] == 3:
            raise KilledError
        return found

    with monkeypatch.context() as patch:
        patch.setattr(place, step, killed)
        try:
            cooling.cool(SEPTEMBER)
            reached = False
        except KilledError:
            reached = True
    parted = connection.vendor == "postgresql"
    assert reached == (step != ("_let_go" if parted else "drop"))
    assert told(series) == before
    assert charts(series[0]) == drawn_before
    assert SEPTEMBER in cooling.due() or not reached or (parted and step == "_enter" and after)
    cool_all()
    assert told(series) == before
    assert charts(series[0]) == drawn_before
    assert in_table(SEPTEMBER) == 0
    assert {row.cleared for row in cold.months()} == {True}


def test_a_file_that_does_not_say_what_the_table_says_moves_nothing(
    series: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(series)
    real = cooling._write

    def one_less(text: Path, draft: Path) -> None:
        text.write_bytes(text.read_bytes().replace(b"\t", b"\t1", 1))
        real(text, draft)

    monkeypatch.setattr(cooling, "_write", one_less)
    with pytest.raises(cooling.CoolingError, match="does not say what the table says"):
        cooling.cool(SEPTEMBER)
    assert told(series) == before
    assert not ColdMonth._all.exists()
    assert list(cold.file_of("x").parent.iterdir()) == []


def test_a_reading_that_comes_while_the_file_is_written_is_not_lost(
    series: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, late = cooling._put_in_place, (series[0], SEPTEMBER.begins + 5, 1)

    def meanwhile(draft: Path, final: Path) -> None:
        store_readings([late])
        real(draft, final)

    before = told(series)
    with monkeypatch.context() as patch:
        patch.setattr(cooling, "_put_in_place", meanwhile)
        if connection.vendor == "postgresql":  # the whole partition would go, so it does not
            with pytest.raises(cooling.CoolingError, match="came or went"):
                cooling.cool(SEPTEMBER)
        else:
            cooling.cool(SEPTEMBER)
            assert in_table(SEPTEMBER) == 1
    assert told(series) == sorted([*before, late])
    cool_all()
    assert told(series) == sorted([*before, late])


def test_a_month_that_is_worked_out_again_meanwhile_waits(series: list[int]) -> None:
    row, _made = Cursor._all.get_or_create(name="frames")
    Cursor._all.filter(pk=row.pk).update(until=9)
    with pytest.raises(cooling.CoolingError, match="worked out again"):
        cooling.cool(SEPTEMBER)
    assert in_table(SEPTEMBER) == 240


@pytest.fixture
def no_duckdb(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which the extra is not installed."""
    cold._engine.cache_clear()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "duckdb", None)
        yield
    cold._engine.cache_clear()


def test_without_the_package_nothing_moves_and_it_is_said_what_to_install(
    series: list[int], no_duckdb: None, caplog: pytest.LogCaptureFixture
) -> None:
    before = told(series)
    with pytest.raises(CommandError, match=r"DuckDB is not installed: pip install 'anju\[cold\]'"):
        call_command("readings", "cold", stdout=StringIO())
    assert tasks.cool() is False
    assert told(series) == before
    assert not ColdMonth._all.exists()


def test_months_that_cannot_be_read_are_named_and_the_rest_is_told(series: list[int]) -> None:
    cool_all()
    before = told(series)
    cold.file_of("2026-09").write_bytes(b"no parquet")
    since, until = ALL
    daily = history.readings(series[0], since=since, until=until, span=history.Span.DAILY)
    assert daily.unread == ["2026-09"]
    assert min(one.at for one in daily.told) > SEPTEMBER.ends
    assert told(series) == [one for one in before if one[1] >= SEPTEMBER.ends]
    cold.file_of("2026-10").unlink()
    raw = history.readings(series[0], since=since, until=until)
    assert raw.unread == ["2026-09", "2026-10"]


@pytest.mark.usefixtures("no_duckdb")
def test_a_page_says_in_words_what_it_does_not_draw(client: Client, cast: Cast) -> None:
    place = cast.places["building"]
    device = register(by=cast.property_manager, devices=[New(Scheme.GBT26875, "0a" * 6, place, name="1幢主机")])[0]
    point = Point._all.create(device=device, key="")
    Series._all.create(point=point, quantity="pressure_kpa", last_us=OCTOBER.begins, last_milli=5)
    client.force_login(cast.accounts["property_manager"])
    page = reverse("telemetry:device", args=(device.pk,))
    assert "已转存" not in client.get(page, {"span": "daily"}).content.decode()
    for month in (SEPTEMBER, OCTOBER):
        ColdMonth._all.create(
            month=str(month), begins=month.begins, ends=month.ends, rows=1, size=1, digest="", filed=0, cleared=True
        )
    shown = client.get(page, {"span": "daily"}).content.decode()
    assert "2026-09 至 2026-10 有 2 个月的读数已转存为服务器上的文件（cold/2026-10.parquet 等）" in shown
    assert "能读到的那部分里没有数据" in shown
    assert "这段时间没有数据" not in shown
    assert "已转存" not in client.get(page, {"span": "raw"}).content.decode()


def test_what_is_read_by_rules_over_the_past_reaches_into_files(series: list[int]) -> None:
    point = Point._all.get()
    before = watching.said(point, frozenset({"pressure_kpa"}), *ALL).said
    cool_all()
    assert watching.said(point, frozenset({"pressure_kpa"}), *ALL).said == before
    assert len(before) > 400


def test_worked_out_again_a_cold_month_neither_comes_back_nor_goes() -> None:
    begin = (SEPTEMBER.begins - us(0)) // 1_000_000
    for number, later in enumerate((100, 40 * 86_400, 91 * 86_400)):
        batch([analog(number + 1, begin + later, serial=number)], begin + later + 1)
    batch([analog(9, begin + 200, address=7, serial=8)], begin + 201)  # silent ever since
    run_once()
    pks = list(Series._all.order_by("pk").values_list("pk", flat=True))
    cool_all()
    late = begin + 5000
    batch([analog(50, late, serial=20)], late + 5)
    run_once()
    before, lasts = told(pks), list(Series._all.order_by("pk").values_list("pk", "last_us", "last_milli"))
    assert in_table(SEPTEMBER) == 1
    for _twice in range(2):
        assert keeping.rebuild() == 5
        assert told(pks) == before
        assert (in_table(SEPTEMBER), in_table(OCTOBER)) == (1, 0)
        assert list(Series._all.order_by("pk").values_list("pk", "last_us", "last_milli")) == lasts


def test_frames_that_waited_when_a_rebuild_began_are_new_though_their_month_is_cold(series: list[int]) -> None:
    cool_all()
    begin = (SEPTEMBER.begins - us(0)) // 1_000_000
    batch([system(1, begin + 10)], begin + 11)
    run_once()
    batch([analog(3, begin + 20, serial=1)], begin + 21)  # nobody has read it yet
    assert keeping.rebuild() == 2
    assert in_table(SEPTEMBER) == 1


def test_the_last_reading_of_a_file_that_cannot_be_read_stays_the_last() -> None:
    begin = (SEPTEMBER.begins - us(0)) // 1_000_000
    batch([analog(1, begin + 100)], begin + 101)
    run_once()
    cool_all()
    last = Series._all.get().last_us
    cold.file_of("2026-09").unlink()
    keeping.rebuild()
    assert Series._all.get().last_us == last


def test_files_go_when_readings_are_too_old_to_be_kept(series: list[int]) -> None:
    cool_all()
    stray = cold.file_of("2026-08")
    stray.write_bytes(b"left behind")
    before = told(series)
    while keeping.drop_readings(before=OCTOBER.begins):
        pass
    assert [row.month for row in cold.months()] == ["2026-10"]
    assert [file.name for file in stray.parent.iterdir()] == ["2026-10.parquet"]
    assert told(series) == [one for one in before if one[1] >= OCTOBER.begins]


def test_by_hand_it_says_first_and_then_does(series: list[int], settings: LazySettings) -> None:
    said = StringIO()
    call_command("readings", "cold", "--dry-run", stdout=said)
    assert "2026-09: 240 readings would go to" in said.getvalue()
    assert not ColdMonth._all.exists()
    said = StringIO()
    call_command("readings", "cold", stdout=said)
    assert "2026-10: 248 readings in" in said.getvalue()
    call_command("readings", "cold", stdout=said)
    assert "no month is old enough" in said.getvalue()
    call_command("readings", "check", stdout=said)
    assert "2 files say what was filed" in said.getvalue()
    wrong = StringIO()
    cold.file_of("2026-10").rename(cold.file_of("2026-09"))
    with pytest.raises(CommandError, match="2 of 2 files"):
        call_command("readings", "check", stdout=said, stderr=wrong)
    assert "2026-09.parquet does not say what was filed: 248 readings, not 240" in wrong.getvalue()
    assert "2026-10.parquet is missing" in wrong.getvalue()
    settings.ANJU_COLD_MONTHS = 0
    with pytest.raises(CommandError, match="readings never go cold"):
        call_command("readings", "cold")


def test_the_worker_moves_a_month_a_turn(series: list[int], settings: LazySettings) -> None:
    assert [tasks.cool(), tasks.cool(), tasks.cool()] == [True, False, False]
    assert [row.month for row in cold.months()] == ["2026-09", "2026-10"]
    settings.ANJU_COLD_MONTHS = 0
    assert cooling.due() == []


MOMENTS = st.integers(SEPTEMBER.begins, DECEMBER.ends)
KEYS = st.tuples(st.integers(0, 2), MOMENTS)
VALUES = st.integers(-(2**40), 2**40)


@drawn(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.dictionaries(KEYS, VALUES, max_size=40), places=st.lists(st.integers(0, 39), max_size=5),
    bounds=st.tuples(MOMENTS, MOMENTS).map(sorted), span=st.sampled_from(list(history.Span)),
)  # fmt: skip
def test_whatever_was_told_is_read_alike_hot_and_cold(
    first: dict[tuple[int, int], int], places: list[int], bounds: list[int], span: history.Span
) -> None:
    """Readings of cold months that come again with another value count instead of the file's."""
    filed = [key for key in first if key[1] < NOVEMBER.begins]
    late = {filed[place % len(filed)]: place for place in places if filed}

    def rows(values: dict[tuple[int, int], int]) -> Rows:
        return sorted((pks[number], at, milli) for (number, at), milli in values.items())

    def read() -> list[history.Course]:
        return [history.readings(pk, since=bounds[0], until=bounds[1] + 1, span=span) for pk in pks]

    with transaction.atomic():
        pks = made("a", "b", "c")
        store_readings(rows(first | late))
        expected = read()
        Reading._all.all().delete()
        store_readings(rows(first))
        cool_all()
        assert not Reading._all.filter(at__lt=NOVEMBER.begins).exists()
        store_readings(rows(late))
        assert read() == expected
        transaction.set_rollback(True)
