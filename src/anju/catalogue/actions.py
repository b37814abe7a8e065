"""The only writer of the catalogue: loading a release's editions, and the district's own revisions."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef

from anju.catalogue import shipped
from anju.catalogue.models import SHIPPED, Kind, KindVersion
from anju.catalogue.permissions import CataloguePermission
from anju.catalogue.queries import catalogue, digest_of, kind
from anju.catalogue.rules import KindFacts, problems
from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.ledger.deeds import Deed, deed
from anju.kernel.permissions import require


def load_shipped(*, by: Actor) -> int:
    """Bring the shipped editions up to this release; return how many kinds changed. Running it again changes nothing.

    Districts' own editions stay. Only the system loads: a release is installed, not decided.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise PermissionDenied("only the system loads the shipped catalogue")
    with deed(by=by) as act:
        held = {row.code: row for row in Kind._all.select_for_update().filter(district=SHIPPED)}
        wanted = shipped.hazard_kinds()
        Kind._all.bulk_create(Kind(code=code) for code in wanted if code not in held)
        held = {row.code: row for row in Kind._all.filter(district=SHIPPED).select_related("current")}
        changed = [(held[code], facts) for code, facts in wanted.items() if held[code].digest != digest_of(facts)]
        changed += _retiring(row for code, row in held.items() if code not in wanted)
        _add_versions(act, changed, reason="随版本发布")
        return len(changed)


def _retiring(rows: Iterable[Kind]) -> list[tuple[Kind, KindFacts]]:
    found = []
    for row in rows:
        assert row.current is not None
        if not row.current.facts.retired:
            found.append((row, KindFacts.from_data({**row.current.content, "retired": True})))
    return found


def revise_kind(*, by: Actor, district: str, facts: KindFacts, reason: str) -> KindVersion:
    """A district's next edition of a kind. Hazards found earlier keep the version they were found under.

    Raises PermissionDenied; UnknownKindError for a code that is not in the catalogue; ValidationError naming what to
    correct, also where nothing changed or no reason is given.
    """
    require(by, CataloguePermission.REVISE, path=_root(district))
    held = kind(district, facts.code)
    wrong = problems(facts)
    if not reason.strip():
        wrong.append("请写明修订原因，历史中会显示")
    if held.facts == facts:
        wrong.append("内容没有变化，不需要修订")
    if wrong:
        raise ValidationError(wrong)
    with deed(by=by) as act:
        row, _ = Kind._all.select_for_update().get_or_create(district=district, code=facts.code)
        [version] = _add_versions(act, [(row, facts)], reason=reason.strip())
        return version


def restore_shipped(*, by: Actor, district: str, code: str, reason: str) -> KindVersion:
    """The district's next edition says again what the release says."""
    return revise_kind(by=by, district=district, facts=catalogue(SHIPPED)[code].facts, reason=reason)


def _root(district: str) -> str:
    return f"/{district}/"


def _add_versions(act: Deed, changes: Iterable[tuple[Kind, KindFacts]], *, reason: str) -> list[KindVersion]:
    changes = list(changes)
    now = clock.now()
    tops = {row.pk: row.current.number if row.current else 0 for row, _ in changes}
    versions = KindVersion._all.bulk_create(
        KindVersion(
            kind=row,
            number=tops[row.pk] + 1,
            code=facts.code,
            category=facts.category,
            severity=facts.severity,
            name=facts.name,
            content=facts.to_data(),
            digest=digest_of(facts),
            reason=reason,
            made_at=now,
            made_by=str(act.by),
        )
        for row, facts in changes
    )
    for version in versions:
        version.kind.current, version.kind.digest = version, version.digest
        path = _root(version.kind.district) if version.kind.district else ""
        data = {"code": version.code, "number": version.number, "digest": version.digest, "severity": version.severity}
        act.enter("kind.revised" if path else "kind.shipped", version.kind, path=path, data=data)
    last = KindVersion._all.filter(kind=OuterRef("pk")).order_by("-number")
    rows = Kind._all.filter(pk__in=[version.kind_id for version in versions])
    rows.update(current=last.values("pk")[:1], digest=last.values("digest")[:1])
    return versions
