"""Photos in pieces: begun, taken up again, finished, and nobody else's."""

import io
import json
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

import pytest
from django.test import Client

from anju.kernel.files import keeping
from anju.kernel.files.models import Upload
from anju.kernel.files.store import original, store
from anju.live import uploads
from anju.live.http import Message
from tests.cast import Cast
from tests.kernel.files.pictures import photo
from tests.live.asgi import Reply, ask, scope_of

T = TypeVar("T")
OWN = {"host": "anju.test", "origin": "https://anju.test", "sec_fetch_site": "same-origin"}


@pytest.fixture(autouse=True)
def in_this_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction lives on this thread's connection, which a running loop would not see: none runs."""

    async def directly(work: Any) -> Any:
        return work()

    monkeypatch.setattr(uploads, "_in_thread", directly)
    monkeypatch.setattr("anju.live.body.asyncio.wait_for", lambda waiting, _seconds: waiting)
    monkeypatch.setattr("anju.live.who.connections.close_all", lambda: None)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Runs what never waits."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise AssertionError("it waits for something")


@pytest.fixture
def session(cast: Cast) -> str:
    return _session(cast, "grid_member")


def _session(cast: Cast, name: str) -> str:
    client = Client()
    client.force_login(cast.accounts[name])
    return client.cookies["sessionid"].value


def _ask(method: str, path: str, session: str, pieces: Iterable[bytes] = (), **headers: str) -> Reply:
    scope = scope_of(f"/live/uploads{path}", method, cookie=f"sessionid={session}", **{**OWN, **headers})
    return _run(ask(uploads.receive_piece, scope, pieces))


def _begin(session: str, length: int) -> str:
    reply = _ask("POST", "", session, upload_length=str(length))
    assert reply.status == 201, reply.body
    return str(json.loads(reply.body)["token"])


def _patch(session: str, token: str, offset: int, *pieces: bytes, **headers: str) -> Reply:
    told = {"upload_offset": str(offset), "content_type": uploads.PIECE_TYPE, **headers}
    return _ask("PATCH", f"/{token}", session, pieces, **told)


def test_a_photo_arrives_in_pieces_and_is_kept_as_it_was(session: str) -> None:
    data = photo()
    token = _begin(session, len(data))
    first = _patch(session, token, 0, data[:700], data[700:1000])
    assert json.loads(first.body) == {"offset": 1000}
    last = json.loads(_patch(session, token, 1000, data[1000:]).body)
    assert last["complete"]
    assert last["media"] == "photo"
    assert last["preview"].endswith(f"{token}/")
    blob = Upload._all.get().blob
    assert blob is not None
    with store().open(original(blob.digest)) as kept:
        assert kept.read() == data


def test_after_a_lost_line_it_goes_on_where_it_stopped(session: str) -> None:
    data = photo()
    token = _begin(session, len(data))
    scope = scope_of(
        f"/live/uploads/{token}", "PATCH", cookie=f"sessionid={session}", upload_offset="0",
        content_type=uploads.PIECE_TYPE, **OWN,
    )  # fmt: skip
    messages: list[Message] = [
        {"type": "http.request", "body": data[:900], "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(_message: Message) -> None:
        raise AssertionError("nobody is there to be answered")

    _run(uploads.receive_piece(scope, receive, send))
    assert json.loads(_ask("GET", f"/{token}", session).body) == {"offset": 900}
    assert json.loads(_patch(session, token, 900, data[900:]).body)["complete"]


def test_a_piece_from_the_wrong_place_is_told_where_to_go_on(session: str) -> None:
    token = _begin(session, 5000)
    _patch(session, token, 0, b"x" * 100)
    reply = _patch(session, token, 50, b"y" * 100)
    assert reply.status == 409
    assert reply.headers["upload-offset"] == "100"


def test_more_than_was_announced_is_refused(session: str) -> None:
    token = _begin(session, 10)
    assert _patch(session, token, 0, b"x" * 11).status == 413


def test_what_is_no_photo_is_refused_in_words_and_gone(session: str) -> None:
    token = _begin(session, 9)
    reply = _patch(session, token, 0, b"nonsense!")
    assert reply.status == 422
    assert "只收照片" in json.loads(reply.body)["title"]
    assert not Upload._all.exists()
    assert _ask("GET", f"/{token}", session).status == 404


def test_the_last_piece_sent_twice_is_answered_twice(session: str) -> None:
    data = photo()
    token = _begin(session, len(data))
    _patch(session, token, 0, data)
    assert json.loads(_patch(session, token, 0, data).body)["complete"]
    assert json.loads(_ask("GET", f"/{token}", session).body)["complete"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_outsider_has_nothing_to_do_with_it(cast: Cast, session: str, method: str) -> None:
    token = _begin(session, 100)
    other = _session(cast, "outsider")
    headers = {"upload_offset": "0", "content_type": uploads.PIECE_TYPE}
    assert _ask(method, f"/{token}", other, [b"x"], **headers).status == 404
    assert Upload._all.filter(token=token).exists()


@pytest.mark.parametrize("session", ["", "nonsense"])
def test_without_a_session_nothing_is_begun(cast: Cast, session: str) -> None:
    assert _ask("POST", "", session, upload_length="100").status == 401
    assert not Upload._all.exists()


def test_an_account_without_a_post_sends_nothing(cast: Cast) -> None:
    from anju.people.models import Post

    Post._all.filter(account=cast.accounts["grid_member"]).update(until="2021-01-01")
    assert _ask("POST", "", _session(cast, "grid_member"), upload_length="100").status == 401


@pytest.mark.parametrize(
    "foreign", [{"origin": "https://evil.test"}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}]
)
def test_another_sites_page_sends_nothing(session: str, foreign: dict[str, str]) -> None:
    assert _ask("POST", "", session, upload_length="100", **foreign).status == 403
    assert not Upload._all.exists()


def test_a_form_of_another_site_cannot_send_a_piece(session: str) -> None:
    token = _begin(session, 100)
    assert _patch(session, token, 0, b"x", content_type="text/plain").status == 415


@pytest.mark.parametrize("length", ["", "-5", "１２", "9" * 20, "1e3"])
def test_a_length_that_is_none_is_refused(session: str, length: str) -> None:
    assert _ask("POST", "", session, upload_length=length).status == 400


def test_too_large_a_file_is_refused_before_it_is_sent(session: str) -> None:
    reply = _ask("POST", "", session, upload_length=str(10**9))
    assert reply.status == 422
    assert "太大" in json.loads(reply.body)["title"]


def test_what_is_taken_back_is_gone(session: str) -> None:
    token = _begin(session, 100)
    assert _ask("DELETE", f"/{token}", session).status == 204
    assert not Upload._all.exists()


def test_two_tabs_do_not_mix_one_upload(session: str, cast: Cast) -> None:
    import fcntl

    token = _begin(session, 100)
    with keeping.pieces(Upload._all.get()).open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert _patch(session, token, 0, b"x").status == 409


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("PUT", "/x"), ("DELETE", "")])
def test_other_requests_are_refused(session: str, method: str, path: str) -> None:
    at = f"/{_begin(session, 100)}" if path else ""
    assert _ask(method, at, session).status == 405


def test_an_expired_upload_is_asked_to_be_chosen_again(session: str) -> None:
    token = _begin(session, 100)
    Upload._all.update(expires_at="2020-01-01T00:00:00Z")
    reply = _ask("GET", f"/{token}", session)
    assert reply.status == 404
    assert "重新选择" in json.loads(reply.body)["title"]


def test_a_file_of_somebody_else_is_told_from_ones_own(cast: Cast) -> None:
    upload = keeping.receive(by=cast.grid_member, source=io.BytesIO(photo()))
    assert keeping.own(cast.grid_member, upload.token) == upload
    assert keeping.own(cast.outsider, upload.token) is None


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, "这次上传已过期"),
        ({"accept_language": "en-GB,en;q=0.8"}, "This upload has expired"),
        ({"accept_language": "fr"}, "这次上传已过期"),
    ],
)
def test_a_refusal_is_in_the_browsers_language(session: str, headers: dict[str, str], said: str) -> None:
    assert said in json.loads(_ask("GET", "/nosuchtoken", session, **headers).body)["title"]


def test_the_accounts_language_goes_before_the_browsers_and_the_devices_before_both(cast: Cast, session: str) -> None:
    account = cast.accounts["grid_member"]
    account.language = "en"
    account.save(update_fields=["language"])
    asked = {"accept_language": "zh-CN"}
    assert "expired" in json.loads(_ask("GET", "/nosuchtoken", session, **asked).body)["title"]
    scope = scope_of(
        "/live/uploads/nosuchtoken", "GET", cookie=f"sessionid={session}; anju_language=zh-hans", **{**OWN, **asked}
    )
    assert "已过期" in json.loads(_run(ask(uploads.receive_piece, scope)).body)["title"]


def test_what_is_no_photo_is_refused_in_english_too(session: str) -> None:
    data = b"MZ" + b"0" * 100
    token = _begin(session, len(data))
    reply = _patch(session, token, 0, data, accept_language="en")
    assert reply.status == 422
    assert json.loads(reply.body)["title"].startswith("Only photos (JPG, PNG, WebP)")
