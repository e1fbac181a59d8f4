"""What an editor of a file shows: its text, what is wrong with it, and what happened to it meanwhile."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from designer.loopback import diagnostics, secrets, typed_text
from designer.loopback.application import Application
from designer.loopback.comparison import compare, pane
from designer.loopback.diagnostics import Diagnostic
from designer.loopback.files import decode
from projects import access
from projects.actions import checking, texts
from projects.actions import drafts as kept_drafts
from projects.actions.texts import Changed
from projects.models import Project
from projects.views import drafts, page
from projects.views.conflicts import Described
from projects.views.http import Request, allow_style_elements


def context(request: Request, project: Project, app: Application, path: str) -> dict[str, Any]:
    """What templates/files/editor.html shows of a text: in an editor for one who may edit it and sees its secrets.

    Raises KeyError where there is no such text.
    """
    text = app.text(path)
    can_edit = access.can_edit(request.user, project)
    has_secrets = bool(secrets.secret_spans(path, text))
    reveal = can_edit and request.GET.get("reveal") == "yes"
    base = _base(project, path)
    draft = _draft(request, project, path) if can_edit else {}
    found = checking.find_quickly(project, page.environment_of(request, project, app))
    shown: dict[str, Any] = {
        "path": path,
        "outdone_by": app.models.outdone_by(path),
        "file": pane(path, text if base is None else base, text, reveal=reveal),
        "has_secrets": has_secrets,
        "reveal": reveal,
        "diagnostics": diagnostics.diagnose(path, text, [each.problem for each in found or ()]),
        "is_diagnosed": found is not None,
    }
    shown |= draft
    if can_edit and (reveal or not has_secrets):
        shown["editor"] = _editor(request, typed_text.shown(text), texts.seal(text))
    return shown


def with_draft(request: Request, project: Project, app: Application, path: str) -> dict[str, Any]:
    """The same; with what the person typed before and did not save, where they go on with it."""
    shown = context(request, project, app, path)
    data = drafts.posted(request, project)
    if data is None or "editor" not in shown:
        return shown
    text = typed_text.typed(app.text(path), data.get("text", ""))
    found = texts.check(project, path, text, page.environment_of(request, project, app))
    shown["draft"]["is_shown"] = True
    shown["draft_page"] = data.get(kept_drafts.PAGE, "")
    return shown | _typed(request, text, data.get("seen", ""), found)


def typed(
    request: Request, project: Project, app: Application, path: str, posted: str, seen: str, found: list[Diagnostic]
) -> dict[str, Any]:
    """The same with what was typed and not saved."""
    page_id = {"draft_page": request.POST.get(kept_drafts.PAGE, "")}
    return context(request, project, app, path) | _typed(request, posted, seen, found) | page_id


def described(project: Project, path: str, changed: Changed, *, reveal: bool) -> Described:
    """The whole file as it is now at the left, as it is typed at the right."""
    revision = project.revisions.filter(changes__path=path).select_related("author").first()
    return Described(revision, compare(path, changed.now, changed.typed, reveal=reveal))


def _typed(request: Request, text: str, seen: str, found: list[Diagnostic]) -> dict[str, Any]:
    editor = _editor(request, typed_text.shown(text), seen)
    return {"editor": editor, "diagnostics": found, "is_diagnosed": True, "is_unsaved": True}


def _draft(request: Request, project: Project, path: str) -> dict[str, Any]:
    """Where what is typed is kept, and what was kept: one draft for a file, on whichever page it is edited."""
    address = reverse("file", args=[project.slug, path])
    kept = kept_drafts.find(project, request.user, address) if request.method != "POST" else None
    about: dict[str, Any] = {
        "form_url": address,
        "draft_url": f"{reverse('draft', args=[project.slug])}?{urlencode({'form': address})}",
    }
    if kept:
        # Texts with secrets are only edited where these are seen.
        url = f"{address}?draft=continue&reveal=yes"
        about["draft"] = {"when": kept.updated_at, "has_left_out": kept.has_left_out, "continue_url": url}
    return about


def _editor(request: Request, text: str, seen: str) -> dict[str, str]:
    return {"text": text, "seen": seen, "nonce": allow_style_elements(request)}


def _base(project: Project, path: str) -> str | None:
    """The text as it was imported or last published; None where it was no text."""
    row = project.files.filter(path=path).select_related("base").first()
    if row is None or row.base is None:
        return ""
    try:
        return decode(bytes(row.base.sealed))
    except UnicodeDecodeError:
        return None
