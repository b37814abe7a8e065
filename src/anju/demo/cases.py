"""Some weeks of cases, written one by one through the lists' own actions under a simulated clock.

The two years of history by which the figures of the lists come out are not written yet; this is enough to see every
state of the loop.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from anju.catalogue.enums import EvidenceKind
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.people.models import Account, Post
from anju.people.queries import actor_of
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.lists import actions
from anju.supervision.lists.actions import NotPossibleError, NotYoursError, Proof, Source, Spot
from anju.supervision.lists.enums import DeferralReason, SourceKind, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.queries.parties import NobodyError

KINDS = ("ES-01", "ES-01", "EB-01", "EB-03", "EB-06", "EB-06", "ES-02", "FL-01", "FF-04", "FF-11", "ES-08", "CB-01")
PROOF = tuple(Proof(kind, 0) for kind in EvidenceKind)
"""Attachment 0 is none: a demo case shows its text, pictures come with the evidence store."""
DAYS = 24


def write(*, now: datetime, seed: int, count: int) -> int:
    """Report `count` hazards over the last weeks and carry most of them on; how many cases stand."""
    rng = Random(seed)
    places = list(Place.objects.system("demo").filter(kind=PlaceKind.BUILDING))
    made = 0
    for at in sorted(_moments(rng, now, count)):
        with clock.simulated(at):
            duty = _report(rng, rng.choice(places))
        if duty is not None:
            made += 1
            _carry_on(rng, duty, at, now)
    return made


def _moments(rng: Random, now: datetime, count: int) -> Iterator[datetime]:
    for _ in range(count):
        yield now - timedelta(minutes=rng.randrange(60, DAYS * 24 * 60))


def _someone(organisation: int | None) -> Actor | None:
    post = Post.objects.system("demo").filter(organisation=organisation).select_related("account").first()
    return _actor(post.account) if post else None


def _actor(account: Account) -> Actor:
    return actor_of(account, today=clock.local(clock.now()).date())


def _report(rng: Random, place: Place) -> Duty | None:
    code = rng.choice(KINDS)
    parts = place.path.strip("/").split("/")
    community = "/" + "/".join(parts[:3]) + "/"
    post = Post.objects.system("demo").filter(role="community", path=community).select_related("account").first()
    if post is None:
        return None
    kind = SourceKind.RESIDENT if rng.random() < 0.12 else SourceKind.PATROL
    spot = Spot(place, floor=rng.randrange(1, 7), spot=rng.choice(("东单元", "西单元", "楼梯间", "北侧入口")))
    try:
        return actions.report(by=_actor(post.account), code=code, at=spot, source=Source(kind))
    except NobodyError:
        return None


def _carry_on(rng: Random, duty: Duty, at: datetime, now: datetime) -> None:
    """Most are put right in some days and verified; some wait, some come back, one or two ask for time."""
    if duty.state != State.ASSIGNED or rng.random() < 0.25:
        return
    done = at + timedelta(hours=rng.randrange(2, 24 * 8))
    by = _someone(duty.accountable_id)
    if done >= now or by is None:
        return
    try:
        with clock.simulated(done):
            if rng.random() < 0.06:
                interim = "每日两次巡查，楼道加放灭火器"
                actions.ask_deferral(by=by, duty_id=duty.pk, reason=DeferralReason.FUNDS, interim=interim)
                return
            submitted = actions.submit(by=by, duty_id=duty.pk, evidence=PROOF)
        _check(rng, submitted, done + timedelta(hours=rng.randrange(2, 60)), now)
    except (NotYoursError, NotPossibleError):
        return


def _check(rng: Random, duty: Duty, at: datetime, now: datetime) -> None:
    by = _someone(duty.verifier_id)
    if at >= now or by is None:
        return
    with clock.simulated(at):
        if rng.random() < 0.1:
            actions.verify(by=by, duty_id=duty.pk, passed=False, reason="照片看不出是同一处，请补拍")
        else:
            actions.verify(by=by, duty_id=duty.pk, passed=True, on_site=True)
