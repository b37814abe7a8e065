"""`anju catalogue`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from anju.catalogue.models import Kind


def run(what: str) -> str:
    out = StringIO()
    call_command("catalogue", what, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_load_tells_how_many_kinds_it_brought() -> None:
    assert run("load").startswith("130 ")
    assert run("load").startswith("0 ")


@pytest.mark.usefixtures("loaded")
def test_check_finds_a_whole_catalogue_whole() -> None:
    assert "whole" in run("check")


@pytest.mark.usefixtures("loaded")
def test_check_exits_with_an_error_and_names_the_version() -> None:
    Kind._all.filter(code="EB-02").update(digest="0" * 64)
    with pytest.raises(CommandError) as caught:
        run("check")
    assert caught.value.returncode == 1
