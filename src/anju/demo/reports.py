"""How the cases that residents reported lately came in, and what the hotline sent."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from anju.demo.ground import DEMO, Ground
from anju.demo.plan.codes import phone
from anju.demo.plan.people import People
from anju.intake.residents import rules
from anju.intake.residents.actions import set_rules
from anju.intake.residents.actions.history import PastReport, PastTicket, write_reports
from anju.intake.residents.enums import BY_STAFF, Channel
from anju.kernel import clock, ids
from anju.kernel.actors import Actor
from anju.kernel.calendar import add_working_days, statutory_table
from anju.kernel.scope import under
from anju.supervision.lists.enums import SourceKind, State
from anju.supervision.lists.models import Duty

LATELY = timedelta(days=45)
MOST = 60
CHANNELS = (
    Channel.HOTLINE, Channel.LABEL, Channel.WEB, Channel.PHONE, Channel.LABEL, Channel.WEB, Channel.HOTLINE,
    Channel.LABEL, Channel.WECHAT, Channel.WEB, Channel.LABEL, Channel.COUNTER,
)  # fmt: skip
"""How one after another came in."""
LEFT_A_NUMBER = 0.35
CLOSES = time(17, 30)
PHONES = 9_000_000
"""Where the numbers of reporters begin, within a range assigned to nobody."""


def write(ground: Ground, people: People, actors: dict[int, Actor], *, seed: int) -> str:
    """Write them, and publish the list; one tracking number to try."""
    path = ground.places[0].path
    rng = Random(f"{seed}/reports/{path}")
    rows = Duty.objects.system("demo").select_related("hazard").filter(
        under("path", path), hazard__source_kind=SourceKind.RESIDENT, merged_into=None,
        hazard__reported_at__gt=clock.now() - LATELY,
    )  # fmt: skip
    lately = sorted(rows, key=lambda duty: (duty.state == State.CLOSED, -clock.to_us(duty.hazard.reported_at)))[:MOST]
    staff = {post.place: actors[post.ref] for post in people.posts if post.role == "community"}
    told = list(_told(rng, ground, staff, sorted(lately, key=lambda duty: duty.hazard.reported_at)))
    codes = write_reports(by=DEMO, reports=told)
    set_rules(by=DEMO, path=path, values={"public_list": True, "thanks": True})
    return rules.shown_code(codes[-1]) if codes else ""


def _told(rng: Random, ground: Ground, staff: dict[int, Actor], lately: list[Duty]) -> Iterator[PastReport]:
    by_path = {ground.places[ref].path: who for ref, who in staff.items() if ref >= 0}
    tickets = 0
    for number, duty in enumerate(lately):
        channel = CHANNELS[number % len(CHANNELS)]
        entered = channel in BY_STAFF or channel is Channel.HOTLINE
        who = next((actor for path, actor in by_path.items() if duty.path.startswith(path)), None) if entered else None
        if entered and who is None:
            channel = Channel.WEB
        ticket = None
        if channel is Channel.HOTLINE:
            tickets += 1
            ticket = _ticket(rng, duty, tickets)
        left = channel is not Channel.HOTLINE and rng.random() < LEFT_A_NUMBER
        yield PastReport(
            duty=duty, channel=channel, client_ref=ids.token(120), words=duty.hazard.description, by=who,
            phone=phone(PHONES + number) if left else "", ticket=ticket,
        )  # fmt: skip


def _ticket(rng: Random, duty: Duty, number: int) -> PastTicket:
    at = duty.hazard.reported_at
    closed = duty.closed_at
    return PastTicket(
        number=f"演示{clock.local(at):%Y%m%d}{number:04d}",
        return_due_at=_after(at, 1),
        answer_due_at=_after(at, 5),
        answered_at=min(closed + timedelta(minutes=rng.randrange(20, 300)), clock.now()) if closed else None,
    )


def _after(at: datetime, days: int) -> datetime:
    """The end of office hours so many working days later."""
    day = add_working_days(clock.local(at).date(), days, statutory_table()).day
    return datetime.combine(day, CLOSES, tzinfo=clock.DISTRICT_TIME)
