"""Names that LoopBack derives from a model's name where nobody says them: keys of relations, a table or a collection.

loopback-datasource-juggler 3.36.1: lib/relation-definition.js (see `relations`), lib/model-definition.js (tableName).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from designer.loopback import relations
from designer.loopback.application import Application
from designer.loopback.data_sources import connector_of
from designer.loopback.definition_parts.settings import CONNECTORS
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.plurals import plural

_ANY_OTHER = "AnyOtherName"
_KEYS = ("foreignKey", "keyThrough", "property")
_RELATIONS = ("relations", "relationships")


def pin(app: Application, name: str, new_name: str) -> None:
    """Writes down the keys that relations imply by the model's name, so that they stay when it is renamed after this.

    Raises Refused where a file cannot be edited.
    """
    for path, pointer, value in list(_holders(app, name)):
        owner = _owner(app, path, pointer)
        for kind in _RELATIONS:
            for each, missing in _implied(app, owner, value, kind, name, new_name, is_entry=bool(pointer)).items():
                app.set_value(path, _with(app.members_to_edit(path), (*pointer, kind, each), missing))


def implied(app: Application, name: str) -> dict[str, list[str]]:
    """What `pin` would write for a name that has nothing in common, by model: `orders: foreignKey “customerId”`, …"""
    found: dict[str, list[str]] = {}
    for path, pointer, value in _holders(app, name):
        owner = _owner(app, path, pointer)
        for kind in _RELATIONS:
            wanted = _implied(app, owner, value, kind, name, _ANY_OTHER, is_entry=bool(pointer))
            found.setdefault(owner, []).extend(
                f"{each}: {key} “{text}”" for each, missing in wanted.items() for key, text in missing.items()
            )
    return {owner: list(dict.fromkeys(words)) for owner, words in found.items() if words}


def joins(app: Application, name: str) -> dict[str, list[str]]:
    """The relations hasAndBelongsToMany of a model, and to it: the keys between are called after both, whatever is
    written (relation-definition.js, hasAndBelongsToMany). By model.
    """
    found: dict[str, list[str]] = {}
    for path, pointer, value in _holders(app, name):
        owner = _owner(app, path, pointer)
        for kind in _RELATIONS:
            for each, relation in _members(value.get(kind)):
                if relation.get("type") == "hasAndBelongsToMany" and name in (owner, relation.get("model")):
                    found.setdefault(owner, []).append(each)
    return {owner: list(dict.fromkeys(names)) for owner, names in found.items()}


def stored_in(app: Application, name: str) -> str:
    """`table` or `collection`, where a model's data are in one that is called after it; empty where one is named."""
    model = app.models[name]
    source = app.data_sources.get(model.data_source or "")
    if source is None:
        return ""
    connector = connector_of(source.settings, source.name).removeprefix("loopback-connector-").lower()
    kinds = [each for each in CONNECTORS.get(connector, ()) if each.name in ("table", "collection")]
    options = model.definition.get("options")
    for settings in (model.definition, options if isinstance(options, dict) else {}):
        said = settings.get(connector)
        for kind in kinds:
            if isinstance(said, dict) and any(said.get(key) for key in (kind.name, *kind.aliases)):
                return ""
    return kinds[0].name if kinds else ""


def _holders(app: Application, name: str) -> Iterator[tuple[str, Pointer, dict[str, JSON]]]:
    """Where relations of a model or to it can stand: definitions, and entries of model-config.json."""
    literals = (json.dumps(name), json.dumps(name, ensure_ascii=False), "\\u")
    for owner, path in app.models.definition_paths.items():
        if owner == name or any(literal in app.text(path) for literal in literals):
            yield path, (), app.members(path)
    for path in app.config_layers("model-config"):
        for model, entry in app.members(path).items():
            if isinstance(entry, dict) and model in app.models:
                yield path, (model,), entry


def _owner(app: Application, path: str, pointer: Pointer) -> str:
    return str(pointer[0]) if pointer else app.models.name_at(path) or ""


def _implied(
    app: Application, owner: str, value: Mapping[str, JSON], kind: str, name: str, new_name: str, *, is_entry: bool
) -> dict[str, dict[str, str]]:
    """What each relation leaves out, and would mean something else with the other name.

    An entry lies over the definition, so that a key is left alone there that the definition says.
    """
    model = app.models[owner]
    below = dict(_members(model.definition.get(kind))) if is_entry else {}
    found: dict[str, dict[str, str]] = {}
    for each, relation in _members(value.get(kind)):
        target = relation.get("model")
        if name not in (owner, target):
            continue
        renamed = relation | ({"model": new_name} if target == name else {})
        old = relations.defaults(owner, each, relation, model_plural=_plural(app, target))
        later = new_name if owner == name else owner
        new = relations.defaults(later, each, renamed, model_plural=_plural(app, target, name, new_name))
        said = below.get(each, {}) | {key: part for key, part in relation.items() if part not in ("", None)}
        idle = relations.idle(relation)
        missing = {
            key: old[key] for key in _KEYS if key in old and old[key] != new.get(key) and key not in idle | said.keys()
        }
        if missing:
            found[each] = missing
    return found


def _plural(app: Application, target: JSON, name: str = "", new_name: str = "") -> str:
    """The plural of a model, or what it will be when `name` is `new_name`; empty where nothing is known of it."""
    if not isinstance(target, str):
        return ""
    said = app.models[target].definition.get("plural") if target in app.models else None
    if isinstance(said, str) and said:
        return said
    return plural(new_name if target == name else target)


def _members(value: JSON) -> list[tuple[str, dict[str, JSON]]]:
    return [(key, each) for key, each in value.items() if isinstance(each, dict)] if isinstance(value, dict) else []


def _with(value: JSON, pointer: Pointer, missing: Mapping[str, str]) -> dict[str, JSON]:
    """The object with members added in the object at the place."""
    assert isinstance(value, dict)
    if not pointer:
        return {**value, **missing}
    key = str(pointer[0])
    return value | {key: _with(value[key], pointer[1:], missing)}
