"""What a part of a file is called when people are told about it."""

from __future__ import annotations

import posixpath

from designer.loopback.application import Application
from designer.loopback.jsontext import Pointer
from designer.loopback.model_sources import META

_SECTIONS = {
    "acls": "access control",
    "base": "base model",
    "dataSource": "data source",
    "indexes": "indexes",
    "methods": "methods",
    "mixins": "mixins",
    "plural": "plural",
    "properties": "properties",
    "public": "choice whether it is public",
    "relations": "relations",
    "scopes": "scopes",
    "validations": "validations",
}
_MEMBERS = {
    "indexes": "index",
    "methods": "method",
    "mixins": "mixin",
    "properties": "property",
    "relations": "relation",
    "scopes": "scope",
}


def described(app: Application, path: str, pointer: Pointer) -> str:
    """A noun phrase for the part of the file `path` at `pointer`: `Customer's data source`, `the model Customer`."""
    folder, name = posixpath.split(path)
    config, _, layer = name.removesuffix(".json").partition(".")
    if folder == app.root and name.endswith(".json") and pointer and pointer[0] != META:
        where = f" in {name}" if layer else ""
        if config == "datasources":
            return _entry("data source", pointer) + where
        if config == "model-config":
            return _entry("model", pointer) + where
    model = (app.definition_names or {}).get(path)
    if model is not None:
        return _of_definition(model, pointer)
    return f"{_joined(pointer)} in {path}" if pointer else path


def _entry(kind: str, pointer: Pointer) -> str:
    name, *rest = map(str, pointer)
    if not rest:
        return f"the data source {name}" if kind == "data source" else f"the configuration of {name}"
    word = _SECTIONS.get(rest[0], rest[0]) if kind == "model" else rest[0]
    return f"{name}'s {'.'.join([word, *rest[1:]])}"


def _of_definition(model: str, pointer: Pointer) -> str:
    if not pointer:
        return f"the model {model}"
    section, *rest = map(str, pointer)
    if rest and section in _MEMBERS:
        return f"{model}'s {_MEMBERS[section]} {'.'.join(rest)}"
    return f"{model}'s {'.'.join([_SECTIONS.get(section, section), *rest])}"


def _joined(pointer: Pointer) -> str:
    return "“" + ".".join(map(str, pointer)) + "”"
