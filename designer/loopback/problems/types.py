"""The types of properties: what LoopBack makes of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from designer.connectors.javascript import truthy
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.problems.mending import write_named, writing
from designer.loopback.problems.model_names import TYPES
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.typing_mistakes import sure
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_UNKNOWN = Code(
    "unknown-type",
    Severity.WRONG_RESULT,
    "A property has a type that does not exist",
    "LoopBack knows its own types without regard to capitals, and models by their exact names. For any other word it "
    "makes an empty model without a warning, in the hope that it is defined later; where it never is, each instance "
    "with a value for that property fails (loopback-datasource-juggler 3.36.1, lib/model-builder.js, resolveType).",
    "Choose one of LoopBack’s types, or the name of a model that is configured.",
    write_named,
)
_BAD = Code(
    "bad-type",
    Severity.WRONG_RESULT,
    "The type of a property cannot be one",
    "A type is a word, an object of nested properties, or one of these in an array. LoopBack ends with “Invalid type "
    "for property” where there is null, false or 0 in an array, or 0 alone; other values are taken, and fail when the "
    "property is used; an empty text takes the property away (loopback-datasource-juggler 3.36.1, "
    "lib/model-builder.js, registerProperty and resolveType).",
    "Write a type such as `string`, or `any` where every value is allowed.",
)
_UNTYPED = Code(
    "property-without-type",
    Severity.WRONG_RESULT,
    "A property has no type",
    "Where an object has no `type`, LoopBack takes the object itself for a type with nested properties: `required` "
    "and `length` become properties of a model without a name, and texts and numbers are turned into objects "
    "(loopback-datasource-juggler 3.36.1, lib/model-builder.js, resolveType). That is so for a property that is "
    "inherited too: it is replaced as a whole.",
    "Write the type of the property.",
)

CODES = (_UNKNOWN, _BAD, _UNTYPED)

_OF_CONNECTORS = frozenset({"objectid", "point", "timeuuid", "tuple", "uuid"})
"""Types that connectors bring: MySQL, Cassandra, MongoDB."""
_ATTRIBUTES = frozenset(
    {"applyDefaultOnWrites", "comments", "default", "defaultFn", "description", "display", "doc", "generated", "hidden"}
    | {"id", "index", "length", "limit", "max", "min", "persistDefaultValues", "precision", "required", "scale"}
    | {"unique", "useDefaultIdType", "mysql", "postgresql", "mssql", "oracle", "mongodb", "db2", "sqlite3", "cassandra"}
)
_MOST_GUESSES = 50
"""Looking for a similar word takes its time, so it is done for the first ones only."""


class Namer:
    """The names that can be types in an application, and what somebody may have meant by another word."""

    def __init__(self, boot: Boot) -> None:
        self._registry = boot.registry
        self._guesses: dict[str, str | None] = {}

    def is_known(self, word: str) -> bool:
        """Whether a word is a type, or may be one that cannot be seen from here."""
        small = word.lower()
        return (
            small in TYPES
            or small in _OF_CONNECTORS
            or self._registry.is_there(word)
            or (word not in self._registry.defined and self._registry.may_be_defined_elsewhere(word))
        )

    def fix(self, word: str) -> str:
        """What one click would do about a word that is no type: only where one mistake makes it of a single word."""
        guess = self._guess(word) if word not in self._registry.defined else None
        is_sure = guess is not None and word.lower() not in _COMMON_WORDS and guess.lower() in self._near(word)
        return writing(guess) if guess and is_sure else ""

    def explained(self, word: str) -> str:
        """Why a word is no type, and what may have been meant."""
        if word in self._registry.defined:
            return f"“{word}” is defined, but neither configured nor extended by a model that is."
        guess = self._guess(word)
        hint = f" Did you mean “{guess}”?" if guess else ""
        return f"There is no type or model “{word}”.{hint}"

    def _guess(self, word: str) -> str | None:
        small = word.lower()
        if small in _COMMON_WORDS:
            return _COMMON_WORDS[small]
        if small not in self._guesses and len(self._guesses) < _MOST_GUESSES:
            near = [*self._near(small), *difflib.get_close_matches(small, self._words, n=1)]
            self._guesses[small] = self._words[near[0]] if near else None
        return self._guesses.get(small)

    def _near(self, word: str) -> list[str]:
        """The word in small letters that is surely meant, if there is one; only the case may be another one too."""
        small = word.lower()
        meant = small if small in self._words else sure(small, self._words)
        return [meant] if meant else []

    @cached_property
    def _words(self) -> dict[str, str]:
        models = {name.lower(): name for name in [*BUILTIN, *self._registry.created]}
        return models | {word: _SPELLING.get(word, word) for word in TYPES}


_SPELLING = {"datestring": "dateString", "geopoint": "geoPoint"}
_COMMON_WORDS = {
    **dict.fromkeys(("int", "integer", "float", "double", "decimal", "bigint", "long", "real", "numeric"), "number"),
    **dict.fromkeys(("bool", "bit", "tinyint"), "boolean"),
    **dict.fromkeys(("datetime", "timestamp", "time"), "date"),
    **dict.fromkeys(("varchar", "char", "enum", "email", "url", "nvarchar"), "string"),
    **dict.fromkeys(("longtext", "mediumtext", "clob"), "text"),
    **dict.fromkeys(("blob", "bytes", "bytea"), "buffer"),
    **dict.fromkeys(("hash", "map", "dict", "jsonb"), "object"),
    **dict.fromkeys(("null", "mixed", "*"), "any"),
}


def nested(place: Pointer, value: JSON) -> Iterator[tuple[Pointer, dict[str, JSON]]]:
    """The nested properties in the value of a property, with their place."""
    if isinstance(value, list) and value:
        yield from nested((*place, 0), value[0])
    elif isinstance(value, dict):
        if truthy(value.get("type")):
            yield from _nested_type((*place, "type"), value["type"])
        else:
            yield place, value


def _nested_type(place: Pointer, value: JSON) -> Iterator[tuple[Pointer, dict[str, JSON]]]:
    """`type` inside of `type` is a property of that name (resolveType, isSubProperty)."""
    if isinstance(value, dict):
        yield place, value
    elif isinstance(value, list) and value:
        yield from nested((*place, 0), value[0])


def find(boot: Boot, model: RegisteredModel, place: Pointer, value: JSON, namer: Namer) -> Iterator[Problem]:
    """The problems of the type of one property."""
    assert model.path
    if isinstance(value, dict) and _is_untyped(value):
        sentence = f"“{place[-1]}” has no type, so LoopBack takes these attributes for nested properties."
        yield _UNTYPED.at(model.path, place, sentence)
        return
    if value is None or value is False:
        return
    yield from _of(boot, model, place, value, namer)


def _is_untyped(value: dict[str, JSON]) -> bool:
    """Whether an object has attributes of a property, or nothing at all, but no type."""
    return (value.keys() - {"type"}) <= _ATTRIBUTES and not truthy(value.get("type")) and value.get("type") != 0


def _of(boot: Boot, model: RegisteredModel, place: Pointer, value: JSON, namer: Namer) -> Iterator[Problem]:
    assert model.path
    if isinstance(value, str):
        if not value:
            yield _BAD.at(model.path, place, "An empty text is no type; LoopBack leaves the property out.")
        elif not namer.is_known(value):
            sentence = f"{namer.explained(value)} Values for it cannot be saved."
            yield _UNKNOWN.at(model.path, place, sentence, fix=namer.fix(value))
    elif isinstance(value, list):
        for item in value[:1]:
            yield from _item(boot, model, (*place, 0), item, namer)
    elif isinstance(value, dict):
        if truthy(value.get("type")) and not isinstance(value["type"], dict):
            for each in _of(boot, model, (*place, "type"), value["type"], namer):
                # A default that is no date would be the next problem.
                yield replace(each, fix="") if each.fix == writing("date") and "default" in value else each
        for inner_place, inner in nested(place, value):
            for key, each in inner.items():
                if each is not None and each is not False and each != "":
                    yield from _of(boot, model, (*inner_place, key), each, namer)
    elif not truthy(value):
        yield _stopping(boot, model, place)
    else:
        yield _BAD.at(model.path, place, "This is no type; the property fails when it is used.")


def _item(boot: Boot, model: RegisteredModel, place: Pointer, item: JSON, namer: Namer) -> Iterator[Problem]:
    if item is None or item is False:
        yield _stopping(boot, model, place)
    else:
        yield from _of(boot, model, place, item, namer)


def _stopping(boot: Boot, model: RegisteredModel, place: Pointer) -> Problem:
    assert model.path
    severity = Severity.STOPS_BOOT if model.name in boot.registry.created else Severity.ADVICE
    return _BAD.at(model.path, place, "This is no type; LoopBack refuses it.", severity=severity)
