"""The register of fires: entering, correcting, refusing, reading it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.backcheck.actions import fires as actions
from anju.supervision.inspections.backcheck.models import Dossier, Fire, FireVersion
from tests.cast import SYSTEM, Cast
from tests.supervision.inspections.backcheck.conftest import LATER, told

pytestmark = pytest.mark.django_db


def test_a_fire_opens_its_dossier_in_the_same_deed(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    dossier = Dossier._all.get(fire=fire)
    entries = Entry._all.filter(subject_kind__in=("fire", "dossier")).order_by("id")
    assert [(one.verb, one.subject_id) for one in entries] == [
        ("fire.recorded", str(fire.pk)), ("dossier.made", str(dossier.pk)),
    ]  # fmt: skip
    assert len({one.deed for one in entries}) == 1
    assert FireVersion._all.get(fire=fire).said["deaths"] == 0


def test_entering_takes_a_bounded_number_of_statements(
    cast: Cast, found: Callable[..., object], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for floor in range(8):
        found(floor=floor)
    with clock.simulated(LATER + timedelta(hours=1)), django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        actions.enter(by=cast.fire_officer, said=told(cast), district="cc")


def test_the_same_call_twice_is_refused_and_nothing_is_written(cast: Cast, burn: Callable[..., Fire]) -> None:
    burn()
    with pytest.raises(ValidationError, match="已经登记过"):
        burn(number=" 119-0001 ")
    assert Fire._all.count() == Dossier._all.count() == 1


@pytest.mark.parametrize("who", ["district_officer", "street_officer", "property_manager", "administrator"])
def test_only_the_brigade_enters_a_fire(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied), clock.simulated(LATER + timedelta(hours=1)):
        actions.enter(by=cast.actor(who), said=told(cast), district="cc")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": " "}, "number"),
        ({"called_at": LATER + timedelta(days=9)}, "called_at"),
        ({"place": None, "spot": " "}, "place"),
        ({"cause": "电气线路故障"}, "cause"),
        ({"determined_on": (LATER - timedelta(days=3)).date()}, "determined_on"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(cast: Cast, more: dict[str, object], field: str) -> None:
    with clock.simulated(LATER + timedelta(hours=1)), pytest.raises(ValidationError) as refused:
        actions.enter(by=cast.fire_officer, said=told(cast, **more), district="cc")
    assert set(refused.value.error_dict) == {field}
    assert not Fire._all.exists()


def test_a_fire_without_a_registered_place_says_where_in_words(burn: Callable[..., Fire]) -> None:
    fire = burn(place=None, spot="柳岸路与环城路口")
    assert (fire.path, fire.place) == ("/cc/", None)


def test_a_correction_is_a_new_version_with_its_reason(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    with clock.simulated(LATER + timedelta(days=1)):
        row = actions.correct(by=cast.fire_officer, fire=fire, said=told(cast, injured=2), reason="医院回复，两人轻伤")
    assert (row.version, row.injured) == (2, 2)
    assert [(one.number, one.said["injured"]) for one in FireVersion._all.order_by("number")] == [(1, 0), (2, 2)]
    assert "医院" not in Entry._all.get(verb="fire.corrected").data


def test_a_correction_needs_a_reason_and_a_difference(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    with clock.simulated(LATER + timedelta(days=1)):
        with pytest.raises(ValidationError, match="为什么"):
            actions.correct(by=cast.fire_officer, fire=fire, said=told(cast, injured=2), reason=" ")
        with pytest.raises(ValidationError, match="没有改动"):
            actions.correct(by=cast.fire_officer, fire=fire, said=told(cast), reason="看错了")
    assert FireVersion._all.count() == 1


def test_the_street_sees_its_own_fires_and_the_next_street_does_not(
    as_: Callable[[str], Client], burn: Callable[..., Fire]
) -> None:
    fire = burn()
    with clock.simulated(LATER + timedelta(hours=1)):
        assert fire.number in as_("street_officer").get("/fires/").content.decode()
        assert as_("street_officer").get(f"/fires/{fire.pk}/").status_code == 200
        assert fire.number not in as_("outsider").get("/fires/").content.decode()
        assert as_("outsider").get(f"/fires/{fire.pk}/").status_code == 404
        assert as_("property_manager").get("/fires/").status_code == 403


def test_filters_live_in_the_address(as_: Callable[[str], Client], burn: Callable[..., Fire]) -> None:
    burn()
    burn(number="119-0002", burned="kitchen", called_at=LATER - timedelta(days=10))
    with clock.simulated(LATER + timedelta(hours=1)):
        client = as_("district_officer")

        def numbers(query: str) -> list[str]:
            return [fire.number for fire, _where, _mine in client.get(f"/fires/?{query}").context["rows"]]

        assert numbers("") == ["119-0001", "119-0002"]
        assert numbers("burned=kitchen") == ["119-0002"]
        assert numbers(f"since={LATER.date()}") == ["119-0001"]
        assert numbers(f"until={(LATER - timedelta(days=5)).date()}") == ["119-0002"]
        assert numbers("street=/cc/2/") == []
        assert numbers("q=0002") == ["119-0002"]
        assert numbers("q=柳岸新村1幢") == []


def test_the_register_is_exported_by_post_and_entered(as_: Callable[[str], Client], burn: Callable[..., Fire]) -> None:
    burn()
    with clock.simulated(LATER + timedelta(hours=1)):
        client = as_("district_officer")
        assert client.get("/fires/export/").status_code == 405
        answer = client.post("/fires/export/")
        assert b"".join(answer)[:2] == b"PK"
    assert Entry._all.filter(verb="register.exported", subject_id="fires").count() == 1


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast, as_: Callable[[str], Client]) -> None:
    with clock.simulated(LATER):
        client = as_("fire_officer")
        given = {
            "number": "119-7", "called_at": "2026-11-20T09:00", "place": str(cast.places["building"].pk),
            "burned": "kitchen", "dwelling": "high_rise", "deaths": "0", "injured": "1", "cause": "用火不慎",
        }  # fmt: skip
        answer = client.post("/fires/new/", given)
        assert answer.status_code == 422
        assert "火灾认定之前不填起火原因" in answer.content.decode()
        assert "用火不慎" in answer.content.decode()
        answer = client.post("/fires/new/", {**given, "cause": ""})
    fire = Fire._all.get()
    assert answer["Location"] == f"/fires/{fire.pk}/"
    assert clock.local(fire.called_at).hour == 9


def test_a_correction_by_the_form(cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire]) -> None:
    fire = burn()
    with clock.simulated(LATER + timedelta(hours=2)):
        client = as_("fire_officer")
        page = client.get(f"/fires/{fire.pk}/correct/")
        given = {name: page.context["form"][name].value() for name in page.context["form"].fields}
        given["called_at"] = f"{clock.local(LATER):%Y-%m-%dT%H:%M}"
        given |= {"deaths": "1", "reason": "送医后死亡"}
        answer = client.post(
            f"/fires/{fire.pk}/correct/", {key: "" if value is None else value for key, value in given.items()}
        )
        assert answer.status_code == 302, answer.context["form"].errors
        assert "送医后死亡" in client.get(f"/fires/{fire.pk}/").content.decode()
    fire.refresh_from_db()
    assert (fire.deaths, fire.version, fire.place) == (1, 2, cast.places["building"])
    assert as_("street_officer").get(f"/fires/{fire.pk}/correct/").status_code == 403


def test_a_place_that_moves_takes_its_fires_along(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    old = fire.path
    assert actions.follow_place(by=SYSTEM, old=old, new="/cc/2/1/1/9/", into=None) == 1
    fire.refresh_from_db()
    assert (fire.path, fire.dossier.path) == ("/cc/2/1/1/9/",) * 2
    assert FireVersion._all.get(fire=fire).said["path"] == old


def test_each_number_of_the_years_table_opens_into_the_lines_it_was_counted_from(
    client: Client, cast: Cast, burn: Callable[..., Fire]
) -> None:
    before = LATER.replace(year=LATER.year - 1)
    for number, moment in enumerate([LATER, LATER + timedelta(hours=1), before]):
        burn(number=f"119-000{number}", called_at=moment)
    client.force_login(cast.accounts["fire_officer"])
    with clock.simulated(LATER + timedelta(days=1)):
        page = client.get("/fires/years/")
        found = page.context["told"].found.months[-1]
        doors = page.context["doors"]
        assert (found.now, found.before) == (2, 1)
        for year, count in ((LATER.year, 2), (LATER.year - 1, 1)):
            assert doors[year, found.first.month].replace("&", "&amp;") in page.content.decode()
            lines = client.get(doors[year, found.first.month]).content.decode()
            assert lines.count("119-000") == count
