"""The real files as records in the database: every figure equals an independent count of the raw file."""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from anju.intake.models import ImportRun, OutsideInspection
from anju.kernel.ledger.models import Entry
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.lists.models import Duty, Hazard
from tests.cast import PASSWORD
from tests.intake.toronto import raw

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
TORONTO = ZoneInfo("America/Toronto")


class UndoneError(Exception):
    """Ends the module's transaction, so that nothing of it stays."""


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Toronto, built once by its command; what the command said."""
    folder = raw.shared(raw.INSPECTIONS).parent
    said = io.StringIO()
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                call_command("toronto", folder, stdout=said)
                yield said.getvalue()
                raise UndoneError
        except UndoneError:
            pass


@pytest.fixture(scope="module")
def truth() -> raw.Counts:
    return raw.count(raw.shared(raw.INSPECTIONS))


def test_every_row_came_in_and_none_was_wrong(city: str) -> None:
    register, inspections = ImportRun._all.order_by("pk")
    assert (register.state, register.total, register.wrong) == ("done", 3_611, 0)
    assert (inspections.state, inspections.total, inspections.wrong) == ("done", 17_063, 0)
    assert inspections.added + inspections.unchanged == 17_063
    assert re.search(r"officer with the one-time code [A-Z0-9-]+", city)


def test_inspections_buildings_findings_and_closed_equal_the_raw_file(city: str, truth: raw.Counts) -> None:
    assert OutsideInspection._all.count() == truth.inspections
    assert len(set(OutsideInspection._all.values_list("address", flat=True))) == truth.buildings
    assert Hazard._all.filter(imported=True).count() == truth.findings
    assert sum(OutsideInspection._all.values_list("findings", flat=True)) == truth.findings
    assert OutsideInspection._all.filter(ended_at__isnull=False).count() == truth.closed


def test_years_and_wards_equal_the_raw_file(city: str, truth: raw.Counts) -> None:
    rows = list(OutsideInspection._all.values_list("happened_at", "area"))
    assert Counter(str(at.astimezone(TORONTO).year) for at, _ in rows) == truth.by_year
    assert Counter(area.removeprefix("Former ward ") for _, area in rows) == truth.by_ward


def test_the_median_of_days_open_equals_the_raw_file(city: str, truth: raw.Counts) -> None:
    spans = OutsideInspection._all.values_list("happened_at", "ended_at")
    days = [
        (ended.astimezone(TORONTO).replace(tzinfo=None) - at.astimezone(TORONTO).replace(tzinfo=None))
        for at, ended in spans
        if ended
    ]
    assert statistics.median(day.total_seconds() / 86_400 for day in days) == pytest.approx(truth.median_days)


def test_hazards_keep_the_original_dates_and_words_and_are_marked_imported(city: str) -> None:
    told = {row["_id"]: row for row in raw.rows(raw.shared(raw.INSPECTIONS)) if row["violations.violationFireCode"]}
    checked = 0
    for hazard in Hazard._all.filter(client_ref__in=[f"inspection:toronto:{key}" for key in list(told)[:200]]):
        row = told[str(hazard.client_ref).rpartition(":")[2]]
        assert hazard.happened_at.astimezone(TORONTO).replace(tzinfo=None) == datetime.fromisoformat(
            row["inspections.OpenedDate"]
        )
        assert hazard.description.split() == row["violations.violationDescription"].split()
        assert hazard.imported
        checked += 1
    assert checked == 200
    entry = Entry._all.filter(verb="hazard.reported").order_by("pk")[0]
    assert entry.happened_at < entry.at


def test_inspections_are_linked_where_the_address_is_the_same_after_normalising(city: str) -> None:
    linked = set(OutsideInspection._all.filter(linked=True).values_list("address", flat=True))
    assert len(linked) == 1_190 + 11
    added = Place._all.filter(kind=PlaceKind.BUILDING, code__startswith="addr:").count()
    assert Place._all.filter(kind=PlaceKind.BUILDING).count() == 3_611 + added
    assert added == 2_418 - len(linked)


def test_every_case_is_closed_by_its_record_and_none_climbs(city: str, truth: raw.Counts) -> None:
    states = Counter(Duty._all.values_list("state", "outcome"))
    assert states == {("closed", "rectified"): truth.findings}
    assert not Duty._all.filter(next_action_at__isnull=False).exists()


def test_the_lists_pages_answer_on_it(city: str, client: Client) -> None:
    code = re.search(r"officer with the one-time code (\S+)", city)
    assert code is not None, "the command says how to sign in"
    slip = {"login": "officer", "code": code[1], "password": PASSWORD, "again": PASSWORD}
    assert client.post(reverse("people:first-time"), slip).status_code == 302
    hazard = Hazard._all.order_by("-pk")[0]
    page = client.get(reverse("lists:hazards"), {"state": "closed"}).content.decode()
    assert "ES-0" in page or "FF-" in page
    answer = client.get(reverse("lists:case", args=[hazard.number]))
    assert answer.status_code == 200
    assert hazard.number in answer.content.decode()
    assert client.get(reverse("intake:runs")).status_code == 200
    assert "highrise-inspections" in client.get(reverse("intake:runs")).content.decode()


@pytest.mark.django_db
def test_a_folder_without_the_files_says_what_is_missing(tmp_path: object) -> None:
    with pytest.raises(CommandError, match="apartment_registrations"):
        call_command("toronto", tmp_path)
