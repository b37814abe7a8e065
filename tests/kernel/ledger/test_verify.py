"""`verify` names what was done to the ledger behind its back."""

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from anju.kernel import actors
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry, Head, Seal
from anju.kernel.ledger.verify import verify
from anju.places.models import Place
from tests.cast import Cast
from tests.kernel.ledger.conftest import Forge, Write

pytestmark = pytest.mark.django_db


def faults(*, heads_file: Path | None = None, state: bool = False) -> list[str]:
    return [str(fault) for fault in verify(heads_file=heads_file, state=state)]


def of(subject: str) -> Entry:
    return Entry._all.get(subject_kind="thing", subject_id=subject)


@pytest.fixture(autouse=True)
def history(sealed: Write) -> None:
    sealed("1", "2", "3")
    sealed("4", path="/dd/")
    sealed("5")


def test_a_whole_ledger_has_no_fault(settings: LazySettings) -> None:
    assert faults(heads_file=settings.ANJU_HEADS_FILE, state=True) == []


def test_an_edited_entry_is_named(forge: Forge) -> None:
    entry = of("2")
    forge(f"UPDATE ledger_entry SET verb = 'thing.undone' WHERE id = {entry.id}")
    found = faults()
    assert len(found) == 2
    assert all(f"entry {entry.id} {entry.uid} (cc#1)" in fault for fault in found)


def test_an_edit_with_its_leaf_and_tree_made_again_still_has_the_wrong_code(forge: Forge) -> None:
    from anju.kernel.ledger import canon, tree

    entry = of("5")
    entry.verb = "thing.undone"
    leaf = tree.leaf(canon.leaf_bytes(entry)).hex()
    forge(
        f"UPDATE ledger_entry SET verb = 'thing.undone' WHERE id = {entry.id}",
        f"UPDATE ledger_seal SET leaf_hash = '{leaf}' WHERE entry_id = {entry.id}",
    )
    found = faults()
    assert any("code is wrong" in fault and str(entry.uid) in fault for fault in found)
    assert any("another root" in fault and fault.startswith("cc@4") for fault in found)


def test_an_edit_by_a_thief_of_the_entry_key_shows_at_the_signed_heads(forge: Forge) -> None:
    from anju.kernel.ledger import canon, keys, tree

    entry = of("1")
    entry.verb = "thing.undone"
    mac = canon.code(keys.entry_key(), entry)
    entry.mac = mac
    leaf = tree.leaf(canon.leaf_bytes(entry)).hex()
    forge(
        f"UPDATE ledger_entry SET verb = 'thing.undone', mac = '{mac}' WHERE id = {entry.id}",
        f"UPDATE ledger_seal SET leaf_hash = '{leaf}' WHERE entry_id = {entry.id}",
    )
    assert [fault.split(":")[0] for fault in faults()] == ["cc@3", "cc@4"]


def test_a_deleted_entry_is_named_by_its_place(forge: Forge) -> None:
    entry = of("3")
    forge(f"DELETE FROM ledger_entry WHERE id = {entry.id}")
    assert faults() == [f"entry {entry.id} (cc#2): the sealed entry is gone"]


def test_an_entry_deleted_with_its_seal_leaves_a_gap(forge: Forge) -> None:
    entry = of("2")
    forge(f"DELETE FROM ledger_seal WHERE entry_id = {entry.id}", f"DELETE FROM ledger_entry WHERE id = {entry.id}")
    assert any("sealed at 2 where 1 follows" in fault for fault in faults())


def test_reordered_entries_are_named(forge: Forge) -> None:
    first, second = of("1").id, of("2").id
    forge(
        f"UPDATE ledger_seal SET entry_id = -1 WHERE entry_id = {first}",
        f"UPDATE ledger_seal SET entry_id = {first} WHERE entry_id = {second}",
        f"UPDATE ledger_seal SET entry_id = {second} WHERE entry_id = -1",
    )
    found = faults()
    assert any(f"entry {first} " in fault and "not what was sealed" in fault for fault in found)
    assert any(f"entry {second} " in fault and "not what was sealed" in fault for fault in found)


def test_an_entry_moved_to_another_tree_is_named(forge: Forge) -> None:
    entry = of("4")
    forge(f"UPDATE ledger_seal SET district = 'cc', \"index\" = 4 WHERE entry_id = {entry.id}")
    assert any("belongs to dd" in fault and str(entry.uid) in fault for fault in faults())


def test_an_entry_slipped_in_among_sealed_ones_is_named(write: Write, forge: Forge) -> None:
    write("6")
    entry = of("6")
    forge(f"UPDATE ledger_entry SET id = -5, tx = 0 WHERE id = {entry.id}")
    assert any("inserted among sealed entries" in fault and str(entry.uid) in fault for fault in faults())


def test_an_entry_that_anju_did_not_write_is_named_before_it_is_sealed(write: Write, forge: Forge) -> None:
    write("6")
    entry = of("6")
    forge(f"UPDATE ledger_entry SET actor = 'person:7' WHERE id = {entry.id}")
    assert faults() == [
        f"entry {entry.id} {entry.uid} (unsealed): the entry's code is wrong: edited, or not written by Anju"
    ]


def cut_off(forge: Forge, *, size: int) -> None:
    forge(
        "DELETE FROM ledger_entry WHERE id IN "
        f"(SELECT entry_id FROM ledger_seal WHERE district = 'cc' AND \"index\" >= {size})",
        f"DELETE FROM ledger_seal WHERE district = 'cc' AND \"index\" >= {size}",
        f"DELETE FROM ledger_head WHERE district = 'cc' AND size > {size}",
    )


def test_a_ledger_cut_off_with_its_heads_shows_only_against_outside_heads(forge: Forge, settings: LazySettings) -> None:
    cut_off(forge, size=3)
    assert faults() == []
    assert faults(heads_file=settings.ANJU_HEADS_FILE) == [
        "cc@4: the ledger ends at 3, before this head: it was cut off"
    ]


def test_a_district_removed_whole_shows_against_outside_heads(forge: Forge, settings: LazySettings) -> None:
    cut_off(forge, size=0)
    found = faults(heads_file=settings.ANJU_HEADS_FILE)
    assert [fault.split(":")[0] for fault in found] == ["cc@3", "cc@4"]


def test_a_ledger_cut_off_and_written_anew_shows_against_outside_heads(
    forge: Forge, sealed: Write, settings: LazySettings, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text(settings.ANJU_HEADS_FILE.read_text())
    cut_off(forge, size=3)
    sealed("another")
    assert faults() == []
    assert any(fault.startswith("cc@4: the tree at this size has another root") for fault in faults(heads_file=kept))


def test_a_head_with_a_false_signature_is_named(tmp_path: Path) -> None:
    head = seals.head_dict(Head._all.get(district="cc", size=3)) | {"at": 1}
    (tmp_path / "h.jsonl").write_text(json.dumps(head) + "\n\n")
    assert faults(heads_file=tmp_path / "h.jsonl") == ["cc@3: the head's signature is wrong"]


def test_a_head_signed_with_a_foreign_key_is_named(tmp_path: Path) -> None:
    head = seals.head_dict(Head._all.get(district="cc", size=3)) | {"key_id": "0" * 16}
    (tmp_path / "h.jsonl").write_text(json.dumps(head))
    assert faults(heads_file=tmp_path / "h.jsonl") == ["cc@3: signed with unknown key 0000000000000000"]


def test_a_changed_tile_is_named(sealed: Write, forge: Forge) -> None:
    sealed(*(f"t{number}" for number in range(256)))
    forge("UPDATE ledger_tile SET digest = '00'")
    assert faults() == ["cc/8/0: stored tile differs from the leaves below it"]


def test_a_tile_of_nothing_is_named(forge: Forge) -> None:
    forge("INSERT INTO ledger_tile (district, level, \"index\", digest) VALUES ('cc', 8, 7, '00')")
    assert faults() == ["cc/8/7: tile without leaves"]


def test_the_command_fails_and_counts_what_it_found(forge: Forge) -> None:
    call_command("ledger", "verify")
    forge(f"DELETE FROM ledger_entry WHERE id = {of('3').id}")
    with pytest.raises(CommandError, match=r"1 fault\(s\) found"):
        call_command("ledger", "verify")


def test_rows_that_agree_with_their_entries_are_no_fault(cast: Cast) -> None:
    seals.seal(everything=True)
    assert faults(state=True) == []


def test_a_row_changed_behind_the_ledger_is_named(cast: Cast) -> None:
    place = cast.places["building"]
    Place._all.filter(pk=place.pk).update(name="别的楼")
    last = Entry._all.filter(subject_kind="place", subject_id=str(place.pk)).latest("id")
    assert faults(state=True) == [f"place:{place.pk}: the row differs from its last entry {last.id}"]


def test_a_row_without_an_entry_is_named(cast: Cast) -> None:
    row = Place._all.create(parent=None, kind="district", name="x", full_name="x", path="/zz/")
    assert faults(state=True) == [f"place:{row.pk}: no entry tells of this row"]


def test_a_row_gone_without_an_entry_is_named(cast: Cast) -> None:
    with deed(by=actors.system("test")) as act:
        row = Place._all.create(parent=None, kind="district", name="x", full_name="x", path="/zz/")
        act.enter("place.added", row, path="/zz/")
    pk = row.pk
    row.delete()
    assert faults(state=True) == [f"place:{pk}: the row is gone, and no entry tells of it"]


def test_a_row_erased_by_a_deed_is_no_fault(cast: Cast) -> None:
    with deed(by=actors.system("test")) as act:
        row = Place._all.create(parent=None, kind="district", name="x", full_name="x", path="/zz/")
        act.enter("place.added", row, path="/zz/")
    with deed(by=actors.system("test")) as act:
        act.enter("place.erased", Ref("place", str(row.pk)), path="/zz/")
        row.delete()
    assert faults(state=True) == []


def test_an_unsealed_entry_is_no_fault(write: Write) -> None:
    write("6")
    assert faults() == []
    assert seals.unsealed_count() == 1
    assert Seal._all.count() == 5
