"""A fire is entered and its dossier opened in the same deed; later it is corrected by a new version."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger import canon
from anju.kernel.ledger.deeds import Deed, Ref, deed, district_of
from anju.kernel.permissions import require
from anju.places.models import Place
from anju.supervision.inspections.backcheck.enums import Burned, Dwelling, FireSource
from anju.supervision.inspections.backcheck.models import Dossier, Fire, FireVersion
from anju.supervision.inspections.backcheck.permissions import Permission
from anju.supervision.inspections.backcheck.queries import fires as queries


@dataclass(frozen=True, slots=True)
class Said:
    """What is told of a fire. `place`, `spot` or `point_e7`: one of them says where."""

    number: str
    called_at: datetime
    burned: str
    dwelling: str
    place: Place | None = None
    spot: str = ""
    point_e7: tuple[int, int] | None = None
    """(lon, lat) where the call gave a point."""
    deaths: int = 0
    injured: int = 0
    cause: str = ""
    determined_on: date | None = None


def enter(
    *, by: Actor, said: Said, district: str, source: FireSource = FireSource.BRIGADE, now: datetime | None = None
) -> Fire:
    """Enter a fire and open its dossier. Raises MissingPermissionError, ValidationError (also for a known call)."""
    path = _path(said, district)
    require(by, Permission.ENTER_FIRE, path=path)
    said = checked(said, now or clock.now())
    with deed(by=by) as act:
        at = clock.from_us(act.at)
        if queries.is_known(district_of(path), said.number):
            raise ValidationError(
                _("接警编号 %(number)s 已经登记过，没有重复登记。要改，请打开那一条更正。") % {"number": said.number}
            )
        fire = Fire._all.create(
            **columns_of(said), district=district_of(path), path=path, source=source, entered_at=at,
            entered_by=by.account,
        )  # fmt: skip
        version_of(act, fire, None).save()
        dossier = Dossier._all.create(fire=fire, path=path, opened_at=at)
        act.enter("fire.recorded", fire, path=path, data=told_of(fire), happened_at=fire.called_at)
        act.enter("dossier.made", dossier, path=path, data={"fire": fire.pk})
    return fire


def enter_from_alarm(*, by: Actor, alarm: int, place: int, first_us: int) -> Fire | None:
    """A fire that an alarm turned out to be, called when its first point spoke; None where it is entered already.

    What burned and in what dwelling nobody has said yet: the brigade corrects it, and the versions tell both.
    """
    at = queries.place_of(place)
    number = f"BJ-{alarm}"
    if at is None or queries.is_known(district_of(at.path), number):
        return None
    said = Said(
        number=number, called_at=min(clock.from_us(first_us), clock.now()), burned=Burned.OTHER,
        dwelling=Dwelling.OTHER, place=at,
    )  # fmt: skip
    return enter(by=by, said=said, district=district_of(at.path), source=FireSource.ALARM)


def _path(said: Said, district: str) -> str:
    """Whose fire it is: of its place, else of the community or street that its point lies in, else the district's."""
    if said.place is not None:
        return said.place.path
    found = queries.ground_at(said.point_e7, district) if said.point_e7 is not None else None
    return found or f"/{district}/"


def checked(said: Said, now: datetime) -> Said:
    """What is told, tidied. Raises ValidationError, by field."""
    said = replace(
        said, number="".join(said.number.split()), spot=" ".join(said.spot.split()), cause=" ".join(said.cause.split())
    )
    wrong: dict[str, str] = {}
    if not said.number:
        wrong["number"] = _("请填接警编号。")
    if said.called_at > now:
        wrong["called_at"] = _("接警时间还没有到，请核对。")
    if said.place is None and not said.spot and said.point_e7 is None:
        wrong["place"] = _("请选一个地点；没有登记的，写明在哪里，或在地图上点出来。")
    if said.cause and said.determined_on is None:
        wrong["cause"] = _("火灾认定之前不填起火原因。先填火灾认定日期。")
    called, today = clock.local(said.called_at).date(), clock.local(now).date()
    if said.determined_on is not None and not called <= said.determined_on <= today:
        wrong["determined_on"] = _("火灾认定日期应在接警之后、今天之前。")
    if wrong:
        raise ValidationError(wrong)
    return said


def columns_of(said: Said) -> dict[str, Any]:
    """The columns that are told; a place brings its own point."""
    point = said.point_e7 or ((said.place.lon_e7, said.place.lat_e7) if said.place is not None else (None, None))
    columns = {key: value for key, value in asdict(replace(said, place=None)).items() if key not in {"point_e7"}}
    return {**columns, "place": said.place, "lon_e7": point[0], "lat_e7": point[1]}


CORRECTABLE = (
    "called_at", "place_id", "path", "spot", "lon_e7", "lat_e7", "burned", "dwelling", "deaths", "injured", "cause",
    "determined_on",
)  # fmt: skip


def version_of(act: Deed, fire: Fire, reason: int | None) -> FireVersion:
    """What the row says now, unsaved."""
    said = {column: canon.plain(getattr(fire, column)) for column in CORRECTABLE}
    return FireVersion(
        fire_id=fire.pk, number=fire.version, said=said, reason=reason, made_at=clock.from_us(act.at),
        made_by=act.by.account,
    )  # fmt: skip


def told_of(fire: Fire) -> dict[str, Any]:
    """No cause and no words: they may be erased from the table."""
    return {
        "place": fire.place_id, "burned": fire.burned, "dwelling": fire.dwelling, "deaths": fire.deaths,
        "injured": fire.injured, "version": fire.version, "called": clock.to_us(fire.called_at),
        "determined": fire.determined_on is not None,
    }  # fmt: skip


def correct(*, by: Actor, fire: Fire, said: Said, reason: str) -> Fire:
    """A new version, with why. The call number stays: it is what the fire is known by.

    Raises MissingPermissionError; ValidationError without a reason or where nothing is different.
    """
    require(by, Permission.ENTER_FIRE, path=fire.path)
    path = _path(said, fire.district)
    require(by, Permission.ENTER_FIRE, path=path)
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": _("请写明为什么更正。")})
    said = checked(replace(said, number=fire.number), clock.now())
    with deed(by=by) as act:
        row = queries.locked(fire.pk)
        before = _state(row)
        for column, value in columns_of(said).items():
            setattr(row, column, value)
        row.path = path
        if _state(row) == before:
            raise ValidationError(_("没有改动，不必更正。"))
        row.version += 1
        row.save()
        words = texts.write(act, row, "reason", reason, path=row.path)
        version_of(act, row, words["id"]).save()
        act.enter("fire.corrected", row, path=row.path, data={**told_of(row), "reason": words})
        dossier = Dossier._all.get(fire=row)
        dossier.path = row.path
        dossier.save(update_fields=["path"])
        act.enter("dossier.followed", dossier, path=row.path, data={"version": row.version})
    return row


def tie(*, by: Actor, fire: Fire, place: Place) -> Fire:
    """A fire that had no registered place gets one, as a correction; where the call put it stays beside.

    Raises MissingPermissionError; ValidationError where it has a place by now.
    """
    with deed(by=by):
        row = queries.locked(fire.pk)
        if row.place is not None:
            raise ValidationError(_("这起火灾已经对应到登记的地点。要改，请用更正。"))
        point = (row.lon_e7, row.lat_e7) if row.lon_e7 is not None and row.lat_e7 is not None else None
        said = Said(
            number=row.number, called_at=row.called_at, burned=row.burned, dwelling=row.dwelling, place=place,
            spot=row.spot, point_e7=point, deaths=row.deaths, injured=row.injured, cause=row.cause,
            determined_on=row.determined_on,
        )  # fmt: skip
        return correct(by=by, fire=row, said=said, reason=_("对应到登记的地点"))


def follow_place(*, by: Actor, old: str, new: str, into: int | None) -> int:
    """A place has moved, or was merged: its fires go along, those too that only a point puts there. Their versions keep
    the path they had.
    """
    with deed(by=by) as act:
        rows = list(Fire._all.select_for_update().filter(path=old))
        for row in rows:
            row.path = new
            if row.place_id is not None and into is not None:
                row.place_id = into
            row.save(update_fields=["path", "place"])
            act.enter("fire.followed", row, path=new, data={"from": old})
            for dossier in Dossier._all.filter(fire=row):
                dossier.path = new
                dossier.save(update_fields=["path"])
                act.enter("dossier.followed", dossier, path=new, data={"from": old})
    return len(rows)


def _state(row: Fire) -> Mapping[str, Any]:
    return {column: getattr(row, column) for column in CORRECTABLE}


def record_export(*, by: Actor, rows: int, page: str) -> None:
    """The register leaves the house."""
    if not by.holds(Permission.SEE_FIRES):
        require(by, Permission.SEE_FIRES)
    with deed(by=by) as act:
        act.enter("register.exported", Ref("export", page), data={"page": page, "rows": str(rows)})
