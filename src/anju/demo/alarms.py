"""A year of alarms before the demo's first day: false ones with their causes, tests, faults; how fast people came.

None of them burned: the fires of the register were reported by people. The simulator lets devices speak from then on.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from anju.alarms.actions.history import MODELS, PastAlarm, PastCall, PastStep, beside
from anju.alarms.enums import AlarmKind, Cause, Event, Outcome, Rung
from anju.demo.history.parties import Parties
from anju.demo.inspections.scene import Scene
from anju.demo.plan.places import Place as Planned
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.supervision.lists.actions.history import Beside
from anju.telemetry.models import Device

__all__ = ["MODELS", "told"]

NUMBERS = {"district": 300, "tiny": 36}
"""Alarms of the year."""
DAYS = 360
HOURS = (0, 3, 6, 7, 11, 11, 12, 12, 14, 17, 17, 18, 18, 19, 20, 22)
"""Most come while people cook."""
CAUSES = (
    (Cause.COOKING, 34), (Cause.SMOKING, 12), (Cause.DUST, 14), (Cause.STEAM, 10), (Cause.CONSTRUCTION, 10),
    (Cause.DEVICE, 8), (Cause.DELIBERATE, 4), (Cause.UNKNOWN, 4),
)  # fmt: skip
OUTCOMES = ((Outcome.FALSE, 74), (Outcome.TEST, 12), (Outcome.FAULT, 8), (Outcome.UNKNOWN, 6))
ANSWERED = ((8, 55, 62), (65, 115, 22), (125, 175, 11), (185, 235, 5))
"""Seconds from and to, and how many of a hundred answer so fast."""
MINUTE = timedelta(minutes=1)


def told(scene: Scene, devices: Sequence[tuple[Planned, Device]]) -> Iterator[Beside]:
    """Their deeds. At one building no two on a day."""
    rng, parties, taken = scene.rng("alarms"), scene.parties("alarms"), set[tuple[int, int]]()
    for _one in range(NUMBERS[scene.plan.size.code] if devices else 0):
        place, device = rng.choice(devices)
        days = rng.randrange(1, DAYS)
        if (place.ref, days) not in taken:
            taken.add((place.ref, days))
            moment = scene.ago(days, rng.choice(HOURS), rng.randrange(60)) + timedelta(seconds=rng.randrange(60))
            latest = datetime.fromtimestamp(scene.until - 7200 - rng.randrange(3600), UTC)
            yield from beside(_alarm(scene, rng, parties, place, device, min(moment, latest)))


def _alarm(
    scene: Scene, rng: Random, parties: Parties, place: Planned, device: Device, moment: datetime
) -> PastAlarm:  # fmt: skip
    estate = scene.plan.estate_of(place.ref)
    ground, manager = parties.ground(estate), scene.people.accountable(estate, clock.local(moment).date())
    first, last, _share = rng.choices(ANSWERED, [one[2] for one in ANSWERED])[0]
    answer = timedelta(seconds=rng.randint(first, last))
    ladder = (
        PastCall(0 * MINUTE, Rung.PROPERTY, scene.unit(manager)),
        PastCall(1 * MINUTE, Rung.GRID),
        PastCall(2 * MINUTE, Rung.COMMUNITY, scene.unit(ground.community)),
        PastCall(3 * MINUTE, Rung.STREET, scene.unit(ground.street)),
    )
    calls = tuple(call for call in ladder if call.after < answer)
    who = (manager, None, ground.community, ground.street)[len(calls) - 1]
    post = parties.patroller(estate) if who is None else parties.somebody(who, estate)
    storeys = place.building.storeys if place.building else 1
    floor = rng.randint(1, max(1, storeys))
    return PastAlarm(
        device, AlarmKind.FIRE, moment, calls, _steps(rng, scene.actors[post.ref], answer),
        spot=f"{floor}层{rng.choice(('走道', '电梯厅', '前室'))}感烟探测器", floor=floor,
    )  # fmt: skip


def _steps(rng: Random, by: Actor, answer: timedelta) -> tuple[PastStep, ...]:
    """They take it, come, and say what it was, each step within its own time."""
    there = answer + timedelta(seconds=rng.randint(40, 115))
    judged = there + timedelta(seconds=rng.randint(20, 110))
    outcome = rng.choices(OUTCOMES, [one[1] for one in OUTCOMES])[0][0]
    cause = str(rng.choices(CAUSES, [one[1] for one in CAUSES])[0][0]) if outcome is Outcome.FALSE else ""
    return (
        PastStep(answer, Event.ACKNOWLEDGE, by),
        PastStep(there, Event.ARRIVE, by),
        PastStep(judged, Event.JUDGE, by, outcome, cause),
    )
