"""Reads of residents' reports."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from anju.catalogue.enums import Severity
from anju.intake.residents import rules, vault
from anju.intake.residents.models import Report, ResidentRules, Ticket
from anju.intake.residents.permissions import Permission
from anju.kernel import texts
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed, covers, granting, is_district_wide
from anju.notify.models import Notice
from anju.people.enums import Role
from anju.places.models import Place
from anju.supervision.lists.enums import Outcome, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries import duplicates
from anju.supervision.lists.queries.cases import root_of

_WITH = ("duty__hazard__kind", "duty__hazard__place", "duty__merged_into__hazard__kind", "place")
CHECKED = ~Q(duty__state=State.REPORTED) & ~Q(duty__outcome__in=(Outcome.NOT_SO, Outcome.NOT_OURS, Outcome.MERGED))
"""Somebody has looked, and it was so."""


def rules_of(path: str) -> ResidentRules:
    """A district's rules, or the defaults unsaved."""
    root = root_of(path)
    return ResidentRules._all.filter(path=root).first() or ResidentRules(path=root)


def by_code(code: str) -> Report | None:
    """The report a tracking number follows. The number is the only credential, so this read has no other scope."""
    read = rules.read_code(code)
    if not read:
        return None
    rows = Report.objects.system("the tracking number is the credential").select_related(
        *_WITH, "duty__accountable", "duty__verifier", "duty__merged_into__accountable", "duty__merged_into__verifier"
    )
    return rows.filter(tracking=rules.code_hash(read)).first()


def by_tracking(tracking: str) -> Report | None:
    """The report with this hash, for sending the same twice."""
    return Report._all.select_related("duty__hazard").filter(tracking=tracking).first()


def case_of(report: Report) -> Duty:
    """The case that decides: the report's own, or the one it follows."""
    return report.duty.merged_into or report.duty


def phone_of(report: str) -> str:
    """The number somebody left with a report, for the one message it was left for; empty once it is erased."""
    row = Report.objects.system("a result goes to the number left for it").get(pk=int(report))
    return vault.open_(row.contact, row.sender).get("phone", "")


def decided_by(duty: int) -> QuerySet[Report]:
    """Reports with a contact that a case decides: its own, and those that follow it. Tickets are answered otherwise."""
    rows = Report.objects.system("who waits for a result").filter(Q(duty=duty) | Q(duty__merged_into=duty))
    return rows.filter(ticket=None).exclude(contact="").select_related(*_WITH).order_by("pk")


def running_out(since: datetime, until: datetime) -> QuerySet[Ticket]:
    """Open tickets one of whose clocks runs out in a span."""
    due = Q(return_due_at__gt=since, return_due_at__lte=until) | Q(answer_due_at__gt=since, answer_due_at__lte=until)
    rows = Ticket.objects.system("whose clock runs out").filter(due, returned_at=None, answered_at=None)
    return rows.select_related(*(f"report__{name}" for name in _WITH)).order_by("pk")


def was_told(once: str) -> bool:
    """Whether this was told already."""
    return Notice.objects.system("told once").filter(once=once).exists()


def first_holder(duty: Duty) -> int | None:
    """Who looks at a report: the first holder of its own case."""
    return duty.terms.order_by("since", "pk").values_list("holder", flat=True).first()


def locked(pk: int) -> Report:
    """A report, locked until the transaction ends."""
    return Report._all.select_for_update(of=("self",)).select_related("duty__hazard", "duty__merged_into").get(pk=pk)


def locked_ticket(report: int) -> Ticket:
    """The ticket of a report, locked until the transaction ends. Raises Ticket.DoesNotExist."""
    return Ticket._all.select_for_update(of=("self",)).select_related("report__duty").get(report=report)


def tickets_numbered(numbers: Iterable[str]) -> set[str]:
    """Those of these ticket numbers that were taken in before."""
    return set(Ticket._all.filter(number__in=set(numbers)).values_list("number", flat=True))


def read(pk: int) -> Report:
    """A report with its case, for a mechanism."""
    return Report._all.select_related("duty__merged_into").get(pk=pk)


def sent_from(origin: str, since: datetime) -> int:
    """Reports from one address since a moment."""
    return Report._all.filter(origin=origin, made_at__gte=since).count() if origin else 0


def sent_at(place: int, since: datetime) -> int:
    """Reports at one place since a moment."""
    return Report._all.filter(place=place, made_at__gte=since).count()


def alike(code: str, place: Place) -> list[Duty]:
    """Open cases of a kind at this very place: "is it this one?" """
    return [duty for duty in duplicates.look_alikes(code, place.pk) if duty.hazard.place_id == place.pk]


def open_case_at(duty: int, place: int) -> Duty | None:
    """An open case, if it is at this place: what a "me too" names."""
    rows = Duty._all.filter(pk=duty, hazard__place=place).exclude(state=State.CLOSED)
    return rows.select_related("hazard").first()


def visible(actor: Actor) -> QuerySet[Report]:
    """Reports the actor handles, newest first."""
    return Report.objects.for_(actor, Permission.SEE).select_related(*_WITH).order_by("-pk")


def seen_by(actor: Actor, pk: int) -> Report | None:
    """One of them."""
    parties = ("accountable", "verifier", "holder")
    own = [f"duty__{party}" for party in parties]
    rows = visible(actor).select_related(*_WITH, *own, *(f"duty__merged_into__{party}" for party in parties), "ticket")
    return rows.filter(pk=pk).first()


def of_case(actor: Actor, duty: Duty) -> list[Report]:
    """The reports of a case and of those that follow it, as far as the actor handles them."""
    rows = visible(actor).filter(Q(duty=duty) | Q(duty__merged_into=duty))
    return list(rows[:50])


def may_contact(actor: Actor, report: Report) -> bool:
    """Whether the contact may be read: by a post of the organisation that checks it, and by the district office.

    Never through a masked post; never by who answers for the repair.
    """
    for grant in granting(actor, Permission.CONTACT):
        if grant.masked:
            continue
        if grant.role == Role.DISTRICT_OFFICE and is_district_wide(grant):
            if covers(grant, path=report.duty.path, place=None):
                return True
        elif report.checker is not None and grant.organisation == report.checker:
            return True
    return False


def words_of(reports: list[Report]) -> dict[int, str]:
    """Report → its own words; none for what was erased or never written."""
    bodies = texts.read(report.words for report in reports if report.words is not None)
    return {report.pk: body for report in reports if report.words and (body := bodies.get(report.words))}


SHOWN = 50
FILTERS: dict[str, Q] = {
    "": Q(),
    "check": Q(duty__state=State.REPORTED),
    "marked": ~Q(marks=[]),
    "call": ~Q(contact="")
    & Q(called_back_at__isnull=True)
    & (
        Q(duty__state=State.CLOSED, duty__merged_into__isnull=True)
        | Q(duty__merged_into__isnull=False, duty__merged_into__state=State.CLOSED)
    ),
    "tickets": Q(ticket__isnull=False),
}
"""Of the list: what waits for a check, what a machine marked, whom to call back, what came from 12345."""


def page(actor: Actor, which: str, before: int | None = None) -> tuple[list[Report], int | None]:
    """A page of reports, and where the next one begins."""
    rows = visible(actor).filter(FILTERS.get(which, Q(pk__in=()))).select_related(*_WITH, "ticket")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: SHOWN + 1])
    return found[:SHOWN], found[SHOWN - 1].pk if len(found) > SHOWN else None


def published(root: str, before: int | None = None) -> tuple[list[Report], int | None]:
    """Checked reports as the public list shows them: of one district, newest first."""
    rows = Report.objects.system("the public list: kind, building and state only").filter(
        CHECKED, duty__path__startswith=root
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("duty__hazard__kind", "duty__hazard__place__parent").order_by("-pk")[: SHOWN + 1])
    return found[:SHOWN], found[SHOWN - 1].pk if len(found) > SHOWN else None


def publishing() -> list[str]:
    """Districts that publish checked reports."""
    return list(ResidentRules._all.filter(public_list=True).order_by("path").values_list("path", flat=True))


def reward_of(row: ResidentRules) -> rules.Reward:
    """A district's rule of thanks."""
    return rules.Reward(row.thanks, rules.severities_from(row.thanks_from, Severity.values), row.thanks_yuan)


def is_entitled(report: Report, rule: rules.Reward) -> bool:
    """Whether a report is owed thanks."""
    duty = report.duty
    confirmed = duty.state not in {State.REPORTED} and duty.outcome in {"", Outcome.RECTIFIED}
    return rules.entitled(
        rule,
        severity=duty.severity,
        first=duty.merged_into_id is None,
        confirmed=confirmed,
        by_resident=not report.token,
    )


def entitled_reports(actor: Actor, rule: rules.Reward) -> list[Report]:
    """Reports of the actor's reach that are owed thanks, those not yet thanked first."""
    if not rule.on:
        return []
    rows = visible(actor).filter(CHECKED, duty__severity__in=rule.severities, token="")
    return sorted(rows[:500], key=lambda row: (row.thanked_at is not None, -row.pk))


def may_do(actor: Actor, permission: Permission, report: Report) -> bool:
    """Whether the actor may do this with a report."""
    return allowed(actor, permission, path=report.duty.path)


def district_of_keeper(actor: Actor) -> str:
    """The path of the district whose rules the actor sets; empty for none."""
    wide = [path for grant in granting(actor, Permission.CONFIGURE) if is_district_wide(grant) for path in grant.paths]
    return min(wide, key=len, default="")


def district_of_actor(actor: Actor, permission: Permission) -> str:
    """The district in which a post gives the permission; empty where none does."""
    paths = [path for grant in granting(actor, permission) for path in grant.paths]
    return root_of(min(paths, key=len)) if paths else ""


def ended(before: datetime) -> list[tuple[int, str]]:
    """Reports with a contact whose case was closed before a moment: id and place path."""
    over = Q(duty__merged_into__isnull=True, duty__state=State.CLOSED, duty__closed_at__lt=before) | Q(
        duty__merged_into__state=State.CLOSED, duty__merged_into__closed_at__lt=before
    )
    return list(Report._all.filter(over).exclude(contact="").values_list("pk", "duty__path"))
