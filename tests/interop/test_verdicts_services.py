"""Tests of web services say "works" exactly where LoopBack's own connectors connect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from designer import testing
from designer.connectors.results import Verdict
from designer.loopback.scaffold import create as scaffold
from designer.transfer import folder as folders
from tests.interop import loopback
from tests.interop.loopback import Boot
from tests.services import processes
from tests.services.openapi import documents
from tests.services.soap import SERVICE, TYPES, Soap, calculator

Settings = dict[str, Any]

pytestmark = pytest.mark.usefixtures("installed")


def connected(each: list[Settings]) -> list[dict[str, Any]]:
    """What LoopBack's connectors make of these settings."""
    results: list[dict[str, Any]] = loopback.run("connect_each.js", said=json.dumps(each))
    return results


def works(settings: Settings) -> bool:
    return testing.check(settings["connector"], settings).verdict is Verdict.VERIFIED


SWAGGER = {
    "/swagger.json": True,
    "/swagger.yaml": True,
    "/version-as-number.json": True,
    "/elsewhere-2.json": True,
    "/moved.json": True,
    "/openapi.json": False,
    "/list.json": False,
    "/page.html": False,
    "/guarded.json": False,
    "/nowhere.json": False,
}


def test_swagger() -> None:
    with documents() as site:
        cases = {path: {"connector": "swagger", "spec": site.url + path} for path in SWAGGER}
        cases["a closed port"] = {"connector": "swagger", "spec": f"http://127.0.0.1:{processes.free_port()}/x.json"}
        expected = SWAGGER | {"a closed port": False}
        theirs = connected(list(cases.values()))
        assert {path: works(settings) for path, settings in cases.items()} == expected
    assert {path: each["error"] is None for path, each in zip(cases, theirs, strict=True)} == expected, theirs
    assert "listOrders" in theirs[0]["methods"]


def soap_cases(soap: Soap) -> dict[str, tuple[Settings, bool]]:
    """Each case by name: settings, and whether they work."""
    good = {"connector": "soap", "wsdl": soap.wsdl}
    prefix = SERVICE.replace("<binding", "<wsp:Policy/><binding", 1)
    soap.documents |= {
        "/calculator.wsdl": SERVICE,
        "/lost.wsdl": SERVICE.replace("parts/interface", "lost/interface"),
        "/file.wsdl": SERVICE.replace("parts/interface.wsdl", "file:///nowhere.wsdl"),
        "/cut.wsdl": SERVICE[:-20],
        "/prefix.wsdl": prefix,
        "/types.xsd": TYPES,
        "/page": "<html><body>Hello</body></html>",
    }
    others = {path: {"connector": "soap", "wsdl": soap.url + path} for path in soap.documents}
    return {
        "as documented": (good, True),
        "only the endpoint": ({"connector": "soap", "url": f"{soap.url}/calculator"}, True),
        "a WSDL that imports what is not there": (others["/lost.wsdl"], False),
        "a WSDL that imports a file": (others["/file.wsdl"], False),
        "a WSDL that breaks off": (others["/cut.wsdl"], False),
        "a WSDL with a prefix that nobody declared": (others["/prefix.wsdl"], True),
        "a web page": (others["/page"], False),
        "no WSDL there": ({"connector": "soap", "wsdl": f"{soap.url}/nowhere"}, False),
        "a closed port": ({"connector": "soap", "wsdl": f"http://127.0.0.1:{processes.free_port()}/?wsdl"}, False),
    }


def test_soap() -> None:
    with calculator() as soap:
        cases = soap_cases(soap)
        expected = {name: result for name, (_, result) in cases.items()}
        theirs = connected([settings for settings, _ in cases.values()])
        assert {name: works(settings) for name, (settings, _) in cases.items()} == expected
    usable = [each["error"] is None and "Add" in each["methods"] for each in theirs]
    assert dict(zip(cases, usable, strict=True)) == expected, theirs


def test_soap_operations_become_the_methods_that_the_test_looks_up() -> None:
    with calculator() as soap:
        entry = {"service": "Calculator", "port": "CalculatorPort", "operation": "Add"}
        settings = {"connector": "soap", "wsdl": soap.wsdl, "operations": {"plus": entry}}
        wrong = {**settings, "operations": {"plus": {**entry, "port": "PlainPort"}}}
        theirs = connected([settings, wrong])
        assert (works(settings), "plus" in theirs[0]["methods"]) == (True, True)
        assert (works(wrong), "plus" in theirs[1]["methods"], theirs[1]["error"]) == (False, False, None)


def test_remote_knows_a_real_loopback(boot: Boot, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    folders.export(shop, scaffold("api-server", "Shop"))
    loopback.link(shop)
    server = boot(shop)
    result = testing.check("remote", {"url": f"{server.url}/api"})
    assert (result.verdict, "is a LoopBack application: “shop”" in result.sentence) == (Verdict.VERIFIED, True), result
    elsewhere = testing.check("remote", {"url": server.url})
    assert (elsewhere.verdict, "its API is at /api, not /" in elsewhere.sentence) == (Verdict.FAILED, True), elsewhere
