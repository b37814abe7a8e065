"""上报隐患: words propose kinds, look-alikes are shown first, photos come along, sending twice makes one case."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.kernel.files.models import Attachment, Upload
from anju.kernel.ledger import verify
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Photos, Spot
from anju.supervision.lists.enums import SourceKind, State
from anju.supervision.lists.models import Duty, Hazard, Submission
from tests.cast import Cast
from tests.kernel.files.pictures import photo as picture
from tests.supervision.lists.conftest import again

Photo = Callable[..., str]
Found = Callable[..., Duty]
AT = "/hazards/report/"


def _client(cast: Cast, name: str = "grid_member") -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def _data(cast: Cast, **other: object) -> dict[str, object]:
    return {
        "place": str(cast.places["building"].pk),
        "description": "楼道堆了纸箱",
        "pick": "ES-01",
        "floor": "3",
        "client_ref": "key-1",
        **other,
    }


def _file(seed: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", picture(seed=seed), content_type="image/jpeg")


def test_a_patrol_find_with_a_photo_is_assigned_at_once(cast: Cast) -> None:
    answer = _client(cast).post(AT, _data(cast, before=[_file(1)]))
    hazard = Hazard._all.get()
    assert answer["Location"] == f"/hazards/{hazard.number}/"
    assert (hazard.source_kind, hazard.floor, hazard.description) == (SourceKind.PATROL, 3, "楼道堆了纸箱")
    photo = Attachment._all.get()
    assert hazard.photos == [photo.pk]
    assert (photo.subject_kind, photo.subject_id, photo.stage) == ("hazard", str(hazard.pk), "before")
    assert Duty._all.get().state == State.ASSIGNED
    assert list(verify.verify(state=True)) == []


def test_words_propose_three_kinds_at_most_the_likeliest_first(cast: Cast) -> None:
    page = _client(cast).get(f"{AT}aside/", {"description": "楼道堆了纸箱"}).content.decode()
    assert 1 <= page.count('name="pick"') <= 3
    assert page.index('value="ES-01"') < page.index(" checked")


def test_without_a_kind_the_form_comes_back_with_proposals(cast: Cast) -> None:
    answer = _client(cast).post(AT, _data(cast, pick="", before=[_file(1)]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选隐患类别" in page
    assert 'value="ES-01"' in page
    assert "楼道堆了纸箱" in page
    assert Upload._all.get().token in page
    assert not Hazard._all.exists()


def test_the_catalogue_goes_before_the_proposal(cast: Cast) -> None:
    _client(cast).post(AT, _data(cast, code="ES-02"))
    assert Hazard._all.get().kind_code == "ES-02"


def test_look_alikes_are_shown_before_another_case_is_made(cast: Cast, found: Found) -> None:
    first = found(place="building", floor=8)
    client, data = _client(cast), _data(cast)
    answer = client.post(AT, data)
    assert answer.status_code == 422
    assert first.hazard.number in answer.content.decode()
    assert Hazard._all.count() == 1
    assert client.post(AT, {**data, "different": "1"}).status_code == 302
    assert Hazard._all.count() == 2


def test_look_alikes_are_shown_while_typing(cast: Cast, found: Found) -> None:
    first = found(place="building", floor=8)
    asked = {"description": "楼道堆了纸箱", "place": str(cast.places["building"].pk)}
    assert first.hazard.number in _client(cast).get(f"{AT}aside/", asked).content.decode()


def test_sending_twice_makes_one_case(cast: Cast, photo: Photo) -> None:
    client = _client(cast)
    data = _data(cast, before=[photo(cast.grid_member)], different="1")
    first = client.post(AT, data)
    second = client.post(AT, {**data, "before": []})
    assert first["Location"] == second["Location"]
    assert Hazard._all.count() == 1


def test_one_persons_key_is_not_anothers(cast: Cast) -> None:
    _client(cast).post(AT, _data(cast))
    _client(cast, "property_manager").post(AT, _data(cast, different="1", floor="5"))
    assert Hazard._all.count() == 2


def test_put_right_on_the_spot_waits_for_somebody_else(cast: Cast) -> None:
    answer = _client(cast).post(AT, _data(cast, fixed="on", before=[_file(1)], after=[_file(2)]))
    assert answer.status_code == 302
    duty = Duty._all.get()
    assert duty.state == State.SUBMITTED
    made = Submission._all.get()
    assert made.on_the_spot
    assert made.account == cast.accounts["grid_member"].pk
    assert duty.verifier_id not in cast.grid_member.organisations
    with pytest.raises(actions.NotYoursError):
        actions.verify(by=cast.grid_member, duty_id=duty.pk, passed=True)
    assert list(verify.verify(state=True)) == []


@pytest.mark.parametrize("missing", ["before", "after"])
def test_put_right_on_the_spot_needs_both_photos(cast: Cast, missing: str) -> None:
    photos = {"before": [_file(1)], "after": [_file(2)], missing: []}
    answer = _client(cast).post(AT, _data(cast, fixed="on", **photos))
    assert answer.status_code == 422
    assert "当场整改要有" in answer.content.decode()
    assert Upload._all.count() == 1
    assert not Hazard._all.exists()


def test_without_script_a_place_is_named_in_words(cast: Cast) -> None:
    place = cast.places["owners_estate"]
    assert _client(cast).post(AT, _data(cast, place=place.full_name)).status_code == 302
    assert Hazard._all.get().place_id == place.pk


def test_a_place_outside_ones_reach_is_not_found(cast: Cast) -> None:
    outside = str(cast.places["other_building"].pk)
    answer = _client(cast).post(AT, _data(cast, place=outside))
    assert answer.status_code == 422
    assert "没有找到这个位置" in answer.content.decode()
    assert not Hazard._all.exists()


def test_the_picker_finds_places_in_ones_own_reach(cast: Cast) -> None:
    name = cast.places["estate"].full_name
    assert any(one["label"] == name for one in _client(cast).get(f"{AT}places/", {"q": name}).json())
    assert _client(cast, "outsider").get(f"{AT}places/", {"q": name}).json() == []


@pytest.mark.parametrize("way", ["", "aside/", "places/"])
def test_who_may_not_report_is_told_so(cast: Cast, way: str) -> None:
    assert _client(cast, "administrator").get(AT + way).status_code == 403


def test_an_outsider_reports_nothing_here(cast: Cast) -> None:
    answer = _client(cast, "outsider").post(AT, _data(cast))
    assert answer.status_code == 422
    assert not Hazard._all.exists()


def test_look_alikes_out_of_sight_are_not_shown(cast: Cast, found: Found) -> None:
    first = found(place="building", floor=8)
    asked = {"description": "楼道堆了纸箱", "place": str(cast.places["building"].pk)}
    assert first.hazard.number not in _client(cast, "outsider").get(f"{AT}aside/", asked).content.decode()


def test_a_photo_of_somebody_else_stops_the_report(cast: Cast, photo: Photo) -> None:
    token = photo(cast.property_manager)
    answer = _client(cast).post(AT, _data(cast, before=[token]))
    assert answer.status_code == 422
    assert "过期" in answer.content.decode()
    assert not Hazard._all.exists()


def test_a_report_that_joins_an_open_case_keeps_its_photos(cast: Cast, photo: Photo) -> None:
    spot = Spot(cast.places["building"], floor=3, spot="东侧")
    first = actions.report(by=cast.grid_member, code="ES-01", at=spot)
    second = actions.report_with_photos(
        by=cast.property_manager, code="ES-01", at=spot, photos=Photos(before=[photo(cast.property_manager)])
    )
    assert again(second).merged_into_id == first.pk
    assert Attachment._all.get().subject_id == str(second.hazard_id)


def test_the_place_of_the_address_is_filled_in(cast: Cast) -> None:
    place = cast.places["building"]
    assert f'value="{place.pk}"' in _client(cast).get(AT, {"place": place.pk}).content.decode()
    outside = cast.places["other_building"]
    assert f'value="{outside.pk}"' not in _client(cast).get(AT, {"place": outside.pk}).content.decode()
