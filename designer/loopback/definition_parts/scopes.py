"""Named queries (loopback-datasource-juggler 3.36.1, lib/scope.js)."""

from __future__ import annotations

from designer.connectors.base import Kind, Setting
from designer.loopback.definition_parts.part import DefinitionPart

FILTER = (
    Setting(name="where", label="Where", kind=Kind.OBJECT, help='Which instances, such as {"active": true}.'),
    Setting(
        name="order",
        label="Order",
        kind=Kind.NAMES,
        width=6,
        suggests="properties",
        help="Such as “name ASC”; several with commas between.",
    ),
    Setting(
        name="include",
        label="Include",
        kind=Kind.NAMES,
        width=6,
        suggests="relations",
        help="Relations that come along.",
    ),
    Setting(name="limit", label="Limit", kind=Kind.NUMBER, width=3, help="At most so many."),
    Setting(name="skip", label="Skip", kind=Kind.NUMBER, width=3, more=True, help="Leave out the first so many."),
    Setting(
        name="fields",
        label="Fields",
        kind=Kind.NAMES,
        width=6,
        more=True,
        suggests="properties",
        help="Only these properties.",
    ),
)

SCOPES = DefinitionPart(
    address="scopes",
    title="Scopes",
    setting=Setting(
        name="scopes",
        label="Scope",
        kind=Kind.MAP,
        fields=FILTER,
        help="By name; each name becomes a method of the model, and a path of the API.",
    ),
    summary="A scope is a query with a name, such as the active customers.",
)
