"""The HTTP client of connection tests, against real servers that do what they like."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from designer.connectors.policy import Policy
from designer.connectors.probe import ENCRYPTION, SERVER, Attempt
from designer.connectors.web import Bearer, Request, fetch
from tests.services import certificates, listeners
from tests.services.listeners import Reply, web

BLAMES = ("url",)
BOMB = gzip.compress(b"0" * 50_000_000)


def ended(request: Request, *, seconds: float = 5, most_bytes: int = 1000) -> str:
    """The sentence with which a request fails."""
    with pytest.raises(CheckFailed) as ending:
        fetch(request, Attempt(seconds), most_bytes=most_bytes)
    assert ending.value.blames
    return ending.value.sentence


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
def test_a_body_is_decompressed(encoding: str, compress: Callable[[bytes], bytes]) -> None:
    with web({"GET /": Reply(200, {"Content-Encoding": encoding}, compress(b"x" * 900))}) as site:
        assert fetch(Request(site.url, BLAMES), Attempt(5), most_bytes=900).body == b"x" * 900


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip"])
def test_a_bomb_is_not_unpacked(encoding: str) -> None:
    body = BOMB if encoding == "gzip" else gzip.compress(BOMB)
    with web({"GET /": Reply(200, {"Content-Encoding": encoding}, body)}) as site:
        assert "longer than 1,000 bytes" in ended(Request(site.url, BLAMES))


def test_what_cannot_be_decompressed_is_said() -> None:
    with web({"GET /": Reply(200, {"Content-Encoding": "gzip"}, b"no gzip")}) as site:
        assert "cannot be decompressed" in ended(Request(site.url, BLAMES))


def test_no_more_is_read_than_wanted() -> None:
    with web({"GET /": Reply()}) as site:
        assert "longer than 1,000 bytes" in ended(Request(site.url, BLAMES))
        assert fetch(Request(site.url, BLAMES), Attempt(5)).body == b""
        assert fetch(Request(f"{site.url}/nowhere", BLAMES), Attempt(5), most_bytes=1000).body == b"x" * 1000


def dripping(start: bytes) -> listeners.Behaviour:
    """Begin an answer, and go on a byte at a time."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.wait(0.02):
            connection.sendall(b"x")

    return behave


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 "],
    ids=["body", "header", "status"],
)
def test_an_answer_that_only_drips_ends_with_the_attempt(start: bytes) -> None:
    with listeners.listening(dripping(start)) as server:
        request = Request(f"http://127.0.0.1:{server.port}/", BLAMES)
        assert "did not answer in time" in ended(request, seconds=0.3)


def test_a_redirect_is_followed_without_reading_what_comes_with_it() -> None:
    with web({"GET /": Reply(302, {"Location": "/next"}), "GET /next": Reply(body=b"there")}) as site:
        answer = fetch(Request(site.url, BLAMES), Attempt(5), most_bytes=10)
    assert (answer.body, answer.url) == (b"there", f"{site.url}/next")


def test_a_body_goes_to_no_other_server() -> None:
    with web({"POST /": Reply(body=b"")}) as target:
        moved = Reply(307, {"Location": target.url}, b"")
        with web({"POST /": moved, "POST /here": Reply(307, {"Location": "/"}, b"")}) as site:
            answer = fetch(Request(f"{site.url}/here", BLAMES, "POST", body=b"password=hunter22"), Attempt(5))
        assert (answer.status, site.asked, target.asked) == (307, ["POST /here", "POST /"], [])


def test_credentials_stay_where_they_belong() -> None:
    request = Request("https://a.example/x?y=1", BLAMES, headers={"X": "1"}, auth=Bearer("t"), query={"q": "1"})
    request = Request(**{**{n: getattr(request, n) for n in request.__slots__}, "tls": tls.Options(cert="c", ca="a")})
    near, far = request.towards("https://a.example/z"), request.towards("https://a.example:8443/z")
    assert (near.headers, near.auth, near.tls.cert, near.query) == ({"X": "1"}, request.auth, "c", {})
    assert (far.headers, far.auth, far.tls.cert, far.tls.ca) == ({}, None, None, "a")


def test_every_redirect_is_checked_against_the_policy() -> None:
    with web({"GET /": Reply(302, {"Location": "http://[::1]:1/"})}) as site, pytest.raises(CheckFailed) as ending:
        fetch(Request(site.url, BLAMES), Attempt(5, Policy(allowed=("127.0.0.1/32",))))
    assert "not allowed" in ending.value.sentence


def test_what_a_url_and_a_header_hold_does_not_come_back() -> None:
    with listeners.listening(listeners.close) as server:
        requests = [
            Request(f"http://u:hunter22@127.0.0.1:{server.port}/?token=hunter22", BLAMES),
            Request("http://u:hunter22@127.0.0.1:99999/", BLAMES),
            Request(f"http://127.0.0.1:{server.port}/", BLAMES, headers={"X": "hunter22\n"}),
        ]
        for request in requests:
            attempt = Attempt(5)
            with pytest.raises(CheckFailed) as ending:
                fetch(request, attempt)
            assert "hunter22" not in f"{ending.value.sentence} {ending.value.detail} {attempt.steps} {request}"


def test_the_details_say_what_went_wrong_first() -> None:
    with listeners.listening(listeners.close) as server, pytest.raises(CheckFailed) as ending:
        fetch(Request(f"http://127.0.0.1:{server.port}/", BLAMES), Attempt(5))
    assert ending.value.detail in {
        "Remote end closed connection without response",
        "[Errno 104] Connection reset by peer",
    }


def test_an_answer_tells_who_sent_it_and_how(tmp_path: Path) -> None:
    made = certificates.make()
    pem = tmp_path / "server.pem"
    pem.write_text(made.server + made.key, encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    attempt = Attempt(5)
    with web({"HEAD /": Reply()}, context) as site:
        fetch(Request(site.url, BLAMES, "HEAD", tls=tls.Options(ca=made.authority)), attempt).tell(attempt)
    facts = {fact.name: fact.value for fact in attempt.facts}
    assert (SERVER in facts, facts[ENCRYPTION]) == (True, "TLSv1.3, certificate checked")
