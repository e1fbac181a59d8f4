"""A data source as the one URL that says the same."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer import connectors
from designer.connectors.base import CheckFailed, Connector
from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.environments import MergeConflict
from designer.loopback.jsontext import JSON
from designer.loopback.jsonvalues import masked
from designer.loopback.secrets import MASK
from designer.loopback.variables import app_settings
from projects import access
from projects.actions import files, variables
from projects.models import Project
from projects.views import page
from projects.views.http import Request, signed_in

_REFERENCE = re.compile(r"%24%7B(\w+)%7D", re.ASCII)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_url(request: Request, slug: str, name: str) -> HttpResponse:
    """The URL of what is saved, in the chosen environment; secrets are masked, variables stay variables.

    For whoever may edit, a POST shows them all.
    """
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    if name not in app.data_sources:
        return page.gone(request, project, app, "data source", name)
    environment = page.environment_of(request, project, app)
    is_revealed = request.method == "POST"
    try:
        url, has_secrets = _url(project, app, name, environment, reveal=is_revealed)
        error = "" if url else "These settings have no URL."
    except MergeConflict as conflict:
        url, has_secrets, error = "", False, str(conflict)
    except CheckFailed as failure:
        url, has_secrets, error = "", False, failure.sentence
    context = page.context(
        request,
        project,
        app,
        current=("data_source", name),
        name=name,
        url=url,
        error=error,
        may_reveal=has_secrets and not is_revealed,
        action_url=reverse("data-source-url", args=[slug, name]),
        cancel_url=reverse("data-source-edit", args=[slug, name]),
    )
    return render(request, "data_sources/as_url.html", context)


def _url(project: Project, app: Application, name: str, environment: str, *, reveal: bool) -> tuple[str, bool]:
    """The URL, and whether something in it is hidden or would be; empty where there is none. Raises MergeConflict."""
    merged = app.data_sources.merged(name, environment)
    connector = connectors.find(str(merged.get("connector") or ""))
    if connector is None:
        return "", False
    veiled = masked(app.data_sources[name].path, (name,), dict(merged))
    open_url, veiled_url = _written(connector, merged), _written(connector, veiled)
    has_secrets = open_url != veiled_url or "${" in open_url
    if not reveal:
        return veiled_url, has_secrets
    known = variables.values(project, environment)
    filled = environments.substitute(dict(merged), known, app_settings(app, environment, known))
    unknown = {key: value for key, value in merged.items() if isinstance(value, str) and "${" in value}
    settings = unknown | filled.value if isinstance(filled.value, dict) else merged
    return _written(connector, settings), has_secrets


def _written(connector: Connector, settings: JSON) -> str:
    """The URL of settings: the one that stands in them, which LoopBack would take, or else one made of them.

    What stands for a hidden secret, and references to variables, are left as they read.
    """
    if not isinstance(settings, dict):
        return ""
    given = settings.get("url")
    if given and isinstance(given, str):
        return given
    return _REFERENCE.sub(r"${\1}", connector.to_url(settings).replace(quote(MASK), MASK))
