"""Photos come as records of their own, before or after the record that names them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from anju.kernel import clock
from anju.kernel.files import evidence
from anju.kernel.files.enums import Stage
from anju.kernel.files.evidence import Item
from anju.kernel.files.sniff import RefusedError
from anju.kernel.ledger.deeds import Deed
from anju.supervision.grid.actions.steps import RefusedRecordError, Step
from anju.supervision.grid.enums import RecordState, Refused
from anju.supervision.grid.models import RecordPhoto, RecordResult
from anju.supervision.grid.queries import records as reads
from anju.supervision.grid.queries.reach import root_of
from anju.supervision.grid.rules import records as rules
from anju.supervision.grid.rules.records import BrokenError, Picture
from anju.supervision.lists.actions import add_photos


def photo(act: Deed, step: Step) -> RecordState:
    """Keep a photo, so that the phone may drop it. Where its case stands already, it goes there at once."""
    record = step.row.record
    client_id, token = rules.identity(step.data.get("id")), step.data.get("upload")
    if client_id is None or record.about is None or not isinstance(token, str):
        raise BrokenError("id, for, upload")
    if reads.photo_of(client_id, step.account) is not None:
        return RecordState.APPLIED
    path = step.place.path if step.place else root_of(act.by)
    try:
        kept = evidence.attach(act, [Item(token)], path=path)
    except RefusedError as error:
        raise RefusedRecordError(Refused.PHOTO_GONE) from error
    made = RecordPhoto._all.create(
        client_id=client_id,
        account_id=step.account,
        record_key=record.about,
        attachment=kept[0],
        sha256=kept[0].digest,
        received_at=clock.from_us(act.at),
    )
    evidence.bind(act, kept, made)
    act.enter("patrol_photo.received", made, path=path, data={"record": str(record.about)})
    for target in reads.about(record.about, step.account):
        _late(act, target, made)
    return RecordState.APPLIED


def _late(act: Deed, target: RecordResult, made: RecordPhoto) -> None:
    """A photo whose record is here: marked as that says, and shown at the case it has made."""
    said = rules.parts(target.record.body.sent)
    mark({made.client_id: made}, rules.named_in(said))
    if target.state == RecordState.APPLIED and target.duty_id is not None:
        after = {one.id for one in rules.found_after(said)}
        stage = Stage.AFTER if made.client_id in after else Stage.BEFORE
        add_photos(by=act.by, duty_id=target.duty_id, photos=[made.attachment], stage=stage)


def mark(photos: Mapping[UUID, RecordPhoto], named: Iterable[Picture]) -> None:
    """Write down which photos were chosen from the album (非现场拍摄) and when the phone says they were taken."""
    marked = []
    for one in named:
        row = photos.get(one.id)
        if row is not None and row.album is None:
            row.album, row.taken_at = one.album, one.at
            marked.append(row)
    RecordPhoto._all.bulk_update(marked, ["album", "taken_at"])
    evidence.say_off_site(row.attachment for row in marked if row.album)
