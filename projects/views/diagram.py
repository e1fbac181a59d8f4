"""The diagram: its page is the project's first, this is what that page asks for and sends."""

from __future__ import annotations

import json

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from projects import access
from projects.actions import diagrams, files
from projects.views import diagram_data, page
from projects.views.http import Request, signed_in


@signed_in
@require_safe
def diagram(request: Request, slug: str) -> HttpResponse:
    """The picture as data. `?known=` is the token of what a page has: 204 where that is still all there is.

    `?notices=yes` brings what was just done along.
    """
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    environment = page.environment_of(request, project, app)
    if request.GET.get("known") == diagram_data.token(project, environment):
        return HttpResponse(status=204)
    answer = diagram_data.data(request, project, app, environment)
    if request.GET.get("notices") == "yes":
        answer["notices"] = diagram_data.notices(request)
    return JsonResponse(answer)


@signed_in
@require_POST
def diagram_places(request: Request, slug: str) -> HttpResponse:
    """Keeps where cards stand: `places`, an object by card."""
    project = access.get_project_to_edit(request.user, slug)
    try:
        moved = json.loads(request.POST.get("places", ""))
        if not isinstance(moved, dict):
            raise diagrams.MisplacedError("The places are an object.")
        number = diagrams.move(project, moved, files.application(project))
    except (ValueError, RecursionError):
        return JsonResponse({"error": "These are no places of cards, so nothing was moved."}, status=422)
    return JsonResponse({"number": number})


@signed_in
@require_safe
def diagram_mermaid(request: Request, slug: str) -> HttpResponse:
    """The models as Mermaid’s erDiagram, to be copied."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    text = diagram_data.mermaid_text(project, page.environment_of(request, project, app))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
