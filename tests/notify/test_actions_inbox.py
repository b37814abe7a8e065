"""Own marks on own messages."""

from datetime import timedelta
from typing import Any

import pytest

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.ledger.deeds import Ref
from anju.kernel.ledger.models import Entry
from anju.notify import actions
from anju.notify.models import Message, Preference
from anju.notify.queries import inbox
from anju.notify.queries.recipients import Accounts
from tests.notify.conftest import TUESDAY_TEN, District


def _tell(district: District, who: str = "manager", **more: Any) -> Message:
    notice = actions.tell(
        system("test"), code="test.plain", to=Accounts(district.id(who)), subject=Ref("duty", "7"), params={"n": 1},
        path="/cc/1/1/", **more,
    )  # fmt: skip
    return notice.messages.get()


def _shelf(district: District, name: str, who: str = "manager") -> list[int]:
    return [row.pk for row in inbox.shelf(district.actor(who), name)]


def test_a_new_message_is_unread(district: District) -> None:
    message = _tell(district)
    assert _shelf(district, "unread") == [message.pk]
    assert inbox.unread_count(district.actor("manager")) == 1


def test_reading_takes_it_from_the_new_ones_and_leaves_it_open(district: District) -> None:
    message = _tell(district)
    assert actions.mark_read(by=district.actor("manager"), messages=[message.pk]) == 1
    assert (_shelf(district, "unread"), _shelf(district, "open")) == ([], [message.pk])


def test_done_puts_it_away(district: District) -> None:
    message = _tell(district)
    actions.mark_done(by=district.actor("manager"), messages=[message.pk])
    assert (_shelf(district, "open"), _shelf(district, "done")) == ([], [message.pk])


def test_both_marks_can_be_taken_back(district: District) -> None:
    message = _tell(district)
    actions.mark_done(by=district.actor("manager"), messages=[message.pk])
    actions.mark_unread(by=district.actor("manager"), messages=[message.pk])
    assert _shelf(district, "unread") == [message.pk]


def test_a_second_mark_keeps_the_first_moment(district: District) -> None:
    message = _tell(district)
    with clock.simulated(clock.now() + timedelta(hours=1)):
        actions.mark_read(by=district.actor("manager"), messages=[message.pk])
        first = Message._all.get().read_at
    with clock.simulated(clock.now() + timedelta(hours=2)):
        assert actions.mark_read(by=district.actor("manager"), messages=[message.pk]) == 0
    assert Message._all.get().read_at == first


@pytest.mark.parametrize("who", ["outsider", "office", "admin", "second"])
def test_nobody_marks_or_sees_anothers_messages(district: District, who: str) -> None:
    message = _tell(district)
    for mark in (actions.mark_read, actions.mark_done, actions.mark_unread):
        assert mark(by=district.actor(who), messages=[message.pk]) == 0
    assert _shelf(district, "open", who) == []


def test_marks_enter_nothing(district: District) -> None:
    message = _tell(district)
    before = Entry._all.count()
    actions.mark_done(by=district.actor("manager"), messages=[message.pk])
    assert Entry._all.count() == before


def test_a_message_shows_from_its_moment_on(district: District) -> None:
    with clock.simulated(TUESDAY_TEN):
        message = _tell(district, not_before=TUESDAY_TEN + timedelta(days=1))
        assert _shelf(district, "open") == []
    with clock.simulated(TUESDAY_TEN + timedelta(days=1)):
        assert _shelf(district, "open") == [message.pk]


def test_pages_follow_one_another_without_gap_or_repetition(district: District) -> None:
    with clock.simulated(TUESDAY_TEN):
        told = [_tell(district).pk for _ in range(inbox.PAGE + 3)]
        rows = inbox.shelf(district.actor("manager"), "open")
        first, more = inbox.page(rows, None)
        second, end = inbox.page(rows, (first[-1].visible_at, first[-1].pk))
    assert (more, end) == (True, False)
    assert [row.pk for row in (*first, *second)] == told[::-1]


def test_settings_are_the_defaults_until_somebody_sets_them(district: District) -> None:
    preference = inbox.preference_of(district.id("manager"))
    assert not Preference._all.exists()
    assert (preference.email, preference.digest) == (True, False)
