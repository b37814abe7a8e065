"""The only writer of imports. Records themselves are written by their own domains' actions."""

from anju.intake.actions.claims import LostError
from anju.intake.actions.finishing import give_errors_back, put_away_old
from anju.intake.actions.runs import (
    Choice,
    MappingWrongError,
    NotNowError,
    ask_check,
    ask_import,
    cancel,
    choose,
    upload,
)
from anju.intake.actions.working import run_now, work

__all__ = [
    "Choice",
    "LostError",
    "MappingWrongError",
    "NotNowError",
    "ask_check",
    "ask_import",
    "cancel",
    "choose",
    "give_errors_back",
    "put_away_old",
    "run_now",
    "upload",
    "work",
]
