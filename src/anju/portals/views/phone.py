"""The phone app's own files: its shell, which knows nobody and opens without a network, its worker, its manifest.

What the app reads and writes is answered by `supervision.grid`.
"""

import hashlib
import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from anju.ui import assets

ENTRY, WORKER = "src/phone/main.tsx", "src/phone/sw.ts"
ICONS = {size: f"portals/phone-{size}.png" for size in (192, 512)}
PINE = "#12302F"


def _files() -> list[str]:
    """Everything the app needs to open, icons apart."""
    return assets.files(ENTRY)


def _shell(build: str) -> str:
    context = {"build": build, "entry": ENTRY, "icon": static(ICONS[192]), "icon_large": static(ICONS[512])}
    return get_template("portals/phone.html").render(context)


def build_id() -> str:
    """One word for the app as it is built now: it changes with any file of it, the shell too."""
    whole = "\n".join([*_files(), assets.url(WORKER), _shell("")])
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _kept_short(answer: HttpResponse) -> HttpResponse:
    """The worker keeps the files; the browser asks each time whether they are still the same."""
    answer["Cache-Control"] = "no-cache"
    return answer


@gzip_page
@require_GET
@login_not_required
def shell(_request: HttpRequest) -> HttpResponse:
    """The page the app lives in; the same bytes for everybody, nothing personal."""
    return _kept_short(HttpResponse(_shell(build_id())))


@gzip_page
@require_GET
@login_not_required
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, told which files to keep. It stands below `/app/`, so that it serves nothing else."""
    told = {"build": build_id(), "files": [*_files(), static(ICONS[192])]}
    built = assets.MANIFEST.parent / assets.manifest()[WORKER]["file"] if WORKER in assets.manifest() else None
    script = built.read_text(encoding="utf-8") if built else ""
    body = f"self.SHELL={json.dumps(told)};\n{script}"
    return _kept_short(HttpResponse(body, content_type="text/javascript; charset=utf-8"))


@require_GET
@login_not_required
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone shows of the app once it is installed."""
    told = {
        "id": reverse("portals:phone"),
        "name": _("安居巡查"),
        "short_name": _("安居"),
        "start_url": reverse("portals:phone"),
        "scope": reverse("portals:phone"),
        "display": "standalone",
        "background_color": PINE,
        "theme_color": PINE,
        "icons": [
            {"src": static(path), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size, path in ICONS.items()
            for purpose in ("any", "maskable")
        ],
    }
    return _kept_short(JsonResponse(told, content_type="application/manifest+json"))
