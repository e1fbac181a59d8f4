"""SOAP services: what loopback-connector-soap asks for, and how they are tried.

From loopback-connector-soap 4.3 (lib/soap-connector.js), which connects by loading the WSDL with strong-soap 1.22.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import javascript
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Connector, Settings
from designer.connectors.probe import OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.soap_settings import SETTINGS, WSDL

if TYPE_CHECKING:
    from designer.connectors.soap_wsdl import Port

MOST_ENDPOINTS = 3
SHOWN = 8


class SOAP(Connector):
    key = "soap"
    title = "SOAP web services"
    category = "service"
    names = ("soap", "loopback-connector-soap")
    summary = "Calls web services that a WSDL describes: each operation becomes a method."
    documentation = "https://loopback.io/doc/en/lb3/SOAP-connector.html"
    discovery = False
    migration = False
    package = "loopback-connector-soap"
    package_range = "^4.3.0"
    package_range_for_loopback_2 = "^4.3.0"
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST, WSDL)
    driver = ("zeep", "zeep")
    web_url_setting = "wsdl"
    settings = SETTINGS
    verified_with = "a SOAP service on Python’s http.server, with the same WSDLs as loopback-connector-soap 4.3.0"
    tries = (
        "Loads the WSDL with all that it imports, with “wsdl_headers” and “wsdl_options”, and reads it.",
        "Looks up the service, the port and the operation of every entry in “operations”.",
        "Sends HEAD to the endpoint, with “httpHeaders” and a user or a token of “security”.",
    )
    leaves_out = (
        "No operation is called, so whether the service takes the credentials in a call is not known.",
        "WS-Security is part of a call, and a client certificate is a file of the application: both are not tried.",
        "A WSDL in a file of the application is not read, nor one with a document type (DOCTYPE).",
        "LoopBack starts although an entry of “operations” leads nowhere, or the WSDL breaks off: methods are missing.",
        "LoopBack does not contact the endpoint until an operation is called.",
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Load the WSDL, and knock at the endpoint."""
        from designer.connectors import soap_exchange

        name = javascript.first(settings, "endpoint", "url")
        endpoint = javascript.text(settings[name]) if name else ""
        wsdl, blames = _wsdl(settings, endpoint, name)
        if not wsdl.startswith(("http:", "https:")):
            also = f" But {soap_exchange.endpoint(endpoint, settings, attempt, (name,))}." if name else ""
            sentence = f"The WSDL “{wsdl[:200]}” is a file of the application, which is not read here.{also}"
            raise CannotVerify(sentence, blames=blames)
        ports = soap_exchange.ports(wsdl, settings, attempt, blames)
        with attempt.step(WSDL) as note:
            note.detail = _summed_up(ports)
            used = _used(settings.get("operations"), ports)
            if not any(port.operations for port in ports):
                raise CheckFailed("The WSDL describes no operation that is called by SOAP over HTTP.", blames=blames)
        _tell(ports, attempt)
        _note_security(settings.get("security"), _summed_up(ports), attempt)
        addresses = [endpoint] if name else list(dict.fromkeys(port.address for port in used if port.address))
        answers = [
            soap_exchange.endpoint(address, settings, attempt, (name,) if name else blames)
            for address in addresses[:MOST_ENDPOINTS]
        ]
        said = ", and ".join([f"The WSDL describes {_summed_up(ports)}", *answers])
        if not answers:
            raise CannotVerify(f"{said}, but no endpoint. Type its URL.", blames=("url",))
        return f"{said}. No operation was called."


def _wsdl(settings: Settings, endpoint: str, name: str | None) -> tuple[str, tuple[str, ...]]:
    if javascript.truthy(settings.get("wsdl")):
        return javascript.text(settings["wsdl"]), ("wsdl",)
    if name is None:
        raise CheckFailed("LoopBack needs the WSDL, or the endpoint.", blames=("wsdl", "url"))
    return f"{endpoint}?wsdl", (name,)


def _used(operations: JSON, ports: list[Port]) -> list[Port]:
    """The ports that `operations` names; all where it names none.

    Raises CheckFailed for an entry that leads nowhere: LoopBack makes no method of it.
    """
    if not isinstance(operations, dict) or not operations:
        return ports
    used = []
    for method, entry in operations.items():
        wanted = entry if isinstance(entry, dict) else {}
        service, port, operation = wanted.get("service"), wanted.get("port"), wanted.get("operation", method)
        known = [each for each in ports if each.service == service]
        _require(method, "service", service, [each.service for each in ports], found=bool(known))
        matching = [each for each in known if each.name == port]
        _require(method, "port", port, [each.name for each in known], found=bool(matching))
        there = matching[0].operations
        _require(method, "operation", operation, list(there), found=operation in there)
        used.append(matching[0])
    return used


def _require(method: str, kind: str, name: JSON, known: list[str], *, found: bool) -> None:
    if not found:
        there = ", ".join(list(dict.fromkeys(known))[:20]) or "none"
        asked = f"no {kind} “{javascript.text(name)[:80]}”" if name else f"no {kind} without a name"
        sentence = f"Operation “{method[:80]}”: the WSDL has {asked}. It has: {there}."
        raise CheckFailed(sentence, blames=("operations",))


def _summed_up(ports: list[Port]) -> str:
    """Such as "2 operations of the service Calculator"."""
    services, operations = sorted({port.service for port in ports}), sum(len(port.operations) for port in ports)
    of = f"the service {services[0][:80]}" if len(services) == 1 else f"{len(services)} services"
    return f"{operations} operation{'' if operations == 1 else 's'} of {of}"


def _tell(ports: list[Port], attempt: Attempt) -> None:
    for port in ports[:SHOWN]:
        names = [*port.operations[:SHOWN], *(["…"] if len(port.operations) > SHOWN else [])]
        attempt.tell(f"{port.service}, {port.name}"[:100], ", ".join(names) or "no operations")


def _note_security(security: JSON, found: str, attempt: Attempt) -> None:
    """Say what of `security` is not tried. Raises CannotVerify where the endpoint cannot be opened without it."""
    scheme = security.get("scheme") if isinstance(security, dict) else None
    if scheme == "ClientSSL":
        sentence = (
            f"The WSDL describes {found}. The endpoint was not tried: the client certificate is a file of the"
            " application, which is not read here."
        )
        raise CannotVerify(sentence, blames=("security",))
    if scheme in ("WS", "WSSecurity", "WSSecurityCert"):
        attempt.note("Log in", "WS-Security is part of a call, and none is made here")
