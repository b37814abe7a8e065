"""A planned history as the lists' bulk action takes it: refs become rows, steps become happenings."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

from anju.catalogue.enums import EvidenceKind, Severity
from anju.catalogue.rules import Evidence, KindFacts
from anju.demo import told
from anju.demo.ground import Ground
from anju.demo.history import SYSTEM, Case, Event, History, Source, State, Step
from anju.demo.history.rhythm import DAY, local_day, moment
from anju.demo.pictures import Album
from anju.demo.plan import District, Kind, People
from anju.kernel.actors import Actor, ActorKind, Grant, system
from anju.kernel.files.models import Blob
from anju.kernel.permissions import of_role
from anju.supervision.lists import enums
from anju.supervision.lists.actions import Proof, Spot
from anju.supervision.lists.actions import Source as ListSource
from anju.supervision.lists.actions.history import Happening, PastCase, PastCleanUp
from anju.supervision.lists.actions.rectifying import look_days
from anju.supervision.lists.enums import LookBackResult, Outcome, Rung, SourceKind, TermReason

__all__ = ["Telling"]

RESIDENT = Actor(ActorKind.RESIDENT, "demo")
LADDER = system("escalation")
CLOSED = State.CLOSED
_RUNGS = {"": Rung.REMINDER, "street": Rung.STREET, "district": Rung.DISTRICT, "listing": Rung.LISTING}
_SHEDS = {"DW-01", "DW-03"}


class Telling:
    """Turns the cases of one district's plan into `PastCase`s."""

    def __init__(
        self, ground: Ground, district: District, people: People, history: History, kinds: Mapping[str, KindFacts],
        pictures: Album,
    ) -> None:  # fmt: skip
        self.ground, self.district, self.people, self.history = ground, district, people, history
        self.kinds = kinds
        self.rng = Random(f"{district.seed}/{district.name}/telling")
        self.until = history.until
        self.pictures = pictures
        self.pairs: dict[int, tuple[Blob, Blob]] = {}
        """By the `id` of a case: how it is shown before and after."""
        self.actors = {post.ref: self._actor(post.ref) for post in people.posts}

    def cases(self) -> list[PastCase]:
        """All of them, in the plan's order."""
        self._show()
        return [self._case(case) for case in self.history.cases]

    def clean_ups(self) -> Iterator[PastCleanUp]:
        """All loads, entered on the afternoon of their day."""
        for load in self.history.clean_ups:
            post = self.people.posts[load.post]
            at = min(moment(load.day, 16 * 3600) + self.rng.randrange(3600), self.until - 60)
            yield PastCleanUp(
                place=self.ground.places[load.place],
                on=load.day,
                kilograms=load.kilograms,
                weighed=load.weighed,
                organisation=self.ground.organisations[post.organisation].pk,
                at=_at(at),
                by=self.actors[load.post],
            )

    def _actor(self, ref: int) -> Actor:
        post = self.ground.posts[ref]
        account = self.ground.accounts[self.people.posts[ref].person]
        grant = Grant(post.pk, post.role, post.organisation_id, of_role(post.role))
        return Actor(
            ActorKind.PERSON, str(account.pk), account=account.pk, name=account.name, grants=(grant,), acting=grant
        )

    def _case(self, case: Case) -> PastCase:
        rng = self.rng
        pair = self.pairs.get(id(case))
        seen = pair[0] if pair else self.pictures.found(case.kind, case.place) if case.state is not CLOSED else None
        return PastCase(
            code=case.kind,
            at=Spot(self.ground.places[case.place], floor=case.floor, spot=case.spot),
            reported_at=_at(case.found_at),
            source=ListSource(SourceKind(case.source.value)),
            by=RESIDENT if case.finder == SYSTEM else self.actors[case.finder],
            description=told.description(rng, self.kinds[case.kind], case.spot),
            liable_text=told.liable(rng, case.floor, case.spot),
            pictures=(seen,) if seen else (),
            then=self._happenings(case),
        )

    def _show(self) -> None:
        """Give the pictures out: those that wait for verification first, then the latest that were put right."""
        mended = [case for case in self.history.cases if _mended(case)]
        mended.sort(key=lambda case: (case.state is not CLOSED, case.last_at), reverse=True)
        for case in mended:
            pair = self.pictures.pair(case.kind)
            if pair is not None:
                self.pairs[id(case)] = pair

    def _happenings(self, case: Case) -> list[Happening]:
        return _Course(self, case).made

    def signer(self, case: Case, rung: Rung) -> Actor:
        """Who signs the 督办 at a place: somebody of the street or of the district office."""
        place = 0 if rung is Rung.DISTRICT else self.district.above(case.place, Kind.STREET)
        kind = "district_office" if rung is Rung.DISTRICT else "street"
        return self.actors[self.rng.choice(self.people.staff(kind, place)[:3]).ref]


class _Course:
    """One case's happenings, with what the plan leaves to be filled in: look-backs, five fixes, signatures."""

    def __init__(self, telling: Telling, case: Case) -> None:
        self.telling, self.case, self.rng = telling, case, telling.rng
        self.facts = telling.kinds[case.kind]
        self.made: list[Happening] = []
        self.drawn = False
        self.due: list[int] = []
        """Moments at which a planned look-back is to be done."""
        self.held = case.accountable
        steps = case.steps[1:]
        for number, step in enumerate(steps):
            self._done_before(step.at)
            self._step(step, steps[number + 1 :])
        self._done_before(telling.until - self.rng.randrange(1, 9) * DAY)
        self.made.sort(key=lambda happening: happening.at)

    def _add(self, step: Step, event: enums.Event, by: Actor | None = None, **said: object) -> Happening:
        by = by or (LADDER if step.post == SYSTEM else self.telling.actors[step.post])
        happening = Happening(_at(step.at), event, by, **said)  # type: ignore[arg-type]
        self.made.append(happening)
        return happening

    def _step(self, step: Step, ahead: list[Step]) -> None:
        rng = self.rng
        match step.event:
            case Event.ASSIGN if self.case.source is Source.RESIDENT:
                self._add(step, enums.Event.ASSIGN, reason=told.reason(rng, "assigned") if rng.random() < 0.3 else "")
                self._plan(step.at, ahead)
            case Event.ASSIGN:
                self._plan(step.at, ahead)
            case Event.SUBMIT:
                self._submit(step)
            case Event.PASS:
                self._pass(step, ahead)
            case Event.RETURN:
                self._add(step, enums.Event.RETURN, reason=told.reason(rng, "returned"))
            case Event.LOOK_BACK:
                self._look_back(step)
            case Event.REMIND | Event.CLIMB:
                self._climb(step)
            case Event.REOPEN | Event.MERGE:
                pass  # the look-back and the report bring these with them
            case _:
                self._turn(step)

    def _turn(self, step: Step) -> None:
        rng, ground = self.rng, self.telling.ground
        match step.event:
            case Event.EXTEND:
                self._add(step, enums.Event.EXTEND, on=local_day(step.due), reason=told.reason(rng, "extended"))
            case Event.DISPUTE:
                self._add(step, enums.Event.DISPUTE, reason=told.reason(rng, "disputed"))
            case Event.ASK_DEFERRAL:
                words = told.reason(rng, "deferral_asked")
                granted = next((one.due for one in self.case.steps if one.event is Event.DEFER), step.at + 30 * DAY)
                asked = self._add(step, enums.Event.ASK_DEFERRAL, because=step.word, reason=words)
                asked.interim, asked.on = told.interim(rng), local_day(granted)
            case Event.DEFER:
                self._add(step, enums.Event.DEFER, on=local_day(step.due))
            case Event.HAND_OVER:
                to = ground.organisations[step.organisation].pk
                self._add(step, enums.Event.HAND_OVER, organisation=to, because=TermReason.CUSTODY)

    def _submit(self, step: Step) -> None:
        outcome = Outcome(step.word)
        self.drawn = self.rng.random() < 0.05
        evidence = self._evidence() if outcome is Outcome.RECTIFIED else ()
        reason = "" if outcome is Outcome.RECTIFIED else told.reason(self.rng, step.word)
        spot = self.case.on_the_spot
        pair = self.telling.pairs.get(id(self.case)) if step is _mended(self.case) else None
        self._add(
            step,
            enums.Event.SUBMIT,
            picture=pair[1] if pair else None,
            outcome=outcome,
            evidence=evidence,
            reason=reason,
            on_the_spot=spot,
            drawn=self.drawn,
        )

    def _evidence(self) -> tuple[Proof, ...]:
        asked: list[Evidence] = [item for item in self.facts.evidence if item.required]
        kinds = dict.fromkeys(EvidenceKind(item.kind) for item in asked) or {EvidenceKind.PHOTO: None}
        return tuple(Proof(kind, 0) for kind in kinds)

    def _pass(self, step: Step, ahead: list[Step]) -> None:
        later = any(one.event is Event.LOOK_BACK for one in ahead)
        fresh = step.at > self.telling.until - 32 * DAY
        drawn = later or (fresh and self.rng.random() < 0.05)
        self._add(step, enums.Event.PASS, on_site=self.drawn or self.rng.random() < 0.1, drawn=drawn)
        rectified = step.word == Outcome.RECTIFIED
        grave = self.facts.severity is not Severity.GENERAL or self.case.kind in _SHEDS
        if rectified and grave:
            start = 1 if later else 0
            for days in look_days(self.facts)[start:]:
                day = local_day(step.at) + timedelta(days=days)
                self.due.append(_working(day, self.rng))

    def _look_back(self, step: Step) -> None:
        relapsed = step.word == LookBackResult.RELAPSED
        words = told.reason(self.rng, "relapsed") if relapsed else ""
        self._add(step, enums.Event.LOOK_BACK, result=LookBackResult(step.word), reason=words)
        if relapsed:
            self.due.clear()

    def _done_before(self, until: int) -> None:
        """The look-backs that were due by then have been done, and the thing held."""
        while self.due and self.due[0] < until:
            at = self.due.pop(0)
            closer = next(h for h in reversed(self.made) if h.event in {enums.Event.PASS, enums.Event.LOOK_BACK})
            self.made.append(Happening(_at(max(at, self._last() + 60)), enums.Event.LOOK_BACK, closer.by))

    def _last(self) -> int:
        return int(self.made[-1].at.timestamp())

    def _climb(self, step: Step) -> None:
        rung = _RUNGS[step.word]
        self._add(step, enums.Event.REMIND if rung is Rung.REMINDER else enums.Event.CLIMB, rung=rung)
        if rung not in {Rung.STREET, Rung.DISTRICT}:
            return
        at = _working(local_day(step.at) + timedelta(days=1), self.rng)
        following = next((one.at for one in self.case.steps if one.at > step.at), None)
        if following is not None and at >= following - 3600:
            at = step.at + (following - step.at) // 2  # signed at once: the case moved on before the next morning
        if at < self.telling.until - 3600:
            self.made.append(Happening(_at(at), enums.Event.PROGRESS, self.telling.signer(self.case, rung)))

    def _plan(self, at: int, ahead: list[Step]) -> None:
        """Some have filled in their five fixes some hours later."""
        ended = ahead[0].at if ahead else self.telling.until
        room = ended - at - 600
        is_open = not any(one.event is Event.PASS for one in ahead)
        if room < 3600 or self.rng.random() > (0.45 if is_open else 0.06):
            return
        first = next(one for one in self.case.steps if one.event is Event.ASSIGN)
        by = self.rng.choice(self.telling.people.by_organisation[first.organisation])
        when = at + 300 + int(self.rng.random() * min(room, 2 * DAY))
        self.made.append(Happening(_at(when), enums.Event.PLAN, self.telling.actors[by.ref], fixes=told.plan(self.rng)))


def _mended(case: Case) -> Step | None:
    """The step that handed a case in as put right, where that counts now: it is looked at, or it was passed."""
    for step in reversed(case.steps):
        if step.event in {Event.RETURN, Event.REOPEN, Event.MERGE}:
            return None
        if step.event is Event.SUBMIT:
            return step if step.word == Outcome.RECTIFIED else None
    return None


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _working(day: date, rng: Random) -> int:
    """A moment on the first weekday from a day on, between nine and five."""
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return moment(day, 9 * 3600 + rng.randrange(8 * 3600))
