"""Free text is kept beside the ledger, and can be destroyed without breaking a proof."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from anju.kernel import texts
from anju.kernel.actors import system
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.kernel.texts.models import Text
from anju.kernel.texts.store import LONGEST, TooLongError, salted_hash

pytestmark = pytest.mark.django_db

US = system("test")
CASE = Ref("case", "7")


def _write(body: str = "三楼过道堆了纸箱", path: str = "/cc/1/") -> int:
    with deed(by=US) as act:
        reference = texts.write(act, CASE, "note", body, path=path)
        act.enter("case.noted", CASE, path=path, data={"note": reference})
    return int(reference["id"])


def _faults() -> list[str]:
    seals.seal()
    return [str(fault) for fault in verify(state=True)]


def test_the_reference_holds_an_id_and_a_hash_and_no_word_of_the_text() -> None:
    pk = _write("张三说")
    entry = Entry._all.get()
    assert json.loads(entry.data)["note"] == {"id": pk, "hash": Text._all.get(pk=pk).hash}
    assert "张三" not in entry.data


def test_the_same_words_twice_have_two_hashes() -> None:
    first, second = _write("同一句话"), _write("同一句话")
    assert Text._all.get(pk=first).hash != Text._all.get(pk=second).hash


def test_the_hash_can_be_checked_from_salt_and_body() -> None:
    text = Text._all.get(pk=_write("核对"))
    assert salted_hash(bytes(text.salt), "核对") == text.hash != salted_hash(bytes(text.salt), "核对。")


def test_many_texts_are_read_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ids = [_write(f"第{n}句") for n in range(5)]
    with django_assert_num_queries(1):
        assert texts.read(ids) == {pk: f"第{n}句" for n, pk in enumerate(ids)}


def test_an_unknown_id_is_left_out() -> None:
    assert texts.read([_write() + 1]) == {}


def test_the_texts_of_a_subject_are_found() -> None:
    first, second = _write(), _write()
    assert texts.ids_of(CASE) == [first, second]
    assert texts.ids_of(Ref("case", "8")) == []


def test_erasing_destroys_words_and_salt() -> None:
    pk = _write("电话13800001111")
    assert texts.erase(US, [pk], reason="consent_withdrawn") == 1
    text = Text._all.get(pk=pk)
    assert (text.body, bytes(text.salt)) == ("", b"")
    assert texts.read([pk]) == {pk: None}


def test_erasing_is_an_entry_in_the_tree_of_the_subjects_district() -> None:
    pk = _write(path="/cc/1/")
    texts.erase(US, [pk], reason="retention_over")
    entry = Entry._all.get(verb="text.erased")
    assert (entry.subject_kind, entry.subject_id, entry.district) == ("text", str(pk), "cc")
    assert json.loads(entry.data)["reason"] == "retention_over"


def test_erasing_twice_enters_once() -> None:
    pk = _write()
    texts.erase(US, [pk], reason="a")
    assert texts.erase(US, [pk], reason="a") == 0
    assert Entry._all.filter(verb="text.erased").count() == 1


def test_a_reason_is_a_code_and_not_another_free_text() -> None:
    with pytest.raises(ValueError):
        texts.erase(US, [_write()], reason="因为张三要求")


def test_a_deed_that_fails_keeps_no_text() -> None:
    with pytest.raises(RuntimeError), deed(by=US) as act:
        texts.write(act, CASE, "note", "不该留下")
        raise RuntimeError
    assert not Text._all.exists()


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(TooLongError):
        _write("长" * (LONGEST + 1))


def test_verify_is_content_before_and_after_erasing() -> None:
    pk = _write()
    assert _faults() == []
    texts.erase(US, [pk], reason="consent_withdrawn")
    assert _faults() == []


def test_a_proof_of_the_subject_is_the_same_after_erasing(tmp_path: Path) -> None:
    pk = _write()
    seals.seal()
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    call_command("ledger", "prove", "case:7", "--out", str(before))
    texts.erase(US, [pk], reason="consent_withdrawn")
    call_command("ledger", "prove", "case:7", "--out", str(after))
    assert json.loads(before.read_text()) == json.loads(after.read_text())


def test_changed_words_are_found() -> None:
    pk = _write()
    Text._all.filter(pk=pk).update(body="别的话")
    assert _faults() == [f"text:{pk}: the text differs from its entry"]


def test_words_destroyed_without_an_entry_are_found() -> None:
    pk = _write()
    Text._all.filter(pk=pk).update(body="", salt=b"")
    assert _faults() == [f"text:{pk}: the text differs from its entry"]


def test_a_forged_pair_of_words_and_hash_is_found() -> None:
    pk = _write()
    Text._all.filter(pk=pk).update(body="伪造", salt=b"0" * 16, hash=salted_hash(b"0" * 16, "伪造"))
    assert _faults() == [f"text:{pk}: the hash differs from the one in its entry"]


def test_a_removed_row_is_found() -> None:
    pk = _write()
    Text._all.all().delete()
    assert _faults() == [f"text:{pk}: the row is gone, and no entry tells of it"]


def test_a_row_slipped_in_is_found() -> None:
    with deed(by=US) as act:
        pk = texts.write(act, CASE, "note", "没有记账")["id"]
    assert _faults() == [f"text:{pk}: no entry tells of this row"]


def test_words_put_back_after_erasing_are_found() -> None:
    pk = _write()
    texts.erase(US, [pk], reason="a")
    Text._all.filter(pk=pk).update(body="又来了")
    assert _faults() == [f"text:{pk}: the text was erased, yet words or salt stand here"]
