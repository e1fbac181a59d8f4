"""An application of our own with nearly everything that an application can have, and that boots."""

from __future__ import annotations

from designer.loopback import scaffold
from designer.loopback.files import File, encode
from designer.loopback.jsontext import JSON, dump, read


def files() -> dict[str, File]:
    """The files of the application, completed with its server."""
    made = scaffold.create("api-server", "Shop")
    texts = {path: file.content.decode() for path, file in made.items()} | {path: dump(v) for path, v in _NEW.items()}
    for path, more in _ADDED.items():
        before = read(texts[path])
        assert isinstance(before, dict)
        texts[path] = dump(_merged(before, more))
    return {path: File(encode(text)) for path, text in (texts | _SCRIPTS).items()}


def _merged(before: dict[str, JSON], more: dict[str, JSON]) -> dict[str, JSON]:
    merged = dict(before)
    for key, value in more.items():
        old = before.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


_ADDED: dict[str, dict[str, JSON]] = {
    "package.json": {"dependencies": {"loopback-connector-mysql": "^5.3.0"}},
    "server/datasources.json": {
        "warehouse": {
            "name": "warehouse",
            "connector": "mysql",
            "host": "db.example.com",
            "port": 3306,
            "database": "shop",
            "user": "shop",
            "password": "${WAREHOUSE_PASSWORD}",
            "ssl": {"rejectUnauthorized": True},
            "flags": ["-FOUND_ROWS", "+LOCAL_FILES"],
            "socketPath": None,
        },
        "post": {"name": "post", "connector": "mail", "transports": [{"type": "stub"}]},
        "forms": {"name": "forms", "connector": "transient"},
    },
    "server/model-config.json": {
        "Customer": {"dataSource": "db", "public": True},
        "Order": {"dataSource": "warehouse", "public": True, "options": {"remoting": {"sharedMethods": {"*": True}}}},
        "Picture": {"dataSource": "db", "public": False},
        "Email": {"dataSource": "post", "public": False},
        "Feedback": {"dataSource": None, "public": False},
        "Address": {"dataSource": "forms", "public": False},
    },
}
_NEW: dict[str, JSON] = {
    "common/models/customer.json": {
        "name": "Customer",
        "base": "PersistedModel",
        "idInjection": True,
        "hidden": ["secret"],
        "properties": {
            "email": {"type": "string", "required": True},
            "secret": "string",
            "tags": ["string"],
            "home": {"street": "string", "city": "string"},
        },
        "validations": [],
        "relations": {
            "orders": {"type": "hasMany", "model": "Order", "foreignKey": "customerId"},
            "pictures": {"type": "hasMany", "model": "Picture", "polymorphic": "imageable"},
        },
        "acls": [
            {"accessType": "*", "principalType": "ROLE", "principalId": "$everyone", "permission": "DENY"},
            {"accessType": "READ", "principalType": "ROLE", "principalId": "$owner", "permission": "ALLOW"},
        ],
        "methods": {"prototype.greet": {"returns": {"arg": "greeting", "type": "string"}, "http": {"verb": "get"}}},
    },
    "common/models/order.json": {
        "name": "Order",
        "base": "Document",
        "properties": {"total": {"type": "number", "default": 0}, "lines": {"type": ["object"]}},
        "relations": {"customer": {"type": "belongsTo", "model": "Customer", "foreignKey": ""}},
        "acls": [],
        "methods": {},
    },
    "common/models/document.json": {
        "name": "Document",
        "base": "PersistedModel",
        "properties": {"number": {"type": "string", "id": True, "generated": False}},
    },
    "common/models/picture.json": {
        "name": "Picture",
        "mixins": {"TimeStamp": True},
        "properties": {"url": "string"},
        "relations": {"imageable": {"type": "belongsTo", "polymorphic": True}},
    },
    "common/models/feedback.json": {"name": "Feedback", "base": "Model", "properties": {"text": "text"}},
    "server/models/address.json": {"name": "Address", "base": "Model", "properties": {"line": "string"}},
    "server/datasources.production.json": {"warehouse": {"host": "db.internal"}},
}
_SCRIPTS = {"common/mixins/time-stamp.js": "'use strict';\n\nmodule.exports = () => {};\n"}
