"""Writing rounds: drawn on asking, reshuffled by hand, handed on when somebody is away. Nobody has to finish one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import allowed
from anju.people.models import Account
from anju.people.queries.actor import actor_of
from anju.supervision.grid.actions.plans import MACHINE, make_plan
from anju.supervision.grid.actions.rechecking import add_second_looks
from anju.supervision.grid.enums import RoundState, StopState
from anju.supervision.grid.models import Plan, Round, Stop
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.queries import planning, standing
from anju.supervision.grid.queries.planning import InLine
from anju.supervision.grid.queries.rounds import absence_on, grid_to_plan, locked_round, locked_stop, place_on
from anju.supervision.grid.rules.walking import MOST_STOPS, chosen, legs

HANDED, ADDED = {"key": "handed"}, {"key": "added"}


def draw_round(*, by: Actor, account: Account, day: date, minutes: int | None = None) -> Round | None:
    """A person's walk of a day: the one that is open, else a new one; None without ground or where nothing is due.

    Places on a colleague's round of the day are left out. An open round of another day ends. Raises PermissionDenied
    for somebody else's round without the permission to plan there.
    """
    walker = _walker(by, account, day)
    _plan_first(walker, day)
    plans = planning.plans_of(walker, day)
    if by.account != account.pk:
        _may_plan(by, plans)
    with deed(by=by) as act:
        plans = standing.locked_plans(plans)
        held = planning.open_round(account.pk)
        if held is not None and held.day == day and any(plan.pk == held.plan_id for plan in plans):
            return held
        if held is not None:
            _end(act, held)
        plan, line = _most_pressing(plans, day, account)
        walk = _walk(line, minutes or plan.minutes) if plan is not None else []
        if plan is None or not walk:
            return None
        return _begin(act, plan, account, day, minutes or plan.minutes, walk)


def _walker(by: Actor, account: Account, day: date) -> Actor:
    return by if by.account == account.pk else actor_of(account, today=day)


def _may_plan(by: Actor, plans: Sequence[Plan]) -> None:
    if not plans or not all(allowed(by, Permission.PLAN, path=one.path, parties=[one.organisation]) for one in plans):
        raise PermissionDenied


def _plan_first(walker: Actor, day: date) -> None:
    """A grid nobody planned yet gets its default plan now, by the platform itself."""
    grid = grid_to_plan(walker)
    if grid is not None:
        make_plan(by=MACHINE, on=day, grid=grid)


def _most_pressing(plans: Sequence[Plan], day: date, account: Account) -> tuple[Plan | None, list[InLine]]:
    """The plan whose first in line comes first; a company's people have one for each project."""
    best: tuple[Plan | None, list[InLine]] = (None, [])
    for plan in plans:
        line = planning.due(planning.line_of(plan, day, but=planning.taken(plan, day, account=account.pk)))
        if line and (not best[1] or line[0].standing.rank() < best[1][0].standing.rank()):
            best = (plan, line)
    return best


def _walk(line: Sequence[InLine], minutes: int) -> list[InLine]:
    by_place = {one.spot.place: one for one in line}
    return [by_place[spot.place] for spot in chosen([one.spot for one in line], minutes)]


def _begin(act: Deed, plan: Plan, account: Account, day: date, minutes: int, walk: Sequence[InLine]) -> Round:
    one = Round._all.create(
        plan=plan, account=account, path=plan.path, day=day, minutes=minutes, drawn_at=clock.from_us(act.at)
    )
    metres = legs([item.spot for item in walk])
    Stop._all.bulk_create(
        Stop(round=one, place=item.place, order=order, metres=far, why=item.why(), look_at=item.look_at())
        for order, (item, far) in enumerate(zip(walk, metres, strict=True), start=1)
    )
    data = {"plan": plan.pk, "day": day, "minutes": minutes, "places": [item.place.pk for item in walk]}
    act.enter("patrol_round.made", one, path=one.path, data=data)
    add_second_looks(act, one, len(walk))
    return one


# Reshuffling by hand.


def move_stop(*, by: Actor, stop: int, up: bool) -> Round:
    """A stop changes places with the one before (or after) it."""
    with deed(by=by) as act:
        one, found = _own_stop(by, stop)
        going = [row for row in planning.stops_of(one) if row.state != StopState.SKIPPED]
        at = next((index for index, row in enumerate(going) if row.pk == found.pk), None)
        to = None if at is None else at - 1 if up else at + 1
        if at is not None and to is not None and 0 <= to < len(going):
            going[at], going[to] = going[to], going[at]
            _relay(act, one, going)
    return one


def drop_stop(*, by: Actor, stop: int) -> Round:
    """A stop is left out of this walk; the place stays due. Raises ValidationError for one that was visited."""
    with deed(by=by) as act:
        one, found = _own_stop(by, stop)
        if found.state == StopState.VISITED:
            raise ValidationError(_("这里已经看过了。"))
        Stop._all.filter(pk=found.pk).update(state=StopState.SKIPPED, metres=0)
        _relay(act, one, [row for row in planning.stops_of(one) if row.state != StopState.SKIPPED])
    return one


def add_stop(*, by: Actor, round_id: int, place: int) -> Round:
    """A place of the plan's ground is put at the end of the walk, however long it then is."""
    with deed(by=by) as act:
        one = _own_round(by, round_id)
        stops = planning.stops_of(one)
        known = next((row for row in stops if row.place_id == place), None)
        going = [row for row in stops if row.state != StopState.SKIPPED]
        if known is not None and known.state != StopState.SKIPPED:
            raise ValidationError(_("这个地点已经在路线里。"))
        going.append(_again(known) if known is not None else _new_stop(one, place))
        _relay(act, one, going)
    return one


def _again(stop: Stop) -> Stop:
    stop.state = StopState.WAITING
    stop.save(update_fields=["state"])
    return stop


def _new_stop(one: Round, place: int) -> Stop:
    found = place_on(one.plan, place, one.day)
    if found is None:
        raise ValidationError(_("这个地点不在这份计划的范围里。"))
    line = next((item for item in planning.line_of(one.plan, one.day) if item.place.pk == place), None)
    why, look = (line.why(), line.look_at()) if line is not None else ([], [])
    return Stop._all.create(round=one, place=found, order=0, why=[ADDED, *why], look_at=look)


def _relay(act: Deed, one: Round, going: Sequence[Stop]) -> None:
    """Number the stops anew, with the metres of the walk as it now is."""
    if len(going) > 2 * MOST_STOPS:
        raise ValidationError(_("一次巡查最多 %(most)s 处，请先去掉几处。") % {"most": 2 * MOST_STOPS})
    metres = legs([planning.spot_of(row.place) for row in going])
    for order, (row, far) in enumerate(zip(going, metres, strict=True), start=1):
        row.order, row.metres = order, far
    Stop._all.bulk_update(going, ["order", "metres"])
    Stop._all.filter(round=one, state=StopState.SKIPPED).update(order=len(going) + 1)
    act.enter("patrol_round.changed", one, path=one.path, data={"places": [row.place_id for row in going]})


def _own_stop(by: Actor, stop: int) -> tuple[Round, Stop]:
    found = locked_stop(stop)
    if found is None:
        raise ValidationError(_("找不到这一站。"))
    return _own_round(by, found.round_id), found


def _own_round(by: Actor, pk: int) -> Round:
    one = locked_round(pk)
    if one is None or one.state != RoundState.OPEN:
        raise ValidationError(_("这次巡查已经结束。"))
    _may_change(by, one)
    return one


def _may_change(by: Actor, one: Round) -> None:
    own = by.account is not None and by.account == one.account_id
    if not own and not allowed(by, Permission.PLAN, path=one.path, parties=[one.plan.organisation]):
        raise PermissionDenied


# Ending and handing on.


def end_round(*, by: Actor, round_id: int) -> Round:
    """The walk is over; what was not seen stays due, for whoever walks next."""
    with deed(by=by) as act:
        one = _own_round(by, round_id)
        _end(act, one)
    return one


def _end(act: Deed, one: Round) -> None:
    seen = Stop._all.filter(round=one, state=StopState.VISITED).exists()
    one.state = RoundState.DONE if seen else RoundState.DROPPED
    one.ended_at = clock.from_us(act.at)
    one.save(update_fields=["state", "ended_at"])
    act.enter("patrol_round.ended", one, path=one.path, data={"state": one.state})


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of the stops of somebody who is away: place ids."""

    moved: tuple[int, ...]
    """On the substitute's round now."""
    pool: tuple[int, ...]
    """Due as before, for whoever walks next."""


def hand_over(*, by: Actor, round_id: int, to: Account | None) -> Handed:
    """Somebody is away or has left: the open stops go to the substitute's round of the day as far as they fit into its
    minutes, the rest back to the pool. The round's entry lists both.
    """
    with deed(by=by) as act:
        one = _own_round(by, round_id)
        waiting = [row for row in planning.stops_of(one) if row.state == StopState.WAITING]
        moved = _given_to(act, one, waiting, to) if to is not None and waiting else []
        Stop._all.filter(pk__in=[row.pk for row in waiting]).update(state=StopState.SKIPPED)
        handed = Handed(
            tuple(row.place_id for row in moved), tuple(row.place_id for row in waiting if row not in moved)
        )
        data = {"to": to.pk if to else None, "moved": list(handed.moved), "pool": list(handed.pool)}
        act.enter("patrol_round.handed_on", one, path=one.path, data=data)
        _end(act, one)
    return handed


def _given_to(act: Deed, one: Round, waiting: Sequence[Stop], to: Account) -> list[Stop]:
    """The stops the substitute takes."""
    theirs = planning.open_round(to.pk)
    if theirs is not None and theirs.day != one.day:
        _end(act, theirs)
        theirs = None
    if theirs is not None and theirs.plan_id != one.plan_id:
        return []
    if not any(plan.pk == one.plan_id for plan in planning.plans_of(actor_of(to, today=one.day), one.day)):
        return []
    held = planning.stops_of(theirs) if theirs is not None else []
    going = [row for row in held if row.state != StopState.SKIPPED]
    known = {row.place_id for row in held}
    fitting = _fitting(going, [row for row in waiting if row.place_id not in known], one.minutes)
    if theirs is None and fitting:
        theirs = Round._all.create(
            plan=one.plan,
            account=to,
            path=one.path,
            day=one.day,
            minutes=one.minutes,
            drawn_at=clock.from_us(act.at),
        )
        data = {"plan": one.plan_id, "day": one.day, "minutes": one.minutes}
        act.enter("patrol_round.made", theirs, path=theirs.path, data=data)
    if theirs is not None and fitting:
        new = [
            Stop(round=theirs, place=row.place, order=0, why=[HANDED, *row.why], look_at=row.look_at) for row in fitting
        ]
        Stop._all.bulk_create(new)
        _relay(act, theirs, [*going, *new])
    return fitting


def _fitting(going: Iterable[Stop], waiting: Sequence[Stop], minutes: int) -> list[Stop]:
    """Which of the waiting stops fit behind what the substitute walks already."""
    left = [planning.spot_of(row.place) for row in going if row.state == StopState.WAITING]
    by_place = {row.place_id: row for row in waiting}
    ranked = [*left, *(planning.spot_of(row.place) for row in waiting)]
    return [by_place[spot.place] for spot in chosen(ranked, minutes) if spot.place in by_place]


def hand_over_all_of(*, by: Actor, account: int, to: Account | None, unless_walking: bool = False) -> Handed | None:
    """Of a person's open round, if there is one. `unless_walking`: not while the person still walks its plan."""
    with deed(by=by):
        one = planning.open_round(account)
        if one is None or (unless_walking and _still_walks(one)):
            return None
        return hand_over(by=by, round_id=one.pk, to=to)


def _still_walks(one: Round) -> bool:
    today = clock.today()
    return any(plan.pk == one.plan_id for plan in planning.plans_of(actor_of(one.account, today=today), today))


def hand_over_absent(*, by: Actor, absence: int, post: int) -> Handed | None:
    """The open round of a post's holder who is away today goes to the deputy of that absence."""
    found = absence_on(absence, post, clock.today())
    return None if found is None else hand_over_all_of(by=by, account=found.post.account_id, to=found.deputy)


def end_old_rounds(*, before: date) -> int:
    """End the rounds of former days; how many."""
    ids = planning.rounds_left_open(before)
    for pk in ids:
        with deed(by=MACHINE) as act:
            one = locked_round(pk)
            if one is not None and one.state == RoundState.OPEN:
                _end(act, one)
    return len(ids)
