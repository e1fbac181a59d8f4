"""The diagram as JSON, as static/js/diagram_data.js reads it."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.template.loader import render_to_string
from django.urls import reverse

from designer.loopback import mermaid, secrets
from designer.loopback.application import Application
from designer.loopback.diagram import DataSourceNode, Graph, ModelNode, PropertyRow
from designer.loopback.diagram_relations import RelationLine
from designer.loopback.problems import Severity
from designer.loopback.problems.place import Subject
from designer.loopback.relations import Relation
from projects import access
from projects.actions import checking, diagrams, last_results
from projects.converters import NameConverter
from projects.models import Project
from projects.views import tree, undoing, verdicts
from projects.views.http import Request

_FLAGS = (("is_id", "k"), ("is_required", "r"), ("is_foreign_key", "f"))


def token(project: Project, environment: str) -> str:
    """What the diagram is made of: as long as this stays, nothing in it changed."""
    newest = project.check_results.filter(environment=environment).order_by("-created_at").first()
    tested = newest.created_at.timestamp() if newest else 0
    number = diagrams.places(project)[1]
    known = "" if checking.find_known(project, environment) is None else "p"
    return f"{project.revision}.{number}.{tested}.{known}.{environment}"


def data(request: Request, project: Project, app: Application, environment: str) -> dict[str, Any]:
    """Everything the picture shows."""
    graph = diagrams.graph_of(project, environment)
    found = checking.find_quickly(project, environment) or []
    marks = checking.worst(found)
    sentences = _sentences(found)
    last = last_results.of(project, environment, app)
    places, _ = diagrams.places(project)
    can_edit = access.can_edit(request.user, project)
    return {
        "sources": [
            _source(project, node, verdicts.mark(last.get(node.name)), marks, sentences) for node in graph.data_sources
        ],
        "models": _models(project, graph, marks, sentences),
        "lines": _lines(graph),
        "places": places,
        "token": token(project, environment),
        "undo": undoing.shown(project, undoing.next_undo(project)) if can_edit else None,
        "redo": undoing.shown(project, undoing.next_redo(project)) if can_edit else None,
    }


def mermaid_text(project: Project, environment: str) -> str:
    """The models as Mermaid's erDiagram."""
    return secrets.mask_words(mermaid.er_diagram(diagrams.graph_of(project, environment)))


def notices(request: Request) -> str:
    """What was just done, as the page's notices; each is told once."""
    return render_to_string("ui/notices.html", {"messages": get_messages(request)}, request)


def _sentences(found: list[checking.Found]) -> dict[Subject, list[str]]:
    said: dict[Subject, list[str]] = {}
    for each in found:
        if each.subject and each.problem.severity != Severity.ADVICE:
            said.setdefault(each.subject, []).append(each.problem.sentence)
    return said


def _source(
    project: Project,
    node: DataSourceNode,
    last: dict[str, Any] | None,
    marks: dict[Subject, Severity],
    sentences: dict[Subject, list[str]],
) -> dict[str, Any]:
    subject = Subject("data_source", node.name)
    kind = tree.kind(node.connector)
    return {
        "name": node.name,
        "url": reverse("data-source-edit", args=[project.slug, node.name]),
        "panel": reverse("data-source-panel", args=[project.slug, node.name]),
        "kind": kind["category"],
        "icon": kind["icon"],
        "brand": kind["brand"],
        "title": kind["title"],
        "connector": secrets.mask_words(
            node.connector.removeprefix("loopback-connector-").removeprefix("loopback-component-")
        ),
        "verdict": last["verdict"] if last else "",
        "said": last["said"].strip() if last else "",
        "absent": not node.is_here,
        "problem": marks.get(subject, ""),
        "problems": sentences.get(subject, []),
    }


def _models(
    project: Project, graph: Graph, marks: dict[Subject, Severity], sentences: dict[Subject, list[str]]
) -> list[dict[str, Any]]:
    # Looking up an address takes longer than all else that a model needs here, and there can be a thousand.
    project_url, to_url = reverse("project", args=[project.slug]), NameConverter().to_url
    return [
        _model(node, project_url, to_url(node.name), marks, sentences.get(Subject("model", node.name), []))
        for node in graph.models
    ]


def _model(
    node: ModelNode, project_url: str, in_url: str, marks: dict[Subject, Severity], problems: list[str]
) -> dict[str, Any]:
    return {
        "name": node.name,
        "url": f"{project_url}models/{in_url}/" if node.is_configured or node.path else "",
        "panel": f"{project_url}diagram/model/{in_url}/",
        "base": secrets.mask_words(node.base),
        "source": secrets.mask_words(node.data_source),
        "public": node.is_public,
        "builtin": node.is_builtin,
        "editable": bool(node.path),
        "configured": node.is_configured,
        "problem": marks.get(Subject("model", node.name), ""),
        "problems": problems,
        "properties": [_property(row) for row in node.properties],
    }


def _property(row: PropertyRow) -> list[str]:
    flags = "".join(letter for key, letter in _FLAGS if getattr(row, key))
    return [secrets.mask_words(row.name), secrets.mask_words(row.type), flags]


def _lines(graph: Graph) -> list[dict[str, Any]]:
    attached = [{"kind": "attach", "from": each.data_source, "to": each.model} for each in graph.attachments]
    bases = [{"kind": "base", "from": each.model, "to": each.base} for each in graph.inheritances]
    return [*attached, *bases, *(_relation_line(line) for line in graph.relations)]


def _relation_line(line: RelationLine) -> dict[str, Any]:
    return {
        "kind": "relation",
        "from": line.source,
        "to": line.target,
        "fromEnd": line.source_end,
        "toEnd": line.target_end,
        "fromName": line.source_relation.name if line.source_relation else "",
        "toName": line.target_relation.name if line.target_relation else "",
        "said": [described(each) for each in line.relations],
    }


def described(relation: Relation) -> str:
    """A relation in one line: `Customer.orders: hasMany Order, foreign key customerId`."""
    words = [f"{relation.owner}.{relation.name}: {relation.type} {relation.model}".strip()]
    if relation.through:
        words.append(f"through {relation.through}")
    if relation.is_polymorphic:
        words.append(f"polymorphic by {relation.selector}")
    if relation.foreign_key:
        words.append(f"foreign key {relation.foreign_key}")
    return secrets.mask_words(", ".join(words))
