"""Every operation of the API against those it is not for. A new operation without a row here fails."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from anju.api import middleware
from anju.api.v1.site import api
from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.notify.actions import add_subscription
from anju.supervision.lists.enums import ProposalKind
from anju.supervision.lists.models import Duty, LookBack, Proposal
from anju.telemetry import actions as telemetry
from anju.telemetry.enums import ShieldKind
from anju.telemetry.models import Point, Series
from tests.api.conftest import ROOT, Caller
from tests.cast import Cast
from tests.evidence import proofs

System = Callable[..., Caller]
Person = Callable[[str], Caller]

REASON = {"reason": "因为"}
EMPTY: dict[str, Any] = {}
DEEDS: dict[str, dict[str, Any]] = {
    "assign": EMPTY,
    "deny": REASON,
    "recheck": REASON,
    "submit": {"outcome": "not_so", "reason": "没有"},
    "pass": EMPTY,
    "return": REASON,
    "plan": {"measure": "a", "funds_source": "none", "responsible": "b", "contingency": "c"},
    "ask_deferral": {"because": "funds", "interim": "巡查"},
    "defer": {"review_on": "2027-03-01"},
    "refuse_deferral": REASON,
    "resume": EMPTY,
    "dispute": REASON,
    "uphold": REASON,
    "dismiss": REASON,
    "extend": {**REASON, "due_on": "2027-03-01"},
    "hand_over": {"accountable": 1, "because": "contract_ended"},
    "discharge": {"dissuaded_at": "2026-11-20T01:00:00Z", "noticed_at": "2026-11-20T02:00:00Z"},
    "receive_discharge": {"receiver": 1},
    "progress": {"note": "在清"},
    "join": EMPTY,
    "confirm_date": {"due_on": "2027-03-01"},
    "merge": {"master": "YH-2611-0001"},
    "unmerge": REASON,
    "reopen": {"why": "inspection", "reason": "假"},
    "propose": {"kind": "listing"},
}
"""What may be done to a case: an outsider does not even learn that it is there."""

HIDDEN = {
    "hazard": EMPTY,
    "duty": EMPTY,
    "hazard_entries": EMPTY,
    "hazard_proof": EMPTY,
    "hazard_attachments": EMPTY,
    **DEEDS,
}
OTHERS: dict[str, dict[str, Any]] = {
    "look_back": {"result": "holds"},
    "sign_draft": {"approved": True},
    "decide": {"approved": True},
    "receive": {"received": True},
    "referral_result": {"result": "已处理"},
    "change_subscription": {"name": "x", "url": "https://hooks.example.com/", "types": ["duty."]},
    "switch_subscription": {"on": True},
    "renew_secret": EMPTY,
    "place": EMPTY,
    "place_children": EMPTY,
    "organisation": EMPTY,
    "attachment": EMPTY,
    "preview": EMPTY,
    "released": EMPTY,
    "entry": EMPTY,
    "proof": EMPTY,
    "device": EMPTY,
    "change_device": {"place": 1},
    "retire_device": EMPTY,
    "return_device": EMPTY,
    "points": EMPTY,
    "put_points": {"points": [{"address": "3-9", "name": "烟感"}]},
    "series": EMPTY,
    "readings": EMPTY,
    "shields": EMPTY,
    "begin_shield": {"kind": "test", "until": "2026-11-23T04:00:00Z"},
    "end_shield": EMPTY,
}
"""Rows of another district's side: 404, or 403 where not even the register is theirs."""

SCOPED_LISTS = (
    "hazards",
    "duties",
    "places",
    "organisations",
    "look_backs",
    "drafts",
    "proposals",
    "clean_ups",
    "inbox",
    "devices",
)
OWN = (
    "me",
    "mark",
    "report",
    "kinds",
    "kind",
    "suggest",
    "subscriptions",
    "subscribe",
    "entries",
    "heads",
    "upload",
    "record_clean_up",
    "waiting_devices",
    "register_devices",
    "claim_devices",
    "signals",
)
"""Answered by what the caller holds; each has its tests below or beside."""


@dataclass
class World:
    """One row of every kind on the north side, and the addresses they have."""

    duty: Duty
    ids: dict[str, Any] = field(default_factory=dict)

    def path(self, template: str) -> str:
        values = {"number": self.duty.hazard.number, "subject": f"duty:{self.duty.pk}", "code": "ES-01", **self.ids}
        for name, value in values.items():
            template = template.replace("{" + name + "}", str(value))
        if template.endswith("/readings"):
            template += "?since=2026-11-22T00:00:00Z&until=2026-11-23T00:00:00Z"
        assert "{" not in template, template
        return template


def operations() -> dict[str, tuple[str, str]]:
    paths = api.get_openapi_schema()["paths"]
    return {
        operation["operationId"]: (method, path.removeprefix(ROOT))
        for path, some in paths.items()
        for method, operation in some.items()
    }


OPERATIONS = operations()


@pytest.fixture
def world(cast: Cast, found: Callable[..., Duty]) -> World:
    duty = found("ES-01")
    proposal = Proposal._all.create(
        duty=duty, kind=ProposalKind.LISTING, approver=cast.organisations["district_office"], path=duty.path,
        proposed_at=duty.opened_at, due_at=duty.opened_at,
    )  # fmt: skip
    look_back = LookBack._all.create(
        duty=duty, path=duty.path, organisation=cast.organisations["community"], days=30, due_on="2026-12-20"
    )
    listening, _secret = add_subscription(
        by=cast.district_officer, name="x", url="https://hooks.example.com/", types=["duty."], path="/cc/"
    )
    ids = {
        "look_back_id": look_back.pk,
        "proposal_id": proposal.pk,
        "draft_id": 1,
        "attachment_id": proofs(duty)[0].attachment,
        "subscription_id": listening.pk,
        "place_id": cast.places["building"].pk,
        "organisation_id": cast.organisations["company"].pk,
        "entry_id": 1,
        **device_ids(cast),
    }
    return World(duty, ids)


def device_ids(cast: Cast) -> dict[str, int]:
    """A device of the north side with a shield and a series."""
    new = telemetry.New(Scheme.GBT26875, "0a0b0c010203", cast.places["building"], name="柳岸主机")
    row = telemetry.register(by=cast.property_manager, devices=[new])[0]
    until = clock.now() + timedelta(hours=1)
    on = telemetry.shield(by=cast.property_manager, device=row.pk, kind=ShieldKind.TEST, until=until)
    series = Series._all.create(point=Point._all.create(device=row), quantity="pressure_kpa")
    return {"device_id": row.pk, "shield_id": on.pk, "series_id": series.pk}


def call(caller: Caller, name: str, world: World, body: dict[str, Any]) -> Any:
    method, template = OPERATIONS[name]
    send = getattr(caller, method)
    return send(world.path(template)) if method == "get" else send(world.path(template), body)


def test_every_operation_stands_in_this_matrix() -> None:
    assert set(OPERATIONS) == {*HIDDEN, *OTHERS, *SCOPED_LISTS, *OWN}


def answers(caller: Caller, names: Iterable[str], world: World) -> dict[str, Any]:
    """Every operation's answer to one caller; one world for all, since nothing may come of it."""
    middleware.meter.counts.clear()
    bodies = {**HIDDEN, **OTHERS}
    return {name: call(caller, name, world, bodies.get(name, {})) for name in sorted(names)}


def statuses(caller: Caller, names: Iterable[str], world: World) -> dict[str, int]:
    return {name: answer.status_code for name, answer in answers(caller, names, world).items()}


def test_nobody_at_all_is_refused_everywhere(world: World, client: Any) -> None:
    assert set(statuses(Caller(client), OPERATIONS, world).values()) == {401}


@pytest.mark.parametrize("who", ["outsider", "other_property_manager", "administrator"])
def test_a_case_out_of_reach_does_not_exist(who: str, world: World, person: Person) -> None:
    found = statuses(person(who), HIDDEN, world)
    assert {name: status for name, status in found.items() if status != 404} == {}
    assert Duty._all.get(pk=world.duty.pk).state == world.duty.state


def test_what_belongs_to_others_is_not_found_or_not_allowed(world: World, person: Person) -> None:
    found = statuses(person("outsider"), OTHERS, world)
    assert {name: status for name, status in found.items() if status not in (403, 404)} == {}


def test_no_list_shows_an_outsider_anything_of_the_north_side(world: World, person: Person) -> None:
    for name, answer in answers(person("outsider"), SCOPED_LISTS, world).items():
        assert answer.status_code == 200, name
        text = answer.content.decode()
        assert [word for word in (world.duty.hazard.number, "柳岸", "甲物业") if word in text] == [], name


def test_a_token_for_something_else_gets_nothing(world: World, system: System) -> None:
    """A token of the south street that may only read the catalogue."""
    open_ones = ("me", "kinds", "kind", "suggest")
    caller = system("catalogue.view", place="other_street")
    for name, answer in answers(caller, OPERATIONS, world).items():
        if name in open_ones:
            assert answer.status_code in (200, 422), name
        elif answer.status_code == 200:
            nothing = ({"items": [], "next": None}, {"changed": 0}, {"items": [], "last": 0})
            assert answer.json() in nothing, name
        else:
            assert answer.status_code in (403, 404, 422), name


def test_a_system_administrator_sees_no_case_data(world: World, person: Person) -> None:
    caller = person("administrator")
    assert caller.get("/hazards").json()["items"] == []
    assert caller.get("/ledger/entries").status_code == 403
    assert caller.get(f"/ledger/subjects/duty:{world.duty.pk}/proof").status_code == 403


def test_congress_staff_read_and_report_and_do_nothing_else(world: World, person: Person) -> None:
    caller = person("congress_staff")
    assert caller.get(f"/hazards/{world.duty.hazard.number}").json()["possible"] == ["joined"]
    assert call(caller, "extend", world, DEEDS["extend"]).status_code == 403
