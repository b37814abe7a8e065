"""What closing a case asks for, and what is still missing."""

from collections import Counter
from collections.abc import Iterable

from anju.catalogue.enums import EvidenceKind
from anju.catalogue.rules import Evidence

PHOTOS = (EvidenceKind.PHOTO_PAIR, EvidenceKind.PHOTO, EvidenceKind.VIDEO)


def missing(required: Iterable[Evidence], have: Iterable[EvidenceKind]) -> list[str]:
    """Texts of the required items that nothing was given for. A short video answers for a photo as well.

    A case is never closed as rectified without a picture: where the catalogue asks for none, one photo is asked all the
    same (CHECKLIST A 17).
    """
    given = Counter(have)
    pictures = sum(given[kind] for kind in PHOTOS)
    lacking = [
        item.text for item in required if item.required and not (pictures if item.kind in PHOTOS else given[item.kind])
    ]
    if not pictures and not any("照片" in text or "视频" in text for text in lacking):
        lacking.append("整改后的照片")
    return lacking
