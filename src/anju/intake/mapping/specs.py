"""What a target wants to know: its fields, how they are called, what they accept."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from anju.intake.tables.text import header_key


class FieldType(StrEnum):
    """How a cell is read. `IDENTIFIER` is text that must not have passed through a number; a `DEADLINE` is a moment
    whose day lasts to its end where no time is written.
    """

    TEXT = "text"
    IDENTIFIER = "identifier"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    DEADLINE = "deadline"
    TONNES = "tonnes"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    PHONE = "phone"
    CREDIT_CODE = "credit_code"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a target.

    `label` is its Chinese name, which heads the template's column; `aliases` are further names that people use.
    `choices` maps a stored value to its Chinese label; both, and the English label after a `|`, are accepted.
    """

    name: str
    label: str
    label_en: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: dict[str, str] = field(default_factory=dict)
    limit: int | None = None
    low: int | None = None
    high: int | None = None
    help: str = ""
    example: str = ""
    personal: bool = False
    """Personal data: a page that says what changed names the field and shows no value."""

    @property
    def keys(self) -> frozenset[str]:
        """Every name of the field as a header key."""
        return frozenset(header_key(name) for name in (self.label, self.label_en, self.name, *self.aliases))

    @property
    def accepted(self) -> dict[str, str]:
        """Every accepted spelling of a choice (casefolded) → the stored value."""
        spellings: dict[str, str] = {}
        for stored, label in self.choices.items():
            for spelling in (stored, *label.split("|")):
                spellings[spelling.strip().casefold()] = stored
        return spellings

    @property
    def shown_choices(self) -> str:
        """The choices as a sentence lists them."""
        return "、".join(label.split("|")[0] for label in self.choices.values())


def known_keys(specs: tuple[FieldSpec, ...]) -> frozenset[str]:
    """The header keys of all fields: what marks a row as a header."""
    return frozenset().union(*(spec.keys for spec in specs))
