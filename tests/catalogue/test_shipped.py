"""The data of a release: complete, sound, and keeping the promises about evidence."""

import re

import pytest

from anju.catalogue import shipped
from anju.catalogue.enums import (
    AccountableRoute,
    Certainty,
    DeadlineKind,
    EvidenceKind,
    KindSet,
    Severity,
    VerifierRole,
)
from anju.catalogue.rules import KindFacts, problems

KINDS = shipped.hazard_kinds()


def test_there_are_a_hundred_and_thirty_kinds_in_fourteen_families() -> None:
    assert len(KINDS) == 130
    assert len({facts.category for facts in KINDS.values()}) == 14


@pytest.mark.parametrize("facts", KINDS.values(), ids=KINDS.keys())
def test_every_kind_is_sound(facts: KindFacts) -> None:
    assert problems(facts) == []


@pytest.mark.parametrize("facts", KINDS.values(), ids=KINDS.keys())
def test_every_kind_has_words_in_both_languages_and_a_penalty_note(facts: KindFacts) -> None:
    assert re.search(r"[\u4e00-\u9fff]", facts.name)
    assert not re.search(r"[\u4e00-\u9fff]", facts.name_en)
    assert facts.name_en
    assert facts.description
    assert facts.penalty
    assert facts.deadline_basis


def test_codes_of_a_family_run_without_a_gap() -> None:
    letters = sorted({code[:2] for code in KINDS})
    for two in letters:
        numbers = [int(code[3:]) for code in KINDS if code.startswith(two)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_nobody_verifies_own_work_where_the_kind_alone_already_tells() -> None:
    assert KINDS["CH-11"].accountable is AccountableRoute.STREET
    assert KINDS["CH-11"].verifiers[0] is VerifierRole.DISTRICT_OFFICE
    assert KINDS["SP-01"].accountable is AccountableRoute.COMMUNITY
    assert KINDS["SP-01"].verifiers[0] is VerifierRole.STREET


def test_companies_that_may_be_the_party_themselves_never_verify() -> None:
    assert KINDS["EC-05"].verifiers[0] is VerifierRole.FIRE_BRIGADE
    assert KINDS["GS-02"].verifiers[0] is VerifierRole.COMMUNITY
    assert KINDS["EL-03"].verifiers[0] is VerifierRole.COMMUNITY


def test_what_lies_inside_a_dwelling_is_closed_on_a_record_not_a_picture() -> None:
    for code in ("EB-03", "EB-04", "EL-05", "EL-07", "CB-03", "DW-02", "DW-05", "HR-12", "SP-01", "GS-01"):
        required = [item.kind for item in KINDS[code].evidence if item.required]
        assert not set(required) & {EvidenceKind.PHOTO, EvidenceKind.PHOTO_PAIR, EvidenceKind.VIDEO}, code


def test_a_blocked_stairway_asks_a_pair_of_photos_and_no_signature() -> None:
    evidence = KINDS["ES-01"].evidence
    assert [(item.kind, item.required) for item in evidence] == [
        (EvidenceKind.PHOTO_PAIR, True),
        (EvidenceKind.RECORD, False),
    ]


def test_danger_to_life_is_rare_and_always_at_once() -> None:
    urgent = [facts for facts in KINDS.values() if facts.danger_to_life]
    assert {facts.code for facts in urgent} == {
        "ES-02", "EB-02", "GS-04", "GS-08", "CB-06", "CB-07", "CN-01", "EC-05",
    }  # fmt: skip
    assert {facts.deadline_kind for facts in urgent} == {DeadlineKind.AT_ONCE}


def test_days_that_no_law_fixes_are_marked_as_the_platforms_own() -> None:
    assert KINDS["ES-03"].deadline_is_default
    assert not KINDS["ES-01"].deadline_is_default


def test_major_is_used_sparingly_and_says_it_is_a_candidate() -> None:
    assert sum(facts.severity is Severity.MAJOR for facts in KINDS.values()) == 11
    assert "候选" in str(Severity.MAJOR.label)


def test_unconfirmed_kinds_are_marked() -> None:
    unsure = {facts.code for facts in KINDS.values() if facts.certainty is not Certainty.CONFIRMED}
    assert unsure == {"DW-05", "EC-04", "EC-05"}


def test_the_sets_of_the_report_are_disjoint_and_known() -> None:
    sets = shipped.kind_sets()
    assert set(sets) == set(KindSet)
    counted = [code for codes in sets.values() for code in codes]
    assert len(counted) == len(set(counted))
    assert set(counted) <= KINDS.keys()


def test_the_sets_hold_the_kinds_the_report_names() -> None:
    sets = shipped.kind_sets()
    assert sets[KindSet.EXITS_AND_EBIKES] == {
        "ES-01", "ES-02", "ES-03", "ES-10", "EB-01", "EB-02", "EB-07", "EB-08", "EB-09",
    }  # fmt: skip
    assert sets[KindSet.INDOORS_AND_FLYING_WIRE] == {"EB-03", "EB-04", "EB-05", "EB-06"}
    assert sets[KindSet.SHED_DWELLERS] == {"DW-01", "DW-03"}


def test_every_cited_law_is_spelled_out_and_the_rest_are_standards() -> None:
    cited = {basis for facts in KINDS.values() for basis in facts.legal_basis}
    unknown = {basis for basis in cited if shipped.law_of(basis) is None}
    assert all(re.match(r"(GB|GB/T|XF|CJJ/T) ?\d", basis) for basis in unknown)


def test_a_draft_standard_is_known_as_one() -> None:
    draft = shipped.law_of("报批稿6.12")
    law = shipped.law_of("高层规定28条")
    assert draft is not None
    assert draft.draft
    assert law is not None
    assert not law.draft


def test_the_longest_short_name_wins() -> None:
    law = shipped.law_of("居民小区停放充电管理指南（巡查五类）")
    assert law is not None
    assert law.title == "居民小区电动自行车停放充电管理指南"


def test_the_data_names_no_address_on_the_net() -> None:
    texts = [str(facts.to_data()) for facts in KINDS.values()] + [
        str(kind) for kind in shipped.facility_kinds().values()
    ]
    assert [text for text in texts if "http" in text or "github" in text] == []


def test_there_are_forty_two_kinds_of_facility_with_something_to_look_at() -> None:
    facilities = shipped.facility_kinds()
    assert len(facilities) == 42
    assert all(
        kind.name and kind.name_en and kind.inspect and kind.period and kind.basis for kind in facilities.values()
    )
