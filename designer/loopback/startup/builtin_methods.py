"""The remote methods of LoopBack's own models, and those that a connector gives to the models on its data source.

loopback 3.28.0 and 2.42.0, common/models/user.js and key-value-model.js; loopback-component-storage,
lib/storage-service.js; loopback-connector-rest, lib/rest-connector.js and lib/template.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.startup.models import DataSource
from designer.loopback.startup.shared_classes import Arguments, SharedMethod

_VARIABLE = re.compile(r"\{([!^]?)([a-zA-Z$_][\w$]*)\s*(?:=[^:]+)?(?::(\w+))?\}", re.ASCII)


def user_methods(*, loopback: int) -> Iterator[SharedMethod]:
    """What User adds to PersistedModel."""
    yield _of_user(
        "login",
        "Signs a user in, with password and user name or e-mail address.",
        {"verb": "post"},
        [
            _arg("credentials", "object", "body", required=True),
            _arg("include", ["string"], "query") | {"description": "`user` returns the user with the access token."},
        ],
        [{"arg": "accessToken", "type": "object", "root": True, "description": "The access token."}],
    )
    yield _of_user("logout", "Signs a user out, by the access token of the request.", {"verb": "all"}, [])
    if loopback == 3:
        yield _of_user("prototype.verify", "Sends the user a mail to verify the address.", {"verb": "post"}, [])
    yield _of_user(
        "confirm",
        "Confirms an e-mail address with the token of the mail.",
        {"verb": "get", "path": "/confirm"},
        [_arg("uid", "string", required=True), _arg("token", "string", required=True), _arg("redirect", "string")],
    )
    yield _of_user(
        "resetPassword",
        "Asks for a mail that allows to set a new password.",
        {"verb": "post", "path": "/reset"},
        [_arg("options", "object", "body", required=True)],
    )
    if loopback == 3:
        yield from _password_methods()


def _password_methods() -> Iterator[SharedMethod]:
    new = _arg("newPassword", "string", "form", required=True)
    yield _of_user(
        "changePassword",
        "Changes the password of the user who is signed in.",
        {"verb": "post", "path": "/change-password"},
        [_arg("oldPassword", "string", "form", required=True), new],
    )
    yield _of_user(
        "setPassword",
        "Sets a new password with the token of the mail.",
        {"verb": "post", "path": "/reset-password"},
        [new],
    )


def key_value_methods(*, loopback: int) -> Iterator[SharedMethod]:
    """What the models offer that extend KeyValueModel."""
    key = _arg("key", "string", "path", required=True)
    value: Arguments = [{"arg": "value", "type": "any", "root": True}]
    ttl = _arg("ttl", "number", "query") | {"description": "How long to keep it, in milliseconds."}
    for name, description, verb, path, accepts, returns in (
        ("get", "Reads the value of a key.", "get", "/:key", [key], value),
        (
            "set",
            "Sets the value of a key.",
            "put",
            "/:key",
            [key, _arg("value", "any", "body", required=True), ttl],
            [],
        ),
        (
            *("expire", "Sets how long a key is kept, in milliseconds.", "put", "/:key/expire"),
            *([key, _arg("ttl", "number", "form", required=True)], []),
        ),
        ("ttl", "Reads how long a key is still kept, in milliseconds.", "get", "/:key/ttl", [key], value),
        (
            *("keys", "Lists the keys.", "get", "/keys", [_arg("filter", "object", "query")]),
            [{"arg": "keys", "type": ["string"], "root": True}],
        ),
    ):
        http = {"verb": verb, "path": path}
        if name != "ttl" or loopback == 3:
            yield SharedMethod(name, True, http, accepts, returns, description, source="KeyValueModel")


def connector_methods(source: DataSource) -> list[SharedMethod]:
    """What the connector gives to each model that is attached to a data source."""
    if source.connector == "loopback-component-storage":
        return list(_storage_methods())
    return list(_rest_methods(source)) if source.connector == "rest" else []


def _storage_methods() -> Iterator[SharedMethod]:
    container, file = (_arg(name, "string", "path", required=True) for name in ("container", "file"))
    nothing: Arguments = [{}]
    containers: Arguments = [{"arg": "containers", "type": ["any"], "root": True}]
    one, files = _root("container"), [_root("files") | {"type": ["any"]}]
    options = _arg("options", "object", "body")
    for name, description, verb, path, accepts, returns in (
        ("getContainers", "Lists the containers.", "get", "/", [], containers),
        ("createContainer", "Creates a container.", "post", "/", [options], [one]),
        ("destroyContainer", "Deletes a container.", "delete", "/:container", [container], nothing),
        ("getContainer", "Reads a container.", "get", "/:container", [container], [one]),
        ("getFiles", "Lists the files of a container.", "get", "/:container/files", [container], files),
        (
            *("getFile", "Reads what is known of a file.", "get", "/:container/files/:file"),
            *([container, file], [_root("file")]),
        ),
        (
            *("removeFile", "Deletes a file.", "delete", "/:container/files/:file"),
            *([container, file], nothing),
        ),
        (
            *("upload", "Uploads files.", "post", "/:container/upload", [container]),
            [{"arg": "result", "type": "object"}],
        ),
        ("download", "Downloads a file.", "get", "/:container/download/:file", [container, file], []),
    ):
        http = {"verb": verb, "path": path}
        yield SharedMethod(name, True, http, accepts, returns, description, source="loopback-component-storage")


def _rest_methods(source: DataSource) -> Iterator[SharedMethod]:
    """The functions of the operations' templates, and `invoke`, once for all."""
    operations = source.settings.get("operations")
    found: dict[str, SharedMethod] = {}
    for operation in operations if isinstance(operations, list) else []:
        template = operation.get("template") if isinstance(operation, dict) else None
        if not isinstance(template, dict):
            continue
        functions = operation.get("functions")
        for name, parameters in functions.items() if isinstance(functions, dict) else ():
            if isinstance(parameters, list):
                found[name] = _rest_method(name, template, parameters)
        found["invoke"] = SharedMethod(
            "invoke", True, {}, [{"name": "request", "type": "object"}], source="the data source"
        )
    yield from found.values()


def _rest_method(name: str, template: dict[str, JSON], parameters: list[JSON]) -> SharedMethod:
    variables = _variables(template)
    path, accepts = f"/{name}", []
    for parameter in parameters:
        given = parameter if isinstance(parameter, dict) else {"name": parameter}
        arg = str(given.get("name")).partition("=")[0]
        variable = variables.get(arg, {})
        place = given.get("source") or {"headers": "header", "url": "path"}.get(
            str(variable.get("root")), variable.get("root")
        )
        if place == "path":
            path += f"/:{arg}"
        accepts.append(
            {
                "arg": arg,
                "type": variable.get("type"),
                "required": variable.get("required"),
                "http": {"source": place or "query"},
            }
        )
    http = {"verb": str(template.get("method") or "GET").lower(), "path": path}
    returns: Arguments = [{"arg": "data", "type": "object", "root": True}]
    return SharedMethod(name, True, http, accepts, returns, source="the data source")


def _variables(template: dict[str, JSON]) -> dict[str, dict[str, JSON]]:
    """The `{name:type}` of a template: the type, whether it is required, and the part of the request it stands in."""
    found: dict[str, dict[str, JSON]] = {}
    for root, value in template.items():
        for text in (root, *_texts(value)):
            for needed, name, kind in _VARIABLE.findall(text):
                found[name] = {"type": kind or "string", "required": bool(needed), "root": root}
    overrides = template.get("variables")
    for name, override in overrides.items() if isinstance(overrides, dict) else ():
        if name in found and isinstance(override, dict):
            found[name] |= override
            found[name]["type"] = found[name]["type"] if truthy(found[name]["type"]) else "string"
    return found


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for key, part in value.items() if isinstance(value, dict) else ():
        yield key
        yield from _texts(part)
    for part in value if isinstance(value, list) else ():
        yield from _texts(part)


def _of_user(
    key: str, description: str, http: JSON, accepts: Arguments, returns: Arguments | None = None
) -> SharedMethod:
    name = key.removeprefix("prototype.")
    return SharedMethod(name, name == key, http, accepts, returns or [], description, source="User")


def _arg(name: str, kind: JSON, place: str = "", *, required: bool = False) -> dict[str, JSON]:
    argument: dict[str, JSON] = {"arg": name, "type": kind}
    return argument | ({"http": {"source": place}} if place else {}) | ({"required": True} if required else {})


def _root(name: str) -> dict[str, JSON]:
    return {"arg": name, "type": "object", "root": True}
