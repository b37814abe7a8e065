"""A real district begins with one command, and nobody can write past the ledger by another."""

import re
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from anju.catalogue.queries import in_use
from anju.config.cli import REFUSED
from anju.kernel import clock
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.people import actions
from anju.people.models import Account, Organisation
from anju.people.queries import actor_of
from anju.places.models import Place

WORDS = {"code": "qingtang", "login": "admin01", "person": "示例管理员"}


def _found(**changed: str) -> str:
    out = StringIO()
    call_command("found", "青塘区", stdout=out, **{**WORDS, **changed})
    return out.getvalue()


@pytest.mark.django_db
def test_it_makes_the_district_its_office_and_an_administrator_and_the_ledger_tells_of_all() -> None:
    _found()
    assert Place._all.get().path == "/qingtang/"
    assert Organisation._all.get().name == "青塘区消委办"
    assert len(in_use("qingtang")) >= 100
    assert Entry._all.values("deed").distinct().count() == 1
    assert list(verify(state=True)) == []


@pytest.mark.django_db
def test_the_printed_code_opens_the_account_once() -> None:
    code = re.search(r"one-time code (\S+)", _found())
    account = Account._all.get()
    assert code is not None
    by = actions.itself(account)
    assert actions.open_with_code(by=by, account=account, code=code[1], password="plum-blossom-2026")
    assert not actions.open_with_code(by=by, account=account, code=code[1], password="plum-blossom-2027")


@pytest.mark.django_db
def test_the_administrator_keeps_people_and_reads_no_cases() -> None:
    _found()
    admin = actor_of(Account._all.get(), today=clock.today())
    assert admin.holds("people.keep_people")
    assert not any(name.startswith("lists.") for grant in admin.grants for name in grant.permissions)


@pytest.mark.django_db
def test_a_second_district_in_the_same_database_is_refused() -> None:
    _found()
    with pytest.raises(CommandError, match="已经有区"):
        _found(code="other")
    assert Place._all.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "Q", "青塘", "a/b", "way-too-long-code"])
def test_a_code_that_cannot_begin_a_path_is_refused_before_anything_is_written(code: str) -> None:
    with pytest.raises(CommandError, match="--code"):
        _found(code=code)
    assert not Place._all.exists()


@pytest.mark.django_db
def test_a_name_that_is_refused_leaves_nothing_behind() -> None:
    with pytest.raises(CommandError):
        _found(person=" ")
    assert not Place._all.exists()
    assert not Entry._all.exists()


@pytest.mark.parametrize("command", sorted(REFUSED))
def test_djangos_commands_that_write_past_the_ledger_are_refused(command: str) -> None:
    words = [sys.executable, "-m", "anju.config.cli", command]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert REFUSED[command] in done.stderr
