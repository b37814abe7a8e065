"""帧解析: what staff see of a frame, and who may."""

import pytest
from django.test import Client
from django.urls import reverse

from anju.portals.views import frames
from tests.cast import Cast, make_cast
from tests.gateway.protocols.gbt26875.made import BEAT, FIRE, spoilt
from tests.security.garbage import get_all, post_all

PAGE = reverse("portals:frames")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def signed_in(cast: Cast, name: str = "administrator") -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def test_support_reads_a_frame_field_by_field(cast: Cast) -> None:
    client = signed_in(cast)
    assert "报文（十六进制）" in client.get(PAGE).content.decode()
    text = client.post(PAGE, {"hex": FIRE.hex(" "), "dialect": "std"}).content.decode()
    for said in ("42 点型光电感烟火灾探测器", "0x2 测试状态、火警", "2号楼3层走道", "图 17", "component type"):
        assert said in text
    assert FIRE.hex(" ") in text, "the form keeps what was typed"


def test_everything_between_the_frames_is_shown_with_what_is_wrong(cast: Cast) -> None:
    sent = (FIRE + b"xx" + spoilt(FIRE, 40) + BEAT).hex()
    text = signed_in(cast).post(PAGE, {"hex": sent, "dialect": "std"}).content.decode()
    assert text.count("<tbody>") == 4
    assert "校验和不符" in text
    assert "不以 @@ 开头" in text


def test_a_dialect_is_chosen_by_hand(cast: Cast) -> None:
    client = signed_in(cast)
    sent = bytes.fromhex("1c01101112130114")
    frame = FIRE[:24] + b"\x08\x00\x02" + sent
    frame += bytes((sum(frame[2:]) % 256,)) + b"##"
    for dialect, moment in (("std", "2020-01-19 18:17:16"), ("dahua-v1.03", "2014-01-13 12:11:10")):
        assert moment in client.post(PAGE, {"hex": frame.hex(), "dialect": dialect}).content.decode()


@pytest.mark.parametrize(
    "sent",
    [{"hex": "40 4"}, {"hex": "你好"}, {"hex": ""}, {"hex": "00", "dialect": "nobody's"}, {"hex": "40" * 40_000}],
)
def test_what_is_no_hex_is_said_at_the_field(cast: Cast, sent: dict[str, str]) -> None:
    answer = signed_in(cast).post(PAGE, {"dialect": "std", **sent})
    assert answer.status_code == 422
    assert "没有读懂" in answer.content.decode()
    assert 'class="err"' in answer.content.decode()


def test_a_description_cannot_become_part_of_the_page(cast: Cast) -> None:
    evil = b"<script>alert(1)</script>".ljust(31, b"\0")
    frame = FIRE[:38] + evil + FIRE[69:-3]
    frame += bytes((sum(frame[2:]) % 256,)) + b"##"
    text = signed_in(cast).post(PAGE, {"hex": frame.hex(), "dialect": "std"}).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_a_long_recording_is_cut_and_says_so(cast: Cast) -> None:
    text = signed_in(cast).post(PAGE, {"hex": (BEAT * (frames.SHOWN + 2)).hex(), "dialect": "std"}).content.decode()
    assert text.count("<tbody>") == frames.SHOWN
    assert "还有 2 段没有显示" in text


def test_a_grid_member_does_not(cast: Cast) -> None:
    client = signed_in(cast, "grid_member")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"hex": BEAT.hex(), "dialect": "std"}).status_code == 403


def test_in_english(cast: Cast) -> None:
    client = signed_in(cast)
    text = client.post(PAGE, {"hex": FIRE.hex(), "dialect": "std"}, headers={"accept-language": "en"}).content.decode()
    assert "point photoelectric smoke detector" in text
    assert "Piece 1, 78 bytes" in text


def test_garbage_breaks_nothing(cast: Cast) -> None:
    client = signed_in(cast)
    assert post_all(client, PAGE, ("hex", "dialect")) + get_all(client, PAGE, ("hex", "dialect")) == []
