"""A place is alike by its hazards and at least one thing more."""

import pytest

from anju.supervision.inspections.backcheck.enums import Alike
from anju.supervision.inspections.backcheck.rules.alike import Conditions, height_class, why

BURNED = Conditions(mode="property_company", manager=7, height_cm=8000, year=1998)
KINDS = {"ES-01"}


def here(**more: object) -> Conditions:
    return Conditions(**{"kinds": frozenset(KINDS), **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "reasons"),
    [
        (here(mode="property_company"), [Alike.KINDS, Alike.MODE]),
        (here(manager=7), [Alike.KINDS, Alike.MANAGER]),
        (here(height_cm=6000), [Alike.KINDS, Alike.HEIGHT]),
        (here(year=2008), [Alike.KINDS, Alike.AGE]),
        (here(recurring=frozenset(KINDS)), [Alike.KINDS, Alike.RECURRING]),
    ],
)
def test_each_reason_is_named(one: Conditions, reasons: list[Alike]) -> None:
    assert why(one, BURNED, KINDS) == reasons


@pytest.mark.parametrize(
    "one",
    [
        here(),
        here(mode="owners", manager=8, height_cm=2000, year=2009),
        Conditions(mode="property_company", manager=7, height_cm=8000, year=1998),
        Conditions(kinds=frozenset({"EL-01"}), manager=7),
    ],
)
def test_one_thing_alone_or_other_hazards_make_nothing_alike(one: Conditions) -> None:
    assert why(one, BURNED, KINDS) == []


def test_what_is_not_known_is_like_nothing() -> None:
    assert why(here(), Conditions(), KINDS) == []


def test_classes_of_height() -> None:
    assert [height_class(one) for one in (None, 2700, 2701, 5400, 5401)] == [None, 0, 1, 1, 2]
