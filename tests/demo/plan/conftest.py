"""One planned district for all tests that only look at it."""

import pytest

from anju.demo.plan import DISTRICT, TINY, District, plan_district


@pytest.fixture(scope="session", params=[3, 41])
def planned(request: pytest.FixtureRequest) -> District:
    return plan_district(request.param, DISTRICT)


@pytest.fixture(scope="session")
def tiny() -> District:
    return plan_district(3, TINY)
