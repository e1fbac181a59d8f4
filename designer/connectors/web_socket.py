"""HTTP over a socket that is open already."""

from __future__ import annotations

import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection

from designer.connectors.limited import Limited


class Adapter(HTTPAdapter):
    """Sends over one given socket: what was checked is what is contacted, and no proxy is asked."""

    def __init__(self, ready: Limited) -> None:
        super().__init__()
        self._pool = _Pool("localhost", ready=ready)

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        return self._pool


class _Connection(HTTPConnection):
    def __init__(self, *arguments: Any, ready: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._ready = ready

    def _new_conn(self) -> socket.socket:
        ready: socket.socket = self._ready
        return ready


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection
