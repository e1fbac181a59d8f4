"""Elasticsearch and OpenSearch in imitation: what versions 1 to 8 answer to a few requests, with their own errors."""

from __future__ import annotations

import json
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.services.processes import HOST

ACCOUNT = "elastic:s3cret/p@w"
STRANGER = "stranger:stranger-pw"
"""May log in, but read nothing."""
Reply = tuple[int, dict[str, Any]]


@dataclass
class Elasticsearch:
    """A running server, its indexes with the number of their documents, and what it was asked."""

    port: int
    version: str
    distribution: str = ""
    secured: bool = False
    scheme: str = "http"
    indexes: dict[str, int] = field(default_factory=lambda: {"shop": 3})
    asked: list[str] = field(default_factory=list)

    @property
    def behaves_like(self) -> int:
        """The major version of Elasticsearch."""
        major = int(self.version.partition(".")[0])
        return {1: 7, 2: 8}.get(major, major) if self.distribution else major

    @property
    def settings(self) -> dict[str, Any]:
        """A data source that works, as far as the version lets it."""
        host: dict[str, Any] = {"protocol": self.scheme, "host": HOST, "port": self.port}
        host |= {"auth": ACCOUNT} if self.secured else {}
        return {"connector": "es", "hosts": [host], "index": "shop", "apiVersion": "5.x"}

    def answer(self, method: str, target: str, account: str, body: dict[str, Any]) -> Reply:
        """Status and body."""
        self.asked.append(f"{method} {target}")
        if self.secured and account not in {ACCOUNT, STRANGER}:
            return _error(401, "security_exception", "missing authentication credentials for REST request")
        parts = urlsplit(target).path.strip("/").split("/")
        if parts == [""]:
            return 200, self._root()
        if parts[0] not in self.indexes and method != "PUT":
            return _error(404, "index_not_found_exception", f"no such index [{parts[0]}]")
        if self.secured and account == STRANGER:
            return _error(403, "security_exception", "action [indices:data/read/search] is unauthorized for user")
        return self._in_index(method, parts, body)

    def _root(self) -> dict[str, Any]:
        version = {"number": self.version} | ({"distribution": self.distribution} if self.distribution else {})
        return {"name": "node-1", "cluster_name": "shop-cluster", "version": version, "tagline": "You Know, for Search"}

    def _in_index(self, method: str, parts: list[str], body: dict[str, Any]) -> Reply:
        if method == "PUT" and len(parts) == 1:
            self.indexes[parts[0]] = 0
            return 200, {"acknowledged": True}
        if parts[1:] == ["_count"]:
            return 200, {"count": self.indexes[parts[0]], "_shards": {"total": 1, "successful": 1, "failed": 0}}
        if len(parts) > 2 and self.behaves_like >= 8:
            return 400, {"error": f"no handler found for uri [/{'/'.join(parts)}] and method [{method}]"}
        if parts[-1] == "_search" and body.get("sort") == ["_uid"] and self.behaves_like >= 7:
            return _error(400, "query_shard_exception", "No mapping found for [_uid] in order to sort on")
        if parts[-1] == "_search":
            return 200, {"hits": {"total": 0, "hits": []}}
        return 200, {"acknowledged": True}


def _error(status: int, kind: str, reason: str) -> Reply:
    cause = {"type": kind, "reason": reason}
    return status, {"error": {"root_cause": [cause], **cause}, "status": status}


@contextmanager
def running(
    version: str = "5.6.16", *, distribution: str = "", secured: bool = False, context: ssl.SSLContext | None = None
) -> Iterator[Elasticsearch]:
    """Start one on loopback, with TLS where there is a context, and stop it."""

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            written = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sent = self.headers.get("Authorization", "")
            account = next((each for each in (ACCOUNT, STRANGER) if sent == f"Basic {_encoded(each)}"), "")
            status, value = server.answer(self.command, self.path, account, json.loads(written or b"{}"))
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET = do_POST = do_PUT = reply  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer((HOST, 0), Handler) as http:
        server = Elasticsearch(http.server_address[1], version, distribution, secured, "https" if context else "http")
        if context:
            http.socket = context.wrap_socket(http.socket, server_side=True)
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def _encoded(account: str) -> str:
    return b64encode(account.encode()).decode()
