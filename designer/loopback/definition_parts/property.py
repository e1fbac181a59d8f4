"""All attributes of one property (loopback-datasource-juggler 3.36.1: lib/model-builder.js, model.js, dao.js)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from designer.connectors import find
from designer.connectors.base import Kind, Setting
from designer.loopback import jsontext
from designer.loopback.definition_parts.columns import column
from designer.loopback.definition_parts.part import DefinitionPart
from designer.loopback.jsontext import JSON, JSONTextError, Pointer
from designer.loopback.nested_properties import attributes_of, is_written_out, shortest

DEFAULT_FUNCTIONS: tuple[tuple[str, str], ...] = (
    ("guid", "guid: a UUID from the time"),
    ("uuid", "uuid: a UUID from the time"),
    ("uuidv4", "uuidv4: a random UUID"),
    ("now", "now: the present time"),
    ("shortid", "shortid: a short random text"),
)
"""The values of `defaultFn` that juggler knows (lib/model.js), each with what it gives; it ignores others."""

_ARRAY = re.compile(r"\[\s*([^\s\[\]{}](?:[^\[\]{}]*[^\s\[\]{}])?)\s*\]")
_IDS: tuple[tuple[JSON, str], ...] = (
    (True, "yes"),
    *((number, f"{number}, in a composite id") for number in range(1, 6)),
    (False, "no"),
)

_INDEX = (
    Setting(name="unique", label="Unique", kind=Kind.BOOLEAN, width=4, help="Refuse a second equal value."),
    Setting(name="type", label="Type", width=4, help="Such as BTREE or HASH."),
    Setting(name="kind", label="Kind", width=4, help="MySQL: UNIQUE, FULLTEXT or SPATIAL."),
    Setting(
        name="mongodb",
        label="MongoDB",
        kind=Kind.OBJECT,
        more=True,
        help="Options of an index there.",
        fields=(
            Setting(name="unique", label="Unique", kind=Kind.BOOLEAN, width=4, help="Refuse a second equal value."),
            Setting(name="sparse", label="Sparse", kind=Kind.BOOLEAN, width=4, help="Leave out what has no value."),
            Setting(
                name="expireAfterSeconds",
                label="Expires after",
                kind=Kind.NUMBER,
                width=4,
                help="Seconds, for a date.",
            ),
        ),
    ),
)

_ATTRIBUTES = (
    Setting(
        name="type",
        label="Type",
        width=6,
        suggests="types",
        help="In brackets, such as [string], for an array; {…} for an object with properties of its own.",
    ),
    Setting(name="required", label="Required", kind=Kind.BOOLEAN, width=3, help="Refuse an instance without it."),
    Setting(name="id", label="Id", kind=Kind.CHOICE, choices=_IDS, width=3, help="Whether it identifies an instance."),
    Setting(name="default", label="Default", kind=Kind.VALUE, width=6, help="JSON, or a text as it is."),
    Setting(
        name="defaultFn",
        label="Default function",
        kind=Kind.CHOICE,
        choices=DEFAULT_FUNCTIONS,
        width=6,
        help="What gives the default where there is no fixed one.",
    ),
    Setting(name="description", label="Description", width=12, multiline=True, help="For the API explorer."),
    Setting(
        name="index",
        label="Index",
        kind=Kind.BOOLEAN_OR_OBJECT,
        fields=_INDEX,
        help="LoopBack makes it with autoupdate and automigrate only.",
    ),
    Setting(
        name="generated",
        label="Generated",
        kind=Kind.BOOLEAN,
        width=4,
        more=True,
        help="The database makes the id; then the connector chooses its type.",
    ),
    Setting(
        name="useDefaultIdType",
        label="Default id type",
        kind=Kind.BOOLEAN,
        default=True,
        width=4,
        more=True,
        help="Off keeps the type of a generated id as it is here.",
    ),
    Setting(name="length", label="Length", kind=Kind.NUMBER, width=4, more=True, help="Of a text in a database."),
    Setting(name="limit", label="Limit", kind=Kind.NUMBER, width=4, more=True, help="The same, in some connectors."),
    Setting(name="precision", label="Precision", kind=Kind.NUMBER, width=4, more=True, help="How many digits."),
    Setting(name="scale", label="Scale", kind=Kind.NUMBER, width=4, more=True, help="How many after the point."),
    Setting(
        name="applyDefaultOnWrites",
        label="Default on writes",
        kind=Kind.BOOLEAN,
        default=True,
        width=4,
        more=True,
        help="Off leaves the default out of what is written.",
    ),
    Setting(
        name="persistDefaultValues",
        label="Keep default values",
        kind=Kind.BOOLEAN,
        default=True,
        width=4,
        more=True,
        help="Off does not store a value that equals the default.",
    ),
    Setting(
        name="jsonSchema",
        label="JSON schema",
        kind=Kind.OBJECT,
        more=True,
        help="Said of it in the API’s document, by newer connectors checked too.",
    ),
)

ATTRIBUTE_NAMES = frozenset(each.name for each in _ATTRIBUTES)
"""What a property can say of itself, but for its mapping to a connector."""


@dataclass(frozen=True, kw_only=True)
class PropertyPart(DefinitionPart):
    """One property, whatever form it is written in."""

    name: str

    def pointer(self, definition: Mapping[str, JSON]) -> Pointer:
        """Where a definition has it."""
        return "properties", self.name

    @property
    def noun(self) -> str:
        return f"property {self.name}"

    def expanded(self, value: JSON) -> JSON:
        """A property as attributes, with the type as it is typed: `[string]` for an array of them."""
        if not isinstance(value, str | list | dict):
            return value
        attributes = attributes_of(value)
        return {**attributes, "type": _type_shown(attributes["type"])}

    def contracted(self, value: JSON, original: JSON) -> JSON:
        """Attributes as the file is to hold them: a property in short form stays so while it has a type only."""
        if not isinstance(value, dict):
            return value
        before = attributes_of(original)["type"]
        result = dict(value)
        if "type" in value:
            is_same = jsontext.same(value["type"], _type_shown(before))
            result["type"] = before if is_same else _type_typed(value["type"])
        is_short = isinstance(original, str | list | dict) and not is_written_out(original)
        return shortest(result) if is_short else result


def property_part(name: str, connectors: Iterable[str] = (), value: JSON = None) -> PropertyPart:
    """The description of a property; `connectors` are those that keep it.

    `value` is the property as it is: where it is mapped for other connectors too, their part is in the description.
    """
    there = value.keys() if isinstance(value, dict) else ()
    mappings = [mapping for key in dict.fromkeys([*connectors, *there]) if (mapping := _mapping(key, there))]
    setting = Setting(name=name, label="Property", kind=Kind.OBJECT, fields=(*_ATTRIBUTES, *mappings), help="")
    return PropertyPart(address="properties", title=f"Property {name}", setting=setting, summary="", name=name)


def _mapping(connector: str, there: Iterable[str]) -> Setting | None:
    known = find(connector)
    key = connector if connector in there or known is None else known.key
    return column(key, known.title if known else "")


def _type_shown(value: JSON) -> JSON:
    is_array = isinstance(value, list) and len(value) == 1 and isinstance(value[0], str)
    shown = f"[{value[0]}]" if is_array else ""
    return shown if _ARRAY.fullmatch(shown) else value


def _type_typed(value: JSON) -> JSON:
    if not isinstance(value, str):
        return value
    if array := _ARRAY.fullmatch(value.strip()):
        return [array[1]]
    if value.strip().startswith(("{", "[")):
        try:
            return jsontext.read(value)
        except JSONTextError:
            return value
    return value.strip()
