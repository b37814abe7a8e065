"""Things of the ledger's pages and of background work."""

from anju.kernel.jobs import checking, queue
from anju.kernel.ledger.models import Entry
from tests.cast import Cast


def entry(cast: Cast) -> int:
    """The first entry of the district."""
    return Entry._all.filter(district="cc").order_by("id").values_list("id", flat=True)[0]


def job(cast: Cast) -> int:
    """A verification the district office asked for."""
    return queue.ask(by=cast.district_officer, kind=checking.VERIFY, params={"district": "cc"}, path="/cc/").pk


def proof(cast: Cast) -> int:
    return entry(cast)
