"""Drafts: what was typed in a form and not saved is kept for that person, offered again, and thrown away.

What the view of a form does:

- `data = drafts.posted(request, project)` is what to bind the form to: what was posted, the draft the person goes on
  with (`?draft=continue`), or None. `seen` and the choices of a conflict come from it too.
- `**drafts.about(request, project, is_bound=data is not None)` goes into its context: `draft_url`, `draft`,
  `form_url`, `is_unsaved`, `draft_page`.
- `drafts.done(request, project)` after it was saved.

And its template: `{% include "ui/draft_attributes.html" %}` inside `<form data-guard …>`, and
`{% include "ui/draft.html" %}` inside the form, or above it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from designer.loopback.layers import MAIN
from projects import access
from projects.actions import drafts
from projects.actions.drafts import Kept
from projects.models import Project
from projects.views.http import Request, signed_in

_CHOOSING = ("layer", "connector")
"""What of an address's query tells one form from another."""


@signed_in
@require_POST
def draft(request: Request, slug: str) -> HttpResponse:
    """Keeps what is typed in the form at `?form=`, or throws it away and goes back there."""
    project = access.get_project_to_edit(request.user, slug)
    address = request.GET.get("form", "")
    if not address.startswith(reverse("project", args=[project.slug])):
        return HttpResponseBadRequest("There is no such form.")
    if "throw-away" in request.POST:
        drafts.forget(project, request.user, address)
        return redirect(address)
    is_kept = drafts.keep(project, request.user, address, request.POST)
    return HttpResponse(status=204 if is_kept else 413)


def form_url(request: Request) -> str:
    """The address of the form that a page shows, the same whichever way the person came."""
    given = {key: request.GET.get(key) for key in _CHOOSING}
    query = urlencode({key: value for key, value in given.items() if value and (key, value) != ("layer", MAIN)})
    return f"{request.path}?{query}" if query else request.path


def posted(request: Request, project: Project) -> QueryDict | None:
    """What the form is filled with, other than what is saved: what was posted, or the draft to go on with."""
    if request.method == "POST":
        return request.POST
    if request.GET.get("draft") != "continue" or not access.can_edit(request.user, project):
        return None
    kept = drafts.find(project, request.user, form_url(request))
    return kept.data if kept else None


def about(request: Request, project: Project, *, is_bound: bool) -> dict[str, Any]:
    """What a page tells of the draft of its form; a viewer has none. `is_bound`: it shows what is not saved."""
    address = form_url(request)
    context: dict[str, Any] = {"form_url": address, "is_unsaved": is_bound}
    if not access.can_edit(request.user, project):
        return context
    context["draft_url"] = f"{reverse('draft', args=[project.slug])}?{urlencode({'form': address})}"
    kept = drafts.find(project, request.user, address) if request.method != "POST" else None
    context["draft_page"] = page_of(request, kept) if is_bound else ""
    if kept:
        context["draft"] = {
            "when": kept.updated_at,
            "has_left_out": kept.has_left_out,
            "continue_url": f"{address}{'&' if '?' in address else '?'}draft=continue",
            "is_shown": is_bound,
        }
    return context


def done(request: Request, project: Project) -> None:
    """Throws away the draft of a form that was saved, not what was typed in another page that shows it."""
    drafts.forget_saved(project, request.user, form_url(request), request.POST)


def keep_posted(request: Request, project: Project) -> bool:
    """Keeps what was posted, if anything, from a form whose subject is gone: it is offered once that is back."""
    return request.method == "POST" and drafts.keep(project, request.user, form_url(request), request.POST)


def page_of(request: Request, kept: Kept | None) -> str:
    """Which page a form that shows what is not saved stands for: the one it was posted from, or of its draft."""
    data = request.POST if request.method == "POST" or kept is None else kept.data
    return data.get(drafts.PAGE, "")
