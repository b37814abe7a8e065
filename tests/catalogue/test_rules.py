"""What makes a kind a sound rule, and what follows from one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from anju.catalogue import shipped
from anju.catalogue.enums import (
    AccountableRoute,
    Category,
    DeadlineKind,
    Department,
    EvidenceKind,
    Severity,
    VerifierRole,
)
from anju.catalogue.rules import (
    CHAINS,
    FORBIDDEN_EVIDENCE,
    Evidence,
    KindFacts,
    changed_fields,
    due,
    independent_verifiers,
    needs_check_within_a_day,
    problems,
    role_of,
)
from anju.kernel.calendar import AT_ONCE_GRACE, Basis, statutory_table
from anju.people.enums import Role

SOUND = shipped.hazard_kinds()["ES-03"]
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
TABLE = statutory_table()


def only_problem(facts: KindFacts) -> str:
    [problem] = problems(facts)
    return problem


def test_facts_survive_being_stored_as_json() -> None:
    assert KindFacts.from_data(SOUND.to_data()) == SOUND


def test_stored_facts_hold_plain_words_only() -> None:
    data = SOUND.to_data()
    assert type(data["severity"]) is str
    assert data["verifiers"] == ["community", "street", "district_office"]


def test_a_field_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        KindFacts.from_data({**SOUND.to_data(), "colour": "red"})


def test_a_word_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="terrible"):
        KindFacts.from_data({**SOUND.to_data(), "severity": "terrible"})


def test_a_missing_field_is_refused() -> None:
    data = SOUND.to_data()
    del data["penalty"]
    with pytest.raises(KeyError, match="penalty"):
        KindFacts.from_data(data)


def test_data_from_before_kinds_could_retire_is_in_use() -> None:
    data = SOUND.to_data()
    del data["retired"]
    assert not KindFacts.from_data(data).retired


@pytest.mark.parametrize("code", ["ES-3", "es-03", "ES03", "EB-03", "XX-01"])
def test_a_code_that_does_not_fit_its_family_is_named(code: str) -> None:
    assert code in only_problem(replace(SOUND, code=code))


def test_a_kind_needs_a_name() -> None:
    assert "名称" in only_problem(replace(SOUND, name=" "))


def test_a_kind_needs_a_legal_basis() -> None:
    assert "依据" in only_problem(replace(SOUND, legal_basis=()))
    assert "依据" in only_problem(replace(SOUND, legal_basis=("消防法28条", "")))


def test_the_chain_of_verifiers_must_end_with_the_district_office() -> None:
    assert "区消委办" in only_problem(replace(SOUND, verifiers=(VerifierRole.COMMUNITY,)))
    assert "区消委办" in only_problem(replace(SOUND, verifiers=()))


def test_a_verifier_stands_in_the_chain_once() -> None:
    twice = (VerifierRole.STREET, VerifierRole.STREET, VerifierRole.DISTRICT_OFFICE)
    assert "一次" in only_problem(replace(SOUND, verifiers=twice))


@pytest.mark.parametrize(
    ("route", "first"),
    [
        (AccountableRoute.COMMUNITY, VerifierRole.COMMUNITY),
        (AccountableRoute.COMMUNITY, VerifierRole.GRID_MEMBER),
        (AccountableRoute.STREET, VerifierRole.STREET),
        (AccountableRoute.STREET, VerifierRole.STREET_ENFORCEMENT),
        (AccountableRoute.STREET, VerifierRole.COMMUNITY),
    ],
)
def test_an_accountable_organisation_cannot_be_its_own_first_verifier(
    route: AccountableRoute, first: VerifierRole
) -> None:
    facts = replace(SOUND, accountable=route, verifiers=(first, VerifierRole.DISTRICT_OFFICE))
    assert "上一级" in only_problem(facts)


def test_a_verifying_department_must_be_named() -> None:
    chain = (VerifierRole.DEPARTMENT, VerifierRole.DISTRICT_OFFICE)
    assert "哪个部门" in only_problem(replace(SOUND, verifiers=chain))
    assert problems(replace(SOUND, verifiers=chain, department=Department.HOUSING)) == []


def test_a_department_that_does_not_verify_is_not_named() -> None:
    assert "哪个部门" in only_problem(replace(SOUND, department=Department.HOUSING))


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (DeadlineKind.AT_ONCE, 1),
        (DeadlineKind.NATURAL, -1),
        (DeadlineKind.NATURAL, 366),
        (DeadlineKind.WORKING, 0),
        (DeadlineKind.WORKING, 91),
    ],
)
def test_a_deadline_outside_reason_is_refused(kind: DeadlineKind, days: int) -> None:
    assert "期限" in only_problem(replace(SOUND, deadline_kind=kind, deadline_days=days))


def test_danger_to_life_cannot_wait_days() -> None:
    assert "立即" in only_problem(replace(SOUND, danger_to_life=True))


def test_closing_must_ask_for_something() -> None:
    optional = Evidence(EvidenceKind.PHOTO, "拆除照片", required=False)
    assert "至少" in only_problem(replace(SOUND, evidence=(optional,)))


def test_an_item_of_evidence_must_say_what_it_is() -> None:
    assert "写明" in only_problem(replace(SOUND, evidence=(Evidence(EvidenceKind.PHOTO, "", required=True),)))


@pytest.mark.parametrize("word", FORBIDDEN_EVIDENCE)
def test_evidence_may_not_burden_or_expose_residents(word: str) -> None:
    facts = replace(SOUND, evidence=(Evidence(EvidenceKind.RECORD, f"请提供{word}材料", required=True),))
    assert word in only_problem(facts)


def test_every_problem_is_told_at_once() -> None:
    assert len(problems(replace(SOUND, name="", category=Category.GAS, verifiers=()))) == 3


def test_a_blocked_exit_is_checked_within_a_day() -> None:
    assert needs_check_within_a_day(shipped.hazard_kinds()["ES-02"])


def test_equipment_shut_down_is_checked_within_a_day() -> None:
    assert needs_check_within_a_day(shipped.hazard_kinds()["FF-09"])


def test_an_ordinary_fault_may_wait_for_working_days() -> None:
    assert not needs_check_within_a_day(shipped.hazard_kinds()["FF-11"])


def test_at_once_is_due_within_hours() -> None:
    facts = shipped.hazard_kinds()["EB-02"]
    assert due(facts, NOON, TABLE).at == NOON + AT_ONCE_GRACE


def test_the_same_day_is_due_by_midnight() -> None:
    facts = shipped.hazard_kinds()["ES-01"]
    assert due(facts, NOON, TABLE).at == datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)


def test_seven_natural_days_do_not_stop_for_weekends() -> None:
    assert due(SOUND, NOON, TABLE).at - datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC) == timedelta(days=7)


def test_working_days_are_counted_on_the_table() -> None:
    found = due(replace(SOUND, deadline_kind=DeadlineKind.WORKING, deadline_days=3), NOON, TABLE)
    assert found.basis is Basis.WORKING_DAYS
    assert found.at == datetime(2026, 11, 26, 15, 59, 59, tzinfo=UTC)


def test_a_community_in_custody_does_not_verify_itself() -> None:
    facts = shipped.hazard_kinds()["ES-01"]
    in_custody = frozenset({VerifierRole.GRID_MEMBER, VerifierRole.COMMUNITY})
    assert independent_verifiers(facts, accountable_is=in_custody)[0] is VerifierRole.STREET


def test_under_a_property_company_the_grid_member_verifies() -> None:
    assert (
        independent_verifiers(shipped.hazard_kinds()["ES-01"], accountable_is=frozenset())[0]
        is VerifierRole.GRID_MEMBER
    )


@pytest.mark.parametrize("facts", shipped.hazard_kinds().values(), ids=shipped.hazard_kinds().keys())
def test_somebody_independent_is_left_whoever_answers(facts: KindFacts) -> None:
    for own in (
        {VerifierRole.GRID_MEMBER, VerifierRole.COMMUNITY},
        {VerifierRole.GRID_MEMBER, VerifierRole.COMMUNITY, VerifierRole.STREET, VerifierRole.STREET_ENFORCEMENT},
    ):
        assert independent_verifiers(facts, accountable_is=frozenset(own)) != ()


def test_severity_words_rise_in_three_steps() -> None:
    assert list(Severity) == [Severity.GENERAL, Severity.SERIOUS, Severity.MAJOR]


def test_a_verifying_department_means_the_posts_of_its_role() -> None:
    assert role_of(VerifierRole.DEPARTMENT, shipped.hazard_kinds()["HR-01"]) is Role.HOUSING


def test_a_department_without_posts_here_leaves_it_to_the_next() -> None:
    assert role_of(VerifierRole.DEPARTMENT, shipped.hazard_kinds()["GS-04"]) is None


@pytest.mark.parametrize("verifier", [role for role in VerifierRole if role is not VerifierRole.DEPARTMENT])
def test_every_other_verifier_is_a_role_with_posts(verifier: VerifierRole) -> None:
    assert role_of(verifier, SOUND) is not None


def test_every_first_verifier_has_an_order_that_ends_with_the_district_office() -> None:
    assert set(CHAINS) == set(VerifierRole)
    assert all(chain[0] is first and chain[-1] is VerifierRole.DISTRICT_OFFICE for first, chain in CHAINS.items())


def test_what_changed_between_two_versions_is_named_in_order() -> None:
    assert changed_fields(SOUND, replace(SOUND, note="新", name="新名称")) == ("name", "note")
    assert changed_fields(SOUND, SOUND) == ()
