"""Which servers elasticsearch.js 12 (src/lib/host.js, src/lib/transport.js) takes from “hosts”."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.connectors import javascript, percent, tls
from designer.connectors.base import JSON, CheckFailed, Settings
from designer.connectors.urls import require_http, split

HOSTS = ("hosts",)
_USUAL: JSON = {"host": "127.0.0.1", "port": 9200}
_HAS_PROTOCOL = re.compile(r"([a-z]+:)?//")
_UNCHECKED = tls.Options(verify=False)


@dataclass(frozen=True, slots=True)
class Host:
    """One server: where it is, and what goes along with each request."""

    scheme: str
    name: str
    port: int
    path: str = ""
    auth: str = field(default="", repr=False)
    """As in user:password."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    tls: tls.Options = _UNCHECKED
    """Where nothing is said about it, the driver checks no certificate."""

    @property
    def url(self) -> str:
        """Its address. Raises CheckFailed where that is none."""
        name = f"[{self.name}]" if ":" in self.name and not self.name.startswith("[") else self.name
        url = f"{self.scheme}://{name}:{self.port}{self.path}"
        require_http(url, HOSTS)
        return url

    @property
    def user(self) -> str:
        return self.auth.partition(":")[0]

    @property
    def all_headers(self) -> dict[str, str]:
        """With the account."""
        if not self.auth:
            return dict(self.headers)
        encoded = b64encode(self.auth.encode(errors="replace")).decode()
        return {**self.headers, "Authorization": f"Basic {encoded}"}


def hosts(settings: Settings) -> list[Host]:
    """All of them, in their order. Raises CheckFailed for what LoopBack would not start with."""
    value = settings.get("hosts")
    given = value if javascript.truthy(value) else _USUAL
    found = [_host(each) for each in (given if isinstance(given, list) else [given])]
    if not found:
        raise CheckFailed("There is no server in “hosts”, so LoopBack has none to ask.", blames=HOSTS)
    return found


def _host(value: JSON) -> Host:
    if isinstance(value, str):
        return _from_text(value) if value else Host("http", "localhost", 9200)
    if not isinstance(value, dict):
        sentence = "LoopBack does not start: each of “hosts” must be a URL, or an object with a host and a port."
        raise CheckFailed(sentence, blames=HOSTS)
    return _from_object(value)


def _from_text(value: str) -> Host:
    """Other than with an object, the port is that of the protocol: 80 or 443."""
    written = value if _HAS_PROTOCOL.match(value) else f"http://{value}"
    parts = split(f"http:{written}" if written.startswith("//") else written, blames=HOSTS)
    account = f"{parts.user}:{parts.password}" if parts.password else parts.user
    try:
        auth = percent.decode_component(account)
    except ValueError as error:
        sentence = "LoopBack does not start with this URL: write a % in the user or the password as %25."
        raise CheckFailed(sentence, blames=HOSTS) from error
    port = int(parts.port) if parts.port else 443 if parts.scheme == "https" else 80
    return Host(_scheme(parts.scheme), parts.host, port, _path(parts.path), auth, query=_query(parts.query))


def _from_object(value: dict[str, JSON]) -> Host:
    headers, ssl = value.get("headers"), value.get("ssl")
    name = javascript.first(value, "host", "hostname")
    host = javascript.text(value[name]) if name else "localhost"
    if re.search(r"[/@?#]", host):
        sentence = (
            f"“{host[:80]}” in “hosts” must be a name or an address alone; protocol and path have keys of their own."
        )
        raise CheckFailed(sentence, blames=HOSTS)
    auth = value.get("auth")
    return Host(
        scheme=_scheme(javascript.text(value.get("protocol") or "http")),
        name=host,
        port=_port(value.get("port")),
        path=_path(javascript.text(value.get("path") or value.get("pathname") or "")),
        auth=javascript.text(auth) if javascript.truthy(auth) else "",
        headers={key: javascript.text(each) for key, each in headers.items()} if isinstance(headers, dict) else {},
        query=_query(value.get("query")),
        tls=tls.Options.read(ssl) if isinstance(ssl, dict) else _UNCHECKED,
    )


def _port(value: JSON) -> int:
    """What is no number is 9200 for the driver."""
    digits = javascript.text(value).strip()
    return javascript.port(digits, blames=HOSTS) if digits.isascii() and digits.isdigit() else 9200


def _path(written: str) -> str:
    path = written.rstrip("/") if written == "/" else written
    return path if not path or path.startswith("/") else f"/{path}"


def _scheme(written: str) -> str:
    scheme = written.removesuffix(":")
    if scheme not in {"http", "https"}:
        raise CheckFailed("LoopBack does not start: the protocol in “hosts” is http or https.", blames=HOSTS)
    return scheme


def _query(value: JSON) -> dict[str, str]:
    if isinstance(value, dict):
        return {key: javascript.text(each) for key, each in value.items()}
    pairs = (pair.partition("=") for pair in value.split("&") if pair) if isinstance(value, str) else ()
    return {name: each for name, _, each in pairs}
