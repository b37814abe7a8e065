"""Clean-up records: weighed and estimated are never summed."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from anju.kernel.files.models import Attachment
from anju.kernel.ledger import verify
from anju.supervision.lists import actions
from anju.supervision.lists.models import CleanUp
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import cleanups
from anju.supervision.lists.queries.cleanups import Filters
from tests.cast import Cast

Photo = Callable[..., str]
DAY = date(2026, 11, 20)


def _client(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def _load(cast: Cast, kilograms: int, *, weighed: bool, place: str = "building", on: date = DAY) -> CleanUp:
    return actions.record_clean_up(
        by=cast.community_worker, place=cast.places[place], cleaned_on=on, kilograms=kilograms, weighed=weighed
    )


def _data(cast: Cast, **other: object) -> dict[str, object]:
    place = str(cast.places["estate"].pk)
    return {
        "place": place, "cleaned_on": "2026-11-20", "tonnes": "1.25", "weighed": "yes", "client_ref": "k", **other
    }  # fmt: skip


def test_a_load_is_recorded_to_the_kilogram_with_its_photo(cast: Cast, photo: Photo) -> None:
    data = _data(cast, photos=[photo(cast.community_worker)])
    client = _client(cast, "community_worker")
    assert client.post("/clean-ups/add/", data)["Location"] == "/clean-ups/"
    row = CleanUp._all.get()
    assert (row.kilograms, row.weighed) == (1250, True)
    photo_row = Attachment._all.get(subject_kind="clean_up", subject_id=str(row.pk))
    page = client.get("/clean-ups/").content.decode()
    assert f"/evidence/{photo_row.pk}/" in page
    assert "1.250" in page
    assert list(verify.verify(state=True)) == []


def test_sending_twice_makes_one_record(cast: Cast) -> None:
    client = _client(cast, "community_worker")
    client.post("/clean-ups/add/", _data(cast))
    client.post("/clean-ups/add/", _data(cast))
    assert CleanUp._all.count() == 1


def test_weighed_and_estimated_stand_apart_by_estate(cast: Cast) -> None:
    _load(cast, 1000, weighed=True)
    _load(cast, 30, weighed=True, place="estate")
    _load(cast, 700, weighed=False)
    _load(cast, 5, weighed=False, place="owners_estate")
    whole, by_estate = cleanups.totals(cleanups.records(cast.district_officer, Filters()))
    assert (whole.weighed, whole.estimated) == (1030, 705)
    assert [(total.place, total.weighed, total.estimated) for total in by_estate] == [
        (cast.places["estate"], 1030, 700),
        (cast.places["owners_estate"], 0, 5),
    ]


def test_the_list_is_narrowed_by_days_and_by_source(cast: Cast) -> None:
    _load(cast, 1, weighed=True, on=date(2026, 10, 1))
    _load(cast, 2, weighed=True)
    _load(cast, 3, weighed=False)
    page = _client(cast, "district_officer").get("/clean-ups/", {"since": "2026-11-01", "weighed": "yes"})
    shown = page.content.decode()
    assert "0.002" in shown
    assert "0.001" not in shown
    assert "0.003" not in shown


def test_pages_follow_one_another_without_a_gap(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanups, "PAGE", 2)
    made = [_load(cast, kilograms, weighed=True) for kilograms in range(1, 6)]
    rows, seen, after = cleanups.records(cast.district_officer, Filters()), [], ""
    while True:
        page, after = cleanups.page(rows, after)
        seen += [row.pk for row in page]
        if not after:
            break
    assert seen == sorted((row.pk for row in made), reverse=True)


@pytest.mark.parametrize("after", ["x", "2026-13-01.5", "2026-11-20.x", "."])
def test_a_broken_key_shows_the_first_page(cast: Cast, after: str) -> None:
    _load(cast, 7, weighed=True)
    assert "0.007" in _client(cast, "district_officer").get("/clean-ups/", {"after": after}).content.decode()


def test_an_outsider_sees_and_records_nothing_here(cast: Cast) -> None:
    _load(cast, 1000, weighed=True)
    client = _client(cast, "outsider")
    assert "1.000" not in client.get("/clean-ups/").content.decode()
    assert client.post("/clean-ups/add/", _data(cast)).status_code == 422
    with pytest.raises(PermissionDenied):
        actions.record_clean_up(
            by=cast.outsider, place=cast.places["estate"], cleaned_on=DAY, kilograms=1, weighed=True
        )
    assert CleanUp._all.count() == 1


@pytest.mark.parametrize("way", ["add/", "places/"])
def test_who_may_not_record_is_told_so(cast: Cast, way: str) -> None:
    assert _client(cast, "grid_member").get(f"/clean-ups/{way}").status_code == 403
    assert Permission.CLEAN_UP not in cast.grid_member.grants[0].permissions


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("tonnes", "0", "请填写重量"),
        ("cleaned_on", "2027-01-01", "不能晚于今天"),
        ("weighed", "", ""),
        ("tonnes", "x", ""),
    ],
)
def test_what_cannot_be_comes_back(cast: Cast, field: str, value: str, said: str) -> None:
    answer = _client(cast, "community_worker").post("/clean-ups/add/", _data(cast, **{field: value}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not CleanUp._all.exists()
