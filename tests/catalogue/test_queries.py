"""Reading the catalogue: the district's edition first, one small query, nothing stale."""

from dataclasses import replace

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from anju.catalogue import shipped
from anju.catalogue.actions import revise_kind
from anju.catalogue.enums import KindSet
from anju.catalogue.queries import (
    UnknownKindError,
    catalogue,
    digest_of,
    history,
    in_use,
    kind,
    kind_set,
    propose,
    version,
)
from anju.kernel.actors import Actor
from tests.catalogue.conftest import DISTRICT

STAIRWAY = shipped.hazard_kinds()["ES-01"]


@pytest.mark.usefixtures("loaded")
def test_the_catalogue_is_in_the_order_of_codes() -> None:
    codes = list(catalogue(DISTRICT))
    assert codes == sorted(codes)
    assert len(codes) == 130


@pytest.mark.django_db
def test_an_empty_catalogue_is_empty_not_an_error() -> None:
    assert in_use(DISTRICT) == ()


@pytest.mark.usefixtures("loaded")
def test_a_second_look_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    catalogue(DISTRICT)
    with django_assert_num_queries(1):
        catalogue(DISTRICT)


@pytest.mark.usefixtures("loaded")
def test_a_revision_is_seen_at_once(office: Actor) -> None:
    before = kind(DISTRICT, "ES-01")
    revise_kind(by=office, district=DISTRICT, facts=replace(STAIRWAY, deadline_days=2), reason="试行")
    after = kind(DISTRICT, "ES-01")
    assert (before.facts.deadline_days, after.facts.deadline_days) == (0, 2)
    assert after.version != before.version


@pytest.mark.usefixtures("loaded")
def test_a_snapshot_cannot_be_changed_by_its_reader() -> None:
    with pytest.raises(TypeError):
        catalogue(DISTRICT)["ES-01"] = kind(DISTRICT, "ES-02")  # type: ignore[index]


@pytest.mark.usefixtures("loaded")
def test_an_unknown_code_is_named() -> None:
    with pytest.raises(UnknownKindError, match="ZZ-01"):
        kind(DISTRICT, "ZZ-01")


@pytest.mark.usefixtures("loaded")
def test_a_version_is_found_by_its_id_alone() -> None:
    listed = kind(DISTRICT, "EB-02")
    assert version(listed.version).facts == listed.facts


@pytest.mark.django_db
def test_a_version_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownKindError, match="7"):
        version(7)


@pytest.mark.usefixtures("loaded")
def test_another_districts_editions_are_not_in_the_history(office: Actor) -> None:
    revise_kind(by=office, district=DISTRICT, facts=replace(STAIRWAY, deadline_days=2), reason="试行")
    assert [row.kind.district for row in history("dd", "ES-01")] == [""]


def test_the_sets_are_read_by_name() -> None:
    assert "DW-01" in kind_set(KindSet.SHED_DWELLERS)


def test_a_digest_covers_every_word() -> None:
    assert digest_of(STAIRWAY) != digest_of(replace(STAIRWAY, note="改一个字"))
    assert digest_of(STAIRWAY) == digest_of(replace(STAIRWAY))


@pytest.mark.usefixtures("loaded")
def test_a_residents_words_propose_kinds_in_use() -> None:
    assert propose(DISTRICT, "楼道堆了纸箱")[0].facts.code == "ES-01"


@pytest.mark.usefixtures("loaded")
def test_a_retired_kind_is_not_proposed(office: Actor) -> None:
    revise_kind(by=office, district=DISTRICT, facts=replace(STAIRWAY, retired=True), reason="并入其他种类")
    proposed = [listed.facts.code for listed in propose(DISTRICT, "楼道堆了纸箱")]
    assert "ES-01" not in proposed
    assert len(proposed) == 3


@pytest.mark.django_db
def test_an_unloaded_catalogue_proposes_nothing() -> None:
    assert propose(DISTRICT, "楼道堆了纸箱") == []
