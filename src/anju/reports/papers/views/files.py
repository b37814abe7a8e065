"""Files: Word out, Word back in, the scan of what was printed, the public version."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anju.kernel.actors import Actor
from anju.kernel.documents.official import Official
from anju.kernel.documents.official_docx import TYPE, docx
from anju.kernel.files import doors, serving
from anju.reports.papers import actions
from anju.reports.papers.documents import returned
from anju.reports.papers.documents.composing import Text, compose
from anju.reports.papers.enums import PaperKind, PaperState
from anju.reports.papers.forms import PublicForm, ScanForm, UploadForm
from anju.reports.papers.models import Paper, PaperCopy
from anju.reports.papers.queries import appendices, counting, register
from anju.reports.papers.queries.whole import Whole
from anju.reports.papers.rules.redacting import finds, redacted
from anju.reports.papers.views.common import looked, own, read, trail


def official(actor: Actor, told: Whole, copy: PaperCopy | None = None, *, public: bool = False) -> Official:
    """The document as it is printed."""
    annexes = appendices.annexes(counting.reader(actor, told.paper), told.paper, told.sections)
    return compose(actor, told.paper, Text(told.sections, told.numbers, annexes, public), copy)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent; nothing for a page that is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@require_POST
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """As Word. It leaves the house, so it is a POST and an entry; `public=1`: the public version."""
    actor, paper = read(request, pk)
    public = bool(request.POST.get("public"))
    told = looked(actor, paper)
    if public:
        version = register.public_version(paper)
        if version is None:
            raise Http404
        told = replace(told, version=version, sections=register.sections(version))
    printed = {key: one.text for key, one in told.numbers.items()}
    copy = actions.copied(by=actor, paper=paper, version=told.version.number, printed=printed, public=public)
    answer = HttpResponse(docx(official(actor, told, copy, public=public)), content_type=TYPE)
    answer["Content-Disposition"] = f'attachment; filename="paper-{paper.pk}-v{told.version.number}.docx"'
    return answer


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that came back, beside what went out. Nothing is changed until somebody takes it over in the editor."""
    actor, paper = own(request, pk)
    form = UploadForm(*_sent(request))
    found, base = None, paper.version
    if request.method == "POST" and form.is_valid():
        try:
            found, base = _compared(actor, paper, form.cleaned_data["file"])
        except returned.UnreadableError:
            form.add_error("file", _("打不开这个文件。请另存为 .docx 后再传。"))
        except ValidationError as error:
            form.add_error("file", error)
    context = {
        "paper": paper,
        "form": form,
        "crumbs": trail(paper, _("上传改过的 Word")),
        "found": found,
        "base": base,
        "labels": {row.key: row.label for row in register.fields(paper)},
        "drafting": paper.state == PaperState.DRAFT,
    }
    return render(request, "papers/upload.html", context, status=422 if form.errors else 200)


def _compared(actor: Actor, paper: Paper, file: object) -> tuple[returned.Compared, int]:
    """What differs, and from which version it came. Raises UnreadableError, ValidationError."""
    if file.size > returned.MOST_BYTES:  # type: ignore[attr-defined]
        raise ValidationError(_("文件超过 20 MB，请确认是不是这份公文。"))
    came = returned.read(file.read())  # type: ignore[attr-defined]
    copy = register.copy(came.reference)
    if copy is None or copy.paper_id != paper.pk or copy.public:
        raise ValidationError(_("这个文件不是从这份公文下载的，或者里面的编号丢了。请从这里重新下载后再改。"))
    told = looked(actor, paper, copy.version)
    numbers = {key: replace(one, text=copy.printed.get(key, one.text)) for key, one in told.numbers.items()}
    sent = official(actor, replace(told, numbers=numbers), copy)
    return returned.compare(came, sent, told.sections, copy.printed), copy.version


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of what was printed and sealed."""
    actor, paper = own(request, pk)
    if paper.state != PaperState.ISSUED:
        raise Http404
    form = ScanForm(*_sent(request), sender=actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.file_scan(by=actor, paper=pk, tokens=form.cleaned_data["scans"])
        except (ValidationError, ValueError) as error:
            form.add_error("scans", error.messages if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _("扫描件已存在文号旁边。"))
            return redirect("papers:paper", pk=pk)
    return render(
        request,
        "papers/scan.html",
        {"paper": paper, "form": form, "crumbs": trail(paper, _("存扫描件"))},
        status=422 if form.errors else 200,
    )


@require_GET
def scanned(request: HttpRequest, pk: int, scan: int) -> HttpResponseBase:
    """A filed scan, to whoever may read the document."""
    actor, _paper = read(request, pk)
    seen = doors.seen(actor, [scan]).get(scan)
    if seen is None or (seen.attachment.subject_kind, seen.attachment.subject_id) != ("paper", str(pk)):
        raise Http404
    blob = seen.attachment.blob
    if blob is None:
        raise Http404
    content = serving.original_of(seen.attachment)
    if isinstance(content, bytes):
        return HttpResponse(content, content_type=blob.media_type)
    return FileResponse(content, content_type=blob.media_type)


@require_http_methods(["GET", "POST"])
def public(request: HttpRequest, pk: int) -> HttpResponse:
    """The public version: what is masked is proposed; a person reads all of it and releases it."""
    actor, paper = own(request, pk)
    if not register.signs(actor, paper):
        raise PermissionDenied
    if paper.state != PaperState.ISSUED or paper.kind == PaperKind.BACKCHECK:
        raise Http404
    told = looked(actor, paper)
    form = PublicForm(_sent(request)[0])
    names = form.cleaned_data["names"].splitlines() if request.method == "POST" and form.is_valid() else []
    sections = [redacted(section, names) for section in told.sections]
    shown = sha256("\n".join(sections).encode()).hexdigest()
    if request.method == "POST" and form.is_valid() and form.cleaned_data["checked"]:
        try:
            if request.POST.get("shown") != shown:
                raise ValidationError(_("隐去的有变化，下面是新的公开版，请看过再放行。"))
            actions.release(by=actor, paper=pk, sections=sections)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("公开版已放行，可以下载。"))
            return redirect("papers:paper", pk=pk)
    context = {
        "paper": paper,
        "form": form,
        "crumbs": trail(paper, _("做公开版")),
        "sections": sections,
        "shown": shown,
        "finds": [one for section in told.sections for one in finds(section, names)],
        "released": register.public_version(paper),
    }
    return render(request, "papers/public.html", context, status=422 if form.errors else 200)
