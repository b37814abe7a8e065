"""Reading single cases, for actions and pages."""

from anju.kernel.actors import Actor
from anju.kernel.calendar import DayTable, statutory_table
from anju.supervision.lists.models import Counter, Duty, ListSettings, Submission
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.rules.parties import Hand


def day_table(path: str) -> DayTable:
    """The table by which a district counts working days."""
    return statutory_table()


def locked(duty_id: int) -> Duty:
    """The duty with its hazard, locked until the transaction ends. Raises Duty.DoesNotExist."""
    return Duty._all.select_for_update(of=("self",)).select_related("hazard__kind", "hazard__place").get(pk=duty_id)


def seen_by(actor: Actor, number: str) -> Duty | None:
    """The duty of a hazard or duty number, if the actor reaches it."""
    rows = Duty.objects.for_(actor, Permission.SEE).select_related(
        "hazard__kind", "hazard__place", "accountable", "holder", "verifier", "merged_into__hazard"
    )
    column = "hazard__number" if number.startswith("YH") else "number"
    return rows.filter(**{column: number}).first()


def settings_of(path: str) -> ListSettings:
    """A district's settings, or the defaults unsaved."""
    root = "/" + path.split("/", 2)[1] + "/"
    return ListSettings._all.filter(path=root).first() or ListSettings(path=root)


def repairers(duty: Duty) -> list[Hand]:
    """Everybody who submitted work on the case, in whatever post."""
    rows = Submission._all.filter(duty=duty).values_list("account", "organisations")
    return [Hand(account, frozenset(organisations)) for account, organisations in rows]


def take_numbers(series: str, count: int) -> int:
    """Reserve `count` running numbers of a series; the first of them. Call inside the deed that uses them."""
    counter, _ = Counter._all.select_for_update().get_or_create(series=series)
    first = counter.value + 1
    counter.value += count
    counter.save(update_fields=["value"])
    return first
