"""`anju demo` builds a district in an empty database, says how to sign in, and refuses any other."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from anju.demo import fresh
from anju.kernel.actors import system
from anju.people import queries
from anju.people.enums import Role
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.places.models import Place


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.ANJU_DATA_DIR = tmp_path
    return tmp_path


def district(code: str) -> None:
    places.add_place(by=system("test"), kind=PlaceKind.DISTRICT, name="示例区", code=code)


@pytest.mark.django_db
def test_it_offers_each_role_and_keeps_the_sign_ins_in_a_file_that_only_the_owner_reads(folder: Path) -> None:
    said = StringIO()
    call_command("demo", size="tiny", seed=3, stdout=said)
    file = folder / "demo-sign-ins.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "district_office-0001" in file.read_text(encoding="utf-8") in said.getvalue()
    with pytest.raises(CommandError, match="空数据库"):
        call_command("demo", size="tiny")
    assert Place._all.filter(kind="district").count() == 1
    offered = queries.demo_accounts()
    text = file.read_text(encoding="utf-8")
    assert all(account.login in text for account, _post in offered)
    roles = Counter(post.role for _account, post in offered if post is not None)
    assert set(roles) == set(Role)
    assert {role for role, count in roles.items() if count == 2} == {"district_office", "congress_staff", "street"}


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{}, {"fresh": True}])
def test_it_refuses_a_real_district_also_with_fresh(folder: Path, options: dict[str, bool]) -> None:
    district("chengchuan")
    with pytest.raises(CommandError, match="正式的区"):
        call_command("demo", size="tiny", **options)
    assert Place._all.count() == 1


@pytest.mark.django_db
def test_a_demo_district_is_known_by_its_code() -> None:
    assert not fresh.standing()
    district("demo-cc")
    assert fresh.standing()


@pytest.mark.slow
def test_fresh_builds_beside_the_file_and_takes_its_place(folder: Path, own_database: str) -> None:
    if connection.vendor != "sqlite":
        with pytest.raises(CommandError, match="SQLite"):
            call_command("demo", size="tiny", fresh=True)
        return
    call_command("demo", size="tiny", seed=3, stdout=StringIO())
    first = set(Place._all.values_list("name", flat=True))
    call_command("demo", size="tiny", seed=4, fresh=True, stdout=StringIO())
    assert set(Place._all.values_list("name", flat=True)) != first
    assert not Path(own_database + ".building").exists()


def test_a_build_that_fails_leaves_what_stood(own_database: str) -> None:
    if connection.vendor != "sqlite":
        return
    district("demo-cc")

    def fail() -> None:
        with fresh.beside():
            assert Place._meta.db_table not in connection.introspection.table_names()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fail()
    assert Place._all.get().path == "/demo-cc/"
