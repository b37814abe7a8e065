"""Questions as the rules know them, and the doubt that is left of them: by place, and to each person his own."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from anju.kernel.permissions import roles_with
from anju.kernel.scope import under
from anju.people.models import Account, Post
from anju.people.queries.actor import on_day
from anju.places.models import Place
from anju.supervision.grid.models import LookedThrough, Question, Recheck
from anju.supervision.grid.permissions import Permission
from anju.supervision.grid.rules.credibility import BETWEEN_QUESTIONS, HALF_LIFE, TO_ANSWER, Told, doubt, remaining
from anju.supervision.grid.rules.kinds import SIGNS, Answer, SignKind, said_of
from anju.supervision.grid.rules.signs import Sign

FADED = HALF_LIFE * 6
"""By then less than a sixtieth is left."""
OWN_SHOWN = 100


def told(row: Question, *, asking: bool = False) -> Told | None:
    """A question as the rules take it; None where its person has not been shown it and it is not about asking again."""
    shown = row.shown_at or row.answered_at or (row.asked_at if asking else None)
    if shown is None or row.sign not in SIGNS:
        return None
    said = row.parameters
    sign = Sign(
        SignKind(row.sign), tuple(said.get("visits", ())), tuple(str(pk) for pk in said.get("places", ())),
        said.get("strength", 0) / 1000, said.get("said", {}),
    )  # fmt: skip
    answer = said_of(row.answer) if row.answered_at else None
    return Told(sign, str(row.account_id), row.asked_at if asking else shown, row.answered_at, answer)


def asked_of(accounts: Collection[int], now: datetime) -> dict[int, list[Told]]:
    """Person → what he was asked, so that it is not asked again."""
    rows = Question._all.filter(account__in=accounts, asked_at__gt=now - FADED).order_by("pk")
    found: dict[int, list[Told]] = defaultdict(list)
    for row in rows:
        one = told(row, asking=True)
        if one is not None:
            found[row.account_id].append(one)
    return found


def asked_lately(account: int, now: datetime) -> bool:
    """Whether somebody was asked within the week; he is held, so that two workers do not ask at once."""
    Account._all.select_for_update().get(pk=account)
    return Question._all.filter(account=account, asked_at__gt=now - BETWEEN_QUESTIONS).exists()


def trusted(accounts: Collection[int]) -> frozenset[str]:
    """Phones whose owners said that they use an external receiver."""
    rows = Question._all.filter(account__in=accounts, sign=SignKind.MOCK, answer=Answer.EXTERNAL_RECEIVER)
    return frozenset(str(said["device"]) for said in rows.values_list("parameters", flat=True) if said.get("device"))


def doubts(street: str, now: datetime) -> dict[int, float]:
    """Place → doubt between 0 and 1, of a street. A second look since settles a place."""
    rows = Question._all.filter(under("path", street), asked_at__gt=now - FADED).order_by("pk")
    found = [one for row in rows if (one := told(row)) is not None]
    done = Recheck._all.filter(under("path", street), checked_at__gt=now - FADED, second__isnull=False)
    confirmed: dict[str, datetime] = {}
    for place, at in done.exclude(result="no_entry").order_by("checked_at").values_list("place", "checked_at"):
        if at is not None:
            confirmed[str(place)] = at
    return {int(place): left for place, left in doubt(found, now, confirmed=confirmed).items()}


def _unshown(account: int, now: datetime) -> QuerySet[Question]:
    rows = Question._all.filter(account=account, shown_at__isnull=True, answered_at__isnull=True, expires_at__gt=now)
    return rows.order_by("pk")


def has_unshown(account: int, now: datetime) -> bool:
    """Whether an open question has not been taken along by a phone yet."""
    return _unshown(account, now).exists()


def locked_unshown(account: int, now: datetime) -> list[Question]:
    """The questions of `has_unshown`, locked until the transaction ends."""
    return list(_unshown(account, now).select_for_update())


def own(account: int) -> QuerySet[Question]:
    """What somebody himself was asked, newest first."""
    rows = Question._all.filter(account=account).select_related("place")
    return rows.order_by("-asked_at", "-pk")[:OWN_SHOWN]


def weighs(row: Question, now: datetime) -> tuple[int, datetime | None]:
    """Per cent of full doubt that a question still weighs, and when less than one per cent will be left."""
    one = told(row)
    if one is None:
        return 0, None
    begins = one.shown_at + (timedelta() if one.answered_at else TO_ANSWER)
    left, at = remaining(one, max(now, begins)), max(now, begins)
    while left >= 0.01:
        at += HALF_LIFE / 6
        left = remaining(one, at)
    return round(100 * remaining(one, now)), at


def to_look_through(day: date, *, limit: int) -> list[int]:
    """Active people who may patrol and whose records were not looked through on a day yet; by number."""
    posts = Post._all.filter(on_day(day), role__in=roles_with(Permission.PATROL), account__is_active=True)
    done = LookedThrough._all.filter(day__gte=day).values("account")
    rows = Account._all.filter(pk__in=posts.values("account")).exclude(pk__in=done)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def places(ids: Iterable[int]) -> dict[int, Place]:
    """Id → place, for the paths of questions."""
    return Place._all.in_bulk(list(ids))
