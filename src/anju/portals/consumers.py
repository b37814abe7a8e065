"""Whoever let the worker write a file is told when it is there, or will not be."""

import json

from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import system
from anju.kernel.jobs import exports, handlers
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.deeds import Ref
from anju.kernel.ledger.models import Entry
from anju.notify.actions import tell
from anju.notify.codes import declare
from anju.notify.queries.recipients import Accounts

READY, FAILED = "export.ready", "export.failed"
declare(
    READY,
    title=_("导出的文件已生成"),
    text=_("{what}：文件已生成，保留 7 天，请下载"),
    params={"what": handlers.label_of},
    url="portals:job",
)
declare(
    FAILED,
    title=_("导出没有完成"),
    text=_("{what}：没有生成文件，请打开看原因"),
    params={"what": handlers.label_of},
    url="portals:job",
)


@reactor("portals.exports", verbs=("job.done", "job.failed"))
def tell_asker(entry: Entry) -> None:
    """One notice for the one person who asked."""
    said = json.loads(entry.data)
    if not exports.is_export(said["kind"]) or "account" not in said:
        return
    tell(
        system("exports"),
        code=READY if entry.verb == "job.done" else FAILED,
        to=Accounts(said["account"]),
        subject=Ref("job", entry.subject_id),
        params={"what": said["kind"]},
        path=entry.path,
    )
