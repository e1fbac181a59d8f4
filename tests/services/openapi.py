"""Documents of an API, and a server that has them at paths which say what they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.services.listeners import Reply, WebServer, web

_ANSWERS = {"200": {"description": "fine"}}
SWAGGER_2: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "Shop", "version": "1.4"},
    "basePath": "/v2",
    "securityDefinitions": {"account": {"type": "basic"}, "api_key": {"type": "apiKey", "name": "X", "in": "header"}},
    "paths": {
        "/orders": {
            "parameters": [],
            "get": {"operationId": "listOrders", "responses": _ANSWERS},
            "post": {"responses": _ANSWERS},
        }
    },
}
OPENAPI_3: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "2.0"},
    "servers": [{"url": "https://shop.example/v3"}],
    "components": {"securitySchemes": {"account": {"type": "http", "scheme": "basic"}}},
    "paths": {"/orders": {"get": {"operationId": "listOrders", "responses": _ANSWERS}}},
}
YAML = """
swagger: "2.0"
info: {title: Shop, version: "1.4"}
basePath: /v2
paths:
  /orders:
    get: &list {operationId: listOrders, responses: {"200": {description: fine}}}
    head: {<<: *list, operationId: peek}
"""


def _elsewhere(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"paths": {"/orders": {"get": {"responses": {"200": {"$ref": "nowhere.json#/fine"}}}}}}


def _without(document: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != key}


DOCUMENTS: dict[str, Any] = {
    "/swagger.json": SWAGGER_2,
    "/openapi.json": OPENAPI_3,
    "/swagger.yaml": YAML,
    "/openapi-4.json": OPENAPI_3 | {"openapi": "4.0.0"},
    "/no-paths.json": _without(OPENAPI_3, "paths"),
    "/version-as-number.json": SWAGGER_2 | {"swagger": 2.0},
    "/elsewhere-2.json": _elsewhere(SWAGGER_2),
    "/elsewhere-3.json": _elsewhere(OPENAPI_3),
    "/swagger-1.json": {"swaggerVersion": "1.2", "apis": []},
    "/list.json": [1],
    "/page.html": "<!doctype html><p>Not found",
    "/broken.json": '{"swagger": ',
}


@contextmanager
def documents() -> Iterator[WebServer]:
    """All of these, one that wants a login, and one that moved."""
    replies = {
        f"GET {path}": Reply(body=(value if isinstance(value, str) else json.dumps(value)).encode())
        for path, value in DOCUMENTS.items()
    }
    replies["GET /guarded.json"] = Reply(401, {"WWW-Authenticate": "Basic"}, b"")
    replies["GET /moved.json"] = Reply(302, {"Location": "/swagger.json"}, b"")
    with web(replies) as site:
        yield site
