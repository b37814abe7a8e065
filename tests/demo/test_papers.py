"""The register of documents of a demo, written once its ledger has been counted; every number leads to its rows."""

from dataclasses import dataclass, replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pytest_django import DjangoDbBlocker

from anju.demo import papers
from anju.demo.inspections.fires import NUMBERS
from anju.demo.plan import TINY
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.official_docx import docx, fields_in
from anju.kernel.figures import reading
from anju.kernel.figures.consumers import NAME
from anju.kernel.figures.reading import Question
from anju.kernel.figures.registry import figures
from anju.kernel.ledger import consumers
from anju.kernel.ledger.models import Cursor
from anju.outreach.models import ObservationPoint
from anju.people.enums import Role
from anju.people.models import Post
from anju.people.queries import actor_of
from anju.places.models import Place
from anju.reports.papers import actions
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.models import Paper, PaperParty, PaperSchedule
from anju.reports.papers.queries import register
from anju.reports.papers.queries.whole import whole
from anju.reports.papers.rules import body
from anju.reports.papers.rules.periods import last_year
from anju.reports.papers.rules.wording import change_words, rounded_words
from anju.reports.papers.views.files import official
from anju.reports.queries import asking, quoting
from anju.reports.rules.years import year_before
from anju.reports.wording import amount as amount_words

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def written(tiny: Path, django_db_blocker: DjangoDbBlocker) -> None:
    """As the worker goes on after a demo."""
    with django_db_blocker.unblock():
        consumers.run(names=frozenset({"figures"}))
        while papers.write_next():
            pass
        actions.draft_due(clock.now())


def test_the_register_holds_what_was_written_and_nothing_twice() -> None:
    found = sorted(Paper._all.values_list("kind", "state"))
    assert found == [
        ("backcheck", "issued"), ("bulletin", "issued"), ("bulletin", "issued"), ("closing", "issued"),
        ("situation", "consult"), ("survey", "issued"), ("weekly", "draft"),
    ]  # fmt: skip
    assert not papers.write_next()


def the(kind: PaperKind) -> Paper:
    return Paper._all.select_related("owner").filter(kind=kind).order_by("pk")[0]


def reader(role: Role) -> Actor:
    post = Post._all.filter(role=role).select_related("account").order_by("pk")[0]
    return actor_of(post.account, today=clock.today(), acting_post=post.pk)


def file_of(paper: Paper, by: Actor) -> bytes:
    """The document as Word, as somebody takes it out."""
    version = register.version(paper)
    assert version is not None
    told = whole(by, paper, version)
    printed = {key: one.text for key, one in told.numbers.items()}
    return docx(official(by, told, actions.copied(by=by, paper=paper, version=version.number, printed=printed)))


@dataclass(frozen=True)
class Trace:
    """A number of a file: its words there, what the index says of it, and of each of its codes the number of rows."""

    words: str
    exact: str
    rows: tuple[int, ...]
    asked: tuple[Question, ...]


def traced(content: bytes, by: Actor) -> dict[str, Trace]:
    """From the file alone back to rows: content control → mark → line of the index → code → question → facts → rows
    that somebody opens. Fails where a link is missing or a count is another.
    """
    fields = fields_in(content)
    keys = list(dict.fromkeys(key for key, _words in fields))
    index = next(one for one in Document(BytesIO(content)).tables if one.rows[0].cells[-1].text == "账本")
    lines = [[cell.text for cell in row.cells] for row in index.rows[1:]]
    assert [line[0] for line in lines] == [str(number) for number in range(1, len(keys) + 1)]
    found = {}
    for key, line in zip(keys, lines, strict=True):
        [words] = {said for one, said in fields if one == key}
        codes = [] if line[4] == "—" else line[4].split("\n")
        if not codes:
            assert (words, line[3]) == ("（尚未登记）", "尚未登记")
        asked = [_opened(code, line[5], by) for code in codes]
        found[key] = Trace(words, line[3], tuple(asking.row_count(one) for one in asked), tuple(asked))
    return found


def _opened(code: str, head: str, by: Actor) -> Question:
    """The question of a code, as of its head, once its number was counted from exactly the rows that open."""
    again = quoting.found(by, code)
    assert again is not None
    assert again.same
    assert head == f"#{again.quote.size}"
    asked = replace(again.asked, as_of=again.quote.size)
    if asked.figure.of is None:
        amount = Fraction(_summed(asked), asked.figure.divisor)
    else:
        part, whole_of = (_summed(replace(asked, figure=figures[one])) for one in asked.figure.of)
        amount = Fraction(100 * part, whole_of)
    assert reading.number(asked).amount == amount
    assert again.quote.amount == amount_words(reading.number(asked))
    opened, after = [], ""
    while True:
        page, after = asking.rows(by, asked, after, limit=2000)
        opened += page
        if not after:
            break
    assert len({row.key for row in opened}) == len(opened) == asking.row_count(asked)
    assert all(row.label for row in opened)
    return asked


def _summed(asked: Question) -> int:
    facts = reading.facts(asked)
    return sum(facts.values_list("value", flat=True)) if asked.figure.summed else facts.count()


UNBUILT = {"waterless", "sockets", "shed_groups", "sprinklers", "old_areas", "old_points", "extinguishers"}


def test_every_number_of_the_survey_report_is_traced_from_its_file_to_rows() -> None:
    found = traced(file_of(the(PaperKind.SURVEY), reader(Role.CONGRESS_STAFF)), reader(Role.CONGRESS_STAFF))
    assert {key for key, one in found.items() if not one.rows} == UNBUILT
    assert found["points"].rows == (ObservationPoint._all.count(),)
    assert found["grids"].words == f"{TINY.grids}个"
    assert found["members"].rows == (TINY.members,)
    for key, count in (("blocked", TINY.escape_and_parking), ("wired", TINY.charging)):
        assert (found[key].rows, found[key].words) == ((count,), f"{rounded_words(count)}处")
    assert found["dwellings"].rows == (TINY.shed_dwellings,)
    whole_of, *parts = (Fraction(found[key].exact.removesuffix("吨")) for key in ("cleared", "weighed", "estimated"))
    assert whole_of * 1000 == sum(parts) * 1000 == TINY.cleared_kg


def test_fires_stand_beside_the_same_twelve_months_a_year_before() -> None:
    before, now = NUMBERS["tiny"]
    found = traced(file_of(the(PaperKind.SURVEY), reader(Role.CONGRESS_STAFF)), reader(Role.CONGRESS_STAFF))
    assert found["fires"].words == f"{now}起"
    assert (found["fires_change"].words, found["fires_change"].rows) == (change_words(now, before), (now, before))
    spans = [asked.span for asked in found["fires_change"].asked]
    first, end = last_year(clock.today())
    assert [(one.first, one.end) for one in spans] == [(first, end), (year_before(first), year_before(end))]


@pytest.mark.parametrize("kind", [PaperKind.BULLETIN, PaperKind.SURVEY])
def test_what_a_deputy_reads_is_what_was_issued(kind: PaperKind) -> None:
    mine, theirs = (fields_in(file_of(the(kind), reader(role))) for role in (Role.CONGRESS_STAFF, Role.DEPUTY))
    assert mine == theirs != []


def test_one_bulletin_has_a_public_version_and_no_document_a_blank() -> None:
    for paper in Paper._all.exclude(kind=PaperKind.WEEKLY):
        version = register.version(paper)
        assert version is not None
        assert not body.blanks(register.sections(version))
        assert (register.public_version(paper) is not None) is (paper == the(PaperKind.BULLETIN))


def test_the_situation_report_waits_for_comments_and_has_some() -> None:
    said = list(PaperParty._all.filter(paper=the(PaperKind.SITUATION)).values_list("answer", flat=True))
    assert sorted(one for one in said if one) == ["agree", "remark"]
    assert said.count("") > 1


def test_the_weekly_brief_came_by_its_schedule() -> None:
    row = PaperSchedule._all.get()
    assert row.last == the(PaperKind.WEEKLY)
    assert row.last.made_by is None


def test_before_the_ledger_is_counted_and_in_a_true_district_nothing_is_written() -> None:
    Paper._all.filter(kind=PaperKind.SURVEY).update(client_ref=None)
    Cursor._all.filter(consumer=NAME).update(index=5)
    assert not papers.write_next()
    consumers.rebuild(NAME)
    Place._all.filter(path="/demo-cc/").update(path="/cc/")
    assert not papers.write_next()
