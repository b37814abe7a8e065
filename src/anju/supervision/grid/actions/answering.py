"""Readings are kept; answers go to the question they belong to."""

from anju.kernel.ledger.deeds import Deed, district_of
from anju.supervision.grid.actions.steps import RefusedRecordError, Step
from anju.supervision.grid.enums import RecordState, Refused
from anju.supervision.grid.models import Question
from anju.supervision.grid.rules import records as rules
from anju.supervision.grid.rules.kinds import said_of
from anju.supervision.grid.rules.records import BrokenError


def reading(_act: Deed, step: Step) -> RecordState:
    """A number read off something: it stays with the record, for whoever keeps the thing it was read from."""
    if not isinstance(step.data.get("what"), str) or step.data.get("value") in (None, ""):
        raise BrokenError("what, value")
    return RecordState.APPLIED


def answer(act: Deed, step: Step) -> RecordState:
    """The member answers what he himself was asked; the first answer stands."""
    asked = Question._all.select_for_update(of=("self",)).filter(
        pk=rules.whole(step.data, "question"), account=step.account
    )
    question = asked.first()
    if question is None:
        raise RefusedRecordError(Refused.NO_QUESTION)
    if question.answered_at is None:
        question.answer = said_of(rules.words(step.data, "value", 30))
        question.answer_text = rules.words(step.data, "text", 300)
        question.answered_at = step.row.happened_at
        question.save(update_fields=["answer", "answer_text", "answered_at"])
        act.enter("patrol_question.answered", question, path=f"/{district_of(question.path)}/")
    return RecordState.APPLIED
