"""The templates of loopback-connector-rest: `{name=default:type}` inside of texts.

From loopback-connector-rest 3.7 (lib/template.js). A name may have ! or ^ before it, which makes the
variable required.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from designer.connectors import javascript
from designer.connectors.base import JSON

_VARIABLE = re.compile(r"\{[!^]?(?P<name>[A-Za-z$_][\w$]*)\s*(?:=(?P<default>[^:{}]+))?(?::\w+)?\}")


def defaults_of(operation: Mapping[str, JSON]) -> dict[str, str]:
    """What variables are without an argument: from `variables` of the template, else from the parameters of
    the first function that gives a value, as in "city=Paris"."""
    found: dict[str, str] = {}
    functions = operation.get("functions")
    for parameters in functions.values() if isinstance(functions, dict) else ():
        for parameter in parameters if isinstance(parameters, list) else ():
            name, given, value = str(parameter).partition("=")
            if given:
                found.setdefault(name, value)
    template = operation.get("template")
    variables = template.get("variables") if isinstance(template, dict) else None
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict) and variable.get("default") is not None:
            found[name] = javascript.text(variable["default"])
    return found


def fill(words: str, defaults: Mapping[str, str]) -> tuple[str, str | None]:
    """The text with its variables replaced, and None; or what stands before the first variable that has no
    default, and that variable's name."""
    filled, position = "", 0
    for match in _VARIABLE.finditer(words):
        filled += words[position : match.start()]
        value: str | None = defaults.get(match["name"], match["default"])
        if value is None:
            return filled, match["name"]
        filled, position = filled + value, match.end()
    return filled + words[position:], None


def fill_all(values: JSON, defaults: Mapping[str, str]) -> dict[str, str]:
    """The members of an object that can be filled; LoopBack leaves the others out, too."""
    found: dict[str, str] = {}
    for name, value in values.items() if isinstance(values, dict) else ():
        filled, missing = fill(javascript.text(value), defaults)
        if missing is None:
            found[name] = filled
    return found
