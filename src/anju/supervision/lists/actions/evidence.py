"""Photos and papers of cases: handed in, reported with, opened, released, erased."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anju.catalogue.enums import EvidenceKind
from anju.kernel.actors import Actor
from anju.kernel.files import evidence, release
from anju.kernel.files.doors import Seen
from anju.kernel.files.enums import Media, Stage
from anju.kernel.files.evidence import Item
from anju.kernel.files.images import Box
from anju.kernel.files.models import Attachment, Release
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import MissingPermissionError, require
from anju.notify.actions import dismiss, take
from anju.supervision.lists.actions.entitled import entitled
from anju.supervision.lists.actions.rectifying import Proof, submit_within
from anju.supervision.lists.actions.reporting import Source, Spot, as_it_stands, report
from anju.supervision.lists.enums import Event, Outcome, State
from anju.supervision.lists.models import Duty
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries import duplicates
from anju.supervision.lists.queries.cases import locked
from anju.supervision.lists.queries.evidence import may, not_handed_in, photos_of


@dataclass(frozen=True, slots=True)
class Given:
    """An upload and what it is to prove."""

    token: str
    kind: EvidenceKind
    stage: Stage = Stage.AFTER


@dataclass(frozen=True, slots=True)
class Photos:
    """Uploads that come with a report: as found, and, where it was put right on the spot, afterwards."""

    before: Sequence[str] = ()
    after: Sequence[str] | None = None
    """None: it was not put right on the spot."""


def hand_in(
    *,
    by: Actor,
    duty_id: int,
    outcome: Outcome,
    reason: str = "",
    given: Sequence[Given] = (),
    kept: Sequence[Proof] = (),
    on_the_spot: bool = False,
) -> Duty:
    """`submit` with uploads and with the helpers' photos taken before. One deed: all of it or nothing.

    `kept`: what was handed in for this case before and still counts. Raises what `submit` raises, and RefusedError for
    an upload that is gone.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        taken = [Proof(EvidenceKind.PHOTO_PAIR, row.pk) for row in not_handed_in(duty)]
        rows = evidence.attach(act, _items(given), path=duty.path, subject=duty)
        proofs = _proofs(rows, [one.kind for one in given])
        return submit_within(act, duty, outcome, reason, (*taken, *kept, *proofs), on_the_spot=on_the_spot)


def take_contribution(*, by: Actor, duty: Duty, contribution: int) -> list[Attachment]:
    """A helper's photos become evidence of the case, in the name of who checked them.

    Raises PermissionDenied for a link of somebody else, ValidationError for what was decided before, and
    NotYoursError where the actor does not answer for the case.
    """
    with deed(by=by) as act:
        entitled(by, locked(duty.pk), Event.SUBMIT)
        row = take(by=by, contribution=contribution)
        return evidence.copy(
            act,
            photos_of([row.pk]).get(row.pk, []),
            duty,
            path=duty.path,
            stage=Stage.AFTER,
            evidence_kind=EvidenceKind.PHOTO_PAIR,
        )


def dismiss_contribution(*, by: Actor, contribution: int) -> None:
    """A helper's draft is not used. Raises PermissionDenied for a link of somebody else."""
    dismiss(by=by, contribution=contribution)


def _items(given: Sequence[Given]) -> list[Item]:
    return [Item(one.token, one.stage, str(one.kind)) for one in given]


def _proofs(rows: Sequence[Attachment], kinds: Sequence[EvidenceKind]) -> tuple[Proof, ...]:
    """A video in a place for photos is a video."""
    return tuple(
        Proof(EvidenceKind.VIDEO if row.media == Media.VIDEO else kind, row.pk)
        for row, kind in zip(rows, kinds, strict=True)
    )


def report_with_photos(
    *, by: Actor, code: str, at: Spot, photos: Photos, description: str = "", source: Source | None = None
) -> Duty:
    """`report` with uploads. `photos.after` given: put right on the spot, to be verified by somebody else.

    Sending the same `client_ref` again returns the case it made and takes no photo. Raises what `report` raises, and
    RefusedError for an upload that is gone.
    """
    source = source or Source()
    if source.client_ref is not None and (known := duplicates.by_client_ref(source.client_ref)) is not None:
        return known
    with deed(by=by) as act:
        at = as_it_stands(at)
        path = at.place.path
        seen = [Item(token, Stage.BEFORE, EvidenceKind.PHOTO) for token in photos.before]
        found = evidence.attach(act, seen, path=path)
        done = None if photos.after is None else _afterwards(act, photos.after, path)
        return _report(act, code, at, description, source, found, done)


def report_kept(
    *,
    by: Actor,
    code: str,
    at: Spot,
    before: Sequence[Attachment],
    after: Sequence[Attachment] | None,
    description: str = "",
    source: Source,
) -> Duty:
    """`report_with_photos` where the photos are kept already, of a record that `by` sent piece by piece."""
    if source.client_ref is not None and (known := duplicates.by_client_ref(source.client_ref)) is not None:
        return known
    with deed(by=by) as act:
        at = as_it_stands(at)
        found = _loosen(act, before, at.place.path, Stage.BEFORE)
        done = None if after is None else _loosen(act, after, at.place.path, Stage.AFTER)
        return _report(act, code, at, description, source, found, done)


def add_photos(*, by: Actor, duty_id: int, photos: Sequence[Attachment], stage: Stage) -> Duty:
    """What the finder sends later of a case: as found, or, as `Stage.AFTER`, for its next submission.

    Raises PermissionDenied for anybody who neither found it nor reports there.
    """
    with deed(by=by) as act:
        duty = locked(duty_id)
        hazard = duty.hazard
        if hazard.reporter is None or hazard.reporter != by.account:
            require(by, Permission.REPORT, path=hazard.path, place=hazard.place_id)
        rows = _loosen(act, photos, hazard.path, stage)
        evidence.bind(act, rows, duty if stage == Stage.AFTER else hazard)
        if rows and stage != Stage.AFTER:
            hazard.photos = [*hazard.photos, *(row.pk for row in rows)]
            hazard.save(update_fields=["photos"])
            act.enter("hazard.photographed", hazard, path=hazard.path, data={"photos": len(rows)})
        return duty


def _loosen(act: Deed, rows: Sequence[Attachment], path: str, stage: Stage) -> list[Attachment]:
    kind = EvidenceKind.PHOTO_PAIR if stage == Stage.AFTER else EvidenceKind.PHOTO
    return evidence.loosen(act, rows, path=path, stage=stage, evidence_kind=kind)


def _report(
    act: Deed,
    code: str,
    at: Spot,
    description: str,
    source: Source,
    found: Sequence[Attachment],
    done: Sequence[Attachment] | None,
) -> Duty:
    """`report` with its evidence, of this deed and bound to nothing yet."""
    photos = tuple(row.pk for row in found)
    duty = report(by=act.by, code=code, at=at, description=description, source=replace(source, photos=photos))
    evidence.bind(act, found, duty.hazard)
    evidence.bind(act, done or (), duty)
    if done is not None and duty.state == State.ASSIGNED:
        proofs = tuple(Proof(EvidenceKind.PHOTO_PAIR, row.pk) for row in done)
        submit_within(act, locked(duty.pk), Outcome.RECTIFIED, "", proofs, on_the_spot=True, automatic=True)
    return duty


def _afterwards(act: Deed, tokens: Sequence[str], path: str) -> list[Attachment]:
    items = [Item(token, Stage.AFTER, EvidenceKind.PHOTO_PAIR) for token in tokens]
    return evidence.attach(act, items, path=path)


def open_original(*, by: Actor, seen: Seen) -> Attachment:
    """Note that somebody looks at the original. Raises PermissionDenied."""
    _require(by, Permission.OPEN_ORIGINAL, seen)
    with deed(by=by) as act:
        evidence.note_opening(act, seen.attachment)
    return seen.attachment


def release_photo(*, by: Actor, seen: Seen, boxes: Sequence[Box]) -> Release:
    """Let a masked copy out. Raises PermissionDenied and RefusedError."""
    _require(by, Permission.RELEASE_PHOTO, seen)
    with deed(by=by) as act:
        return release.let_out(act, seen.attachment, boxes)


def withdraw_photo(*, by: Actor, seen: Seen, standing: Release) -> None:
    """Take a released copy back. Raises PermissionDenied."""
    _require(by, Permission.RELEASE_PHOTO, seen)
    with deed(by=by) as act:
        release.withdraw(act, standing)


def erase_photo(*, by: Actor, seen: Seen, reason: str) -> None:
    """Destroy evidence, by one of the reasons the page offers. Raises PermissionDenied and RefusedError."""
    _require(by, Permission.ERASE_PHOTO, seen)
    with deed(by=by) as act:
        evidence.erase(act, seen.attachment, reason=reason)


def _require(by: Actor, permission: Permission, seen: Seen) -> None:
    if not may(by, permission, seen):
        raise MissingPermissionError(permission)
