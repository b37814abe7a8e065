"""The small district, and accounts of intake in it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from anju.telemetry.access import actions
from anju.telemetry.access.actions import Keys
from anju.telemetry.access.enums import AccessFormat
from anju.telemetry.models import Access
from tests.cast import Cast, make_cast, today

Give = Callable[..., tuple[Access, Keys]]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def give(cast: Cast) -> Give:
    """An account, `give("aep-1", kind=…, by=…)`."""

    def give(name: str = "aep-1", who: str = "fire_officer", **changes: Any) -> tuple[Access, Keys]:
        values = {
            "kind": AccessFormat.CTWING, "path": "/cc/", "expires_on": today() + timedelta(days=30), **changes,
        }  # fmt: skip
        return actions.give_access(by=cast.actor(who), name=name, **values)

    return give
