"""The catalogue's pages: who may open them, what they show, and revising a kind in the browser."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from anju.catalogue.actions import load_shipped
from anju.catalogue.enums import EvidenceKind
from anju.catalogue.forms import KindForm
from anju.catalogue.models import KindVersion
from anju.catalogue.queries import kind
from anju.kernel.actors import system
from tests.cast import Cast

LIST = reverse("catalogue:kinds")
STAIRWAY = reverse("catalogue:kind", args=["ES-01"])
REVISE = reverse("catalogue:revise", args=["ES-01"])


@pytest.fixture
def stocked(cast: Cast) -> Cast:
    """The cast, with the shipped catalogue loaded."""
    load_shipped(by=system("release"))
    return cast


def page(client: Client, cast: Cast, who: str, url: str) -> str:
    client.force_login(cast.accounts[who])
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(**changes: Any) -> dict[str, Any]:
    """What the browser posts for ES-01 as it stands, with `changes`."""
    values = {**KindForm.initial_of(kind("cc", "ES-01").facts), "reason": "本区试行", **changes}
    return {name: value for name, value in values.items() if value is not False}


@pytest.mark.parametrize("who", ["grid_member", "property_manager", "congress_staff", "district_officer"])
def test_everybody_signed_in_reads_the_catalogue(client: Client, stocked: Cast, who: str) -> None:
    assert "楼道、楼梯间堆放杂物" in page(client, stocked, who, LIST)
    assert "消防法28条" in page(client, stocked, who, STAIRWAY)


@pytest.mark.django_db
@pytest.mark.parametrize("url", [LIST, STAIRWAY, REVISE])
def test_a_visitor_is_asked_to_sign_in(client: Client, url: str) -> None:
    assert client.get(url)["Location"].startswith(reverse("people:sign-in"))


def test_the_list_is_filtered_by_family_and_severity(client: Client, stocked: Cast) -> None:
    text = page(client, stocked, "grid_member", f"{LIST}?category=gas&severity=major")
    assert "GS-04" in text
    assert "GS-02" not in text
    assert "ES-13" not in text
    assert "共 2 种" in text


def test_the_list_understands_a_residents_words(client: Client, stocked: Cast) -> None:
    text = page(client, stocked, "grid_member", f"{LIST}?q=楼道堆了纸箱")
    assert "ES-01" in text
    assert "共 3 种" in text


def test_a_code_is_found_first(client: Client, stocked: Cast) -> None:
    text = page(client, stocked, "grid_member", f"{LIST}?q=eb-06")
    assert text.index("EB-06") < text.index("</table>")


def test_an_unknown_filter_shows_the_way_out(client: Client, stocked: Cast) -> None:
    text = page(client, stocked, "grid_member", f"{LIST}?category=nonsense")
    assert "没有符合条件的种类" in text
    assert "清除筛选" in text


def test_doubtful_kinds_are_marked_in_the_list(client: Client, stocked: Cast) -> None:
    assert "一般知识，待核对" in page(client, stocked, "grid_member", f"{LIST}?q=EC-04")


def test_a_kinds_page_says_who_by_when_and_with_what_evidence(client: Client, stocked: Cast) -> None:
    text = page(client, stocked, "grid_member", STAIRWAY)
    for words in (
        "住户、使用人或行为人",
        "管理单位：在管物业",
        "网格员 → 社区 → 街道 → 区消委办",
        "当日",
        "前后照片",
        "24 小时内",
    ):
        assert words in text


def test_a_major_kind_is_shown_as_a_candidate(client: Client, stocked: Cast) -> None:
    text = page(client, stocked, "grid_member", reverse("catalogue:kind", args=["FF-01"]))
    assert "重大·候选" in text
    assert "集体研究确定" in text


def test_a_draft_standard_is_marked_as_no_ground_for_a_penalty(client: Client, stocked: Cast) -> None:
    assert "不作处罚依据" in page(client, stocked, "grid_member", reverse("catalogue:kind", args=["CH-06"]))


def test_an_unknown_code_is_not_found(client: Client, stocked: Cast) -> None:
    client.force_login(stocked.accounts["grid_member"])
    assert client.get(reverse("catalogue:kind", args=["ZZ-99"])).status_code == 404


def test_only_the_district_office_is_offered_to_revise(client: Client, stocked: Cast) -> None:
    assert REVISE in page(client, stocked, "district_officer", STAIRWAY)
    assert REVISE not in page(client, stocked, "grid_member", STAIRWAY)


@pytest.mark.parametrize("who", ["street_officer", "grid_member", "administrator", "congress_staff", "fire_officer"])
def test_nobody_else_opens_or_posts_the_form(client: Client, stocked: Cast, who: str) -> None:
    client.force_login(stocked.accounts[who])
    assert client.get(REVISE).status_code == 403
    assert client.post(REVISE, form_of(deadline_days=2)).status_code == 403
    assert KindVersion._all.filter(code="ES-01").count() == 1


def test_a_revision_in_the_browser_becomes_the_districts_edition(client: Client, stocked: Cast) -> None:
    client.force_login(stocked.accounts["district_officer"])
    answer = client.post(REVISE, form_of(deadline_days=2, verifier="community"))
    assert answer["Location"] == STAIRWAY
    facts = kind("cc", "ES-01").facts
    assert (facts.deadline_days, facts.deadline_is_default) == (2, True)
    assert [str(role) for role in facts.verifiers] == ["community", "street", "district_office"]


def test_the_history_names_what_changed_and_why(client: Client, stocked: Cast) -> None:
    client.force_login(stocked.accounts["district_officer"])
    client.post(REVISE, form_of(deadline_days=2))
    text = page(client, stocked, "district_officer", STAIRWAY)
    assert "本区试行（改动：期限天数、期限性质）" in text
    assert "随版本发布第 1 版" in text


def test_evidence_is_written_in_plain_lines(client: Client, stocked: Cast) -> None:
    client.force_login(stocked.accounts["district_officer"])
    client.post(REVISE, form_of(evidence="照片：清理后照片\n记录: 劝导记录（可选）"))
    evidence = kind("cc", "ES-01").facts.evidence
    assert [(item.kind, item.text, item.required) for item in evidence] == [
        (EvidenceKind.PHOTO, "清理后照片", True),
        (EvidenceKind.RECORD, "劝导记录", False),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"evidence": "清理后照片"}, "应以种类开头"),
        ({"evidence": "记录：住户签收单"}, "签收"),
        ({"deadline_kind": "at_once", "deadline_days": 3}, "期限"),
        ({"reason": ""}, "reason"),
        ({}, "没有变化"),
        ({"verifier": "department"}, "哪个部门"),
    ],
)
def test_a_mistake_is_told_beside_the_form_and_changes_nothing(
    client: Client, stocked: Cast, change: dict[str, Any], words: str
) -> None:
    client.force_login(stocked.accounts["district_officer"])
    answer = client.post(REVISE, form_of(**change))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert KindVersion._all.filter(code="ES-01").count() == 1


def test_a_retired_kind_leaves_the_list_but_keeps_its_page(client: Client, stocked: Cast) -> None:
    client.force_login(stocked.accounts["district_officer"])
    client.post(REVISE, form_of(retired="on"))
    assert "ES-01" not in page(client, stocked, "grid_member", LIST)
    assert "已停用" in page(client, stocked, "grid_member", STAIRWAY)


def test_the_form_shown_unchanged_means_the_kind_unchanged(stocked: Cast) -> None:
    for code in ("ES-01", "EB-03", "FF-01", "GS-04", "CH-11"):
        facts = kind("cc", code).facts
        values = {**KindForm.initial_of(facts), "reason": "试行"}
        form = KindForm({name: value for name, value in values.items() if value is not False})
        assert form.is_valid(), form.errors
        assert form.facts(facts) == facts


def test_the_whole_list_costs_few_queries(
    client: Client, stocked: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(client, stocked, "grid_member", LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)
