"""The event stream from a session cookie to the wire."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from anju.kernel import actors, clock, ids
from anju.kernel.ledger.deeds import Ref, deed
from anju.live import events, topics
from anju.live.hub import GONE, RESET, WAITING, Hub, Listener, _missed
from anju.live.queries import newest
from anju.live.tail import SLOW_US
from anju.live.topics import News
from anju.live.who import Visitor, visitor
from anju.people.models import Account

NEWS = News(5, "duty", "42", "duty.assigned", "/cc/1/")


@pytest.fixture
def account(db: Any) -> Account:
    with deed(by=actors.system("test")) as act:
        row = Account(login="gw-1", name="测试")
        row.set_password(ids.token())
        row.save()
        act.enter("account.added", row)
    return row


def _session(account: Account) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store["_auth_user_backend"] = django_settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    return str(store.session_key)


@pytest.fixture(autouse=True)
def keep_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction lives on this thread's connection."""
    monkeypatch.setattr("anju.live.who.connections.close_all", lambda: None)


def test_a_session_is_its_account(account: Account) -> None:
    who = visitor(_session(account))
    assert who is not None
    assert who.account == account.pk


def test_a_changed_password_ends_the_stream(account: Account) -> None:
    session = _session(account)
    account.set_password(ids.token())
    account.save()
    assert visitor(session) is None


@pytest.mark.parametrize("session", ["", "no-such-session"])
def test_no_session_is_nobody(session: str, db: Any) -> None:
    assert visitor(session) is None


def _listener(*wanted: str) -> Listener:
    who = Visitor("key", 7, actors.Actor(kind=actors.ActorKind.PERSON, id="7", account=7))
    listener = Listener(who, frozenset(wanted))
    listener.ear = topics.Ear(7, {"lists.see": ("/cc/1/",)})
    return listener


def test_an_event_names_the_record_and_nothing_in_it() -> None:
    lines = events.written(("duty:42", NEWS)).decode().splitlines()
    assert lines[:2] == ["id: 5", "event: change"]
    told = json.loads(lines[2].removeprefix("data: "))
    assert told == {"topic": "duty:42", "kind": "duty", "id": "42", "verb": "duty.assigned"}


def test_a_listener_gets_what_it_asked_for_and_may_hear() -> None:
    listener = _listener("duty")
    listener.offer(NEWS)
    listener.offer(News(6, "duty", "43", "duty.assigned", "/cc/2/"))
    listener.offer(News(7, "hazard", "1", "hazard.reported", "/cc/1/"))
    assert [listener.queue.get_nowait() for _ in range(listener.queue.qsize())] == [("duty", NEWS)]


def test_a_slow_page_is_told_once_to_load_again() -> None:
    listener = _listener()
    for number in range(WAITING + 1):
        listener.offer(News(number + 1, "duty", "1", "duty.assigned", "/cc/1/"))
    assert [listener.queue.get_nowait() for _ in range(listener.queue.qsize())] == [RESET]


def test_a_resumed_stream_does_not_repeat_what_it_was_given() -> None:
    listener = _listener()
    listener.offer(NEWS)
    listener.had = frozenset({NEWS.id})
    listener.offer(NEWS)
    assert listener.queue.qsize() == 1


def test_posts_that_change_are_looked_at_before_the_next_event(monkeypatch: pytest.MonkeyPatch) -> None:
    hub, listener = Hub(), _listener()
    hub.listeners.add(listener)
    monkeypatch.setattr("anju.live.hub.visitor", lambda _session: None)
    ended = News(4, "post", "1", "post.closed", "/cc/1/")
    asyncio.run(hub._hand_out([ended, NEWS]))
    assert listener.queue.get_nowait() == GONE


def _enter(subject: str) -> int:
    with deed(by=actors.system("test")) as act:
        act.enter("duty.assigned", Ref("duty", subject), path="/cc/1/")
    return newest()


def test_a_page_that_missed_too_much_or_knows_another_ledger_loads_itself_again(db: Any) -> None:
    last = _enter("42")
    assert _missed(last + 1, None) is None
    assert _missed(0, None) is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("anju.live.hub.RESUME", 0)
        assert _missed(0, None) is None
        assert _missed(None, clock.now_us()) is None


def test_what_happened_between_the_writing_of_a_page_and_its_listening_is_told(db: Any) -> None:
    before = _enter("41")
    moment = clock.now_us() + SLOW_US + 1  # as if all so far were long ago
    assert _missed(None, moment) == []
    last = _enter("42")
    told = _missed(None, clock.now_us())
    assert told is not None
    assert [(news.id, news.subject) for news in told][-1] == (last, "42")
    both = _missed(before, clock.now_us())
    assert both is not None
    assert len({news.id for news in both}) == len(both), "what both say is told once"


def test_a_stream_that_begins_hears_what_its_page_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anju.live.hub._missed", lambda _after, _read: [NEWS])
    monkeypatch.setattr("anju.live.hub.Tail", lambda: SimpleNamespace(read=list))

    async def joined() -> list[Any]:
        hub = Hub()
        who = Visitor("key", 7, actors.Actor(kind=actors.ActorKind.PERSON, id="7", account=7))
        monkeypatch.setattr("anju.live.topics.ear_of", lambda *_who: topics.Ear(7, {"lists.see": ("/cc/1/",)}))
        listener = await hub.join(who, frozenset({"duty:42"}), read=1)
        await hub.close()
        listener.offer(NEWS)
        return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]

    assert asyncio.run(joined()) == [("duty:42", NEWS), GONE + ":closing"]


def test_the_topics_and_the_place_to_resume_are_read_from_the_request() -> None:
    from tests.live.asgi import scope_of

    scope = scope_of("/live/events", query="topics=duty,duty:42&topics=hazard&since=1700", last_event_id="17")
    assert events._asked(scope) == (frozenset({"duty", "duty:42", "hazard"}), 17, 1700)
    assert events._asked(scope_of("/live/events", query="topics=duty&since=soon")) == (frozenset({"duty"}), None, None)
