"""The job behind "verify now": one district's tree, read to its end."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anju.kernel import clock
from anju.kernel.jobs.handlers import handler
from anju.kernel.jobs.queue import FailedError, Run
from anju.kernel.ledger.models import Head, Seal
from anju.kernel.ledger.verify import verify

VERIFY = "ledger.verify"
SHOWN = 50
"""Faults that are named; there may be more, and the result says how many."""


@handler(VERIFY, label=_("核验台账"))
def verify_district(run: Run) -> Mapping[str, Any]:
    """Result: `entries` read, `count` of faults, `faults` named, `size` and `root` of the newest head, `at` in µs.

    Against the heads file outside the database too, where it exists; the rows behind the entries are not compared.
    """
    district = run.params["district"]
    if not isinstance(district, str) or not district:
        raise FailedError(_("没有指明要核验哪个区的台账。"))
    read = 0

    def told(done: int) -> None:
        nonlocal read
        read = done
        run.progress(done)

    run.progress(0, total=Seal._all.filter(district=district).count())
    outside = Path(settings.ANJU_HEADS_FILE)
    faults = verify(heads_file=outside if outside.exists() else None, district=district, told=told)
    named = [str(fault) for fault in islice(faults, SHOWN)]
    count = len(named) + sum(1 for _fault in faults)
    head = Head._all.filter(district=district).order_by("-size").first()
    return {
        "district": district,
        "entries": read,
        "count": count,
        "faults": named,
        "size": head.size if head else 0,
        "root": head.root if head else "",
        "at": clock.now_us(),
    }
