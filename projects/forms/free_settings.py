"""The settings of a data source that nobody described, as rows of a table: a name and a JSON value each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from designer.loopback.jsontext import JSON
from projects.forms.inheritance import OtherLayers
from projects.forms.touched import Shown
from projects.forms.values import ABSENT, free_shown, free_typed, restored

OWN_KEYS = frozenset({"name", "connector", "adapter"})
"""What says what a data source is; the form has no fields for it."""

_ROW = re.compile(r"(?:new-|f)[0-9a-z]+-name")


@dataclass(frozen=True)
class FreeRow:
    """A setting that nobody described, as a row of a table."""

    key: str
    old: str
    """The name it has in the file; empty for a new one."""
    name: str
    value: str
    touched: bool = False
    error: str = ""
    inherited: str = ""
    """The value in the files below, where this file has none."""
    notes: tuple[str, ...] = ()
    """Sentences on what the other files say of it."""

    @property
    def is_inherited(self) -> bool:
        """Whether it stands only in the files below."""
        return bool(self.name) and not self.old and not self.key.startswith("new-")

    @property
    def text(self) -> str:
        """All that can be typed in it."""
        return f"{self.name}\n{self.value}"


def row_key(name: str) -> str:
    """The row of a setting: the same on every page, whatever other settings come and go."""
    return "f" + sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class FreeSettings:
    """The rows of one form, and what was posted for them.

    `entry` is what the file holds, `hidden` the same with secrets masked, `described` the settings that have fields.
    After `put`, `errors` holds a sentence for each row that cannot be used, and `kept` the settings whose secret is the
    saved one.
    """

    def __init__(
        self,
        data: Mapping[str, Any],
        entry: Mapping[str, JSON],
        hidden: Mapping[str, JSON],
        described: Collection[str],
        others: OtherLayers,
        shown: Shown,
    ) -> None:
        self.data = data
        self.entry = entry
        self.hidden = hidden
        self.described = described
        self.others = others
        self.shown = shown
        self.errors: dict[str, str] = {}
        self.kept: set[str] = set()

    @property
    def rows(self) -> list[FreeRow]:
        """The settings as they are shown; after an error as they were typed."""
        rows = [self._posted(row) or row for row in self.file_rows if row.key not in self._removed]
        return rows + [row for row in self._new_rows() if row.name]

    @property
    def file_rows(self) -> list[FreeRow]:
        """The settings as this file and those below have them."""
        here = [self._row(name, name) for name in self.entry if self._is_free(name)]
        below = [self._row(name, "") for name in self.others.below if self._is_free(name) and name not in self.entry]
        return here + below

    def put(self, result: dict[str, JSON]) -> None:
        """Removes, changes and adds settings in `result`. Rows that were not touched need not be posted."""
        for row in self.file_rows:
            if row.key in self._removed:
                result.pop(row.old, None)
            elif (posted := self._posted(row)) and (row.old or posted.value):
                self._put_row(result, posted)
            elif row.old and not posted and self.hidden.get(row.old) != self.entry[row.old]:
                self.kept.add(row.old)
        for row in self._new_rows():
            if (row.name or row.value) and not self.shown.is_untouched(row.key, row.text):
                self._put_row(result, row)

    def _is_free(self, name: str) -> bool:
        return name not in OWN_KEYS and name not in self.described

    def _row(self, name: str, old: str) -> FreeRow:
        own = self.entry.get(name)
        value = free_shown(self.hidden.get(name, own)) if old else ""
        below = self.others.below.get(name)
        inherited = free_shown(below.value) if below and not old else ""
        notes = (self.others.origin(name, own, stands_here=bool(old)), self.others.overriding(name, own))
        return FreeRow(row_key(name), old, name, value, inherited=inherited, notes=tuple(filter(None, notes)))

    def _put_row(self, result: dict[str, JSON], row: FreeRow) -> None:
        taken = row.name in OWN_KEYS or row.name in self.described
        if taken or (row.name != row.old and row.name in result):
            self.errors[row.key] = f"There is already a setting “{row.name}”. Change that one."
        elif not row.name:
            self.errors[row.key] = "A setting needs a name."
        else:
            self._put_value(result, row)

    def _put_value(self, result: dict[str, JSON], row: FreeRow) -> None:
        original, hidden = self.entry.get(row.old, ABSENT), self.hidden.get(row.old, ABSENT)
        text = row.value.replace("\r\n", "\n")
        untouched = original is not ABSENT and self.shown.is_untouched(row.key, row.text)
        if untouched or (hidden is not ABSENT and text == free_shown(hidden)):
            value: JSON = original
            restored_secret = hidden != original
        else:
            try:
                typed = free_typed(text)
                value = restored(typed, original, hidden)
            except ValidationError as error:
                self.errors[row.key] = str(error.messages[0])
                return
            restored_secret = value != typed
        if restored_secret:
            self.kept.add(row.name)
        if row.old != row.name:
            result.pop(row.old, None)
        result[row.name] = value

    def _posted(self, row: FreeRow) -> FreeRow | None:
        if f"{row.key}-name" not in self.data:
            return None
        name, value = str(self.data[f"{row.key}-name"]), str(self.data.get(f"{row.key}-value", ""))
        return replace(row, name=name, value=value, touched=True, error=self.errors.get(row.key, ""))

    def _new_rows(self) -> list[FreeRow]:
        saved = {row.key for row in self.file_rows}
        keys = [key.removesuffix("-name") for key in self.data if _ROW.fullmatch(key)]
        new = [key for key in keys if key not in saved and key not in self._removed]
        found = (self._posted(FreeRow(key, "", "", "")) for key in new)
        return [row for row in found if row]

    @property
    def _removed(self) -> set[str]:
        return set(self.data.getlist("remove")) if isinstance(self.data, QueryDict) else set()
