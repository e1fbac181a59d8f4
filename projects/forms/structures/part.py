"""What all parts of a structured setting have in common: where they stand, and what comes of reading them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from designer.connectors.base import Setting
from designer.loopback.jsontext import JSON, Pointer
from projects.forms.values import ABSENT, Absent

MODE_INPUT = "~as"
"""What the name of the input ends with that tells how a part is edited: as `fields`, or as `json`."""

_ONE_LINE = re.compile(r"[\x00-\x1f]")

_COLUMN, _LETTER, _CODE_LETTER = 53, 6.9, 7.0
"""Pixels of a column, of a letter of a label, and of one in the font for code."""


def width_of(setting: Setting, key: str) -> int:
    """Columns of a form that is 12 wide: as many as the setting asks for, or more where its label needs them."""
    if setting.fields:
        return 12
    code = "" if key == setting.label else key
    needed = len(setting.label) * _LETTER + len(code) * _CODE_LETTER + 6
    return next((each for each in (setting.width, 6, 8, 9) if each >= setting.width and needed < each * _COLUMN), 12)


@dataclass(frozen=True)
class Place:
    """Where a part of a setting stands: in the form, and in what the file held when the form was made."""

    setting: Setting
    name: str
    """The name of its input, or what the names of its inputs begin with."""
    key: str = ""
    """Its key in the object that it is a member of, as the file spells it."""
    original: JSON | Absent = ABSENT
    hidden: JSON | Absent = ABSENT
    """The original with its secrets masked: what a page may show."""
    inherited: JSON | Absent = ABSENT
    """What the files below say, masked."""
    is_element: bool = False
    """Whether it is an element of a list, which stays where it is empty."""
    is_free: bool = False
    """Whether nobody described it: then it is JSON, or a text."""
    depth: int = 0
    """In how many lists it is."""
    waits_for: tuple[str, str] | None = None
    """The path of another field, and the texts (as JSON) of its values with which this one means anything."""

    @property
    def path(self) -> str:
        """What a page calls the field, unlike any other."""
        return self.name.removeprefix("s-")

    @property
    def width(self) -> int:
        """Columns of a form that is 12 wide."""
        return width_of(self.setting, self.key)


@dataclass
class Outcome:
    """What came of reading a form: errors by the name of the input, and the secrets that are the saved ones."""

    errors: dict[str, str] = field(default_factory=dict)
    kept: list[tuple[Pointer, JSON]] = field(default_factory=list)
    """Where each of them stands now, and what it is."""


@dataclass
class Part(ABC):
    """A part of a structured setting, as it is shown or as it was posted."""

    place: Place
    error: str = ""
    is_apt: bool = True
    """Whether it means anything with what is chosen beside it."""
    hint: str = ""
    """What counts where nothing is typed, where a page knows better than the description."""
    is_idle: bool = False
    """Whether a page knows that it means nothing here."""
    template: ClassVar[str]

    @abstractmethod
    def value(self, pointer: Pointer, outcome: Outcome) -> JSON | Absent:
        """What the file is to hold; `pointer` is where. What cannot be used is told to `outcome`."""

    @abstractmethod
    def veiled(self) -> JSON | Absent:
        """The same with masks in the place of kept secrets, as far as it can be used."""

    @abstractmethod
    def inputs(self) -> Iterator[tuple[str, str]]:
        """What a browser sends of it where nobody touched it."""

    @property
    @abstractmethod
    def is_filled(self) -> bool:
        """Whether anything is typed or kept in it."""

    @property
    def parts(self) -> Iterator[Part]:
        """What is inside."""
        yield from ()

    def tell(self, errors: dict[str, str]) -> None:
        """Marks what is wrong, here and inside."""
        self.error = errors.get(self.place.name, "")
        for part in self.parts:
            part.tell(errors)

    @property
    def parts_have_labels(self) -> bool:
        """Whether it is a group of inputs, each with a label of its own."""
        return True

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong here or inside."""
        return bool(self.error) or any(part.has_errors for part in self.parts)


def fits_input(key: str) -> bool:
    """Whether a browser leaves a text alone that stands in an input of one line."""
    return not _ONE_LINE.search(key)
