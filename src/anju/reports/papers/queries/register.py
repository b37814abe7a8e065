"""Documents as far as somebody may open them: own drafts, what was sent for an answer, and what was issued."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from anju.kernel import texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.people.enums import OrganisationKind
from anju.people.models import Organisation
from anju.reports.papers.enums import OWNERS, How, PaperKind, PaperState
from anju.reports.papers.models import Paper, PaperCopy, PaperField, PaperParty, PaperStep, PaperVersion
from anju.reports.papers.permissions import Permission

PAGE = 50
REACH = "scoped below: own organisation's, sent to an own organisation and waiting, or issued in an own district"


def organisations(actor: Actor, permission: Permission) -> set[int]:
    """The organisations for which a post of the actor has the permission."""
    return {grant.organisation for grant in granting(actor, permission) if grant.organisation is not None}


def districts(actor: Actor, permission: Permission) -> set[str]:
    """The roots of the districts in which a post of the actor has the permission."""
    paths = [path for grant in granting(actor, permission) for path in grant.paths]
    return {f"/{path.split('/')[1]}/" for path in paths}


def asked(organisation_ids: Collection[int]) -> QuerySet[PaperParty]:
    """Where these organisations are asked at this moment: the document stands in that stage of that round."""
    rows = PaperParty._all.filter(organisation__in=organisation_ids)
    return rows.filter(paper__state=F("stage"), paper__round=F("round"))


def papers(actor: Actor) -> QuerySet[Paper]:
    """All that the actor may open."""
    rows = Paper.objects.system(REACH).select_related("owner")
    if actor.kind is ActorKind.SYSTEM:
        return rows
    own = Q(owner__in=organisations(actor, Permission.WRITE))
    sent = Q(pk__in=asked(organisations(actor, Permission.OPINE)).values("paper"))
    issued = Q(pk__in=())
    for root in sorted(districts(actor, Permission.READ)):
        issued |= Q(under("path", root), state=PaperState.ISSUED)
    return rows.filter(own | sent | issued)


def paper_for(actor: Actor, pk: int) -> Paper | None:
    """One of them."""
    return papers(actor).filter(pk=pk).first()


def locked(pk: int) -> Paper | None:
    """For a writer, who asks by itself."""
    return Paper._all.select_for_update(of=("self",)).select_related("owner").filter(pk=pk).first()


def by_client_ref(client_ref: str) -> Paper | None:
    """The document that a form's own key has made already."""
    return Paper._all.filter(client_ref=client_ref).first()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; `waiting`: sent to an own organisation that has not answered."""

    state: str = ""
    kind: str = ""
    words: str = ""
    waiting: bool = False


def listed(actor: Actor, filters: Filters) -> QuerySet[Paper]:
    """The list, newest first."""
    rows = papers(actor)
    if filters.state in PaperState.values:
        rows = rows.filter(state=filters.state)
    if filters.kind in PaperKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.words:
        rows = rows.filter(Q(title__contains=filters.words) | Q(number__contains=filters.words))
    if filters.waiting:
        rows = rows.filter(pk__in=waiting(actor).values("paper"))
    return rows.order_by("-pk")


def waiting(actor: Actor) -> QuerySet[PaperParty]:
    """What waits for an answer of the actor's organisations."""
    return asked(organisations(actor, Permission.OPINE)).filter(answer="")


def writes(actor: Actor, paper: Paper) -> bool:
    """Whether the actor writes for its owner."""
    return paper.owner_id in organisations(actor, Permission.WRITE)


def signs(actor: Actor, paper: Paper) -> bool:
    """Whether the actor signs for its owner."""
    return paper.owner_id in organisations(actor, Permission.SIGN)


def owners(actor: Actor) -> dict[PaperKind, Organisation]:
    """What the actor may draft, and for which own organisation."""
    rows = Organisation.objects.system("own organisations").filter(pk__in=organisations(actor, Permission.WRITE))
    by_kind = {row.kind: row for row in rows.order_by("-pk")}
    return {kind: by_kind[owner] for kind, owner in OWNERS.items() if owner in by_kind}


def number_taken(paper: Paper, number: str) -> bool:
    """Whether the owner has issued another document under this number."""
    return Paper._all.filter(owner=paper.owner_id, number=number).exclude(pk=paper.pk).exists()


def version(paper: Paper, number: int | None = None) -> PaperVersion | None:
    """One version, the latest without a number; never the public one."""
    rows = PaperVersion._all.filter(paper=paper, number=number or paper.version)
    return rows.exclude(how=How.PUBLIC).first()


def versions(paper: Paper) -> list[PaperVersion]:
    """All, newest first."""
    return list(PaperVersion._all.filter(paper=paper).order_by("-number", "-pk"))


def public_version(paper: Paper) -> PaperVersion | None:
    """The public version, the last one that was released."""
    return PaperVersion._all.filter(paper=paper, how=How.PUBLIC).order_by("-number").first()


def sections(row: PaperVersion) -> list[str]:
    """The words of a version. What was erased says so."""
    bodies = texts.read(row.sections)
    return [_said(bodies.get(pk)) for pk in row.sections]


def _said(body: str | None) -> str:
    return "（这段文字已删除。）" if body is None else body


def fields(paper: Paper) -> list[PaperField]:
    """Its figures, in the order in which they were added."""
    return list(PaperField._all.filter(paper=paper).select_related("quote", "quote_before").order_by("pk"))


def parties(paper: Paper) -> list[PaperParty]:
    """Who was asked in all rounds, latest first."""
    return list(PaperParty._all.filter(paper=paper).select_related("organisation").order_by("-round", "stage", "pk"))


def answers(paper: Paper, stage: PaperState) -> list[str]:
    """What was answered in this round; an empty one is silence."""
    rows = PaperParty._all.filter(paper=paper, round=paper.round, stage=stage)
    return list(rows.order_by("pk").values_list("answer", flat=True))


def own_party(actor: Actor, paper: Paper) -> PaperParty | None:
    """What the actor's organisation is asked at this moment."""
    rows = asked(organisations(actor, Permission.OPINE)).filter(paper=paper)
    return rows.select_related("organisation").order_by("answered_at", "pk").first()


def steps(paper: Paper) -> list[PaperStep]:
    """What happened, latest first."""
    return list(PaperStep._all.filter(paper=paper).order_by("-pk"))


def copy(code: str) -> PaperCopy | None:
    """A file by the code that stands in it."""
    return PaperCopy._all.select_related("paper").filter(code=code).first()


def copies(paper: Paper) -> list[PaperCopy]:
    """The last files that left the house."""
    return list(PaperCopy._all.filter(paper=paper).order_by("-pk")[:10])


def askable(paper: Paper) -> Sequence[Organisation]:
    """Offices of the district that the draft may be sent to: the Congress's for its own, all others for the rest."""
    root = f"/{paper.path.split('/')[1]}/"
    rows = Organisation.objects.system("names of offices of the own district, to choose whom to ask")
    rows = rows.filter(under("path", root), closed_on=None)
    if OWNERS[PaperKind(paper.kind)] == OrganisationKind.CONGRESS:
        rows = rows.filter(kind=OrganisationKind.CONGRESS)
    else:
        rows = rows.filter(kind__in=OFFICES).exclude(pk=paper.owner_id)
    return list(rows.order_by("path", "kind", "name", "pk"))


OFFICES = (
    OrganisationKind.DISTRICT_OFFICE, OrganisationKind.DEPARTMENT, OrganisationKind.FIRE_BRIGADE,
    OrganisationKind.STREET, OrganisationKind.ENFORCEMENT,
)  # fmt: skip


def scans_seen(actor: Actor, ids: Collection[str]) -> dict[str, tuple[int | None, ...]]:
    """The documents among these whose scan the actor may open, each with its owner."""
    rows = papers(actor).filter(pk__in=[int(pk) for pk in ids if pk.isdecimal()])
    return {str(pk): (owner,) for pk, owner in rows.values_list("pk", "owner")}
