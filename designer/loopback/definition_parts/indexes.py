"""Indexes over several properties; made by autoupdate and automigrate only, never at boot."""

from __future__ import annotations

from designer.connectors.base import Kind, Setting
from designer.loopback.definition_parts.part import DefinitionPart

_DIRECTIONS = ((1, "ascending"), (-1, "descending"))

_FIELDS = (
    Setting(
        name="keys",
        label="Keys",
        entry="key",
        kind=Kind.MAP,
        help="The properties in their order.",
        fields=(Setting(name="", label="Property", kind=Kind.CHOICE, choices=_DIRECTIONS, start=1, help=""),),
    ),
    Setting(
        name="options",
        label="Options",
        kind=Kind.OBJECT,
        help="As the connector knows them.",
        fields=(
            Setting(
                name="unique",
                label="Unique",
                kind=Kind.BOOLEAN,
                width=6,
                help="Refuse a second instance with equal values.",
            ),
            Setting(
                name="sparse",
                label="Sparse",
                kind=Kind.BOOLEAN,
                width=6,
                more=True,
                help="MongoDB: leave out instances without a value.",
            ),
            Setting(
                name="expireAfterSeconds",
                label="Expires after",
                kind=Kind.NUMBER,
                width=6,
                more=True,
                help="MongoDB: delete after so many seconds.",
            ),
        ),
    ),
    Setting(
        name="columns",
        label="Columns",
        width=6,
        more=True,
        help="MySQL and PostgreSQL: column names with commas between, in the place of keys.",
    ),
    Setting(name="kind", label="Kind", width=3, more=True, help="MySQL: UNIQUE, FULLTEXT or SPATIAL."),
    Setting(name="type", label="Type", width=3, more=True, help="Such as BTREE or HASH."),
)

INDEXES = DefinitionPart(
    address="indexes",
    title="Indexes",
    setting=Setting(
        name="indexes",
        label="Index",
        kind=Kind.MAP,
        fields=_FIELDS,
        help="By name. LoopBack makes them with autoupdate and automigrate only.",
    ),
    summary="An index makes queries over several properties quick, or their values unique.",
)
