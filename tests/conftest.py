"""What every test stands on."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import LazySettings
from django.conf import settings as settings_module
from pytest_django import DjangoDbBlocker

REQUIRED = frozenset(word for word in os.environ.get("ANJU_REQUIRE", "").split(",") if word)
"""Services that must be there (`postgres`, `chromium`, `mosquitto`, `nats`), as `.ci/run` says: nothing is skipped."""

MAY_SKIP = ("shared data not present", "no published frames beside the project")
"""Reasons that hold even then: what a public checkout cannot carry."""

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.fixture(scope="session", autouse=True)
def what_pages_were_given() -> Generator[None]:
    """`response.context` of the test client: Django hears of values only from its own template engine."""
    from django.test.signals import template_rendered

    from anju.ui.engine import Page

    render = Page.render

    def told(page: Page, context: dict[str, Any] | None = None, request: Any = None) -> Any:
        template_rendered.send(sender=page, template=page, context={**(context or {})})
        return render(page, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Page, "render", told)
        yield


USES_DATABASE = frozenset({"db", "transactional_db", "live_server"})


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Generator[None]:
    """The test database, also where every chosen test works on a copy of it (`own_database`) and none is marked.

    The plugin makes only databases that a mark or one of its own fixtures asks for.
    """
    items = request.session.items
    if any(item.get_closest_marker("django_db") or USES_DATABASE & set(item.fixturenames) for item in items):  # type: ignore[attr-defined]
        yield
        with django_db_blocker.unblock():
            _end_other_sessions()
        return
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def _end_other_sessions() -> None:
    """PostgreSQL drops no database that a thread of a browser test still holds open."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    """Each test keeps its files and heads in a folder of its own."""
    settings.ANJU_HEADS_FILE = tmp_path / "heads.jsonl"
    settings.ANJU_FILES_DIR = tmp_path / "files"
    settings.ANJU_COLD_DIR = tmp_path / "cold"


@pytest.fixture(autouse=True)
def own_entries_count_as_ended(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test inside one transaction never ends it: on PostgreSQL sealer and reader of frames would wait for ever.

    Tests of the sealer's horizon itself commit, and carry the mark `horizon`.
    """
    on_postgresql = settings_module.DATABASES["default"]["ENGINE"].endswith("postgresql")
    if on_postgresql and request.node.get_closest_marker("horizon") is None:
        from anju.kernel.ledger import seals
        from anju.telemetry import queries as telemetry

        monkeypatch.setattr(seals, "_horizon", lambda: 2**62)
        monkeypatch.setattr(telemetry, "oldest_running", lambda: 2**62)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only tests that use the database (for PostgreSQL)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --database-only, keep the tests that ask for a database by mark or fixture; a browser shows the same pages
    on either engine, and its server's threads hold their connections.
    """
    if not config.getoption("--database-only"):
        return
    fixtures = USES_DATABASE | {"django_db_setup"}
    kept, dropped = [], []
    for item in items:
        uses = item.get_closest_marker("django_db") or fixtures & set(getattr(item, "fixturenames", ()))
        (kept if uses and not item.get_closest_marker("browser") else dropped).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not REQUIRED or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not any(allowed in reason for allowed in MAY_SKIP):
        report.outcome = "failed"
        report.longrepr = f"skipped, though ANJU_REQUIRE={','.join(sorted(REQUIRED))} allows no skip: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.fixture
def cast(db: None) -> "Cast":
    """The small district of tests/cast.py."""
    from tests.cast import make_cast

    return make_cast()
