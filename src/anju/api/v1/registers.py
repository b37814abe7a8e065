"""Who am I, places, organisations, the catalogue: what other systems look things up in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anju.api import queries as own
from anju.api.v1.base import Id, Word, decode, decode_as, encode, name_for, who
from anju.catalogue import queries as catalogue
from anju.catalogue.permissions import CataloguePermission
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import district_of
from anju.kernel.permissions import granting
from anju.people.models import Organisation
from anju.places import queries as places
from anju.places.models import Place
from anju.places.queries import register

router = Router()
PAGE = 50


class GrantOut(Schema):
    """One post or the token's one grant."""

    role: str
    organisation: int | None
    permissions: list[str]
    paths: list[str]


class Me(Schema):
    """Who asks, with what reach."""

    kind: str = Field(examples=["token"])
    id: str
    name: str
    grants: list[GrantOut]


@router.get("/me", response=Me, tags=["me"], operation_id="me", summary="Who am I, and what may I do")
def me(request: HttpRequest) -> Any:
    actor = who(request)
    grants = [
        GrantOut(
            role=grant.role,
            organisation=grant.organisation,
            permissions=sorted(grant.permissions),
            paths=list(grant.paths),
        )
        for grant in actor.grants
    ]
    return Me(
        kind=actor.kind, id=actor.id, name=name_for(actor, actor.name) if actor.account else actor.name, grants=grants
    )


class PlaceOut(Schema):
    """A node of the tree district → street → community → estate → building → unit, or another kind below one."""

    id: int
    kind: str = Field(examples=["building"])
    name: str
    full_name: str
    path: str = Field(examples=["/cc/3/12/4/1/"])
    code: str
    parent: int | None
    lat: float | None = Field(description="WGS-84, degrees")
    lon: float | None
    closed: bool


class PlacePage(Schema):
    items: list[PlaceOut]
    next: str | None = Field(description="Cursor of the next page; null at the end")


class PlaceFilters(Schema):
    kind: Word = ""
    under: Word = Field("", description="A path: only places at or below it")
    mode: Word = Field("", description="How an estate is looked after, such as `property_company`")
    state: Word = Field("", description="`closed` for places that are no more")
    q: Word = Field("", description="Words that stand in the full name, address or code")
    cursor: str = ""


@router.get("/places", response=PlacePage, tags=["places"], operation_id="places", summary="List places, in tree order")
def list_places(request: HttpRequest, filters: Query[PlaceFilters]) -> Any:
    wanted = register.Filters(
        kind=filters.kind, place=filters.under, mode=filters.mode, state=filters.state, q=filters.q
    )
    page = register.page(register.places(who(request), wanted), after=decode(filters.cursor), limit=PAGE)
    return PlacePage(items=[_place(row) for row in page.rows], next=encode(page.after) if page.after else None)


@router.get("/places/{place_id}", response=PlaceOut, tags=["places"], operation_id="place", summary="One place")
def one_place(request: HttpRequest, place_id: Id) -> Any:
    return _place(_reached(who(request), place_id))


@router.get(
    "/places/{place_id}/children",
    response=list[PlaceOut],
    tags=["places"],
    operation_id="place_children",
    summary="The open places right below one",
)
def children(request: HttpRequest, place_id: Id) -> Any:
    actor = who(request)
    return [_place(row) for row in places.children(actor, _reached(actor, place_id))]


def _reached(actor: Actor, place_id: int) -> Place:
    place = places.place_for(actor, place_id)
    if place is None:
        raise Http404
    return place


def _place(row: Place) -> PlaceOut:
    lon, lat = row.point or (None, None)
    return PlaceOut(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        full_name=str(row),
        path=row.path,
        code=row.code,
        parent=row.parent_id,
        lat=lat,
        lon=lon,
        closed=row.closed_on is not None,
    )


class OrganisationOut(Schema):
    """A unit that can answer for something. No names or phones of people."""

    id: int
    kind: str = Field(examples=["property_company"])
    name: str
    uscc: str = Field(description="Unified social credit code; empty where none is registered")
    place: int | None
    closed: bool


class OrganisationPage(Schema):
    items: list[OrganisationOut]
    next: str | None


class OrganisationFilters(Schema):
    kind: Word = ""
    q: Word = ""
    cursor: str = ""


@router.get(
    "/organisations",
    response=OrganisationPage,
    tags=["organisations"],
    operation_id="organisations",
    summary="List organisations",
)
def list_organisations(request: HttpRequest, filters: Query[OrganisationFilters]) -> Any:
    rows = own.organisations_seen(who(request)).filter(closed_on__isnull=True)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.q:
        rows = rows.filter(name__contains=filters.q)
    after = decode_as(filters.cursor, int)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk")[: PAGE + 1])
    page = found[:PAGE]
    following = encode(str(page[-1].pk)) if len(found) > PAGE else None
    return OrganisationPage(items=[_organisation(row) for row in page], next=following)


@router.get(
    "/organisations/{organisation_id}",
    response=OrganisationOut,
    tags=["organisations"],
    operation_id="organisation",
    summary="One organisation",
)
def one_organisation(request: HttpRequest, organisation_id: Id) -> Any:
    row = own.organisations_seen(who(request)).filter(pk=organisation_id).first()
    if row is None:
        raise Http404
    return _organisation(row)


def _organisation(row: Organisation) -> OrganisationOut:
    return OrganisationOut(
        id=row.pk, kind=row.kind, name=row.name, uscc=row.uscc, place=row.place_id, closed=row.closed_on is not None
    )


class EvidenceWanted(Schema):
    kind: str
    text: str
    required: bool


class KindOut(Schema):
    """A kind of hazard as it is in force in the district."""

    code: str = Field(examples=["ES-01"])
    name: str
    name_en: str
    category: str
    severity: str
    description: str
    legal_basis: list[str]
    deadline_kind: str = Field(examples=["natural"], description="at_once, natural or working (days)")
    deadline_days: int
    evidence: list[EvidenceWanted]
    version: int


class KindsOut(Schema):
    items: list[KindOut]


@router.get("/catalogue/kinds", response=KindsOut, tags=["catalogue"], operation_id="kinds", summary="Kinds in use")
def kinds(request: HttpRequest) -> Any:
    return KindsOut(items=[_kind(listed) for listed in catalogue.in_use(_district(who(request)))])


@router.get(
    "/catalogue/kinds/{code}", response=KindOut, tags=["catalogue"], operation_id="kind", summary="One kind of hazard"
)
def one_kind(request: HttpRequest, code: Word) -> Any:
    try:
        return _kind(catalogue.kind(_district(who(request)), code))
    except catalogue.UnknownKindError:
        raise Http404 from None


class SuggestFilters(Schema):
    q: Word = Field(min_length=1, examples=["楼道堆了纸箱"])


@router.get(
    "/catalogue/suggest",
    response=KindsOut,
    tags=["catalogue"],
    operation_id="suggest",
    summary="The three kinds that everyday words most likely mean, best first",
)
def suggest(request: HttpRequest, filters: Query[SuggestFilters]) -> Any:
    return KindsOut(items=[_kind(listed) for listed in catalogue.propose(_district(who(request)), filters.q)])


def _district(actor: Actor) -> str:
    grants = granting(actor, CataloguePermission.VIEW)
    if not grants:
        raise PermissionDenied("查看隐患目录")
    paths = [path for grant in grants for path in grant.paths]
    return district_of(paths[0]) if paths else ""


def _kind(listed: catalogue.Listed) -> KindOut:
    facts = listed.facts
    return KindOut(
        code=facts.code,
        name=facts.name,
        name_en=facts.name_en,
        category=facts.category,
        severity=facts.severity,
        description=facts.description,
        legal_basis=list(facts.legal_basis),
        deadline_kind=facts.deadline_kind,
        deadline_days=facts.deadline_days,
        evidence=[EvidenceWanted(kind=item.kind, text=item.text, required=item.required) for item in facts.evidence],
        version=listed.version,
    )
