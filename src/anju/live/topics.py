"""Who may hear of what. An event names a record and nothing in it; even so only those hear it who may open it."""

from collections.abc import Mapping
from dataclasses import dataclass

from anju.kernel.actors import Actor
from anju.kernel.permissions import declared

READS: dict[str, str] = {
    "place": "places.view",
    "estate_facts": "places.view",
    "building_facts": "places.view",
    "area": "places.view",
    "grid": "places.view",
    "organisation": "people.see_organisations",
    "account": "people.see_people",
    "post": "people.see_people",
    "absence": "people.see_people",
    "management": "people.see_contracts",
    "handover_item": "people.see_contracts",
    "shift": "people.see_roster",
    "hazard": "lists.see",
    "duty": "lists.see",
    "submission": "lists.see",
    "dispute": "lists.see",
    "deferral": "lists.see",
    "discharge": "lists.see",
    "look_back": "lists.see",
    "draft": "lists.see",
    "proposal": "lists.see",
    "clean_up": "lists.see",
    "label": "places.view",
    "patrol_plan": "grid.plan",
    "patrol_round": "grid.plan",
    "patrol_visit": "grid.see_visits",
    "resident_report": "residents.see",
    "hotline_ticket": "residents.tickets",
    "fire": "backcheck.see_fires",
    "campaign": "special.see",
    "joint_action": "special.see",
    "observation_point": "outreach.observe",
    "activity": "outreach.observe",
    "alarm": "alarms.see",
    "presence_check": "presence.see",
    "statement": "outreach.observe",
    "device": "telemetry.see",
    "shield": "telemetry.see",
    "facility": "facilities.see",
    "station": "facilities.see_stations",
}
"""Subject kind → the permission its pages ask for."""

OWN = frozenset({"job", "notice"})
"""Kinds told only to the account that their entry's data names."""

HIDDEN = frozenset(
    {
        "text", "kind", "saved_view", "list_settings", "helper_link", "helper_contribution",
        "subscription", "gateway", "notify_switch", "message_settings", "attachment", "photo_release",
        "access", "device_order", "import", "import_mapping", "outside_inspection", "token", "supplier", "day_year",
        "burden_week", "burden_cap", "burden_form",
        "backcheck_gap", "campaign_closing", "campaign_task", "dossier", "inspection", "inspection_month",
        "look_alike", "matter", "paper", "paper_schedule", "quote",
        "alarm_contact", "alarm_rule", "presence_draw", "presence_room",
        "saved_crossing", "sent_number", "stated_number",
        "backcheck_proposal", "inspection_objection", "inspection_result", "resettlement",
        "patrol_device", "patrol_draw", "patrol_photo", "patrol_question", "patrol_recheck", "resident_rules",
        "device_model",
        "help_need", "station_member",
    }
)  # fmt: skip
"""Kinds nobody listens to: settings, records shown on another record's page, and what is one person's or blind."""

RIGHTS_CHANGE = frozenset({"account", "post", "absence", "management", "grid", "session"})
"""An entry on one of these may change what somebody may hear."""


@dataclass(frozen=True, slots=True)
class News:
    """What an event needs of an entry."""

    id: int
    kind: str
    subject: str
    verb: str
    path: str
    accounts: frozenset[int] = frozenset()
    """Whom it is addressed to, for the kinds in OWN."""


@dataclass(frozen=True, slots=True)
class Ear:
    """What one person may hear, worked out once per change of posts."""

    account: int
    paths: dict[str, tuple[str, ...]]

    def hears(self, news: News) -> bool:
        if news.kind in OWN:
            return self.account in news.accounts
        permission = READS.get(news.kind)
        if permission is None:
            return False
        paths = self.paths.get(permission)
        return bool(paths) and news.path.startswith(paths)  # type: ignore[arg-type]


def ear_of(account: int, actor: Actor, places: Mapping[int, str]) -> Ear:
    """The paths below which an actor may read each kind. `places`: the paths of those that posts reach one by one."""
    known = declared()
    paths: dict[str, tuple[str, ...]] = {}
    for permission in set(READS.values()) & known.keys():
        grants = [grant for grant in actor.grants if permission in grant.permissions]
        reach = {path for grant in grants for path in grant.paths}
        reach |= {places[place] for grant in grants for place in grant.places if place in places}
        paths[permission] = tuple(sorted(reach))
    return Ear(account, paths)


def matched(topics: frozenset[str], news: News) -> str | None:
    """The topic an entry falls under: `duty:42`, `duty`, or the first part of its verb; with no topics, its kind."""
    if not topics:
        return news.kind
    for topic in (f"{news.kind}:{news.subject}", news.kind, news.verb.split(".", 1)[0]):
        if topic in topics:
            return topic
    return None
