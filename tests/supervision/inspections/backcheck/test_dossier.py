"""The dossier: closed to all but its group, logged, and as known at the moment of the call."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.inspections.backcheck import sources
from anju.supervision.inspections.backcheck.actions import dossiers
from anju.supervision.inspections.backcheck.actions.dossiers import NotOfTheGroupError
from anju.supervision.inspections.backcheck.enums import Way
from anju.supervision.inspections.backcheck.models import Fire, Member, Opening
from anju.supervision.inspections.backcheck.queries import entry
from anju.supervision.inspections.backcheck.queries.ground import ground_of
from anju.supervision.inspections.backcheck.queries.timeline import entries_of, past_of
from anju.supervision.lists import actions as lists
from tests.cast import Cast
from tests.evidence import proofs
from tests.supervision.inspections.backcheck.conftest import LATER, MONDAY, look, name_group, open_as

pytestmark = pytest.mark.django_db
NEXT = LATER + timedelta(hours=1)
EVERYBODY_ELSE = (
    "congress_staff", "auditor", "administrator", "second_officer", "street_officer", "second_fire_officer",
    "property_manager", "outsider", "grid_member",
)  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nobody_but_the_group_learns_that_there_is_a_dossier(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire], who: str
) -> None:
    fire = burn()
    dossier = name_group(cast, fire, "fire_officer")
    with clock.simulated(NEXT):
        client = as_(who)
        for address in ("dossier/", "group/"):
            assert client.get(f"/fires/{fire.pk}/{address}").status_code == 404
        for address in ("dossier/open/", "dossier/clock/extend/", "group/1/leave/"):
            assert client.post(f"/fires/{fire.pk}/{address}").status_code == 404
        page = client.get(f"/fires/{fire.pk}/")
        if page.status_code == 200:
            assert "去卷宗" not in page.content.decode()
            assert "确定反查组" not in page.content.decode()
        with pytest.raises(NotOfTheGroupError):
            dossiers.open_dossier(by=cast.actor(who), dossier=dossier)
    assert not Opening._all.exists()


def test_the_officer_who_named_the_group_cannot_open_it_either(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire]
) -> None:
    fire = burn()
    with clock.simulated(NEXT):
        client = as_("district_officer")
        given = {"account": cast.accounts["fire_officer"].pk}
        assert "确定反查组" in client.get(f"/fires/{fire.pk}/").content.decode()
        assert client.post(f"/fires/{fire.pk}/group/", given)["Location"] == f"/fires/{fire.pk}/"
        assert client.get(f"/fires/{fire.pk}/group/").status_code == 404
        assert client.get(f"/fires/{fire.pk}/dossier/").status_code == 404
    [member] = Member._all.all()
    assert Entry._all.get(verb="dossier.named").data == f'{{"member":{member.pk}}}'  # the ledger has more readers
    assert (member.account, member.lead) == (cast.accounts["fire_officer"], True)


def test_only_the_district_office_names_a_first_group(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire]
) -> None:
    fire = burn()
    with clock.simulated(NEXT):
        for who in ("fire_officer", "street_officer", "administrator", "auditor"):
            assert as_(who).get(f"/fires/{fire.pk}/group/").status_code in (403, 404)
            with pytest.raises(NotOfTheGroupError):
                dossiers.name_member(by=cast.actor(who), fire=fire, account=cast.accounts["fire_officer"])


def test_the_lead_names_further_members_and_a_member_does_not(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    dossier = name_group(cast, fire, "fire_officer", "district_officer")
    with pytest.raises(NotOfTheGroupError):
        dossiers.name_member(by=cast.district_officer, fire=fire, account=cast.accounts["second_officer"])
    with pytest.raises(ValidationError, match="已经在"):
        dossiers.name_member(by=cast.fire_officer, fire=fire, account=cast.accounts["district_officer"])
    with pytest.raises(ValidationError, match="组长只有一位"):
        dossiers.end_member(by=cast.fire_officer, fire=fire, member=Member._all.get(lead=True).pk)
    dossiers.end_member(by=cast.fire_officer, fire=fire, member=Member._all.get(lead=False).pk)
    assert entry.membership(cast.district_officer, dossier.pk) is None


def test_where_the_lead_has_left_the_district_office_names_anew(cast: Cast, burn: Callable[..., Fire]) -> None:
    fire = burn()
    name_group(cast, fire, "fire_officer")
    assert not dossiers.may_name(cast.district_officer, fire)
    cast.accounts["fire_officer"].is_active = False
    cast.accounts["fire_officer"].save()
    assert dossiers.may_name(cast.district_officer, fire)
    assert not dossiers.may_name(cast.administrator, fire)


def test_the_door_is_passed_by_a_post_that_is_logged_and_shown(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire], found: Callable[..., Any]
) -> None:
    duty = found()
    fire = burn()
    name_group(cast, fire, "fire_officer")
    with clock.simulated(NEXT):
        client = as_("fire_officer")
        door = client.get(f"/fires/{fire.pk}/dossier/").content.decode()
        assert duty.hazard.number not in door
        assert not Opening._all.exists()
        page = open_as(client, fire).get(f"/fires/{fire.pk}/dossier/").content.decode()
        assert duty.hazard.number in page
        assert "谁打开过" in page
    assert Opening._all.get().account == cast.accounts["fire_officer"].pk
    assert Entry._all.filter(verb="dossier.opened").count() == 1
    with clock.simulated(NEXT + timedelta(minutes=31)):
        assert duty.hazard.number not in client.get(f"/fires/{fire.pk}/dossier/").content.decode()


def test_an_opening_cannot_be_taken_out_of_the_log(cast: Cast, burn: Callable[..., Fire]) -> None:
    dossier = name_group(cast, burn(), "fire_officer")
    dossiers.open_dossier(by=cast.fire_officer, dossier=dossier)
    for wrong in (lambda: Opening._all.all().delete(), lambda: Opening._all.update(way=Way.SHEET)):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
    assert Opening._all.count() == 1


def test_the_timeline_holds_what_was_known_and_keeps_later_records_apart(
    cast: Cast, burn: Callable[..., Fire], found: Callable[..., Any]
) -> None:
    before = found(floor=1)
    with clock.simulated(MONDAY + timedelta(days=2)):
        lists.submit(by=cast.property_manager, duty_id=before.pk, evidence=proofs(before))
    fire = burn()
    with clock.simulated(LATER + timedelta(days=1)):
        after = found(floor=2)
        assert look(cast, LATER - timedelta(days=1)) == 1  # written down after the call
    ground = ground_of(fire)
    assert ground is not None
    past = past_of(ground)
    known = past.known()
    assert [one.verb for one in known if one.subject == f"duty:{before.pk}"] == [
        "duty.reported", "duty.assigned", "duty.submitted",
    ]  # fmt: skip
    assert "management.started" in {one.verb for one in known}
    assert [one.happened_at for one in past.told] == sorted(one.happened_at for one in past.told)
    assert f"duty:{after.pk}" not in {one.subject for one in past.told}
    assert [one.verb for one in past.told if one.later] == ["patrol_visit.recorded"]


def test_of_a_case_the_timeline_shows_no_later_state(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire], submitted: Callable[..., Any]
) -> None:
    duty = submitted()
    fire = burn()
    name_group(cast, fire, "fire_officer")
    with clock.simulated(NEXT):
        lists.verify(by=cast.community_worker, duty_id=duty.pk, passed=True)
        page = open_as(as_("fire_officer"), fire).get(f"/fires/{fire.pk}/dossier/").content.decode()
    assert "提交整改" in page
    assert "复核通过，销号" not in page


def test_filters_and_the_records_that_nobody_keeps_yet(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire], found: Callable[..., Any]
) -> None:
    duty = found()
    fire = burn()
    name_group(cast, fire, "fire_officer")
    with clock.simulated(NEXT):
        client = open_as(as_("fire_officer"), fire)
        page = client.get(f"/fires/{fire.pk}/dossier/?source=management").content.decode()
        assert "甲物业" in page
        assert duty.hazard.number not in page
        assert "消防设施与维保检测" in page
        assert "没有这样的记录" in client.get(f"/fires/{fire.pk}/dossier/?when=later").content.decode()


def test_a_later_domain_adds_its_own_records(burn: Callable[..., Fire], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_sources", dict(sources._sources))
    asked: list[sources.Ground] = []

    def subjects(ground: sources.Ground) -> sources.Subjects:
        asked.append(ground)
        return {"place": {str(ground.place): "泵房"}}

    sources.register(sources.Source("facilities", "设施", 60, subjects))
    ground = ground_of(burn())
    assert ground is not None
    assert [one.title for one in past_of(ground).told if one.source == "facilities"] == ["泵房"]
    assert asked == [ground]
    assert "消防设施与维保检测" not in [str(one) for one in sources.awaited()]


def test_the_ground_is_the_chain_up_to_the_estate_and_what_lies_in_the_building(
    cast: Cast, burn: Callable[..., Fire]
) -> None:
    building = cast.places["building"]
    unit = Place._all.create(parent=building, kind=PlaceKind.UNIT, name="2单元", path=f"{building.path}1/")
    shed = Place._all.create(
        parent=cast.places["estate"], kind=PlaceKind.SHED, name="车棚", path=f"{cast.places['estate'].path}8/"
    )
    ground = ground_of(burn(place=unit))
    assert ground is not None
    assert set(ground.places) == {unit.pk, building.pk, cast.places["estate"].pk, shed.pk}
    assert ground.near == set(ground.places) - {shed.pk}
    assert ground.below == building.path
    assert ground_of(burn(number="119-2", place=None, spot="路口")) is None
    assert ground_of(burn(number="119-3", place=cast.places["street"])) is None


def test_a_fire_without_a_place_says_what_to_do(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire]
) -> None:
    fire = burn(place=None, spot="路口")
    name_group(cast, fire, "fire_officer")
    with clock.simulated(NEXT):
        page = open_as(as_("fire_officer"), fire).get(f"/fires/{fire.pk}/dossier/").content.decode()
    assert "没有对应到登记的地点" in page


def test_the_ledger_is_read_by_its_index_of_subjects(cast: Cast, found: Callable[..., Any]) -> None:
    """On either engine; a small table is read whole by PostgreSQL unless told otherwise."""
    ids = [str(found(floor=floor).pk) for floor in range(3)]
    rows = entries_of("duty", ids, clock.to_us(LATER))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert "ledger_entry_subject" in plan
    assert "SCAN ledger_entry" not in plan
    assert "Seq Scan" not in plan


def test_the_number_of_statements_does_not_grow_with_the_records(
    cast: Cast, burn: Callable[..., Fire], found: Callable[..., Any]
) -> None:
    def cost() -> int:
        ground = ground_of(fire)
        assert ground is not None
        with CaptureQueriesContext(connection) as caught:
            past_of(ground)
        return len(caught)

    found(floor=1)
    fire = burn()
    few = cost()
    with clock.simulated(MONDAY):
        for floor in range(2, 25):
            found(floor=floor)
    assert cost() == few


def test_extension_pause_and_service(cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire]) -> None:
    fire = burn()
    dossier = name_group(cast, fire, "fire_officer")
    by = cast.fire_officer
    with clock.simulated(LATER + timedelta(days=20)):
        with pytest.raises(ValidationError, match="批准文书"):
            dossiers.extend(by=by, dossier=dossier, paper="", reason="案情复杂")
        dossiers.extend(by=by, dossier=dossier, paper="市消〔2027〕3号", reason="案情复杂")
        with pytest.raises(ValidationError, match="一次"):
            dossiers.extend(by=by, dossier=dossier, paper="市消〔2027〕4号", reason="还是复杂")
        with pytest.raises(ValidationError, match="送检日期"):
            dossiers.pause(by=by, dossier=dossier, first=(LATER - timedelta(days=1)).date(), last=None)
        with pytest.raises(ValidationError, match="还没有火灾认定"):
            dossiers.serve(by=by, dossier=dossier, served_on=LATER.date(), reexamination_on=None)
        client = open_as(as_("fire_officer"), fire)
        address = f"/fires/{fire.pk}/dossier/clock"
        given = {"first": f"{(LATER + timedelta(days=2)).date()}", "last": f"{(LATER + timedelta(days=11)).date()}"}
        assert client.post(f"{address}/pause/", given).status_code == 302
        assert client.post(f"{address}/other/").status_code == 404
        page = client.get(f"/fires/{fire.pk}/dossier/")
        [determine, serve, *_rest] = [one for _label, _rule, _chip, one in page.context["clocks"]]
        assert (determine.due - clock.local(LATER).date()).days == 30 + 30 + 10
        assert serve.due is None
        assert "等法定期" in page.content.decode()
    assert "案情" not in "".join(Entry._all.filter(subject_kind="dossier").values_list("data", flat=True))


def test_a_deed_that_two_subjects_tell_of_is_shown_once(
    cast: Cast, burn: Callable[..., Fire], submitted: Callable[..., Any]
) -> None:
    submitted()
    ground = ground_of(burn())
    assert ground is not None
    past = past_of(ground)
    assert {"submission.made", "duty.submitted"} <= {one.verb for one in past.told}
    assert "submission.made" not in {one.verb for one in past.shown()}
    assert "duty.submitted" in {one.verb for one in past.shown()}
