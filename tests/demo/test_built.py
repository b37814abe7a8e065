"""What stands in a freshly built demo: the seed's figures by counting records, and open cases of every sort."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.models import F, Max

from anju.catalogue.enums import KindSet
from anju.catalogue.shipped import hazard_kinds, kind_sets
from anju.demo.observation import FOUND
from anju.demo.pictures import SCENES
from anju.demo.plan import TINY
from anju.intake.residents.models import Report, ResidentRules
from anju.intake.residents.queries import by_code
from anju.kernel import clock
from anju.kernel.calendar import is_working_day, statutory_table
from anju.kernel.files.enums import Stage
from anju.kernel.files.models import Attachment, Blob
from anju.kernel.ledger.models import Cursor, Entry, Head, Reaction, Seal
from anju.kernel.ledger.verify import verify
from anju.outreach.enums import ActivityKind, MatterState
from anju.outreach.models import Activity, Matter, ObservationPoint
from anju.people.enums import OrganisationKind
from anju.people.models import Absence, Management, Organisation, Post
from anju.people.queries.accountable import accountable_for_many
from anju.people.queries.roster import on_duty
from anju.places.models import Area, AreaPlace, Boundary, Grid, Place
from anju.places.rules import is_demo
from anju.supervision.grid.models import PlanPlace, Visit
from anju.supervision.inspections.monthly.models import Find
from anju.supervision.lists.enums import Decision, LookBackResult, Outcome, SourceKind, State
from anju.supervision.lists.models import CleanUp, Draft, Duty, Hazard, LookBack, Proposal, Submission, Term
from anju.supervision.lists.queries.evidence import reused
from tests.demo.conftest import SAID

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny")]


def rectified(kinds: KindSet) -> int:
    return Duty._all.filter(outcome=Outcome.RECTIFIED, kind_code__in=kind_sets()[kinds]).count()


def found_empty_later() -> int:
    """Closed cases of people living in sheds with a look back after the closing that found the place empty."""
    cases = Duty._all.filter(outcome=Outcome.RECTIFIED, kind_code__in=kind_sets()[KindSet.SHED_DWELLERS])
    looks = LookBack._all.filter(duty__in=cases, result=LookBackResult.HOLDS).select_related("duty")
    return len(
        {look.duty_id for look in looks if look.done_at and look.duty.closed_at and look.duty.closed_at < look.done_at}
    )


def mass(*, weighed: bool) -> int:
    return sum(CleanUp._all.filter(weighed=weighed).values_list("kilograms", flat=True))


def test_the_figures_of_the_lists_come_out_by_counting_rows() -> None:
    assert rectified(KindSet.EXITS_AND_EBIKES) == TINY.escape_and_parking
    assert rectified(KindSet.INDOORS_AND_FLYING_WIRE) == TINY.charging
    assert found_empty_later() == TINY.shed_dwellings
    assert mass(weighed=True) + mass(weighed=False) == TINY.cleared_kg
    assert mass(weighed=True) > 0 < mass(weighed=False)
    assert Grid._all.count() == TINY.grids
    assert Post._all.filter(role="grid_member").count() == TINY.members


def entries(verb: str) -> Iterator[tuple[Entry, dict[str, object]]]:
    for entry in Entry._all.filter(verb=verb).order_by("id"):
        yield entry, json.loads(entry.data)


def test_the_same_figures_come_out_of_the_entries_alone() -> None:
    outcome: dict[str, tuple[str, str, int]] = {}
    for entry in Entry._all.filter(subject_kind="duty").order_by("id"):
        told = json.loads(entry.data)
        if "outcome" in told:
            outcome[entry.subject_id] = (told["kind"], told["outcome"], entry.happened_at)
    ended = Counter(kind for kind, what, _ in outcome.values() if what == Outcome.RECTIFIED)
    sets = kind_sets()
    assert sum(ended[kind] for kind in sets[KindSet.EXITS_AND_EBIKES]) == TINY.escape_and_parking
    assert sum(ended[kind] for kind in sets[KindSet.INDOORS_AND_FLYING_WIRE]) == TINY.charging
    empty = {
        told["duty"]
        for _, told in entries("look_back.done")
        if told["result"] == LookBackResult.HOLDS
        and outcome[str(told["duty"])][:2] in {(kind, Outcome.RECTIFIED) for kind in sets[KindSet.SHED_DWELLERS]}
    }
    assert len(empty) == TINY.shed_dwellings
    loads = [(told["weighed"], told["kilograms"]) for _, told in entries("clean_up.recorded")]
    assert sum(int(str(mass)) for _, mass in loads) == TINY.cleared_kg
    assert sum(int(str(kg)) for weighed, kg in loads if weighed) == mass(weighed=True)


def test_the_ledger_accounts_for_every_row_and_picture_of_it(tiny: Path, settings: LazySettings) -> None:
    settings.ANJU_FILES_DIR = tiny / "files"
    assert list(verify(state=True, heads_file=tiny / "heads.jsonl")) == []


def test_paths_trees_and_signed_heads_say_that_it_is_a_demo() -> None:
    assert all(is_demo(path) for path in Place._all.values_list("path", flat=True))
    assert {head.district for head in Head._all.all()} - {"-"} == {"demo-cc"}


def test_deeds_of_the_district_stand_in_time_order() -> None:
    moments = list(Entry._all.filter(district="demo-cc").order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= clock.now_us()


def test_open_cases_stand_in_every_state_and_every_one_has_one_open_term() -> None:
    states = Counter(Duty._all.values_list("state", flat=True))
    assert {State.REPORTED, State.ASSIGNED, State.SUBMITTED, State.DEFERRED, State.CLOSED} <= set(states)
    open_cases = set(Duty._all.exclude(state=State.CLOSED).values_list("pk", flat=True))
    inspected = Find._all.filter(reopened=False).exclude(duty__state=State.CLOSED).count()
    assert len(open_cases) == TINY.open_cases + len(FOUND) + inspected
    assert sorted(Term._all.filter(until__isnull=True).values_list("duty_id", flat=True)) == sorted(open_cases)


def test_something_waits_for_everybody_who_works_on_the_lists() -> None:
    now = clock.now()
    rows = Duty._all.exclude(state=State.CLOSED)
    assert rows.filter(state=State.ASSIGNED, due_at__lt=now).exists()
    assert rows.filter(dispute_open=True).exists()
    assert rows.filter(deferral_open=True).exists()
    assert rows.filter(reopened__gt=0).exists()
    assert rows.exclude(measure="").exists()
    assert Submission._all.filter(decision=Decision.PENDING).exists()
    assert Draft._all.exists()
    assert Proposal._all.filter(decision=Decision.PENDING).exists()
    assert LookBack._all.filter(result="").exists()
    assert Duty._all.filter(merged_into__isnull=False, outcome=Outcome.MERGED).exists()


def test_a_contract_that_ended_answered_on_its_last_day_and_its_successor_on_the_next() -> None:
    ended = list(Management._all.filter(ended_on__isnull=False).select_related("organisation"))
    assert ended
    for row in ended:
        assert row.ended_on is not None
        successor = Management._all.filter(place=row.place_id, since__gt=row.since).order_by("since").first()
        assert successor is not None
        assert successor.since == row.ended_on
        for day, answers in ((row.ended_on - timedelta(days=1), row), (row.ended_on, successor)):
            found = accountable_for_many([row.path], on=day)[row.path]
            assert found is not None
            assert found.organisation_id == answers.organisation_id


def test_nobody_verified_own_work() -> None:
    for made in Submission._all.exclude(decided_by=None).select_related("duty"):
        assert made.decided_by != made.account


def test_pictures_stand_before_and_after_and_none_shows_two_cases_put_right() -> None:
    pictures = Attachment._all.select_related("blob")
    assert 0 < Blob._all.count() <= 60
    after = list(pictures.filter(stage=Stage.AFTER))
    assert len(after) > 10
    assert reused(after) == frozenset()
    for picture in after:
        duty = Duty._all.get(pk=picture.subject_id)
        before = pictures.get(subject_kind="hazard", subject_id=str(duty.hazard_id))
        assert before.stage == Stage.BEFORE
        assert before.digest != picture.digest
        assert duty.hazard.photos == [before.pk]
        shown = [item["attachment"] for made in Submission._all.filter(duty=duty) for item in made.evidence]
        assert picture.pk in shown
    assert pictures.filter(stage=Stage.BEFORE).count() > len(after)
    shown_on = [int(pk) for pk in pictures.filter(subject_kind="hazard").values_list("subject_id", flat=True)]
    kinds = Hazard._all.filter(pk__in=shown_on)
    assert set(kinds.values_list("kind_code", flat=True)) <= set(SCENES)


def test_what_is_said_of_a_kind_without_words_of_its_own_are_the_catalogues() -> None:
    for hazard in Hazard._all.exclude(kind_code__in=["ES-01", "EB-01", "EB-02", "EB-06", "FL-01", "DW-01", "CB-01"]):
        facts = hazard_kinds()[hazard.kind_code]
        assert facts.name in hazard.description or facts.description in hazard.description


def test_descriptions_are_varied_and_name_no_person() -> None:
    words = Counter(Hazard._all.values_list("description", flat=True))
    assert len(words) > 100
    assert not {name for name in Post._all.values_list("account__name", flat=True) if any(name in w for w in words)}


def test_residents_reports_have_no_reporter_among_staff() -> None:
    assert set(Hazard._all.filter(source_kind=SourceKind.RESIDENT).values_list("reporter", flat=True)) == {None}


def test_ground_has_outlines_and_old_areas_have_members() -> None:
    assert Area._all.count() == TINY.old_areas
    assert set(AreaPlace._all.values_list("area_id", flat=True)) == set(Area._all.values_list("pk", flat=True))
    drawn = Boundary._all.filter(place__isnull=False)
    for kind in ("district", "street", "community", "estate", "building", "road"):
        assert drawn.filter(place__kind=kind).count() == Place._all.filter(kind=kind).count()
    assert Boundary._all.filter(grid__isnull=False).count() == TINY.grids
    assert not Place._all.filter(lon_e7__isnull=True).exists()


def test_it_says_how_far_it_is() -> None:
    assert any("件隐患" in line for line in SAID)
    assert any("封存" in line for line in SAID)


def test_two_years_of_old_news_are_told_to_nobody() -> None:
    assert not Reaction._all.exists()
    heads = dict(Seal._all.values_list("district").annotate(size=Max("index")))
    reached = Cursor._all.filter(district="demo-cc").values_list("index", flat=True)
    assert set(reached) == {heads["demo-cc"] + 1}


def test_posts_have_deputies_and_some_holders_are_away_or_will_be() -> None:
    day = clock.today()
    assert Post._all.filter(role="street", deputy__isnull=False).exists()
    assert not Post._all.filter(deputy=F("account")).exists()
    away = Absence._all.select_related("post")
    assert away.filter(first_day__lte=day, last_day__gte=day).exists()
    assert away.filter(first_day__gt=day).exists()
    assert all(one.deputy_id == one.post.deputy_id for one in away)


def test_whoever_stands_in_is_not_away_too() -> None:
    gone = Absence._all.values_list("post__account", "deputy")
    assert {holder for holder, _deputy in gone}.isdisjoint({deputy for _holder, deputy in gone})


def test_offices_are_staffed_outside_office_hours_this_month_and_the_next() -> None:
    month = clock.today().replace(day=1)
    later = (month + timedelta(days=32)).replace(day=1)
    for kind in (OrganisationKind.STREET, OrganisationKind.FIRE_BRIGADE, OrganisationKind.DISTRICT_OFFICE):
        for office in Organisation._all.filter(kind=kind):
            for first in (month, later):
                night = datetime.combine(first + timedelta(days=9), time(23), tzinfo=clock.DISTRICT_TIME)
                assert len(on_duty(office, night)) == 1, office
                noon = datetime.combine(first, time(12), tzinfo=clock.DISTRICT_TIME)
                noon += timedelta(days=(2 - noon.weekday()) % 7 + 7)
                holiday = not is_working_day(noon.date(), statutory_table())
                assert bool(on_duty(office, noon)) is holiday


def test_organisations_stand_under_those_they_belong_to() -> None:
    for kind in (OrganisationKind.COMMUNITY, OrganisationKind.ENFORCEMENT):
        above = Organisation._all.filter(kind=kind).values_list("parent__kind", flat=True)
        assert set(above) == {OrganisationKind.STREET}


def test_last_months_patrols_cover_almost_all_and_leave_gaps_to_be_seen() -> None:
    due = set(PlanPlace._all.filter(plan__grid__isnull=False).values_list("place", flat=True))
    seen = set(Visit._all.values_list("place", flat=True))
    assert 0.9 < len(seen & due) / len(due) < 1
    assert set(Visit._all.values_list("source", flat=True)) == {"demo"}
    walkers = set(Post._all.filter(role="grid_member").values_list("account", flat=True))
    assert set(Visit._all.values_list("account", flat=True)) <= walkers


def test_what_residents_reported_lately_can_be_followed_by_the_number_that_is_said() -> None:
    [line] = [line for line in SAID if "查询码" in line]
    code = line.split("查询码")[1].split()[0]
    found = by_code(code)
    assert found is not None
    assert found.duty.hazard.source_kind == SourceKind.RESIDENT
    assert {report.made_at for report in Report._all.all()} == {
        report.duty.hazard.reported_at for report in Report._all.select_related("duty__hazard")
    }
    assert Report._all.filter(ticket__isnull=False).exists()
    assert {is_demo(path) for path in ResidentRules._all.values_list("path", flat=True)} == {True}


def test_the_congress_observes_what_there_is_to_observe() -> None:
    points = ObservationPoint._all.filter(until=None)
    assert 1 <= points.count() <= 6
    assert {row.kind for row in Activity._all.all()} == set(ActivityKind.values)
    assert set(Matter._all.values_list("state", flat=True)) == set(MatterState.values)
    found = Duty._all.filter(hazard__source_kind=SourceKind.CONGRESS, hazard__source_ref__startswith="activity:")
    assert found.count() == len(FOUND)
