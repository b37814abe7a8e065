"""Random histories of cases as the lists tell them, and figures counted from the entries one by one."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import system
from anju.kernel.figures.spans import Span, midnight
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry, Seal

BY = system("histories")
BEGAN = datetime(2026, 1, 28, 1, tzinfo=clock.DISTRICT_TIME)
PATHS = ("/cc/1/1/1/", "/cc/1/1/2/7/", "/cc/1/2/1/", "/cc/2/1/1/3/")
KINDS = (("ES-01", "general"), ("EB-04", "serious"), ("DW-01", "general"))
HOUR = timedelta(hours=1)
ANY = ("reported", "assigned", "submitted", "closed")
FITS = {
    "assign": ANY[:1], "hand_over": ANY[1:3], "submit": ANY[1:2], "pass": ANY[2:3], "merge": ANY[:3],
    "reopen": ANY[3:], "look": ANY[3:], "move": ANY,
}  # fmt: skip
"""In which states a case can take a step."""


@dataclass
class Case:
    """Where a case of a history stands."""

    number: int
    path: str
    kind: int
    state: str = ""
    outcome: str = ""
    party: int | None = None
    due: int | None = None


@dataclass
class History:
    """Writes what happens, one deed a step, each some hours after the one before."""

    now: datetime = BEGAN
    cases: list[Case] = field(default_factory=list)
    loads: int = 0

    def step(self, what: str, which: int, hours: int) -> None:
        """One step; a word that does not fit where the case stands does nothing."""
        self.now += hours * HOUR
        with clock.simulated(self.now):
            if what == "report":
                self._report(which, hours)
            elif what == "load":
                self._load(which)
            elif fitting := [case for case in self.cases if case.state in FITS[what]]:
                getattr(self, f"_{what}")(fitting[which % len(fitting)], which)

    def _report(self, which: int, hours: int) -> None:
        case = Case(len(self.cases) + 1, PATHS[which % len(PATHS)], which % len(KINDS))
        self.cases.append(case)
        seen = self.now - timedelta(days=which % 5, hours=hours)
        with deed(by=BY) as act:
            said = {
                "kind": KINDS[case.kind][0],
                "severity": KINDS[case.kind][1],
                "source": ("patrol", "resident")[which % 2],
            }
            act.enter("hazard.reported", Ref("hazard", str(case.number)), path=case.path, data=said, happened_at=seen)
            self._tell(act, case, "duty.reported", to="reported")
            if which % 2:
                self._given(act, case, which)

    def _given(self, act: Any, case: Case, which: int) -> None:
        case.party, case.due = 1 + which % 3, clock.to_us(self.now + (which % 4) * 24 * HOUR)
        self._tell(act, case, "duty.assigned", to="assigned")

    def _tell(self, act: Any, case: Case, verb: str, *, to: str, late: timedelta = timedelta(), **more: Any) -> None:
        kind, severity = KINDS[case.kind]
        before, case.state = case.state, to
        data = {
            "kind": kind, "severity": severity, "from": before, "to": to, "outcome": case.outcome, "due": case.due,
            "accountable": case.party, "holder": None, **more,
        }  # fmt: skip
        ref = Ref("duty", str(case.number))
        act.enter(verb, ref, path=case.path, data=data, happened_at=self.now - late)

    def _assign(self, case: Case, which: int) -> None:
        with deed(by=BY) as act:
            if which % 3 == 0:
                case.kind = (case.kind + 1) % len(KINDS)
            self._given(act, case, which)

    def _hand_over(self, case: Case, which: int) -> None:
        with deed(by=BY) as act:
            case.party = 1 + which % 3
            self._tell(act, case, "duty.handed_over", to=case.state)

    def _submit(self, case: Case, which: int) -> None:
        with deed(by=BY) as act:
            self._tell(act, case, "duty.submitted", to="submitted", late=(which % 3) * HOUR)

    def _pass(self, case: Case, which: int) -> None:
        with deed(by=BY) as act:
            case.outcome = ("rectified", "rectified", "not_so", "not_ours")[which % 4]
            self._tell(act, case, "duty.passed", to="closed", late=(which % 7) * 9 * HOUR)

    def _merge(self, case: Case, which: int) -> None:
        with deed(by=BY) as act:
            case.outcome = "merged"
            self._tell(act, case, "duty.merged", to="closed")

    def _reopen(self, case: Case, which: int) -> None:
        with deed(by=BY) as act:
            verb = "duty.unmerged" if case.outcome == "merged" else "duty.reopened"
            case.outcome = ""
            self._tell(act, case, verb, to="assigned", because="contest")

    def _look(self, case: Case, which: int) -> None:
        if case.state == "closed" and case.outcome == "rectified":
            with deed(by=BY) as act:
                self._tell(act, case, "duty.looked_back", to="closed", result=("holds", "no_entry")[which % 2])

    def _move(self, case: Case, which: int) -> None:
        new = PATHS[which % len(PATHS)]
        if new != case.path:
            with deed(by=BY) as act:
                data = {"from": case.path, "to": new}
                act.enter("duty.followed", Ref("duty", str(case.number)), path=new, data=data)
            case.path = new

    def _load(self, which: int) -> None:
        self.loads += 1
        path = PATHS[which % len(PATHS)]
        data: dict[str, Any] = {"kilograms": 10 + which, "weighed": which % 2 == 0, "place": 1}
        if which % 3:
            data["day"] = (clock.local(self.now).date() - timedelta(days=which % 40)).isoformat()
        with deed(by=BY) as act:
            act.enter("clean_up.recorded", Ref("clean_up", str(self.loads)), path=path, data=data)


@dataclass
class Told:
    """One case as entries tell it: what it is now, and every stretch it stood open."""

    path: str = ""
    kind: str = ""
    found: int = 0
    stretches: list[tuple[int, int | None]] = field(default_factory=list)
    ends: list[tuple[int, str]] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)
    held: int | None = None
    due: int | None = None
    last: int = 0
    stood: tuple[object, ...] = ()
    closed: bool = False


Loads = list[tuple[str, int, str, int]]


def tell(size: int, district: str = "cc") -> tuple[list[Told], Loads]:
    """Cases and loads as the first `size` sealed entries tell them."""
    order = list(
        Seal._all.filter(district=district, index__lt=size).order_by("index").values_list("entry_id", flat=True)
    )
    entries = Entry._all.in_bulk(order)
    cases: dict[str, Told] = {}
    loads = []
    seen = 0
    for entry in (entries[pk] for pk in order):
        data = json.loads(entry.data)
        if entry.verb == "hazard.reported":
            seen = entry.happened_at
        elif entry.verb == "clean_up.recorded":
            day = data.get("day")
            moment = midnight(date.fromisoformat(day)) if day else entry.happened_at
            loads.append((entry.path, moment, "weighed" if data["weighed"] else "estimated", data["kilograms"]))
        elif entry.verb == "duty.followed":
            cases[entry.subject_id].path = data["to"]
        elif entry.verb == "duty.reported":
            cases[entry.subject_id] = Told(entry.path, data["kind"], seen, [(seen, None)], last=seen)
            cases[entry.subject_id].stood = ("reported", None, None, data["kind"])
        else:
            _go_on(cases[entry.subject_id], data, entry.happened_at)
    return list(cases.values()), loads


def _go_on(case: Told, data: dict[str, Any], happened: int) -> None:
    case.kind, case.due = data["kind"], data["due"]
    if data["to"] == "closed":
        if not case.closed:
            moment = max(happened, case.last)
            case.stretches[-1] = (case.stretches[-1][0], moment)
            case.last = moment
            case.ends.append((moment, data["outcome"]))
        elif data.get("result") == "holds" and case.held is None and happened > case.ends[-1][0]:
            case.held = happened
    elif case.closed:
        case.held, case.last = None, happened
        case.reopened.append(happened)
        case.stretches.append((happened, None))
    elif (data["to"], data["accountable"], data["due"], data["kind"]) != case.stood:
        case.last = max(happened, case.last)
    case.closed = data["to"] == "closed"
    case.stood = (data["to"], data["accountable"], data["due"], data["kind"])


def stood(case: Told, moment: int) -> bool:
    """Whether it was open just before a moment."""
    return any(began < moment and (ended is None or ended >= moment) for began, ended in case.stretches)


def counted(told: tuple[list[Told], Loads], path: str, span: Span) -> Counter[str]:
    """The figures of the lists, one by one."""
    cases, loads = told
    start = span.start_us if span.start_us is not None else -1
    end = span.end_us if span.end_us is not None else 1 << 62
    found: Counter[str] = Counter()

    def within(moment: int | None) -> bool:
        return moment is not None and start <= moment < end

    for case in cases:
        if not case.path.startswith(path):
            continue
        found["lists.found"] += within(case.found)
        found["lists.reopened"] += sum(map(within, case.reopened))
        outcomes = {"rectified": "lists.closed", "merged": "lists.merged"}
        for moment, outcome in case.ends:
            found[outcomes.get(outcome, "lists.not_established")] += within(moment)
        if case.closed and case.ends[-1][1] == "rectified":
            found["lists.rectified"] += within(case.ends[-1][0])
            found["lists.blocked_and_parked"] += case.kind == "ES-01" and within(case.ends[-1][0])
            found["lists.taken_in_and_wired"] += case.kind == "EB-04" and within(case.ends[-1][0])
            found["lists.shed_dwellings_removed"] += case.kind == "DW-01" and within(case.held)
        stands = [
            one for one in case.stretches if one[0] is not None and one[0] < end and (one[1] is None or one[1] >= end)
        ]
        found["lists.open"] += bool(stands)
        found["lists.carried"] += span.first is not None and any(
            one[0] is not None and one[0] < start and (one[1] is None or one[1] >= start) for one in case.stretches
        )
    for where, moment, scale, kilograms in loads:
        if where.startswith(path) and within(moment):
            found[f"lists.cleared_{scale}"] += kilograms
            found["lists.cleared"] += kilograms
    return found
