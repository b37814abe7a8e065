"""Rules as data, and the evaluator: pure, resumable, the same whether it reads a year at once or one reading at a time.

A rule is a JSON object: a condition, and `for_s` seconds for which it must hold before it counts. Conditions:

    {"quantity": "pressure_kpa", "below": 140000, "release": 150000}     thousandths of the unit; also "above"
    {"falls": "pressure_kpa", "by": 50000, "within_s": 60}               also "rises"
    {"silent_s": 86400}                                                  no reading and no state for so long
    {"stuck": "pressure_kpa", "band": 0, "for_s": 86400}                 it reports, and always the same
    {"flat": "pressure_kpa", "least": 5000, "within_s": 86400}           the day's rhythm is missing
    {"state": "open"}                                                    a state holds
    {"all": [...]}  {"any": [...]}

Between a threshold and its release the answer stays what it was. Moments are microseconds since 1970 UTC.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SECOND = 1_000_000
BUCKETS = 24
"""Into so many stretches a window is cut whose spread is asked for: what is remembered does not grow with readings."""
MOST_LEAVES, DEEPEST = 12, 4

Memory = dict[str, Any]


class BadRuleError(ValueError):
    """A rule that cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a point said: a reading (thousandths of the quantity's unit), or a state (1 began, 0 ended)."""

    at: int
    what: str
    value: int


@dataclass(frozen=True, slots=True)
class Change:
    """The rule began (`on`) or ended to hold."""

    at: int
    on: bool


_SHAPES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "quantity": (frozenset({"quantity", "release"}), frozenset({"below", "above"})),
    "falls": (frozenset({"falls", "by", "within_s"}), frozenset()),
    "rises": (frozenset({"rises", "by", "within_s"}), frozenset()),
    "silent_s": (frozenset({"silent_s"}), frozenset()),
    "stuck": (frozenset({"stuck", "band", "for_s"}), frozenset()),
    "flat": (frozenset({"flat", "least", "within_s"}), frozenset()),
    "state": (frozenset({"state"}), frozenset()),
}
"""The key that names a condition → the keys it needs, and of which it needs exactly one more."""
_WORDS = ("quantity", "falls", "rises", "stuck", "flat", "state")


def check(rule: Mapping[str, Any]) -> None:
    """Raise BadRuleError for a rule that cannot be read."""
    if set(rule) != {"when", "for_s"} or not _whole(rule["for_s"]):
        raise BadRuleError("规则由 when 和 for_s 两项组成，for_s 是不小于 0 的整数秒")
    leaves = list(_checked(rule["when"], 0))
    if len(leaves) > MOST_LEAVES:
        raise BadRuleError(f"最多 {MOST_LEAVES} 个条件")


def _checked(term: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if not isinstance(term, dict) or depth > DEEPEST:
        raise BadRuleError(f"条件是一个对象，最多 {DEEPEST} 层")
    for joint in ("all", "any"):
        if joint in term:
            if set(term) != {joint} or not isinstance(term[joint], list) or not term[joint]:
                raise BadRuleError(f"{joint} 后面是一列条件")
            for inner in term[joint]:
                yield from _checked(inner, depth + 1)
            return
    name = next((key for key in _SHAPES if key in term), None)
    if name is None:
        raise BadRuleError(f"不认识的条件：{sorted(term)}")
    needed, one_of = _SHAPES[name]
    if needed - set(term) or len(set(term) - needed) != bool(one_of) or (set(term) - needed) - one_of:
        raise BadRuleError(f"{name} 条件的各项不对：{sorted(term)}")
    for key, value in term.items():
        if key in _WORDS:
            if not isinstance(value, str) or not value:
                raise BadRuleError(f"{key} 要写名称")
        elif isinstance(value, bool) or not isinstance(value, int) or (key.endswith("_s") and value <= 0):
            raise BadRuleError(f"{key} 要写整数，秒数要大于 0")
    _hysteresis(term)
    yield term


def _hysteresis(term: Mapping[str, Any]) -> None:
    too_low = "below" in term and term["release"] < term["below"]
    if too_low or ("above" in term and term["release"] > term["above"]):
        raise BadRuleError("release 不能比界限更严：低于的，恢复值不小于界限；高于的，恢复值不大于界限")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def wanted(rule: Mapping[str, Any]) -> frozenset[str]:
    """The quantities and states a rule reads; "*" among them: anything at all counts as a sign of life."""
    return frozenset(
        "*" if "silent_s" in term else str(next(term[key] for key in _WORDS if key in term))
        for term in _leaves(rule["when"])
    )


def _leaves(term: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inner = term.get("all") or term.get("any")
    if inner is None:
        yield term
    else:
        for one in inner:
            yield from _leaves(one)


def begin(at: int) -> Memory:
    """What an evaluator remembers before it has read anything; `at`: from when on it watches."""
    return {"leaves": {}, "since": None, "on": False, "at": at}


def run(
    rule: Mapping[str, Any], memory: Memory, heard: Iterable[Said], until: int | None = None
) -> tuple[Memory, list[Change]]:
    """Read on from where `memory` stands, in order of moments, then let time pass until `until`.

    The memory comes back new; it is plain JSON. An older moment than the last read counts as said now.
    """
    runner = _Runner(rule, memory)
    for one in heard:
        runner.pass_until(max(one.at, runner.at))
        runner.take(one)
    if until is not None:
        runner.pass_until(max(until, runner.at))
    return runner.memory(), runner.changes


def due(rule: Mapping[str, Any], memory: Memory) -> int | None:
    """When time alone next changes something, unless something is said before; None: never."""
    return _Runner(rule, memory).next_moment()


class _Runner:
    """One run of the evaluator."""

    def __init__(self, rule: Mapping[str, Any], memory: Memory) -> None:
        self.rule = rule
        self.leaves: dict[str, dict[str, Any]] = {key: dict(value) for key, value in memory["leaves"].items()}
        self.since: int | None = memory["since"]
        self.on: bool = memory["on"]
        self.at: int = memory["at"]
        self.terms = list(_leaves(rule["when"]))
        self.changes: list[Change] = []
        for number, term in enumerate(self.terms):
            fresh: dict[str, Any] = {"true": False}
            if "silent_s" in term:
                fresh["last"] = self.at
            self.leaves.setdefault(str(number), fresh)

    def memory(self) -> Memory:
        return {"leaves": self.leaves, "since": self.since, "on": self.on, "at": self.at}

    def next_moment(self) -> int | None:
        """The earliest moment at which a silence or the rule's own duration is complete."""
        found = [
            leaf["last"] + term["silent_s"] * SECOND
            for term, leaf in zip(self.terms, self.leaves.values(), strict=True)
            if "silent_s" in term and not leaf["true"]
        ]
        if self.since is not None and not self.on:
            found.append(self.since + self.rule["for_s"] * SECOND)
        return min(found, default=None)

    def pass_until(self, moment: int) -> None:
        """Let time pass: what becomes so meanwhile becomes so at its own moment."""
        while (coming := self.next_moment()) is not None and coming <= moment:
            self.at = max(self.at, coming)
            for term, leaf in zip(self.terms, self.leaves.values(), strict=True):
                if "silent_s" in term and self.at - leaf["last"] >= term["silent_s"] * SECOND:
                    leaf["true"] = True
            self.settle()
        self.at = max(self.at, moment)

    def take(self, one: Said) -> None:
        """Take what was said at the present moment."""
        for term, leaf in zip(self.terms, self.leaves.values(), strict=True):
            if "silent_s" in term:
                leaf["last"], leaf["true"] = self.at, False
            elif one.what in term.values():
                _LEAVES[next(key for key in _SHAPES if key in term)](term, leaf, self.at, one.value)
        self.settle()

    def settle(self) -> None:
        """What the conditions together say now, and since when."""
        truths = iter(self.leaves.values())
        if not _holds(self.rule["when"], truths):
            self.since = None
            if self.on:
                self.on = False
                self.changes.append(Change(self.at, on=False))
            return
        if self.since is None:
            self.since = self.at
        if not self.on and self.at - self.since >= self.rule["for_s"] * SECOND:
            self.on = True
            self.changes.append(Change(self.at, on=True))


def _holds(term: Mapping[str, Any], truths: Iterator[dict[str, Any]]) -> bool:
    """Every leaf takes its turn, whatever the ones before said."""
    inner = term.get("all") or term.get("any")
    if inner is None:
        return bool(next(truths)["true"])
    found = [_holds(one, truths) for one in inner]
    return all(found) if "all" in term else any(found)


def _threshold(term: Mapping[str, Any], leaf: dict[str, Any], _at: int, value: int) -> None:
    release = term["release"]
    if "below" in term:
        leaf["true"] = value < term["below"] or (leaf["true"] and value < release)
    else:
        leaf["true"] = value > term["above"] or (leaf["true"] and value > release)


def _state(_term: Mapping[str, Any], leaf: dict[str, Any], _at: int, value: int) -> None:
    leaf["true"] = value != 0


def _rate(term: Mapping[str, Any], leaf: dict[str, Any], at: int, value: int) -> None:
    """How far it fell, or rose, from the extreme of the window to now."""
    low, high = _spread(leaf, at, value, term["within_s"] * SECOND)
    leaf["true"] = (high - value if "falls" in term else value - low) >= term["by"]


def _flat(term: Mapping[str, Any], leaf: dict[str, Any], at: int, value: int) -> None:
    window = term["within_s"] * SECOND
    leaf.setdefault("first", at)
    low, high = _spread(leaf, at, value, window)
    leaf["true"] = at - leaf["first"] >= window and high - low < term["least"]


def _stuck(term: Mapping[str, Any], leaf: dict[str, Any], at: int, value: int) -> None:
    if "value" not in leaf or abs(value - leaf["value"]) > term["band"]:
        leaf["value"], leaf["from"] = value, at
    leaf["true"] = at - leaf["from"] >= term["for_s"] * SECOND


def _spread(leaf: dict[str, Any], at: int, value: int, window: int) -> tuple[int, int]:
    """(least, most) of the window that ends now; kept by stretches, so the window may be longer by one of them."""
    width = max(window // BUCKETS, 1)
    buckets: list[list[int]] = [one for one in leaf.get("buckets", ()) if one[0] + width > at - window]
    if buckets and at < buckets[-1][0] + width:
        start, low, high = buckets[-1]
        buckets[-1] = [start, min(low, value), max(high, value)]
    else:
        buckets.append([at, value, value])
    leaf["buckets"] = buckets
    return min(one[1] for one in buckets), max(one[2] for one in buckets)


_LEAVES = {
    "quantity": _threshold,
    "falls": _rate,
    "rises": _rate,
    "stuck": _stuck,
    "flat": _flat,
    "state": _state,
}


@dataclass(frozen=True, slots=True)
class WouldBe:
    """An alarm there would have been. `until` None: it had not ended."""

    since: int
    until: int | None


def try_out(rule: Mapping[str, Any], heard: Iterable[Said], since: int, until: int) -> list[WouldBe]:
    """When a rule would have raised and ended over what was said, without switching it on."""
    _memory, changes = run(rule, begin(since), heard, until)
    return paired(changes)


def paired(changes: Iterable[Change]) -> list[WouldBe]:
    """Beginnings with their ends."""
    found: list[WouldBe] = []
    for change in changes:
        if change.on:
            found.append(WouldBe(change.at, None))
        else:
            found[-1] = WouldBe(found[-1].since, change.at)
    return found
