"""How often: the law's numbers for companies, ours for grids, and how sure each is."""

import re
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.places.enums import PlaceKind, WaterState
from anju.supervision.grid import wording
from anju.supervision.grid.enums import Basis
from anju.supervision.grid.models import PlanPlace
from anju.supervision.grid.rules.frequency import (
    CERTAINTY,
    PATROLLED,
    Certainty,
    Clause,
    Facts,
    Risk,
    for_company,
    for_grid,
    is_high_rise,
    reasons,
    waterless,
)
from anju.supervision.grid.rules.looking import MOST, Look, look_at

K = PlaceKind
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FACTS = st.builds(
    Facts,
    kind=st.sampled_from(PATROLLED),
    high_rise=st.booleans(),
    managed=st.booleans(),
    risks=st.frozensets(st.sampled_from([risk for risk in Risk if risk is not Risk.UNMANAGED])),
)


def test_a_company_looks_at_a_high_rise_every_day_by_clause_34() -> None:
    often = for_company(Facts(K.BUILDING, high_rise=True))
    assert (often.every_days, often.basis, often.legal_days) == (1, Basis.LAW, 1)
    assert reasons(often.note) == (Clause.HIGH_RISE, [])
    assert CERTAINTY[Clause.HIGH_RISE] is Certainty.CONFIRMED


def test_a_company_looks_at_the_rest_monthly_by_decree_61() -> None:
    often = for_company(Facts(K.BUILDING))
    assert (often.every_days, often.basis) == (30, Basis.LAW)


def test_a_draft_standard_is_not_called_law() -> None:
    often = for_company(Facts(K.SHED))
    assert (often.basis, often.legal_days) == (Basis.RISK, 30)
    assert CERTAINTY[Clause.CHARGING] is Certainty.DRAFT


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        (Facts(K.BUILDING), 45),
        (Facts(K.BUILDING, high_rise=True), 30),
        (Facts(K.BUILDING, high_rise=True, risks=frozenset({Risk.WATERLESS})), 7),
        (Facts(K.SHED, risks=frozenset({Risk.DWELLING})), 7),
        (Facts(K.SHED, risks=frozenset({Risk.RECURRED})), 14),
        (Facts(K.SHED, risks=frozenset({Risk.OPEN_CASE})), 11),
        (Facts(K.SHED, managed=False), 11),
        (Facts(K.SHED, managed=False, risks=frozenset({Risk.DWELLING, Risk.OPEN_CASE})), 4),
    ],
)
def test_a_grid_looks_more_often_where_the_risk_is(facts: Facts, days: int) -> None:
    assert for_grid(facts).every_days == days


@PATIENT
@given(FACTS)
def test_a_grids_days_are_ours_and_never_called_law(facts: Facts) -> None:
    often = for_grid(facts)
    assert often.basis is Basis.RISK
    assert often.legal_days is None
    assert often.every_days >= 1
    assert CERTAINTY[Clause.REGULARLY] is Certainty.OURS


@PATIENT
@given(FACTS, st.sampled_from(list(Risk)))
def test_one_risk_more_never_means_a_look_less(facts: Facts, risk: Risk) -> None:
    more = Facts(facts.kind, facts.high_rise, facts.managed, facts.risks | {risk})
    assert for_grid(more).every_days <= for_grid(facts).every_days


@PATIENT
@given(FACTS)
def test_a_note_tells_its_reasons_again_and_fits_its_column(facts: Facts) -> None:
    for often in (for_grid(facts), for_company(facts)):
        clause, risks = reasons(often.note)
        assert [clause, *risks] == list(often.why)
        assert len(often.note) <= PlanPlace._meta.get_field("note").max_length


def test_height_decides_and_storeys_only_where_nobody_measured() -> None:
    assert is_high_rise(2_701, None)
    assert not is_high_rise(2_700, 30)
    assert is_high_rise(None, 10)
    assert not is_high_rise(None, None)
    assert [state for state in WaterState if waterless(state)] == [WaterState.LOW, WaterState.DRY]


@pytest.mark.parametrize("kind", [*PATROLLED, K.ESTATE])
def test_every_kind_has_something_to_look_at_and_never_much(kind: Any) -> None:
    said = look_at(kind, high_rise=True, waterless=True)
    assert 0 < len(said) <= MOST
    assert said[0] is Look.PRESSURE


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_key_is_worded(language: str) -> None:
    with translation.override(language):
        looks = wording.look_at([{"key": str(look)} for look in Look])
        said = [wording.risk_name(risk) for risk in Risk] + [str(wording.CLAUSES[clause]) for clause in Clause]
        said += [str(wording.MARKS[mark]) for mark in Certainty]
        why = wording.why([{"key": "overdue", "days": 9, "every": 7}, {"key": "of a later version"}])
    assert len(looks) == len(Look)
    assert len(why) == 1
    chinese = [text for text in [*looks, *said, *why] if re.search("[\u4e00-\u9fff]", text)]
    assert len(chinese) == (0 if language == "en" else len([*looks, *said, *why]))
