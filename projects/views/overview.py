"""A project's first page: its data sources and models as a picture, or as a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from designer.loopback.diagram import Graph
from projects import access
from projects.actions import diagrams, files
from projects.views import diagram_data, page
from projects.views.http import Request, signed_in


@signed_in
@require_safe
def overview(request: Request, slug: str) -> HttpResponse:
    """The diagram; with `?view=list`, the same without a picture."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    context = page.context(request, project, app, section="overview")
    if request.GET.get("view") != "list":
        return render(request, "projects/diagram.html", context)
    graph = diagrams.graph_of(project, context["environment"])
    return render(request, "projects/overview.html", context | _groups(context, graph))


def _groups(context: dict[str, Any], graph: Graph) -> dict[str, Any]:
    """The models by data source, each with its relations."""
    sources: list[dict[str, Any]] = context["tree"].data_sources
    said = {node.name: [diagram_data.described(each) for each in node.relations] for node in graph.models}
    bases = {node.name: node.base for node in graph.models}
    models = [
        {**model, "base": bases.get(model["name"], ""), "relations": said.get(model["name"], [])}
        for model in context["tree"].models
    ]
    names = {source["name"] for source in sources if not source["elsewhere"]}
    used: dict[str | None, list[dict[str, Any]]] = {}
    for model in models:
        used.setdefault(model["data_source"], []).append(model)
    return {
        "groups": [
            {**source, "models": used.get(source["name"], []) if source["name"] in names else []} for source in sources
        ],
        "unattached": [model for model in models if not model["data_source"]],
        "broken": [model for model in models if model["data_source"] and model["data_source"] not in names],
    }
