"""Schemas of types and models in Swagger's terms, and the definitions that they refer to.

loopback-swagger 5.9.0, lib/specgen: schema-builder.js, model-helper.js and type-registry.js.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.values import Constructor

_PRIMITIVE = frozenset({"boolean", "integer", "number", "null", "string", "object", "array", "file"})
_TRANSLATED = {"min": "minimum", "max": "maximum", "length": "maxLength"}
_COPIED = frozenset(
    {"format", "default", "enum", "minimum", "minItems", "minLength", "maximum", "maxItems", "maxLength"}
    | {"uniqueItems", "pattern"}
)
_KNOWN: Mapping[str, tuple[str, dict[str, JSON]]] = {
    "x-any": ("x-any", {"properties": {}}),
    "objectid": ("ObjectID", {"type": "string", "pattern": "^[a-fA-F\\d]{24}$"}),
    "geopoint": ("GeoPoint", {"properties": {"lat": {"type": "number"}, "lng": {"type": "number"}}}),
    "datestring": ("DateString", {"type": "string", "format": "date-time"}),
    "file": ("file", {"type": "file"}),
}
"""Types that are no models, by their names in small letters."""
_NEW = "$new_"


def is_primitive(name: str) -> bool:
    """Whether a type has a name of its own in Swagger."""
    return name.lower() in _PRIMITIVE


def text_of(value: JSON) -> JSON:
    """A description: an array of texts is one of several lines."""
    return "\n".join(map(str, value)) if isinstance(value, list) else value


def type_name(kind: JSON) -> str | list[JSON]:
    """The name of a type; an array stands for an array of its only member."""
    if isinstance(kind, Constructor):
        return kind.name
    if isinstance(kind, list):
        return kind
    if isinstance(kind, str):
        if kind == "array":
            return ["any"]
        match = re.fullmatch(r"\[(.*)\]", kind)
        return [match[1]] if match else kind
    return "object" if isinstance(kind, dict) else "any"


class Schemas:
    """Makes schemas, and keeps in mind which models they refer to.

    `scoped` says whether creating has a model of its own, without the generated id (generateOperationScopedModels).
    """

    def __init__(self, models: Mapping[str, ModelClass], *, scoped: bool) -> None:
        self._models = {name: model for name, model in models.items() if _is_registered(name, model)}
        self._scoped = scoped
        self._referenced: dict[str, None] = {}

    def is_defined(self, name: str) -> bool:
        """Whether there is a model or a known type of that name."""
        return name in self._models or name.lower() in _KNOWN or self._original(name) is not None

    def reference(self, name: str) -> str:
        """The address of a definition, which will be among `definitions`."""
        name = _KNOWN[name.lower()][0] if name.lower() in _KNOWN else name
        self._referenced[name] = None
        return f"#/definitions/{name}"

    def schema(self, said: JSON) -> dict[str, JSON]:
        """The schema of a property, an argument, a type or an array of one."""
        described = said if isinstance(said, dict) else {"type": said}
        if not truthy(described.get("type")):
            described = {"type": "any"}
        schema = _metadata(described)
        kind = described["type"]
        if kind == "object" and truthy(described.get("model")):
            kind = self._scoped_name(described)
        name = type_name(kind)
        if isinstance(name, list):
            item = name[0] if name and truthy(name[0]) else "any"
            return schema | {"type": "array", "items": self.schema(item)}
        if name == "object" and isinstance(kind, dict):
            return schema | {"type": "object", "properties": {key: self.schema(part) for key, part in kind.items()}}
        return schema | self._named(name, schema)

    def definitions(self) -> dict[str, JSON]:
        """The definitions of all models that were referred to, and of those that these refer to."""
        made: dict[str, JSON] = {}
        while missing := [name for name in self._referenced if name not in made]:
            for name in missing:
                made[name] = self._definition(name)
        return {name: definition for name, definition in made.items() if definition is not None}

    # --- Helpers ----------------------------------------------------------------------------------------------

    def _named(self, name: str, schema: dict[str, JSON]) -> dict[str, JSON]:
        match name.lower():
            case "date":
                return {"type": "string", "format": "date-time"}
            case "buffer":
                return {"type": "string", "format": "byte"}
            case "number":
                return {"type": "number", "format": schema.get("format") or "double"}
            case "any":
                return {"$ref": self.reference("x-any")}
            case small:
                return {"type": small} if small in _PRIMITIVE else {"$ref": self.reference(name)}

    def _scoped_name(self, described: dict[str, JSON]) -> str:
        name = str(described["model"])
        return f"{_NEW}{name}" if self._scoped and described.get("createOnlyInstance") else name

    def _original(self, name: str) -> ModelClass | None:
        """The model that a name with `$new_` is about, where there is one with an id of its own making."""
        model = self._models.get(name.removeprefix(_NEW)) if self._scoped and name.startswith(_NEW) else None
        return model if model and model.update_only() else None

    def _definition(self, name: str) -> JSON:
        if name.lower() in _KNOWN:
            return _KNOWN[name.lower()][1]
        if model := self._models.get(name):
            return self._model(model, ())
        original = self._original(name)
        return self._model(original, original.update_only()) if original else None

    def _model(self, model: ModelClass, excluded: list[str] | tuple[()]) -> dict[str, JSON]:
        settings = model.settings
        hidden = settings["hidden"] if isinstance(settings.get("hidden"), list) else []
        shown = {key: value for key, value in model.raw.items() if key not in hidden}
        definition: dict[str, JSON] = {key: value for key, value in settings.items() if key.startswith("x-")}
        if (description := text_of(settings.get("description"))) is not None:
            definition["description"] = description
        swagger = settings.get("swagger")
        if isinstance(swagger, dict) and truthy(swagger.get("example")):
            definition["example"] = swagger["example"]
        definition["properties"] = {key: self.schema(value) for key, value in shown.items() if key not in excluded}
        if required := [key for key, value in shown.items() if _is_required(value)]:
            definition["required"] = required
        if truthy(settings.get("strict")) or settings.get("additionalProperties") is not True:
            definition["additionalProperties"] = False
        for name in settings["models"].values() if isinstance(settings.get("models"), dict) else ():
            if isinstance(name, str) and self.is_defined(name):
                self.reference(name)
        return definition


def _is_registered(name: str, model: ModelClass) -> bool:
    """A model that is called like a known type hides behind it."""
    return model.is_resolved and name.lower() not in _KNOWN


def _is_required(value: JSON) -> bool:
    if not isinstance(value, dict):
        return False
    return truthy(value.get("required")) or (truthy(value.get("id")) and not truthy(value.get("generated")))


def _metadata(described: dict[str, JSON]) -> dict[str, JSON]:
    """What Swagger has besides the type: limits, default, description, example."""
    found = {new: _written(described[old]) for old, new in _TRANSLATED.items() if described.get(old) is not None}
    found |= {key: _written(value) for key, value in described.items() if key in _COPIED}
    if "default" in found:
        default = _without_null(found.pop("default"))
        found |= {} if default is None else {"default": default}
    description = described["description"] if truthy(described.get("description")) else described.get("doc")
    if truthy(description):
        found["description"] = text_of(description)
    if truthy(described.get("example")):
        found["example"] = described["example"]
    return found


def _written(value: JSON) -> JSON:
    """JSON writes an infinity, which a number such as `1e400` is, as null."""
    return None if isinstance(value, float) and math.isinf(value) else value


def _without_null(value: JSON) -> JSON:
    if not isinstance(value, dict):
        return value
    return {key: _without_null(each) for key, each in value.items() if each is not None}
