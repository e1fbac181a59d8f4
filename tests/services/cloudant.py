"""IBM Cloudant and IBM Cloud's token service in imitation, at one address, for somebody with an API key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.services.listeners import Reply, WebServer, web

KEY, TOKEN = "0a1b-api-key", "eyJ-token"


def said(value: Any, status: int = 200) -> Reply:
    """An answer in JSON."""
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(value).encode())


@contextmanager
def instance() -> Iterator[WebServer]:
    """It has the database “shop”."""
    replies = {
        "GET /": said({"couchdb": "Welcome", "version": "3.3.3+cloudant", "vendor": {"name": "IBM Cloudant"}}),
        "POST /identity/token": said({"access_token": TOKEN}),
        "POST /_iam_session": Reply(200, {"Set-Cookie": "IAMSession=abc; Path=/; Max-Age=3600"}, b"{}"),
        "GET /_session": said({"userCtx": {"name": "apikey-1", "roles": ["_reader"]}}),
        "GET /shop": said({"db_name": "shop", "doc_count": 0}),
        "GET /shop/_index": said({"indexes": []}),
        "POST /shop/_find": said({"docs": []}),
    }
    with web(replies) as running:
        yield running
