"""What a file of behaviours says (`behaviours.toml` explains every key). Anybody may bring his own."""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

OWN = Path(__file__).with_name("behaviours.toml")

Range = tuple[float, float]

CHOICES = {
    "way": ("walk", "desk", "away"),
    "timing": ("walked", "burst", "every"),
    "photos": ("taken", "reused"),
    "readings": ("read", "constant", "copied"),
}


class BehavioursError(ValueError):
    """The file cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One way to patrol. The keys are those of `behaviours.toml`, which says what each means."""

    name: str
    share: float
    faking: bool
    rounds: Range
    places: Range
    stairs: float
    pace: Range
    look: Range
    floor: Range
    tick_off: float
    not_seen: float
    positions: float
    error: Range
    claimed: Range
    lost: float
    lost_by: Range
    shift: Range
    frozen: float
    mocked: bool
    trusted: bool
    photo: float
    slip: float
    reading: float
    base: Range
    swing: float
    scale: Range
    clock: Range
    offline: Range
    later: float
    shared: bool
    way: str
    timing: str
    within: Range
    every: Range
    jitter: float
    photos: str
    stock: Range
    crop: float
    quality: Range
    mirror: float
    readings: str
    constant: float
    backdated: bool
    faked: Range

    def honestly(self) -> "Behaviour":
        """The same person's honest rounds."""
        return replace(self, way="walk", timing="walked", photos="taken", readings="read", backdated=False)


@dataclass(frozen=True, slots=True)
class Looks:
    """What others see, whoever patrolled."""

    share: float
    hazards: float
    detects: float
    residents: float
    readings: float


@dataclass(frozen=True, slots=True)
class Behaviours:
    honest: tuple[Behaviour, ...]
    faking: tuple[Behaviour, ...]
    looks: Looks


def load(path: Path = OWN) -> Behaviours:
    """Read a file of behaviours. Raises BehavioursError for what is missing, unknown or of the wrong form."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BehavioursError(f"{path.name}: {error}") from error
    if strange := set(told) - {"usual", "others", "honest", "faking"}:
        raise BehavioursError(f"{path.name}: unknown part {sorted(strange)[0]}")
    usual = told.get("usual", {})
    honest, faking = (
        tuple(_behaviour(one, usual, faking=kind == "faking") for one in told.get(kind, []))
        for kind in ("honest", "faking")
    )
    if not honest or not faking:
        raise BehavioursError(f"{path.name}: at least one [[honest]] and one [[faking]] are needed")
    return Behaviours(honest, faking, _looks(told.get("others", {})))


def _behaviour(own: dict[str, Any], usual: dict[str, Any], *, faking: bool) -> Behaviour:
    said = {**usual, **own, "faking": faking}
    where = str(own.get("name", "a behaviour without a name"))
    known = {field.name: field.type for field in fields(Behaviour)}
    if strange := set(said) - set(known):
        raise BehavioursError(f"{where}: unknown key {sorted(strange)[0]}")
    if missing := set(known) - set(said):
        raise BehavioursError(f"{where}: no {sorted(missing)[0]}, and [usual] has none")
    return Behaviour(**{key: _value(where, key, said[key], kind) for key, kind in known.items()})


def _value(where: str, key: str, value: Any, kind: Any) -> Any:
    if kind is bool and isinstance(value, bool):
        return value
    if kind is str and isinstance(value, str) and value in CHOICES.get(key, (value,)):
        return value
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if kind == Range and isinstance(value, list) and len(value) == 2:
        return tuple(_value(where, key, end, float) for end in value)
    raise BehavioursError(f"{where}: {key} cannot be {value!r}")


def _looks(said: dict[str, Any]) -> Looks:
    known = [field.name for field in fields(Looks)]
    if set(said) != set(known):
        raise BehavioursError(f"[others] holds exactly {', '.join(known)}")
    return Looks(**{key: _value("[others]", key, said[key], float) for key in known})
