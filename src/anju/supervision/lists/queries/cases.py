"""Reading single cases, for actions and pages."""

import json
import time
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.calendar import DayMark, DayTable, first_missing_year, statutory_table
from anju.kernel.db import prepared
from anju.kernel.ledger.models import Entry
from anju.people.enums import OrganisationKind
from anju.people.models import Organisation
from anju.people.rules import ancestors
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries.history import standing_for
from anju.supervision.lists.enums import Clock, Decision, Event, State
from anju.supervision.lists.models import Counter, DayYear, Deferral, Duty, ListSettings, Submission, Supplier, Term
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.rules.parties import Hand

M = TypeVar("M", bound=Model)

LOOK_AHEAD = timedelta(days=366)
"""Deadlines reach at most a year ahead: while the shipped notices do, no upload is asked for."""
KEPT_SECONDS = 5
"""How long a process goes by the uploaded years it has read: another process may have taken in a new one."""
_tables: dict[str, tuple[float, DayTable]] = {}


def day_table(path: str) -> DayTable:
    """The table by which a district counts working days: the shipped one, with the years it has uploaded over it."""
    shipped = statutory_table()
    if not path or first_missing_year(clock.now() + LOOK_AHEAD, shipped) is None:
        return shipped
    root = root_of(path)
    held = _tables.get(root)
    if held is not None and time.monotonic() - held[0] < KEPT_SECONDS:
        return held[1]
    table = shipped
    for year, marks in DayYear._all.filter(path=root).order_by("year").values_list("year", "marks"):
        table = table.with_year(year, {mark.day: mark for mark in map(mark_of, marks)})
    _tables[root] = (time.monotonic(), table)
    return table


def forget_tables() -> None:
    """Read the uploaded years again at the next question: after an upload."""
    _tables.clear()


class PlaceClosedError(ValueError):
    """The place is not in use any more, and became no other."""

    def __init__(self, place: Place) -> None:
        super().__init__(_("“%(place)s”已停用，请选择在用的地点。") % {"place": place})


def place_now(pk: int) -> Place:
    """A place as it stands, held against a move until the transaction ends; after a merge the one it became.

    Raises Place.DoesNotExist and PlaceClosedError.
    """
    rows = Place._all.select_for_update(no_key=True)
    place = rows.get(pk=pk)
    stands = standing_for(place)
    if stands is None:
        raise PlaceClosedError(place)
    return place if stands.pk == pk else rows.get(pk=stands.pk)


def mark_of(kept: list[Any]) -> DayMark:
    """A day of an uploaded table, as it is kept."""
    return DayMark(date.fromisoformat(kept[0]), bool(kept[1]), str(kept[2]))


def root_of(path: str) -> str:
    """The district's path: `/cc/3/12/` → `/cc/`."""
    return "/" + path.split("/", 2)[1] + "/"


def missing_year(path: str) -> int | None:
    """The year whose holiday table a district must upload now; from 1 December the next one's."""
    return first_missing_year(clock.now(), day_table(path))


def locked(duty_id: int) -> Duty:
    """The duty with its hazard, locked until the transaction ends. Raises Duty.DoesNotExist."""
    for duty in prepared.read(_locked, duty=duty_id):
        return duty
    raise Duty.DoesNotExist(duty_id)


def _locked(duty: int) -> QuerySet[Duty]:
    rows = Duty._all.select_for_update(of=("self",)).filter(pk=duty)
    return rows.select_related("hazard__kind", "hazard__place", "accountable")


def locked_by_case(rows: QuerySet[M], pk: int) -> tuple[M, Duty]:
    """A paper of a case, and the case, which is locked first as everywhere: so no two deeds wait for each other.

    Raises the paper's DoesNotExist.
    """
    duty = locked(rows.values_list("duty_id", flat=True).get(pk=pk))
    return rows.select_for_update().get(pk=pk), duty


def seen_by(actor: Actor, number: str) -> Duty | None:
    """The duty of a hazard or duty number, if the actor reaches it."""
    column = "hazard__number" if number.startswith("YH") else "number"
    return next(iter(prepared.read(_seen, actor, column, number=number)), None)


def _seen(actor: Actor, column: str, number: str) -> QuerySet[Duty]:
    rows = Duty.objects.for_(actor, Permission.SEE).select_related(
        "hazard__kind", "hazard__place", "accountable", "holder", "verifier", "merged_into__hazard"
    )
    return rows.filter(**{column: number})


def settings_of(path: str) -> ListSettings:
    """A district's settings, or the defaults unsaved."""
    root = root_of(path)
    return next(iter(prepared.read(_settings, path=root)), None) or ListSettings(path=root)


def _settings(path: str) -> QuerySet[ListSettings]:
    return ListSettings._all.filter(path=path).order_by("pk")[:1]


def repairers(duty: Duty) -> list[Hand]:
    """Everybody who submitted work on the case, in whatever post; of a denied report, who denied it."""
    rows = prepared.read(_hands, duty.denied, duty=duty.pk)
    return [Hand(account, frozenset(organisations)) for account, organisations in rows]


def _hands(by_checker: bool, duty: int) -> QuerySet[Any]:
    return Submission._all.filter(duty=duty, by_checker=by_checker).values_list("account", "organisations")


def take_numbers(series: str, count: int) -> int:
    """Reserve `count` running numbers of a series; the first of them. Call inside the deed that uses them."""
    counter, _ = Counter._all.select_for_update().get_or_create(series=series)
    first = counter.value + 1
    counter.value += count
    counter.save(update_fields=["value"])
    return first


def touched_by_others(duty: Duty, actor: Actor) -> bool:
    """Whether a person other than `actor` stands in the case's entries."""
    told = Entry._all.filter(subject_kind=Duty.ledger_kind, subject_id=str(duty.pk)).exclude(actor=str(actor))
    return told.exclude(actor__startswith=f"{ActorKind.SYSTEM}:").exists()


def duty_look_back(duty: Duty) -> int | None:
    """The look-back that is due first."""
    return duty.look_backs.filter(result="").order_by("due_on", "pk").values_list("pk", flat=True).first()


def request_of(duty: Duty) -> Deferral | None:
    """The request for more time that waits for an answer, or that was granted and lasts."""
    if not duty.deferral_open and duty.state != State.DEFERRED:
        return None
    return next(iter(prepared.read(_requests, duty=duty.pk)), None)


def _requests(duty: int) -> QuerySet[Deferral]:
    return Deferral._all.filter(duty=duty, decision__in=[Decision.PENDING, Decision.APPROVED]).order_by("-pk")[:1]


def words_of_request(asked: Deferral) -> str:
    """What the accountable said beside the cause, as its entry keeps it; empty where nothing was."""
    told = Entry._all.filter(subject_kind=Duty.ledger_kind, subject_id=str(asked.duty_id))
    for data in told.filter(verb=f"duty.{Event.ASK_DEFERRAL}").order_by("-pk").values_list("data", flat=True):
        said = json.loads(data)
        if said.get("deferral") == asked.pk and isinstance(said.get("reason"), dict):
            return texts.read([said["reason"]["id"]]).get(said["reason"]["id"]) or ""
    return ""


def denial_of(duty: Duty) -> Submission | None:
    """What the checker says of a report that is not so, while it waits for a decision."""
    return duty.submissions.filter(decision=Decision.PENDING, by_checker=True).first() if duty.denied else None


def checked_by(duty: Duty) -> int | None:
    """Who was asked to check last, before the case went up for a decision."""
    rows = duty.terms.filter(clock=Clock.CHECK).order_by("-since", "-pk")
    return rows.values_list("holder", flat=True).first()


def proposed_in_dispute(duty: Duty) -> int | None:
    """Whom the open dispute says answers."""
    return duty.disputes.filter(decision=Decision.PENDING).values_list("proposed", flat=True).first()


def reached(actor: Actor, ids: list[int]) -> list[Duty]:
    """The cases among `ids` that the actor reaches, in the order given."""
    rows = Duty.objects.for_(actor, Permission.SEE).select_related("hazard__kind", "hazard__place", "accountable")
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def terms_of(duty: Duty) -> list[Term]:
    """Who held the case from when to when, and why: oldest first."""
    return list(duty.terms.select_related("holder").order_by("since", "pk"))


def linked(duty: Duty) -> dict[str, list[Duty]]:
    """The cases a case is linked to: its master, its followers, what it repeats and what repeats it."""
    rows = prepared.read(_around, duty=duty.pk, master=duty.merged_into_id or 0, earlier=duty.recurrence_of_id or 0)
    return {
        "master": [row for row in rows if row.pk == duty.merged_into_id],
        "followers": [row for row in rows if row.merged_into_id == duty.pk],
        "repeats": [row for row in rows if row.pk == duty.recurrence_of_id],
        "repeated": [row for row in rows if row.recurrence_of_id == duty.pk],
    }


def _around(duty: int, master: int, earlier: int) -> QuerySet[Duty]:
    around = Q(merged_into=duty) | Q(recurrence_of=duty) | Q(pk=master) | Q(pk=earlier)
    return Duty._all.filter(around).select_related("hazard").order_by("pk")


def public_spot(duty: Duty) -> tuple[str, ...]:
    """The public names of where a case is, from the estate down to building and unit; never a door."""
    return tuple(prepared.read(_public, paths=tuple(ancestors(duty.path))))


def _public(paths: tuple[str, ...]) -> QuerySet[Any]:
    kinds = (PlaceKind.ESTATE, PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.SHED, PlaceKind.ROAD)
    return Place._all.filter(path__in=paths, kind__in=kinds).order_by("path").values_list("name", flat=True)


def suppliers_of(root: str) -> list[Supplier]:
    """Who supplies a district, as registered now."""
    rows = Supplier._all.filter(path__gte=root, path__lt=root[:-1] + "0", ended_on__isnull=True)
    return list(rows.select_related("organisation").order_by("service", "path"))


def utilities_of(root: str) -> list[tuple[int, str]]:
    """The utilities of a district."""
    rows = Organisation._all.filter(kind=OrganisationKind.UTILITY, path=root, closed_on__isnull=True)
    return list(rows.order_by("name").values_list("pk", "name"))


def organisation(pk: int) -> Organisation:
    """A registered organisation. Raises Organisation.DoesNotExist."""
    return Organisation._all.get(pk=pk)
