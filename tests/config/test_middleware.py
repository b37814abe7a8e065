"""GET writes nothing: the innermost middleware sees to it, for every view."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from anju.config.middleware import ReadOnlyGetMiddleware
from anju.kernel.db import WriteForbiddenError
from anju.people.models import Throttle
from tests.cast import Cast

INNERMOST = "anju.config.middleware.ReadOnlyGetMiddleware"


def writes(request: HttpRequest) -> HttpResponse:
    Throttle._all.filter(pk=-1).update(failures=0)
    return HttpResponse()


def test_nothing_runs_between_the_guard_and_the_view() -> None:
    assert settings.MIDDLEWARE[-1] == INNERMOST


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_reading_request_that_writes_fails_aloud(method: str) -> None:
    with pytest.raises(WriteForbiddenError):
        ReadOnlyGetMiddleware(writes)(getattr(RequestFactory(), method)("/"))


@pytest.mark.django_db
def test_a_post_may_write() -> None:
    assert ReadOnlyGetMiddleware(writes)(RequestFactory().post("/")).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_nul_is_refused_in_plain_words_before_a_page_asks_the_database(client: Client, method: str) -> None:
    answer = getattr(client, method)(reverse("people:sign-in"), {"next": "/a\0b/"})
    assert answer.status_code == 400
    assert "这个请求看不懂" in answer.content.decode()


@pytest.mark.django_db
def test_a_nul_in_a_path_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.accounts["district_officer"])
    assert client.get("/hazards/YH%00/").status_code == 400
