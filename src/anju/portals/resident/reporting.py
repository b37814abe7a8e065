"""随手报: one page without a sign-in; questions come only where something is unclear. Works without script."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.catalogue.queries import offered_to_residents, propose
from anju.intake.residents import actions, queries, rules, vault
from anju.intake.residents.enums import Channel
from anju.intake.residents.wording import plain_kind, standing
from anju.kernel import ids
from anju.kernel.ledger.deeds import district_of
from anju.places.models import Place
from anju.places.queries.labels import place_of_label
from anju.places.queries.public import find, findable, inside
from anju.portals.resident.common import drawn, flooded, in_english, origin_of
from anju.portals.resident.forms import OTHER, UNSURE, ReportForm, ref_of
from anju.supervision.grid.queries.ground import walks_at
from anju.ui.context import ELDER, FONT_COOKIE

FIRST, FIRST_ELDER = 6, 3
"""Tiles on the page before "more"."""
KEPT = ("client_ref", "label", "place", "at", "code", "pick", "words", "spot", "phone", "no_fire", "different")
"""Answers a question carries along."""
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Where:
    """The place so far: by a label on the wall, or chosen."""

    place: Place | None
    label: str = ""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The page, and what becomes of it."""
    if request.method == "POST":
        return flooded(request) or _posted(request)
    words = request.GET.get("find", "")[:60]
    chosen = request.GET.get("place", "")
    place = findable(int(chosen)) if chosen.isdecimal() and len(chosen) < 16 else None
    return _page(request, Where(place), find_words=words)


@login_not_required
@never_cache
@require_GET
def label(request: HttpRequest, token: str) -> HttpResponse:
    """What a label's code opens: the page with its place. A revoked label's page asks for the place.

    Whoever patrols there is on a round: the phone app opens at the place instead.
    """
    place = place_of_label(token)
    actor = getattr(request, "actor", None)
    if place is not None and actor is not None and walks_at(actor, place):
        return redirect(f"{reverse('portals:phone')}?q={token}")
    return _page(request, Where(place, token if place else ""), dead_label=place is None)


@login_not_required
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """长辈版 on and off without script: a cookie, as the script sets it."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and not urlsplit(back).netloc
    answer = redirect(back if safe else "/report/")
    size = ELDER if request.POST.get("size") == ELDER else "100"
    answer.set_cookie(FONT_COOKIE, size, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer


def _posted(request: HttpRequest) -> HttpResponse:
    ref = request.POST.get("client_ref", "")[:80]
    sender = actions.resident(rules.sender_of(ref_of(ref)), "") if len(ref) >= 16 else None
    form = ReportForm(request.POST, request.FILES, sender=sender)
    if not form.is_valid():
        return _page(request, _where(form), form=form, status=422)
    known = queries.by_tracking(rules.code_hash(vault.code_for(form.ref)))
    if known is not None:  # sent once more: the same number again
        return redirect("resident:track", code=vault.code_for(form.ref))
    where = _where(form)
    if where.place is None:
        form.add_error("place", _("请先选在哪里。"))
        return _page(request, where, form=form, status=422)
    question = _question(form, where.place)
    if question is not None:
        return _ask(request, form, *question)
    return _send(request, form, where)


def _where(form: ReportForm) -> Where:
    """The place a form means: what stands in the labelled or chosen place goes before it."""
    said = form.cleaned_data
    token = str(said.get("label") or "")
    base = place_of_label(token) if token else None
    token = token if base else ""
    if base is None and said.get("place"):
        base = findable(int(said["place"]))
    part = findable(int(said["at"])) if base is not None and said.get("at") else None
    if part is not None and base is not None and part.parent_id == base.pk:
        return Where(part, token)
    return Where(base, token)


Question = tuple[str, dict[str, Any]]


def _question(form: ReportForm, place: Place) -> Question | None:
    """What must be asked before it is sent: does it burn, which kind is meant, is it the one known already."""
    said = form.cleaned_data
    if rules.sounds_like_fire(said["words"]) and not said["no_fire"]:
        return "fire", {}
    code, unsure = _kind(form, place)
    if not code and not unsure:
        found = propose(district_of(place.path), said["words"])
        kinds = [(one.facts.code, _plain(one.facts.code, place, one.facts)) for one in found]
        return "kinds", {"kinds": kinds}
    if code and not said["joins"] and not said["different"]:
        alike = queries.alike(code, place)
        if alike:
            shown = [(duty, plain_kind(duty, english=in_english()), standing(duty)) for duty in alike]
            return "alike", {"alike": shown}
    return None


def _kind(form: ReportForm, place: Place) -> tuple[str, bool]:
    """The kind that was tapped or picked; and whether the reporter could not say."""
    said = form.cleaned_data
    known = {listed.facts.code for listed, _choice in offered_to_residents(district_of(place.path))}
    if said["code"] in known:
        return str(said["code"]), False
    if said["pick"] == UNSURE:
        return "", True
    if said["pick"]:
        proposed = {one.facts.code for one in propose(district_of(place.path), said["words"])}
        return (str(said["pick"]), False) if said["pick"] in proposed else ("", False)
    return "", not said["words"]


def _plain(code: str, place: Place, facts: Any) -> str:
    for _listed, choice in offered_to_residents(district_of(place.path)):
        if choice.code == code:
            return choice.en if in_english() else choice.zh
    return str(facts.name_en if in_english() and facts.name_en else facts.name)


def _ask(request: HttpRequest, form: ReportForm, name: str, more: dict[str, Any]) -> HttpResponse:
    said = form.cleaned_data
    kept = [(key, "1" if said[key] is True else said[key]) for key in KEPT if said.get(key)]
    kept += [("photos", token) for token in said["photos"]]
    return drawn(request, "portals/resident/ask.html", {"question": name, "kept": kept, "unsure": UNSURE, **more})


def _send(request: HttpRequest, form: ReportForm, where: Where) -> HttpResponse:
    said, place = form.cleaned_data, where.place
    assert place is not None
    code, unsure = _kind(form, place)
    told = actions.Told(
        place=place,
        code=code or rules.FALLBACK,
        channel=Channel.LABEL if where.label else Channel.WEB,
        client_ref=form.ref,
        spot=said["spot"],
        words=said["words"],
        photos=tuple(said["photos"]),
        phone=said["phone"],
        joins=said["joins"],
        unsure=unsure,
        refused=len(form.unread),
        robot=bool(said["website"]),
        origin=origin_of(request),
    )
    by = actions.resident(rules.sender_of(form.ref), place.path)
    try:
        _made, tracking = actions.make_report(by=by, told=told)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, where, form=form, status=422)
    except (ValueError, LookupError, PermissionDenied):
        words = _("这个地点还没有登记负责的单位，没有收下。请打 12345，或到社区、街道窗口反映。")
        form.add_error(None, words)
        return _page(request, where, form=form, status=422)
    answer = redirect("resident:track", code=tracking)
    if form.unread:
        answer["Location"] += "?photo=unread"
    return answer


def _page(
    request: HttpRequest,
    where: Where,
    *,
    form: ReportForm | None = None,
    find_words: str = "",
    dead_label: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form; without a place first the question where."""
    place = where.place
    context: dict[str, object] = {
        "place": place,
        "label": where.label,
        "dead_label": dead_label,
        "find_words": find_words,
        "found": find(find_words) if find_words and place is None else [],
        "given": form.data if form is not None else {},
        "errors": [words for some in form.errors.values() for words in some] if form is not None else [],
        "photos_kept": form.fields["photos"].widget.kept if form is not None else [],
        "client_ref": (form.data.get("client_ref") if form is not None else "") or ids.token(),
        "most": rules.PHOTOS,
        "longest": rules.WORDS,
        "other": OTHER,
    }
    if place is not None:
        context["inside"] = inside(place)
        context |= _tiles(request, place)
    return drawn(request, "portals/resident/report.html", context, status=status)


def _tiles(request: HttpRequest, place: Place) -> dict[str, object]:
    english = in_english()
    tiles = [
        (choice.code, choice.en if english else choice.zh)
        for _listed, choice in offered_to_residents(district_of(place.path))
    ]
    first = FIRST_ELDER if request.COOKIES.get(FONT_COOKIE) == ELDER else FIRST
    return {"tiles": tiles[:first], "more_tiles": tiles[first:]}
