"""How a property is kept by a connector: what stands in the property under the connector's own key.

Read in loopback-connector 4.11 (lib/sql.js, `column`), loopback-connector-mysql 5.4.4 and -postgresql 5.5.2
(lib/migration.js), -mssql 3.8.0, -mongodb 4.2.0 (lib/mongodb.js), -cassandra 1.7.1.
"""

from __future__ import annotations

from collections.abc import Mapping

from designer.connectors.base import JSON, Kind, Setting

_YES_OR_NO: tuple[tuple[JSON, str], ...] = (("Y", "Y: may be empty"), ("N", "N: must have a value"))

_COLUMN = Setting(
    name="columnName",
    label="Column",
    aliases=("column",),
    width=6,
    help="Its name in the table; by default the property’s.",
)
_DATA_TYPE = Setting(name="dataType", label="Data type", width=6, help="As the database calls it, such as VARCHAR.")
_SIZES = (
    Setting(name="dataLength", label="Length", kind=Kind.NUMBER, width=4, help="Of a text."),
    Setting(name="dataPrecision", label="Precision", kind=Kind.NUMBER, width=4, help="How many digits."),
    Setting(name="dataScale", label="Scale", kind=Kind.NUMBER, width=4, help="How many of them after the point."),
)
_NULLABLE = Setting(
    name="nullable",
    label="Nullable",
    kind=Kind.CHOICE,
    choices=_YES_OR_NO,
    width=6,
    help="Whether the column can be empty; else what “required” says.",
)
_DEFAULT = Setting(name="default", label="Column default", kind=Kind.VALUE, width=6, help="What the database fills in.")
_DATABASE_DEFAULT = Setting(
    name="dbDefault", label="Column default", width=6, help="What the database fills in, in SQL such as CURRENT_DATE."
)
_SQL = (_COLUMN, _DATA_TYPE, *_SIZES, _NULLABLE)

_MYSQL = (
    *_SQL,
    _DEFAULT,
    Setting(name="comment", label="Comment", width=6, more=True, help="In the table’s definition."),
)
_POSTGRESQL = (
    *_SQL,
    _DATABASE_DEFAULT,
    Setting(
        name="defaultFn",
        label="Function",
        width=6,
        more=True,
        help="For a generated id of type uuid, such as uuid_generate_v4().",
    ),
    Setting(
        name="extension", label="Extension", width=6, more=True, help="The one that brings the function: uuid-ossp."
    ),
)
_MONGODB = (
    Setting(
        name="fieldName",
        label="Field",
        aliases=("field", "columnName", "column"),
        width=6,
        help="Its name in the document; by default the property’s.",
    ),
    Setting(
        name="dataType",
        label="Data type",
        kind=Kind.CHOICE,
        choices=(("ObjectID", "ObjectID"), ("Decimal128", "Decimal128")),
        width=6,
        help="How it is kept where that is not what its type says.",
    ),
)

_COLUMNS: Mapping[str, tuple[Setting, ...]] = {
    "mysql": _MYSQL,
    "postgresql": _POSTGRESQL,
    "mongodb": _MONGODB,
    "sqlite3": (*_SQL, _DATABASE_DEFAULT),
    "cassandra": (_COLUMN, _DATA_TYPE),
    **dict.fromkeys(
        ("mssql", "oracle", "db2", "dashdb", "db2z", "db2iseries", "ibmi", "informix", "saphana"), (*_SQL, _DEFAULT)
    ),
}


def column(connector: str, title: str = "") -> Setting | None:
    """The mapping of a property for a connector of that name; None where none is known for it."""
    fields = _COLUMNS.get(connector)
    if fields is None:
        return None
    return Setting(
        name=connector, label=title or connector, kind=Kind.OBJECT, fields=fields, help="How the data source keeps it."
    )


def column_names(connector: str) -> tuple[str, ...]:
    """The keys under which a mapping says what the column is called; none for a connector that has no mapping."""
    fields = _COLUMNS.get(connector, ())
    return (fields[0].name, *fields[0].aliases) if fields else ()
