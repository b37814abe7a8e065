"""Models, and frames that could not be read: for who keeps the connection of devices."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anju.gateway.observed import Scheme
from anju.kernel import clock
from anju.telemetry import actions, words
from anju.telemetry.forms import ModelForm
from anju.telemetry.models import DeviceModel
from anju.telemetry.permissions import Permission
from anju.telemetry.queries import register
from anju.ui.asking import who_may


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All models, with how many devices are of each."""
    actor = who_may(request, Permission.MODELS)
    rows = [(row, words.SCHEMES.get(row.scheme, row.scheme)) for row in register.models(actor)]
    return render(request, "telemetry/models.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A model nobody has said anything of."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """How a model's messages are read from now on."""
    row = register.model_for(who_may(request, Permission.MODELS), pk)
    if row is None:
        raise Http404
    return _form(request, row)


def _form(request: HttpRequest, row: DeviceModel | None) -> HttpResponse:
    actor = who_may(request, Permission.MODELS)
    names = ("code", "name", "maker", "scheme", "facility_kind", "silent_after_s", "profile")
    form = ModelForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else None)
    if request.method == "POST" and form.is_valid():
        said = actions.ModelSaid(**{**form.cleaned_data, "scheme": Scheme(form.cleaned_data["scheme"])})
        try:
            actions.keep_model(by=actor, said=said, model=row.pk if row else None)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已保存，之后收到的报文按新的读；之前的要重新解算。"))
            return redirect("telemetry:models")
    return render(request, "telemetry/model_form.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """Frames that could not be read, and why."""
    who_may(request, Permission.SUPPORT)
    rows = [(row, clock.from_us(row.at)) for row in register.unread()[:100]]
    return render(request, "telemetry/unread.html", {"rows": rows})
