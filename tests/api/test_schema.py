"""The API against its own description: whatever fits it is answered as described, and nothing crashes.

Bounded and seeded: the same requests in every run.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import LazySettings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from anju.api.v1.site import api
from anju.config.wsgi import application
from anju.kernel.ledger import seals
from tests.cast import Cast

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = sorted(
    (method.upper(), path) for path, operations in api.get_openapi_schema()["paths"].items() for method in operations
)
EXAMPLES = 6


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A real server closes the database connection after a request; the test's transaction lives in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def schema(one_connection: None, cast: Cast, found: Callable[..., Any], settings: LazySettings) -> Any:
    settings.ANJU_API_PER_MINUTE = 10**9
    found("ES-01")
    found("EB-03", place="other_building", by="other_grid_member")
    seals.seal(everything=True)
    return schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))


@pytest.mark.parametrize("wanted", ["GET", "POST", "PUT"])
def test_every_operation_does_what_its_description_says(wanted: str, schema: Any, give: Callable[..., Any]) -> None:
    _row, text = give("lists.see", "lists.report", "places.view", "catalogue.view", "people.see_organisations",
                      "ledger.read", "notify.keep_subscriptions", "telemetry.see", "telemetry.keep",
                      "telemetry.claim")  # fmt: skip
    tried = 0
    for method, path in OPERATIONS:
        if method == wanted:
            tried += check(schema[path][method], text)
    assert tried >= EXAMPLES


def check(operation: Any, token: str) -> int:
    """Ask one operation in a few ways that its description allows; return how many."""
    operation.app = application
    tried = 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        nonlocal tried
        tried += 1
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        case.cookies = {}
        case.call_and_validate(checks=CHECKS)

    run()
    return tried
