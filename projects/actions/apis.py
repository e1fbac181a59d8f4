"""What the application of a project serves, worked out once for a revision and an environment, without secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.openapi import Api, Endpoint
from designer.loopback.openapi.masking import masked
from projects.actions import files
from projects.actions.contents import Texts


@dataclass(frozen=True, slots=True)
class ModelApi:
    """What one model serves."""

    endpoints: list[Endpoint]
    definitions: dict[str, JSON]
    """The schemas of the models that the endpoints refer to."""
    notes: list[str]
    """What the files do not tell."""
    skipped: str
    """Why LoopBack could not make the model; empty where it can."""
    assumed: str
    """Which data sources are not among the files, in sentences; else empty."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the whole API."""

    method: str
    path: str
    """With the API's root."""
    description: str


@dataclass(frozen=True, slots=True)
class WholeApi:
    """What the whole application serves."""

    text: str
    """The Swagger 2.0 document, as JSON."""
    operations: dict[str, list[Operation]]
    """By the name of what the document calls a tag: a model, as a rule."""
    notes: list[str]
    """What the files do not tell."""


def of_model(app: Application, environment: str, name: str) -> ModelApi:
    """The API of a model in an environment."""
    kept = files.memo(app)
    key = ("api", environment, name)
    if key not in kept:
        api = _api(app, environment)
        kept[key] = ModelApi(
            [_without_secrets(each) for each in api.endpoints(name)],
            masked(api.definitions(name), ("definitions",)),
            api.notes_about(name),
            api.skipped(name),
            api.assumed,
        )
    found: ModelApi = kept[key]
    return found


def of_project(app: Application, environment: str) -> WholeApi:
    """The API of the whole application in an environment."""
    kept = files.memo(app)
    key = ("api document", environment)
    if key not in kept:
        api = _api(app, environment)
        document: Any = masked(api.document)
        operations: dict[str, list[Operation]] = {}
        for tag, each in _operations(document):
            operations.setdefault(tag, []).append(each)
        kept[key] = WholeApi(jsontext.dump(document), operations, api.notes)
    found: WholeApi = kept[key]
    return found


def _operations(document: Any) -> Iterator[tuple[str, Operation]]:
    for path, verbs in document["paths"].items():
        for verb, each in verbs.items():
            summary = str(each.get("summary") or "")
            yield str(each["tags"][0]), Operation(verb.upper(), document["basePath"] + path, summary)


def _api(app: Application, environment: str) -> Api:
    kept = files.memo(app)
    key = ("api of", environment)
    if key not in kept:
        if isinstance(app.files, Texts):
            app.files.load_all()
        kept[key] = Api(app, environment)
    found: Api = kept[key]
    return found


def _without_secrets(endpoint: Endpoint) -> Endpoint:
    parameters: Any = masked(endpoint.parameters)
    responses: Any = masked(endpoint.responses)
    return replace(endpoint, parameters=parameters, responses=responses, description=str(masked(endpoint.description)))
