"""Status words of GB/T 26875.3 as states: which bit says what, and what changed between two words."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from anju.gateway.observed import Deed, State
from anju.gateway.protocols.gbt26875 import Dialect

SYSTEM, COMPONENT, UITD = 1, 2, 21
"""Types of units that carry a word; a word's table is named by them."""

_COMMON: Final[Mapping[int, State | Deed]] = {
    1: State.FIRE,
    2: State.FAULT,
    3: State.DISABLED,
    4: State.SUPERVISORY,
    5: State.STARTED,
    6: State.FEEDBACK,
    7: State.DELAYED,
}
_TABLES: Final[Mapping[int, Mapping[int, State | Deed]]] = {
    SYSTEM: {
        **_COMMON,
        8: State.MAINS_FAULT,
        9: State.BACKUP_POWER_FAULT,
        10: State.LINE_FAULT,
        11: State.MANUAL,
        12: Deed.CONFIGURED,
        13: Deed.RESET,
    },
    COMPONENT: {**_COMMON, 8: State.POWER_FAULT},
    UITD: {
        1: State.FIRE,
        2: State.FAULT,
        3: State.MAINS_FAULT,
        4: State.BACKUP_POWER_FAULT,
        5: State.LINK_FAULT,
        6: State.LINE_FAULT,
    },
}
_DAHUA: Final[Mapping[int, State | Deed]] = {
    **_COMMON,
    8: State.POWER_FAULT,
    9: State.OFFLINE,
    10: State.LINE_FAULT,
    11: State.LINE_FAULT,
    12: State.TAMPER,
    14: State.FAULT,
    15: State.FAULT,
}
OPERATIONS: Final[Mapping[int, Deed]] = {
    0: Deed.RESET,
    1: Deed.SILENCE,
    2: Deed.MANUAL_ALARM,
    3: Deed.CLEAR_ALARM,
    4: Deed.SELF_TEST,
    5: Deed.CONFIRMED,
    6: Deed.TEST,
}
UITD_OPERATIONS: Final[Mapping[int, Deed]] = {**OPERATIONS, 5: Deed.DUTY_ANSWERED}

DAHUA_TABLE: Final = 102
"""Component words of the maker whose bits are its own."""


def table_of(number: int, dialect: Dialect) -> int:
    """By which table the words of a type are read."""
    return DAHUA_TABLE if number == COMPONENT and not dialect.normal_bit else number


def clear(table: int) -> int:
    """The word of a point at which nothing is the matter: what counts as said before it ever spoke."""
    return 0 if table == DAHUA_TABLE else 1


@lru_cache(maxsize=65_536)
def said_by(table: int, word: int) -> frozenset[State | Deed]:
    """All that a word says is so. Bit 0 is the test: on where it is 0 (one maker: where it is 1)."""
    bits = _DAHUA if table == DAHUA_TABLE else _TABLES[table]
    found: set[State | Deed] = {what for bit, what in bits.items() if word >> bit & 1}
    if bool(word & 1) == (table == DAHUA_TABLE):
        found.add(State.TEST)
    return frozenset(found)


def restored(table: int, before: int, word: int) -> int:
    """The word after a message that says that something is over (a maker's types of restoring): what its bits name,
    or everything where they name nothing."""
    named = word & ~1
    return (before & ~named if named else 0) & ~1 | clear(table)


def deeds_of(word: int, *, uitd: bool) -> list[Deed]:
    """What was done, by a byte of operations."""
    table = UITD_OPERATIONS if uitd else OPERATIONS
    return [deed for bit, deed in table.items() if word >> bit & 1]
