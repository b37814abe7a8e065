"""Logs carry no personal data."""

import pytest

from anju.config import logs


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("called 13800001111 twice", "called … twice"),
        ("DETAIL:  Key (phone)=(138) already exists.", "DETAIL:…"),
        ("Not Found: /link/AbCdEfGhIjKlMnOpQrSt/", "Not Found: /link/…/"),
        ("42 entries", "42 entries"),
        ("2026-11-24", "2026-11-24"),
    ],
)
def test_what_may_be_personal_is_masked(text: str, kept: str) -> None:
    assert logs.clean(text) == kept


def test_every_text_of_an_event_is_masked_and_numbers_stay() -> None:
    event = {"event": "sent to 13800001111", "exception": "ValueError: 13800001111", "ms": 12345678}
    done = logs.without_personal_data(None, "info", event)
    assert done == {"event": "sent to …", "exception": "ValueError: …", "ms": 12345678}


def test_a_request_object_is_not_written() -> None:
    import logging

    record = logging.LogRecord("django.request", 30, "", 1, "x", (), None)
    record.__dict__["request"] = object()
    logs._without_request(None, "warning", {"_record": record})
    assert "request" not in record.__dict__
