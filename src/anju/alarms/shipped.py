"""The rules a release brings. Thresholds: the district's own register of facilities; see `data/rules.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "rules.toml"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One rule as it is shipped: what it is called, over what, and whether it is on from the start."""

    code: str
    name: str
    facility_kind: str
    alarm_kind: str
    hazard_code: str
    enabled: bool
    definition: dict[str, Any]


@cache
def rules() -> tuple[Shipped, ...]:
    """Every shipped rule, by code."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["rule"]
    return tuple(
        Shipped(
            row["code"], row["name"], row["facility"], row["alarm"], row.get("hazard", ""), row["enabled"],
            {"when": row["when"], "for_s": row["for_s"]},
        )
        for row in sorted(found, key=lambda row: row["code"])
    )  # fmt: skip
