"""The only writer of alarms' tables."""

from anju.alarms.actions.answering import (
    acknowledge,
    answer_by_link,
    arrive,
    cannot,
    close,
    confirm_fire,
    dialled,
    judge,
)
from anju.alarms.actions.calling import climb
from anju.alarms.actions.contacts import add_contact, erase_contact, show_contact
from anju.alarms.actions.defects import record_export, report_once, report_source
from anju.alarms.actions.raising import hear
from anju.alarms.actions.ruling import change_rule, judge_watches, load_shipped, switch_rule, watch_more
from anju.alarms.actions.silencing import raise_silencings

__all__ = [
    "acknowledge", "add_contact", "answer_by_link", "arrive", "cannot", "change_rule", "climb", "close", "confirm_fire",
    "dialled", "erase_contact", "hear", "judge", "judge_watches", "load_shipped", "raise_silencings", "record_export",
    "report_once", "report_source", "show_contact", "switch_rule", "watch_more",
]  # fmt: skip
