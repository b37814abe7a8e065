"""Keeping forms: who may, what is entered, and that what was once said of a form is not said otherwise later."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from anju.burden.actions import forms as actions
from anju.burden.enums import FormState
from anju.burden.models import Form, FormVersion
from anju.burden.queries.forms import card, cards
from anju.burden.queries.reach import counted_as, root_of, seat
from anju.burden.rules.mapping import Block, Cell, FormMapping
from anju.burden.sheets.refusing import FormRefusedError
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.states import state_of
from tests.burden.conftest import book_of
from tests.cast import Cast

CONTENT = book_of([["序号", "隐患类型", "详细地址"], []])


@pytest.fixture
def form(cast: Cast) -> Form:
    return actions.upload(by=cast.street_officer, name="表", asker="某局", content=CONTENT)


def mapping_of(form: Form) -> FormMapping:
    assert form.current is not None
    return FormMapping.from_data(form.current.mapping)


def changed(form: Form) -> FormMapping:
    """The mapping with one column put back to a hand."""
    before = mapping_of(form)
    [block] = before.blocks
    columns = {**block.columns, "A": Cell("序号", "")}
    return FormMapping(before.cells, (Block(block.row, block.spare, block.source, columns),))


def entries(form: Form) -> list[str]:
    return [one.verb for one in Entry._all.filter(subject_kind="burden_form", subject_id=str(form.pk)).order_by("id")]


@pytest.mark.parametrize("who", ["fire_officer", "grid_member", "property_manager", "congress_staff", "administrator"])
def test_who_orders_no_work_hands_in_no_form(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.upload(by=cast.actor(who), name="表", asker="某局", content=CONTENT)
    assert not Form._all.exists()


@pytest.mark.parametrize("who", ["outsider", "community_worker", "fire_officer", "grid_member"])
def test_a_streets_form_is_changed_by_the_street_and_above_only(cast: Cast, form: Form, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.map_form(by=cast.actor(who), form=form.pk, mapping=changed(form), seen=1)
    with pytest.raises(PermissionDenied):
        actions.retire(by=cast.actor(who), form=form.pk)
    assert entries(form) == ["burden_form.uploaded"]
    actions.map_form(by=cast.district_officer, form=form.pk, mapping=changed(form), seen=1)
    assert entries(form) == ["burden_form.uploaded", "burden_form.revised"]


def test_a_changed_mapping_is_a_new_version_and_the_old_one_stays(cast: Cast, form: Form) -> None:
    first = form.digest
    after = actions.map_form(by=cast.street_officer, form=form.pk, mapping=changed(form), seen=1)
    assert after.state == FormState.IN_USE
    assert after.digest != first
    assert [row.number for row in FormVersion._all.order_by("number")] == [1, 2]
    assert {bytes(row.file) for row in FormVersion._all.all()} == {CONTENT}
    same = actions.map_form(by=cast.street_officer, form=form.pk, mapping=mapping_of(after), seen=2)
    assert FormVersion._all.count() == 2, "confirming what stands makes no version"
    assert same.digest == after.digest


def test_a_version_is_never_altered(cast: Cast, form: Form) -> None:
    for deed in (lambda: FormVersion._all.update(number=7), lambda: FormVersion._all.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert FormVersion._all.get().number == 1


def test_the_ledgers_state_covers_file_and_mapping(cast: Cast, form: Form) -> None:
    before = Entry._all.get(verb="burden_form.uploaded").state
    assert before == state_of(Form._all.get(pk=form.pk))
    Form._all.filter(pk=form.pk).update(digest="0" * 64)
    assert before != state_of(Form._all.get(pk=form.pk))


def test_what_was_seen_must_still_stand(cast: Cast, form: Form) -> None:
    actions.map_form(by=cast.street_officer, form=form.pk, mapping=changed(form), seen=1)
    with pytest.raises(ValidationError):
        actions.map_form(by=cast.street_officer, form=form.pk, mapping=mapping_of(form), seen=1)
    assert FormVersion._all.count() == 2


def test_a_retired_form_is_gone_for_good(cast: Cast, form: Form) -> None:
    actions.retire(by=cast.street_officer, form=form.pk)
    assert str(form.pk) not in {one.slug for one in cards(cast.street_officer)}
    for deed in (
        lambda: actions.retire(by=cast.street_officer, form=form.pk),
        lambda: actions.map_form(by=cast.street_officer, form=form.pk, mapping=changed(form), seen=1),
        lambda: actions.record_filling(by=cast.street_officer, slug=str(form.pk), rows=1),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert entries(form) == ["burden_form.uploaded", "burden_form.closed"]


def test_only_who_may_fill_is_entered_as_having_filled(cast: Cast, form: Form) -> None:
    with pytest.raises(PermissionDenied):
        actions.record_filling(by=cast.street_officer, slug=str(form.pk), rows=1)
    actions.map_form(by=cast.street_officer, form=form.pk, mapping=mapping_of(form), seen=1)
    actions.record_filling(by=cast.community_worker, slug=str(form.pk), rows=1)
    for who in ("outsider", "grid_member", "auditor" if "auditor" in cast.accounts else "administrator"):
        with pytest.raises(PermissionDenied):
            actions.record_filling(by=cast.actor(who), slug=str(form.pk), rows=1)
    assert entries(form)[-1] == "burden_form.filled"
    assert entries(form).count("burden_form.filled") == 1


def test_a_refused_file_leaves_nothing(cast: Cast) -> None:
    before = Entry._all.count()
    with pytest.raises(FormRefusedError):
        actions.upload(by=cast.street_officer, name="表", asker="某局", content=b"no")
    assert (Form._all.count(), Entry._all.count()) == (0, before)


@pytest.mark.parametrize("slug", ["0", "999999", "no-such", "１", "9" * 40, ""])
def test_a_form_that_is_not_there(cast: Cast, slug: str) -> None:
    assert card(cast.street_officer, slug) is None


def test_where_each_stands(cast: Cast) -> None:
    from anju.burden.permissions import Permission

    assert {who: root_of(cast.actor(who)) for who in ("grid_member", "outsider")} == {
        "grid_member": "/cc/",
        "outsider": "/cc/",
    }
    assert seat(cast.district_officer, Permission.SEE_MINUTES) == "/cc/"
    assert seat(cast.street_officer, Permission.SEE_MINUTES) == "/cc/1/"
    assert seat(cast.community_worker, Permission.SEE_MINUTES) == "/cc/1/1/"
    assert seat(cast.grid_member, Permission.SEE_MINUTES) == ""
    assert counted_as(cast.grid_member) == ("grid_member", "/cc/1/1/")
    assert counted_as(cast.property_manager) == ("property_manager", "/cc/1/1/")
    assert counted_as(cast.street_officer) == ("street", "/cc/1/")
    assert counted_as(cast.fire_officer) is None
