"""The sources of the domains that exist: places, management, patrols, the two lists."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from anju.kernel.scope import under
from anju.people.models import HandoverItem, Management
from anju.places.models import BuildingFacts, EstateFacts
from anju.supervision.grid.models import Plan, Stop, Visit
from anju.supervision.inspections.backcheck.sources import Ground, Source, Subjects, register
from anju.supervision.lists.models import (
    CleanUp,
    Deferral,
    Discharge,
    Dispute,
    DraftCase,
    Hazard,
    LookBack,
    Proposal,
    Submission,
)

MOST = 3000
"""Subjects of one kind that are gone through, the latest: more than a building has."""


def _titled(rows: Iterable[tuple[Any, str]]) -> dict[str, str]:
    return {str(pk): title for pk, title in rows}


def places(ground: Ground) -> Subjects:
    """The place itself, and what was known of it."""
    facts = {}
    for kind, model in (("building_facts", BuildingFacts), ("estate_facts", EstateFacts)):
        rows: QuerySet[Any] = model._all.filter(place__in=list(ground.places))
        facts[kind] = _titled((pk, ground.places[place]) for pk, place in rows.values_list("pk", "place"))
    return {"place": _titled(ground.places.items()), **facts}


def management(ground: Ground) -> Subjects:
    """Who managed it when, and what a manager that went did not hand over."""
    rows = list(Management._all.filter(path__in=ground.paths).select_related("organisation").order_by("-pk")[:MOST])
    owed = HandoverItem._all.filter(management__in=[row.pk for row in rows]).select_related("management")
    return {
        "management": _titled((row.pk, str(row.organisation)) for row in rows),
        "handover_item": _titled((row.pk, str(row.get_kind_display())) for row in owed[:MOST]),
    }


def patrols(ground: Ground) -> Subjects:
    """Plans, rounds that went there, visits."""
    near = list(ground.places)
    visits = Visit._all.filter(place__in=near).order_by("-happened_at").values_list("pk", "place")[:MOST]
    rounds = Stop._all.filter(place__in=near).order_by("-round").values_list("round", "place")[:MOST]
    plans = Plan._all.filter(places__place__in=near).distinct().values_list("pk", flat=True)[:MOST]
    return {
        "patrol_visit": _titled((pk, ground.places[place]) for pk, place in visits),
        "patrol_round": _titled((pk, ground.places[place]) for pk, place in rounds),
        "patrol_plan": _titled((pk, "") for pk in plans),
    }


def hazards_at(ground: Ground) -> QuerySet[Hazard]:
    """Cases of the place: at it, above it, in its building."""
    here = Q(place__in=list(ground.places)) | under("path", ground.below)
    return Hazard._all.filter(here).order_by("-pk")


def lists(ground: Ground) -> Subjects:
    """Every case with all that was asked, answered and written about it."""
    cases = list(hazards_at(ground).values_list("pk", "duty__pk", "number", "kind_code")[:MOST])
    duties = {duty: number for _pk, duty, number, _kind in cases if duty is not None}
    found: dict[str, dict[str, str]] = {
        "hazard": _titled((pk, number) for pk, _duty, number, _kind in cases),
        "duty": _titled(duties.items()),
    }
    about: tuple[tuple[str, Any], ...] = (
        ("submission", Submission), ("dispute", Dispute), ("deferral", Deferral), ("discharge", Discharge),
        ("look_back", LookBack), ("proposal", Proposal),
    )  # fmt: skip
    for kind, model in about:
        rows = model._all.filter(duty__in=list(duties)).values_list("pk", "duty")
        found[kind] = _titled((pk, duties[duty]) for pk, duty in rows)
    drafts = DraftCase._all.filter(duty__in=list(duties)).values_list("draft", "duty")
    found["draft"] = _titled((pk, duties[duty]) for pk, duty in drafts)
    loads = CleanUp._all.filter(place__in=list(ground.places)).values_list("pk", "place")
    found["clean_up"] = _titled((pk, ground.places[place]) for pk, place in loads)
    return found


def register_all() -> None:
    """Declare the sources of this installation."""
    register(Source("places", gettext_lazy("地点与楼栋情况"), 10, places))
    register(Source("management", gettext_lazy("管理单位"), 20, management))
    register(Source("patrols", gettext_lazy("巡查"), 30, patrols))
    register(Source("lists", gettext_lazy("隐患与责任"), 40, lists))
