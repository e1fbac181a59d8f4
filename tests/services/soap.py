"""A real SOAP service: a calculator over http.server. Its WSDL imports a WSDL, which imports a schema."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lxml import etree

from tests.services.processes import HOST

NAMESPACE = "http://loopwright.invalid/calculator"
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_OPERATIONS: dict[str, Callable[[int, int], int]] = {"Add": lambda a, b: a + b, "Subtract": lambda a, b: a - b}

SERVICE = f"""<?xml version="1.0" encoding="utf-8"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:http="http://schemas.xmlsoap.org/wsdl/http/" xmlns:tns="{NAMESPACE}" targetNamespace="{NAMESPACE}">
  <import namespace="{NAMESPACE}" location="parts/interface.wsdl"/>
  <binding name="CalculatorBinding" type="tns:CalculatorType">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Add"><soap:operation soapAction="{NAMESPACE}/Add"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
    <operation name="Subtract"><soap:operation soapAction="{NAMESPACE}/Subtract"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
  </binding>
  <binding name="PlainBinding" type="tns:CalculatorType"><http:binding verb="GET"/></binding>
  <service name="Calculator">
    <port name="CalculatorPort" binding="tns:CalculatorBinding"><soap:address location="{{url}}/calculator"/></port>
    <port name="PlainPort" binding="tns:PlainBinding"><http:address location="{{url}}/plain"/></port>
  </service>
</definitions>"""

INTERFACE = f"""<?xml version="1.0" encoding="utf-8"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="{NAMESPACE}" targetNamespace="{NAMESPACE}">
  <types><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{NAMESPACE}">
    <xs:include schemaLocation="types.xsd"/></xs:schema></types>
  <message name="AddIn"><part name="parameters" element="tns:Add"/></message>
  <message name="AddOut"><part name="parameters" element="tns:AddResponse"/></message>
  <message name="SubtractIn"><part name="parameters" element="tns:Subtract"/></message>
  <message name="SubtractOut"><part name="parameters" element="tns:SubtractResponse"/></message>
  <portType name="CalculatorType">
    <operation name="Add"><input message="tns:AddIn"/><output message="tns:AddOut"/></operation>
    <operation name="Subtract"><input message="tns:SubtractIn"/><output message="tns:SubtractOut"/></operation>
  </portType>
</definitions>"""


def _element(name: str, *parts: str) -> str:
    inside = "".join(f'<xs:element name="{part}" type="xs:int"/>' for part in parts)
    return (
        f'<xs:element name="{name}"><xs:complexType><xs:sequence>{inside}</xs:sequence></xs:complexType></xs:element>'
    )


TYPES = (
    f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{NAMESPACE}"'
    ' elementFormDefault="qualified">'
    + "".join(_element(name, "a", "b") + _element(f"{name}Response", "result") for name in _OPERATIONS)
    + "</xs:schema>"
)


@dataclass
class Soap:
    """The running service. `documents` by path; `statuses` are answers to HEAD and GET of other paths."""

    port: int
    documents: dict[str, str]
    statuses: dict[str, int] = field(default_factory=dict)
    account: str | None = None
    """What Authorization must say for the endpoint."""
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def wsdl(self) -> str:
        return f"{self.url}/calculator?wsdl"


def _called(body: bytes) -> bytes:
    call = etree.fromstring(body).find(f"{{{_ENVELOPE}}}Body")[0]
    name = etree.QName(call).localname
    numbers = [int(part.text) for part in call]
    answer = etree.Element(f"{{{_ENVELOPE}}}Envelope")
    response = etree.SubElement(etree.SubElement(answer, f"{{{_ENVELOPE}}}Body"), f"{{{NAMESPACE}}}{name}Response")
    etree.SubElement(response, f"{{{NAMESPACE}}}result").text = str(_OPERATIONS[name](*numbers))
    return bytes(etree.tostring(answer))


@contextmanager
def calculator() -> Iterator[Soap]:
    """The service, which notes down what it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def handle_any(self) -> None:
            soap.asked.append(f"{self.command} {self.path}")
            soap.headers.append(dict(self.headers))
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path in soap.documents:
                self.answer(200, soap.documents[self.path].replace("{url}", soap.url).encode())
            elif self.path != "/calculator":
                self.answer(soap.statuses.get(self.path, 404))
            elif soap.account and self.headers.get("Authorization") != soap.account:
                self.answer(401)
            elif self.command == "POST":
                self.answer(200, _called(body))
            else:
                self.answer(405)

        do_GET = do_HEAD = do_POST = handle_any  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        documents = {"/calculator?wsdl": SERVICE, "/parts/interface.wsdl": INTERFACE, "/parts/types.xsd": TYPES}
        soap = Soap(server.server_address[1], documents)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield soap
        finally:
            server.shutdown()
            thread.join()
