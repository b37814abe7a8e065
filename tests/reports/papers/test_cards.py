"""成绩单: a unit beside its own past, never beside a rank; read by the unit and by whoever reads the results of all."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel.ledger.consumers import drain
from anju.notify.models import Notice
from anju.people.enums import Role
from anju.reports.papers import actions
from anju.reports.papers.actions import Wanted
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.models import Paper
from anju.reports.papers.queries import cards, register
from anju.reports.papers.queries.whole import Whole, whole
from anju.reports.papers.rules import body
from anju.reports.papers.rules.wording import FEW
from anju.supervision.inspections.monthly.enums import Half
from anju.supervision.inspections.monthly.queries.results import Line
from anju.supervision.inspections.monthly.rules.estimating import Share, Verdict
from tests.cast import Cast, add_person
from tests.reports.papers.conftest import issue, sections_of
from tests.security.things import monthly

pytestmark = pytest.mark.django_db

As = Callable[[str], Client]
PEOPLE = (
    "district_officer", "fire_officer", "street_officer", "outsider", "community_worker", "grid_member",
    "property_manager", "other_property_manager", "congress_staff", "deputy", "auditor", "administrator",
)  # fmt: skip


def card(cast: Cast, kind: PaperKind, *, place: str = "street", period: str = "2026-11", company: str = "") -> Paper:
    source = f"company:{cast.organisations[company].pk}" if company else ""
    wanted = Wanted(kind, cast.places[place], period, source=source)
    return actions.draft(by=cast.district_officer, wanted=wanted)


def street_card(cast: Cast) -> Paper:
    return card(cast, PaperKind.STREET_CARD)


def company_card(cast: Cast) -> Paper:
    return card(cast, PaperKind.COMPANY_CARD, place="district", company="company")


def told_of(cast: Cast, paper: Paper) -> Whole:
    version = register.version(paper)
    assert version is not None
    return whole(cast.district_officer, paper, version)


def opens(cast: Cast, paper: Paper) -> set[str]:
    return {name for name in PEOPLE if register.paper_for(cast.actor(name), paper.pk) is not None}


@pytest.fixture
def people(ready: Cast) -> Cast:
    add_person(ready, "auditor", Role.AUDITOR, "district_office", "district")
    return ready


def test_each_figure_of_a_streets_card_stands_beside_its_own_past(ready: Cast) -> None:
    told = told_of(ready, street_card(ready))
    assert told.paper.title == "北街道\n居民住宅区消防安全成绩单"
    used = body.keys(told.sections)
    assert {f"{key}_earlier" for key in used if key != "period" and not key.endswith("_earlier")} <= set(used)
    assert set(used) - {"period"} == {row.key for row in told.rows}
    assert (told.unknown, told.blanks, told.clashes) == ([], 0, [])
    periods = {row.key: row.period for row in told.rows}
    assert (periods["found"], periods["found_earlier"]) == ("2026-11", "2026-10")
    assert (told.numbers["found"].text, told.numbers["found_earlier"].text) == ("3处", "0处")
    assert (told.numbers["rectified"].text, told.numbers["weighed"].text) == ("1处", "1.2吨")
    assert not re.search(r"第[一二三\d]+名|排名第|95 ?%|[\[［]", "".join(told.sections))


def test_a_companys_card_counts_what_that_company_answers_for(ready: Cast) -> None:
    told, other = told_of(ready, company_card(ready)), told_of(
        ready, card(ready, PaperKind.COMPANY_CARD, place="district", company="other_company")
    )  # fmt: skip
    assert told.numbers["rectified"].text == "1处"
    assert other.numbers["rectified"].text == "0处"
    assert told.numbers["open"].text == "2处"
    assert all(["party", str(ready.organisations["company"].pk)] in row.narrowed for row in told.rows)
    assert set(body.keys(told.sections)) - {"period"} == {row.key for row in told.rows}
    assert told.clashes == []


def test_every_number_opens_into_its_rows(as_: As, ready: Cast) -> None:
    paper = company_card(ready)
    page = as_("district_officer").get(f"/papers/{paper.pk}/number/rectified/")
    assert f"party={ready.organisations['company'].pk}" in page.context["rows_url"]
    assert as_("district_officer").get(page.context["rows_url"]).status_code == 200


def test_a_streets_card_is_read_by_that_street_and_by_whoever_reads_all_results(people: Cast) -> None:
    paper = street_card(people)
    assert opens(people, paper) == {"district_officer"}
    issue(people, "district_officer", paper, "示消〔2026〕1号")
    assert opens(people, paper) == {"district_officer", "street_officer", "congress_staff", "auditor"}


def test_a_companys_card_is_read_by_that_company_and_not_by_another(people: Cast, as_: As) -> None:
    paper = company_card(people)
    assert opens(people, paper) == {"district_officer"}
    assert as_("property_manager").get("/papers/").context["rows"] == []
    issue(people, "district_officer", paper, "示消〔2026〕2号")
    assert opens(people, paper) == {"district_officer", "property_manager", "congress_staff", "auditor"}
    assert as_("property_manager").get(f"/papers/{paper.pk}/").status_code == 200
    assert as_("other_property_manager").get(f"/papers/{paper.pk}/").status_code == 404
    notice = Notice._all.get(code="papers.card")
    accounts = set(notice.messages.values_list("account_id", flat=True))
    assert people.accounts["property_manager"].pk in accounts
    assert people.accounts["other_property_manager"].pk not in accounts


def test_a_company_reads_no_other_kind_of_document(people: Cast) -> None:
    plain = actions.draft(
        by=people.district_officer, wanted=Wanted(PaperKind.SITUATION, people.places["district"], "2026-11")
    )
    issue(people, "district_officer", plain, "示消〔2026〕3号")
    assert not {"property_manager", "other_property_manager"} & opens(people, plain)


def test_a_card_needs_its_unit_and_a_period_with_two_ends(ready: Cast) -> None:
    with pytest.raises(ValidationError, match="选一个街道"):
        card(ready, PaperKind.STREET_CARD, place="district")
    for period in ("", "2026-11.."):
        with pytest.raises(ValidationError):
            card(ready, PaperKind.STREET_CARD, period=period)
    with pytest.raises(ValidationError, match="物业企业"):
        card(ready, PaperKind.COMPANY_CARD, place="other_street", company="company")
    with pytest.raises(ValidationError, match="物业企业"):
        card(ready, PaperKind.COMPANY_CARD, place="district")
    with pytest.raises(PermissionDenied):
        actions.draft(by=ready.street_officer, wanted=Wanted(PaperKind.STREET_CARD, ready.places["street"], "2026-11"))


def test_the_sample_of_a_published_month_is_told_and_of_too_few_nothing_is_compared(ready: Cast) -> None:
    monthly.published(ready)
    drain()
    paper = card(ready, PaperKind.STREET_CARD, period="2026-10..2026-11")
    words = next(section for section in sections_of(paper) if section.startswith("# 每月督查抽样"))
    assert "月督查，" in words
    assert FEW in words
    empty = card(ready, PaperKind.STREET_CARD, period="2025-01")
    assert "没有公布的督查抽到这里" in "".join(sections_of(empty))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            Line(
                "/cc/1/", "北街道", Half.PLACE, Share(0.5, 0.2, 0.8, 4, 2, 4.0), None, Verdict.FEW, None, Verdict.FEW,
            ),
            FEW,
        ),
        (
            Line(
                "/cc/1/", "北街道", Half.PLACE, Share(0.124, 0.05, 0.2, 40, 5, 40.0),
                Share(0.1, 0.05, 0.2, 60, 6, 60.0), Verdict.SAME, None, Verdict.FEW,
            ),
            f"抽样推算约12%，实际可能低到5%、高到20%；看不出与同类有差别；与自己以往：{FEW}",
        ),
    ],
)  # fmt: skip
def test_a_share_says_in_words_how_far_off_it_may_be(line: Line, words: str) -> None:
    assert cards.sample_words(line) == words
