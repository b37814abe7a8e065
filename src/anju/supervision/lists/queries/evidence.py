"""Evidence of cases: who may see it, which photo pair shows a case, what a machine can say about it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from anju.kernel.actors import Actor
from anju.kernel.db import prepared
from anju.kernel.files import doors
from anju.kernel.files.enums import Media, Stage
from anju.kernel.files.models import Attachment, Release
from anju.kernel.permissions import allowed, granting
from anju.notify.models import HelperContribution
from anju.notify.permissions import Permission as NotifyPermission
from anju.notify.queries.helpers import Draft, drafts_of
from anju.supervision.lists.enums import Decision
from anju.supervision.lists.models import CleanUp, Duty, Submission
from anju.supervision.lists.permissions import Permission
from anju.supervision.lists.queries.cases import seen_by
from anju.supervision.lists.queries.story import unit_names

Parties = Mapping[str, tuple[int | None, ...]]


def hazards_seen(actor: Actor, ids: Collection[str]) -> Parties:
    """Door of `hazard`: whoever sees the case."""
    return _cases(actor, "hazard_id", ids)


def duties_seen(actor: Actor, ids: Collection[str]) -> Parties:
    """Door of `duty`."""
    return _cases(actor, "pk", ids)


def _cases(actor: Actor, column: str, ids: Collection[str]) -> Parties:
    rows = Duty.objects.for_(actor, Permission.SEE).filter(**{f"{column}__in": list(ids)})
    return {str(pk): tuple(parties) for pk, *parties in rows.values_list(column, "accountable", "holder", "verifier")}


def clean_ups_seen(actor: Actor, ids: Collection[str]) -> Parties:
    """Door of `clean_up`."""
    rows = CleanUp.objects.for_(actor, Permission.SEE).filter(pk__in=list(ids))
    return {str(pk): (organisation,) for pk, organisation in rows.values_list("pk", "organisation")}


def contributions_seen(actor: Actor, ids: Collection[str]) -> Parties:
    """Door of `helper_contribution`: who gave the link, and who oversees the place."""
    rows = HelperContribution.objects.for_(actor, NotifyPermission.GIVE_HELPER_LINK).filter(pk__in=list(ids))
    return {str(pk): () for pk in rows.values_list("pk", flat=True)}


def sees_masked_only(actor: Actor) -> bool:
    """Whether every post that shows cases to the actor is a masked one: then only released copies are seen."""
    grants = granting(actor, Permission.SEE)
    return bool(grants) and all(grant.masked for grant in grants)


def may(actor: Actor, permission: Permission, seen: doors.Seen) -> bool:
    """Whether the actor may do more with evidence than see it."""
    row = seen.attachment
    return allowed(actor, permission, path=row.path or None, parties=(row.organisation, *seen.parties))


def releases_of(ids: Iterable[int]) -> dict[int, Release]:
    """Attachment id → its standing release."""
    rows = Release._all.select_related("blob").filter(attachment__in=list(ids), withdrawn_at__isnull=True)
    return {row.attachment_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class CaseEvidence:
    """What a case shows: as found, and as handed in last. `reused`: ids whose bytes are evidence elsewhere too."""

    before: list[Attachment] = field(default_factory=list)
    after: list[Attachment] = field(default_factory=list)
    papers: list[Attachment] = field(default_factory=list)
    reused: frozenset[int] = frozenset()
    released: dict[int, Release] = field(default_factory=dict)


def of_case(actor: Actor, duty: Duty) -> CaseEvidence:
    """The evidence of a case that the caller has read as `actor`'s: one query where there is none, else four."""
    shown = prepared.read(_shown, hazard=str(duty.hazard_id), duty=str(duty.pk))
    if not shown:
        return CaseEvidence()
    before, after, papers = _sorted(shown, _latest(duty))
    released = releases_of(row.pk for row in [*before, *after]) if sees_masked_only(actor) else {}
    return CaseEvidence(before, after, papers, reused(after), released)


def _shown(hazard: str, duty: str) -> QuerySet[Attachment]:
    about = Q(subject_kind="hazard", subject_id=hazard) | Q(subject_kind="duty", subject_id=duty)
    return Attachment._all.select_related("blob").filter(about, erased_at__isnull=True).order_by("attached_at", "pk")


def of_cases(actor: Actor, pairs: Iterable[tuple[Duty, Submission | None]]) -> dict[int, CaseEvidence]:
    """Duty → its evidence, of cases the caller has read as `actor`'s, each with the submission that counts.

    Two queries for any number of cases, three for who sees masked copies only.
    """
    pairs = list(pairs)
    handed_in = {duty.pk: submission for duty, submission in pairs}
    owners = {("duty", str(pk)): pk for pk in handed_in}
    owners |= {("hazard", str(duty.hazard_id)): duty.pk for duty, _ in pairs}
    about = Q(subject_kind="hazard", subject_id__in=[pk for kind, pk in owners if kind == "hazard"])
    about |= Q(subject_kind="duty", subject_id__in=[pk for kind, pk in owners if kind == "duty"])
    rows: dict[int, list[Attachment]] = {pk: [] for pk in handed_in}
    for row in Attachment._all.filter(about, erased_at__isnull=True).order_by("attached_at", "pk"):
        rows[owners[row.subject_kind, row.subject_id]].append(row)
    found = {pk: _sorted(shown, _named(handed_in[pk])) for pk, shown in rows.items()}
    photos = [row for before, after, _ in found.values() for row in [*before, *after]]
    again = reused([row for _, after, _ in found.values() for row in after])
    released = releases_of(row.pk for row in photos) if sees_masked_only(actor) else {}
    return {
        pk: CaseEvidence(before, after, papers, again & {row.pk for row in after}, released)
        for pk, (before, after, papers) in found.items()
    }


def _sorted(
    shown: list[Attachment], latest: frozenset[int]
) -> tuple[list[Attachment], list[Attachment], list[Attachment]]:
    """As found, as handed in last, and what is no photo of either."""
    photos = [row for row in shown if row.media == Media.PHOTO]
    return (
        [row for row in photos if row.stage == Stage.BEFORE],
        [row for row in photos if row.stage == Stage.AFTER and (row.pk in latest or not latest)],
        [row for row in shown if row.media != Media.PHOTO or row.stage == Stage.OTHER],
    )


def _named(submission: Submission | None) -> frozenset[int]:
    return frozenset(item["attachment"] for item in submission.evidence) if submission else frozenset()


def _of(duty: Duty) -> Q:
    """Evidence of the hazard as found, and of the duty as handed in."""
    return Q(subject_kind="hazard", subject_id=str(duty.hazard_id)) | Q(subject_kind="duty", subject_id=str(duty.pk))


def strangers(duty: Duty, ids: Iterable[int]) -> frozenset[int]:
    """Those ids that are no standing evidence of this case: unknown, erased, or attached to something else."""
    asked = frozenset(ids)
    if not asked:
        return asked
    own = Attachment._all.filter(_of(duty), pk__in=asked, erased_at__isnull=True)
    return asked - frozenset(own.values_list("pk", flat=True))


def not_fresh(actor: Actor, path: str, ids: Iterable[int]) -> frozenset[int]:
    """Those ids that are not what `actor` has just attached at this place for a subject that does not exist yet."""
    asked = frozenset(ids)
    if not asked:
        return asked
    fresh = Attachment._all.filter(
        pk__in=asked, subject_kind="", path=path, uploader=actor.account, erased_at__isnull=True
    )
    return asked - frozenset(fresh.values_list("pk", flat=True))


def _latest(duty: Duty) -> frozenset[int]:
    """Attachments of the submission that counts: the pending or approved one, else the last."""
    rows = Submission._all.filter(duty=duty).order_by("-id").values_list("decision", "evidence")
    found = [(decision, evidence) for decision, evidence in rows if evidence]
    counting = [one for one in found if one[0] in {Decision.PENDING, Decision.APPROVED}] or found
    return frozenset(item["attachment"] for item in counting[0][1]) if counting else frozenset()


def reused(rows: Collection[Attachment]) -> frozenset[int]:
    """Those whose very bytes are evidence of another subject too."""
    if not rows:
        return frozenset()
    others = Attachment._all.filter(digest__in={row.digest for row in rows}, erased_at__isnull=True)
    elsewhere = others.exclude(Q(subject_kind="helper_contribution")).values_list(
        "digest", "subject_kind", "subject_id"
    )
    places: dict[str, set[tuple[str, str]]] = {}
    for digest, kind, pk in elsewhere:
        places.setdefault(digest, set()).add((kind, pk))
    return frozenset(row.pk for row in rows if places.get(row.digest, set()) - {(row.subject_kind, row.subject_id)})


def not_handed_in(duty: Duty) -> list[Attachment]:
    """Photos of the case that no submission has named yet: helpers' that were taken as own."""
    named = {item["attachment"] for evidence in prepared.read(_handed_in, duty=duty.pk) for item in evidence}
    return [row for row in prepared.read(_after, duty=str(duty.pk)) if row.pk not in named]


def _handed_in(duty: int) -> QuerySet[Any]:
    return Submission._all.filter(duty=duty).values_list("evidence", flat=True)


def _after(duty: str) -> QuerySet[Attachment]:
    rows = Attachment._all.filter(subject_kind="duty", subject_id=duty, stage=Stage.AFTER, erased_at__isnull=True)
    return rows.order_by("pk")


def photos_of(contributions: Collection[int]) -> dict[int, list[Attachment]]:
    """Helper's contribution → its photos, for an actor who has asked for the contributions."""
    if not contributions:
        return {}
    rows = Attachment._all.select_related("blob").filter(
        subject_kind="helper_contribution", subject_id__in=[str(pk) for pk in contributions], erased_at__isnull=True
    )
    found: dict[int, list[Attachment]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(int(row.subject_id), []).append(row)
    return found


def has_before(duty: Duty) -> bool:
    """Whether the case shows how it was found."""
    return bool(prepared.read(_before, hazard=str(duty.hazard_id), duty=str(duty.pk)))


def _before(hazard: str, duty: str) -> QuerySet[Any]:
    return _shown(hazard, duty).filter(stage=Stage.BEFORE).values_list("pk")[:1]


def number_of(column: str, pk: str) -> str:
    """The hazard number of a case by its duty's or hazard's id, for a link."""
    return Duty._all.filter(**{column: pk}).values_list("hazard__number", flat=True).first() or ""


def unit_names_of(rows: Iterable[Attachment]) -> dict[int, str]:
    """Names of the organisations that took the photos."""
    return unit_names(row.organisation for row in rows if row.organisation)


@dataclass(frozen=True, slots=True)
class Offered:
    """A helper's draft with its photos."""

    draft: Draft
    photos: list[Attachment]


def drafts_with_photos(actor: Actor, duty: Duty) -> list[Offered]:
    """What helpers sent about a case and nobody has decided on."""
    drafts = drafts_of(actor, "duty", str(duty.pk))
    photos = photos_of([draft.contribution.pk for draft in drafts])
    return [Offered(draft, photos.get(draft.contribution.pk, [])) for draft in drafts]


def case_of_contribution(actor: Actor, number: str, contribution: int) -> Duty | None:
    """The case a helper's draft is about, if the actor sees both."""
    duty = seen_by(actor, number)
    if duty is None:
        return None
    rows = HelperContribution.objects.for_(actor, NotifyPermission.GIVE_HELPER_LINK)
    about = rows.filter(pk=contribution, link__subject_kind="duty", link__subject_id=str(duty.pk))
    return duty if about.exists() else None
