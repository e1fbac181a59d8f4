"""Which configuration files LoopBack merges for an environment, how, and what it puts in place of `${VARIABLE}`.

Rules of loopback-boot 2.28.0 (lib/config-loader.js for files and merging, lib/executor.js for variables) and 3.3.1
(lib/plugin-base.js), which differ only in their messages. Values are plain JSON values, as `jsontext.read` gives them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.names import OBJECT_MEMBERS

CONFIG_NAMES = ("config", "datasources", "model-config", "middleware", "component-config")
"""The configurations that have environment files, by the name of their main file without `.json`."""

SUBSTITUTED = ("datasources", "component-config", "middleware")
"""The configurations in which LoopBack replaces `${VARIABLE}`; elsewhere the text stays as it is."""

DEFAULT_ENVIRONMENT = "development"
"""The environment when NODE_ENV is not set."""


_LONGEST_NAME = 100


class MergeConflict(Exception):  # noqa: N818 - the field's own word
    """LoopBack refuses to start, because a value cannot be merged; the text is a sentence for people."""

    def __init__(self, option_path: str, sentence: str) -> None:
        super().__init__(sentence)
        self.option_path = option_path
        """The place in LoopBack's spelling: `db.transports[0].auth`."""
        self.sentence = sentence


def layer_files(config_name: str, environment: str, exists: Callable[[str], bool], root: str) -> list[str]:
    """The files LoopBack merges for one configuration, in order: main, local, environment.

    `exists` says whether there is a file at a path. `root` is the folder of the configuration, relative to where the
    paths begin (`"server"`, or `""`). A `.js` file beats a `.json` of the same layer, except for the main file, which
    is JSON. Without a main file there is nothing.
    """
    main = _below(root, f"{config_name}.json")
    if not exists(main):
        return []
    found = [main]
    for layer in ("local", environment):
        candidates = (_below(root, f"{config_name}.{layer}.{ending}") for ending in ("js", "json"))
        found.extend([path for path in candidates if exists(path)][:1])
    # In an environment named "local" that file comes twice, which changes nothing.
    return list(dict.fromkeys(found))


def environments(existing_paths: Iterable[str], root: str) -> list[str]:
    """The environments an application has files for; development always, and first."""
    pattern = re.compile(rf"{re.escape(_below(root, ''))}(?:{'|'.join(CONFIG_NAMES)})\.([^/]+)\.js(?:on)?", re.DOTALL)
    found = {match[1] for path in existing_paths if (match := pattern.fullmatch(path))}
    return [DEFAULT_ENVIRONMENT, *sorted(found - {"local", DEFAULT_ENVIRONMENT})]


def name_mistake(name: str, existing: Iterable[str] = ()) -> str:
    """Why an environment cannot be called so, as a sentence; empty where it can.

    LoopBack puts the name between dots into the names of files: `datasources.<name>.json`.
    """
    if not name:
        return "Type a name, as NODE_ENV will hold it: staging, for example."
    if name.casefold() == "local":
        return "“local” is taken: LoopBack reads the local files in every environment. Choose another name."
    if "/" in name or "\\" in name or "." in name:
        return "The name becomes part of a file’s name, so it cannot have a slash or a dot. Leave it out."
    if not name.replace("-", "").replace("_", "").isalnum() or len(name) > _LONGEST_NAME:
        return f"Type letters, digits, “-” and “_” only, {_LONGEST_NAME} at most."
    if name.casefold() in {other.casefold() for other in existing}:
        return f"There is an environment “{name}” already. Choose it in the menu above."
    return ""


def merge(main: JSON, override: JSON, path: str = "") -> JSON:
    """`main` with `override` applied, as LoopBack does for all configurations but middleware. Neither is changed.

    A null of `main` stays null, whatever comes. `path` is where the two stand, in LoopBack's spelling. Raises
    MergeConflict where LoopBack would not start.
    """
    if main is None:
        return _merge_into_null(override, path)
    if isinstance(main, list):
        return _merge_arrays(main, override, path)
    if isinstance(main, dict):
        return _merge_into_object(main, override, path)
    if isinstance(override, dict | list) or override is None:
        raise _incompatible(path)
    return override


def merge_layers(layers: Iterable[JSON]) -> JSON:
    """All layers of one configuration merged, main first; `{}` where there is none. Raises MergeConflict.

    A layer that is not an object stops LoopBack as well, and is a conflict at the path "".
    """
    merged: JSON = {}
    for position, layer in enumerate(layers):
        if not isinstance(layer, dict):
            raise MergeConflict("", "LoopBack cannot read a configuration file that is not a JSON object.")
        merged = layer if position == 0 else merge(merged, layer)
    return merged


@dataclass(frozen=True, slots=True)
class Substituted:
    """A value with its variables filled in, and the names of those that have no value, each once, in order."""

    value: JSON
    missing: tuple[str, ...]


class Kind(Enum):
    """What LoopBack makes of a text with a `$` reference."""

    WHOLE = "whole"
    PREFIX_LOST = "prefix is lost"
    LITERAL = "literal"


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where a text refers to a variable, or looks as if it were meant to."""

    name: str
    """The variable; for a literal what stands between the brackets, or after the `$`."""
    pointer: Pointer
    kind: Kind

    @property
    def sentence(self) -> str:
        """What LoopBack does here, for people."""
        return _SENTENCES[self.kind].format(name=self.name)


def substitute(
    value: JSON, variables: Mapping[str, str], app_settings: Mapping[str, JSON] | None = None
) -> Substituted:
    """`value` as LoopBack uses it: each text that ends in `${NAME}` is the variable, else the application's setting.

    A variable stays text (`"3306"`), a setting keeps its type. A name that neither knows is JavaScript's `undefined`:
    its key is left out of an object, and it is null in an array, or where `value` itself is that text.
    """
    missing: dict[str, None] = {}
    filled = _filled(value, variables, app_settings or {}, missing)
    return Substituted(None if filled is _ABSENT else filled, tuple(missing))


def application_settings(config: Mapping[str, JSON], environment: str, variables: Mapping[str, str]) -> dict[str, JSON]:
    """What `${NAME}` can find in the application itself: what LoopBack sets at its start, and config.json (merged).

    loopback-boot 2.28.0, lib/executor.js, on Express 4: variables such as HOST and PORT beat config.json.
    """
    hosts = [*map(variables.get, _HOST_VARIABLES), config.get("host"), variables.get("npm_package_config_host")]
    ports = [*map(variables.get, _PORT_VARIABLES), config.get("port"), variables.get("npm_package_config_port")]
    host = next((host for host in hosts if host), None)
    port = next((port for port in ports if port is not None), 3000)
    settings = {**config, "env": environment, "etag": "weak", "port": port}
    settings["restApiRoot"] = config.get("restApiRoot") or "/api"
    return settings if host is None else {**settings, "host": host}


def references(value: JSON, pointer: Pointer = ()) -> list[Reference]:
    """Every reference in the texts of `value`, also those LoopBack takes literally, in document order."""
    if isinstance(value, dict):
        return [found for key, each in value.items() for found in references(each, (*pointer, key))]
    if isinstance(value, list):
        return [found for index, each in enumerate(value) for found in references(each, (*pointer, index))]
    return _references_in_text(value, pointer) if isinstance(value, str) else []


_HOST_VARIABLES = ("npm_config_host", "OPENSHIFT_SLS_IP", "OPENSHIFT_NODEJS_IP", "HOST", "VCAP_APP_HOST")
_PORT_VARIABLES = ("npm_config_port", "OPENSHIFT_SLS_PORT", "OPENSHIFT_NODEJS_PORT", "PORT", "VCAP_APP_PORT")

# JavaScript's \w is ASCII, and its $ means the very end.
_SUBSTITUTED = re.compile(r"\$\{([A-Za-z0-9_]+)\}\Z")
_LOOKS_LIKE_A_REFERENCE = re.compile(r"\$\{([^{}$]*)\}|\A\$([A-Z_][A-Z0-9_]*)\Z")
_SENTENCES = {
    Kind.WHOLE: "LoopBack puts the value of {name} here.",
    Kind.PREFIX_LOST: "LoopBack puts the value of {name} alone here; the text before it is lost.",
    Kind.LITERAL: (
        "LoopBack leaves this text as it is: it replaces only ${{NAME}}, with a name of letters A to Z, digits "
        "and “_”, at the very end of a text."
    ),
}


class _Absent(Enum):
    ABSENT = "absent"


_ABSENT = _Absent.ABSENT


def _filled(
    value: JSON, variables: Mapping[str, str], settings: Mapping[str, JSON], missing: dict[str, None]
) -> JSON | _Absent:
    if isinstance(value, str):
        return _resolved(value, variables, settings, missing)
    if isinstance(value, list):
        items = [_filled(each, variables, settings, missing) for each in value]
        return [None if item is _ABSENT else item for item in items]
    # LoopBack tells a plain object by its `constructor`, which a key of that name hides.
    if not isinstance(value, dict) or "constructor" in value:
        return value
    members = {key: _filled(each, variables, settings, missing) for key, each in value.items()}
    return {key: member for key, member in members.items() if member is not _ABSENT}


def _resolved(
    text: str, variables: Mapping[str, str], settings: Mapping[str, JSON], missing: dict[str, None]
) -> JSON | _Absent:
    match = _SUBSTITUTED.search(text)
    if match is None:
        return text
    name = match[1]
    if name in variables:
        return variables[name]
    if name in settings:
        return settings[name]
    missing[name] = None
    return _ABSENT


def _references_in_text(text: str, pointer: Pointer) -> list[Reference]:
    used = _SUBSTITUTED.search(text)
    kind = Kind.WHOLE if used and used.start() == 0 else Kind.PREFIX_LOST
    return [
        Reference(
            match[1] if match[2] is None else match[2],
            pointer,
            kind if used and match.span() == used.span() else Kind.LITERAL,
        )
        for match in _LOOKS_LIKE_A_REFERENCE.finditer(text)
    ]


def _merge_into_null(override: JSON, path: str) -> None:
    # JavaScript counts null as an object, so LoopBack walks through the members of `override` (of a text: its letters).
    if isinstance(override, str | list | dict) and override:
        raise MergeConflict(
            path,
            f"“{path}” is null in one file and has a value in the next; LoopBack does not replace null and stops. "
            "Leave the key out instead.",
        )


def _merge_into_object(main: dict[str, JSON], override: JSON, path: str) -> JSON:
    if override is None:
        return None
    if isinstance(override, list):
        override = {str(index): each for index, each in enumerate(override)}
    if not isinstance(override, dict):
        raise _incompatible(path)
    merged = dict(main)
    for key, value in override.items():
        merged[key] = _merge_member(main, key, value, f"{path}.{key}" if path else key)
    return merged


def _merge_member(main: dict[str, JSON], key: str, value: JSON, path: str) -> JSON:
    # What every JavaScript object inherits is a function, and counts as a value of the main file.
    if key not in main and key in OBJECT_MEMBERS and (value is None or isinstance(value, dict | list)):
        raise _incompatible(path)
    return merge(main[key], value, path) if key in main else value


def _merge_arrays(main: list[JSON], override: JSON, path: str) -> JSON:
    if not isinstance(override, list):
        raise _incompatible(path)
    if len(main) != len(override):
        raise MergeConflict(
            path,
            f"“{path}” is an array of {len(main)} in one file and of {len(override)} in the next; LoopBack merges "
            "only arrays of the same length.",
        )
    pairs = zip(main, override, strict=True)
    return [merge(one, other, f"{path}[{index}]") for index, (one, other) in enumerate(pairs)]


def _incompatible(path: str) -> MergeConflict:
    return MergeConflict(
        path,
        f"“{path}” has values of different kinds in two files; LoopBack replaces a plain value only with another "
        "plain value that is not null, and merges objects only with objects and arrays only with arrays.",
    )


def _below(root: str, name: str) -> str:
    return f"{root}/{name}" if root else name
