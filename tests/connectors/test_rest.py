"""REST's test against a real HTTP server."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from designer.connectors import CATALOGUE
from designer.connectors.base import JSON, Kind, Setting
from designer.connectors.policy import Policy
from designer.connectors.rest_plan import Plan
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.corpus import corpus_texts
from tests.services import certificates, listeners, processes
from tests.services.listeners import Reply, web


def operation(url: str, method: str = "GET", **template: JSON) -> dict[str, JSON]:
    return {"template": {"method": method, "url": url, **template}, "functions": {"call": []}}


def asked(site: listeners.WebServer) -> list[str]:
    return [f"{request.method} {request.path}" for request in site.requests]


def test_a_base_url_that_answers() -> None:
    with web({"HEAD /api": Reply()}) as site:
        result = check("rest", {"baseURL": f"{site.url}/api"})
        assert asked(site) == ["HEAD /api"]
    assert (result.verdict, result.sentence) == (Verdict.VERIFIED, f"127.0.0.1:{site.port} answers, with 200 OK.")
    assert [step.name for step in result.steps] == ["Resolve the name", "Open the port", "Request"]
    assert [fact.name for fact in result.facts] == ["Server", "Encryption"]


@pytest.mark.parametrize(
    ("status", "verdict", "blames"),
    [
        (404, Verdict.VERIFIED, ()),
        (401, Verdict.FAILED, ("baseURL", "options")),
        (403, Verdict.FAILED, ("baseURL", "options")),
        (503, Verdict.UNVERIFIED, ("baseURL",)),
    ],
)
def test_the_status_is_told_honestly(status: int, verdict: Verdict, blames: tuple[str, ...]) -> None:
    with web({"HEAD /": Reply(status)}) as site:
        result = check("rest", {"baseURL": site.url})
    assert (result.verdict, result.blames) == (verdict, blames)
    assert str(status) in result.sentence


def test_a_changing_operation_is_only_looked_at() -> None:
    with web({"HEAD /orders": Reply(405)}) as site:
        result = check("rest", {"operations": [operation(f"{site.url}/orders", "POST")]})
        assert asked(site) == ["HEAD /orders"]
    assert result.verdict is Verdict.VERIFIED


def test_get_is_sent_where_head_is_not_known_and_loopback_would_send_it() -> None:
    with web({"HEAD /geo?city=Paris&q=1": Reply(501), "GET /geo?city=Paris&q=1": Reply()}) as site:
        query: JSON = {"city": "{city=Paris:string}", "q": "1", "other": "{other}"}
        result = check("rest", {"operations": [operation(f"{site.url}/geo", query=query)]})
        assert asked(site) == ["HEAD /geo?city=Paris&q=1", "GET /geo?city=Paris&q=1"]
    assert (result.verdict, result.steps[-1].state) == (Verdict.VERIFIED, "ok")


def test_a_url_is_tried_up_to_the_variable_that_nobody_gives() -> None:
    with web({}) as site:
        result = check("rest", {"operations": [operation(f"{site.url}/v1/{{id}}/parts")]})
        assert asked(site) == ["HEAD /v1/"]
    assert (result.steps[0].state, "{id}" in result.steps[0].detail) == ("note", True)


def test_each_server_is_asked_once() -> None:
    with web({"HEAD /b": Reply()}) as first, web({"HEAD /c": Reply()}) as second:
        urls = [f"{first.url}/a/{{id}}", f"{first.url}/b", f"{second.url}/c"]
        result = check("rest", {"operations": [operation(url) for url in urls]})
        assert (asked(first), asked(second)) == (["HEAD /b"], ["HEAD /c"])
    assert result.verdict is Verdict.VERIFIED


def test_options_are_respected_and_secrets_do_not_come_back() -> None:
    options: dict[str, JSON] = {"headers": {"X-Api-Key": "key-12345"}, "auth": {"user": "bob", "pass": "hunter22"}}
    with web({"HEAD /": Reply(302, {"Location": "/?token=key-12345&seen=hunter22"})}) as site:
        result = check("rest", {"baseURL": site.url, "options": options})
        headers = site.requests[0].headers
    assert (headers["X-Api-Key"], headers["Authorization"]) == ("key-12345", "Basic Ym9iOmh1bnRlcjIy")
    assert [secret for secret in ("key-12345", "hunter22") if secret in str(result.as_dict())] == []


def test_credentials_stay_with_their_server_when_it_redirects() -> None:
    with web({"HEAD /": Reply()}) as target, web({"HEAD /": Reply(302, {"Location": target.url})}) as site:
        options: dict[str, JSON] = {"headers": {"X-Api-Key": "key-12345"}, "auth": {"bearer": "token-1"}}
        result = check("rest", {"baseURL": site.url, "options": options})
        sent = [{"X-Api-Key", "Authorization"} & set(server.requests[0].headers) for server in (site, target)]
    assert sent == [{"X-Api-Key", "Authorization"}, set()]
    assert [step.name for step in result.steps] == ["Resolve the name", "Open the port", "Request"] * 2
    assert result.verdict is Verdict.VERIFIED


def test_a_redirect_does_not_get_around_the_operators_policy() -> None:
    with web({"HEAD /": Reply(302, {"Location": "http://[::1]:1/"})}) as site:
        result = check("rest", {"baseURL": site.url}, policy=Policy(allowed=("127.0.0.1/32",)))
    assert (result.verdict, result.steps[-1].name, result.steps[-1].state) == (
        Verdict.FAILED,
        "Resolve the name",
        "failed",
    )


@pytest.mark.parametrize("location", ["/", "ftp://127.0.0.1/", "http://[bad/"])
def test_a_redirect_that_leads_nowhere(location: str) -> None:
    with web({"HEAD /": Reply(302, {"Location": location})}) as site:
        assert check("rest", {"baseURL": site.url}).verdict is Verdict.FAILED


def test_redirects_are_not_followed_where_the_options_say_so() -> None:
    with web({"HEAD /": Reply(302, {"Location": "/next"})}) as site:
        result = check("rest", {"baseURL": site.url, "options": {"followRedirect": False}})
        assert (result.verdict, asked(site)) == (Verdict.VERIFIED, ["HEAD /"])


@pytest.mark.parametrize(
    ("settings", "blames"),
    [
        ({"baseURL": "example.com"}, ("baseURL",)),
        ({"restPath": "ftp://example.com/"}, ("restPath",)),
        ({"operations": [{"functions": {}}]}, ("operations",)),
        ({"baseURL": "http://example.com:99999/"}, ("baseURL",)),
        ({"baseURL": "http://127.0.0.1:1/", "options": {"headers": {"X": "a\nb"}}}, ("baseURL", "options")),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, Any], blames: tuple[str, ...]) -> None:
    result = check("rest", settings)
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"operations": []},
        {"operations": [operation("{url}")]},
        {"operations": [operation("http://{host}/x")]},
        {"baseURL": "http://127.0.0.1:1/", "options": {"proxy": "http://127.0.0.1:2/"}},
    ],
)
def test_where_nothing_can_be_tried(settings: dict[str, Any]) -> None:
    assert check("rest", settings).verdict is Verdict.UNVERIFIED


def test_operations_leave_the_base_url_aside_unless_crud_is_on() -> None:
    settings: dict[str, JSON] = {"baseURL": "http://base/", "operations": [operation("http://op/{x=1}")]}
    assert [request.url for request in Plan(settings).requests] == ["http://op/1"]
    assert [request.url for request in Plan({**settings, "crud": True}).requests] == ["http://base/", "http://op/1"]


@pytest.mark.parametrize(
    ("behave", "words"),
    [(listeners.close, "no HTTP"), (listeners.NONSENSE, "no HTTP")],
)
def test_who_does_not_speak_http(behave: Any, words: str) -> None:
    with listeners.listening(behave) as server:
        result = check("rest", {"baseURL": f"http://127.0.0.1:{server.port}/"})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("baseURL",))
    assert words in result.sentence


@contextmanager
def secure_site(folder: Path) -> Iterator[tuple[str, str]]:
    made = certificates.make()
    pem = folder / "server.pem"
    pem.write_text(made.server + made.key, encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def answer(connection: Any, _over: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.recv(4096)
            encrypted.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with listeners.listening(answer) as server:
        yield f"https://{processes.HOST}:{server.port}/", made.authority


def test_tls(tmp_path: Path) -> None:
    with secure_site(tmp_path) as (url, authority):

        def tried(options: dict[str, JSON]) -> CheckResult:
            return check("rest", {"baseURL": url, "options": options})

        refused = tried({})
        assert (refused.verdict, refused.blames) == (Verdict.FAILED, ("baseURL", "options"))
        assert [step.state for step in refused.steps] == ["ok", "ok", "failed", "skipped"]
        assert tried({"ca": authority}).verdict is Verdict.VERIFIED
        assert tried({"strictSSL": False}).verdict is Verdict.VERIFIED


KINDS: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.SECRET: str,
    Kind.CHOICE: str,
    Kind.NUMBER: int,
    Kind.BOOLEAN: bool,
    Kind.ARRAY: list,
    Kind.MAP: dict,
    Kind.OBJECT: dict,
}


def misfits(setting: Setting, value: JSON, place: str) -> Iterator[str]:
    """Where a value is not what its setting describes; members that nobody described fit anyhow."""
    if not isinstance(value, KINDS[setting.kind]):
        yield place
    elif setting.kind is Kind.OBJECT and isinstance(value, dict):
        for field in setting.fields:
            if field.name in value:
                yield from misfits(field, value[field.name], f"{place}.{field.name}")
    elif setting.fields and isinstance(value, dict | list):
        for key, element in value.items() if isinstance(value, dict) else enumerate(value):
            whole = Setting(name="", label="", help="", kind=Kind.OBJECT, fields=setting.fields)
            yield from misfits(whole if setting.fields[0].name else setting.fields[0], element, f"{place}.{key}")


GEOCODE: JSON = [
    {
        "template": {
            "method": "GET",
            "url": "http://maps.example/json",
            "headers": {"accept": "application/json"},
            "query": {"address": "{street},{city}", "sensor": "{sensor=false:boolean}"},
            "options": {"strictSSL": True, "timeout": 5000, "auth": {"user": "u", "pass": "p"}},
            "responsePath": "$.results[0].geometry.location",
        },
        "functions": {"geocode": ["street", "city=Paris"]},
    }
]


def test_operations_as_people_write_them_fit_their_structure() -> None:
    sources = [
        (f"{path} {name}", source)
        for path, text in corpus_texts()
        if path.endswith("datasources.json")
        for name, source in json.loads(text.removeprefix("\ufeff")).items()
        if isinstance(source, dict) and source.get("connector") == "rest"
    ]
    for place, source in [("documented", {"operations": GEOCODE}), *sources]:
        for setting in CATALOGUE["rest"].settings:
            if setting.name in source:
                assert list(misfits(setting, source[setting.name], f"{place} {setting.name}")) == []
