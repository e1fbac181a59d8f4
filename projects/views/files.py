"""The files themselves: seen, edited as texts, and converted where they are not UTF-8."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.loopback import encodings, secrets, typed_text
from designer.loopback.application import Application
from designer.loopback.comparison import pane
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import drafts, files, texts
from projects.actions.texts import Changed, NotJSON
from projects.models import Project, ProjectFile
from projects.models.sealing import digest
from projects.views import file_editor, page, paged
from projects.views.http import Request, signed_in

_MISFITS_SHOWN = 5


@signed_in
@require_safe
def file_list(request: Request, slug: str) -> HttpResponse:
    """Every file the project holds."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    names = list(project.files.values_list("path", "model_name"))
    shown = paged.of(request, names, " ".join)
    found = project.files.filter(path__in=[path for path, _ in shown.rows])
    if len(shown.rows) == len(names):
        found = project.files.all()
    rows = [
        {
            "file": row,
            "outdone_by": app.models.outdone_by(row.path) if row.kind == ProjectFile.Kind.DEFINITION else None,
        }
        for row in found.select_related("content").defer("content__sealed")
    ]
    context = page.context(request, project, app, section="files", page=shown, rows=rows)
    return render(request, "files/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Request, slug: str, path: str) -> HttpResponse:
    """One file, secrets masked; an editor can reveal them, and edit the text."""
    editing = request.method == "POST"
    get = access.get_project_to_edit if editing else access.get_project_to_view
    project = get(request.user, slug)
    app = files.application(project)
    if editing:
        return _save(request, project, app, path)
    if app.has(path):
        return _page(request, project, app, path, file_editor.with_draft(request, project, app, path))
    try:
        content = texts.content_of(project, path)
    except KeyError:
        raise Http404("There is no such file.") from None
    return _page(request, project, app, path, _of_another_encoding(request, project, path, content))


@signed_in
@require_POST
def file_check(request: Request, slug: str, path: str) -> HttpResponse:
    """What would be wrong with a file if what is typed were saved: a piece for its editor."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    if not app.has(path):
        raise Http404("There is no such text.")
    text = typed_text.typed(app.text(path), request.POST.get("text", ""))
    found = texts.check(project, path, text, page.environment_of(request, project, app))
    return render(request, "files/diagnostics.html", {"diagnostics": found})


@signed_in
@require_POST
def file_convert(request: Request, slug: str, path: str) -> HttpResponse:
    """Writes a file that is not UTF-8 anew in UTF-8, read as the person says."""
    project = access.get_project_to_edit(request.user, slug)
    encoding = request.POST.get("encoding", "")
    try:
        if encoding not in encodings.ENCODINGS:
            raise Refused("Choose how the file is to be read.")
        page.saved(request, project, texts.convert(project, request.user, path, encoding, request.POST.get("seen", "")))
    except KeyError:
        raise Http404("There is no such file.") from None
    except Refused as refusal:
        page.say(request, str(refusal))
    return redirect("file", project.slug, path)


def _save(request: Request, project: Project, app: Application, path: str) -> HttpResponse:
    posted, seen = request.POST.get("text"), request.POST.get("seen", "")
    if posted is None:
        return HttpResponseBadRequest("The form did not send the text of the file.")
    even_broken = "even_broken" in request.POST
    more: dict[str, Any]
    try:
        revision = texts.save(project, request.user, path, posted, seen, even_broken=even_broken)
    except KeyError:
        return page.gone(request, project, app, "file", path, typed=posted)
    except Changed as changed:
        reveal = request.GET.get("reveal") == "yes"
        more, status = {"conflict": file_editor.described(project, path, changed, reveal=reveal)}, 409
        posted, seen = typed_text.shown(changed.typed), texts.seal(changed.now)
    except NotJSON as problem:
        more, status = {"mistake": problem.mistake}, 422
    except Refused as refusal:
        more, status = {"error": str(refusal)}, 422
    else:
        drafts.forget_saved(project, request.user, reverse("file", args=[project.slug, path]), request.POST)
        page.saved(request, project, revision)
        return redirect(_after(request, project, path))
    text = typed_text.typed(app.text(path), posted)
    found = texts.check(project, path, text, page.environment_of(request, project, app))
    shown = file_editor.typed(request, project, app, path, posted, seen, found)
    model = {"model": {"name": request.POST["model"]}} if "model" in request.POST else {}
    return _page(request, project, app, path, shown | model | more, status)


def _after(request: Request, project: Project, path: str) -> str:
    """The page that the form stood on, at the line where the person was."""
    name = request.POST.get("model")
    if name is not None and name in files.application(project).models:
        address = reverse("model-file", args=[project.slug, name])
    else:
        address = reverse("file", args=[project.slug, path])
    line = request.POST.get("line", "")
    reveal = "?reveal=yes" if request.GET.get("reveal") == "yes" else ""
    return f"{address}{reveal}{f'#L{int(line)}' if line.isdecimal() and len(line) < 8 else ''}"


def _of_another_encoding(request: Request, project: Project, path: str, content: bytes) -> dict[str, Any]:
    """A file that is not UTF-8, read as it may be meant."""
    candidates = encodings.candidates(content)
    wanted = request.GET.get("encoding", "")
    encoding = wanted if wanted in candidates else next(iter(candidates), "")
    reveal = access.can_edit(request.user, project) and request.GET.get("reveal") == "yes"
    text = content.decode(encoding) if encoding else ""
    return {
        "file": pane(path, text, text, reveal=reveal) if encoding else None,
        "reveal": reveal,
        "has_secrets": bool(secrets.secret_spans(path, text)),
        "encoding": encoding,
        "encoding_title": encodings.ENCODINGS.get(encoding, ""),
        "encodings": [(name, encodings.ENCODINGS[name]) for name in candidates],
        "misfits": list(islice(encodings.misfits(content), _MISFITS_SHOWN)),
        "size": len(content),
        "seen": digest(content),
        "is_foreign": True,
    }


def _page(
    request: Request, project: Project, app: Application, path: str, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = page.context(request, project, app, section="files", **{"path": path, **shown})
    return render(request, "files/file.html", context, status=status)
