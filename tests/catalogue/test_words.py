"""How deadlines and fields are said."""

from dataclasses import fields, replace

import pytest

from anju.catalogue import shipped
from anju.catalogue.enums import DeadlineKind
from anju.catalogue.rules import KindFacts
from anju.catalogue.words import deadline_words, field_words

SOUND = shipped.hazard_kinds()["ES-03"]


@pytest.mark.parametrize(
    ("kind", "days", "words"),
    [
        (DeadlineKind.AT_ONCE, 0, "立即"),
        (DeadlineKind.NATURAL, 0, "当日"),
        (DeadlineKind.NATURAL, 7, "7 天"),
        (DeadlineKind.WORKING, 3, "3 工作日"),
    ],
)
def test_a_deadline_is_said_with_its_unit(kind: DeadlineKind, days: int, words: str) -> None:
    assert deadline_words(replace(SOUND, deadline_kind=kind, deadline_days=days)) == words


def test_every_field_but_code_and_family_has_a_word() -> None:
    unsaid = {field.name for field in fields(KindFacts) if field_words(field.name) == field.name}
    assert unsaid == {"code", "category"}
