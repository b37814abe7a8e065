"""Multipart bodies: whole, as a stream cut anywhere, and given before the next boundary comes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.gateway.protocols.isapi import (
    BadAlertError,
    BadPartsError,
    Part,
    PartSplitter,
    boundary_of,
    read_push,
    split_form,
)
from tests.gateway.protocols.isapi.test_alert import FIELDS, xml

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3 + b"\r\n--bound\xff\xd9"


def part(body: bytes, kind: str = 'application/xml; charset="UTF-8"', length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return f"--boundary\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n".encode() + body + b"\r\n"


def form(*parts: tuple[str, str, bytes]) -> bytes:
    made = []
    for name, kind, body in parts:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{name}"\r\nContent-Type: {kind}'
        made.append(f"--MIME_b\r\n{head}\r\n\r\n".encode() + body)
    return b"\r\n".join([*made, b"--MIME_b--\r\n"])


FORM = "multipart/form-data; boundary=MIME_b"
HEARTBEAT = xml(eventType="videoloss", eventState="inactive")


def test_the_boundary() -> None:
    assert boundary_of("multipart/mixed; boundary=boundary") == "boundary"
    assert boundary_of('multipart/form-data; charset=utf-8; Boundary="a b:c"; x=1') == "a b:c"
    for bad in ("", "multipart/mixed", "multipart/mixed; boundary=", 'multipart/mixed; boundary="'):
        assert boundary_of(bad) is None


def test_an_alert_with_its_picture() -> None:
    push = read_push(FORM, form(("fireDetection", "application/xml", xml()), ("pic1", "image/jpeg", JPEG)))
    assert [alert.event_type for alert in push.alerts] == ["fireDetection"]
    assert [(picture.name, picture.type, picture.body) for picture in push.pictures] == [("pic1", "image/jpeg", JPEG)]
    assert push.problems == ()


def test_a_bare_body_and_json_in_parts() -> None:
    assert read_push("application/xml", xml()).alerts[0].channel == "1"
    assert read_push("", json.dumps(FIELDS).encode()).alerts[0].channel == "1"
    assert (
        read_push(FORM, form(("event_log", "application/json", json.dumps(FIELDS).encode()))).alerts[0].active is True
    )


def test_a_part_that_cannot_be_read_loses_no_other() -> None:
    push = read_push(
        FORM, form(("a", "application/xml", b"<broken"), ("b", "text/plain", b"hello"), ("c", "application/xml", xml()))
    )
    assert len(push.alerts) == 1
    assert [problem.split(":")[0] for problem in push.problems] == ["a", "b"]


def test_a_form_that_breaks_off_gives_what_came() -> None:
    whole = form(("a", "application/xml", xml()), ("pic", "image/jpeg", JPEG))
    push = read_push(FORM, whole[: whole.index(JPEG) + 100])
    assert len(push.alerts) == 1
    assert push.pictures[0].body == JPEG[:100]


def test_a_form_without_boundary_or_with_another_is_empty_or_refused() -> None:
    with pytest.raises(BadPartsError):
        read_push("multipart/form-data", form())
    assert split_form("multipart/form-data; boundary=other", form(("a", "application/xml", xml()))) == []
    with pytest.raises(BadAlertError):
        read_push("application/xml", b"<x/>")


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_stream_cut_anywhere_gives_the_same_parts(data: st.DataObject) -> None:
    bodies = [HEARTBEAT, xml(), json.dumps(FIELDS).encode(), xml(prefix="a")]
    kinds = ["application/xml", "application/xml", "application/json", "text/xml"]
    whole = (
        b"".join(part(body, kind) for body, kind in zip(bodies, kinds, strict=True))
        + part(JPEG, "image/jpeg")
        + b"--boundary--\r\n"
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    splitter = PartSplitter("boundary")
    found: list[Part] = []
    for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        found += splitter.feed(whole[start:end])
    assert [one.body for one in [*found, *splitter.close()]] == [*bodies, JPEG]


def test_byte_by_byte() -> None:
    whole = part(HEARTBEAT) + part(xml()) + part(JPEG, "image/jpeg")
    splitter = PartSplitter("boundary")
    found = [one for at in range(len(whole)) for one in splitter.feed(whole[at : at + 1])]
    assert [one.body for one in found] == [HEARTBEAT, xml()]
    assert [one.body.removesuffix(b"\r\n") for one in splitter.close()] == [JPEG]


@pytest.mark.parametrize("length", [0, 1, 400, 10_000, None])
def test_an_alarm_does_not_wait_for_the_next_boundary_whatever_length_it_claims(length: int | None) -> None:
    assert [one.body for one in PartSplitter("boundary").feed(part(xml(), length=length))] == [xml()]


def test_json_does_not_wait_either_where_its_length_is_true_and_waits_where_it_is_not() -> None:
    body = json.dumps(FIELDS, ensure_ascii=False).encode()
    assert [one.body for one in PartSplitter("boundary").feed(part(body, "application/json"))] == [body]
    in_characters = len(body.decode())
    assert in_characters < len(body)
    splitter = PartSplitter("boundary")
    assert splitter.feed(part(body, "application/json", length=in_characters)) == []
    assert [one.body for one in splitter.feed(b"--boundary\r\n")] == [body]


def test_lines_may_end_without_a_carriage_return_and_heads_may_be_missing() -> None:
    splitter = PartSplitter("boundary")
    found = splitter.feed(
        b"--boundary\nContent-Type: application/xml\n\n" + xml() + b"\n--boundary\r\n\r\nbare\r\n--boundary--"
    )
    assert [(one.type, one.body) for one in found] == [("application/xml", xml()), ("", b"bare")]


def test_what_comes_before_the_first_and_after_the_last_boundary_is_nothing() -> None:
    splitter = PartSplitter("boundary")
    assert len(splitter.feed(b"HTTP junk\r\n" * 100 + part(xml()) + b"--boundary--\r\nafter")) == 1
    assert splitter.feed(part(xml())) == []
    assert splitter.close() == []


def test_too_much_is_refused_and_bounded() -> None:
    splitter = PartSplitter("boundary", most=1000)
    with pytest.raises(BadPartsError, match="more than 1000"):
        for _ in range(20):
            splitter.feed(b"--boundary\r\nContent-Type: image/jpeg\r\n\r\n" + bytes(100) if _ == 0 else bytes(100))
    with pytest.raises(BadPartsError, match="head"):
        PartSplitter("boundary").feed(b"--boundary\r\n" + b"X-Y: z\r\n" * 5000)
    endless = PartSplitter("boundary", most=1000)
    for _ in range(100):
        assert endless.feed(bytes(1000)) == []
    assert len(endless._buffer) < 100
