"""What is asked at close, and what may never be."""

from anju.catalogue.enums import EvidenceKind
from anju.catalogue.rules import Evidence
from anju.supervision.lists.rules.evidence import missing

PAIR = Evidence(EvidenceKind.PHOTO_PAIR, "前后照片", required=True)
RECORD = Evidence(EvidenceKind.RECORD, "劝导记录", required=True)
HINT = Evidence(EvidenceKind.READING, "读数", required=False)


def test_a_required_photo_that_is_not_there_is_named() -> None:
    assert missing([PAIR], []) == ["前后照片"]


def test_a_short_video_answers_for_a_photo() -> None:
    assert missing([PAIR], [EvidenceKind.VIDEO]) == []


def test_a_kind_inside_homes_asks_for_its_record_and_for_no_picture() -> None:
    assert missing([RECORD], []) == ["劝导记录"]
    assert missing([RECORD], [EvidenceKind.RECORD]) == []


def test_a_kind_that_asks_for_nothing_in_particular_asks_for_a_photo() -> None:
    assert missing([HINT], []) == ["整改后的照片"]
    assert missing([HINT], [EvidenceKind.PHOTO]) == []
