"""The list of who needs help to get out: kept by community and grid member alone, opened in full for an alarm.

Door, name and phone are texts. What kind of help is needed stands in no entry, and neither does the building: who reads
the ledger would learn for ever where somebody lives who cannot get out. Entries name the community. Ended ones may be
taken back for a while; then texts, kind and salt are destroyed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.db.bulk import insert_rows, instance, reserve_ids
from anju.kernel.ledger.deeds import Deed, Ref, deed
from anju.kernel.permissions import require
from anju.kernel.texts.models import Text
from anju.people.enums import HelpConsent, HelpEnd, HelpKind, HelpOpened, HelpSource, UnmaskReason
from anju.people.models import HelpNeed
from anju.people.permissions import Permission
from anju.people.queries import help as queries
from anju.people.queries.help import HelpWords
from anju.people.rules import HELP_KEPT, is_help_stale
from anju.places.enums import PlaceKind
from anju.places.models import Place
from anju.places.queries import building_of
from anju.places.rules import lineage

__all__ = [
    "NewNeed", "OpenedNeed", "confirm", "correct", "end", "erase", "erase_ended", "follow_place", "move", "open_for",
    "record", "record_many", "resume", "reveal",
]  # fmt: skip

HOMES = (PlaceKind.BUILDING, PlaceKind.UNIT)
LOWEST, HIGHEST = -5, 200
COMMUNITY = 3
"""Parts of a path down to the community."""
SUBJECT = re.compile(r"[a-z_]{1,30}:[0-9]{1,18}")
BATCH = 200
"""Entries decided on, or erased, at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNeed:
    """What is told of a household. `consent`: who agreed to being on the list, and on which day."""

    place: Place
    kind: HelpKind
    name: str
    door: str
    source: HelpSource
    consent: HelpConsent
    consent_on: date
    phone: str = ""
    floor: int | None = None


@dataclass(frozen=True, slots=True)
class OpenedNeed:
    """One entry in full, for who answers an alarm. `stale`: nobody confirmed it for more than a hundred days."""

    need: int
    place: Place
    floor: int | None
    kind: HelpKind
    words: HelpWords
    confirmed_at: datetime
    stale: bool


def entered_at(path: str) -> str:
    """The path an entry on somebody's need names: of the community, or street, that the home lies in."""
    return lineage(path)[:COMMUNITY][-1]


def record(*, by: Actor, new: NewNeed, client_ref: str | None = None) -> HelpNeed:
    """Put somebody on the list. The same `client_ref` again returns the entry it made.

    Raises PermissionDenied; ValidationError for a place that is no home, nobody named, a consent of a day to come.
    """
    with deed(by=by) as act:
        if (known := queries.by_client_ref(client_ref)) is not None:
            return known
        (row,) = _recorded(act, [new], client_ref)
    return row


def record_many(*, by: Actor, rows: Sequence[NewNeed]) -> list[HelpNeed]:
    """Put many on the list, in order; one entry each. Raises as `record`; then none stands."""
    with deed(by=by) as act:
        return _recorded(act, rows)


def _recorded(act: Deed, rows: Sequence[NewNeed], client_ref: str | None = None) -> list[HelpNeed]:
    now, made = clock.from_us(act.at), []
    for new in rows:
        require(act.by, Permission.KEEP_HELP, path=new.place.path, place=new.place.pk)
        _check(new.place, new.floor, new.name, new.door)
        if new.consent_on > clock.local(now).date():
            raise ValidationError(_("同意日期不能晚于今天。"))
        made.append(
            instance(
                HelpNeed, place_id=new.place.pk, path=new.place.path, kind=new.kind, floor=new.floor,
                source=new.source, consent=new.consent, consent_on=new.consent_on, recorded_at=now,
                recorded_by=act.by.account, confirmed_at=now, confirmed_by=act.by.account, client_ref=client_ref,
            )
        )  # fmt: skip
    for row, pk in zip(made, reserve_ids(HelpNeed, len(made)), strict=True):
        row.pk = pk
    insert_rows(HelpNeed, made)
    written = [
        texts.compose(act, row, field, body, path=entered_at(row.path))
        for row, new in zip(made, rows, strict=True)
        for field, body in _told(new.door, new.name, new.phone)
    ]
    for text, pk in zip(written, reserve_ids(Text, len(written)), strict=True):
        text.pk = pk
    insert_rows(Text, written)
    of_row: dict[str, dict[str, Any]] = {}
    for text in written:
        of_row.setdefault(text.subject_id, {})[text.field] = texts.reference(text)
    for row in made:
        data = {"source": str(row.source), "consent": str(row.consent), **of_row[str(row.pk)]}
        act.enter("help_need.recorded", row, path=entered_at(row.path), data=data)
    return made


def confirm(*, by: Actor, needs: Collection[int]) -> int:
    """Somebody made sure that these still are so; how many. One entry each. Raises PermissionDenied."""
    with deed(by=by) as act:
        rows = _kept(act, needs)
        for row in rows:
            row.confirmed_at, row.confirmed_by = clock.from_us(act.at), by.account
            row.save(update_fields=["confirmed_at", "confirmed_by"])
            act.enter("help_need.confirmed", row, path=entered_at(row.path))
    return len(rows)


def end(*, by: Actor, needs: Collection[int], reason: HelpEnd) -> int:
    """These are on the list no longer; how many. `resume` takes it back for thirty days. Raises PermissionDenied."""
    with deed(by=by) as act:
        rows = _kept(act, needs)
        for row in rows:
            _end(act, row, reason)
    return len(rows)


def resume(*, by: Actor, needs: Collection[int]) -> int:
    """Take an end back; counts as confirmed. Raises PermissionDenied; ValidationError where it is too late."""
    with deed(by=by) as act:
        rows = _of(act, needs)
        now = clock.from_us(act.at)
        for row in rows:
            if row.ended_at is None:
                continue
            if row.erased_at is not None or row.ended_at <= now - HELP_KEPT:
                raise ValidationError(_("结束超过 %(days)d 天，信息已经删除，请重新登记。") % {"days": HELP_KEPT.days})
            row.ended_at, row.ended_by, row.end_reason = None, None, ""
            row.confirmed_at, row.confirmed_by = now, by.account
            row.save(update_fields=["ended_at", "ended_by", "end_reason", "confirmed_at", "confirmed_by"])
            act.enter("help_need.resumed", row, path=entered_at(row.path))
    return len(rows)


def move(*, by: Actor, need: int, place: Place, floor: int | None, door: str) -> HelpNeed:
    """They live elsewhere now, within the keeper's reach; the old door is destroyed. Counts as confirmed.

    Raises PermissionDenied, ValidationError.
    """
    with deed(by=by) as act:
        (row,) = _kept(act, [need])
        require(by, Permission.KEEP_HELP, path=place.path, place=place.pk)
        words = queries.words_of([row])[row.pk]
        _check(place, floor, words.name, door)
        row.place, row.path, row.floor = place, place.path, floor
        data = _rewritten(act, row, HelpWords(door, words.name, words.phone))
        _confirmed(act, row, "place", "path", "floor")
        act.enter("help_need.moved", row, path=entered_at(row.path), data=data)
    return row


def correct(*, by: Actor, need: int, kind: HelpKind, name: str, phone: str) -> HelpNeed:
    """Put right who it is and what is needed; what stood there is destroyed. Counts as confirmed.

    Raises PermissionDenied, ValidationError.
    """
    with deed(by=by) as act:
        (row,) = _kept(act, [need])
        words = queries.words_of([row])[row.pk]
        _check(row.place, row.floor, name, words.door)
        row.kind = kind
        data = _rewritten(act, row, HelpWords(words.door, name, phone))
        _confirmed(act, row, "kind")
        act.enter("help_need.corrected", row, path=entered_at(row.path), data=data)
    return row


def erase(*, by: Actor, need: int) -> HelpNeed:
    """Destroy door, name, phone, kind and salt at once; who is still on the list withdraws. Raises PermissionDenied;
    ValidationError where it is done.
    """
    with deed(by=by) as act:
        (row,) = _of(act, [need])
        if row.erased_at is not None:
            raise ValidationError(_("这条信息已经删除。"))
        if row.ended_at is None:
            _end(act, row, HelpEnd.WITHDRAWN)
        _erase(act, row, "consent_withdrawn")
    return row


def erase_ended(*, by: Actor) -> int:
    """Destroy what ended longer ago than it may be taken back; how many. The system's own deed."""
    with deed(by=by) as act:
        rows = _of(act, queries.to_erase(clock.from_us(act.at), BATCH)) if by.kind is ActorKind.SYSTEM else []
        for row in rows:
            _erase(act, row, "retention_over")
    return len(rows)


def reveal(*, by: Actor, needs: Collection[int], reason: UnmaskReason) -> dict[int, HelpWords]:
    """Door, name and phone in full for who keeps them, shown once; one entry each. Raises PermissionDenied."""
    with deed(by=by) as act:
        rows = _of(act, needs)
        for row in rows:
            act.enter("help_need.unmasked", row, path=entered_at(row.path), data={"reason": str(reason)})
    return queries.words_of(rows)


def open_for(*, by: Actor, place: Place, reason: HelpOpened, ref: str) -> list[OpenedNeed]:
    """All entries of the building a place lies in, in full, floor by floor; the opening stands in the ledger.

    The caller has made sure that `by` answers the alarm (or leads the drill) that `ref` names (`alarm:17`): who does
    may hold no post that keeps the list. Raises PermissionDenied for who reads masked everywhere and for who is no
    person; ValueError for a ref that is no subject.
    """
    if by.kind is not ActorKind.PERSON or (by.grants and all(grant.masked for grant in by.grants)):
        raise PermissionDenied(_("您的岗位看不到需协助疏散人员。"))
    if not SUBJECT.fullmatch(ref):
        raise ValueError(f"no subject: {ref!r}")
    building = building_of(place)
    with deed(by=by) as act:
        rows = queries.kept_at(building.path)
        data = {"reason": str(reason), "ref": ref, "entries": [row.pk for row in rows]}
        act.enter("help.opened", Ref("help", str(building.pk)), path=building.path, data=data)
        now, words = clock.from_us(act.at), queries.words_of(rows)
        return [
            OpenedNeed(
                row.pk, row.place, row.floor, HelpKind(row.kind), words[row.pk], row.confirmed_at,
                stale=is_help_stale(row.confirmed_at, now),
            )
            for row in rows
        ]  # fmt: skip


def follow_place(act: Deed, old: str, new: str, *, into: int | None = None) -> None:
    """Homes at the path `old` are at `new`; after a merge, at the place `into`. Part of people's own following."""
    for row in queries.locked_at(old):
        row.path = new
        row.place_id = row.place_id if into is None else into
        row.save(update_fields=["path", "place"])
        act.enter("help_need.followed", row, path=entered_at(new))


def _kept(act: Deed, needs: Collection[int]) -> list[HelpNeed]:
    """Entries that stand. Raises ValidationError where one ended meanwhile."""
    rows = _of(act, needs)
    if any(row.ended_at is not None for row in rows):
        raise ValidationError(_("其中有的已经结束，请刷新后再办。"))
    return rows


def _of(act: Deed, needs: Collection[int]) -> list[HelpNeed]:
    """The locked rows, each asked for. Raises PermissionDenied for one that is not there as for one out of reach."""
    asked = set(needs)
    if len(asked) > BATCH:
        raise ValidationError(_("一次最多办 %(most)d 条。") % {"most": BATCH})
    rows = queries.locked(asked)
    if len(rows) < len(asked):
        raise PermissionDenied
    for row in rows:
        require(act.by, Permission.KEEP_HELP, path=row.path, place=row.place_id)
    return rows


def _check(place: Place, floor: int | None, name: str, door: str) -> None:
    if place.kind not in HOMES:
        raise ValidationError(_("请选到楼栋或单元，出警时才找得到。"))
    if not name.strip() or not door.strip():
        raise ValidationError(_("请填写姓名和门牌。"))
    if floor is not None and not LOWEST <= floor <= HIGHEST:
        raise ValidationError(_("楼层要在 %(low)d 到 %(high)d 之间。") % {"low": LOWEST, "high": HIGHEST})


def _told(door: str, name: str, phone: str) -> list[tuple[str, str]]:
    """(field, body) of what is told."""
    said = (("door", door.strip()[:40]), ("name", name.strip()[:60]), ("phone", phone.strip()[:40]))
    return [(field, body) for field, body in said if body]


def _rewritten(act: Deed, row: HelpNeed, words: HelpWords) -> dict[str, Any]:
    """New texts in place of the old, which are destroyed; their references."""
    texts.erase(act.by, texts.ids_of(row), reason="corrected")
    told = _told(words.door, words.name, words.phone)
    return {field: texts.write(act, row, field, body, path=entered_at(row.path)) for field, body in told}


def _confirmed(act: Deed, row: HelpNeed, *changed: str) -> None:
    row.confirmed_at, row.confirmed_by = clock.from_us(act.at), act.by.account
    row.save(update_fields=[*changed, "confirmed_at", "confirmed_by"])


def _end(act: Deed, row: HelpNeed, reason: HelpEnd) -> None:
    row.ended_at, row.ended_by, row.end_reason = clock.from_us(act.at), act.by.account, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    act.enter("help_need.ended", row, path=entered_at(row.path), data={"reason": str(reason)})


def _erase(act: Deed, row: HelpNeed, reason: str) -> None:
    texts.erase(act.by, texts.ids_of(row), reason=reason)
    row.kind, row.floor, row.salt, row.erased_at = "", None, b"", clock.from_us(act.at)
    row.save(update_fields=["kind", "floor", "salt", "erased_at"])
    act.enter("help_need.erased", row, path=entered_at(row.path), data={"reason": reason})
