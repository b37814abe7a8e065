"""A history written at once is the history that the same deeds, done one by one, would have made."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from PIL import Image

from anju.catalogue.enums import EvidenceKind
from anju.catalogue.queries import UnknownKindError
from anju.kernel import clock
from anju.kernel.actors import Actor, system
from anju.kernel.db import bulk
from anju.kernel.files import keeping
from anju.kernel.files.enums import Stage
from anju.kernel.files.models import Attachment, Blob
from anju.kernel.ledger import seals
from anju.kernel.ledger.models import Entry, Subject
from anju.kernel.ledger.verify import verify
from anju.kernel.texts.models import Text
from anju.people.models import Organisation
from anju.supervision.lists import actions
from anju.supervision.lists.actions import (
    EvidenceMissingError,
    NotPossibleError,
    NotYoursError,
    Proof,
    Source,
    Spot,
    history,
    rectifying,
)
from anju.supervision.lists.actions.history import Happening, PastCase, PastCleanUp
from anju.supervision.lists.enums import Event, LookBackResult, Outcome, ReopenReason, SourceKind, State
from anju.supervision.lists.models import CleanUp, Duty, Hazard, LookBack, Submission, Term
from tests.cast import Cast
from tests.evidence import fresh, proofs
from tests.supervision.lists.conftest import MONDAY

DEMO = system("demo")
PHOTOS = (Proof(EvidenceKind.PHOTO_PAIR, 1), Proof(EvidenceKind.PHOTO, 2), Proof(EvidenceKind.VIDEO, 3))
CODES = ("ES-01", "EB-03", "EB-06", "ES-02", "DW-01", "FF-11")
ROWS: tuple[type[models.Model], ...] = (Hazard, Duty, Term, Submission, LookBack, Text)
REFERS = {
    "duty": Duty, "submission": Submission, "look_back": LookBack, "master": Duty, "joined": Duty,
    "recurrence_of": Duty,
}  # fmt: skip


class Player:
    """Plays random cases through the one-by-one actions and writes down, as a history, what happened."""

    def __init__(self, cast: Cast, rng: Random) -> None:
        self.cast, self.rng = cast, rng
        self.acting = {
            cast.organisations[key].pk: cast.actor(name)
            for key, name in (
                ("company", "property_manager"), ("community", "community_worker"), ("street", "street_officer"),
                ("district_office", "district_officer"), ("brigade", "fire_officer"),
            )
        }  # fmt: skip
        self.cases: list[PastCase] = []
        self.duties: list[int] = []

    def play(self, number: int, steps: int) -> None:
        at = MONDAY - timedelta(days=300)
        for _ in range(number):
            at += timedelta(minutes=self.rng.randrange(1, 400))
            with clock.simulated(at):
                self._report(at)
        for _ in range(steps):
            at += timedelta(minutes=self.rng.randrange(1, 3000))
            with clock.simulated(at):
                if self.rng.random() < 0.1:
                    self._report(at)
                else:
                    self._step(self.rng.randrange(len(self.duties)), at)

    def _report(self, at: datetime) -> None:
        rng = self.rng
        kind = rng.choice((SourceKind.PATROL, SourceKind.RESIDENT))
        by = self.cast.grid_member if kind is SourceKind.PATROL else self.cast.community_worker
        spot = Spot(self.cast.places["building"], floor=rng.choice((1, 2)), spot=rng.choice(("东单元", "西单元")))
        source = Source(kind, photos=(fresh(by, spot.place.path),), client_ref=f"r{len(self.cases)}")
        code = rng.choice(CODES)
        duty = actions.report(by=by, code=code, at=spot, description="纸箱", source=source)
        self.duties.append(duty.pk)
        self.cases.append(PastCase(code, spot, at, source, by, "纸箱", then=[]))

    def _step(self, index: int, at: datetime) -> None:
        duty = Duty._all.get(pk=self.duties[index])
        told = getattr(self, f"_{duty.state}")(duty, at)
        if told is not None:
            then = self.cases[index].then
            assert isinstance(then, list)
            then.append(told)

    def _reported(self, duty: Duty, at: datetime) -> Happening:
        by = self.cast.community_worker
        actions.check_report(by=by, duty_id=duty.pk, reason="看过，属实")
        return Happening(at, Event.ASSIGN, by, reason="看过，属实")

    def _assigned(self, duty: Duty, at: datetime) -> Happening:
        by = self.acting[duty.answering]
        outcome = self.rng.choice((Outcome.RECTIFIED, Outcome.RECTIFIED, Outcome.NOT_SO))
        reason = "住户搬家，已搬完" if outcome is Outcome.NOT_SO else ""
        everything = proofs(duty, EvidenceKind, entered=False)
        actions.submit(by=by, duty_id=duty.pk, outcome=outcome, reason=reason, evidence=everything)
        drawn = Submission._all.filter(duty=duty).latest("pk").on_site
        return Happening(at, Event.SUBMIT, by, outcome=outcome, reason=reason, evidence=everything, drawn=drawn)

    def _submitted(self, duty: Duty, at: datetime) -> Happening:
        assert duty.verifier_id is not None
        by, passed = self.acting[duty.verifier_id], self.rng.random() < 0.7
        reason = "" if passed else "照片不是这个楼道"
        before = LookBack._all.filter(duty=duty).count()
        actions.verify(by=by, duty_id=duty.pk, passed=passed, reason=reason, on_site=True)
        drawn = LookBack._all.filter(duty=duty).count() > before
        return Happening(at, Event.PASS if passed else Event.RETURN, by, reason=reason, on_site=True, drawn=drawn)

    def _closed(self, duty: Duty, at: datetime) -> Happening | None:
        planned = LookBack._all.filter(duty=duty, result="").order_by("due_on", "pk").first()
        if duty.merged_into_id is not None:
            return None
        if planned is not None and planned.due_on <= clock.local(at).date():
            by = self.cast.district_officer
            result = self.rng.choice([LookBackResult.HOLDS, LookBackResult.RELAPSED, LookBackResult.NO_ENTRY])
            actions.look_back(by=by, look_back_id=planned.pk, result=result, reason="又堆上了")
            return Happening(at, Event.LOOK_BACK, by, result=result, reason="又堆上了")
        if self.rng.random() < 0.3:
            by = self.cast.street_officer
            actions.reopen(by=by, duty_id=duty.pk, why=ReopenReason.CONTEST, reason="上报人说没清")
            return Happening(at, Event.REOPEN, by, because=ReopenReason.CONTEST, reason="上报人说没清")
        return None


@contextmanager
def undone() -> Iterator[None]:
    """What is written in the block is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def snapshot() -> dict[str, Any]:
    """Rows and entries as they stand; ids count from the first of their table, salts and random ids are left out."""
    first = {model: model._all.order_by("pk").values_list("pk", flat=True).first() or 0 for model in ROWS}  # type: ignore[attr-defined]
    rows = {model.__name__: [_row(row, first) for row in model._all.order_by("pk")] for model in ROWS}  # type: ignore[attr-defined]
    kinds = {model.ledger_kind: model for model in ROWS if issubclass(model, Subject)}
    entries = []
    start = Entry._all.filter(verb="hazard.reported").order_by("id").values_list("id", flat=True).first() or 0
    for entry in Entry._all.filter(id__gte=start, subject_kind__in=kinds).order_by("id"):
        data = {name: _relative(name, value, first) for name, value in json.loads(entry.data).items()}
        about = int(entry.subject_id) - first[kinds[entry.subject_kind]]
        entries.append((entry.verb, entry.at, entry.happened_at, entry.actor, entry.post, entry.organisation,
                        entry.subject_kind, about, entry.district, entry.path, data, _state(entry)))  # fmt: skip
    return {**rows, "entries": entries}


def _state(entry: Entry) -> str:
    """On PostgreSQL a rollback gives no id back, so ids and the states that cover them differ."""
    return entry.state if connection.vendor == "sqlite" else ""


def _row(row: models.Model, first: dict[type[models.Model], int]) -> dict[str, Any]:
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        target = type(row) if field.primary_key else field.related_model
        if isinstance(target, type) and target in first and value is not None:
            value -= first[target]
        if isinstance(row, Text) and field.attname in {"subject_id", "hash", "salt"}:
            continue
        found[field.attname] = bytes(value) if isinstance(value, memoryview) else value
    return found


def _relative(name: str, value: Any, first: dict[type[models.Model], int]) -> Any:
    if name in REFERS and isinstance(value, int):
        return value - first[REFERS[name]]
    return value["id"] - first[Text] if isinstance(value, dict) and "hash" in value else value


@pytest.fixture
def plain_salts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same salt everywhere, so that equal states have equal hashes."""
    monkeypatch.setattr(bulk, "_defaults", {})
    for model in ROWS:
        if issubclass(model, Subject):
            monkeypatch.setattr(model._meta.get_field("salt"), "default", lambda: b"s" * 16)
            monkeypatch.setattr(model._meta.get_field("salt"), "_get_default", lambda: b"s" * 16)


@pytest.mark.parametrize("seed", range(6))
def test_it_makes_the_rows_and_entries_that_one_by_one_makes(
    cast: Cast, plain_salts: None, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rng = Random(seed)
    monkeypatch.setattr(rectifying, "drawn", lambda _percent: rng.random() < 0.5)
    player = Player(cast, rng)
    with undone():
        player.play(14, 90)
        expected = snapshot()
    history.write(by=DEMO, cases=player.cases, lived=True)
    written = snapshot()
    assert written["entries"] == expected["entries"]
    assert written == expected
    seals.seal(everything=True)
    assert list(verify(state=True)) == []


def case(cast: Cast, then: list[Happening], **kwargs: Any) -> PastCase:
    spot = Spot(cast.places["building"], floor=2, spot="楼梯间")
    kwargs.setdefault("source", Source(SourceKind.PATROL))
    kwargs.setdefault("by", cast.grid_member)
    return PastCase("ES-01", spot, MONDAY - timedelta(days=9), then=then, **kwargs)


def ago(days: int) -> datetime:
    return MONDAY - timedelta(days=days)


def test_an_impossible_history_is_refused_and_nothing_of_it_is_written(cast: Cast) -> None:
    wrong = case(cast, [Happening(ago(8), Event.PASS, cast.community_worker)])
    with pytest.raises(NotPossibleError):
        history.write(by=DEMO, cases=[case(cast, []), wrong], lived=True)
    assert not Hazard._all.exists()
    assert not Entry._all.filter(verb="hazard.reported").exists()


def test_a_history_that_goes_back_in_time_is_refused(cast: Cast) -> None:
    then = [Happening(ago(10), Event.SUBMIT, cast.property_manager, evidence=PHOTOS)]
    with pytest.raises(NotPossibleError, match="早于"):
        history.write(by=DEMO, cases=[case(cast, then)], lived=True)


def test_in_a_lived_history_nobody_verifies_own_work(cast: Cast) -> None:
    then = [Happening(ago(8), Event.SUBMIT, cast.property_manager, evidence=PHOTOS, drawn=False)]
    own = Happening(ago(7), Event.PASS, cast.property_manager)
    with pytest.raises(NotYoursError):
        history.write(by=DEMO, cases=[case(cast, [*then, own])], lived=True)


@pytest.mark.parametrize("who", ["outsider", "other_property_manager", "community_worker"])
def test_in_a_lived_history_only_the_accountable_submits(cast: Cast, who: str) -> None:
    then = [Happening(ago(8), Event.SUBMIT, cast.actor(who), evidence=PHOTOS)]
    with pytest.raises(NotYoursError):
        history.write(by=DEMO, cases=[case(cast, then)], lived=True)


def test_in_a_lived_history_evidence_is_asked_for(cast: Cast) -> None:
    then = [Happening(ago(8), Event.SUBMIT, cast.property_manager)]
    with pytest.raises(EvidenceMissingError):
        history.write(by=DEMO, cases=[case(cast, then)], lived=True)


def test_an_unknown_kind_is_refused(cast: Cast) -> None:
    wrong = PastCase("ZZ-99", Spot(cast.places["building"]), ago(3), Source(), cast.grid_member)
    with pytest.raises(UnknownKindError):
        history.write(by=DEMO, cases=[wrong], lived=True)


def closed(cast: Cast, ref: str = "t:1") -> PastCase:
    """As an import gives it: no people, no evidence, dates of long ago."""
    source = Source(SourceKind.IMPORT, ref=ref, client_ref=ref, imported=True)
    then = [Happening(ago(700), Event.SUBMIT), Happening(ago(698), Event.PASS)]
    spot = Spot(cast.places["building"])
    return PastCase("ES-01", spot, ago(720), source, then=then)


def test_an_import_keeps_the_dates_of_the_records_and_says_when_it_was_entered(cast: Cast) -> None:
    written = history.write(by=cast.street_officer, cases=[closed(cast)])
    duty = Duty._all.select_related("hazard").get()
    assert (duty.opened_at, duty.closed_at, duty.hazard.happened_at) == (ago(720), ago(698), ago(720))
    assert (duty.state, duty.outcome, duty.closed_by, duty.hazard.imported) == ("closed", "rectified", None, True)
    assert duty.hazard.reported_at == MONDAY
    assert written.numbers == {0: duty.hazard.number}
    entries = Entry._all.filter(subject_kind="duty", subject_id=str(duty.pk)).order_by("id")
    assert [entry.happened_at for entry in entries] == [clock.to_us(ago(days)) for days in (720, 720, 700, 698)]
    assert {(entry.at, entry.actor) for entry in entries} == {(clock.to_us(MONDAY), str(cast.street_officer))}


def test_an_open_imported_case_climbs_no_rung_until_its_date_is_confirmed(cast: Cast) -> None:
    record = closed(cast)
    record.then = ()
    history.write(by=cast.street_officer, cases=[record])
    duty = Duty._all.get()
    assert (duty.state, duty.date_confirmed, duty.next_action_at) == (State.ASSIGNED, False, None)


def test_a_record_that_was_imported_before_is_left_out(cast: Cast) -> None:
    history.write(by=cast.street_officer, cases=[closed(cast)])
    written = history.write(by=cast.street_officer, cases=[closed(cast), closed(cast, "t:2")])
    assert (written.known, written.cases, Hazard._all.count()) == (1, 1, 2)


@pytest.mark.parametrize("who", ["outsider", "property_manager", "grid_member", "congress_staff", "administrator"])
def test_who_may_not_import_here_writes_no_history(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        history.write(by=cast.actor(who), cases=[closed(cast)])
    assert not Hazard._all.exists()


def test_a_person_cannot_write_history_in_another_persons_name(cast: Cast) -> None:
    record = closed(cast)
    record.by = cast.grid_member
    for lived in (False, True):
        with pytest.raises(NotYoursError):
            history.write(by=cast.street_officer, cases=[record], lived=lived)


def load(cast: Cast, kilograms: int, *, weighed: bool, by: Actor | None = None) -> PastCleanUp:
    company: Organisation = cast.organisations["company"]
    return PastCleanUp(cast.places["estate"], ago(5).date(), kilograms, weighed, company.pk, ago(5), by)


def test_clean_ups_stand_with_their_masses_apart_in_rows_and_in_entries(cast: Cast) -> None:
    loads = [load(cast, 120, weighed=True), load(cast, 300, weighed=False), load(cast, 80, weighed=True)]
    history.write(by=DEMO, clean_ups=loads, lived=True)
    rows = list(CleanUp._all.order_by("pk").values_list("kilograms", "weighed"))
    entries = [json.loads(data) for data in Entry._all.filter(verb="clean_up.recorded").values_list("data", flat=True)]
    assert rows == [(120, True), (300, False), (80, True)]
    assert [(data["kilograms"], data["weighed"]) for data in entries] == rows


def test_an_outsider_records_no_clean_up(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        history.write(by=cast.outsider, clean_ups=[load(cast, 5, weighed=True)])


def picture(shade: int) -> Blob:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(file, "JPEG")
    return keeping.keep(file)


def test_pictures_become_evidence_of_the_hazard_and_of_its_submission(cast: Cast) -> None:
    before, after = picture(10), picture(200)
    record = closed(cast)
    record.pictures = (before,)
    handed_in = next(told for told in record.then if told.event is Event.SUBMIT)
    handed_in.evidence, handed_in.picture = (*PHOTOS[:2], Proof(EvidenceKind.RECORD, 0)), after
    history.write(by=DEMO, cases=[record])
    hazard, duty, made = Hazard._all.get(), Duty._all.get(), Submission._all.get()
    shown = {row.stage: row for row in Attachment._all.all()}
    assert set(shown) == {Stage.BEFORE, Stage.AFTER}
    assert hazard.photos == [shown[Stage.BEFORE].pk]
    assert [item["attachment"] for item in made.evidence] == [shown[Stage.AFTER].pk] * 2 + [0]
    assert {(row.subject_kind, row.subject_id) for row in shown.values()} == {
        ("hazard", str(hazard.pk)), ("duty", str(duty.pk)),
    }  # fmt: skip
    assert Entry._all.filter(verb="attachment.added").count() == 2
    assert json.loads(Entry._all.get(verb="hazard.reported").data)["photos"] == 1
    seals.seal()
    assert list(verify(state=True)) == []


def test_a_history_costs_the_same_number_of_statements_however_long(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    cases = [closed(cast, f"t:{number}") for number in range(400)]
    with django_assert_max_num_queries(45):
        history.write(by=DEMO, cases=cases)
    assert Duty._all.filter(state=State.CLOSED).count() == 400
