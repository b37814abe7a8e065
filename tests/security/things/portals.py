"""Things of the ledger's pages and of background work."""

import uuid

from anju.kernel import clock
from anju.kernel.jobs import checking, exports, loop, queue
from anju.kernel.jobs.models import Job, JobState
from anju.kernel.ledger import canon
from anju.kernel.ledger.models import Entry
from anju.supervision.lists.exports import EXPORT, prepare
from tests.cast import Cast


def entry(cast: Cast) -> int:
    """The first entry of the district."""
    return Entry._all.filter(district="cc").order_by("id").values_list("id", flat=True)[0]


def job(cast: Cast) -> int:
    """A verification the district office asked for."""
    return queue.ask(by=cast.district_officer, kind=checking.VERIFY, params={"district": "cc"}, path="/cc/").pk


def export(cast: Cast) -> int:
    """A list the district office let the worker write, ready to be fetched."""
    loop.stopping.clear()
    asked = {"page": "hazards", "filters": ""}
    made = exports.ask(by=cast.district_officer, kind=EXPORT, asked=asked, path="/cc/")
    Job._all.filter(pk=made.pk).update(state=JobState.RUNNING, lease=uuid.uuid4())
    made.refresh_from_db()
    result = canon.dumps(exports._make(queue.Run(made), prepare))
    Job._all.filter(pk=made.pk).update(state=JobState.DONE, lease=None, result=result, finished_at=clock.now())
    return made.pk


def proof(cast: Cast) -> int:
    return entry(cast)
