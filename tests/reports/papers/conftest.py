"""A small district with a short history, a survey report and a situation report in draft."""

import pytest

from anju.kernel.ledger.consumers import drain
from anju.outreach import actions as outreach
from anju.people.enums import Role
from anju.reports.papers import actions
from anju.reports.papers.actions import Sent, Wanted
from anju.reports.papers.enums import Move, PaperKind
from anju.reports.papers.models import Paper
from anju.reports.papers.queries import register
from anju.reports.papers.rules.body import BLANK
from anju.supervision.lists.models import Duty
from tests.cast import SINCE, Cast, add_person
from tests.reports.conftest import as_, cast, monday, told

__all__ = ["as_", "cast", "monday", "told"]


@pytest.fixture
def ready(cast: Cast, told: list[Duty]) -> Cast:
    """Cases, loads, an observation point; a deputy of the north street."""
    add_person(cast, "deputy", Role.DEPUTY, "congress", "street")
    outreach.add_point(by=cast.congress_staff, place=cast.places["community"], name="柳岸观察点", since=SINCE)
    drain()
    return cast


def drafted(cast: Cast, by: str, kind: PaperKind, period: str = "") -> Paper:
    wanted = Wanted(kind, cast.places["district"], period)
    return actions.draft(by=cast.actor(by), wanted=wanted)


@pytest.fixture
def survey(ready: Cast) -> Paper:
    """The committee's report, in draft."""
    return drafted(ready, "congress_staff", PaperKind.SURVEY)


@pytest.fixture
def situation(ready: Cast) -> Paper:
    """The district office's report, in draft."""
    return drafted(ready, "district_officer", PaperKind.SITUATION, "2026-11")


def sections_of(paper: Paper) -> list[str]:
    version = register.version(Paper._all.get(pk=paper.pk))
    assert version is not None
    return register.sections(version)


def fill(cast: Cast, by: str, paper: Paper) -> Paper:
    """Nothing is left to be filled in."""
    words = [section.replace(BLANK, "【已补") for section in sections_of(paper)]
    actions.save(by=cast.actor(by), paper=paper.pk, base=Paper._all.get(pk=paper.pk).version, sections=words)
    return Paper._all.get(pk=paper.pk)


def step(cast: Cast, by: str, paper: Paper, what: Move, **more: object) -> Paper:
    version = Paper._all.get(pk=paper.pk).version
    return actions.move(by=cast.actor(by), paper=paper.pk, what=what, sent=Sent(version, **more))  # type: ignore[arg-type]


HEADS = {
    "district_officer": (Role.DISTRICT_OFFICE, "district_office", "district"),
    "congress_staff": (Role.CONGRESS_STAFF, "congress", "district"),
    "street_officer": (Role.STREET, "street", "street"),
}
"""Who writes → the post of whoever signs in the same office."""


def head(cast: Cast, of: str) -> str:
    """Another person of the same office, who has not written in its documents."""
    name = f"{of}_head"
    if name not in cast.accounts:
        add_person(cast, name, *HEADS[of])
    return name


def issue(cast: Cast, by: str, paper: Paper, number: str = "示人〔2026〕5号", signer: str = "") -> Paper:
    """Through to print, asking nobody; signed by another."""
    signer = signer or head(cast, by)
    fill(cast, by, paper)
    step(cast, by, paper, Move.COUNTERSIGN)
    step(cast, signer, paper, Move.SIGN)
    return step(cast, signer, paper, Move.ISSUE, number=number)
