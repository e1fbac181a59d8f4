"""Environments: a new one, and what LoopBack sees in one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.effective import MERGED, Effective, Member, Row, effective
from designer.loopback.environments import CONFIG_NAMES, SUBSTITUTED, Kind, Reference
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused
from designer.loopback.secrets import MASK
from designer.loopback.variables import app_settings
from projects import access
from projects.actions import environments, files, variables
from projects.forms.fields import ExactTextField
from projects.models import Project
from projects.views import page
from projects.views.http import Request, signed_in

LONG = 90
"""Characters of a value that are shown before it is folded."""

MANY = 200
"""Data sources, models and so on that are shown at once; more are found by their name."""


class EnvironmentForm(forms.Form):
    """The name of a new environment, as NODE_ENV is to hold it."""

    name = ExactTextField(label="Name", help_text="What NODE_ENV holds when LoopBack runs there, such as staging.")
    name.widget.attrs |= {"autocomplete": "off", "autofocus": True, "class": "lw-mono", "spellcheck": "false"}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def environment_create(request: Request, slug: str) -> HttpResponse:
    """Adds an environment, and chooses it."""
    project = access.get_project_to_edit(request.user, slug)
    form = EnvironmentForm(request.POST if request.method == "POST" else None)
    back = _back(request, project)
    if form.is_valid():
        name = form.cleaned_data["name"].strip()
        try:
            revision = environments.create(project, request.user, name)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            page.choose_environment(request, project, name)
            page.saved(request, project, revision)
            return redirect(back)
    return page.confirm(
        request,
        project,
        files.application(project),
        ("", ""),
        title="New environment",
        text="A file datasources.<name>.json that LoopBack merges over the others where NODE_ENV has that name.",
        form=form,
        action="Add the environment",
        cancel_url=back,
        hidden={"next": back},
    )


@signed_in
@require_safe
def effective_configuration(request: Request, slug: str) -> HttpResponse:
    """What LoopBack would see in the chosen environment, and the file that each value comes from."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    wanted = request.GET.get("of", "")
    config_name = wanted if wanted in CONFIG_NAMES else CONFIG_NAMES[1]
    environment = page.environment_of(request, project, app)
    found = effective(app, config_name, environment)
    with_value = variables.names(project, environment)
    known = _Variables(environment, config_name, with_value, app_settings(app, environment, {}))
    name = request.GET.get("name", "").strip()
    named = [member for member in found.members if name.casefold() in member.name.casefold()]
    context = page.context(
        request,
        project,
        app,
        section="effective",
        links=_links(config_name),
        effective=found,
        is_merged=config_name in MERGED,
        members=[_member(project, app, found, member, known) for member in named[:MANY]],
        name=name,
        named_count=len(named),
        all_count=len(found.members),
        variables=known.listed(found),
    )
    return render(request, "environments/effective.html", context)


@dataclass(frozen=True)
class _Variables:
    """Which variables have a value, never which."""

    environment: str
    config_name: str
    with_value: Collection[str]
    app_settings: Collection[str]
    """What `${NAME}` falls back to in the application itself."""

    def said(self, reference: Reference) -> dict[str, str]:
        """What LoopBack does with a reference: how good that is, and a sentence."""
        name = reference.name
        if self.config_name not in SUBSTITUTED:
            return {"level": "dim", "name": name, "sentence": "LoopBack does not replace variables in this file."}
        if reference.kind == Kind.LITERAL:
            return {"level": "warn", "name": name, "sentence": reference.sentence}
        level, words = self.found(name)
        sentence = f"{name} {words}{'' if level == 'ok' else '; LoopBack would leave the setting out'}."
        if reference.kind == Kind.PREFIX_LOST:
            return {"level": "warn", "name": name, "sentence": f"{sentence} {reference.sentence}"}
        return {"level": level, "name": name, "sentence": sentence}

    def found(self, name: str) -> tuple[str, str]:
        """Whether a variable has a value: how good that is, and in words."""
        if name in self.with_value:
            return "ok", f"has a value in {self.environment}"
        if name in self.app_settings:
            return "ok", "comes from the application’s own settings, as in config.json"
        return "warn", f"has no value in {self.environment}"

    def listed(self, found: Effective) -> list[dict[str, str]]:
        """Every variable that LoopBack would replace, once."""
        if self.config_name not in SUBSTITUTED:
            return []
        names = dict.fromkeys(each.name for each in found.references if each.kind != Kind.LITERAL)
        return [{"name": name, **dict(zip(("level", "words"), self.found(name), strict=True))} for name in names]


def _member(project: Project, app: Application, found: Effective, member: Member, known: _Variables) -> dict[str, Any]:
    return {
        "name": member.name,
        "url": _url(project, app, found.config_name, member.name),
        "conflicts": member.conflicts,
        "is_scalar": len(member.rows) == 1 and not member.rows[0].place and not member.conflicts,
        "rows": [_row(row, known) for row in member.rows],
    }


def _row(row: Row, known: _Variables) -> dict[str, Any]:
    return {
        "place": row.place,
        "path": row.path,
        **_shown(row.value),
        "replaced": [each for path, value in row.replaced if (each := _replaced(row, path, value))],
        "variables": [known.said(reference) for reference in row.references],
    }


def _replaced(row: Row, path: str, value: JSON) -> dict[str, Any]:
    """What stands in an earlier file; nothing where that is the same. Two masked secrets only look the same."""
    looks_same = jsontext.same(value, row.value)
    if looks_same and MASK not in jsontext.dump(value):
        return {}
    return {"path": path, "looks_same": looks_same, **_shown(value)}


def _shown(value: JSON) -> Mapping[str, str]:
    text = jsontext.dump(value).rstrip("\n")
    start = " ".join(text.split())
    return {"text": text, "start": f"{start[:LONG]}…" if len(start) > LONG or "\n" in text else ""}


def _url(project: Project, app: Application, config_name: str, name: str) -> str:
    if config_name == "datasources" and name in app.data_sources:
        return reverse("data-source-edit", args=[project.slug, name])
    if config_name == "model-config" and name in app.models:
        return reverse("model-edit", args=[project.slug, name])
    return ""


def _links(config_name: str) -> list[dict[str, Any]]:
    titles = {
        "datasources": "Data sources",
        "model-config": "Models",
        "config": "Application",
        "component-config": "Components",
        "middleware": "Middleware",
    }
    return [
        {"text": title, "url": f"?of={name}", "current": name == config_name, "title": f"{name}.json"}
        for name, title in titles.items()
    ]


def _back(request: Request, project: Project) -> str:
    """The page that the new environment was asked for on."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not wanted or not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return reverse("project", args=[project.slug])
    parts = urlsplit(wanted)
    # Neither may choose another environment, or a file of one.
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in ("environment", "layer")]
    return urlunsplit(parts._replace(query=urlencode(query)))
