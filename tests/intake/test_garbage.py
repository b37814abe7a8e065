"""Addresses and forms of the imports hold out against what no page of ours sends."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.intake.desk import uploaded
from tests.security.garbage import get_all, post_all

TABLE = [["楼栋", "街道", "社区", "小区"], ["9幢", "北街道", "柳岸社区", "柳岸新村"]]


@pytest.fixture
def street(cast: Cast, client: Client) -> Client:
    client.force_login(cast.accounts["street_officer"])
    return client


def test_no_address_breaks_the_list_of_runs(street: Client) -> None:
    assert get_all(street, reverse("intake:runs"), ("state", "target", "after", "q")) == []


def test_no_form_breaks_the_columns_of_a_run(cast: Cast, street: Client) -> None:
    run = uploaded(cast.street_officer, "buildings", TABLE)
    url = reverse("intake:columns", args=[run.pk])
    names = ("sheet", "header_row", "column-name", "column-code", "constant-name", "datum", "date_order", "timezone")
    assert get_all(street, url, ("sheet", "header_row")) == []
    assert post_all(street, url, names) == []


def test_no_form_starts_a_run_that_was_not_checked(cast: Cast, street: Client) -> None:
    run = uploaded(cast.street_officer, "buildings", TABLE)
    assert post_all(street, reverse("intake:start", args=[run.pk]), ("skip_wrong", "create_parents")) == []
    run.refresh_from_db()
    assert run.added == 0


@pytest.mark.parametrize("page", ["run", "columns"])
def test_a_strangers_run_is_not_there(cast: Cast, client: Client, page: str) -> None:
    run = uploaded(cast.street_officer, "buildings", TABLE)
    client.force_login(cast.accounts["outsider"])
    assert client.get(reverse(f"intake:{page}", args=[run.pk])).status_code == 404
