"""What the fields of a model's pages complete from: models, properties, relations, methods, roles, types."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.base import Setting
from designer.loopback import access_control
from designer.loopback.access_control.rules import ROLES
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN, all_properties
from designer.loopback.definition_parts import PARTS, DefinitionPart
from designer.loopback.environments import DEFAULT_ENVIRONMENT
from designer.loopback.model import Model
from designer.loopback.model_properties import TYPES


def suggestions(
    app: Application, model: Model, setting: Setting, environment: str = DEFAULT_ENVIRONMENT
) -> dict[str, list[str]]:
    """The lists that the fields inside a setting ask for, by their names, as things are in an environment."""
    return {name: list(_list(app, model, name, environment)) for name in sorted(set(_asked(setting)))}


def _asked(setting: Setting) -> Iterator[str]:
    if setting.suggests:
        yield setting.suggests
    for inner in setting.fields:
        yield from _asked(inner)


def _list(app: Application, model: Model, name: str, environment: str) -> Iterator[str]:
    match name:
        case "models":
            yield from dict.fromkeys([*app.models, *BUILTIN])
        case "types":
            yield from (*TYPES, *app.models)
        case "properties":
            yield from _properties(app, model)
        case "relations":
            yield from _members(PARTS["relations"], model)
        case "methods":
            found = (each.name for each in access_control.methods_of(app, model.name, environment))
            own = (name.removeprefix("prototype.") for name in _members(PARTS["methods"], model))
            yield from dict.fromkeys([*found, *own])
        case "roles":
            yield from (*ROLES, *access_control.roles_of(app))


def _properties(app: Application, model: Model) -> Iterator[str]:
    found = dict.fromkeys(model.properties)
    for base in app.models.bases(model.name):
        if base in app.models:
            found |= dict.fromkeys(app.models[base].properties)
        elif base in BUILTIN:
            found |= dict.fromkeys(each.name for each in all_properties(base))
    yield from found


def _members(part: DefinitionPart, model: Model) -> Iterator[str]:
    value = part.value(model.definition)
    if isinstance(value, dict):
        yield from value
