"""Whatever bytes are handed in, the answer is a form or a refusal with words."""

import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.burden.sheets.opening import open_form
from anju.burden.sheets.refusing import FormRefusedError
from anju.burden.sheets.understanding import understood
from tests.burden.conftest import book_of

GOOD = book_of([["序号", "隐患类型", "详细地址"], [], ["填报单位：", None, "审核人："]])
PARTS = zipfile.ZipFile(io.BytesIO(GOOD)).namelist()
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def tried(content: bytes) -> None:
    said = "taken"
    try:
        understood(open_form(content))
    except FormRefusedError as refusal:
        said = refusal.words()
    assert said


@SLOW
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    tried(content)


@SLOW
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_byte_of_a_form_changed(at: int, value: int) -> None:
    tried(GOOD[:at] + bytes([value]) + GOOD[at + 1 :])


@SLOW
@given(st.integers(0, len(GOOD)))
def test_a_form_that_breaks_off(at: int) -> None:
    tried(GOOD[:at])


@SLOW
@given(st.sampled_from(PARTS), st.integers(0, 3000), st.text(alphabet='<>"/=abc 019rst', max_size=30))
def test_a_part_with_something_put_in(name: str, at: int, text: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.namelist():
            data = old.read(one)
            new.writestr(one, data[:at] + text.encode() + data[at:] if one == name else data)
    tried(target.getvalue())


@SLOW
@given(st.lists(st.lists(st.text(max_size=20) | st.integers() | st.none(), max_size=8), max_size=12))
def test_any_texts(rows: list[list[object]]) -> None:
    clean = [[_writable(value) for value in row] for row in rows]
    tried(book_of(clean))


def _writable(value: object) -> object:
    if isinstance(value, str):
        return "".join(letter for letter in value if letter.isprintable())
    return value
