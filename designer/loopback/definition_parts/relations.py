"""How models relate to others (loopback-datasource-juggler 3.36.1, lib/relation-definition.js)."""

from __future__ import annotations

from designer.connectors.base import JSON, Kind, Setting
from designer.loopback.definition_parts.part import DefinitionPart

_EMBEDS: tuple[JSON, ...] = ("embedsOne", "embedsMany")
_KEYED: tuple[JSON, ...] = ("belongsTo", "hasOne", "hasMany", "referencesMany")
_POLYMORPHIC_TYPES: tuple[JSON, ...] = ("belongsTo", "hasOne", "hasMany", "hasAndBelongsToMany", "embedsMany")
_ONE_SIDE: tuple[JSON, ...] = ("belongsTo", "hasOne", "hasMany")

TYPES: tuple[tuple[str, str], ...] = (
    ("belongsTo", "belongsTo: this model holds the key of one other"),
    ("hasOne", "hasOne: one other holds the key of this model"),
    ("hasMany", "hasMany: many others hold the key of this model"),
    ("hasAndBelongsToMany", "hasAndBelongsToMany: many on both sides, over a model between"),
    ("referencesMany", "referencesMany: this model holds an array of keys"),
    ("embedsOne", "embedsOne: one other is kept inside this model"),
    ("embedsMany", "embedsMany: many others are kept inside this model"),
)
"""The types of relations in LoopBack's spelling, which must be kept, each with what it means."""

_POLYMORPHIC = (
    Setting(
        name="selector",
        label="Selector",
        aliases=("as",),
        width=6,
        help="What both keys begin with: imageable gives imageableId and imageableType.",
    ),
    Setting(name="foreignKey", label="Foreign key", width=6, help="With a discriminator, in the place of a selector."),
    Setting(
        name="discriminator",
        label="Discriminator",
        width=6,
        help="The property that holds the name of the other model.",
    ),
    Setting(
        name="idType",
        label="Id type",
        width=6,
        suggests="types",
        help="The type of the other model’s id, where that is no number.",
    ),
)

_OPTIONS = (
    Setting(
        name="nestRemoting",
        label="Nested paths",
        kind=Kind.BOOLEAN,
        width=6,
        help="Also serve the other model’s own relations below this one.",
    ),
    Setting(
        name="disableInclude",
        label="No include",
        kind=Kind.BOOLEAN,
        width=6,
        help="Refuse this relation in the filter “include”.",
    ),
    Setting(
        name="validate",
        label="Validate",
        kind=Kind.BOOLEAN,
        width=4,
        more=True,
        help="For embedded ones: whether each is validated with its owner.",
    ),
    Setting(
        name="forceId",
        label="Force id",
        kind=Kind.BOOLEAN,
        width=4,
        more=True,
        help="For embedded ones: make an id for each.",
    ),
    Setting(
        name="persistent",
        label="Persistent",
        kind=Kind.BOOLEAN,
        width=4,
        more=True,
        help="For embedded ones: also save each in its own data source.",
    ),
    Setting(name="prepend", label="Prepend", kind=Kind.BOOLEAN, width=4, more=True, help="Put new ones first."),
    Setting(
        name="invertProperties",
        label="Invert properties",
        kind=Kind.BOOLEAN,
        width=4,
        more=True,
        help="Copy the properties from the other side to this one.",
    ),
    Setting(
        name="omitDefaultEmbeddedItem",
        label="Omit default item",
        kind=Kind.BOOLEAN,
        width=4,
        more=True,
        help="Embed nothing where nothing was given.",
    ),
    Setting(
        name="http",
        label="HTTP",
        kind=Kind.OBJECT,
        more=True,
        help="Where its methods are served.",
        fields=(Setting(name="path", label="Path", width=6, help="In the place of the relation’s name."),),
    ),
)

_FIELDS = (
    Setting(name="type", label="Type", kind=Kind.CHOICE, choices=TYPES, width=12, help="Which side holds what."),
    Setting(
        name="model",
        label="Model",
        width=6,
        suggests="models",
        help="The other model; none for a polymorphic belongsTo.",
    ),
    Setting(
        name="foreignKey",
        label="Foreign key",
        width=6,
        suggests="properties",
        only_for=("type", _KEYED),
        help="The property that holds the key; it need not be declared.",
    ),
    Setting(
        name="through",
        label="Through",
        width=6,
        suggests="models",
        only_for=("type", ("hasMany", "hasAndBelongsToMany")),
        help="The model between, for many on both sides.",
    ),
    Setting(
        name="keyThrough",
        label="Key through",
        width=6,
        only_for=("type", ("hasMany",)),
        help="The property of the model between that holds the other key.",
    ),
    Setting(
        name="primaryKey",
        label="Primary key",
        width=6,
        more=True,
        only_for=("type", _ONE_SIDE),
        help="The property that the foreign key points at, where that is not the id.",
    ),
    Setting(
        name="property",
        label="Property",
        width=6,
        only_for=("type", _EMBEDS),
        help="Where the embedded ones are kept; it must differ from the relation’s name.",
    ),
    Setting(
        name="polymorphic",
        label="Polymorphic",
        kind=Kind.BOOLEAN_OR_OBJECT,
        fields=_POLYMORPHIC,
        short="selector",
        more=True,
        only_for=("type", _POLYMORPHIC_TYPES),
        help="Whether the other model can be of several kinds: the relation’s own name counts, or a selector.",
    ),
    Setting(
        name="invert",
        label="Invert",
        kind=Kind.BOOLEAN,
        width=6,
        more=True,
        only_for=("type", ("hasMany",)),
        help="For a polymorphic relation through a model: seen from the other side.",
    ),
    Setting(
        name="throughTable",
        label="Through table",
        width=6,
        more=True,
        only_for=("type", ("hasAndBelongsToMany",)),
        help="The table of the model between.",
    ),
    Setting(
        name="default",
        label="Default",
        kind=Kind.OBJECT,
        more=True,
        only_for=("type", ("embedsOne",)),
        help="What is embedded where nothing was given.",
    ),
    Setting(
        name="scope",
        label="Scope",
        kind=Kind.OBJECT,
        more=True,
        help='A filter that each query of the relation has, such as {"where": {…}}.',
    ),
    Setting(
        name="properties",
        label="Properties",
        kind=Kind.OBJECT,
        more=True,
        help='What the other side copies from this one: {"theirs": "ours"}.',
    ),
    Setting(
        name="options",
        label="Options",
        kind=Kind.OBJECT,
        fields=_OPTIONS,
        more=True,
        help="How it is served, and how embedded ones are kept.",
    ),
)

RELATIONS = DefinitionPart(
    address="relations",
    title="Relations",
    setting=Setting(
        name="relations",
        label="Relation",
        aliases=("relationships",),
        kind=Kind.MAP,
        fields=_FIELDS,
        help="By name; each name becomes a method, and a path of the API.",
    ),
    summary="A relation leads from this model to another: orders of a customer, the customer of an order.",
)
