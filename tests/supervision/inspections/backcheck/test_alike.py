"""举一反三: buildings elsewhere with the same hazards, listed with why, taken along as a marked file."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from openpyxl import load_workbook

from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.supervision.inspections.backcheck.actions import alike
from anju.supervision.inspections.backcheck.actions.dossiers import NotOfTheGroupError
from anju.supervision.inspections.backcheck.enums import Alike
from anju.supervision.inspections.backcheck.models import Dossier, Fire, LookAlike, Opening
from anju.supervision.inspections.special.models import Campaign
from anju.supervision.lists.models import Duty
from tests.cast import Cast
from tests.supervision.inspections.backcheck.conftest import LATER, name_group, open_as

pytestmark = pytest.mark.django_db
NEXT = LATER + timedelta(hours=1)


def test_a_building_with_the_same_open_hazard_and_the_same_management_is_listed_once(
    cast: Cast, burn: Callable[..., Fire], found: Callable[..., Duty]
) -> None:
    found()
    found(place="other_building", by=cast.other_grid_member)
    found("ES-02", place="other_building", by=cast.other_grid_member)
    dossier = name_group(cast, burn(), "fire_officer")
    with clock.simulated(NEXT):
        assert alike.list_alike(by=cast.fire_officer, dossier=dossier) == 1
        assert alike.list_alike(by=cast.fire_officer, dossier=dossier) == 0
    [row] = LookAlike._all.all()
    assert (row.place, row.why) == (cast.places["other_building"], [Alike.KINDS, Alike.MODE])


def test_another_hazard_elsewhere_or_one_found_after_the_call_makes_nothing_alike(
    cast: Cast, burn: Callable[..., Fire], found: Callable[..., Duty]
) -> None:
    found("ES-02")
    found(place="other_building", by=cast.other_grid_member)
    dossier = name_group(cast, burn(), "fire_officer")
    with clock.simulated(NEXT):
        found()  # after the call: not what the place was like then
        assert alike.list_alike(by=cast.fire_officer, dossier=dossier) == 0


def test_only_the_group_lists_and_a_fire_without_a_place_says_why_not(cast: Cast, burn: Callable[..., Fire]) -> None:
    dossier = name_group(cast, burn(place=None, spot="路口"), "fire_officer")
    with pytest.raises(NotOfTheGroupError):
        alike.list_alike(by=cast.district_officer, dossier=dossier)
    with pytest.raises(ValidationError, match="没有可比的"):
        alike.list_alike(by=cast.fire_officer, dossier=dossier)


def test_the_list_leaves_as_a_marked_and_logged_file(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire], found: Callable[..., Duty]
) -> None:
    found()
    found(place="other_building", by=cast.other_grid_member)
    fire = burn()
    name_group(cast, fire, "fire_officer")
    with clock.simulated(NEXT):
        client = as_("fire_officer")
        assert client.get(f"/fires/{fire.pk}/alike/")["Location"] == f"/fires/{fire.pk}/dossier/"
        assert client.post(f"/fires/{fire.pk}/alike/export/").status_code == 403
        open_as(client, fire)
        assert client.post(f"/fires/{fire.pk}/alike/look/").status_code == 302
        assert "有同类隐患未销号；管理方式相同" in client.get(f"/fires/{fire.pk}/alike/").content.decode()
        content = b"".join(client.post(f"/fires/{fire.pk}/alike/export/"))
        assert as_("second_officer").get(f"/fires/{fire.pk}/alike/").status_code == 404
    cells = [str(cell.value) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row]
    assert sum("fire_officer同志 于" in one for one in cells) == 2
    assert [one.way for one in Opening._all.order_by("pk")] == ["page", "sheet"]


def listed(cast: Cast, burn: Callable[..., Fire], found: Callable[..., Duty], *group: str, **more: object) -> Dossier:
    """A dossier with one look-alike, whose group is at work."""
    found()
    found(place="other_building", by=cast.other_grid_member)
    dossier = name_group(cast, burn(**more), *group)
    with clock.simulated(NEXT):
        alike.list_alike(by=cast.actor(group[0]), dossier=dossier)
    return dossier


@pytest.mark.parametrize(
    ("burned", "dwelling", "template"),
    [
        ("e_bike", "high_rise", "ebikes"), ("shaft", "high_rise", "high_rises"),
        ("clutter", "multi_storey", "safety_month"),
    ],
)  # fmt: skip
def test_look_alikes_become_a_running_special_inspection_that_names_no_fire(
    cast: Cast, burn: Callable[..., Fire], found: Callable[..., Duty], burned: str, dwelling: str, template: str
) -> None:
    dossier = listed(cast, burn, found, "fire_officer", burned=burned, dwelling=dwelling)
    with clock.simulated(NEXT):
        made = alike.to_special(by=cast.fire_officer, dossier=dossier)
    assert (made.state, made.template) == ("running", template)
    assert [task.place for task in made.tasks.all()] == [cast.places["other_building"]]
    assert dossier.fire.number not in made.name
    assert Dossier._all.get(pk=dossier.pk).campaign == made.pk
    told = Entry._all.filter(subject_kind__in=("campaign", "campaign_task"))
    assert not any("dossier" in entry.data or str(dossier.fire.number) in entry.data for entry in told)


def test_it_is_done_once_and_only_with_something_listed(
    cast: Cast, burn: Callable[..., Fire], found: Callable[..., Duty]
) -> None:
    dossier = listed(cast, burn, found, "fire_officer")
    with clock.simulated(NEXT):
        alike.to_special(by=cast.fire_officer, dossier=dossier)
        with pytest.raises(ValidationError, match="已经转成"):
            alike.to_special(by=cast.fire_officer, dossier=dossier)
        bare = name_group(cast, burn(number="119-9"), "fire_officer")
        with pytest.raises(ValidationError, match="还没有同类"):
            alike.to_special(by=cast.fire_officer, dossier=bare)
    assert Campaign._all.count() == 1


def test_who_is_not_of_the_group_or_may_plan_nothing_starts_none(
    cast: Cast, burn: Callable[..., Fire], found: Callable[..., Duty]
) -> None:
    dossier = listed(cast, burn, found, "fire_officer", "street_officer")
    with clock.simulated(NEXT):
        with pytest.raises(NotOfTheGroupError):
            alike.to_special(by=cast.district_officer, dossier=dossier)
        with pytest.raises(PermissionDenied):
            alike.to_special(by=cast.street_officer, dossier=dossier)
    assert not Campaign._all.exists()


def test_the_page_offers_it_in_one_step_and_then_leads_there(
    cast: Cast, as_: Callable[[str], Client], burn: Callable[..., Fire], found: Callable[..., Duty]
) -> None:
    dossier = listed(cast, burn, found, "fire_officer", "street_officer")
    url = f"/fires/{dossier.fire_id}/alike/"
    with clock.simulated(NEXT):
        client = open_as(as_("street_officer"), dossier.fire)
        assert f"{url}special/" not in client.get(url).content.decode()
        client = open_as(as_("fire_officer"), dossier.fire)
        assert f"{url}special/" in client.get(url).content.decode()
        for _twice in range(2):
            client.post(f"{url}special/")
        page = client.get(url).content.decode()
    assert Campaign._all.count() == 1
    assert f"/special/{Campaign._all.get().pk}/" in page
