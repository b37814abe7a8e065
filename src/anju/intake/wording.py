"""Problems kept as data, and said in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anju.intake.mapping.specs import FieldSpec
from anju.intake.problems import MESSAGES, Problem

Kept = dict[str, Any]


def kept(problem: Problem) -> Kept:
    """A problem as JSON."""
    return {"code": problem.code, "params": problem.params, "label": problem.label, "column": problem.column}


def said(problem: Problem | Kept) -> str:
    """One problem in words, the field's name before it."""
    if isinstance(problem, Problem):
        problem = kept(problem)
    template = MESSAGES[problem["code"]]
    words = _(template) % {"label": problem["label"], **problem["params"]}
    return f"{problem['label']}：{words}" if problem["label"] and problem["label"] not in words else words


def reasons(problems: Iterable[Problem | Kept]) -> str:
    """Everything wrong with one row, in one text."""
    return " ".join(said(problem) for problem in problems)


def choices(spec: FieldSpec) -> list[tuple[str, str]]:
    """A field's choices: the value kept, and its word in the reader's language."""
    english = _speaks_english()
    return [(kept, words.split("|")[1 if english else 0]) for kept, words in spec.choices.items()]


def how(spec: FieldSpec) -> str:
    """How a field is filled in, in the reader's language."""
    parts = [_(spec.help)] if spec.help else []
    if spec.choices:
        parts.append(_("可填：%(choices)s") % {"choices": "、".join(word for _kept, word in choices(spec))})
    return "；".join(parts)


def _speaks_english() -> bool:
    return (get_language() or "").startswith("en")


def label(spec: FieldSpec) -> str:
    """A field's name in the reader's language."""
    return spec.label_en if _speaks_english() else spec.label
