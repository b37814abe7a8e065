"""These sites make their own databases, on the engine of the suite."""

import pytest


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """In place of the suite's own database, which would be made for nothing. That it is asked for has these tests run
    on PostgreSQL too (`--database-only`).
    """
