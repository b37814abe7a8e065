"""Nobody past the door without signing in; an expired session never lands in a table."""

from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast


def test_a_page_asks_a_visitor_to_sign_in(client: Client, db: None) -> None:
    answer = client.get(reverse("people:sign-out"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("people:sign-in"))


def test_an_expired_session_redirects_the_whole_page_of_an_htmx_request(client: Client, db: None) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/hazards/"}
    answer = client.get(reverse("people:sign-out"), headers=headers)
    assert answer.status_code == 401
    assert answer.content == b""
    assert answer["HX-Redirect"] == f"{reverse('people:sign-in')}?next=/hazards/"


def test_signing_in_leads_where_one_wanted_to_go(client: Client, cast: Cast) -> None:
    form = {"login": "street_officer", "password": PASSWORD, "next": "/hazards/"}
    answer = client.post(reverse("people:sign-in"), form)
    assert answer["Location"] == "/hazards/"


def test_signing_in_never_leads_to_another_site(client: Client, cast: Cast) -> None:
    form = {"login": "street_officer", "password": PASSWORD, "next": "https://elsewhere.example/"}
    answer = client.post(reverse("people:sign-in"), form)
    assert answer["Location"] == "/"


def test_a_wrong_password_stays_outside(client: Client, cast: Cast) -> None:
    answer = client.post(reverse("people:sign-in"), {"login": "street_officer", "password": "wrong"})
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session
