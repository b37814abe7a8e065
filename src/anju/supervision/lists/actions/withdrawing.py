"""The finder takes a report back before anybody has acted on it."""

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.supervision.lists.actions.entitled import NotYoursError
from anju.supervision.lists.actions.rectifying import submit_within
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.cases import locked, touched_by_others
from anju.supervision.lists.rules.transitions import NotPossibleError

TAKEN_BACK = "上报人撤回：误报"


def take_back(*, by: Actor, duty_id: int) -> Duty:
    """Propose "not so" in the finder's name; another person decides, as of every proposal.

    One that follows another case stays as it is: that case is not the finder's. Raises NotYoursError for anybody else,
    NotPossibleError once somebody has acted on it.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        if by.account is None or duty.hazard.reporter != by.account:
            raise NotYoursError("只有上报人能撤回")
        if duty.merged_into_id is not None:
            return duty
        if duty.state != State.ASSIGNED or touched_by_others(duty, by):
            raise NotPossibleError("已经有人办理，不能撤回")
        return submit_within(act, duty, Outcome.NOT_SO, TAKEN_BACK, (), on_the_spot=False, automatic=True)
