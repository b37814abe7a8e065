"""The duty roster: a month with its gaps, Excel in with reasons, shifts taken off; and roles × permissions."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.kernel import clock
from anju.kernel.permissions import declared
from anju.people import actions
from anju.people.enums import Role
from anju.people.models import Organisation, Shift
from tests.cast import SYSTEM, Cast
from tests.people.pages import cells, sign_in, text_of, url

MAY = datetime(2027, 5, 1, 9, tzinfo=clock.DISTRICT_TIME)


@pytest.fixture
def street(cast: Cast) -> Organisation:
    """The north street's office."""
    return cast.organisations["street"]


def upload(client: Client, unit: Organisation, *lines: str) -> Any:
    text = "\n".join(["日期,开始,结束,值班人", *lines])
    return client.post(url("roster-upload", unit.pk), {"file": SimpleUploadedFile("r.csv", text.encode())})


def confirm(client: Client, unit: Organisation, preview: Any) -> Any:
    found = re.search(r'name="payload" value="([^"]+)"', preview.content.decode())
    assert found
    return client.post(url("roster-upload", unit.pk), {"payload": found[1], "as": "do"})


def test_a_month_is_imported_and_shown_and_imported_again_leaves_one_roster(
    client: Client, cast: Cast, street: Organisation
) -> None:
    sign_in(client, cast, "street_officer")
    lines = ("2027-05-08,17:30,08:30,street_officer", "2027/5/9,1730,830,grid_member")
    answer = confirm(client, street, upload(client, street, *lines))
    assert answer["Location"].endswith(f"?organisation={street.pk}&month=2027-05")
    text = text_of(client, answer["Location"])
    assert "17:30–次日08:30" in text
    assert "street_officer同志（street_officer）" in text  # own office: colleagues call one another
    assert "grid_member同志" in text
    confirm(client, street, upload(client, street, *lines))
    assert Shift._all.filter(cancelled_at__isnull=True).count() == 2


def test_a_day_off_without_anybody_is_a_gap(client: Client, cast: Cast, street: Organisation) -> None:
    sign_in(client, cast, "street_officer")
    with clock.simulated(MAY):
        text = text_of(client, f"{url('roster')}?organisation={street.pk}&month=2027-05")
        before = text.count("休息日没有人当班")
        confirm(client, street, upload(client, street, "2027-05-09,08:30,17:30,street_officer"))
        after = text_of(client, f"{url('roster')}?organisation={street.pk}&month=2027-05").count("休息日没有人当班")
    assert before >= 8
    assert after == before - 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("someday,17:30,08:30,street_officer", "日期看不懂"),
        ("2027-05-08,evening,08:30,street_officer", "时间看不懂"),
        ("2027-05-08,17:30,08:30,outsider", "本单位没有这个人"),
        ("2027-05-08,17:30,08:30,", "本单位没有这个人"),
    ],
)
def test_each_wrong_row_says_why(client: Client, cast: Cast, street: Organisation, line: str, said: str) -> None:
    sign_in(client, cast, "street_officer")
    assert said in upload(client, street, line).content.decode()
    assert not Shift._all.exists()


def test_a_name_does_where_only_one_has_it(client: Client, cast: Cast, street: Organisation) -> None:
    sign_in(client, cast, "street_officer")
    confirm(client, street, upload(client, street, "2027-05-08,17:30,08:30,grid_member同志"))
    assert Shift._all.get().account.login == "grid_member"


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("grid_member", 403), ("fire_officer", 403)])
def test_only_its_keepers_put_a_units_people_on_duty(
    client: Client, cast: Cast, street: Organisation, who: str, status: int
) -> None:
    sign_in(client, cast, who)
    text_of(client, url("roster-upload", street.pk), status)
    shift = actions.NewShift(account=cast.accounts["grid_member"], starts_at=MAY, ends_at=MAY + timedelta(hours=8))
    with pytest.raises(PermissionDenied):
        actions.put_shifts(by=cast.actor(who), organisation=street, shifts=[shift])
    [row] = actions.put_shifts(by=SYSTEM, organisation=street, shifts=[shift])
    assert client.post(url("shift-cancel", row.pk)).status_code == status
    assert Shift._all.get().cancelled_at is None


def test_a_department_keeps_its_own_roster(cast: Cast) -> None:
    assert actions.may_keep_roster(cast.fire_officer, cast.organisations["brigade"])
    assert not actions.may_keep_roster(cast.fire_officer, cast.organisations["street"])
    assert actions.may_keep_roster(cast.district_officer, cast.organisations["street"])
    assert actions.may_keep_roster(cast.street_officer, cast.organisations["community"])
    assert not actions.may_keep_roster(cast.community_worker, cast.organisations["street"])


def test_a_shift_is_taken_off_once(client: Client, cast: Cast, street: Organisation) -> None:
    sign_in(client, cast, "street_officer")
    confirm(client, street, upload(client, street, "2027-05-08,17:30,08:30,street_officer"))
    pk = Shift._all.get().pk
    client.post(url("shift-cancel", pk))
    assert Shift._all.get().cancelled_at is not None
    assert client.post(url("shift-cancel", pk)).status_code == 404


def test_another_office_sees_the_names_masked(client: Client, cast: Cast, street: Organisation) -> None:
    sign_in(client, cast, "street_officer")
    confirm(client, street, upload(client, street, "2027-05-08,17:30,08:30,street_officer"))
    sign_in(client, cast, "district_officer")
    text = text_of(client, f"{url('roster')}?organisation={street.pk}&month=2027-05")
    assert "s*（street_officer）" in text
    assert "street_officer同志（" not in text
    sign_in(client, cast, "congress_staff")
    answer = client.post(url("roster-export"), {"organisation": street.pk, "month": "2027-05"})
    assert answer.status_code in (403, 404) or cells(answer)[3][5] == "s*"


def test_a_strangers_roster_is_not_there(client: Client, cast: Cast, street: Organisation) -> None:
    sign_in(client, cast, "outsider")
    text_of(client, f"{url('roster')}?organisation={street.pk}", 404)
    assert client.post(url("roster-export"), {"organisation": street.pk}).status_code == 404


def test_the_roster_leaves_in_the_columns_it_came_in(client: Client, cast: Cast, street: Organisation) -> None:
    sign_in(client, cast, "street_officer")
    confirm(client, street, upload(client, street, "2027-05-08,17:30,08:30,street_officer"))
    answer = client.post(url("roster-export"), {"organisation": street.pk, "month": "2027-05"})
    rows = cells(answer)
    assert rows[2][:4] == ["日期", "开始", "结束", "值班人"]
    assert rows[3][1:5] == ["17:30", "08:30", "street_officer", "street_officer同志"]


def test_an_odd_month_is_the_present_one(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "street_officer")
    with clock.simulated(MAY):
        assert ">2027-05" in text_of(client, url("roster") + "?month=nonsense")


def test_every_permission_stands_on_the_page_of_roles(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "grid_member")
    text = text_of(client, url("roles"))
    missing = [label for label in declared().values() if str(label) not in text]
    assert missing == []


def test_one_roles_page_shows_its_permissions_only(client: Client, cast: Cast) -> None:
    sign_in(client, cast, "grid_member")
    text = text_of(client, url("roles") + "?role=congress_staff")
    assert "查看两个清单" in text
    assert "整改" not in re.sub(r"<nav.*?</nav>", "", text, flags=re.S)
    assert "一律隐去，不能查看完整" in text
    assert "人大代表" in text


def test_every_role_of_the_issue_exists_and_the_administrator_sees_no_case(client: Client, cast: Cast) -> None:
    from anju.kernel.permissions import of_role

    assert {"district_office", "fire_brigade", "housing", "emergency", "police", "water", "street", "enforcement",
            "community", "grid_member", "property_manager", "owners_committee", "congress_staff", "deputy", "auditor",
            "administrator"} <= {str(role) for role in Role}  # fmt: skip
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        assert [name for name in of_role(role) if name.startswith("lists.")] == []
    sign_in(client, cast, "administrator")
    for address in ("/hazards/", "/duties/"):
        answer = client.get(address)
        assert answer.status_code == 403 or "筛选结果 0 条" in answer.content.decode()
