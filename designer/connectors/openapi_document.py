"""What an API says about itself: an OpenAPI or Swagger document, read as far as a connector needs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import yaml

from designer.connectors import openapi_yaml
from designer.connectors.base import CannotVerify, CheckFailed
from designer.connectors.javascript import text

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MOST_BYTES = 8_000_000
KNOWN_WITHOUT_PATHS = ("3.1.0", "3.1.1")
KNOWN = {"swagger": ("2.0",), "openapi": ("3.0.0", "3.0.1", "3.0.2", "3.0.3", "3.0.4", *KNOWN_WITHOUT_PATHS)}
"""The versions that swagger-parser reads."""
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Document:
    """The description of an API. Texts are as the server wrote them, cut to a length that can be shown."""

    family: str
    """ "OpenAPI" or "Swagger"."""
    version: str
    """That of the format, such as "3.0.3"."""
    title: str
    api_version: str
    operations: tuple[str, ...]
    """The operationId of each, or its method and path."""
    schemes: tuple[str, ...]
    """The names of the ways to log in."""
    is_whole: bool
    """Whether no part of it is in another document, which nobody read."""
    target: str
    """The URL that calls go to; it can be relative, or empty where the document does not say."""
    flaw: str
    """Why swagger-parser refuses it; empty where it does not."""

    def __str__(self) -> str:
        name = f" “{self.title}”" if self.title else ""
        return f"{self.family} {self.version}{name} {self.api_version}".rstrip()

    @property
    def counted(self) -> str:
        """Such as "2 operations"."""
        return f"{len(self.operations)} operation{'' if len(self.operations) == 1 else 's'}"

    @property
    def listed(self) -> str:
        """Their number, and the first names."""
        names = [*self.operations[:_SHOWN], *(["…"] if len(self.operations) > _SHOWN else [])]
        return f"{len(self.operations)}: {', '.join(names)}" if names else "none"


def parse(body: bytes, *, blames: tuple[str, ...]) -> Any:
    """The value of a JSON or YAML text. Raises CheckFailed for what is neither."""
    if body.lstrip()[:1] == b"<":
        raise CheckFailed("What comes from there is a web page or XML, not a description of an API.", blames=blames)
    try:
        return json.loads(body)
    except RecursionError as error:
        raise CheckFailed("The document is nested too deep to be read.", blames=blames) from error
    except ValueError as error:
        if body.lstrip()[:1] in (b"{", b"["):
            sentence = "The document is not valid JSON."
            raise CheckFailed(sentence, blames=blames, detail=str(error)[:500]) from error
    try:
        return openapi_yaml.load(body)
    except yaml.YAMLError as error:
        sentence = "The document is neither JSON nor YAML that can be read."
        raise CheckFailed(sentence, blames=blames, detail=str(error)[:500]) from error


def read(value: Any, *, blames: tuple[str, ...]) -> Document:
    """What a document says. Raises CheckFailed for a value that describes no API, CannotVerify for Swagger 1."""
    if isinstance(value, dict) and "swaggerVersion" in value:
        sentence = (
            f"This is Swagger {_short(value['swaggerVersion'])}, which is not read here;"
            " of LoopBack’s connectors “swagger” knows it, “openapi” does not."
        )
        raise CannotVerify(sentence, blames=blames)
    if not isinstance(value, dict) or not ({"openapi", "swagger"} & value.keys()):
        sentence = "The document describes no API: it has neither “openapi” nor “swagger”, which tell its version."
        raise CheckFailed(sentence, blames=blames)
    is_swagger = "swagger" in value
    info = _object(value.get("info"))
    inside = value.get("securityDefinitions") if is_swagger else _object(value.get("components")).get("securitySchemes")
    return Document(
        family="Swagger" if is_swagger else "OpenAPI",
        version=_short(value["swagger"] if is_swagger else value["openapi"]),
        title=_short(info.get("title")),
        api_version=_short(info.get("version")),
        operations=tuple(_operations(_object(value.get("paths")))),
        schemes=tuple(_short(name) for name in _object(inside)),
        is_whole=all(reference.startswith("#") for reference in _references(value)),
        target=_of_swagger(value) if is_swagger else _of_openapi(value),
        flaw=_flaw(value, "swagger" if is_swagger else "openapi"),
    )


def _flaw(value: dict[str, Any], family: str) -> str:
    """As @apidevtools/swagger-parser 10.1 (lib/index.js, parse)."""
    version, info, known = value[family], value.get("info"), KNOWN[family]
    if "info" not in value:
        return "it lacks “info”"
    if "paths" not in value and not (version in KNOWN_WITHOUT_PATHS and "webhooks" in value):
        return "it lacks “paths”"
    if not isinstance(version, str):
        return f"its version must be a text, “{known[0]}” in quotes"
    if isinstance(_object(info).get("version"), int | float):
        return "the “version” in “info” must be a text, in quotes"
    if version not in known:
        return f"that version is none of {', '.join(known)}"
    return ""


def _operations(paths: dict[Any, Any]) -> Iterator[str]:
    for path, item in paths.items():
        for method in METHODS:
            operation = _object(item).get(method)
            if isinstance(operation, dict):
                yield _short(operation.get("operationId") or f"{method.upper()} {path}")


def _references(value: Any) -> Iterator[str]:
    """Every $ref. A part that YAML's aliases repeat, or that holds itself, is looked at once."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, dict | list) or id(part) in seen:
            continue
        seen.add(id(part))
        waiting.extend(part.values() if isinstance(part, dict) else part)
        if isinstance(part, dict) and isinstance(part.get("$ref"), str):
            yield part["$ref"]


def _of_swagger(value: dict[str, Any]) -> str:
    schemes, host, path = value.get("schemes"), _short(value.get("host")), _short(value.get("basePath"))
    scheme = f"{schemes[0]}:" if isinstance(schemes, list) and schemes and isinstance(schemes[0], str) else ""
    return f"{scheme}//{host}{path}" if host else path


def _of_openapi(value: dict[str, Any]) -> str:
    servers = value.get("servers")
    return _short(_object(servers[0]).get("url")) if isinstance(servers, list) and servers else ""


def resolved(target: str, base: str) -> str:
    """Where calls go, for a document that came from `base`."""
    try:
        return urljoin(base, target or "/")
    except ValueError:
        return target


def _object(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _short(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else text(str(value)[:200])
