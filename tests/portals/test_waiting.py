"""What waits is counted in one statement that was worked out once, for every role: it is on every page."""

import pytest
from django.test import RequestFactory

from anju.kernel.db import prepared
from anju.ui import nav
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_every_count_of_the_navigation_is_compiled_once(cast: Cast) -> None:
    prepared.forget()
    for name in cast.accounts:
        nav.items_for(cast.actor(name), RequestFactory().get("/"))
    kept = [made for key, made in prepared._kept.items() if nav._waiting in key]
    assert kept
    assert all(made is not None for made in kept)
