"""Clutter carried out of corridors: some loads weighed, most estimated, together exactly the size's mass."""

from datetime import date
from random import Random

from anju.demo.history.deeds import CleanUp
from anju.demo.history.parties import Parties
from anju.demo.history.rhythm import Rhythm, local_day
from anju.demo.plan import District, Kind

__all__ = ["clean_ups"]

_WEIGHED_SHARE = 0.38
_LOADS_PER_TONNE = 14


def clean_ups(rng: Random, district: District, parties: Parties, rhythm: Rhythm, total_kg: int) -> list[CleanUp]:
    """Loads in the order of their days, whole kilograms each. Estimates are round numbers; weighed ones are not."""
    weighed_kg = round(total_kg * _WEIGHED_SHARE / 10) * 10
    loads = [(kg, True) for kg in _split(rng, weighed_kg, max(2, weighed_kg * _LOADS_PER_TONNE // 1600), 1)]
    estimated = total_kg - weighed_kg
    pieces = _split(rng, estimated // 10, max(2, estimated * _LOADS_PER_TONNE // 1000), 1)
    pieces = [kg * 10 for kg in pieces]
    pieces[-1] += estimated % 10
    loads += [(kg, False) for kg in pieces]
    rng.shuffle(loads)
    days = sorted(local_day(at) for at in rhythm.moments(len(loads)))
    estates = district.of(Kind.ESTATE)
    return [
        _load(rng, parties, day, rng.choice(estates).ref, kg, weighed)
        for day, (kg, weighed) in zip(days, loads, strict=True)
    ]


def _load(rng: Random, parties: Parties, day: date, estate: int, kilograms: int, weighed: bool) -> CleanUp:
    accountable = parties.people.accountable(estate, day)
    kind = parties.people.organisations[accountable].kind
    who = accountable if kind == "property_company" and rng.random() < 0.6 else parties.ground(estate).community
    post = next(post for post in parties.people.by_organisation[who] if post.role in {"community", "property_manager"})
    return CleanUp(day, estate, post.ref, kilograms, weighed)


def _split(rng: Random, total: int, count: int, least: int) -> list[int]:
    """Whole random parts of a total, each at least so much, exactly adding up."""
    shares = [rng.lognormvariate(0, 0.6) for _ in range(count)]
    free, whole = total - least * count, sum(shares)
    parts = [least + int(free * share / whole) for share in shares]
    for i in range(total - sum(parts)):
        parts[i % count] += 1
    return parts
