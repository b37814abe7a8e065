"""The way of a document as a table."""

import pytest

from anju.people.enums import OrganisationKind
from anju.reports.papers.enums import OWNERS, Answer, Move, PaperKind, PaperState
from anju.reports.papers.rules.moving import TABLE, WAY, after, hindrances, may_be_asked, moves


def test_the_way_leads_from_draft_to_print_and_back_only_to_the_draft() -> None:
    path = [PaperState.DRAFT]
    for move in (Move.CONSULT, Move.COUNTERSIGN, Move.SIGN, Move.ISSUE):
        found = after(path[-1], move)
        assert found is not None
        path.append(found)
    assert tuple(path) == WAY
    assert {to for (_state, move), to in TABLE.items() if move is Move.RETURN} == {PaperState.DRAFT}


@pytest.mark.parametrize("state", [PaperState.ISSUED, PaperState.DROPPED])
def test_what_is_issued_or_dropped_moves_no_more(state: PaperState) -> None:
    assert moves(state) == []


@pytest.mark.parametrize("state", [PaperState.DRAFT, PaperState.CONSULT])
def test_nothing_is_signed_that_was_not_sent_for_countersigning(state: PaperState) -> None:
    assert after(state, Move.SIGN) is None
    assert after(state, Move.ISSUE) is None


@pytest.mark.parametrize("kind", list(OWNERS))
@pytest.mark.parametrize("asked", list(OrganisationKind))
def test_a_draft_never_crosses_between_the_congress_and_the_government(
    kind: PaperKind, asked: OrganisationKind
) -> None:
    congress = OWNERS[kind] is OrganisationKind.CONGRESS
    assert may_be_asked(kind, asked) is (congress == (asked is OrganisationKind.CONGRESS))


@pytest.mark.parametrize("asked", list(OrganisationKind))
def test_a_backcheck_report_is_sent_to_nobody(asked: OrganisationKind) -> None:
    assert not may_be_asked(PaperKind.BACKCHECK, asked)


def test_silence_and_objections_are_counted_and_a_remark_hinders_nobody() -> None:
    ready = hindrances(["", Answer.AGREE, Answer.OBJECT, Answer.REMARK, ""], blanks=1, unknown=2, clashes=3)
    assert (ready.silent, ready.against, ready.blanks, ready.unknown, ready.clashes) == (2, 1, 1, 2, 3)
