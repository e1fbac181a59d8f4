"""What the application serves: the endpoints of a model, and the document of the whole API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from designer.loopback import environments, jsontext
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model
from designer.loopback.openapi import Endpoint
from designer.loopback.openapi.shapes import facts_of, shape_of, type_of
from projects import access
from projects.actions import apis, files
from projects.models import Project
from projects.views import page
from projects.views.http import Request, signed_in
from projects.views.in_environment import in_environment
from projects.views.model_head import head

UNFOLDED = 80
"""Operations that swagger-ui lists at once; of more it shows the models alone first."""

_KINDS = ("", "methods", "relation", "scope", "the data source")
"""The order of the groups by the first words of where they come from; what belongs to the base has none of these."""


@signed_in
@require_safe
def model_api(request: Request, slug: str, name: str) -> HttpResponse:
    """The endpoints that a model will have in the chosen environment."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    if name not in app.models:
        return page.gone(request, project, app, "model", name)
    environment = page.environment_of(request, project, app)
    model = in_environment(app, environment).model(name)
    api = apis.of_model(app, environment, name)
    context = page.context(
        request,
        project,
        app,
        current=("model", name),
        groups=_groups(api),
        count=len(api.endpoints),
        notes=api.notes,
        assumed=api.assumed,
        is_unattached=not model.data_source and any(each.source != "methods" for each in api.endpoints),
        empty=None if api.endpoints else _empty(project, environment, model, api.skipped),
        **head(project, app, environment, model, "api"),
    )
    return render(request, "models/api.html", context)


@signed_in
@require_safe
def project_api(request: Request, slug: str) -> HttpResponse:
    """The whole API, shown by swagger-ui; without scripts as a list."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    api = apis.of_project(app, page.environment_of(request, project, app))
    count = sum(map(len, api.operations.values()))
    tags = [
        {
            "name": tag,
            "url": reverse("model-api", args=[project.slug, tag]) if tag in app.models else "",
            "operations": found,
        }
        for tag, found in api.operations.items()
    ]
    context = page.context(
        request,
        project,
        app,
        section="api",
        tags=tags,
        count=count,
        notes=api.notes,
        expansion="list" if count <= UNFOLDED else "none",
    )
    return render(request, "projects/api.html", context)


@signed_in
@require_safe
def project_openapi(request: Request, slug: str) -> HttpResponse:
    """The document itself, as a file."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    environment = page.environment_of(request, project, app)
    response = HttpResponse(apis.of_project(app, environment).text, content_type="application/json")
    where = "" if environment == environments.DEFAULT_ENVIRONMENT else f"-{slugify(environment)}"
    name = f"{slugify(project.name) or 'application'}{where}-openapi.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _groups(api: apis.ModelApi) -> list[dict[str, Any]]:
    """The endpoints by where they come from: the base first, then remote methods, relations and scopes."""
    shown = _Shown(api.definitions)
    found: dict[str, list[dict[str, Any]]] = {}
    for each in api.endpoints:
        found.setdefault(each.source, []).append(shown.endpoint(each))
    sources = sorted(found, key=lambda source: _KINDS.index(_kind(source)))
    return [
        {"id": f"group-{number}", **_titled(source), "endpoints": found[source]}
        for number, source in enumerate(sources)
    ]


def _kind(source: str) -> str:
    return next((kind for kind in _KINDS[1:] if source.startswith(kind)), "")


def _titled(source: str) -> dict[str, str]:
    """The heading of a group: what it is, and whose."""
    kind = _kind(source)
    if kind in ("relation", "scope"):
        return {"title": kind.capitalize(), "name": source.removeprefix(f"{kind} ")}
    if kind == "methods":
        return {"title": "Remote methods", "name": ""}
    return {"title": "From the data source" if kind else "Own methods", "name": "" if kind else source}


class _Shown:
    """Shows endpoints; shapes, of which many are the same, are made once."""

    def __init__(self, definitions: Mapping[str, JSON]) -> None:
        self._definitions = definitions
        self._shapes: dict[str, SafeString] = {}

    def endpoint(self, each: Endpoint) -> dict[str, Any]:
        """An endpoint with its parameters, its body and its responses."""
        sent = [parameter for parameter in each.parameters if isinstance(parameter, dict)]
        bodies = [parameter for parameter in sent if parameter.get("in") == "body"]
        return {
            "method": each.method,
            "verb": each.method.lower(),
            "parts": _parts(each.path),
            "path": each.path,
            "name": each.name,
            "description": each.description,
            "parameters": [_parameter(parameter) for parameter in sent if parameter.get("in") != "body"],
            "bodies": [{**_parameter(body), **self._schema(body.get("schema"))} for body in bodies],
            "responses": [
                {"status": status, **self._response(response)} for status, response in each.responses.items()
            ],
        }

    def _response(self, response: JSON) -> dict[str, Any]:
        described = response if isinstance(response, dict) else {}
        schema = described.get("schema")
        return self._schema(schema) if schema else {"type": "", "description": described.get("description") or ""}

    def _schema(self, schema: JSON) -> dict[str, Any]:
        key = jsontext.dump_in_one_line(schema)
        if key not in self._shapes:
            shape = shape_of(schema, self._definitions)
            self._shapes[key] = render_to_string("models/shape.html", {"members": shape.members})
        return {"type": type_of(schema) if isinstance(schema, dict) else "any", "shape": self._shapes[key]}


def _parameter(said: dict[str, JSON]) -> dict[str, Any]:
    return {
        "name": said.get("name") or "",
        "in": said.get("in") or "",
        "type": type_of(said),
        "is_required": said.get("required") is True,
        "description": said.get("description") or "",
        "facts": list(facts_of(said)),
    }


def _parts(path: str) -> list[tuple[str, bool]]:
    """A path in pieces, each with whether it stands for a value: `{id}`."""
    pieces = path.replace("{", "\0{").replace("}", "}\0").split("\0")
    return [(piece, piece.startswith("{")) for piece in pieces if piece]


def _empty(project: Project, environment: str, model: Model, skipped: str) -> dict[str, Any]:
    """Why a model has no endpoints, and the way to change it."""
    general = {"text": "Open General", "url": reverse("model-edit", args=[project.slug, model.name]), "primary": True}
    if model.config is None:
        text = f"In {environment} the configuration does not name this model, so LoopBack serves nothing of it."
        return {"title": "Not configured", "text": f"{text} Choose a data source for it.", "actions": [general]}
    if not model.is_public:
        text = "A model is served once it is public. Whoever may call which method is up to its access control."
        return {"title": "Not public", "text": text, "actions": [general]}
    if skipped:
        return {"title": "Not made", "text": f"LoopBack cannot make this model: {skipped}.", "actions": [general]}
    text = f"{model.base or 'Its base'} brings no methods, and the model has none of its own."
    if not model.data_source:
        text += " It has no data source either, whose connector could bring some."
    actions = [general]
    if model.path is not None:
        url = reverse("model-methods", args=[project.slug, model.name])
        actions = [{"text": "Add a remote method", "url": url, "primary": True}, {**general, "primary": False}]
    return {"title": "Nothing to call", "text": text, "actions": actions}
