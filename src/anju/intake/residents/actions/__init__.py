"""The only writers of residents' reports."""

from anju.intake.residents.actions.following import (
    add_photos,
    call_back,
    contest,
    erase_contact,
    erase_old_contacts,
    forget_origins,
    read_contact,
    thank,
)
from anju.intake.residents.actions.hotline import (
    answer_meanwhile,
    answer_ticket,
    is_final,
    make_ticket,
    return_ticket,
    why_not_returned,
)
from anju.intake.residents.actions.making import Told, make_report, resident
from anju.intake.residents.actions.settings import set_rules

__all__ = [
    "Told",
    "add_photos",
    "answer_meanwhile",
    "answer_ticket",
    "call_back",
    "contest",
    "erase_contact",
    "erase_old_contacts",
    "forget_origins",
    "is_final",
    "make_report",
    "make_ticket",
    "read_contact",
    "resident",
    "return_ticket",
    "set_rules",
    "thank",
    "why_not_returned",
]
