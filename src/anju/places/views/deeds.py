"""What may be done to a place, one form each: add below, change, facts, outline, move, merge, close."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.permissions import allowed
from anju.places import actions, forms, queries
from anju.places.datum import RefusedError
from anju.places.enums import ADMINISTRATIVE, PlaceKind
from anju.places.models import Place
from anju.places.permissions import Places
from anju.places.rules import PARENTS
from anju.places.views.shared import crumbs, form_page, place_or_404, place_url, reader

Words = str | Promise
Posted = Any


@dataclass(frozen=True, slots=True)
class PlaceDeed:
    """A form on a place. `form(place, posted)` builds it, `do` performs it and returns what to say and where to go."""

    title: Words
    button: Words
    icon: str
    permission: Places
    form: Callable[[Place, Posted], Any]
    do: Callable[[Actor, Place, Any], tuple[str, Place]]
    kinds: tuple[PlaceKind, ...] = tuple(PlaceKind)
    lead: Words = ""
    danger: bool = False


def fits(deed: PlaceDeed, place: Place) -> bool:
    """Whether the deed makes sense for this kind of place."""
    return place.kind in deed.kinds


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """The form of one deed, and the deed."""
    actor = reader(request)
    place = place_or_404(actor, pk)
    one = DEEDS.get(deed)
    if one is None or not fits(one, place):
        raise Http404
    if not allowed(actor, one.permission, path=place.path, place=place.pk):
        raise PermissionDenied
    form = one.form(place, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            said, shown = one.do(actor, place, form)
        except RefusedError as error:
            form.add_error(None, str(error))
        except PermissionDenied:
            form.add_error(None, _("所选的另一地点不在你能编辑的范围里。请选择自己范围内的地点，或请上一级办理。"))
        else:
            messages.success(request, said)
            return redirect(place_url(shown))
    words = {
        "title": f"{one.title} {place}",
        "heading": one.title,
        "lead": one.lead,
        "crumbs": crumbs(actor, place, str(one.title)),
        "button": one.button,
        "danger": one.danger,
        "back": place_url(place),
    }
    return form_page(request, form, **words)


def _add_form(place: Place, posted: Posted) -> forms.PlaceForm:
    return forms.PlaceForm(posted, under=PlaceKind(place.kind))


def _add(actor: Actor, place: Place, form: forms.PlaceForm) -> tuple[str, Place]:
    given = form.cleaned_data
    made = actions.add_place(
        by=actor, kind=PlaceKind(given["kind"]), name=given["name"], parent=place.pk, code=given["code"],
        address=given["address"], point=form.point,
    )  # fmt: skip
    return _("已在%(above)s下登记%(name)s。") % {"above": place, "name": made.name}, made


def _edit_form(place: Place, posted: Posted) -> forms.PlaceForm:
    return forms.PlaceForm(posted, initial=forms.PlaceForm.initial_of(place))


def _edit(actor: Actor, place: Place, form: forms.PlaceForm) -> tuple[str, Place]:
    given = form.cleaned_data
    changed = actions.change_place(
        by=actor, place=place.pk, name=given["name"], code=given["code"], address=given["address"], point=form.point
    )
    return _("%(name)s已修改。") % {"name": changed}, changed


def _facts_form(place: Place, posted: Posted) -> forms.EstateForm | forms.BuildingForm:
    if place.kind == PlaceKind.ESTATE:
        initial = forms.EstateForm.initial_of(getattr(place, "estate_facts", None))
        return forms.EstateForm(posted, initial=initial)
    return forms.BuildingForm(posted, initial=forms.BuildingForm.initial_of(getattr(place, "building_facts", None)))


def _facts(actor: Actor, place: Place, form: forms.EstateForm | forms.BuildingForm) -> tuple[str, Place]:
    if isinstance(form, forms.EstateForm):
        actions.set_estate_facts(by=actor, place=place.pk, figures=form.figures())
    else:
        actions.set_building_facts(by=actor, place=place.pk, figures=form.figures())
    return _("%(name)s的信息已更新，原来的数值在历史里。") % {"name": place}, place


def _outline_form(_place: Place, posted: Posted) -> forms.OutlineForm:
    return forms.OutlineForm(posted)


def _outline(actor: Actor, place: Place, form: forms.OutlineForm) -> tuple[str, Place]:
    actions.set_boundary(by=actor, place=place.pk, outline=form.cleaned_data["outline"])
    return _("%(name)s的边界已划定。") % {"name": place}, place


def _chosen(posted: Posted) -> str:
    """The name of the place chosen in a form that comes back."""
    value = posted.get("other", "") if posted else ""
    return queries.name_of(int(value)) if value.isdecimal() else ""


def _move_form(place: Place, posted: Posted) -> forms.OtherPlaceForm:
    kinds = ",".join(PARENTS[PlaceKind(place.kind)])
    return forms.OtherPlaceForm(posted, label=_("新的上级"), kinds=kinds, chosen=_chosen(posted))


def _move(actor: Actor, place: Place, form: forms.OtherPlaceForm) -> tuple[str, Place]:
    moved = actions.move_place(by=actor, place=place.pk, under=form.cleaned_data["other"])
    return _("%(name)s已移到新的上级，隐患、合同和岗位的范围随后跟着调整。") % {"name": moved}, moved


class MergeForm(forms.OtherPlaceForm, forms.DayForm):
    """Which place stays, and from which day."""


def _merge_form(place: Place, posted: Posted) -> MergeForm:
    return MergeForm(
        posted, label=_("保留的地点"), kinds=place.kind, chosen=_chosen(posted), today=clock.today(),
        help_text=_("两条登记是同一处地点时，保留其中一条。"),
    )  # fmt: skip


def _merge(actor: Actor, place: Place, form: MergeForm) -> tuple[str, Place]:
    given = form.cleaned_data
    kept = actions.merge_places(by=actor, place=place.pk, into=given["other"], on=given["on"])
    return _("%(name)s已并入%(kept)s。") % {"name": place, "kept": kept}, kept


def _close_form(_place: Place, posted: Posted) -> forms.DayForm:
    return forms.DayForm(posted, label=_("从哪天起停用"), today=clock.today())


def _close(actor: Actor, place: Place, form: forms.DayForm) -> tuple[str, Place]:
    closed = actions.close_place(by=actor, place=place.pk, on=form.cleaned_data["on"])
    return _("%(name)s已停用，连同下级共 %(count)s 处。") % {"name": place, "count": len(closed)}, place


_t = gettext_lazy
HOLDERS = tuple(kind for kind in PlaceKind if any(kind in above for above in PARENTS.values()))
ORDINARY = tuple(kind for kind in PlaceKind if kind not in ADMINISTRATIVE)
MOVABLE = tuple(kind for kind in PlaceKind if kind is not PlaceKind.DISTRICT)
KNOWN = (PlaceKind.ESTATE, PlaceKind.BUILDING)

DEEDS: dict[str, PlaceDeed] = {
    "edit": PlaceDeed(_t("修改"), _t("保存修改"), "edit", Places.EDIT, _edit_form, _edit),
    "facts": PlaceDeed(
        _t("更新信息"), _t("保存信息"), "clipboard-list", Places.EDIT_FACTS, _facts_form, _facts, KNOWN,
        lead=_t("整份信息替换原来的；原来的数值留在历史里。"),
    ),
    "add": PlaceDeed(_t("登记下级地点"), _t("登记"), "plus", Places.EDIT, _add_form, _add, HOLDERS),
    "outline": PlaceDeed(_t("划定边界"), _t("保存边界"), "map", Places.EDIT, _outline_form, _outline),
    "move": PlaceDeed(
        _t("调整上级"), _t("移到新的上级"), "transfer", Places.EDIT, _move_form, _move, MOVABLE,
        lead=_t("只在本区内调整。历史记录保持当时的位置，在办的隐患、合同和岗位范围跟着走。"),
    ),
    "merge": PlaceDeed(
        _t("合并"), _t("合并，停用本条"), "git-merge", Places.EDIT, _merge_form, _merge, ORDINARY,
        lead=_t("下级地点和隐患归到保留的地点，本条停用，历史都在。"), danger=True,
    ),
    "close": PlaceDeed(
        _t("停用"), _t("停用，连同下级"), "ban", Places.EDIT, _close_form, _close, MOVABLE,
        lead=_t("拆除或撤销的地点停用后不再供选择，历史保留。"), danger=True,
    ),
}  # fmt: skip
