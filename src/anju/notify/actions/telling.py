"""Telling somebody something: the one mechanism behind reminders, ladders, alarms and digests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed, district_of
from anju.kernel.ledger.models import Subject
from anju.notify import codes
from anju.notify.enums import ROBOTS, TEXT_MESSAGES, DeliveryState, GatewayKind, Urgency
from anju.notify.models import Delivery, Gateway, Message, Notice, Preference, Switch
from anju.notify.queries import recipients
from anju.notify.queries.recipients import Outside, Recipients
from anju.notify.rules import timing
from anju.notify.rules.timing import ROBOT_QUIET, Office, Quiet
from anju.people.models import Account

BATCH = 500


@dataclass(frozen=True, slots=True)
class _Telling:
    """What one call of `tell` has worked out."""

    notice: Notice
    at: datetime
    office: Office
    accounts: frozenset[int]
    on_duty: frozenset[int]
    state: DeliveryState

    def due(self, quiet: Quiet, account: int | None = None) -> datetime:
        urgency = Urgency(self.notice.urgency)
        return timing.due(urgency, self.at, quiet, self.office, on_duty=account in self.on_duty)


def tell(
    by: Actor,
    *,
    code: str,
    to: Recipients | Iterable[Recipients],
    subject: Subject | Ref,
    params: Mapping[str, Any] | None = None,
    urgency: Urgency | None = None,
    path: str = "",
    not_before: datetime | None = None,
    once: str | None = None,
) -> Notice:
    """Put a notice into everybody's inbox and the lines to send into the outbox, in the transaction of the deed.

    `code` is declared by the caller's domain (`codes.declare`), `params` fit it, `path` is the subject's place path
    (duty roster and trial mode follow from it). `not_before`: neither shown nor sent earlier. `once`: a key under
    which this is told a single time ever; a second call returns the first notice. An organisation's chat group is told
    with the organisation if it has a robot and the code has words for groups. Raises UnknownCodeError and
    BadParameterError. Telling nobody is allowed and entered: the ladder shows who was not reached.
    """
    declared = codes.code(code)
    declared.check(params or {})
    targets = (to,) if isinstance(to, Recipients) else tuple(to)
    with deed(by=by) as act:
        if once is not None and (known := Notice._all.filter(once=once).first()):
            return known
        at = max(clock.from_us(act.at), not_before or clock.from_us(act.at))
        about = (subject.kind, subject.id) if isinstance(subject, Ref) else (subject.ledger_kind, str(subject.pk))
        notice = Notice._all.create(
            code=code,
            params=dict(params or {}),
            subject_kind=about[0],
            subject_id=about[1],
            urgency=declared.urgency if urgency is None else urgency,
            path=path,
            once=once,
            made_at=clock.from_us(act.at),
            not_before=at,
        )
        telling = _work_out(notice, targets, at, spoken=declared.spoken)
        if not declared.spoken:
            _fill_inboxes(telling)
            _fill_outbox(telling, recipients.organisations_of(targets) if declared.group else set())
        if Outside() in targets and declared.outside is not None:
            _fill_outside(telling, declared)
        data = {"code": code, "about": f"{about[0]}:{about[1]}", "urgency": notice.urgency}
        act.enter("notice.told", notice, path=path, data={**data, "accounts": sorted(telling.accounts)})
    return notice


def _work_out(notice: Notice, targets: tuple[Recipients, ...], at: datetime, *, spoken: bool) -> _Telling:
    office = recipients.office(district_of(notice.path))
    on_duty: set[int] = set()
    if not spoken and timing.needs_roster(Urgency(notice.urgency), at, office):
        on_duty = recipients.on_duty(notice.path, at, every_level=notice.urgency >= Urgency.LIFE)
    accounts = set() if spoken else recipients.accounts_of(targets, clock.local(at).date()) | on_duty
    trial = Switch._all.filter(district=district_of(notice.path), trial=True).exists()
    state = DeliveryState.TRIAL if trial else DeliveryState.WAITING
    return _Telling(notice, at, office, frozenset(accounts), frozenset(on_duty), state)


def _fill_inboxes(telling: _Telling) -> None:
    notice = telling.notice
    Message._all.bulk_create(
        [
            Message(notice=notice, account_id=account, urgency=notice.urgency, visible_at=telling.at)
            for account in sorted(telling.accounts)
        ],
        batch_size=BATCH,
    )


def _fill_outbox(telling: _Telling, organisations: set[int]) -> None:
    notice = telling.notice
    gateways = list(Gateway._all.filter(enabled=True))
    personal = [gateway for gateway in gateways if gateway.kind not in ROBOTS and _serves(gateway, notice.path)]
    robots = [g for g in gateways if g.kind in ROBOTS and g.organisation_id in organisations]
    if not personal and not robots:
        return
    lines = [_line(telling, robot, None, telling.due(ROBOT_QUIET)) for robot in robots]
    messages = dict(Message._all.filter(notice=notice).values_list("account_id", "pk"))
    quiet = recipients.quiet_of(messages)
    wishes = Preference._all.in_bulk(list(messages), field_name="account_id")
    addresses = Account._all.in_bulk(list(messages)) if personal else {}
    for gateway in personal:
        for account, message in messages.items():
            reachable = gateway.address_of(addresses[account])
            if reachable and _wanted(gateway, wishes.get(account), notice.urgency):
                line = _line(telling, gateway, account, telling.due(quiet[account], account))
                line.message_id = message
                lines.append(line)
    Delivery._all.bulk_create(lines, batch_size=BATCH)


def _fill_outside(telling: _Telling, declared: codes.Code) -> None:
    """A text message to somebody without an account, and a call where an answer is asked for; of what is only spoken,
    the call alone. The number is asked for when it is sent, and kept nowhere here.
    """
    texts = () if declared.spoken else TEXT_MESSAGES
    voices = (GatewayKind.VOICE_HTTP,) if declared.answer is not None else ()
    due_at = telling.at if declared.spoken else telling.due(ROBOT_QUIET)
    for kinds in (texts, voices):
        gateways = Gateway._all.filter(enabled=True, kind__in=kinds)
        serving = [one for one in gateways if _serves(one, telling.notice.path)]
        Delivery._all.bulk_create(_line(telling, one, None, due_at) for one in serving[:1])


def _serves(gateway: Gateway, path: str) -> bool:
    """A district's e-mail serves its own places, and what belongs to no place."""
    return not path or path.startswith(gateway.path)


def _wanted(gateway: Gateway, wish: Preference | None, urgency: int) -> bool:
    """Danger to life passes every wish; a text message is only for what is urgent."""
    if urgency >= Urgency.LIFE:
        return True
    if gateway.kind in TEXT_MESSAGES:
        return urgency >= Urgency.URGENT and (wish is None or wish.sms)
    return gateway.kind == GatewayKind.EMAIL and (wish is None or wish.email)


def _line(telling: _Telling, gateway: Gateway, account: int | None, due_at: datetime) -> Delivery:
    notice = telling.notice
    return Delivery(
        notice=notice,
        account_id=account,
        gateway=gateway,
        urgency=notice.urgency,
        state=telling.state,
        due_at=due_at,
        path=notice.path or gateway.path,  # somebody must see it when it fails
    )
