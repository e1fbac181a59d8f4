"""SOAP's test against a real SOAP service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import zeep

from designer.connectors.base import JSON
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import processes
from tests.services.listeners import Reply, web
from tests.services.soap import INTERFACE, NAMESPACE, SERVICE, TYPES, Soap, calculator

ADD = {"service": "Calculator", "port": "CalculatorPort", "operation": "Add"}
LOADED = ["GET /calculator?wsdl", "GET /parts/interface.wsdl", "GET /parts/types.xsd"]


@pytest.fixture
def soap() -> Iterator[Soap]:
    with calculator() as running:
        yield running


def tried(soap: Soap, **settings: JSON) -> CheckResult:
    return check("soap", {"wsdl": soap.wsdl, **settings})


def test_the_service_is_a_real_one(soap: Soap) -> None:
    client: Any = zeep.Client  # zeep is half typed
    assert client(soap.wsdl).service.Subtract(7, 2) == 5


def test_a_wsdl_with_imports_is_read_and_no_operation_called(soap: Soap) -> None:
    result = tried(soap, operations={"plus": dict(ADD), "Subtract": {**ADD, "operation": "Subtract"}})
    server = f"127.0.0.1:{soap.port}"
    assert result.sentence == (
        f"The WSDL describes 2 operations of the service Calculator, and the endpoint {server} answers"
        " with 405 Method Not Allowed. No operation was called."
    )
    assert (result.verdict, soap.asked) == (Verdict.VERIFIED, [*LOADED, "HEAD /calculator"])
    assert {fact.name: fact.value for fact in result.facts}["Calculator, CalculatorPort"] == "Add, Subtract"


def test_where_the_wsdl_and_the_endpoint_are(soap: Soap) -> None:
    soap.statuses["/elsewhere"] = 200
    assert check("soap", {"url": f"{soap.url}/calculator"}).verdict is Verdict.VERIFIED
    assert soap.asked == [*LOADED, "HEAD /calculator"]
    assert tried(soap, url="http://ignored.invalid/", endpoint=f"{soap.url}/elsewhere").verdict is Verdict.VERIFIED
    assert soap.asked[-1] == "HEAD /elsewhere"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({**ADD, "service": "Computer"}, "no service “Computer”. It has: Calculator."),
        ({**ADD, "port": "PlainPort"}, "no port “PlainPort”. It has: CalculatorPort."),
        ({**ADD, "operation": "Multiply"}, "no operation “Multiply”. It has: Add, Subtract."),
        ({"service": "Calculator", "port": "CalculatorPort"}, "no operation “plus”. It has: Add, Subtract."),
        ({}, "no service without a name"),
        (None, "no service without a name"),
    ],
)
def test_an_operation_that_leads_nowhere(soap: Soap, entry: Any, words: str) -> None:
    result = tried(soap, operations={"plus": entry})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("operations",))
    assert words in result.sentence
    assert result.steps[-1].state == "failed"


def changed(soap: Soap, path: str, text: str) -> CheckResult:
    soap.documents[path] = text
    return tried(soap)


@pytest.mark.parametrize(
    ("path", "text", "verdict", "words"),
    [
        ("/calculator?wsdl", "<html><p>Hello", Verdict.FAILED, "a web page"),
        ("/calculator?wsdl", SERVICE[:-20], Verdict.FAILED, "not well-formed"),
        ("/parts/types.xsd", "nonsense", Verdict.FAILED, "not well-formed"),
        ("/calculator?wsdl", "<a/>", Verdict.FAILED, "no operation"),
        ("/calculator?wsdl", SERVICE.replace("parts/interface.wsdl", "lost.wsdl"), Verdict.FAILED, "404 Not Found"),
        ("/calculator?wsdl", SERVICE.replace("parts/interface.wsdl", "file:///etc/passwd"), Verdict.FAILED, "file:"),
        ("/parts/types.xsd", TYPES.replace("xs:int", "xs:nothing"), Verdict.UNVERIFIED, "not be understood"),
        (
            "/calculator?wsdl",
            SERVICE.replace('encoding="utf-8"?>', 'encoding="utf-8"?><!DOCTYPE a [<!ENTITY b "c">]>'),
            Verdict.UNVERIFIED,
            "DOCTYPE",
        ),
    ],
)
def test_what_is_wrong_with_a_wsdl_is_said(soap: Soap, path: str, text: str, verdict: Verdict, words: str) -> None:
    result = changed(soap, path, text)
    assert (result.verdict, result.blames, words in result.sentence) == (verdict, ("wsdl",), True), result.sentence
    assert "HEAD /calculator" not in soap.asked
    assert [step.state for step in result.steps].count("failed") == (verdict is Verdict.FAILED)


def test_a_prefix_that_nobody_declared_is_no_matter(soap: Soap) -> None:
    text = INTERFACE.replace("<types>", "<wsp:Policy/><types>")
    assert changed(soap, "/parts/interface.wsdl", text).verdict is Verdict.VERIFIED


def test_schemas_that_everybody_knows_are_not_fetched(soap: Soap) -> None:
    encoding, xml = "http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/XML/1998/namespace"
    text = TYPES.replace(
        "</xs:schema>",
        f'<xs:complexType name="Many"><xs:complexContent><xs:restriction xmlns:enc="{encoding}" base="enc:Array">'
        '<xs:attribute ref="enc:arrayType"/></xs:restriction></xs:complexContent></xs:complexType></xs:schema>',
    )
    text = text.replace("<xs:element", f'<xs:import namespace="{xml}"/><xs:element', 1)
    assert changed(soap, "/parts/types.xsd", text).verdict is Verdict.VERIFIED
    assert soap.asked == [*LOADED, "HEAD /calculator"]


def test_imports_without_end_are_given_up(soap: Soap) -> None:
    for number in range(60):
        inside = f'<import namespace="{NAMESPACE}/{number}" location="/part?{number + 1}"/>'
        name = "http://schemas.xmlsoap.org/wsdl/"
        soap.documents[f"/part?{number}"] = f'<definitions xmlns="{name}" targetNamespace="x">{inside}</definitions>'
    result = check("soap", {"wsdl": f"{soap.url}/part?0"})
    assert (result.verdict, "more than 40 documents" in result.sentence) == (Verdict.UNVERIFIED, True)


def test_an_import_does_not_get_around_the_operators_policy(soap: Soap) -> None:
    soap.documents["/calculator?wsdl"] = SERVICE.replace("parts/interface.wsdl", "http://[::1]:1/interface.wsdl")
    result = check("soap", {"wsdl": soap.wsdl}, policy=Policy(allowed=("127.0.0.1/32",)))
    assert (result.verdict, "not allowed" in result.sentence) == (Verdict.FAILED, True)


def test_nor_does_an_endpoint(soap: Soap) -> None:
    soap.documents["/calculator?wsdl"] = SERVICE.replace("{url}", "http://[::1]:1")
    result = check("soap", {"wsdl": soap.wsdl}, policy=Policy(allowed=("127.0.0.1/32",)))
    assert (result.verdict, "not allowed" in result.sentence) == (Verdict.FAILED, True)


def test_credentials_for_the_wsdl_go_to_no_other_server(soap: Soap) -> None:
    with web({"GET /types.xsd": Reply(body=TYPES.encode())}) as other:
        soap.documents["/parts/interface.wsdl"] = INTERFACE.replace("types.xsd", f"{other.url}/types.xsd")
        auth: JSON = {"user": "u", "pass": "hunter22"}
        result = tried(soap, wsdl_headers={"X-Key": "hunter23"}, wsdl_options={"auth": auth})
        sent = [set(headers) & {"X-Key", "Authorization"} for headers in soap.headers]
        assert sent == [{"X-Key", "Authorization"}] * 2 + [set()]
        assert {"X-Key", "Authorization"} & set(other.requests[0].headers) == set()
    assert result.verdict is Verdict.VERIFIED
    assert "hunter2" not in str(result.as_dict())


@pytest.mark.parametrize(
    ("security", "verdict"),
    [
        ({"username": "bob", "password": "hunter22"}, Verdict.VERIFIED),
        ({"scheme": "BasicAuth", "username": "bob", "password": "hunter22"}, Verdict.VERIFIED),
        ({"scheme": "Bearer", "token": "hunter22"}, Verdict.FAILED),
        ({"scheme": "WS", "username": "bob", "password": "hunter22"}, Verdict.FAILED),
        ({"scheme": "ClientSSL", "keyPath": "k", "certPath": "c"}, Verdict.UNVERIFIED),
    ],
)
def test_an_endpoint_that_wants_a_login(soap: Soap, security: dict[str, JSON], verdict: Verdict) -> None:
    soap.account = "Basic Ym9iOmh1bnRlcjIy"
    result = tried(soap, security=security)
    assert result.verdict is verdict
    assert "security" in (*result.blames, "security" if verdict is Verdict.VERIFIED else "")


def test_a_wsdl_that_wants_a_login(soap: Soap) -> None:
    with web({"GET /": Reply(401, body=b"")}) as site:
        result = check("soap", {"wsdl": f"{site.url}/", "security": {"username": "bob", "password": "hunter22"}})
        assert "Authorization" not in site.requests[0].headers
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("wsdl", "wsdl_options"))
    assert "not with “security”" in result.sentence


@pytest.mark.parametrize(("status", "verdict"), [(200, "verified"), (500, "verified"), (404, "unverified")])
def test_what_the_endpoint_says_to_head(soap: Soap, status: int, verdict: str) -> None:
    soap.statuses["/x"] = status
    assert tried(soap, url=f"{soap.url}/x").verdict == verdict


def test_an_endpoint_where_nobody_is(soap: Soap) -> None:
    result = tried(soap, url=f"http://127.0.0.1:{processes.free_port()}/")
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("url",))


def test_a_wsdl_in_a_file(soap: Soap) -> None:
    result = check("soap", {"wsdl": "server/calculator.wsdl", "url": f"{soap.url}/calculator"})
    assert (result.verdict, soap.asked) == (Verdict.UNVERIFIED, ["HEAD /calculator"])
    assert "is a file of the application" in result.sentence
    assert check("soap", {"wsdl": "calculator.wsdl"}).verdict is Verdict.UNVERIFIED


def test_settings_that_lead_nowhere() -> None:
    result = check("soap", {"operations": {}})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("wsdl", "url"))
