"""What stops LoopBack, or makes it do something else than meant; and what each kind of problem means."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.loopback.application import Application
from designer.loopback.problems import CODES, Code, Severity
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import checking, files, publishing
from projects.actions.checking import Found
from projects.actions.variables import Move
from projects.models import Project
from projects.views import page
from projects.views.http import Request, signed_in
from projects.views.problem_rows import IN_CLEAR, page_of, row

_SHOWN_OF_A_CODE = 20
"""More problems of one kind are shown on a page of their own."""


@signed_in
@require_safe
def problem_list(request: Request, slug: str) -> HttpResponse:
    """The problems of the chosen environment, by severity and kind; `?code=` shows all of one kind."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    environment = page.environment_of(request, project, app)
    found = checking.find(project, environment)
    code = CODES.get(request.GET.get("code", ""))
    shown = [each for each in found if code is None or each.problem.code == code.name]
    environments = [_environment(project, name) for name in app.environments]
    context = page.context(
        request,
        project,
        app,
        section="problems",
        other_environments=[each for each in environments if each["name"] != environment],
        count=len(shown),
        severities=_by_severity(project, app, shown, None if code else _SHOWN_OF_A_CODE),
        code=code,
    )
    return render(request, "problems/list.html", context)


@signed_in
@require_safe
def problem_count(request: Request, slug: str) -> HttpResponse:
    """How many problems there are, and where: a piece that pages fetch once they are shown; looking takes a moment."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    found = checking.find(project, page.environment_of(request, project, app))
    if checking.is_quick(project):
        for environment in app.environments:  # for the marks in the menu of environments
            checking.find(project, environment)
    severities = [each.problem.severity for each in found]
    counts = [(severity, severities.count(severity)) for severity in Severity if severity in severities]
    marks = [{"url": page_of(project, subject), "severity": worst} for subject, worst in checking.worst(found).items()]
    context = {
        "project": project,
        "counts": counts,
        "count": len(found),
        "marks": marks,
        "in_list": "list" in request.GET,
    }
    return render(request, "problems/count.html", context)


@signed_in
@require_safe
def problems_about(request: Request, slug: str) -> HttpResponse:
    """The problems of one data source or model (`?kind=` and `?name=`): a piece for its form."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    environment = page.environment_of(request, project, app)
    subject = (request.GET.get("kind", ""), request.GET.get("name", ""))
    found = [each for each in checking.find(project, environment) if each.subject == subject]
    context = {
        "project": project,
        "can_edit": access.can_edit(request.user, project),
        "own_problems": [row(project, app, each) for each in found],
    }
    return render(request, "problems/own.html", context)


@signed_in
@require_POST
def problem_mend(request: Request, slug: str) -> HttpResponse:
    """Applies the fix of one problem, or of all of one kind."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    environment = page.environment_of(request, project, app)
    try:
        code, place = _posted(request)
        moved: list[Move] = []
        if code == IN_CLEAR:
            secret = _setting_at(app, place)
            revision, moved = publishing.use_variable(project, request.user, secret, environment)
        else:
            revision = checking.mend(project, request.user, environment, code, place)
    except Refused as refusal:
        page.say(request, str(refusal))
    else:
        page.saved(request, project, revision)
        page.say_moved(request, moved)
    return redirect(_back(request, project))


@signed_in
@require_safe
def problem_codes(request: Request) -> HttpResponse:
    """Every kind of problem; `?project=` names the project to go back to."""
    severities = [(severity, [code for code in CODES.values() if code.severity == severity]) for severity in Severity]
    return render(request, "problems/codes.html", {"severities": severities, "project": _project_asked(request)})


@signed_in
@require_safe
def problem_code(request: Request, code: str) -> HttpResponse:
    """What one kind of problem means, why LoopBack does so, and what to do."""
    if code not in CODES:
        raise Http404("There is no problem of this code.")
    return render(request, "problems/code.html", {"code": CODES[code], "project": _project_asked(request)})


def _environment(project: Project, name: str) -> dict[str, Any]:
    """Another environment, and how many problems it has; None where looking would take too long."""
    found = checking.find_quickly(project, name)
    return {
        "name": name,
        "count": None if found is None else len(found),
        "severity": found[0].problem.severity if found else "",
    }


def _project_asked(request: Request) -> Project | None:
    """The project that a page of explanations was opened from, if the person may see it."""
    return access.projects_of(request.user).filter(slug=request.GET.get("project", "")).first()


def _by_severity(
    project: Project, app: Application, found: list[Found], limit: int | None
) -> list[tuple[Severity, list[dict[str, Any]]]]:
    """A kind whose problems are not equally bad has a group in each severity; a fix of all mends them everywhere."""
    fixable = Counter(each.problem.code for each in found if each.problem.fix)
    groups: dict[Severity, dict[str, list[Found]]] = {severity: {} for severity in Severity}
    for each in found:
        groups[each.problem.severity].setdefault(each.problem.code, []).append(each)
    return [
        (severity, [_group(project, app, CODES[code], some, limit, fixable[code]) for code, some in kinds.items()])
        for severity, kinds in groups.items()
        if kinds
    ]


def _group(
    project: Project, app: Application, code: Code, found: list[Found], limit: int | None, fixable: int
) -> dict[str, Any]:
    return {
        "code": code,
        "count": len(found),
        "rows": [row(project, app, each) for each in found[:limit]],
        "all_url": f"{reverse('problem-list', args=[project.slug])}?code={code.name}"
        if limit is not None and len(found) > limit
        else "",
        "mend_value": json.dumps([code.name]),
        "fixable": fixable if fixable > 1 else 0,
    }


def _posted(request: Request) -> tuple[str, checking.Place | None]:
    """The code and the place of the problem meant; no place where all of a kind are. Raises Refused."""
    try:
        code, *place = json.loads(request.POST.get("problem", ""))
        return code, (place[0], tuple(place[1:])) if place else None
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused("The page did not say which problem is meant. Load it again.") from error


def _setting_at(app: Application, place: checking.Place | None) -> publishing.ClearSecret:
    """The secret at a place, if it is a setting of a data source. Raises Refused."""
    path, pointer = place or ("", ())
    if path not in app.config_layers("datasources") or len(pointer) != 2:
        raise Refused("Only a setting of a data source can become a variable by one click.")
    return publishing.ClearSecret(path, 0, str(pointer[0]), str(pointer[1]))


def _back(request: Request, project: Project) -> str:
    """The page of the project that the form stood on."""
    page_url = request.POST.get("next", "")
    inside = page_url.startswith(reverse("project", args=[project.slug]))
    return page_url if inside else reverse("problem-list", args=[project.slug])
