"""What the registers have to say when a document begins: activities, a published month, a closed campaign."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from anju.kernel import clock
from anju.kernel.documents.official_docx import docx, fields_in
from anju.kernel.figures.spans import EVER
from anju.kernel.ledger.consumers import drain
from anju.outreach import actions as outreach
from anju.outreach.actions import Where
from anju.outreach.enums import ActivityKind
from anju.outreach.models import ObservationPoint
from anju.reports.papers import actions
from anju.reports.papers.actions import Wanted
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.queries import counting, register, telling
from anju.reports.papers.queries.whole import whole
from anju.reports.papers.rules.body import BLANK, Rows, read
from anju.reports.papers.rules.wording import FEW
from anju.reports.papers.views.files import official
from anju.supervision.inspections.monthly.rules.estimating import Share
from tests.cast import SINCE, Cast
from tests.reports.papers.conftest import drafted, sections_of
from tests.security.things import monthly, special

pytestmark = pytest.mark.django_db


def test_without_activities_the_opening_is_left_to_the_writer(ready: Cast) -> None:
    survey = drafted(ready, "congress_staff", PaperKind.SURVEY)
    assert sections_of(survey)[0].startswith(f"根据区人大常委会工作安排，{BLANK}")


def test_the_opening_is_written_from_the_register_and_its_number_of_points_is_a_field(ready: Cast) -> None:
    today = clock.today()
    for key in ("other_community", "estate", "custody_estate"):
        outreach.add_point(by=ready.congress_staff, place=ready.places[key], name=f"{key}观察点", since=SINCE)
    for point in ObservationPoint._all.order_by("pk"):
        outreach.record_activity(
            by=ready.congress_staff, kind=ActivityKind.OBSERVATION, title="看", held_on=today,
            where=Where([], point=point.pk, people=3),
        )  # fmt: skip
    drain()
    survey = drafted(ready, "congress_staff", PaperKind.SURVEY)
    opening = sections_of(survey)[0]
    assert "等{{points}}人大社会建设社区观察点" in opening
    found = counting.numbers(ready.congress_staff, survey, register.fields(survey))
    assert found["points"].text == "4个"


def test_only_activities_of_the_period_are_told(ready: Cast) -> None:
    today = clock.today()
    outreach.record_activity(
        by=ready.congress_staff, kind=ActivityKind.DISCUSSION, title="座谈", held_on=today - timedelta(days=100),
        where=Where([ready.places["estate"]], people=3),
    )  # fmt: skip
    said = telling.begin(ready.congress_staff, PaperKind.SURVEY, ready.places["district"], EVER, "")
    assert "召开座谈会1次" in said[0]
    survey = drafted(ready, "congress_staff", PaperKind.SURVEY, "2026-11")
    assert BLANK in sections_of(survey)[0]


def test_a_bulletin_tells_a_published_month_without_intervals_or_ranks(ready: Cast) -> None:
    pk = monthly.published(ready)
    drain()
    source = f"month:{pk}"
    assert source in dict(telling.sources(ready.district_officer, PaperKind.BULLETIN))
    wanted = Wanted(PaperKind.BULLETIN, ready.places["district"], "2026-10", source=source)
    paper = actions.draft(by=ready.district_officer, wanted=wanted)
    words = sections_of(paper)[1]
    assert FEW in words
    assert not re.search(r"在.*之间|95 ?%|名次第|第一名", words)
    table = next(block for block in read(words) if isinstance(block, Rows))
    assert {row[0] for row in table.rows} <= {"北街道", "南街道", "甲物业", "乙物业"}
    version = register.version(paper)
    assert version is not None
    told = whole(ready.district_officer, paper, version)
    content = docx(official(ready.district_officer, told))
    assert {key for key, _words in fields_in(content)} >= {"found", "rectified", "in_time"}


def test_a_month_that_is_not_published_is_no_source(ready: Cast) -> None:
    pk = monthly.running(ready)
    wanted = Wanted(PaperKind.BULLETIN, ready.places["district"], source=f"month:{pk}")
    with pytest.raises(ValidationError, match="已经公布的月份"):
        actions.draft(by=ready.district_officer, wanted=wanted)


def test_a_closing_report_says_what_the_signed_sheet_says(ready: Cast) -> None:
    pk = special.closed(ready)
    wanted = Wanted(PaperKind.CLOSING, ready.places["district"], source=f"campaign:{pk}")
    paper = actions.draft(by=ready.district_officer, wanted=wanted)
    words = sections_of(paper)[1]
    assert "结项表封存至账本第" in words
    assert re.search(r"列入\d+处，已看\d+处", words)
    wrong = Wanted(PaperKind.CLOSING, ready.places["district"], source="campaign:999")
    with pytest.raises(ValidationError, match="已经结项的专项"):
        actions.draft(by=ready.district_officer, wanted=wrong)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Share(0.5, 0.2, 0.8, 4, 2, 4.0), f"查看4处，2处有问题，{FEW}"),
        (Share(0.124, 0.05, 0.2, 40, 5, 40.0), "查看40处，5处有问题，推算约12%"),
    ],
)
def test_of_too_few_looks_no_share_is_inferred(share: Share, words: str) -> None:
    assert telling.share_words(share) == words


@pytest.mark.parametrize("kind", [PaperKind.WEEKLY, PaperKind.DAILY])
def test_a_brief_is_drafted_from_its_template(ready: Cast, kind: PaperKind) -> None:
    paper = drafted(ready, "district_officer", kind, "2026-11-17..2026-11-23")
    version = register.version(paper)
    assert version is not None
    told = whole(ready.district_officer, paper, version)
    assert told.unknown == []
    assert told.numbers["found"].text == "3处"
    assert counting.period_words(paper) == "2026年11月17日至23日"
