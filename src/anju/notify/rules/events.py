"""CloudEvents 1.0 from ledger entries (structured JSON mode)."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
TYPE_PREFIX = "anju."
_TYPE = re.compile(r"[a-z][a-z_]*\.([a-z][a-z_]*)?")


@dataclass(frozen=True, slots=True)
class Told:
    """What an event tells of an entry. No actor: who did it is not the receiver's business."""

    uid: UUID
    verb: str
    at: datetime
    happened_at: datetime
    subject_kind: str
    subject_id: str
    district: str
    path: str
    organisation: int | None
    data: dict[str, Any]


def is_type(wish: str) -> bool:
    """Whether a subscription may wish for this: a verb (`duty.assigned`) or a domain (`duty.`)."""
    return _TYPE.fullmatch(wish) is not None


def wants(wishes: Iterable[str], verb: str) -> bool:
    """Whether one of the wishes takes in a verb."""
    return any(wish == verb or (wish.endswith(".") and verb.startswith(wish)) for wish in wishes)


def reaches(prefix: str, path: str) -> bool:
    """Whether a subscription's reach takes in an entry's place. What belongs to no place reaches nobody."""
    return bool(prefix) and path.startswith(prefix)


def body(told: Told, site: str = "") -> bytes:
    """The event; equal bytes for equal entries, so that a repetition is a repetition."""
    event = {
        "specversion": "1.0",
        "id": str(told.uid),
        "source": f"{site.rstrip('/')}/districts/{told.district}",
        "type": TYPE_PREFIX + told.verb,
        "subject": f"{told.subject_kind}/{told.subject_id}",
        "time": _rfc3339(told.at),
        "datacontenttype": "application/json",
        "data": {
            "happened_at": _rfc3339(told.happened_at),
            "path": told.path,
            "organisation": told.organisation,
            "details": told.data,
        },
    }
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
