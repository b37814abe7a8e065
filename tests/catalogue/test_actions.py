"""Loading the shipped catalogue and revising it, with history and entries."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from anju.catalogue import shipped
from anju.catalogue.actions import load_shipped, restore_shipped, revise_kind
from anju.catalogue.models import SHIPPED, Kind, KindVersion
from anju.catalogue.permissions import CataloguePermission
from anju.catalogue.queries import UnknownKindError, altered_versions, history, in_use, kind
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.models import Entry
from anju.people.enums import Role
from tests.catalogue.conftest import DISTRICT, person

STAIRWAY = shipped.hazard_kinds()["ES-01"]
LONGER = replace(STAIRWAY, deadline_days=2)


def entries(verb: str) -> list[Entry]:
    return list(Entry._all.filter(verb=verb).order_by("id"))


@pytest.mark.usefixtures("loaded")
def test_loading_enters_every_kind_once() -> None:
    assert Kind._all.count() == KindVersion._all.count() == len(entries("kind.shipped")) == 130


@pytest.mark.usefixtures("loaded")
def test_loading_again_changes_nothing() -> None:
    assert load_shipped(by=system("release")) == 0
    assert KindVersion._all.count() == 130


@pytest.mark.usefixtures("loaded")
def test_a_later_release_adds_a_version_of_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "hazard_kinds", lambda: {**ORIGINAL, "ES-01": LONGER})
    assert load_shipped(by=system("release")) == 1
    assert kind(DISTRICT, "ES-01").number == 2
    assert kind(DISTRICT, "ES-01").facts.deadline_days == 2


@pytest.mark.usefixtures("loaded")
def test_a_kind_that_left_the_release_is_retired_not_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "hazard_kinds", lambda: {code: ORIGINAL[code] for code in ORIGINAL if code != "ES-01"})
    assert load_shipped(by=system("release")) == 1
    assert load_shipped(by=system("release")) == 0
    assert kind(DISTRICT, "ES-01").facts.retired
    assert "ES-01" not in {listed.facts.code for listed in in_use(DISTRICT)}


@pytest.mark.django_db
def test_a_person_cannot_load_a_release(office: Actor) -> None:
    with pytest.raises(PermissionDenied):
        load_shipped(by=office)
    assert Kind._all.count() == 0


@pytest.mark.usefixtures("loaded")
def test_a_district_revises_a_kind_for_itself_alone(office: Actor) -> None:
    revise_kind(by=office, district=DISTRICT, facts=LONGER, reason="老旧小区清运车每两日一次")
    assert kind(DISTRICT, "ES-01").facts.deadline_days == 2
    assert kind("dd", "ES-01").facts.deadline_days == 0


@pytest.mark.usefixtures("loaded")
def test_a_revision_keeps_the_version_hazards_were_found_under(office: Actor) -> None:
    before = kind(DISTRICT, "ES-01").version
    revise_kind(by=office, district=DISTRICT, facts=LONGER, reason="试行")
    assert KindVersion._all.get(pk=before).facts == STAIRWAY


@pytest.mark.usefixtures("loaded")
def test_a_revision_is_one_entry_in_the_districts_tree_without_free_text(office: Actor) -> None:
    revise_kind(by=office, district=DISTRICT, facts=LONGER, reason="秘密原因")
    [entry] = entries("kind.revised")
    assert (entry.district, entry.actor, entry.subject_kind) == (DISTRICT, "person:1", "kind")
    assert "秘密" not in entry.data


@pytest.mark.usefixtures("loaded")
def test_history_shows_both_editions_newest_first(office: Actor) -> None:
    revise_kind(by=office, district=DISTRICT, facts=LONGER, reason="试行")
    restore_shipped(by=office, district=DISTRICT, code="ES-01", reason="试行结束")
    rows = history(DISTRICT, "ES-01")
    assert [(row.kind.district, row.number, row.reason) for row in rows] == [
        (DISTRICT, 2, "试行结束"),
        (DISTRICT, 1, "试行"),
        (SHIPPED, 1, "随版本发布"),
    ]
    assert kind(DISTRICT, "ES-01").facts == STAIRWAY


@pytest.mark.usefixtures("loaded")
def test_an_unsound_revision_is_refused_with_what_to_correct(office: Actor) -> None:
    with pytest.raises(ValidationError, match="期限"):
        revise_kind(by=office, district=DISTRICT, facts=replace(STAIRWAY, deadline_days=999), reason="试行")
    assert entries("kind.revised") == []


@pytest.mark.usefixtures("loaded")
def test_a_revision_needs_a_reason(office: Actor) -> None:
    with pytest.raises(ValidationError, match="原因"):
        revise_kind(by=office, district=DISTRICT, facts=LONGER, reason="  ")


@pytest.mark.usefixtures("loaded")
def test_a_revision_that_changes_nothing_is_refused(office: Actor) -> None:
    with pytest.raises(ValidationError, match="没有变化"):
        revise_kind(by=office, district=DISTRICT, facts=STAIRWAY, reason="试行")


@pytest.mark.usefixtures("loaded")
def test_a_code_outside_the_catalogue_cannot_be_revised(office: Actor) -> None:
    with pytest.raises(UnknownKindError):
        revise_kind(by=office, district=DISTRICT, facts=replace(STAIRWAY, code="ES-99"), reason="试行")


@pytest.mark.usefixtures("loaded")
def test_a_grid_member_cannot_revise(grid_member: Actor) -> None:
    with pytest.raises(PermissionDenied):
        revise_kind(by=grid_member, district=DISTRICT, facts=LONGER, reason="试行")


@pytest.mark.usefixtures("loaded")
def test_the_office_of_another_district_cannot_revise() -> None:
    stranger = person(Role.DISTRICT_OFFICE, CataloguePermission.REVISE, path="/dd/")
    with pytest.raises(PermissionDenied):
        revise_kind(by=stranger, district=DISTRICT, facts=LONGER, reason="试行")


@pytest.mark.usefixtures("loaded")
def test_a_versions_row_cannot_be_changed_or_deleted() -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        KindVersion._all.update(name="别的")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        KindVersion._all.all()._raw_delete("default")


@pytest.mark.usefixtures("loaded")
def test_a_whole_catalogue_has_no_altered_version() -> None:
    assert altered_versions() == []


@pytest.mark.usefixtures("loaded")
def test_a_kind_that_points_at_a_forged_digest_is_found() -> None:
    Kind._all.filter(code="ES-01").update(digest="0" * 64)
    assert [version.code for version in altered_versions()] == ["ES-01"]


ORIGINAL = shipped.hazard_kinds()
