"""Which requests can be tried of a REST data source, as loopback-connector-rest 3.7 would make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.connectors import javascript, tls
from designer.connectors.base import JSON, CheckFailed, Settings
from designer.connectors.rest_template import defaults_of, fill, fill_all
from designer.connectors.urls import origin_of, require_http

DEFAULT_BASE = "http://localhost:3000/"


@dataclass(frozen=True, slots=True)
class Planned:
    """A request that can be sent without changing anything: HEAD, or also GET where LoopBack sends just this."""

    url: str
    is_get: bool
    blames: tuple[str, ...]
    options: dict[str, JSON] = field(default_factory=dict, repr=False)
    """Those of the request library, such as auth and strictSSL."""
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    query: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def origin(self) -> tuple[str, str]:
        return origin_of(self.url)

    @property
    def tls(self) -> tls.Options:
        return tls_of(self.options)


def tls_of(options: Mapping[str, JSON]) -> tls.Options:
    """As request 2.88 (request.js), where strictSSL false means rejectUnauthorized false."""
    inner = options.get("agentOptions")
    merged = {**(inner if isinstance(inner, dict) else {}), **options}
    if options.get("strictSSL") is False:
        merged["rejectUnauthorized"] = False
    return tls.Options.read(merged)


class Plan:
    """`requests` are worth trying; `remarks` say in sentences what cannot be tried.

    Raises CheckFailed where LoopBack would not start with these settings.
    """

    def __init__(self, settings: Settings) -> None:
        self.requests: list[Planned] = []
        self.remarks: list[str] = []
        self._options = _options(settings)
        operations = settings.get("operations")
        if not javascript.truthy(operations) or javascript.truthy(settings.get("crud")):
            self._add_base(settings)
        for number, operation in enumerate(operations if isinstance(operations, list) else (), start=1):
            self._add_operation(f"operation {number}", operation)

    def one_for_each_origin(self) -> list[Planned]:
        """The best request for each scheme, host and port: rather one that LoopBack would send just like this."""
        best: dict[tuple[str, str], Planned] = {}
        for request in self.requests:
            known = best.setdefault(request.origin, request)
            if request.is_get and not known.is_get:
                best[request.origin] = request
        return list(best.values())

    def _add_base(self, settings: Settings) -> None:
        name = javascript.first(settings, "baseURL", "restPath")
        if name is None:
            self.remarks.append(f"No base URL is set; LoopBack takes {DEFAULT_BASE}")
            return
        url = javascript.text(settings[name])
        self._add(Planned(url, False, (name,), self._options, headers_of(self._options)))

    def _add_operation(self, name: str, operation: JSON) -> None:
        template = operation.get("template") if isinstance(operation, dict) else None
        if not isinstance(operation, dict) or not isinstance(template, dict):
            raise CheckFailed(f"LoopBack cannot start, as {name} has no template.", blames=("operations",))
        defaults = defaults_of(operation)
        url, missing = fill(javascript.text(template.get("url") or ""), defaults)
        if missing is not None:
            url = _known_part(url)
            self.remarks.append(f"{name}: {{{missing}}} has no default, so {url or 'its URL'} … cannot be tried.")
        if url:
            method = javascript.text(template.get("method") or "GET").upper()
            self._add(self._planned(url, template, defaults, is_get=method == "GET" and missing is None))

    def _planned(self, url: str, template: dict[str, JSON], defaults: dict[str, str], *, is_get: bool) -> Planned:
        own = template.get("options")
        options = {**self._options, **(own if isinstance(own, dict) else {})}
        headers = headers_of(options) | fill_all(template.get("headers"), defaults)
        return Planned(url, is_get, ("operations",), options, headers, fill_all(template.get("query"), defaults))

    def _add(self, request: Planned) -> None:
        require_http(request.url, request.blames)
        self.requests.append(request)


def _options(settings: Settings) -> dict[str, JSON]:
    """The options of every request (lib/rest-connector.js): `defaults`, then the settings themselves, then
    `options`; clientKey and clientCert count only together."""
    own = {name: value for name, value in settings.items() if name not in {"options", "defaults", "operations"}}
    merged: dict[str, JSON] = {}
    for layer in (settings.get("defaults"), own, settings.get("options")):
        merged |= layer if isinstance(layer, dict) else {}
    if merged.get("clientKey") and merged.get("clientCert"):
        merged |= {"key": merged["clientKey"], "cert": merged["clientCert"]}
    return merged


def headers_of(options: Mapping[str, JSON]) -> dict[str, str]:
    """The headers among the options of the request library."""
    headers = options.get("headers")
    return {name: javascript.text(value) for name, value in headers.items()} if isinstance(headers, dict) else {}


def _known_part(url: str) -> str:
    """The folder of a URL that breaks off at a variable; nothing where the host itself is not known."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("?")[0].partition("/")
    if not separator or not slash:
        return ""
    folder = path if "?" in rest else "".join(path.rpartition("/")[:2])
    return f"{scheme}://{host}/{folder}"
