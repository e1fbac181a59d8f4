"""An application as a picture: data sources and models as nodes, and what leads from one to another as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from designer.connectors.javascript import truthy
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN, is_base_only
from designer.loopback.definition_parts.relations import RELATIONS
from designer.loopback.diagram_relations import RelationLine, lines_of
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model
from designer.loopback.model_layers import entries_in
from designer.loopback.relations import Relation, read


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property of a model, as a card shows it."""

    name: str
    type: str
    """In LoopBack's spelling, an array as `[string]`."""
    is_id: bool = False
    is_required: bool = False
    is_foreign_key: bool = False
    """Whether a relation keeps its key there."""


@dataclass(frozen=True, slots=True)
class DataSourceNode:
    """A data source."""

    name: str
    connector: str
    is_here: bool
    """Whether the chosen environment has it."""


@dataclass(frozen=True, slots=True)
class ModelNode:
    """A model as it is in the chosen environment."""

    name: str
    base: str
    data_source: str
    """Empty where it is attached to none."""
    is_public: bool
    is_builtin: bool
    is_configured: bool
    path: str
    """Of its definition; empty where LoopBack brings that along."""
    properties: tuple[PropertyRow, ...]
    """Its own, in the order of the file."""
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A line from a model to the data source it is attached to."""

    model: str
    data_source: str


@dataclass(frozen=True, slots=True)
class Inheritance:
    """A line from a model to the model it extends."""

    model: str
    base: str


@dataclass(frozen=True, slots=True)
class Graph:
    """The picture as data."""

    data_sources: tuple[DataSourceNode, ...]
    models: tuple[ModelNode, ...]
    attachments: tuple[Attachment, ...]
    inheritances: tuple[Inheritance, ...]
    relations: tuple[RelationLine, ...]


def graph(app: Application, environment: str) -> Graph:
    """The application in an environment.

    Models that LoopBack brings along are in it where they are configured, or where a model extends or names them;
    the bare base classes, `Model` and `PersistedModel`, never are.
    """
    entries = entries_in(app, environment)
    own = {name: replace(model, config=entries.get(name)) for name, model in app.models.items()}
    nodes = {name: _model_node(model) for name, model in own.items()}
    named = [node.base for node in nodes.values()]
    named += [name for node in nodes.values() for each in node.relations for name in (each.model, each.through)]
    for name in dict.fromkeys(named):
        if name in BUILTIN and name not in nodes and not is_base_only(name):
            nodes[name] = _model_node(Model(name, None, None, app))
    lines = tuple(lines_of((each for node in nodes.values() for each in node.relations), nodes))
    models = tuple(_with_foreign_keys(node, lines) for node in nodes.values())
    sources = _data_sources(app, environment)
    known = {source.name for source in sources}
    return Graph(
        sources,
        models,
        tuple(Attachment(node.name, node.data_source) for node in models if node.data_source in known),
        tuple(Inheritance(node.name, node.base) for node in models if node.base in nodes and node.base != node.name),
        lines,
    )


def _data_sources(app: Application, environment: str) -> tuple[DataSourceNode, ...]:
    layers = app.data_sources.layers_in(environment)
    here = {name for path in layers if path.endswith(".json") for name in app.members(path)}
    is_certain = all(path.endswith(".json") for path in layers)
    return tuple(
        DataSourceNode(name, app.data_sources.connector_in(name, environment), name in here or not is_certain)
        for name in app.data_sources
    )


def _model_node(model: Model) -> ModelNode:
    rows = _builtin_rows(model.name) if model.is_builtin else _rows(model.properties)
    return ModelNode(
        model.name,
        model.base,
        model.data_source or "",
        model.is_public,
        model.is_builtin,
        model.config is not None,
        model.path or "",
        tuple(rows),
        tuple(_relations(model)),
    )


def _rows(properties: Mapping[str, JSON]) -> Iterator[PropertyRow]:
    for name, value in properties.items():
        said = value if isinstance(value, dict) else {}
        yield PropertyRow(name, type_text(value), truthy(said.get("id")), truthy(said.get("required")))


def _builtin_rows(name: str) -> Iterator[PropertyRow]:
    for each in BUILTIN[name].properties:
        yield PropertyRow(each.name, type_text(each.type), each.id, each.required)


def type_text(value: JSON) -> str:
    """A type as one word: `[string]` for an array, `object` for a structure, `any` where none is said."""
    if isinstance(value, dict):
        return type_text(value["type"]) if value.get("type") is not None else "object"
    if isinstance(value, list):
        return f"[{type_text(value[0])}]" if value else "array"
    return value if isinstance(value, str) and value else "any"


def _relations(model: Model) -> Iterator[Relation]:
    """Those of the definition, with those of its entry laid over them (loopback 3.28.0, lib/registry.js)."""
    if model.is_builtin:
        for each in BUILTIN[model.name].relations:
            yield Relation(
                owner=model.name, name=each.name, type=each.type, model=each.model, foreign_key=each.foreign_key
            )
        return
    defined = RELATIONS.value(model.definition)
    found: dict[str, JSON] = dict(defined) if isinstance(defined, dict) else {}
    configured = model.config.get("relations") if isinstance(model.config, dict) else None
    for name, value in (configured if isinstance(configured, dict) else {}).items():
        below = found.get(name)
        is_over = isinstance(below, dict) and isinstance(value, dict)
        found[name] = {**below, **value} if is_over else value  # type: ignore[dict-item]
    for name, value in found.items():
        relation = read(model.name, name, value)
        if relation:
            yield relation


def _with_foreign_keys(node: ModelNode, lines: tuple[RelationLine, ...]) -> ModelNode:
    keys = {each.foreign_key for each in node.relations if each.type in ("belongsTo", "referencesMany")}
    for line in lines:
        for each in line.relations:
            if each.model == node.name and each.type in ("hasMany", "hasOne") and not each.through:
                keys.add(each.foreign_key)
    rows = tuple(replace(row, is_foreign_key=True) if row.name in keys else row for row in node.properties)
    return replace(node, properties=rows)
