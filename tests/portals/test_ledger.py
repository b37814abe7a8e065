"""The ledger's pages: who reads them, what they show, and verifying in the background."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anju.catalogue.actions import load_shipped
from anju.kernel import clock
from anju.kernel.jobs import loop, queue
from anju.kernel.jobs.handlers import Lane
from anju.kernel.jobs.models import Job
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry
from anju.people.enums import Role
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from tests.cast import SYSTEM, Cast, add_person
from tools import verify_proof

LIST, HEADS, VERIFY = reverse("portals:ledger"), reverse("portals:heads"), reverse("portals:verify")


@pytest.fixture
def auditor(cast: Cast, client: Client) -> Client:
    """The browser of an auditor of the district."""
    loop.stopping.clear()
    client.force_login(add_person(cast, "auditor", Role.AUDITOR, "district_office", "district"))
    return client


@pytest.fixture
def sealed(cast: Cast) -> Callable[..., Entry]:
    """An entry in the district's tree."""

    def sealed(subject: str = "7", path: str = "/cc/", verb: str = "thing.done", *, wait: bool = False) -> Entry:
        with deed(by=SYSTEM) as act:
            act.enter(verb, Ref("thing", subject), path=path, data={"count": 3})
        if not wait:
            seals.seal(everything=True)
        return Entry._all.latest("id")

    return sealed


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_auditor_reads_entries_with_their_place_in_the_tree(auditor: Client, sealed: Callable[..., Entry]) -> None:
    entry = sealed()
    shown = text(auditor.get(LIST))
    assert "thing:7" in shown
    assert reverse("portals:entry", args=[entry.pk]) in shown
    assert seals.Head._all.filter(district="cc").latest("size").root in shown


def test_what_is_not_sealed_yet_is_marked(auditor: Client, sealed: Callable[..., Entry]) -> None:
    entry = sealed(wait=True)
    assert "待封存" in text(auditor.get(f"{LIST}?q=thing:7"))
    page = text(auditor.get(reverse("portals:entry", args=[entry.pk])))
    assert "待封存" in page
    assert "下载证明" not in page
    assert auditor.get(reverse("portals:proof", args=[entry.pk])).status_code == 404


def test_entries_are_found_by_subject_actor_verb_and_time(auditor: Client, sealed: Callable[..., Entry]) -> None:
    sealed("8", verb="other.thing")
    with clock.simulated(clock.now() - timedelta(days=40)):
        sealed("9", verb="old.thing")
    assert "other.thing</a>" in text(auditor.get(f"{LIST}?q=thing:8"))
    assert "thing:8" not in text(auditor.get(f"{LIST}?verb=place."))
    assert "thing:8" in text(auditor.get(f"{LIST}?q=system:test"))
    assert "没有符合条件的记录" in text(auditor.get(f"{LIST}?q=person:999999"))
    assert "thing:8" in text(auditor.get(f"{LIST}?verb=other.thing&period=7"))


def test_a_long_ledger_is_paged_by_key(auditor: Client, sealed: Callable[..., Entry]) -> None:
    for number in range(60):
        sealed(str(number), wait=True)
    first = text(auditor.get(f"{LIST}?q=thing"))
    assert "thing:59" in first
    assert "thing:5<" not in first
    assert "before=" in first
    oldest = Entry._all.filter(subject_kind="thing").order_by("id")[10]
    assert "thing:5<" in text(auditor.get(f"{LIST}?q=thing&before={oldest.pk}"))


def test_one_entry_shows_its_data_and_a_proof_that_holds_without_anju(
    auditor: Client, sealed: Callable[..., Entry]
) -> None:
    entry = sealed()
    page = text(auditor.get(reverse("portals:entry", args=[entry.pk])))
    assert "&#34;count&#34;: 3" in page
    assert str(entry.deed) in page
    answer = auditor.get(reverse("portals:proof", args=[entry.pk]))
    assert "attachment" in answer["Content-Disposition"]
    [said] = verify_proof.check(answer.json())
    assert (said["verb"], said["subject_id"]) == ("thing.done", "7")


def test_another_districts_entries_are_not_there(auditor: Client, sealed: Callable[..., Entry]) -> None:
    entry = sealed(path="/dd/")
    assert "thing:7" not in text(auditor.get(LIST))
    assert auditor.get(reverse("portals:entry", args=[entry.pk])).status_code == 404
    assert auditor.get(reverse("portals:proof", args=[entry.pk])).status_code == 404


def test_heads_are_listed_with_the_key_that_signed_them(auditor: Client, sealed: Callable[..., Entry]) -> None:
    sealed()
    head = seals.Head._all.filter(district="cc").latest("size")
    shown = text(auditor.get(HEADS))
    assert head.root in shown
    assert head.key_id in shown


def test_verifying_is_one_job_with_a_result_on_its_page(auditor: Client, sealed: Callable[..., Entry]) -> None:
    sealed()
    first = auditor.post(VERIFY)
    again = auditor.post(VERIFY)
    assert first["Location"] == again["Location"]
    assert "排队中" in text(auditor.get(first["Location"]))
    assert queue.run_one(Lane.SHORT)
    done = text(auditor.get(first["Location"]))
    assert "完整" in done
    assert 'hx-trigger="every 2s"' not in done
    assert "上次核验" in text(auditor.get(LIST))


@pytest.mark.parametrize("who", ["outsider", "street_officer", "administrator", "grid_member", "congress_staff"])
def test_nobody_else_reads_or_verifies_the_ledger(
    client: Client, cast: Cast, who: str, sealed: Callable[..., Entry]
) -> None:
    entry = sealed()
    client.force_login(cast.accounts[who])
    for url in (LIST, HEADS, reverse("portals:entry", args=[entry.pk]), reverse("portals:proof", args=[entry.pk])):
        assert client.get(url).status_code == 403
    assert client.post(VERIFY).status_code == 403
    assert not Job._all.exists()


def test_a_verb_is_shown_by_its_name_with_the_word_itself_beside_it(
    auditor: Client, sealed: Callable[..., Entry]
) -> None:
    entry = sealed("3", verb="grid.redrawn")
    page = text(auditor.get(f"{LIST}?verb=grid."))
    assert "网格：调整范围</a> <code" in page
    assert "grid.redrawn</code>" in page
    assert "网格：调整范围 grid.redrawn</option>" in page
    one = text(auditor.get(reverse("portals:entry", args=[entry.pk])))
    assert "<h1>网格：调整范围</h1>" in one.replace("\n", "")
    assert "<code>grid.redrawn</code>" in one


def test_a_verb_that_nobody_named_stands_as_it_is(auditor: Client, sealed: Callable[..., Entry]) -> None:
    sealed("4", verb="thing.unheard_of")
    assert "thing.unheard_of</a>" in text(auditor.get(LIST))


def test_a_cases_number_finds_its_entries(auditor: Client, cast: Cast) -> None:
    load_shipped(by=SYSTEM)
    duty = lists.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"]))
    for number, subject in ((duty.hazard.number, f"hazard:{duty.hazard_id}"), (duty.number.lower(), f"duty:{duty.pk}")):
        assert f'href="?q={subject}"' in text(auditor.get(f"{LIST}?q={number}"))
    assert "没有符合条件的记录" in text(auditor.get(f"{LIST}?q=YH-2001-0001"))


def test_accounts_are_audited_too_where_there_is_one_district(auditor: Client, cast: Cast) -> None:
    seals.seal(everything=True)
    assert "account.added" not in text(auditor.get(f"{LIST}?verb=account."))
    shown = text(auditor.get(f"{LIST}?verb=account.&tree=-"))
    assert "account.added" in shown
    assert "同志" not in re.sub(r"<header class=\"top\">.*?</header>", "", shown, flags=re.S)
    entry = Entry._all.filter(verb="account.added").latest("id")
    assert auditor.get(reverse("portals:entry", args=[entry.pk])).status_code == 200


def test_the_tree_of_no_district_is_closed_where_there_are_two(auditor: Client, cast: Cast) -> None:
    entry = Entry._all.filter(verb="account.added").latest("id")
    Place._all.create(kind=PlaceKind.DISTRICT, name="邻区", full_name="邻区", path="/dd/")
    assert "account.added" not in text(auditor.get(f"{LIST}?verb=account.&tree=-"))
    assert auditor.get(reverse("portals:entry", args=[entry.pk])).status_code == 404
