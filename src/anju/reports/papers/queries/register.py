"""Documents as far as somebody may open them: own drafts, what was sent for an answer, and what was issued."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from anju.kernel import texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.permissions import granting
from anju.kernel.scope import under
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Organisation
from anju.reports.papers.enums import BRIEFS, CARDS, OWNERS, How, PaperKind, PaperState
from anju.reports.papers.models import Paper, PaperCopy, PaperField, PaperParty, PaperReader, PaperStep, PaperVersion
from anju.reports.papers.permissions import Permission
from anju.supervision.inspections.backcheck.models import Member
from anju.supervision.inspections.backcheck.queries import entry
from anju.supervision.inspections.monthly.permissions import Permission as Monthly

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
    issued &= ~Q(kind__in=CARDS)
    by_office = Q(own | sent | issued | Q(_cards(actor), kind__in=CARDS, state=PaperState.ISSUED))
    return rows.filter(Q(by_office, ~Q(kind=PaperKind.BACKCHECK)) | _reports(actor))


def _reports(actor: Actor) -> Q:
    """Backcheck reports: of fires whose dossier's group the actor is of; issued ones, whom a decision names."""
    if actor.account is None:
        return Q(pk__in=())
    groups = Member._all.filter(account=actor.account, ended_at__isnull=True, account__is_active=True)
    fires = groups.annotate(told=Concat(Value("fire:"), Cast("dossier__fire", CharField()))).values("told")
    of_group = Q(source__in=fires) if actor.grants else Q(pk__in=())
    named = PaperReader._all.filter(account=actor.account).values("paper")
    return Q(of_group | Q(pk__in=named, state=PaperState.ISSUED), kind=PaperKind.BACKCHECK)


def _cards(actor: Actor) -> Q:
    """As far as results of monthly supervision are read: all of a district, the own street's, the own company's."""
    found = Q(pk__in=())
    for grant in granting(actor, Monthly.READ):
        for path in grant.paths:
            found |= under("path", path)
    for grant in granting(actor, Monthly.OWN):
        if grant.role == Role.STREET:
            for path in grant.paths:
                found |= Q(under("path", path), kind=PaperKind.STREET_CARD)
        elif grant.organisation is not None and Permission.OWN_CARD in grant.permissions:
            found |= Q(kind=PaperKind.COMPANY_CARD, source=f"company:{grant.organisation}")
    return found


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
    """Whether the actor writes for its owner; of a backcheck report, whether of the dossier's group."""
    if paper.kind == PaperKind.BACKCHECK:
        return membership(actor, paper) is not None
    return paper.owner_id in organisations(actor, Permission.WRITE)


def signs(actor: Actor, paper: Paper) -> bool:
    """Whether the actor signs for its owner; of a backcheck report, whether leading the group."""
    if paper.kind == PaperKind.BACKCHECK:
        return (member := membership(actor, paper)) is not None and member.lead
    return paper.owner_id in organisations(actor, Permission.SIGN)


def wrote(actor: Actor, paper: Paper) -> bool:
    """Whether this person began it or saved one of its versions: nobody signs their own draft."""
    if actor.account is None:
        return False
    words = PaperVersion._all.filter(paper=paper, made_by=actor.account).exclude(how=How.PUBLIC)
    return paper.made_by == actor.account or words.exists()


def fire_of(paper: Paper) -> int:
    """The fire a backcheck report is of."""
    return int(paper.source.partition(":")[2])


def membership(actor: Actor, paper: Paper) -> Member | None:
    """The actor's place in the group of a report's dossier, as of now."""
    found = entry.dossier_for(actor, fire_of(paper))
    return entry.membership(actor, found.pk) if found is not None else None


def determined(paper: Paper) -> bool:
    """Whether the 火灾认定 of a report's fire stands: before it no cause and no liability is written."""
    return entry.dossier_of(fire_of(paper)).fire.determined_on is not None


def readers(paper: Paper) -> list[PaperReader]:
    """Whom decisions name."""
    return list(PaperReader._all.filter(paper=paper).select_related("account").order_by("pk"))


def reports_of(fire: int) -> list[Paper]:
    """The reports of a fire, for a page behind its dossier's door."""
    return list(Paper._all.filter(kind=PaperKind.BACKCHECK, source=f"fire:{fire}").order_by("-pk"))


def owners(actor: Actor) -> dict[PaperKind, Organisation]:
    """What the actor may draft, and for which own organisation."""
    rows = Organisation.objects.system("own organisations").filter(pk__in=organisations(actor, Permission.WRITE))
    by_kind = {row.kind: row for row in rows.order_by("-pk")}
    found = {kind: by_kind[owner] for kind, owner in OWNERS.items() if owner in by_kind}
    if (street := by_kind.get(OrganisationKind.STREET)) is not None:
        found = {**dict.fromkeys(BRIEFS, street), **found}
    return found


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
    if PaperKind(paper.kind) not in OWNERS:
        return []
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
