"""Relations and scopes, set up as soon as the models that take part are attached to data sources.

loopback-datasource-juggler 3.36.1: lib/datasource.js (setupDataAccess, defineRelations, defineForeignKey) and
lib/relation-definition.js.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.plurals import plural
from designer.loopback.startup.builtin_methods import connector_methods
from designer.loopback.startup.models import DataSource, ModelBuilder, ModelClass
from designer.loopback.startup.values import camelize


@dataclass(eq=False)
class Relation:
    """A relation that is set up. `model_to` is None where it is polymorphic and belongs to several models."""

    name: str
    type: str
    model_from: ModelClass
    model_to: ModelClass | None
    options: dict[str, JSON]
    model_through: ModelClass | None = None
    is_nested: bool = False
    """Whether the methods of the related model were already offered below this one."""

    @property
    def is_multiple(self) -> bool:
        """Whether it leads to several instances."""
        return self.type in ("hasMany", "embedsMany", "referencesMany")


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope: one of the model itself, or the one that a relation to several instances brings."""

    name: str
    model_to: ModelClass
    is_static: bool
    options: dict[str, JSON]


def attach(builder: ModelBuilder, model: ModelClass, source: DataSource) -> None:
    """Attaches a model to a data source: its id, its relations as far as they can be set up, its scopes."""
    model.data_source = source
    _set_up_data_access(builder, model, source)
    if model.change is not None:
        attach(builder, model.change, source)


def _set_up_data_access(builder: ModelBuilder, model: ModelClass, source: DataSource) -> None:
    id_name = model.id_name()
    raw = model.raw.get(id_name) if id_name else None
    if id_name and isinstance(raw, dict) and truthy(raw.get("generated")) and source.id_type:
        model.raw[id_name] = raw | {"type": source.id_type}
        model.properties[id_name]["type"] = source.id_type
    if model.shared:
        model.shared.statics = connector_methods(source)
    settings = model.settings
    relations = settings["relationships"] if truthy(settings.get("relationships")) else settings.get("relations")
    for name, relation in relations.items() if isinstance(relations, dict) else ():
        kind = relation.get("type") if isinstance(relation, dict) else None
        if isinstance(relation, dict) and isinstance(kind, str) and kind in _SET_UP:
            _define_relation(builder, model, name, relation)
    waiting, model.waiting = model.waiting, []
    for action in waiting:
        action()
    scopes = settings.get("scopes")
    for name, scope in scopes.items() if isinstance(scopes, dict) else ():
        if isinstance(scope, dict):
            _add_scope(model, Scope(name, model, is_static=True, options=_object(scope.get("options"))))


def _define_relation(builder: ModelBuilder, model: ModelClass, name: str, relation: dict[str, JSON]) -> None:
    target = _named(builder, relation.get("model"))
    through = _named(builder, relation.get("through"))

    def set_up() -> None:
        if all(each is None or each.is_attached for each in (target, through)):
            _SET_UP[str(relation["type"])](_Part(builder, model, name, relation, target, through))

    missing = [each for each in (target, through) if each is not None and not each.is_attached]
    if not missing:
        set_up()
    for each in missing:
        each.waiting.append(set_up)


@dataclass(frozen=True, slots=True)
class _Part:
    """A relation to set up, with the models that it names."""

    builder: ModelBuilder
    model: ModelClass
    name: str
    given: dict[str, JSON]
    target: ModelClass | None
    through: ModelClass | None = None

    @property
    def options(self) -> dict[str, JSON]:
        return _object(self.given.get("options"))

    def text(self, key: str) -> str | None:
        """A setting that is a text with letters in it."""
        value = self.given.get(key)
        return value if isinstance(value, str) and value else None

    @property
    def related(self) -> ModelClass | None:
        """The related model, looked for by the name of the relation where none is named."""
        wanted = self.name.lower()
        named = (model for name, model in self.builder.models.items() if wanted in (name.lower(), plural(name).lower()))
        return self.target or next((model for model in named if model.is_attached), None)

    @property
    def keys(self) -> tuple[str, str]:
        """The foreign key and the discriminator of a polymorphic relation (normalizePolymorphic)."""
        given = self.given["polymorphic"]
        parts = given if isinstance(given, dict) else {}
        named = given if isinstance(given, str) else parts.get("selector") or parts.get("as") or self.name
        key, kind = parts.get("foreignKey"), parts.get("discriminator")
        return str(key or camelize(f"{named}_id")), str(kind or camelize(f"{named}_type"))

    @property
    def is_polymorphic(self) -> bool:
        return truthy(self.given.get("polymorphic"))


def _belongs_to(part: _Part) -> None:
    model, builder = part.model, part.builder
    if part.is_polymorphic:
        key, discriminator = part.keys
        polymorphic = _object(part.given["polymorphic"])
        if truthy(polymorphic.get("idType")):
            builder.define_property(model, key, {"type": polymorphic["idType"], "index": True})
        else:
            _foreign_key(builder, model, key, model, part.text("primaryKey") or part.text("idName") or "id")
        builder.define_property(model, discriminator, {"type": "string", "index": True})
        _add_relation(Relation(part.name, "belongsTo", model, None, part.options))
    elif target := part.related:
        key = part.text("foreignKey") or f"{part.name}Id"
        _foreign_key(builder, model, key, target, part.text("primaryKey") or target.id_name() or "id")
        _add_relation(Relation(part.name, "belongsTo", model, target, part.options))


def _has_one(part: _Part) -> None:
    if target := part.related:
        _add_relation(Relation(part.name, "hasOne", part.model, target, part.options))
        _key_in(part, target)


def _has_many(part: _Part) -> None:
    if target := part.related:
        relation = Relation(part.name, "hasMany", part.model, target, part.options, part.through)
        _add_relation(relation)
        if part.through is None:
            _key_in(part, target)
        _add_scope(part.model, Scope(part.name, part.through or target, is_static=False, options=part.options))


def _key_in(part: _Part, target: ModelClass) -> None:
    """The key by which a related model points back."""
    key = part.text("foreignKey") or camelize(f"{part.model.name}_id")
    if part.is_polymorphic:
        key, discriminator = part.keys
        part.builder.define_property(target, discriminator, {"type": "string", "index": True})
    _foreign_key(part.builder, target, key, part.model, part.text("primaryKey") or part.model.id_name() or "id")


def _has_and_belongs_to_many(part: _Part) -> None:
    target = part.related
    if target is None:
        return
    builder, model = part.builder, part.model
    through = part.through or _joining(part, target)
    if part.is_polymorphic:
        given = part.given["polymorphic"]
        parts = _object(given)
        selector = given if isinstance(given, str) else parts.get("selector") or parts.get("as") or part.name
        if selector not in through.relations:
            _belongs_to(_Part(builder, through, str(selector), {"polymorphic": True}, None))
    else:
        _belongs_to(_Part(builder, through, camelize(model.name), {}, model))
    _belongs_to(_Part(builder, through, camelize(target.name), {}, target))
    kept = {key: value for key, value in part.given.items() if key in ("options", "polymorphic")}
    _has_many(_Part(builder, model, part.name, kept, target, through))


def _joining(part: _Part, target: ModelClass) -> ModelClass:
    """The model between the two: one that is called after both, or a new one without methods of its own."""
    builder, source = part.builder, part.model.data_source
    assert source is not None
    table = part.text("throughTable")
    names = [] if table else [f"{part.model.name}{target.name}", f"{target.name}{part.model.name}"]
    for name in names:
        found = (model for other, model in builder.models.items() if other.lower() == name.lower())
        if known := builder.models.get(name) or next(found, None):
            return known
    settings: dict[str, JSON] = {"strict": True} if source.is_relational else {}
    joining = builder.define(table or names[0], {}, settings)
    attach(builder, joining, source)
    return joining


def _embeds_one(part: _Part) -> None:
    if target := part.related:
        _embed(part, "embedsOne", target, part.text("property") or camelize(target.name), target.type)


def _embeds_many(part: _Part) -> None:
    if target := part.related:
        _embed(part, "embedsMany", target, part.text("property") or camelize(_plural_of(target)), [target.type])
        _add_scope(part.model, Scope(part.name, target, is_static=False, options=part.options))


def _embed(part: _Part, kind: str, target: ModelClass, name: str, wanted: JSON) -> None:
    _add_relation(Relation(part.name, kind, part.model, target, part.options))
    name = f"_{name}" if name == part.name else name
    part.builder.define_property(part.model, name, _object(part.options.get("property")) | {"type": wanted})


def _references_many(part: _Part) -> None:
    if target := part.related:
        _add_relation(Relation(part.name, "referencesMany", part.model, target, part.options))
        key = part.text("foreignKey") or camelize(f"{target.name}_ids")
        part.builder.define_property(part.model, key, {"type": [target.id_type(target.id_name())]})
        _add_scope(part.model, Scope(part.name, target, is_static=False, options=part.options))


_SET_UP: dict[str, Callable[[_Part], None]] = {
    "belongsTo": _belongs_to,
    "hasOne": _has_one,
    "hasMany": _has_many,
    "hasAndBelongsToMany": _has_and_belongs_to_many,
    "embedsOne": _embeds_one,
    "embedsMany": _embeds_many,
    "referencesMany": _references_many,
}


def _foreign_key(builder: ModelBuilder, model: ModelClass, key: str, other: ModelClass, id_name: str) -> None:
    """A property of the type that the other model's id has; one that is there gets that type."""
    kind = other.id_type(id_name)
    if key not in model.properties:
        builder.define_property(model, key, {"type": kind})
    elif kind is not None:
        model.properties[key]["type"] = kind
        raw = model.raw[key]
        model.raw[key] = (raw if isinstance(raw, dict) else {}) | {"type": kind}


def _add_relation(relation: Relation) -> None:
    relation.model_from.relations[relation.name] = relation
    if relation.model_from.shared:
        relation.model_from.shared.forget()


def _add_scope(model: ModelClass, scope: Scope) -> None:
    model.scopes[scope.name] = scope
    if model.shared:
        model.shared.forget()


def _named(builder: ModelBuilder, name: JSON) -> ModelClass | None:
    return builder.get(name) if isinstance(name, str) and name else None


def _plural_of(model: ModelClass) -> str:
    wanted = model.settings.get("plural")
    return wanted if isinstance(wanted, str) and wanted else plural(model.name)


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}
