"""The attributes of a property besides its type: required, id, defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.problems.mending import change_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.registry import RegisteredModel

_MEANT_NO = frozenset({"false", "no", "n", "0", "off"})
_DEFAULT_FUNCTIONS = ("guid", "uuid", "uuidv4", "now", "shortid")
_MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])

_TEXT_FOR_BOOLEAN = Code(
    "text-for-boolean",
    Severity.WRONG_RESULT,
    "A text stands where false is meant",
    'For JavaScript every text but the empty one counts as true: `"required": "false"` makes a property required, and '
    '`"id": "false"` makes it an id (loopback-datasource-juggler 3.36.1, lib/model-builder.js and '
    "lib/model-definition.js).",
    "Write `false`, without quotes.",
    change_value(lambda _: False),
)
_DEFAULT_FUNCTION = Code(
    "unknown-default-function",
    Severity.WRONG_RESULT,
    "A property names a default function that does not exist",
    "`defaultFn` can be `guid`, `uuid`, `uuidv4`, `now` or `shortid`, in small letters. For any other LoopBack prints "
    "“Unknown default value provider” with each new instance, and leaves the value out (loopback-datasource-juggler "
    "3.36.1, lib/model.js, _initProperties).",
    "Choose one of these, or set the value in a script.",
    change_value(lambda name: str(name).lower()),
)
_DEFAULT_DATE = Code(
    "default-not-a-date",
    Severity.WRONG_RESULT,
    "The default of a date is no date",
    "`default` is a value, taken as it is. A word such as `now` is no date, so each instance that is created without a "
    "value is refused as “not a valid date”; only `$now` means the present time (loopback-datasource-juggler 3.36.1, "
    "lib/model.js, _initProperties).",
    'Write `"defaultFn": "now"` for the present time.',
)

CODES = (_TEXT_FOR_BOOLEAN, _DEFAULT_FUNCTION, _DEFAULT_DATE)


def find(model: RegisteredModel, place: Pointer, value: JSON) -> Iterator[Problem]:
    """The problems of the attributes of one property."""
    assert model.path
    if not isinstance(value, dict) or not value.get("type"):
        return
    for key in ("required", "id", "generated"):
        given = value.get(key)
        if isinstance(given, str) and given.strip().lower() in _MEANT_NO:
            sentence = f"“{key}” is the text “{given}”, which counts as true."
            yield _TEXT_FOR_BOOLEAN.at(model.path, (*place, key), sentence, fix="Write false, without quotes")
    yield from _default_function(model.path, place, value.get("defaultFn"))
    if _is_date(value["type"]) and _is_no_date(value.get("default")) and "defaultFn" not in value:
        sentence = f"The default “{value['default']}” of “{place[-1]}” is no date."
        yield _DEFAULT_DATE.at(model.path, (*place, "default"), sentence)


def _default_function(path: str, place: Pointer, name: JSON) -> Iterator[Problem]:
    if name is None or name in _DEFAULT_FUNCTIONS:
        return
    is_case = isinstance(name, str) and name.lower() in _DEFAULT_FUNCTIONS
    shown = f"“{name}”" if isinstance(name, str) else "what stands here"
    sentence = f"There is no default function {shown}; the value is left out."
    fix = f"Write “{str(name).lower()}”" if is_case else ""
    yield _DEFAULT_FUNCTION.at(path, (*place, "defaultFn"), sentence, fix=fix)


def _is_date(type_: JSON) -> bool:
    return isinstance(type_, str) and type_.lower() == "date"


def _is_no_date(value: JSON) -> bool:
    """Whether a text is no date for JavaScript for sure: it has no digit, and no month."""
    if not isinstance(value, str) or not value or value == "$now":
        return False
    words = re.findall(r"[a-z]+", value.lower())
    return not re.search(r"\d", value) and not any(word[:3] in _MONTHS for word in words)
