"""What a site holds of a phone's day, told to a test: `python -m tests.crash.counted FILE` with the site's settings."""

import hashlib
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def main(target: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    import django

    django.setup()
    target.write_text(json.dumps(_told(), default=str), encoding="utf-8")


def _told() -> dict[str, Any]:
    from anju.kernel.files.models import Attachment
    from anju.kernel.files.store import original, store
    from anju.kernel.ledger.models import Entry
    from anju.supervision.grid.models import Record, RecordPhoto, RecordResult, Visit
    from anju.supervision.lists.models import Hazard

    kept = store()
    with_photos = list(RecordPhoto._all.select_related("attachment"))
    received = [
        json.loads(data) for data in Entry._all.filter(verb="patrol_device.received").values_list("data", flat=True)
    ]
    return {
        "records": Counter(str(key) for key in Record._all.values_list("key", flat=True)),
        "numbers": sorted(Record._all.exclude(kind="photo").values_list("seq", flat=True)),
        "states": Counter(RecordResult._all.values_list("state", flat=True)),
        "photos": {str(row.client_id): row.attachment.digest for row in with_photos},
        "bytes": {
            row.attachment.digest: hashlib.sha256(kept.open(original(row.attachment.digest)).read()).hexdigest()
            for row in with_photos
        },
        "attachments": Attachment._all.count(),
        "visits": Visit._all.count(),
        "hazards": sorted(Hazard._all.values_list("spot", flat=True)),
        "hazard_photos": sorted(len(photos) for photos in Hazard._all.values_list("photos", flat=True)),
        "verbs": Counter(Entry._all.values_list("verb", flat=True)),
        "received": sum(one["records"] for one in received),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
