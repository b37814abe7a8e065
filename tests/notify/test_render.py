"""Words at reading time."""

import pytest
from pytest_django import DjangoAssertNumQueries

from anju.kernel import clock
from anju.notify import codes, render
from anju.notify.codes import Param
from anju.notify.enums import Urgency
from anju.notify.models import Notice
from anju.places.enums import PlaceKind
from anju.places.models import Place
from tests.notify.conftest import TUESDAY_TEN, District

codes.declare(
    "test.every", title="t", text="{n}|{day}|{at}|{where}|{who}|{kind}", group="{where}", url="notify:open",
    params={
        "n": Param.NUMBER, "day": Param.DAY, "at": Param.MOMENT, "where": Param.PLACE, "who": Param.ORGANISATION,
        "kind": {"a1": "堆物"}.__getitem__,
    },
)  # fmt: skip


def _notice(district: District, **changed: object) -> Notice:
    params = {
        "n": 12345, "day": "2026-03-12", "at": clock.to_us(TUESDAY_TEN), "where": district.building.pk,
        "who": district.company.pk, "kind": "a1", **changed,
    }  # fmt: skip
    return Notice._all.create(
        code="test.every", params=params, subject_kind="duty", subject_id="7", urgency=Urgency.NORMAL,
        made_at=TUESDAY_TEN, not_before=TUESDAY_TEN,
    )  # fmt: skip


def _text(notice: Notice, language: str = "zh-hans", group: bool = False) -> str:
    return render.words([notice], language=language, group=group)[notice.pk].text


def test_every_kind_of_parameter_has_words(district: District) -> None:
    assert _text(_notice(district)) == "12,345|2026年3月12日|2026年3月10日 10:00|3幢|样板物业|堆物"


def test_dates_follow_the_readers_language(district: District) -> None:
    assert "March 12, 2026" in _text(_notice(district), "en")


def test_a_place_or_organisation_that_is_gone_is_said_so(district: District) -> None:
    text = _text(_notice(district, where=9999, who=9999))
    assert "地点已删除" in text
    assert "单位已删除" in text


@pytest.mark.parametrize("kind", [PlaceKind.UNIT, PlaceKind.SHOP])
def test_a_group_hears_of_the_building_and_not_of_the_unit(district: District, kind: PlaceKind) -> None:
    unit = Place._all.create(
        parent=district.building, kind=kind, name="2单元", path="/cc/1/1/1/2/", full_name="样板小区3幢2单元"
    )
    assert _text(_notice(district, where=unit.pk), group=True) == "3幢"
    assert "2单元" in _text(_notice(district, where=unit.pk))


def test_a_door_in_a_places_name_is_masked_for_a_group(district: District) -> None:
    district.building.full_name = "样板小区3幢501室"
    district.building.save()
    assert "501" not in _text(_notice(district), group=True)


def test_the_page_of_the_subject_is_linked(district: District) -> None:
    notice = _notice(district)
    assert render.words([notice])[notice.pk].url == "/inbox/7/"


def test_a_notice_whose_code_is_gone_still_shows(district: District) -> None:
    notice = _notice(district)
    notice.code = "old.code"
    assert render.words([notice])[notice.pk].title == "已停用的通知"


def test_fifty_notices_take_two_queries(district: District, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    notices = [_notice(district) for _ in range(50)]
    with django_assert_num_queries(2):
        assert len(render.words(notices)) == 50
