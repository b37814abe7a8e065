"""Error pages say what happened, what is kept and where to go."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from anju.kernel.permissions import MissingPermissionError
from anju.ui import errors


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    return rf.get("/x/")


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_page_that_is_not_there_is_told_in_plain_words(request_: HttpRequest) -> None:
    answer = errors.not_found(request_)
    assert answer.status_code == 404
    assert "没有这一页" in text(answer)


def test_a_refusal_names_the_missing_permission(request_: HttpRequest) -> None:
    answer = errors.not_allowed(request_, PermissionDenied("查看人员"))
    assert answer.status_code == 403
    assert "没有“查看人员”这项权限" in text(answer)


def test_a_refusal_without_a_name_speaks_of_the_post(request_: HttpRequest) -> None:
    assert "不在你现在岗位的范围里" in text(errors.not_allowed(request_))


def test_a_refusal_cannot_bring_markup(request_: HttpRequest) -> None:
    assert "<b>" not in text(errors.not_allowed(request_, PermissionDenied("<b>x</b>"))).split("<main")[1]


def test_a_conflict_leads_to_the_present_record(request_: HttpRequest) -> None:
    answer = errors.conflict(request_, "周可凡 10:02 已复核", "/hazards/1/")
    assert answer.status_code == 409
    assert "周可凡 10:02 已复核" in text(answer)
    assert 'href="/hazards/1/"' in text(answer)


def test_a_failure_says_that_nothing_was_saved_and_gives_its_number(request_: HttpRequest) -> None:
    request_.id = "8f21c0"  # type: ignore[attr-defined]
    answer = errors.server_error(request_)
    assert answer.status_code == 500
    assert "没有保存" in text(answer)
    assert "8f21c0" in text(answer)


def test_a_request_nobody_understands_is_a_400(request_: HttpRequest) -> None:
    assert errors.bad_request(request_).status_code == 400


def test_an_old_form_says_what_to_do(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/ui/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()


def test_a_refusal_in_a_whole_sentence_stands_as_it_is(request_: HttpRequest) -> None:
    page = text(errors.not_allowed(request_, PermissionDenied("该岗位不归您管理。")))
    assert "该岗位不归您管理。" in page
    assert "这项权限" not in page


def test_a_refusal_says_whose_posts_may(request_: HttpRequest) -> None:
    page = text(errors.not_allowed(request_, MissingPermissionError("lists.check")))
    assert "没有“核查群众上报”这项权限。有这项权限的岗位：区消委办、街道、社区、网格员。" in page
