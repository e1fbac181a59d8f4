"""OpenAPI's test, and the documents that it reads, against a real HTTP server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from designer.connectors import openapi_document, openapi_yaml
from designer.connectors.base import JSON, CheckFailed
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services.listeners import WebServer
from tests.services.openapi import OPENAPI_3, SWAGGER_2, documents


@pytest.fixture(scope="module")
def site() -> Iterator[WebServer]:
    with documents() as running:
        yield running


def tried(site: WebServer, path: str, **settings: JSON) -> CheckResult:
    return check("openapi", {"spec": site.url + path, **settings})


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


def test_a_document_is_read_and_nothing_else_is_asked_for(site: WebServer) -> None:
    site.requests.clear()
    result = tried(site, "/openapi.json")
    assert (result.verdict, site.asked) == (Verdict.VERIFIED, ["GET /openapi.json"])
    assert "OpenAPI 3.0.3 “Shop” 2.0, with 1 operation. None of them was called." in result.sentence
    assert {
        "Document": "OpenAPI 3.0.3 “Shop” 2.0",
        "Operations": "1: listOrders",
        "Calls go to": "https://shop.example/v3",
        "Encryption": "none",
    }.items() <= facts(result).items()
    assert [step.name for step in result.steps] == [
        "Resolve the name",
        "Open the port",
        "Request",
        "Read the document",
        "LoopBack’s own driver",
    ]


def test_yaml_swagger_2_and_redirects(site: WebServer) -> None:
    result = tried(site, "/swagger.yaml")
    assert (result.verdict, facts(result)["Operations"]) == (Verdict.VERIFIED, "2: listOrders, peek")
    assert facts(result)["Calls go to"] == f"{site.url}/v2"
    assert facts(tried(site, "/moved.json"))["Operations"] == "2: listOrders, POST /orders"


@pytest.mark.parametrize(
    ("path", "verdict", "words"),
    [
        ("/openapi-4.json", Verdict.WORKS_ONLY_HERE, "none of 3.0.0"),
        ("/no-paths.json", Verdict.WORKS_ONLY_HERE, "lacks “paths”"),
        ("/version-as-number.json", Verdict.WORKS_ONLY_HERE, "must be a text"),
        ("/elsewhere-3.json", Verdict.UNVERIFIED, "refers to other documents"),
        ("/swagger-1.json", Verdict.UNVERIFIED, "Swagger 1.2"),
        ("/list.json", Verdict.FAILED, "describes no API"),
        ("/page.html", Verdict.FAILED, "a web page"),
        ("/broken.json", Verdict.FAILED, "not valid JSON"),
        ("/guarded.json", Verdict.FAILED, "without credentials"),
        ("/nowhere.json", Verdict.FAILED, "404 Not Found"),
    ],
)
def test_what_is_wrong_with_a_document_is_said(site: WebServer, path: str, verdict: Verdict, words: str) -> None:
    result = tried(site, path)
    assert (result.verdict, result.blames) == (verdict, ("spec",))
    assert words in result.sentence


def test_credentials_for_a_way_to_log_in_that_does_not_exist(site: WebServer) -> None:
    known: JSON = {"account": {"username": "a", "password": "hunter22"}}
    assert tried(site, "/openapi.json", authorizations=known).verdict is Verdict.VERIFIED
    result = tried(site, "/openapi.json", authorizations={"basic": {"username": "a", "password": "hunter22"}})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("authorizations",))
    assert "“basic”" in result.sentence
    assert "“account”" in result.sentence
    assert "hunter22" not in str(result.as_dict())


@pytest.mark.parametrize(
    ("spec", "verdict", "words"),
    [
        ("server/api.yaml", Verdict.UNVERIFIED, "a file of the application"),
        ({"paths": {}}, Verdict.FAILED, "describes no API"),
        (None, Verdict.FAILED, "needs “spec”"),
        ("http://", Verdict.FAILED, "is not a URL"),
    ],
)
def test_what_is_no_url(spec: Any, verdict: Verdict, words: str) -> None:
    result = check("openapi", {"spec": spec})
    assert (result.verdict, result.blames, words in result.sentence) == (verdict, ("spec",), True)


def test_a_document_in_the_settings() -> None:
    result = check("openapi", {"spec": OPENAPI_3})
    assert (result.verdict, "No server was contacted" in result.sentence) == (Verdict.UNVERIFIED, True)


def test_the_operators_policy_is_obeyed(site: WebServer) -> None:
    site.requests.clear()
    result = check("openapi", {"spec": f"{site.url}/openapi.json"}, policy=Policy(denied=("127.0.0.0/8",)))
    assert (result.verdict, site.asked) == (Verdict.FAILED, [])


MERGED = "a0: &a0 {x: 1, y: 2}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 10)
)


@pytest.mark.parametrize("text", [MERGED, "[" * 100_000, "- " * 100_000, "{a: " * 1000])
def test_yaml_that_grows_without_end_is_refused(text: str) -> None:
    with pytest.raises(openapi_yaml.TooMuch):
        openapi_yaml.load(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system [ls]",
        "a: 1\n---\nb: 2",
        "!!timestamp x",
        "!!bool x",
        "[a]: 1",
        "\0",
        "2020-99-99",
    ],
)
def test_yaml_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        openapi_yaml.load(text.encode())


def test_a_document_that_repeats_or_holds_itself_is_read_once() -> None:
    lines = ["swagger: '2.0'", "paths: &p {/a: {get: &g {self: *g, all: *p}}}", "a0: &a0 [{$ref: '#/x'}]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    document = openapi_document.read(openapi_yaml.load("\n".join(lines).encode()), blames=())
    assert (document.operations, document.is_whole) == (("GET /a",), True)


@pytest.mark.parametrize(
    "change",
    [
        {"info": None},
        {"paths": [1]},
        {"paths": {"/a": None, "/b": {"get": 1}}},
        {"securityDefinitions": []},
        {"schemes": [1], "host": 5},
        {"info": {"title": {"en": 1}, "version": "\ud800"}},
    ],
)
def test_a_document_with_odd_parts_is_read_all_the_same(change: dict[str, Any]) -> None:
    document = openapi_document.read(SWAGGER_2 | change, blames=())
    str(document).encode()


def test_a_document_that_is_too_deep_is_refused() -> None:
    with pytest.raises(CheckFailed):
        openapi_document.parse(b'{"a":' * 100_000, blames=("spec",))
