"""The table of a model's properties as it was posted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import QueryDict

from designer.loopback import names
from designer.loopback.jsontext import JSON
from designer.loopback.model_properties import PropertyRow
from projects.forms.property_rows import RowReader
from projects.forms.property_views import PropertyView, hidden, views_of
from projects.forms.values import ABSENT

_NEW_ROW = re.compile(r"new-[0-9a-z]+-name")


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
        self._taken: set[str] = set()
        for key in self._order():
            self._read(key)

    def is_valid(self) -> bool:
        """Whether the rows can be saved."""
        return not self.errors

    @property
    def is_reordered(self) -> bool:
        """Whether rows were moved."""
        return bool(str(self.data.get("order", "")).split())

    def _order(self) -> list[str]:
        new = [key.removesuffix("-name") for key in self.data if _NEW_ROW.fullmatch(key)]
        known = [*self.names, *new]
        order = [key for key in str(self.data.get("order", "")).split() if key in known]
        return list(dict.fromkeys([*order, *known]))

    def _read(self, key: str) -> None:
        old = self.names.get(key)
        is_there = old in self.properties
        original = self.properties[old] if old is not None and is_there else ABSENT
        veiled = ABSENT if old is None or original is ABSENT else hidden(old, original)
        if key in self.data.getlist("remove"):
            if old is not None and veiled is not ABSENT:
                self.views += [replace(each, is_removed=True) for each in views_of(key, old, veiled)]
            return
        if f"{key}-name" not in self.data:
            if old is not None and veiled is not ABSENT:
                self.rows.append(old)
                self.views += views_of(key, old, veiled)
                self._check_name(key, old, len(self.views) - 1, is_new=False)
            return
        name = str(self.data[f"{key}-name"])
        if old is None and not name.strip():
            return
        reader = RowReader(self.data)
        value = reader.read(key, name, original, veiled)
        place = len(self.views)
        self.views += [replace(reader.views[0], old_name=old), *reader.views[1:]]
        self.errors |= reader.errors
        self.rows.append(PropertyRow(old, name, value, tuple(reader.renamed)))
        self._check_name(key, name, place, is_new=old != name)

    def _check_name(self, key: str, name: str, place: int, *, is_new: bool) -> None:
        problem = names.check_property_name(name, self._taken)
        if problem and problem.refused and (is_new or name in self._taken):
            self.errors[key] = problem.sentence
            self.views[place] = replace(self.views[place], error=problem.sentence)
        self._taken.add(name)
