"""A place moves or is merged: history keeps the path as it was, and what is live goes along, so that scope is right."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from anju.kernel.files.models import Attachment
from anju.kernel.ledger.consumers import drain
from anju.kernel.ledger.models import Entry
from anju.notify import actions as notify
from anju.notify.models import Subscription
from anju.people import actions as people
from anju.people.enums import EndReason, OrganisationKind, Role
from anju.people.models import Management, Organisation, Post
from anju.places import actions as places
from anju.places.actions.following import rehang
from anju.places.datum import RefusedError
from anju.places.enums import PlaceKind, Refusal
from anju.places.models import Place
from anju.supervision.lists import actions as lists
from anju.supervision.lists.enums import Service
from anju.supervision.lists.models import Duty, Hazard, Supplier
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import seen_by
from tests.cast import SYSTEM, Cast, add_person, today
from tests.places.entries import entered, states_agree

Found = Callable[..., Duty]


@pytest.fixture
def moved(cast: Cast, found: Found) -> Duty:
    """A case in a building whose estate then goes over to the south street's community."""
    duty = found()
    places.move_place(by=SYSTEM, place=cast.places["estate"].pk, under=cast.places["other_community"].pk)
    drain()
    return duty


def test_a_case_is_the_new_streets_and_no_longer_the_old_ones(cast: Cast, moved: Duty) -> None:
    assert seen_by(cast.outsider, moved.number) is not None
    assert Hazard.objects.for_(cast.outsider, Permission.SEE).filter(pk=moved.hazard_id).exists()
    assert not Hazard.objects.for_(cast.street_officer, Permission.SEE).filter(pk=moved.hazard_id).exists()


def test_every_live_path_is_that_of_its_place(cast: Cast, moved: Duty) -> None:
    building = Place._all.get(pk=cast.places["building"].pk)
    assert Hazard._all.get(pk=moved.hazard_id).path == building.path
    assert Duty._all.get(pk=moved.pk).path == building.path
    contract = Management._all.get(place=cast.places["estate"])
    assert contract.path == Place._all.get(pk=cast.places["estate"].pk).path


def test_the_company_still_reaches_what_it_manages(cast: Cast, moved: Duty) -> None:
    assert seen_by(cast.property_manager, moved.number) is not None
    assert Place.objects.for_(cast.property_manager, "places.view").filter(pk=cast.places["building"].pk).exists()


def test_history_keeps_the_path_as_it_was(cast: Cast, moved: Duty) -> None:
    reported = Entry._all.get(verb="hazard.reported")
    assert reported.path == cast.places["building"].path
    followed = Entry._all.get(verb="duty.followed")
    assert followed.path == Place._all.get(pk=cast.places["building"].pk).path
    assert followed.actor == "system:places"


def test_the_ledger_accounts_for_every_row_that_followed(moved: Duty) -> None:
    assert states_agree()


def test_following_twice_does_nothing_more(cast: Cast, moved: Duty) -> None:
    from anju.supervision.lists.actions.following import follow_place

    before = Entry._all.count()
    follow_place(by=SYSTEM, old=cast.places["building"].path, new="/cc/9/9/")
    assert Entry._all.count() == before


def test_posts_and_organisations_at_a_place_go_along(cast: Cast) -> None:
    committee = cast.organisations["committee"]
    add_person(cast, "chair", Role.OWNERS_COMMITTEE, "committee", "owners_estate")
    places.move_place(by=SYSTEM, place=cast.places["owners_estate"].pk, under=cast.places["other_community"].pk)
    drain()
    path = Place._all.get(pk=cast.places["owners_estate"].pk).path
    assert Organisation._all.get(pk=committee.pk).path == path
    assert Post._all.get(pk=cast.posts["chair"].pk).path == path
    assert entered("organisation.followed") == [
        (str(committee.pk), {"from": cast.places["owners_estate"].path, "to": path})
    ]
    assert states_agree()


def test_a_subscription_goes_along(cast: Cast) -> None:
    row, _secret = notify.add_subscription(
        by=SYSTEM, name="城运中心", url="https://example.org/hook", types=["duty."], path=cast.places["estate"].path
    )
    places.move_place(by=SYSTEM, place=cast.places["estate"].pk, under=cast.places["other_community"].pk)
    drain()
    assert Subscription._all.get(pk=row.pk).path == Place._all.get(pk=cast.places["estate"].pk).path


def test_a_merged_places_cases_are_those_of_the_place_that_stays(cast: Cast, found: Found) -> None:
    double = places.add_place(by=SYSTEM, kind=PlaceKind.BUILDING, name="一号楼", parent=cast.places["estate"].pk)
    cast.places["double"] = double
    duty = found(place="double")
    places.merge_places(by=SYSTEM, place=double.pk, into=cast.places["building"].pk, on=today())
    drain()
    hazard = Hazard._all.get(pk=duty.hazard_id)
    assert (hazard.place_id, hazard.path) == (cast.places["building"].pk, cast.places["building"].path)
    assert Duty._all.get(pk=duty.pk).path == cast.places["building"].path
    assert states_agree()


def test_two_places_with_running_contracts_do_not_merge_until_one_is_ended(cast: Cast) -> None:
    estate, other = cast.places["estate"], cast.places["other_estate"]
    with pytest.raises(RefusedError, match="请在管理合同台账结束其中一份") as refused:
        places.merge_places(by=SYSTEM, place=estate.pk, into=other.pk, on=today())
    assert refused.value.refusal is Refusal.MERGE_HELD
    assert Place._all.get(pk=estate.pk).closed_on is None
    kept = Management._all.get(place=other)
    people.end_management(by=SYSTEM, management=kept, on=today(), reason=EndReason.EXPIRED)
    places.merge_places(by=SYSTEM, place=estate.pk, into=other.pk, on=today())
    drain()
    assert Management._all.get(ended_on=None, place=other).organisation_id == cast.organisations["company"].pk
    assert states_agree()


def test_who_may_merge_reads_on_the_form_which_contract_to_end(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["district_officer"])
    estate, other = cast.places["estate"], cast.places["other_estate"]
    address = reverse("places:act", args=[estate.pk, "merge"])
    answer = client.post(address, {"other": other.pk, "on": today().isoformat()})
    assert answer.status_code == 422
    assert "请在管理合同台账结束其中一份" in answer.content.decode()


def test_suppliers_follow_and_where_both_places_had_one_the_kept_places_goes_on(cast: Cast) -> None:
    utility, rival = (
        people.add_organisation(by=SYSTEM, kind=OrganisationKind.UTILITY, name=name, place=cast.places["district"])
        for name in ("水务公司", "二水公司")
    )
    estate, empty = cast.places["estate"], cast.places["custody_estate"]
    for service, place, who in (
        (Service.WATER, estate, utility), (Service.GAS, estate, utility), (Service.WATER, empty, rival),
    ):  # fmt: skip
        lists.set_supplier(by=SYSTEM, service=service, path=place.path, organisation=who)
    places.merge_places(by=SYSTEM, place=estate.pk, into=empty.pk, on=today())
    drain()
    running = Supplier._all.filter(ended_on=None).values_list("service", "path", "organisation")
    assert set(running) == {(Service.WATER, empty.path, rival.pk), (Service.GAS, empty.path, utility.pk)}
    ended = Supplier._all.get(service=Service.WATER, organisation=utility)
    assert ended.ended_on == today()
    assert entered("supplier.ended") == [(str(ended.pk), {"service": "water"})]
    assert states_agree()


def test_a_report_goes_to_where_the_place_stands_now_not_to_where_the_form_saw_it(cast: Cast, found: Found) -> None:
    seen = Place._all.get(pk=cast.places["building"].pk)
    places.move_place(by=SYSTEM, place=cast.places["estate"].pk, under=cast.places["other_community"].pk)
    drain()
    duty = lists.report(by=cast.outsider, code="ES-01", at=lists.Spot(seen))
    now = Place._all.get(pk=seen.pk)
    assert (duty.path, duty.hazard.path) == (now.path, now.path)
    assert now.path != seen.path
    with pytest.raises(PermissionDenied):
        lists.report(by=cast.street_officer, code="ES-01", at=lists.Spot(seen))


def test_photos_of_a_report_go_to_where_the_place_stands_now(cast: Cast, photo: Callable[..., str]) -> None:
    seen = Place._all.get(pk=cast.places["building"].pk)
    places.move_place(by=SYSTEM, place=cast.places["estate"].pk, under=cast.places["other_community"].pk)
    drain()
    by = cast.outsider
    duty = lists.report_with_photos(by=by, code="ES-01", at=lists.Spot(seen), photos=lists.Photos([photo(by)]))
    path = Place._all.get(pk=seen.pk).path
    assert Attachment._all.get(pk=duty.hazard.photos[0]).path == path == duty.path


def test_a_contract_alone_goes_over_with_its_place(cast: Cast) -> None:
    people.add_organisation(by=SYSTEM, kind=OrganisationKind.PROPERTY_COMPANY, name="丙物业")
    estate, empty = cast.places["estate"], cast.places["custody_estate"]
    places.merge_places(by=SYSTEM, place=estate.pk, into=empty.pk, on=today())
    drain()
    contract = Management._all.get(organisation=cast.organisations["company"])
    assert (contract.place_id, contract.path) == (empty.pk, empty.path)
    assert states_agree()


def test_many_rows_follow_in_pieces_and_each_is_entered(cast: Cast, found: Found) -> None:
    from anju.kernel.ledger.deeds import deed

    for floor in range(5):
        found(floor=floor)
    old = cast.places["building"].path
    with deed(by=SYSTEM) as act:
        count = rehang(act, Hazard, old, "/cc/7/")
    assert count == 5
    assert len(entered("hazard.followed")) == 5
    assert not Hazard._all.filter(path=old).exists()


def twin_of(cast: Cast) -> Place:
    """Building 1 written twice."""
    return places.add_place(by=SYSTEM, parent=cast.places["estate"].pk, kind=PlaceKind.BUILDING, name="一号楼")


def test_a_report_at_a_place_merged_meanwhile_is_of_the_place_it_became(cast: Cast) -> None:
    first, second, stays = (
        twin_of(cast),
        places.add_place(by=SYSTEM, parent=cast.places["estate"].pk, kind=PlaceKind.BUILDING, name="壹幢"),
        cast.places["building"],
    )
    places.merge_places(by=SYSTEM, place=first.pk, into=second.pk, on=today())
    places.merge_places(by=SYSTEM, place=second.pk, into=stays.pk, on=today())
    duty = lists.report(by=cast.grid_member, code="ES-01", at=lists.Spot(first))
    assert (duty.hazard.place_id, duty.path) == (stays.pk, stays.path)
    load = lists.record_clean_up(by=cast.property_manager, place=first, cleaned_on=today(), kilograms=5, weighed=True)
    assert (load.place_id, load.path) == (stays.pk, stays.path)


def test_a_report_at_a_place_that_is_gone_is_refused_in_plain_words(cast: Cast, client: Client) -> None:
    gone = twin_of(cast)
    places.close_place(by=SYSTEM, place=gone.pk, on=today())
    with pytest.raises(ValueError, match="已停用，请选择在用的地点"):
        lists.report(by=cast.grid_member, code="ES-01", at=lists.Spot(gone))
    assert not Duty._all.exists()
    client.force_login(cast.accounts["grid_member"])
    answer = client.post(reverse("lists:report"), {"place": gone.pk, "pick": "ES-01", "client_ref": "x"})
    assert answer.status_code == 422


def test_a_form_opened_before_the_merge_still_reports(cast: Cast, client: Client) -> None:
    twin, stays = twin_of(cast), cast.places["building"]
    client.force_login(cast.accounts["grid_member"])
    places.merge_places(by=SYSTEM, place=twin.pk, into=stays.pk, on=today())
    sent = {"place": twin.pk, "pick": "ES-01", "description": "堆了纸箱", "client_ref": "x"}
    assert client.post(reverse("lists:report"), sent).status_code == 302
    assert Hazard._all.get().place_id == stays.pk


def test_who_does_not_reach_what_a_place_became_reports_nothing_there(cast: Cast) -> None:
    twin = twin_of(cast)
    places.merge_places(by=SYSTEM, place=twin.pk, into=cast.places["other_building"].pk, on=today())
    with pytest.raises(PermissionDenied):
        lists.report(by=cast.grid_member, code="ES-01", at=lists.Spot(twin))
    assert not Duty._all.exists()


def test_the_page_of_a_merged_place_leads_to_what_it_became(cast: Cast, client: Client) -> None:
    twin, stays = twin_of(cast), cast.places["building"]
    places.merge_places(by=SYSTEM, place=twin.pk, into=stays.pk, on=today())
    client.force_login(cast.accounts["street_officer"])
    page = client.get(reverse("places:place", args=[twin.pk])).content.decode()
    assert f'已并入 <a href="{reverse("places:place", args=[stays.pk])}"' in page
