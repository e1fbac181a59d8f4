"""Variables: every `${NAME}`, where it is used, and in which environments it has a value. No value is ever shown."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from designer.loopback import variables as loopback
from designer.loopback.application import Application
from designer.loopback.variables import Standing, Use
from projects import access
from projects.actions import files, variables
from projects.forms.projects import CopyForm, VariableForm
from projects.models import Project
from projects.views import page
from projects.views.data_source_layers import edit_url
from projects.views.http import Request, signed_in

_FILTER_FROM = 10
"""So many names are looked through without a filter."""

_USES_SHOWN = 3


@signed_in
@require_safe
def variable_list(request: Request, slug: str) -> HttpResponse:
    """Every variable that is used or has a value."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project, load_all=True)
    shown = _environments(request, project, app)
    used = loopback.uses(app)
    own = {each: loopback.app_settings(app, each, {}).keys() for each in shown}
    rows = _rows(project, app, used, shown, own)
    context = page.context(
        request,
        project,
        app,
        section="variables",
        shown_environments=shown,
        variables=rows,
        filtered=len(rows) > _FILTER_FROM,
        odd_uses=_odd_uses(project, app, used, own),
        scripts=loopback.scripts(app),
        can_copy=len(shown) > 1 and project.variables.exists(),
    )
    return render(request, "variables/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def variable_keep(request: Request, slug: str) -> HttpResponse:
    """A value, typed, for one or several environments."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    name = request.GET.get("name", "") or request.POST.get("given", "")
    chosen = request.GET.get("in") or page.environment_of(request, project, app)
    form = VariableForm(
        request.POST if request.method == "POST" else None,
        choices=_environments(request, project, app),
        initial={"name": name, "environments": [chosen]},
        name_is_given=bool(name),
    )
    if form.is_valid():
        name, where = form.cleaned_data["name"], form.cleaned_data["environments"]
        for environment in where:
            variables.keep(project, environment, {name: form.cleaned_data["value"]})
        messages.success(request, f"Set a value for {name} in {', '.join(where)}.")
        return redirect("variable-list", project.slug)
    return _dialog(
        request,
        project,
        app,
        title=f"Set a value for {name}" if name else "Set a value",
        form=form,
        hidden={"given": name} if name else {},
        action="Set a value",
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def variable_copy(request: Request, slug: str) -> HttpResponse:
    """Values from one environment to another, unseen."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    kept = variables.with_values(project)
    sources = sorted({environment for where in kept.values() for environment in where})
    targets = _environments(request, project, app)
    looked_at = page.environment_of(request, project, app)
    likely = looked_at if looked_at in sources else "".join(sources[:1])
    form = CopyForm(
        request.POST if request.method == "POST" else None,
        sources=sources,
        targets=targets,
        names=sorted(kept),
        initial={"source": likely, "target": next((each for each in targets if each != likely), "")},
    )
    if form.is_valid():
        typed = form.cleaned_data
        wanted = [typed["name"]] if typed["name"] else sorted(kept)
        copied = variables.copy(project, typed["source"], typed["target"], wanted, replace=typed["replace"])
        if copied:
            messages.success(request, f"Copied {', '.join(copied)} from {typed['source']} to {typed['target']}.")
        else:
            messages.info(request, "Nothing was copied: there is no value to copy, or the other environment has one.")
        return redirect("variable-list", project.slug)
    text = (
        "Nobody sees the values on the way. A test may send a copied password to the same server and user as the "
        "original; before it goes to another one, the test asks you to type it."
    )
    return _dialog(request, project, app, title="Copy values", text=text, form=form, action="Copy")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def variable_remove(request: Request, slug: str, variable: str) -> HttpResponse:
    """Throws a value away, after asking: nobody can see it, and no history has it."""
    project = access.get_project_to_edit(request.user, slug)
    environment = request.POST.get("environment") or request.GET.get("in", "")
    if request.method == "POST":
        variables.forget(project, environment, variable)
        messages.success(request, f"Threw away the value of {variable} in {environment}.")
        return redirect("variable-list", project.slug)
    if variable not in variables.names(project, environment):
        raise Http404("There is no such value.")
    return _dialog(
        request,
        project,
        files.application(project),
        title=f"Throw away the value of {variable}?",
        text=f"It is kept only here, for tests in {environment}, and cannot be shown or brought back.",
        hidden={"environment": environment},
        action="Throw it away",
        danger=True,
    )


def _dialog(request: Request, project: Project, app: Application, **dialog: Any) -> HttpResponse:
    back = reverse("variable-list", args=[project.slug])
    return page.confirm(request, project, app, ("", ""), cancel_url=back, section="variables", **dialog)


def _environments(request: Request, project: Project, app: Application) -> list[str]:
    looked_at = page.environment_of(request, project, app)
    return list(dict.fromkeys([*variables.environments_of(project, app), looked_at]))


def _rows(
    project: Project, app: Application, used: list[Use], shown: list[str], own: Mapping[str, Any]
) -> list[dict[str, Any]]:
    by_name = loopback.by_name(use for use in used if use.is_filled)
    kept = variables.with_values(project)
    standing = {environment: loopback.standing(app, environment) for environment in shown}
    rows = []
    for name in sorted(by_name.keys() | kept.keys(), key=lambda name: (name.casefold(), name)):
        uses = [_use(project, app, use) for use in by_name.get(name, [])]
        shown_uses = _USES_SHOWN if len(uses) > _USES_SHOWN + 1 else len(uses)
        states = {each: _state(name, each, kept, standing[each], own[each]) for each in shown}
        rows.append(
            {
                "name": name,
                "uses": uses[:shown_uses],
                "more_uses": uses[shown_uses:],
                "cells": [_cell(name, each, state, standing[each]) for each, state in states.items()],
                "is_missing": "missing" in states.values(),
            }
        )
    return rows


def _cell(name: str, environment: str, state: str, standing: Standing) -> dict[str, str]:
    path = standing.overridden.get(name, "") if state == "overridden" else ""
    return {"environment": environment, "state": state, "path": path, "file": posixpath.basename(path)}


def _state(
    name: str, environment: str, kept: Mapping[str, set[str]], standing: Standing, own: Mapping[str, Any]
) -> str:
    if environment in kept.get(name, ()):
        return "set"
    if name in standing.needed:
        return "own" if name in own else "missing"
    if name in standing.unmerged:
        return "unmerged"
    return "overridden" if name in standing.overridden else "not needed"


def _use(project: Project, app: Application, use: Use) -> dict[str, str]:
    return {"place": use.place, "path": use.path, "url": _url(project, app, use)}


def _url(project: Project, app: Application, use: Use) -> str:
    """The form of the data source, in the layer, or else the file."""
    if use.data_source is not None:
        return edit_url(project, app, use.data_source, app.data_sources.files.at(use.path))
    return reverse("file", args=[project.slug, use.path])


def _is_own_by_intent(app: Application, use: Use) -> bool:
    """Whether a use is there for a setting of config.json, as `${restApiRoot}` usually is in middleware.json, for
    `app.get` answers it (loopback-boot 2.28.0, lib/executor.js); `${host}` of a data source rather means a variable.
    """
    is_apart = use.config_name in ("middleware", "component-config")
    return is_apart and any(use.name in app.members(path) for path in app.config_layers("config"))


def _odd_uses(project: Project, app: Application, used: list[Use], own: Mapping[str, Any]) -> list[dict[str, str]]:
    """The places where LoopBack does not do, or may not do, what was meant; each with the reason."""
    rows = []
    for use in used:
        sentence = use.sentence
        if use.is_as_meant:
            if _is_own_by_intent(app, use) or not any(use.name in settings for settings in own.values()):
                continue
            sentence = (
                f"Where LoopBack's environment has no variable {use.name}, it puts the application's own setting "
                f"“{use.name}” here, as config.json and LoopBack itself set it."
            )
        rows.append({"name": use.name, "sentence": sentence, **_use(project, app, use)})
    return rows
