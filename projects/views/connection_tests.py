"""Connection tests while they run: how far one is, how to end it, and all data sources of an environment at once."""

from __future__ import annotations

import re
import secrets

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, running_tests, testing_all
from projects.views import limits, page
from projects.views.data_source_rows import cells_of, count, list_page
from projects.views.http import Request, signed_in
from projects.views.in_environment import in_environment

TESTS_A_MINUTE = 60
"""Connection tests that one person may start; databases count and block those who knock too often."""

TOO_MANY = f"More than {TESTS_A_MINUTE} tests in a minute are too many for the servers. Wait a moment."

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_test_all(request: Request, slug: str) -> HttpResponse:
    """Tries all data sources of the environment as they are saved; whoever only looks sees the last results."""
    is_start = request.method == "POST"
    project = (access.get_project_to_edit if is_start else access.get_project_to_view)(request.user, slug)
    app = files.application(project)
    if not is_start:
        return list_page(request, project, app)
    environment = page.environment_of(request, project, app)
    here = in_environment(app, environment)
    names = [name for name in app.data_sources if not here.lacks(name)]
    if not may_start(request, len(names)):
        return list_page(request, project, app, refusal=TOO_MANY)
    try:
        states = testing_all.check_all(project, request.user, environment, names, token=token_of(request))
    except Refused as refusal:
        return list_page(request, project, app, refusal=str(refusal))
    return told_to_tree(list_page(request, project, files.application(project), states=states))


@signed_in
@require_safe
def test_progress(request: Request, slug: str, token: str) -> HttpResponse:
    """How far a test is, as a fragment; nothing where it has not begun. After its end, with `?then=reload`, the page
    is asked to come anew, which was left while the test ran and did not get its answer."""
    project = access.get_project_to_edit(request.user, slug)
    running = running_tests.find(project, request.user, token)
    if running is None or running.started_at is None:
        return HttpResponseClientRefresh() if request.GET.get("then") == "reload" else HttpResponse(status=204)
    seconds = (timezone.now() - running.started_at).total_seconds()
    if running.is_bulk:
        context = {"cells": cells_of(running), "seconds": seconds, **count(running)}
        return render(request, "data_sources/test_all_progress.html", context)
    return render(request, "ui/test_progress.html", {"steps": running.progress.get("steps", []), "seconds": seconds})


@signed_in
@require_POST
def test_cancel(request: Request, slug: str, token: str) -> HttpResponse:
    """Ends a test that is running, or about to; its own answer tells the rest."""
    project = access.get_project_to_edit(request.user, slug)
    if _TOKEN.fullmatch(token):
        running_tests.cancel(project, request.user, token)
    return HttpResponse(status=204)


def token_of(request: Request) -> str:
    """The token that the page made for the test, or one that nobody knows."""
    posted = request.POST.get("token", "")
    return posted if _TOKEN.fullmatch(posted) else secrets.token_urlsafe(12)


def may_start(request: Request, tests: int = 1) -> bool:
    """Whether a person may start so many tests now; if so they are counted."""
    key = f"tests:{request.user.pk}"
    if limits.is_over(key, TESTS_A_MINUTE):
        return False
    limits.count(key, 60, tests)
    return True


def told_to_tree(response: HttpResponse) -> HttpResponse:
    """The response, after which the tree fetches itself again: it shows the last results."""
    return trigger_client_event(response, "treeChanged")
