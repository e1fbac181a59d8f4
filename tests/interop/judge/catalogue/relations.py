"""Relations: types, targets, polymorphic rules, names."""

from __future__ import annotations

import posixpath

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from tests.interop.judge.breakage import ABSENT, Breakage, a_model, definition, entry, inside, put, together

_OTHER = "RelatedThing"


def _relation(code: str, variant: str, value: JSON, *, name: str = "related", attached: bool = True) -> Breakage:
    """A relation of a model to a new one, which is attached to the same data source, or to none."""

    def apply(app: Application) -> None:
        _add_target(app, attached=attached)
        model = a_model(app)
        assert model.path
        now = model.definition.get("relations")
        relations = (now if isinstance(now, dict) else {}) | {name: value}
        app.set_value(model.path, model.definition | {"relations": relations})

    return Breakage(code, variant, apply)


def _add_target(app: Application, *, attached: bool) -> None:
    model = a_model(app)
    assert model.path
    folder = posixpath.dirname(model.path)
    app.set_value(posixpath.join(folder, "related-thing.json"), {"name": _OTHER, "properties": {"title": "string"}})
    config = app.members(app.models.config_path)
    source = model.data_source if attached else None
    app.set_value(app.models.config_path, config | {_OTHER: {"dataSource": source, "public": False}})


def _unattached_model(app: Application) -> None:
    """A wrong type in a model that no data source carries is never looked at."""
    model = a_model(app)
    assert model.path
    folder = posixpath.dirname(model.path)
    value: JSON = {"name": "Loose", "relations": {"related": {"type": "hasNone", "model": model.name}}}
    app.set_value(posixpath.join(folder, "loose.json"), value)
    config = app.members(app.models.config_path)
    app.set_value(app.models.config_path, config | {"Loose": {"dataSource": None, "public": False}})


def _owners(code: str, variant: str, *id_types: str) -> Breakage:
    """Models with ids of these types, attached one after the other, that own the same model."""

    def apply(app: Application) -> None:
        _add_target(app, attached=True)
        model = a_model(app)
        assert model.path
        for number, id_type in enumerate(id_types):
            owner: JSON = {
                "name": f"Owner{number}",
                "properties": {"code": {"type": id_type, "id": True}},
                "relations": {"things": _to(polymorphic="owner")},
            }
            app.set_value(posixpath.join(posixpath.dirname(model.path), f"owner-{number}.json"), owner)
            put(app, "model-config", f"Owner{number}", {"dataSource": model.data_source, "public": False}, new=True)

    return Breakage(code, variant, apply)


def _to(type_: object = "hasMany", **more: JSON) -> JSON:
    value: dict[str, object] = {"type": type_, "model": _OTHER, **more}
    return {key: each for key, each in value.items() if each is not ABSENT}


_TYPES = ("belongsTo", "hasOne", "hasMany", "hasAndBelongsToMany", "referencesMany", "embedsOne", "embedsMany")
_BELONGS: JSON = {"type": "belongsTo", "polymorphic": True}

BREAKAGES = (
    *(_relation("", f"{type_} as it should be", _to(type_)) for type_ in _TYPES),
    _relation("unknown-relation-type", "a word that is none", _to("hasManyThrough")),
    _relation("unknown-relation-type", "another case", _to("hasmany")),
    _relation("unknown-relation-type", "no type", {"model": _OTHER}),
    _relation("unknown-relation-type", "null for a type", _to(None)),
    _relation("unknown-relation-type", "a name inherited from every object", _to("toString")),
    _relation("unknown-relation-type", "to a model that is not attached", _to("hasNone"), attached=False),
    Breakage("", "a wrong type in a model that is not attached", _unattached_model),
    entry("unknown-relation-type", "in model-config.json", relations={"related": {"type": "hasNone", "model": "User"}}),
    entry("unknown-relation-type", "half a relation in model-config.json", relations={"related": {"foreignKey": "x"}}),
    _relation("bad-relation", "null", None),
    _relation("bad-relation", "a text", "hasMany"),
    _relation("bad-relation", "an array", []),
    _relation("bad-relation", "true", True),
    _relation("relation-without-model", "belongsTo without a model", {"type": "belongsTo"}),
    _relation("relation-without-model", "belongsTo with an empty model", {"type": "belongsTo", "model": ""}),
    _relation("relation-without-model", "hasMany without a model", {"type": "hasMany"}),
    _relation("relation-without-model", "hasOne without a model", {"type": "hasOne"}),
    _relation("relation-without-model", "embedsMany without a model", {"type": "embedsMany"}),
    _relation("relation-without-model", "referencesMany without a model", {"type": "referencesMany"}),
    _relation("relation-without-model", "hasMany, named like a model", {"type": "hasMany"}, name="relatedThings"),
    _relation("unknown-related-model", "a model that nothing bears", {"type": "hasMany", "model": "NoSuchModel"}),
    _relation(
        "unknown-related-model", "belongsTo one that nothing bears", {"type": "belongsTo", "model": "NoSuchModel"}
    ),
    _relation("unknown-related-model", "a number for a model", {"type": "hasMany", "model": 5}),
    _relation("unknown-related-model", "an object for a model", {"type": "hasMany", "model": {}}),
    _relation("unattached-related-model", "a model without a data source", _to(), attached=False),
    _relation("unknown-related-model", "through a model that nothing bears", _to(through="NoSuchModel")),
    _relation("unknown-related-model", "through a number", _to(through=5)),
    _relation("", "through an empty text", _to(through="")),
    _relation("polymorphic-rule", "belongsTo with a model", _to("belongsTo", polymorphic=True)),
    _relation("polymorphic-rule", "hasMany without a model", {"type": "hasMany", "polymorphic": "related"}),
    _relation("polymorphic-rule", "a foreign key alone", _to(polymorphic={"foreignKey": "a"})),
    _relation("polymorphic-rule", "a discriminator alone", _to(polymorphic={"discriminator": "a"})),
    _relation(
        "polymorphic-rule", "as besides keys", _to(polymorphic={"as": "a", "foreignKey": "b", "discriminator": "c"})
    ),
    _relation(
        "polymorphic-rule",
        "selector besides keys",
        _to(polymorphic={"selector": "a", "foreignKey": "b", "discriminator": "c"}),
    ),
    _relation("", "polymorphic: hasMany with true", _to(polymorphic=True)),
    _relation("", "polymorphic: an empty object", _to(polymorphic={})),
    _relation("", "polymorphic: hasOne with true", _to("hasOne", polymorphic=True)),
    _relation("", "polymorphic: an embedded one", _to("embedsMany", polymorphic="related")),
    _relation("", "polymorphic: a number", _to(polymorphic=5)),
    _relation("", "polymorphic belongsTo", _BELONGS),
    _relation("", "polymorphic belongsTo by selector", {"type": "belongsTo", "polymorphic": {"selector": "a"}}),
    _relation("", "polymorphic by text", _to(polymorphic="related")),
    _relation("", "polymorphic by selector", _to(polymorphic={"selector": "a"})),
    _relation("polymorphic-as", "besides nothing", _to(polymorphic={"as": "a"})),
    _owners("polymorphic-key-type", "texts before numbers", "string", "number"),
    _owners("", "polymorphic: numbers before texts", "number", "string"),
    _owners("", "polymorphic: texts twice", "string", "string"),
    _relation("", "polymorphic by keys", _to(polymorphic={"foreignKey": "b", "discriminator": "c"})),
    _relation("", "polymorphic false", _to(polymorphic=False)),
    _relation("reserved-relation", "trigger", _to(), name="trigger"),
    *(
        _relation("reserved-relation", name, _to(), name=name)
        for name in ("constructor", "save", "destroy", "updateAttributes", "reset", "hasOwnProperty")
    ),
    *(
        _relation("", f"a relation called {name}", _to(), name=name)
        for name in ("toString", "find", "create", "definition", "__proto__", "prototype")
    ),
    _relation("", "a name with a dot", _to(), name="a.b"),
    _relation("", "no name", _to(), name=""),
    _relation("", "a name with a space", _to(), name="a b"),
    together(
        "property-named-like-relation",
        "hasMany",
        inside("", "", "properties", related="string"),
        _relation("", "", _to()),
    ),
    together(
        "property-named-like-relation",
        "belongsTo",
        inside("", "", "properties", related="string"),
        _relation("", "", _to("belongsTo")),
    ),
    together(
        "property-named-like-relation",
        "embedsMany over its own property",
        inside("", "", "properties", related=["object"]),
        _relation("", "", _to("embedsMany", property="related")),
    ),
    _relation("", "an embedded property named like the relation", _to("embedsOne", property="related")),
    _relation("", "an empty foreign key", _to(foreignKey="")),
    _relation("", "a foreign key that is a number", _to(foreignKey=5)),
    _relation("unknown-primary-key", "hasMany", _to(primaryKey="nosuch")),
    _relation("unknown-primary-key", "belongsTo", _to("belongsTo", primaryKey="nosuch")),
    _relation("unknown-primary-key", "hasOne", _to("hasOne", primaryKey="nosuch")),
    _relation("", "a primary key of a type that knows none", _to("embedsMany", primaryKey="nosuch")),
    _relation("", "a primary key that is there", _to("belongsTo", primaryKey="title")),
    _relation("", "another name in as", _to(**{"as": "another"})),
    _relation("", "options null", _to(options=None)),
    _relation("", "scope null", _to(scope=None)),
    _relation("", "an unknown key in a relation", _to(unknown=1)),
    definition("bad-relation", "relations is a text", relations="x"),
    definition("bad-relation", "relations is an array of relations", relations=[{"type": "hasMany", "model": "User"}]),
    definition("", "relations is an empty array", relations=[]),
    definition("", "relations is null", relations=None),
    definition("", "relations is true", relations=True),
    definition("", "the old key relationships", relationships={"related": {"type": "hasMany", "model": "User"}}),
    definition("unknown-relation-type", "a wrong type under the old key", relationships={"r": {"type": "hasNone"}}),
    definition("unknown-relation-type", "in the options, which win", options={"relations": {"r": {"type": "hasNone"}}}),
)
