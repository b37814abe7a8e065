"""One's own inbox, subscriptions to events, and the ledger as such."""

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from anju.api import queries as own
from anju.api.v1.base import Day, Id, In, Word, decode_as, encode, who
from anju.api.v1.problems import ProblemError
from anju.kernel.actors import Actor
from anju.kernel.ledger.prove import NothingSealedError, prove
from anju.kernel.ledger.seals import head_dict
from anju.notify import actions as notices
from anju.notify.models import Message, Subscription
from anju.notify.permissions import Permission as Notify
from anju.notify.queries import inbox, keeping, webhooks
from anju.notify.render import words

router = Router()


class MessageOut(Schema):
    """A notice in one's own inbox."""

    id: int
    title: str
    subject: str = Field(examples=["duty:42"])
    urgency: int
    at: datetime
    read: bool
    done: bool


class MessagePage(Schema):
    items: list[MessageOut]
    next: str | None


class InboxFilters(Schema):
    shelf: Annotated[str, Field(pattern="^(unread|open|done)$")] = "open"
    cursor: str = ""


@router.get("/inbox", response=MessagePage, tags=["inbox"], operation_id="inbox", summary="One's own messages")
def messages(request: HttpRequest, filters: Query[InboxFilters]) -> Any:
    """Tokens have no inbox: they subscribe to events."""
    rows = inbox.shelf(who(request), filters.shelf)
    found, more = inbox.page(rows, decode_as(filters.cursor, _moment_and_id))
    titles = words(row.notice for row in found)
    following = f"{found[-1].visible_at.isoformat()}~{found[-1].pk}" if more else ""
    return MessagePage(
        items=[_message(row, titles[row.notice_id].title) for row in found], next=encode(following) if more else None
    )


def _moment_and_id(position: str) -> tuple[datetime, int]:
    moment, _tilde, pk = position.partition("~")
    return datetime.fromisoformat(moment), int(pk)


def _message(row: Message, title: str) -> MessageOut:
    return MessageOut(
        id=row.pk,
        title=title,
        subject=f"{row.notice.subject_kind}:{row.notice.subject_id}",
        urgency=row.urgency,
        at=row.visible_at,
        read=row.read_at is not None,
        done=row.done_at is not None,
    )


class MarkIn(In):
    ids: list[Id] = Field(min_length=1, max_length=100)
    mark: Annotated[str, Field(pattern="^(read|done|unread)$")] = Field(examples=["read"])


class Marked(Schema):
    changed: int


@router.post("/inbox/marks", response=Marked, tags=["inbox"], operation_id="mark", summary="Mark own messages")
def mark(request: HttpRequest, body: MarkIn) -> Any:
    by = {"read": notices.mark_read, "done": notices.mark_done, "unread": notices.mark_unread}[body.mark]
    return Marked(changed=by(by=who(request), messages=body.ids))


class SubscriptionOut(Schema):
    """An address that is told of ledger entries by signed CloudEvents (Standard Webhooks headers)."""

    id: int
    name: str
    url: str
    types: list[str]
    path: str
    active: bool
    waiting: int = 0
    dead: int = 0


class SubscriptionNew(SubscriptionOut):
    secret: str = Field(description="Shown this once")


class SubscriptionIn(In):
    name: str = Field(min_length=1, max_length=60, examples=["数据中台"])
    url: str = Field(min_length=1, max_length=500, examples=["https://hooks.example.com/anju"])
    types: list[Word] = Field(min_length=1, max_length=50, examples=[["duty.assigned", "hazard."]])


class SwitchIn(In):
    on: bool


@router.get(
    "/subscriptions", response=list[SubscriptionOut], tags=["subscriptions"], operation_id="subscriptions",
    summary="Who is told of what",
)  # fmt: skip
def subscriptions(request: HttpRequest) -> Any:
    return [_subscription(row) for row in _kept(who(request))[:500]]


def _kept(actor: Actor) -> Any:
    """A token keeps only what it made itself; a person keeps the district's."""
    if not actor.holds(Notify.KEEP_SUBSCRIPTIONS):
        raise PermissionDenied(_("维护事件订阅"))
    rows = webhooks.subscriptions_of(actor)
    return rows if actor.account is not None else rows.filter(holder=str(actor))


def _subscription(row: Subscription) -> SubscriptionOut:
    return SubscriptionOut(
        id=row.pk,
        name=row.name,
        url=row.url,
        types=list(row.types),
        path=row.path,
        active=row.active,
        waiting=getattr(row, "waiting", 0),
        dead=getattr(row, "dead", 0),
    )


@router.post(
    "/subscriptions", response={201: SubscriptionNew}, tags=["subscriptions"], operation_id="subscribe",
    summary="Subscribe to events; switched off at first",
)  # fmt: skip
def subscribe(request: HttpRequest, body: SubscriptionIn) -> Any:
    """It reaches what its maker reaches: a token's first place, a person's district."""
    actor = who(request)
    path = _reach(actor)
    row, secret = notices.add_subscription(by=actor, name=body.name, url=body.url, types=body.types, path=path)
    return Status(201, SubscriptionNew(**_subscription(row).dict(), secret=secret))


def _reach(actor: Actor) -> str:
    if actor.account is not None:
        return keeping.district_path(actor, Notify.KEEP_SUBSCRIPTIONS)
    if not actor.holds(Notify.KEEP_SUBSCRIPTIONS):
        raise PermissionDenied(_("维护事件订阅"))
    return min(actor.grants[0].paths, key=len)


@router.put(
    "/subscriptions/{subscription_id}", response=SubscriptionOut, tags=["subscriptions"],
    operation_id="change_subscription", summary="Another name, address or choice of types",
)  # fmt: skip
def change_subscription(request: HttpRequest, subscription_id: Id, body: SubscriptionIn) -> Any:
    _own_subscription(who(request), subscription_id)
    row = notices.change_subscription(by=who(request), subscription=subscription_id, **body.dict())
    return _subscription(row)


@router.post(
    "/subscriptions/{subscription_id}/switch", response=SubscriptionOut, tags=["subscriptions"],
    operation_id="switch_subscription", summary="Listen, or stop listening",
)  # fmt: skip
def switch_subscription(request: HttpRequest, subscription_id: Id, body: SwitchIn) -> Any:
    _own_subscription(who(request), subscription_id)
    return _subscription(notices.switch_subscription(by=who(request), subscription=subscription_id, on=body.on))


class Secret(Schema):
    secret: str


@router.post(
    "/subscriptions/{subscription_id}/secret", response=Secret, tags=["subscriptions"], operation_id="renew_secret",
    summary="A new secret; both sign for 24 hours",
)  # fmt: skip
def renew(request: HttpRequest, subscription_id: Id) -> Any:
    _own_subscription(who(request), subscription_id)
    return Secret(secret=notices.renew_secret(by=who(request), subscription=subscription_id))


def _own_subscription(actor: Actor, pk: int) -> None:
    if not _kept(actor).filter(pk=pk).exists():
        raise Http404


class LedgerEntry(Schema):
    """An entry: ids and codes only. `index` is its place in the district's tree; null: 待封存."""

    id: int
    uid: str
    deed: str
    at: datetime
    happened_at: datetime
    actor: str = Field(examples=["person:17"])
    organisation: int | None
    verb: str
    subject: str = Field(examples=["duty:42"])
    path: str
    data: dict[str, Any]
    index: int | None


class LedgerPage(Schema):
    items: list[LedgerEntry]
    next: str | None = Field(description="There may be more although the page is short")


class LedgerFilters(Schema):
    subject: Word = Field("", description="`kind` or `kind:id`")
    verb: Word = Field("", description="`duty.assigned`, or `duty.` for all of a domain")
    actor: Word = ""
    since: Day | None = None
    until: Day | None = None
    cursor: str = ""


@router.get(
    "/ledger/entries", response=LedgerPage, tags=["ledger"], operation_id="entries", summary="Entries, newest first"
)
def entries(request: HttpRequest, filters: Query[LedgerFilters]) -> Any:
    district = _district(who(request))
    wanted = own.Wanted(**filters.dict(exclude={"cursor"}))
    rows, following = own.entries(district, wanted, before=decode_as(filters.cursor, int))
    return LedgerPage(items=[_entry(row) for row in rows], next=encode(str(following)) if following else None)


def _district(actor: Actor) -> str:
    district = own.ledger_district(actor)
    if not district:
        raise PermissionDenied(_("查看和核验台账"))
    return district


def _entry(row: own.Line) -> LedgerEntry:
    entry = row.entry
    return LedgerEntry(
        id=entry.pk,
        uid=str(entry.uid),
        deed=str(entry.deed),
        at=row.at,
        happened_at=row.happened_at,
        actor=entry.actor,
        organisation=entry.organisation,
        verb=entry.verb,
        subject=f"{entry.subject_kind}:{entry.subject_id}",
        path=entry.path,
        data=row.data,
        index=row.index,
    )


@router.get(
    "/ledger/entries/{entry_id}", response=LedgerEntry, tags=["ledger"], operation_id="entry", summary="One entry"
)
def entry(request: HttpRequest, entry_id: Id) -> Any:
    row = own.entry_in([_district(who(request))], entry_id)
    if row is None:
        raise Http404
    return _entry(row)


Subject = Annotated[str, Field(pattern=r"^[a-z_]{1,30}:[0-9A-Za-z_.:-]{1,64}$", examples=["duty:42"])]


@router.get(
    "/ledger/subjects/{subject}/proof", response=dict[str, Any], tags=["ledger"], operation_id="proof",
    summary="Proof of a subject's entries, for tools/verify_proof.py",
)  # fmt: skip
def proof(request: HttpRequest, subject: Subject) -> Any:
    district = _district(who(request))
    kind, _colon, subject_id = subject.partition(":")
    lines = own.entries_of_subject(kind, subject_id, [district])
    if not lines:
        raise Http404
    try:
        return prove(kind, subject_id, district=district)
    except NothingSealedError:
        raise ProblemError(409, "not-sealed-yet", _("还没有封存的记录，请稍后再取。")) from None


class HeadOut(Schema):
    """A signed tree head (Ed25519 over docs/adr/0004's bytes)."""

    district: str
    size: int
    root: str
    at: int = Field(description="Microseconds since the Unix epoch")
    key_id: str
    signature: str


class HeadPage(Schema):
    items: list[HeadOut]
    next: str | None


class HeadFilters(Schema):
    cursor: str = ""


@router.get("/ledger/heads", response=HeadPage, tags=["ledger"], operation_id="heads", summary="Signed tree heads")
def heads(request: HttpRequest, filters: Query[HeadFilters]) -> Any:
    rows = own.heads(_district(who(request)), below=decode_as(filters.cursor, int), limit=51)
    following = encode(str(rows[49].size)) if len(rows) > 50 else None
    return HeadPage(items=[HeadOut.model_validate(head_dict(row)) for row in rows[:50]], next=following)
