"""Model classes, as LoopBack's model builder makes them of definitions: properties, settings, ids, paths.

loopback-datasource-juggler 3.36.1: lib/model-builder.js (define, extend, resolveType) and lib/model-definition.js.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.plurals import plural
from designer.loopback.startup.values import SCHEMA_TYPES, Constructor, deep_merge, merge_settings

if TYPE_CHECKING:
    from designer.loopback.startup.relations import Relation, Scope
    from designer.loopback.startup.shared_classes import SharedClass

_NUMBER = SCHEMA_TYPES["number"]


@dataclass(frozen=True, slots=True)
class DataSource:
    """A data source as far as it matters to models: the type of ids its connector generates, and methods of its own."""

    name: str
    connector: str
    settings: dict[str, JSON]
    id_type: Constructor | None
    is_relational: bool


@dataclass(eq=False)
class ModelClass:
    """A model as LoopBack has it in memory; `raw` are its properties as written, or as something else made them."""

    name: str
    base: ModelClass | None = None
    settings: dict[str, JSON] = field(default_factory=dict)
    raw: dict[str, JSON] = field(default_factory=dict)
    properties: dict[str, dict[str, JSON]] = field(default_factory=dict)
    path: str = ""
    is_resolved: bool = True
    """False for a mere name: a type or a related model that nobody has defined yet."""
    setups: tuple[Callable[[ModelClass], None], ...] = ()
    """What is done with a class that extends this one: mostly defining remote methods."""
    shared: SharedClass | None = None
    data_source: DataSource | None = None
    relations: dict[str, Relation] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    waiting: list[Callable[[], None]] = field(default_factory=list)
    """What is to be done once the model is attached to a data source."""
    change: ModelClass | None = None
    """The model that tracks its changes, where it has one."""

    @property
    def is_attached(self) -> bool:
        """Whether it is defined, and attached to a data source."""
        return self.is_resolved and self.data_source is not None

    @property
    def type(self) -> Constructor:
        """The class as the type of a property."""
        return Constructor(self.name)

    def ids(self) -> list[str]:
        """The names of its id properties, in their order."""
        marked = [(key, each["id"]) for key, each in self.properties.items() if truthy(each.get("id"))]
        ranked = [
            (1 if isinstance(rank, bool) or not isinstance(rank, int | float) else rank, key) for key, rank in marked
        ]
        return [key for _, key in sorted(ranked, key=lambda each: each[0])]

    def id_name(self) -> str | None:
        """The name of the id, the first one of several, but `id` before others."""
        ids = self.ids()
        return "id" if "id" in ids else ids[0] if ids else None

    def id_type(self, name: str | None) -> JSON:
        """The type of an id property; None where there is no such property."""
        return self.properties[name].get("type") if name in self.properties else None

    def update_only(self) -> list[str]:
        """The properties that a new instance must not have: the generated id, as a rule."""
        return [key for key, each in self.properties.items() if truthy(each.get("updateOnly"))]


class ModelBuilder:
    """All model classes of an application by name."""

    def __init__(self) -> None:
        self.models: dict[str, ModelClass] = {}
        self.default_base: ModelClass | None = None
        self._anonymous = -1

    def get(self, name: str) -> ModelClass:
        """The model of that name; one that is not resolved where there is none."""
        if name not in self.models:
            self.models[name] = ModelClass(name, is_resolved=False)
        return self.models[name]

    def extend(self, base: ModelClass, name: str, properties: dict[str, JSON], settings: dict[str, JSON]) -> ModelClass:
        """Defines a model on a base; `properties` and `settings` are its own."""
        own = dict(properties)
        redefines_id = any(isinstance(each, dict) and truthy(each.get("id")) for each in own.values())
        for key, inherited in base.properties.items():
            if not (redefines_id and truthy(inherited.get("id"))) and key not in own:
                own[key] = deep_merge(inherited)
        merged = merge_settings(base.settings, settings)
        if not truthy(settings.get("base")):
            merged["base"] = base.name
        model = self.define(name, own, merged, base)
        for setup in model.setups:
            setup(model)
        return model

    def define(
        self, name: str, properties: dict[str, JSON], settings: dict[str, JSON], base: ModelClass | None = None
    ) -> ModelClass:
        """Defines a model that has the properties and settings given, and no more but an id where it lacks one."""
        known = self.models.get(name)
        model = known if known is not None and not known.is_resolved else ModelClass(name)
        self.models[name] = model
        base = base or self.default_base
        model.base, model.is_resolved = base, True
        model.setups = base.setups if base else ()
        model.settings = settings
        if settings.get("strict") is None:
            settings["strict"] = False
        model.path = _path(name, settings)
        excluded = settings.get("excludeBaseProperties")
        left_out = excluded if isinstance(excluded, list) else []
        model.raw = {
            key: value
            for key, value in properties.items()
            if value is not None and value is not False and key not in left_out
        }
        self._build(model)
        if not model.ids() and settings.get("idInjection") is not False:
            self.define_property(model, "id", {"type": _NUMBER, "id": 1, "generated": True})
        _force_id(model)
        return model

    def define_property(self, model: ModelClass, name: str, value: JSON) -> None:
        """Adds a property, or replaces one; all types are looked up anew, as LoopBack does."""
        model.raw[name] = value
        self._build(model)

    def resolve(self, value: JSON, *, is_type: bool = False) -> JSON:
        """The type that a property has: a constructor, or an array of one."""
        if isinstance(value, list) and value:
            item = self.resolve(value[0])
            return [item] if isinstance(item, Constructor) else item
        if isinstance(value, str) and value:
            return SCHEMA_TYPES.get(value.lower()) or self.get(value).type
        if isinstance(value, dict):
            if not is_type and truthy(value.get("type")):
                return self.resolve(value["type"], is_type=True)
            self._anonymous += 1
            name = f"AnonymousModel_{self._anonymous}"
            return self.define(name, value, {"anonymous": True, "idInjection": False, "strict": False}).type
        return value

    def _build(self, model: ModelClass) -> None:
        model.properties = {}
        for key, value in model.raw.items():
            built: dict[str, JSON] = {"type": self.resolve(value)}
            if isinstance(value, dict):
                built |= {name: each for name, each in value.items() if name != "type"}
            model.properties[key] = built


def _path(name: str, settings: dict[str, JSON]) -> str:
    http = settings.get("http")
    path = http.get("path") if isinstance(http, dict) else None
    wanted = next((each for each in (path, settings.get("plural")) if isinstance(each, str) and each), plural(name))
    return wanted if wanted.startswith("/") else f"/{wanted}"


def _force_id(model: ModelClass) -> None:
    """Marks an id that only the data source gives: such an id is no part of a new instance."""
    name = model.id_name()
    if name is None:
        return
    raw = model.raw[name]
    force = model.settings.get("forceId")
    is_generated = truthy(raw.get("generated")) if isinstance(raw, dict) else False
    if is_generated and force is not False:
        force = "auto"
    elif not is_generated and force == "auto":
        force = False
    model.properties[name]["updateOnly"] = truthy(force)
    if isinstance(raw, dict):
        raw = model.raw[name] = dict(raw)
        raw["updateOnly"] = truthy(force)
    model.settings["forceId"] = force
