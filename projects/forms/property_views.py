"""Properties as the rows of a table show them; those inside others stand below them, further in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from designer.loopback import jsontext
from designer.loopback.jsontext import JSON
from designer.loopback.jsonvalues import finite, masked
from designer.loopback.nested_properties import attributes_of, is_written_out, nested
from projects.forms.structures.part import fits_input
from projects.forms.values import joined_lines

OBJECT, ARRAY_OF_OBJECTS = "{…}", "[{…}]"
"""What stands as the type of a property that has others inside."""

_COMPOSITE = 4
"""So many properties of a composite id are offered."""


@dataclass(frozen=True)
class PropertyView:
    """A property as a row of the table shows it; `key` is its row, and that of one inside it goes on with a dot."""

    key: str
    name: str = ""
    type: str = "string"
    """`[string]` for an array of them."""
    required: bool = False
    id: str = ""
    """`id`, `generated`, a number, `other`, or empty."""
    index: str = ""
    """`yes`, `unique`, `other`, or empty."""
    other_index: str = ""
    """What another index is, in a word."""
    default: str = ""
    """JSON, or a function such as `now()`."""
    description: str = ""
    is_simple: bool = True
    """False for what a row cannot show, such as a property that is switched off."""
    inner: int | None = None
    """How many properties are inside; None for another type."""
    old_name: str | None = None
    """The name that the file has for it; None for a new one."""
    touched: bool = False
    is_removed: bool = False
    more: str = ""
    """For one that was pasted: all of it but what is inside, as JSON."""
    is_blank: bool = False
    """Whether it is an empty row for one more, for those without scripts."""
    error: str = ""
    detail_url: str = ""
    """The address of the page with all its attributes, where it has one."""

    @property
    def depth(self) -> int:
        """In how many others it is."""
        return self.key.count(".")

    @property
    def is_tucked(self) -> bool:
        """Whether it stays folded away, inside another one, until somebody asks for it."""
        return self.depth > 0 and not self.touched

    @property
    def ids(self) -> list[tuple[str, str]]:
        """What the choice of an id offers: a value and its words."""
        numbers = [str(number) for number in range(1, _COMPOSITE + 1)]
        found = [("", "—"), ("id", "id"), ("generated", "generated"), *((each, f"id {each}") for each in numbers)]
        return found if self.id in dict(found) else [*found, (self.id, "other" if self.id == "other" else self.id)]

    @property
    def indexes(self) -> list[tuple[str, str]]:
        """What the choice of an index offers: a value and its words."""
        found = [("", "—"), ("yes", "yes"), ("unique", "unique")]
        return [*found, ("other", self.other_index)] if self.index == "other" else found


def property_views(properties: Mapping[str, JSON]) -> list[PropertyView]:
    """The rows of the properties of a file, with their secrets masked: a default can be one."""
    return [
        view
        for row, (name, value) in enumerate(properties.items())
        for view in views_of(f"p{row}", name, hidden(name, value))
    ]


def with_blank_rows(views: Iterable[PropertyView]) -> Iterator[PropertyView]:
    """The rows, with an empty one at the end of all that are inside the same one, and one at the very end."""
    opened: list[PropertyView] = []
    for view in views:
        while opened and not view.key.startswith(f"{opened[-1].key}."):
            yield _blank_inside(opened.pop())
        yield view
        if view.inner is not None:
            opened.append(view)
    yield from (_blank_inside(each) for each in reversed(opened))
    yield PropertyView("new-0", is_blank=True)


def _blank_inside(view: PropertyView) -> PropertyView:
    return PropertyView(f"{view.key}.new-0", is_blank=True, touched=view.touched)


def views_of(key: str, name: str, value: JSON) -> Iterator[PropertyView]:
    """The row of a property, masked already, and the rows of those inside it."""
    yield property_view(key, name, value)
    inside = nested_in_rows(value)
    for row, (inner, each) in enumerate(inside.items() if inside else ()):
        yield from views_of(f"{key}.c{row}", inner, each)


def new_views(key: str, name: str, value: JSON) -> list[PropertyView]:
    """The rows of a property that is not there yet, with new keys."""
    inside = nested_in_rows(value)
    more = jsontext.dump_in_one_line(value if inside is None else _emptied(value))
    found = [replace(property_view(key, name, value), old_name=None, more=more)]
    for row, (inner, each) in enumerate(inside.items() if inside else ()):
        found += new_views(f"{key}.new-c{row}", inner, each)
    return found


def _emptied(value: JSON) -> JSON:
    """A property without those inside it, in the form that it has: these bring their own rows."""
    if isinstance(value, list):
        return [_emptied(each) for each in value]
    return value | {"type": _emptied(value["type"])} if isinstance(value, dict) and is_written_out(value) else {}


def nested_in_rows(value: JSON) -> Mapping[str, JSON] | None:
    """The properties inside one, where rows can show them."""
    found = nested(attributes_of(value)["type"])
    return found.members if found and all(map(fits_input, found.members)) else None


def property_view(key: str, name: str, value: JSON) -> PropertyView:
    """How one property is shown, masked already."""
    attributes = attributes_of(value)
    written, inside = attributes["type"], nested_in_rows(value)
    if inside is not None:
        shown = ARRAY_OF_OBJECTS if isinstance(written, list) else OBJECT
    elif isinstance(written, list) and len(written) == 1 and isinstance(written[0], str):
        shown = f"[{written[0]}]"
    elif isinstance(written, str):
        shown = written
    else:
        shown = json.dumps(value, ensure_ascii=False)
        return PropertyView(key, name, shown, is_simple=False, old_name=name)
    index = attributes.get("index")
    return PropertyView(
        key,
        name,
        shown,
        required=bool(attributes.get("required")),
        id=_shown_id(attributes),
        index=_shown_index(index),
        other_index=_in_a_word(index),
        default=_shown_default(attributes),
        # In a row all lines of a description stand in one.
        description=" ".join(joined_lines(attributes.get("description")).split("\n")),
        inner=None if inside is None else len(inside),
        old_name=name,
    )


def hidden(name: str, value: JSON) -> JSON:
    """A property with its secrets masked."""
    return masked("model.json", ("properties", name), value)


def _shown_id(attributes: Mapping[str, JSON]) -> str:
    flag, generated = attributes.get("id"), attributes.get("generated")
    if flag is True:
        return "generated" if generated is True else "other" if generated else "id"
    if isinstance(flag, int) and not isinstance(flag, bool) and flag > 0 and not generated:
        return str(flag)
    return "other" if flag or generated else ""


def _shown_index(value: JSON) -> str:
    if not value:
        return ""
    if value is True:
        return "yes"
    return "unique" if value == {"unique": True} else "other"


def _in_a_word(index: JSON) -> str:
    """Such as FULLTEXT, or mongodb."""
    if not isinstance(index, dict) or not index:
        return "other"
    kinds = [index[key] for key in ("kind", "type") if isinstance(index.get(key), str)]
    return str(kinds[0] if kinds else next(iter(index)))


def _shown_default(attributes: Mapping[str, JSON]) -> str:
    if "defaultFn" in attributes:
        return f"{attributes['defaultFn']}()"
    # In one line: a browser takes line ends out of what a field of one line holds.
    return jsontext.dump_in_one_line(finite(attributes["default"])) if "default" in attributes else ""
