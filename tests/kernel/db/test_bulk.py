"""Rows that go in by one statement are the rows that the ORM would have written."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from anju.kernel import ids
from anju.kernel.db import bulk
from anju.kernel.figures.models import Tally
from anju.kernel.files.models import Release
from anju.kernel.ledger.models import Entry, Head
from anju.kernel.texts.models import Text

pytestmark = pytest.mark.django_db

MOMENTS = (
    datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC),
    datetime(2026, 11, 24, 1, 2, 3, 456, tzinfo=UTC),
    datetime(2026, 11, 24, 9, 2, 3, tzinfo=ZoneInfo("Asia/Shanghai")),
)


def text(body: str, at: datetime = MOMENTS[0]) -> Text:
    return Text(subject_kind="t", subject_id="1", field="f", body=body, hash="h", written_at=at)


@pytest.mark.parametrize("at", MOMENTS)
def test_a_moment_is_stored_as_the_orm_stores_it(at: datetime) -> None:
    text("orm", at).save()
    bulk.insert_rows(Text, [text("bulk", at)], with_ids=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, written_at, salt FROM texts_text ORDER BY id")
        by_orm, by_bulk = cursor.fetchall()
    assert by_orm[1] == by_bulk[1]
    assert len(by_bulk[2]) == 16


@pytest.mark.parametrize("count", [1, bulk.COPY_FROM + 1])
def test_rows_go_in_with_the_ids_they_took_however_many(count: int) -> None:
    with transaction.atomic():
        rows = [text(f"第{number}条\t\\N") for number in range(count)]
        for row, pk in zip(rows, bulk.rising_ids(Text), strict=False):
            row.pk = pk
        bulk.insert_rows(Text, rows)
    assert {row.pk: row.body for row in Text._all.all()} == {row.pk: row.body for row in rows}


def test_ids_rise_without_end_and_are_never_given_twice() -> None:
    text("before").save()
    with transaction.atomic():
        taken = list(islice(bulk.rising_ids(Text), 2500))
    assert taken == sorted(set(taken))
    assert taken[0] > Text._all.get().pk


@pytest.mark.parametrize("count", [1, bulk.COPY_FROM + 1])
def test_plain_values_are_read_back_as_their_types(count: int) -> None:
    names = ("district", "size", "root", "at", "key_id", "signature")
    bulk.insert_values(Head, names, [("cc", number, "r", 1, "k", "s") for number in range(count)])
    assert Head._all.count() == count
    uid = ids.uuid7().hex
    row = {field.name: 0 for field in Entry._meta.local_concrete_fields if not field.primary_key}
    row |= {"uid": uid, "deed": uid, "post": None, "path": "/cc/", "data": '{"a":"楼"}'}  # type: ignore[dict-item]
    bulk.insert_values(Entry, tuple(row), [tuple(row.values())])
    entry = Entry._all.get()
    assert (entry.uid.hex, entry.post, entry.data) == (uid, None, '{"a":"楼"}')


def test_an_instance_made_quickly_is_the_one_the_constructor_makes() -> None:
    quick, slow = bulk.instance(Text, body="楼", path="/cc/"), Text(body="楼", path="/cc/")
    assert len(quick.salt) == 16
    quick.salt = slow.salt
    assert vars(quick) | {"_state": 0} == vars(slow) | {"_state": 0}
    quick.subject_kind = quick.subject_id = quick.field = quick.hash = "x"
    quick.written_at = MOMENTS[0]
    quick.save()
    assert Text._all.get() == quick


def test_a_naive_moment_is_refused() -> None:
    if connection.vendor == "sqlite":
        with pytest.raises(ValueError, match="time zone"):
            bulk.values_of(Text, [text("naive", datetime(2026, 11, 24))])  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("boxes", [[], [[1, 2, 3, 4]], ["楼道", None, True], [2**70], [{"b": 1, "a": "é"}]])
def test_json_is_stored_as_what_the_orm_would_read_back(boxes: list[object]) -> None:
    (sent,) = bulk.values_of(Release, [Release(boxes=boxes)])
    written = dict(zip(bulk.columns_of(Release), sent, strict=True))["boxes"]
    field = Release._meta.get_field("boxes")
    if connection.vendor == "sqlite":
        assert field.from_db_value(written, None, connection) == boxes


def test_values_by_name_and_in_order_are_the_same() -> None:
    shape = bulk.Shape(["body", "written_at", "hash"], lambda _place, kind: repr if kind is datetime else None)
    row = text("words")
    assert list(shape.named(row)) == ["body", "written_at", "hash"]
    assert list(shape.named(row).values()) == list(shape.values(row)) == ["words", repr(MOMENTS[0]), "h"]


TALLY = ("measure", "path", "grain", "facet", "period", "facet_value", "count", "value")


def tally(path: str, count: int) -> tuple[object, ...]:
    return ("m", path, "m", "", 202611, "", count, 10 * count)


@pytest.mark.parametrize("many", [1, bulk.COPY_FROM + 1])
def test_sums_are_added_to_those_that_stand(many: int) -> None:
    first = [tally(f"/cc/{number}/", 1) for number in range(many)]
    bulk.add_up(Tally, TALLY, first, adding=("count", "value"))
    bulk.add_up(Tally, TALLY, [tally("/cc/0/", 4), tally("/cc/new/", 2)], adding=("count", "value"))
    bulk.add_up(Tally, TALLY, [], adding=("count", "value"))
    found = dict(Tally._all.values_list("path", "count"))
    assert found == {**{f"/cc/{number}/": 1 for number in range(many)}, "/cc/0/": 5, "/cc/new/": 2}
    assert Tally._all.get(path="/cc/0/").value == 50


def test_some_columns_of_some_rows_are_set() -> None:
    names = ("measure", "path", "grain", "facet", "period", "facet_value", "count", "value")
    bulk.insert_values(Tally, names, [tally(f"/cc/{number}/", number) for number in range(3)])
    rows = list(Tally._all.order_by("path"))
    bulk.update_values(Tally, ("count", "value"), [(rows[0].pk, 7, 8), (rows[2].pk, 9, 1)])
    bulk.update_values(Tally, ("count",), [])
    assert list(Tally._all.order_by("path").values_list("count", "value")) == [(7, 8), (1, 10), (9, 1)]
