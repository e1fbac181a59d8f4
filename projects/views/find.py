"""Finding anything by a few letters: as a page, and as the list of the palette that opens over any page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from projects import access
from projects.actions import files
from projects.actions.finding import find, marked, words_of
from projects.models import Project
from projects.views import page
from projects.views.findable import Entry, Found, Group, everything
from projects.views.http import Request, signed_in

_IN_PALETTE, _ON_PAGE, _OF_ONE_KIND = 5, 25, 500
"""How many of a group are shown."""

_BEFORE_TYPING = (Group.HERE, Group.ACTIONS, Group.PAGES)
"""What the palette offers before anything is typed."""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def find_anywhere(request: Request) -> HttpResponse:
    """What `?q=` finds outside of a project: projects, connectors, kinds of problems, actions.

    What is typed on the page is posted, as it may be a URL with a password in it; then its scheme alone goes on.
    """
    return _answer(request, None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def find_in_project(request: Request, slug: str) -> HttpResponse:
    """What `?q=` finds in a project; `?at=` is the page one is on, `?kind=` shows one group alone.

    What is typed on the page is posted. For htmx and scripts the answer is the list alone, with options for the
    palette.
    """
    return _answer(request, access.get_project_to_view(request.user, slug))


def _answer(request: Request, project: Project | None) -> HttpResponse:
    if request.method == "POST":
        words = words_of(request.POST.get("q", ""))
        return redirect(f"{request.path}?{urlencode({'q': ' '.join(words)})}" if words else request.path)
    typed = request.GET.get("q", "")
    words = words_of(typed)
    if not request.htmx and words and words[0].endswith("://") and not typed.endswith("://"):
        # What stood behind the scheme, a password maybe, leaves the address, which links on the page would repeat.
        return redirect(f"{request.path}?{urlencode({'q': words[0]})}")
    found = everything(request, project, request.GET.get("at", ""))
    asked = next((each for each in Group if each.key == request.GET.get("kind")), None)
    if asked:
        found = [each for each in found if each.thing.group is asked]
    elif not words:
        found = [
            each for each in found if each.thing.group in _BEFORE_TYPING and each.weight >= each.thing.group.weight
        ]
    limit = _OF_ONE_KIND if asked else _IN_PALETTE if request.htmx else _ON_PAGE
    if not words and not asked:
        limit = len(found)
    groups = _groups(find(found, words), words, limit, request.path)
    context = {
        "groups": groups,
        "query": " ".join(words),
        "asked": asked,
        "count": sum(each["count"] for each in groups),
    }
    if request.htmx:
        return render(request, "find/options.html", context)
    if project is None:
        return render(request, "find/anywhere.html", context)
    app = files.application(project)
    return render(request, "find/page.html", page.context(request, project, app, section="find", **context))


def _groups(found: Iterable[tuple[int, Found]], words: list[str], limit: int, url: str) -> list[dict[str, Any]]:
    """What was found by group, that of the best match first; of nothing that was typed in their own order."""
    by_group: dict[Group, list[Entry]] = {} if words else {group: [] for group in Group}
    for _, each in found:
        by_group.setdefault(each.thing.group, []).append(each.thing)
    return [
        {
            "key": group.key,
            "title": group.title,
            "count": len(entries),
            "rows": [{"entry": entry, "pieces": marked(entry.text, words)} for entry in entries[:limit]],
            "more": len(entries) - limit,
            "more_url": f"{url}?{urlencode({'q': ' '.join(words), 'kind': group.key})}",
        }
        for group, entries in by_group.items()
        if entries
    ]
