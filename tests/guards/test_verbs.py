"""Every verb of the ledger has a name that people read: the words stand in `portals/verbs.py`."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.utils import translation

from anju.alarms.enums import Event as AlarmEvent
from anju.kernel.jobs.models import JobState
from anju.kernel.ledger.models import Subject
from anju.notify.enums import ContributionState
from anju.portals import verbs
from anju.supervision.lists.enums import Event
from tests.guards.house import modules

ENTERING = {"enter", "_enter", "note", "entry"}
HALVES = {
    ("duty.", ""): [f"duty.{event}" for event in Event],
    ("alarm.", ""): [f"alarm.{event}" for event in AlarmEvent],
    ("job.", ""): [f"job.{state}" for state in JobState],
    ("helper_contribution.", ""): [f"helper_contribution.{state}" for state in ContributionState],
    ("", ".set"): ["building_facts.set", "estate_facts.set"],
    ("", ".recounted"): [f"{kind}.recounted" for kind in ("dispute", "discharge", "draft", "proposal")],
}
"""Verbs put together while running: (before, after) the part that varies → all they can be."""


def kinds() -> set[str]:
    """The kinds of subjects that models declare."""
    return {str(model.ledger_kind) for model in apps.get_models() if issubclass(model, Subject) and model.ledger_kind}


def verbs_in(node: ast.expr) -> Iterator[str]:
    """The verbs that an argument can be; a name is looked up by nobody, an f-string in HALVES."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") == 1:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from verbs_in(node.body)
        yield from verbs_in(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        first, last = node.values[0], node.values[-1]
        before = first.value if isinstance(first, ast.Constant) else ""
        after = last.value if isinstance(last, ast.Constant) else ""
        if after == ".followed":
            yield from (f"{kind}.followed" for kind in kinds())
        else:
            yield from HALVES[str(before), str(after)]


def used() -> dict[str, str]:
    """Every verb the code can enter → where."""
    found: dict[str, str] = {}
    for name, file in modules():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            arguments: list[ast.expr] = []
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                arguments = node.args[:2] if called in ENTERING else []
            elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "verb" for one in node.targets):
                arguments = [node.value]
            for argument in arguments:
                found |= dict.fromkeys(verbs_in(argument), f"{name}:{argument.lineno}")
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_verb_in_use_has_a_name(language: str) -> None:
    with translation.override(language):
        nameless = [f"{verb} ({where})" for verb, where in used().items() if verbs.name_of(verb) == verb]
    assert nameless == [], "name them in portals/verbs.py"


def test_the_scan_finds_what_is_known_to_be_entered() -> None:
    assert {"duty.assigned", "place.merged", "account.added", "job.done", "hazard.followed"} <= set(used())


def test_english_names_are_english() -> None:
    with translation.override("en"):
        chinese = [verb for verb in used() if not verbs.name_of(verb).isascii()]
    assert chinese == []
