"""Names: which ones LoopBack can work with, and what it derives from them (file names, aliases, plurals)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from designer.loopback.builtin import BUILTIN, is_base_only
from designer.loopback.plurals import plural
from designer.loopback.spelling import camel_case, camelize, classify, kebab_case, upper_first

__all__ = [
    "OBJECT_MEMBERS",
    "NameProblem",
    "aliases",
    "camelize",
    "check_data_source_name",
    "check_model_name",
    "check_property_name",
    "clashes",
    "classify",
    "definition_file_name",
    "fits_file_name",
    "model_name_from_file",
    "plural",
    "script_argument_name",
]

OBJECT_MEMBERS = frozenset(
    {"__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"}
    | {"toLocaleString", "toString", "valueOf"}
    | {"__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"}
)
"""What every JavaScript object has without being told."""

# app.models is a JavaScript function in strict code, and these members of a function cannot be assigned.
_FUNCTION_MEMBERS = frozenset({"arguments", "caller", "length", "name"})
_RESERVED = frozenset({"any", "array", "boolean", "date", "file", "integer", "number", "object", "string"})
_PROPERTY_TYPES = frozenset({"binary", "buffer", "datestring", "geopoint", "json", "point", "text"})
# Members of PersistedModel.prototype in loopback 3.28, and `errors`, which validation sets.
_INSTANCE_MEMBER_NAMES = """
    delete destroy errors fillCustomChangeProperties fromObject getDataSource getId getIdName getPropertyType
    inspect isNewRecord isValid patchAttributes reload remove replaceAttributes reset save setId setStrict toJSON
    toObject trigger updateAttribute updateAttributes
"""
_INSTANCE_MEMBERS = frozenset(_INSTANCE_MEMBER_NAMES.split())
_LONGEST_FILE_NAME = 255
"""Bytes of UTF-8, on Linux as on most systems."""
_UNUSABLE_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_IDENTIFIER = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")


@dataclass(frozen=True, slots=True)
class NameProblem:
    """What speaks against a name, as one sentence; `refused` says whether it must not be used at all."""

    sentence: str
    refused: bool


def definition_file_name(model_name: str) -> str:
    """The file name, without folder and `.json`, that a new model's definition gets.

    The rule of `ModelDefinition.toFilename` in loopback-workspace 5.3.0 (common/models/model-definition.js).
    Where that is no plain file name, or one that LoopBack skips (`_…`), the characters to blame give way.
    Different names can have the same file name: `CoffeeShop` and `Coffee_Shop` are both `coffee-shop`.
    """
    keeps_its_words = model_name == model_name.upper() or "-" in model_name
    file_name = model_name.lower() if keeps_its_words else kebab_case(model_name)
    return _UNUSABLE_IN_FILE_NAMES.sub("-", file_name).lstrip("._") or "model"


def fits_file_name(model_name: str) -> bool:
    """Whether a folder can hold the file that a new model's definition gets."""
    file_name = f"{definition_file_name(model_name)}.json"
    return len(file_name.encode(errors="surrogatepass")) <= _LONGEST_FILE_NAME


def model_name_from_file(base_name: str) -> str:
    """The model's name where a definition has no `name`; `base_name` is its file's name without `.json`.

    loopback-boot 2.28.0 (lib/compiler.js) and 3.3.1 (lib/plugins/model.js), since 2.7.0.
    """
    return upper_first(camel_case(base_name))


def script_argument_name(model_name: str) -> str:
    """What the model is called inside its script: `CoffeeShop` is `Coffeeshop` (loopback-workspace 5.3.0)."""
    argument = camel_case(model_name).capitalize()
    return argument if argument.isidentifier() else "Model"


def aliases(name: str) -> frozenset[str]:
    """The keys under which `app.models` or `app.dataSources` holds `name` (loopback 3.28.0, lib/application.js)."""
    return frozenset({name, classify(name), camelize(name)} - {""})


def clashes(name: str, others: Iterable[str]) -> str | None:
    """The first of `others` whose place `name` would take, or that would take its place, or None.

    That is so where one of the two names is an alias of the other, or both are the same after camel-casing. Names that
    only `classify` makes alike (it drops all letters but A to Z) can live side by side.
    """
    return next((other for other in others if other != name and _takes_place(name, other)), None)


def _takes_place(one: str, other: str) -> bool:
    return one in aliases(other) or other in aliases(one) or camelize(one) == camelize(other) != ""


def check_data_source_name(name: str, existing: Iterable[str]) -> NameProblem | None:
    """What speaks against a new data source `name` beside those that exist; None if nothing does."""
    return _refusal("data source", name, list(existing)) or _data_source_advice(name)


def check_model_name(
    name: str, existing: Iterable[str], existing_paths: Iterable[str], folder: str = "common/models"
) -> NameProblem | None:
    """What speaks against a new model `name` whose definition is to be kept in `folder`; None if nothing does.

    `existing_paths` are the application's files; letter case does not tell two files apart.
    """
    return (
        _refusal("model", name, list(existing))
        or _model_refusal(name)
        or _same_file(name, existing_paths, folder)
        or _model_advice(name)
    )


def check_property_name(name: str, existing: Iterable[str]) -> NameProblem | None:
    """What speaks against a new property `name` beside those that exist; None if nothing does."""
    if not name:
        return _refused("A property needs a name.")
    if name in existing:
        return _refused(f"There is already a property “{name}”. Choose another name.")
    if "." in name:
        return _refused("LoopBack refuses a property name with a dot. Leave the dot out.")
    if name == "__proto__":
        return _refused("JavaScript keeps “__proto__” for itself. Choose another name.")
    return _property_advice(name)


def _refused(sentence: str) -> NameProblem:
    return NameProblem(sentence, refused=True)


def _advice(sentence: str) -> NameProblem:
    return NameProblem(sentence, refused=False)


def _refusal(kind: str, name: str, existing: list[str]) -> NameProblem | None:
    if not name:
        return _refused(f"A {kind} needs a name.")
    if name in existing:
        return _refused(f"There is already a {kind} “{name}”. Choose another name.")
    if name == "__proto__":
        return _refused("JavaScript keeps “__proto__” for itself. Choose another name.")
    if other := clashes(name, existing):
        return _refused(
            f"“{name}” is too much like “{other}”: LoopBack also files both under “{_common_alias(name, other)}”, "
            "where one replaces the other. Choose another name."
        )
    return None


def _common_alias(name: str, other: str) -> str:
    return min(aliases(name) & aliases(other), key=lambda alias: (alias in {name, other}, alias))


def _data_source_advice(name: str) -> NameProblem | None:
    if name in OBJECT_MEMBERS:
        return _advice(f"Every JavaScript object has a “{name}”; an environment file cannot add this data source.")
    if name.isdecimal() and name.isascii():
        return _advice("JavaScript lists names that are numbers before all others.")
    return _unusual(name)


def _model_refusal(name: str) -> NameProblem | None:
    if name.startswith("_"):
        return _refused("In model-config.json a name that begins with “_” is not a model. Choose another name.")
    if name in OBJECT_MEMBERS:
        return _refused(f"LoopBack cannot start with a model “{name}”: every JavaScript object has one already.")
    if not fits_file_name(name):
        return _refused(
            f"This name is too long: its definition file’s name may have {_LONGEST_FILE_NAME} bytes at most. "
            "Choose a shorter name."
        )
    return None


def _same_file(name: str, existing_paths: Iterable[str], folder: str) -> NameProblem | None:
    path = f"{folder}/{definition_file_name(name)}.json"
    taken = next((other for other in existing_paths if other.casefold() == path.casefold()), None)
    if taken is None:
        return None
    return _refused(f"The definition of “{name}” would be kept in {taken}, which exists. Choose another name.")


def _model_advice(name: str) -> NameProblem | None:
    if aliases(name) & _FUNCTION_MEMBERS or is_base_only(name):
        return _advice(f"LoopBack cannot start with a model “{name}”, because it uses this name itself.")
    if name in BUILTIN:
        return _advice(f"LoopBack has a model “{name}” of its own, which yours replaces.")
    if name.lower() in _RESERVED:
        return _advice(f"LoopBack's documentation reserves “{name}”, which is also a type.")
    if name.lower() in _PROPERTY_TYPES:
        return _advice(f"A property of type “{name}” means LoopBack's own type, never this model.")
    return _unusual(name)


def _unusual(name: str) -> NameProblem | None:
    if not _PLAIN_NAME.fullmatch(name):
        return _advice(
            f"“{name}” works, but other tools accept only letters A to Z, digits, “_” and “-”, beginning with a letter."
        )
    if "-" in name:
        return _advice(f"In scripts “{name}” is easier to reach as “{camelize(name)}”; consider that name.")
    return None


def _property_advice(name: str) -> NameProblem | None:
    if name in OBJECT_MEMBERS:
        return _advice(f"Every JavaScript object has a “{name}”, which this property would hide.")
    if name in _INSTANCE_MEMBERS:
        return _advice(f"Every instance of a model has a “{name}” of LoopBack's own, which this property would hide.")
    if name.startswith("__"):
        return _advice("LoopBack keeps its own data of an instance under names that begin with “__”.")
    if not _IDENTIFIER.fullmatch(name):
        return _advice(f'“{name}” cannot be written after a dot in a script, only as ["{name}"].')
    return None
