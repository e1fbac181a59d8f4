"""The properties of a model as rows of a table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.http import QueryDict

from designer.loopback import jsontext, names
from designer.loopback.jsontext import JSON
from designer.loopback.jsonvalues import finite, masked
from designer.loopback.model_properties import PropertyRow
from projects.forms.values import ABSENT, free_typed, joined_lines, restored

_DEFAULT_FUNCTION = re.compile(r"(guid|uuid|uuidv4|now|shortid)\(\)")
_ARRAY = re.compile(r"\[\s*(\S.*?)\s*\]")
_NEW_ROW = re.compile(r"new-[0-9a-z]+-name")


@dataclass(frozen=True)
class PropertyView:
    """A property as a row of the table shows it; `key` is its row."""

    key: str
    name: str = ""
    type: str = "string"
    """`[string]` for an array of them."""
    required: bool = False
    id: str = ""
    """`id`, `generated`, `other`, or empty."""
    index: str = ""
    """`yes`, `unique`, `other`, or empty."""
    default: str = ""
    """JSON, or a function such as `now()`."""
    description: str = ""
    is_simple: bool = True
    """False for what a row cannot show: a nested object, or a property that is switched off."""
    touched: bool = False
    error: str = ""


def property_views(properties: Mapping[str, JSON]) -> list[PropertyView]:
    """The rows of the properties of a file."""
    return [property_view(f"p{row}", name, value) for row, (name, value) in enumerate(properties.items())]


def property_view(key: str, name: str, value: JSON) -> PropertyView:
    """How a property is shown: with its secrets masked, as a default can be one."""
    value = _hidden(name, value)
    attributes = value if isinstance(value, dict) and "type" in value else {"type": value}
    written = attributes["type"]
    is_array = isinstance(written, list) and len(written) == 1 and isinstance(written[0], str)
    if not is_array and not isinstance(written, str):
        return PropertyView(key, name, json.dumps(value, ensure_ascii=False), is_simple=False)
    return PropertyView(
        key,
        name,
        f"[{written[0]}]" if is_array else str(written),
        required=bool(attributes.get("required")),
        id=_shown_id(attributes),
        index=_shown_index(attributes.get("index")),
        default=_shown_default(attributes),
        # In a row all lines of a description stand in one.
        description=" ".join(joined_lines(attributes.get("description")).split("\n")),
    )


class PropertiesForm:
    """What was posted for the table: the rows that were touched, those removed, and the order where it changed.

    `rows` are all rows in their order; `views` shows them again after an error. `properties` are those of the file as
    it is now, `seen` the names in the order in which the person saw them: that is what a row is known by.
    """

    def __init__(self, data: QueryDict, properties: Mapping[str, JSON], seen: Sequence[str] | None = None) -> None:
        self.data = data
        self.properties = properties
        self.names = {f"p{row}": name for row, name in enumerate(properties if seen is None else seen)}
        self.errors: dict[str, str] = {}
        self.rows: list[PropertyRow | str] = []
        self.views: list[PropertyView] = []
        for key in self._order():
            self._read(key)
        self._check_names()

    def is_valid(self) -> bool:
        """Whether the rows can be saved."""
        return not self.errors

    @property
    def is_reordered(self) -> bool:
        """Whether rows were moved."""
        return bool(str(self.data.get("order", "")).split())

    def _order(self) -> list[str]:
        removed = set(self.data.getlist("remove"))
        new = [key.removesuffix("-name") for key in self.data if _NEW_ROW.fullmatch(key)]
        known = [*self.names, *new]
        order = [key for key in str(self.data.get("order", "")).split() if key in known]
        return [key for key in dict.fromkeys([*order, *known]) if key not in removed]

    def _read(self, key: str) -> None:
        old = self.names.get(key)
        is_there = old in self.properties
        original = self.properties[old] if old is not None and is_there else None
        if f"{key}-name" not in self.data:
            if old is not None and is_there:
                self.rows.append(old)
                self.views.append(property_view(key, old, original))
            return
        name = str(self.data[f"{key}-name"])
        if old is None and not name.strip():
            return
        value = self._value(key, old if is_there else None, original)
        self.rows.append(PropertyRow(old, name, value))
        view = property_view(key, name, value)
        # A default is shown as it was typed: with a mask in its place, a new one would be lost.
        default = str(self.data.get(f"{key}-default", view.default))
        self.views.append(replace(view, touched=True, default=default))

    def _value(self, key: str, old: str | None, original: JSON) -> JSON:
        """The property with what was changed in its row, and nothing else."""
        view = PropertyView(key, type="") if old is None else property_view(key, old, original)
        if not view.is_simple:
            return original
        value: dict[str, JSON] = dict(original) if isinstance(original, dict) else {}
        typed = str(self.data.get(f"{key}-type", view.type)).strip() or "any"
        if typed != view.type:
            array = _ARRAY.fullmatch(typed)
            value["type"] = [array[1]] if array else typed
        elif not isinstance(original, dict):
            value["type"] = original
        if bool(self.data.get(f"{key}-required")) != view.required:
            _put(value, "required", None if view.required else True)
        self._put_id(value, str(self.data.get(f"{key}-id", "")), view.id)
        chosen = str(self.data.get(f"{key}-index", ""))
        if chosen != view.index:
            _put(value, "index", {"yes": True, "unique": {"unique": True}}.get(chosen))
        try:
            _put_default(value, str(self.data.get(f"{key}-default", "")), view.default, _hidden(old or "", original))
        except ValidationError as error:
            self.errors[key] = str(error.messages[0])
        description = str(self.data.get(f"{key}-description", ""))
        if description != view.description:
            _put(value, "description", description or None)
        is_short = (old is not None and isinstance(original, str | list)) and value.keys() == {"type"}
        return value["type"] if is_short else value

    def _put_id(self, value: dict[str, JSON], chosen: str, shown: str) -> None:
        if chosen != shown:
            _put(value, "id", True if chosen else None)
            _put(value, "generated", True if chosen == "generated" else None)

    def _check_names(self) -> None:
        seen: set[str] = set()
        for position, row in enumerate(self.rows):
            name = row.name if isinstance(row, PropertyRow) else row
            problem = names.check_property_name(name, seen)
            is_new = isinstance(row, PropertyRow) and row.old_name != name
            if problem and problem.refused and (is_new or name in seen):
                view = self.views[position]
                self.errors[view.key] = problem.sentence
                self.views[position] = replace(view, error=problem.sentence)
            seen.add(name)


def _put_default(value: dict[str, JSON], text: str, shown: str, hidden: JSON) -> None:
    if text == shown:
        return
    function = _DEFAULT_FUNCTION.fullmatch(text.strip())
    typed = free_typed(text)
    if text.strip() and not function:
        before = hidden.get("default", ABSENT) if isinstance(hidden, dict) else ABSENT
        typed = restored(typed, value.get("default", ABSENT), before)
    _put(value, "defaultFn", function[1] if function else None)
    _put(value, "default", None)
    if text.strip() and not function:
        value["default"] = typed


def _hidden(name: str, value: JSON) -> JSON:
    """A property with its secrets masked."""
    return masked("model.json", ("properties", name), value)


def _shown_id(attributes: Mapping[str, JSON]) -> str:
    flags = attributes.get("id"), attributes.get("generated")
    if flags[0] is True:
        return "generated" if flags[1] is True else "other" if flags[1] else "id"
    return "other" if flags[0] or flags[1] else ""


def _shown_index(value: JSON) -> str:
    if not value:
        return ""
    if value is True:
        return "yes"
    return "unique" if value == {"unique": True} else "other"


def _shown_default(attributes: Mapping[str, JSON]) -> str:
    if "defaultFn" in attributes:
        return f"{attributes['defaultFn']}()"
    # In one line: a browser takes line ends out of what a field of one line holds.
    return jsontext.dump_in_one_line(finite(attributes["default"])) if "default" in attributes else ""


def _put(value: dict[str, JSON], key: str, part: JSON) -> None:
    if part is None:
        value.pop(key, None)
    else:
        value[key] = part
