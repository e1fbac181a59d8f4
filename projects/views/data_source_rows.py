"""The list of data sources, in which the results of testing them all arrive one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from designer.loopback.application import Application
from designer.loopback.jsonvalues import masked
from projects.actions import data_sources, running_tests, testing_all
from projects.models import Project, RunningTest
from projects.views import page, paged, verdicts
from projects.views.http import Request


def list_page(
    request: Request,
    project: Project,
    app: Application,
    *,
    states: Mapping[str, testing_all.State] | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The page, or for htmx what of it changed with the end of a test of all: `states` is how each ended.

    `refusal` is why there was no test.
    """
    context = page.context(request, project, app, section="data-sources")
    states = states or {}
    rows = context["tree"].data_sources
    shown = paged.of(request, rows, lambda row: f"{row['name']} {row['title']}")
    for row in rows:
        row["cell"] = _cell(row["name"], row["last"], states.get(row["name"]))
    for row in shown.rows:
        source = app.data_sources[row["name"]]
        settings = masked(source.path, (source.name,), source.settings)
        row["models_count"] = len(data_sources.touched(app, row["name"]).models)
        row["address"] = settings.get("host") or settings.get("hostname") or settings.get("baseURL") or ""
    context |= {"sources": shown.rows, "page": shown}
    running = running_tests.bulk_of(project, request.user) if not request.htmx else None
    tried = [row for row in rows if not row["elsewhere"]]
    context |= {
        "summary": testing_all.summary(states.get(row["name"]) or row["last"] or {} for row in tried),
        "is_news": bool(states),
        "refusal": refusal,
        "running": running and _elsewhere(project, running),
        "cells": [row["cell"] for row in tried],
        "progress_url": reverse("test-progress", args=[project.slug, verdicts.TOKEN]),
        "cancel_url": reverse("test-cancel", args=[project.slug, verdicts.TOKEN]),
    }
    template = (
        "data_sources/test_all_ended.html" if request.htmx and request.method == "POST" else "data_sources/list.html"
    )
    return render(request, template, context)


def cells_of(running: RunningTest) -> list[dict[str, Any]]:
    """The cells of a test of all that is under way."""
    sources: Mapping[str, testing_all.State] = running.progress.get("sources", {})
    return [_cell(name, None, state) for name, state in sources.items()]


def _elsewhere(project: Project, running: RunningTest) -> dict[str, Any]:
    """A test of all that began on another page, which is no longer there to get the answer."""
    arguments = [project.slug, running.token]
    return {
        "progress_url": f"{reverse('test-progress', args=arguments)}?then=reload",
        "cancel_url": reverse("test-cancel", args=arguments),
        **count(running),
    }


def count(running: RunningTest) -> dict[str, int]:
    """How many tests have ended, and how many there are."""
    states: Iterable[testing_all.State] = running.progress.get("sources", {}).values()
    ended = [state["state"] == "ended" for state in states]
    return {"ended_count": sum(ended), "count": len(ended)}


def _cell(name: str, last: Mapping[str, Any] | None, state: testing_all.State | None) -> dict[str, Any]:
    """What the list says of the connection of one data source."""
    cell: dict[str, Any] = {"id": f"connection-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"}
    if state is None:
        return cell | dict(last or {"verdict": ""})
    if state["state"] != "ended":
        return cell | {"state": state["state"], "step": state.get("step", "")}
    said = "Not tried" if state.get("not_tried") else _SAID[state["verdict"]]
    return cell | {"verdict": state["verdict"], "said": said, "sentence": state["sentence"], "when": timezone.now()}


_SAID = {
    "verified": "Verified just now",
    "failed": "Failed just now",
    "works-only-here": "Works here, fails in LoopBack",
    "unverified": "Not verifiable",
    "cancelled": "Cancelled",
}
