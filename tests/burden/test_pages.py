"""The pages of burden as people use them."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from anju.burden.actions import forms as actions
from anju.burden.actions.minutes import count, fold
from anju.burden.enums import FormState
from anju.burden.models import Cap, Form, FormVersion
from anju.burden.queries.forms import known_of
from anju.burden.rules.mapping import FormMapping
from anju.burden.rules.minutes import Told
from anju.burden.sheets.opening import open_form
from anju.burden.sheets.understanding import understood
from anju.kernel.ledger.models import Entry
from anju.supervision.lists import actions as lists
from anju.supervision.lists.actions import Spot
from tests.burden.conftest import book_of
from tests.cast import Cast


@pytest.fixture
def street(client: Client, cast: Cast) -> Client:
    client.force_login(cast.accounts["street_officer"])
    return client


def hand_in(client: Client, content: bytes, name: str = "高层住宅隐患情况表") -> str:
    """Where the page leads after a form was handed in."""
    file = SimpleUploadedFile("a.xlsx", content)
    answer = client.post("/burden/forms/new/", {"name": name, "asker": "市住建局", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def confirmed(client: Client, page: str, **changed: str) -> int:
    """Confirm the mapping as proposed, but for what is changed; the status."""
    form = client.get(page).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    return client.post(page, {**said, "seen": "1", **changed}).status_code


def test_a_new_form_says_what_is_known_and_whom_the_rest_would_be_asked_of(
    street: Client, cast: Cast, ledger_form: bytes
) -> None:
    for number in range(5):
        count(by=cast.grid_member, days=[Told(date(2026, 11, 9), 80, f"{number}".ljust(32, "x"), True)])
    fold()
    page = hand_in(street, ledger_form)
    context = street.get(page).context
    known = {one.title: one.known_as for one in context["known"]}
    assert known["责任单位"] == "隐患 · 责任方"
    assert known["是否约谈"] == ""
    assert [one.title for one in context["rest"]] == ["是否约谈"], "who signs is asked of nobody"
    asked = {str(one.role): (one.people, one.average) for one in context["asked"]}
    assert asked["grid_member"] == (1, 80)
    assert asked["community"] == (1, None)


def test_what_is_recorded_elsewhere_is_named(ledger_form: bytes) -> None:
    content = book_of([["序号", "隐患类型", "详细地址", "工单编号"], []])
    known = {one.title: one for one in known_of(understood(open_form(content)))}
    assert (known["工单编号"].known_as, known["工单编号"].elsewhere) == ("", "工单 · 工单编号")


def test_a_form_is_handed_in_confirmed_filled_and_retired(street: Client, cast: Cast, ledger_form: bytes) -> None:
    lists.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=3))
    page = hand_in(street, ledger_form)
    form = Form._all.get()
    assert (form.path, form.state) == ("/cc/1/", FormState.DRAFT)
    days = {"first": "2026-11-23", "last": "2026-11-23"}
    assert street.post(f"/burden/forms/{form.pk}/fill/", days).status_code == 302, "not before it is confirmed"
    assert confirmed(street, page, column_0_E="") == 302
    form.refresh_from_db()
    assert form.state == FormState.IN_USE
    assert form.current is not None
    assert form.current.number == 2
    shown = street.get(f"/burden/forms/{form.pk}/", days)
    assert shown.context["tables"][0]["count"] == 1
    answer = street.post(f"/burden/forms/{form.pk}/fill/", days)
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert sheet["C5"].value == cast.places["building"].full_name
    assert sheet["E5"].value is None, "what was put back to a hand stays empty"
    [entry] = Entry._all.filter(verb="burden_form.filled")
    assert (entry.subject_id, entry.path) == (str(form.pk), "/cc/1/")
    assert street.post(f"/burden/forms/{form.pk}/retire/").status_code == 302
    assert street.get(f"/burden/forms/{form.pk}/").status_code == 404
    assert FormVersion._all.count() == 2


def test_a_form_that_is_refused_says_why_beside_the_file(street: Client, cast: Cast) -> None:
    file = SimpleUploadedFile("a.xlsx", b"not a workbook")
    answer = street.post("/burden/forms/new/", {"name": "表", "asker": "某局", "file": file})
    assert answer.status_code == 422
    assert "请在 Excel 或 WPS 中另存为 .xlsx" in answer.content.decode()
    assert not Form._all.exists()


def test_two_people_do_not_overwrite_each_other(street: Client, cast: Cast, ledger_form: bytes) -> None:
    page = hand_in(street, ledger_form)
    assert confirmed(street, page, column_0_E="") == 302
    answer = street.post(page, {"seen": "1", "source_0": "hazards", "column_0_A": "{{row:no}}"})
    assert answer.status_code == 422
    assert "别人刚改过" in answer.content.decode()
    assert street.post(page, {"seen": "2", "source_0": "hazards"}).status_code == 422, "nothing matched is no form"


def test_another_kind_of_record_offers_its_own_fields(street: Client, cast: Cast, ledger_form: bytes) -> None:
    page = hand_in(street, ledger_form)
    assert street.post(page, {"seen": "1", "source_0": "visits", "column_0_A": "{{row:day}}"}).status_code == 302
    form = Form._all.select_related("current").get()
    assert form.current is not None
    [block] = FormMapping.from_data(form.current.mapping).blocks
    assert (block.source, block.columns["A"].pattern) == ("visits", "{{row:day}}")
    assert street.post(page, {"seen": "2", "source_0": "visits", "column_0_A": "{{row:kind}}"}).status_code == 422


def test_a_streets_form_is_its_communities_to_fill_and_nobody_elses(client: Client, cast: Cast) -> None:
    content = book_of([["序号", "隐患类型", "详细地址"], []])
    form = actions.upload(by=cast.street_officer, name="表", asker="某局", content=content)
    seen = {}
    for who in ("community_worker", "district_officer", "outsider", "property_manager"):
        client.force_login(cast.accounts[who])
        names = {card.slug for card in client.get("/burden/forms/").context["rows"]}
        seen[who] = (str(form.pk) in names, client.get(f"/burden/forms/{form.pk}/mapping/").status_code)
    assert seen == {
        "community_worker": (True, 404),
        "district_officer": (True, 200),
        "outsider": (False, 404),
        "property_manager": (True, 403),
    }


def test_a_shipped_form_is_downloaded_and_entered(street: Client, cast: Cast) -> None:
    assert [card.slug for card in street.get("/burden/forms/").context["rows"]] == ["housing", "emergency", "street"]
    blank = street.get("/burden/forms/housing/blank/")
    assert b"".join(blank.streaming_content).startswith(b"PK")
    answer = street.post("/burden/forms/housing/fill/", {"first": "2026-11-23", "last": "2026-11-29"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert "20261123-20261129" in answer["Content-Disposition"]
    [entry] = Entry._all.filter(verb="burden_form.filled")
    assert (entry.subject_id, entry.path) == ("housing", "/cc/")


@pytest.mark.parametrize(
    "days",
    [
        {"first": "2026-11-30", "last": "2026-11-23"},
        {"first": "2024-01-01", "last": "2026-11-23"},
        {"first": "soon", "last": ""},
    ],
)
def test_a_period_that_makes_no_sense_is_not_filled(street: Client, cast: Cast, days: dict[str, str]) -> None:
    assert street.get("/burden/forms/housing/", days).context["answers"] is None
    assert street.post("/burden/forms/housing/fill/", days).status_code == 302
    assert not Entry._all.filter(verb="burden_form.filled").exists()


def test_too_many_rows_say_so(street: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anju.burden.sources.records.MOST_ROWS", 1)
    for floor in (1, 2):
        lists.report(by=cast.grid_member, code="ES-01", at=Spot(cast.places["building"], floor=floor))
    shown = street.get("/burden/forms/housing/", {"first": "2026-11-23", "last": "2026-11-23"})
    assert "请缩短时段" in shown.content.decode()


def test_everybody_reads_how_the_articles_stand(client: Client, cast: Cast) -> None:
    for who in ("grid_member", "property_manager", "district_officer", "congress_staff"):
        client.force_login(cast.accounts[who])
        answer = client.get("/burden/")
        assert answer.status_code == 200
        assert len(answer.context["answers"]) == 16


def test_the_ledger_page_shows_sums_and_takes_a_cap(client: Client, cast: Cast) -> None:
    for number in range(5):
        count(by=cast.grid_member, days=[Told(date(2026, 11, 9), 80, f"{number}".ljust(32, "x"), True)])
    count(by=cast.community_worker, days=[Told(date(2026, 11, 9), 333, "c" * 32, True)])
    fold()
    client.force_login(cast.accounts["district_officer"])
    said = {"role": "grid_member", "minutes": "60"}
    assert client.post("/burden/minutes/cap/", said).status_code == 302
    assert Cap._all.get().minutes == 60
    answer = client.get("/burden/minutes/", {"week": "2026-11-09"})
    assert len(answer.context["over"]) == 2
    assert "超过上限" in answer.content.decode()
    communities = [line for line in answer.context["lines"] if line.role == "community"]
    assert communities
    assert {(line.average, line.phones) for line in communities} == {(None, None)}
    assert client.post("/burden/minutes/cap/", {"role": "grid_member", "minutes": "1"}).status_code == 422
    assert client.get("/burden/minutes/week/2026-11-09/")["Location"] == "/burden/minutes/?week=2026-11-09"
    assert client.get("/burden/minutes/week/x/").status_code == 404
    client.force_login(cast.accounts["street_officer"])
    assert not client.get("/burden/minutes/").context["may_set"]
