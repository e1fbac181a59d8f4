"""What stands in "connector", in all its spellings: a real LoopBack loads the connector that we take it for."""

from __future__ import annotations

import json

from designer.connectors import find
from tests.interop import loopback

LED_TO = {
    "loopback/lib/connectors/memory.js": "memory",
    "loopback-datasource-juggler/lib/connectors/memory.js": "memory",
    "loopback-datasource-juggler/lib/connectors/kv-memory.js": "kv-memory",
    "loopback-datasource-juggler/lib/connectors/transient.js": "transient",
    "loopback/lib/connectors/mail.js": "mail",
}
"""LoopBack’s own files. What it takes from a package is told by the package."""

SPELLINGS = (
    "memory",
    "Memory",
    "./memory",
    "memory.js",
    "./memory.js",
    "MEMORY",
    "loopback-connector-memory",
    "kv-memory",
    "kvMemory",
    "KvMemory",
    "kv-memory.js",
    "KVMemory",
    "transient",
    "transient.js",
    "Transient",
    "mail",
    "./mail",
    "mail.js",
    "Mail",
    "remote",
    "Remote",
    "loopback-connector-remote",
    "./remote",
    "mysql",
    "mysql/",
    "mysql/lib/mysql",
    "MySQL",
    "loopback-connector-mysql",
    "loopback-connector-mysql/",
    "loopback-connector-mysql/lib/mysql.js",
    "./loopback-connector-mysql",
    "./node_modules/loopback-connector-mysql",
    "node_modules/loopback-connector-mysql",
    "./connectors/mine",
    "../server/connectors/mine",
    "postgresql",
    "loopback-connector-postgresql",
    "mssql",
    "rest",
    "loopback-connector-rest",
    "soap",
    "swagger",
    "loopback-connector-swagger",
    "loopback-component-storage",
    "loopback-connector-storage",
    "storage",
    "push",
)


def test_every_spelling_leads_where_loopback_goes(installed: None) -> None:
    files = dict(zip(SPELLINGS, loopback.run("resolve_connectors.js", said=json.dumps(SPELLINGS)), strict=True))
    theirs = {name: _told(file) for name, file in files.items()}
    ours = {name: _described(name) for name in SPELLINGS}
    assert ours == theirs
    assert theirs["./node_modules/loopback-connector-mysql"] is None  # it counts from LoopBack's code
    assert theirs["loopback-connector-mysql"] == "loopback-connector-mysql"


def _told(file: str | None) -> str | None:
    return None if file is None else LED_TO.get(file) or file.partition("/")[0]


def _described(name: str) -> str | None:
    found = find(name)
    if found is None:
        return None
    return "loopback-connector-remote" if found.key == "remote" else found.package or found.key
