"""基数 and 手报: kept with source, person and day, shown with their mark, never added."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anju.kernel import clock
from anju.kernel.figures.registry import figures
from anju.kernel.ledger.models import Entry
from anju.reports import actions
from anju.reports.actions.stating import Told
from anju.reports.enums import StatedKind
from anju.reports.models import StatedNumber
from anju.reports.queries import asking, stated
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]

As = Callable[[str], Client]
URL = "/figures/lists.found/stated/"


def told(**changed: object) -> Told:
    day = clock.today()
    said = {
        "kind": StatedKind.PHONED,
        "amount": Decimal("1200"),
        "source": "派出所",
        "person": "王警官",
        "told_on": day,
    }
    return Told(**{**said, **changed})  # type: ignore[arg-type]


def typed(**changed: str) -> dict[str, str]:
    day = clock.today().isoformat()
    return {
        "kind": "base", "amount": "11000", "source": "区消委办 2025 年台账", "person": "李科长", "told_on": day,
        "client_ref": "once", **changed,
    }  # fmt: skip


def test_a_base_is_shown_with_its_mark_and_source_and_is_not_added(as_: As) -> None:
    client = as_("street_officer")
    assert client.get(URL).status_code == 200
    for _twice in range(2):
        assert client.post(URL, typed()).status_code == 302
    row = StatedNumber._all.get()
    page = client.get("/figures/lists.found/")
    text = page.content.decode()
    assert page.context["amount"] == "3"
    assert all(word in text for word in ("基数", "11,000", "区消委办 2025 年台账", "李科长", "不计入上面的数"))
    entry = Entry._all.get(verb="stated_number.recorded")
    assert "李科长" not in entry.data
    assert client.get("/figures/lists.found/?period=2026-11").context["stated"] == []
    assert client.post(f"/figures/stated/{row.pk}/withdraw/").status_code == 302
    assert client.get("/figures/lists.found/").context["stated"] == []
    assert StatedNumber._all.get().withdrawn_by == row.stated_by


def test_documents_are_offered_what_holds_for_exactly_what_they_ask(cast: Cast) -> None:
    asked = asking.ask(cast.street_officer, figures["lists.found"])
    made = actions.state(by=cast.street_officer, asked=asked, told=told())
    (offered,) = stated.of(cast.district_officer, asked)
    assert (offered.row.pk, offered.amount, offered.person) == (made.pk, "1,200", "王警官")
    (masked,) = stated.of(cast.congress_staff, asked)
    assert masked.person == "王*"
    assert stated.of(cast.district_officer, asking.ask(cast.district_officer, figures["lists.found"])) == []
    actions.withdraw(by=cast.street_officer, pk=made.pk)
    actions.withdraw(by=cast.street_officer, pk=made.pk)
    assert stated.of(cast.district_officer, asked) == []
    assert Entry._all.filter(verb="stated_number.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"amount": Decimal(-1)}, "不能是负的"),
        ({"told_on": clock.today() + timedelta(days=900)}, "晚于今天"),
    ],
)
def test_what_cannot_be_is_said(cast: Cast, changed: dict[str, object], word: str) -> None:
    asked = asking.ask(cast.street_officer, figures["lists.found"])
    with pytest.raises(ValidationError, match=word):
        actions.state(by=cast.street_officer, asked=asked, told=told(**changed))
    assert not StatedNumber._all.exists()


def test_it_is_of_one_place_and_not_of_one_kind(cast: Cast) -> None:
    asked = asking.ask(cast.street_officer, figures["lists.found"], narrowed=(("kind", "ES-01"),))
    with pytest.raises(ValidationError, match="不能再分类别"):
        actions.state(by=cast.street_officer, asked=asked, told=told())


def test_what_was_typed_stays_where_it_is_refused(as_: As) -> None:
    answer = as_("street_officer").post(URL, typed(amount="viele"))
    assert answer.status_code == 422
    assert answer.context["form"]["source"].value() == "区消委办 2025 年台账"


def test_nobody_states_or_withdraws_for_another_street(as_: As, cast: Cast) -> None:
    asked = asking.ask(cast.street_officer, figures["lists.found"])
    with pytest.raises(PermissionDenied):
        actions.state(by=cast.outsider, asked=asked, told=told())
    made = actions.state(by=cast.street_officer, asked=asked, told=told())
    with pytest.raises(PermissionDenied):
        actions.withdraw(by=cast.outsider, pk=made.pk)
    assert as_("outsider").post(f"/figures/stated/{made.pk}/withdraw/").status_code == 404
    assert as_("outsider").post("/figures/stated/999999/withdraw/").status_code == 404
    assert as_("administrator").get(URL).status_code == 403
    assert StatedNumber._all.get().withdrawn_at is None
