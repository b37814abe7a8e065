"""Second looks: drawn monthly in each street by a lot anybody can repeat, made by who cannot know the first result."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.ledger.deeds import Deed, deed, district_of
from anju.kernel.permissions import require
from anju.places.models import Place
from anju.supervision.grid.enums import Part
from anju.supervision.grid.models import Draw, Recheck, Round, Stop
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import questions, rechecks, second_looks
from anju.supervision.grid.queries.evidence import canonical
from anju.supervision.grid.queries.rechecks import Patrolled
from anju.supervision.grid.queries.walkers import local_day, second_look_at
from anju.supervision.grid.rules import drawing
from anju.supervision.grid.rules.choosing import Again, Who, checker_of
from anju.supervision.grid.rules.credibility import weight
from anju.supervision.grid.rules.looks import Place as DrawnFrom

MACHINE = system("rechecks")
DRAW_DAY = 8
"""From this day of a month on the platform draws where nobody has."""
STOPS = 3
"""Second looks that are put at the end of a round, at most."""
AGAIN = {"key": "recheck"}


def draw_month(*, by: Actor, street: Place, month: date) -> Draw:
    """Draw a street's second looks of the present month. The seed is made here, after the inputs stand.

    Raises MissingPermissionError; ValidationError where it was drawn, the month is another or nothing was patrolled.
    """
    require(by, Permission.DRAW_RECHECKS, path=street.path)
    with deed(by=by) as act:
        now = clock.from_us(act.at)
        if month != first_of_month(now):
            raise ValidationError(_("只能抽本月的。"))
        if rechecks.drawn_before(street.path, month):
            raise ValidationError(_("这个街道本月已经抽过，每月只抽一次。"))
        frame = rechecks.patrolled(street.path, now)
        if not frame:
            raise ValidationError(_("近 30 天没有看过的地点，没有可以复查的。等有了巡查记录再抽。"))
        doubts = {place: left for place, left in questions.doubts(street.path, now).items() if place in frame}
        inputs = canonical([[one.place, one.path, one.kind, one.visit] for _place, one in sorted(frame.items())])
        weighed = {str(place): round(1000 * left) for place, left in sorted(doubts.items())}
        row = Draw._all.create(
            path=street.path, month=month, seed=secrets.token_hex(16), inputs=inputs, digest=digest_of(inputs),
            doubts=canonical(weighed), drawn_at=now, drawn_by=by.account,
        )  # fmt: skip
        made = _made(row, frame, drawn_from(row))
        _assign(made, frame, street.path, now)
        Recheck._all.bulk_create(made)
        said = {"seed": row.seed, "digest": row.digest, "doubts": digest_of(row.doubts), "of": len(frame)}
        act.enter("patrol_draw.made", row, path=street.path, data=said)
        for one in made:
            act.enter("patrol_recheck.chosen", one, path=one.path, data={"draw": row.pk})
    return row


def first_of_month(now: datetime) -> date:
    """The first day of the present month in district time."""
    return clock.local(now).date().replace(day=1)


def digest_of(inputs: str) -> str:
    """What the ledger keeps of the inputs."""
    return hashlib.sha256(inputs.encode()).hexdigest()


def drawn_from(row: Draw) -> drawing.Draw:
    """The lot of a seed and its inputs; drawn again it is the same. The blind part asks nothing of the doubts."""
    places = [
        DrawnFrom(str(place), 0, 0, "", street=row.path, kind=kind)
        for place, _path, kind, _visit in json.loads(row.inputs)
    ]
    return drawing.draw(places, row.seed, doubts=_doubts(row))


def _doubts(row: Draw) -> dict[str, float]:
    return {place: thousandths / 1000 for place, thousandths in json.loads(row.doubts).items()}


def _made(row: Draw, frame: Mapping[int, Patrolled], drawn: drawing.Draw) -> list[Recheck]:
    doubts = _doubts(row)
    parts = dict.fromkeys(drawn.doubted, Part.DOUBTED)
    parts.update({place: Part.BLIND for ids in drawn.blind.values() for place in ids})
    return [
        Recheck(
            draw=row, place_id=int(place), path=frame[int(place)].path, kind=frame[int(place)].kind,
            first_id=frame[int(place)].visit, month=row.month, part=part, drawn_at=row.drawn_at, drawn_by=row.drawn_by,
            weight_e6=round(1_000_000 * (weight(doubts[place]) if part is Part.DOUBTED else 1)),
        )
        for place, part in sorted(parts.items(), key=lambda item: int(item[0]))
    ]  # fmt: skip


def _assign(rows: list[Recheck], frame: Mapping[int, Patrolled], street: str, now: datetime) -> None:
    """Somebody who cannot know the first result, as far as there is anybody."""
    people: list[Who] = rechecks.candidates(f"/{district_of(street)}/", local_day(now))
    knowing = rechecks.knowing({row.place_id: row.path for row in rows})
    open_now = dict(rechecks.loads({one.account for one in people}))
    for row in rows:
        first = frame[row.place_id]
        again = Again(row.path, street, first.account, first.organisation, knowing.get(row.place_id, frozenset()))
        row.checker_id = checker_of(again, people, open_now)
        if row.checker_id is not None:
            open_now[row.checker_id] = open_now.get(row.checker_id, 0) + 1


def draw_due(now: datetime) -> int:
    """Draw where the month's day has come and nobody has drawn; how many streets."""
    if clock.local(now).day < DRAW_DAY:
        return 0
    made = 0
    for street in rechecks.streets_without(first_of_month(now)):
        try:
            draw_month(by=MACHINE, street=street, month=first_of_month(now))
        except ValidationError:
            continue
        made += 1
    return made


def add_second_looks(act: Deed, one: Round, after: int) -> None:
    """Somebody's second looks stand at the end of his round. Told by the round's own entry."""
    held = set(Stop._all.filter(round=one).values_list("place", flat=True))
    waiting = [row for row in rechecks.own_open(one.account_id) if row.place_id not in held][:STOPS]
    Stop._all.bulk_create(
        Stop(round=one, place=row.place, order=after + at, metres=0, why=[AGAIN], look_at=[])
        for at, row in enumerate(waiting, start=1)
    )
    if waiting:
        act.enter("patrol_round.changed", one, path=one.path, data={"places": [row.place_id for row in waiting]})


def settle_second_look(*, visit: int) -> None:
    """A visit has come, or was taken back: the second look it belongs to has its result, or none any more."""
    seen = rechecks.visit(visit)
    found = second_look_at(seen.account_id, seen.path, seen.day) if seen is not None else None
    if found is None:
        return
    with deed(by=MACHINE) as act:
        row = rechecks.locked(found.pk)
        if row is None:
            return
        second, result = second_looks.result_of(second_looks.looks_of(row, row.drawn_at))
        if (row.second_id, row.result) == (second.pk if second else None, result):
            return
        row.second, row.result = second, result
        row.checked_at = second.recorded_at if second is not None else None
        row.save(update_fields=["second", "result", "checked_at"])
        act.enter("patrol_recheck.looked", row, path=row.path, data={"result": row.result})


def redrawn(row: Draw) -> bool:
    """Whether the kept lot is what its seed and inputs give, and the inputs are those of the digest."""
    drawn = drawn_from(row)
    blind = {int(place) for ids in drawn.blind.values() for place in ids}
    kept = {place for place, part in row.rechecks.values_list("place", "part") if part == Part.BLIND}
    return digest_of(row.inputs) == row.digest and kept == blind
