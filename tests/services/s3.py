"""A small S3: lists buckets, and checks each signature by code of its own (AWS Signature Version 4)."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

from designer.connectors.base import JSON
from tests.services.processes import HOST

KEY_ID, SECRET, TOKEN = "AKIAEXAMPLE", "wJalr/XUtn+FEMI/K7MDENG", "FwoGZ/Xivy+tok=="
LIMITED = "AKIALIMITED"
"""May do nothing."""
REGION = "eu-west-1"


@dataclass
class S3:
    """A running server with buckets in regions, and what it was asked."""

    port: int
    buckets: dict[str, str] = field(default_factory=lambda: {"photos": REGION, "a&b": REGION, "far": "us-west-2"})
    ahead: timedelta = timedelta()
    """How fast its clock is."""
    asked: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, JSON]:
        """A data source that works."""
        return {
            "connector": "loopback-component-storage",
            "provider": "amazon",
            "endpoint": f"http://{HOST}:{self.port}",
            "forcePathBucket": True,
            "region": REGION,
            "keyId": KEY_ID,
            "key": SECRET,
        }

    def answer(self, method: str, target: str, headers: Mapping[str, str]) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers."""
        self.asked.append(f"{method} {target}")
        code = self._refusal(method, target, headers)
        if code:
            words = (
                "" if code == "SignatureDoesNotMatch" else SECRET
            )  # it does not know what the other side signed with
            return 403, f"<Error><Code>{code}</Code><Message>{words}</Message></Error>", {}
        bucket = urlsplit(target).path.strip("/")
        if not bucket:
            names = "".join(f"<Bucket><Name>{name}</Name></Bucket>" for name in sorted(self.buckets))
            return 200, f"<ListAllMyBucketsResult><Buckets>{names}</Buckets></ListAllMyBucketsResult>", {}
        if bucket not in self.buckets:
            return 404, "<Error><Code>NoSuchBucket</Code></Error>", {}
        if (region := self.buckets[bucket]) != _scope(headers)[2]:
            return 301, "<Error><Code>PermanentRedirect</Code></Error>", {"x-amz-bucket-region": region}
        return 200, f"<ListBucketResult><Name>{bucket}</Name></ListBucketResult>", {}

    def _refusal(self, method: str, target: str, headers: Mapping[str, str]) -> str:
        key_id, *scope = _scope(headers)
        moment = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if key_id not in {KEY_ID, LIMITED}:
            return "InvalidAccessKeyId"
        if abs(datetime.now(UTC) + self.ahead - moment) > timedelta(minutes=15):
            return "RequestTimeTooSkewed"
        if _signature(method, target, headers, scope) != headers["authorization"].rpartition("Signature=")[2]:
            return "SignatureDoesNotMatch"
        if headers.get("x-amz-security-token", TOKEN) != TOKEN:
            return "InvalidToken"
        return "AccessDenied" if key_id == LIMITED else ""


def _scope(headers: Mapping[str, str]) -> list[str]:
    """Access key, day, region, service, "aws4_request"."""
    found = re.search(r"Credential=([^,]+)", headers["authorization"])
    assert found
    return found[1].split("/")


def _signature(method: str, target: str, headers: Mapping[str, str], scope: list[str]) -> str:
    """As Amazon describes it for a request without a body."""
    found = re.search(r"SignedHeaders=([^,]+)", headers["authorization"])
    assert found
    assert {"host", "x-amz-date"} <= set(found[1].split(";"))
    parts = urlsplit(target)
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
    query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
    signed = [f"{name}:{headers[name].strip()}\n" for name in found[1].split(";")]
    canonical = "\n".join([method, parts.path, query, "".join(signed), found[1], headers["x-amz-content-sha256"]])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], "/".join(scope), digest])
    key = f"AWS4{SECRET}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


@contextmanager
def running() -> Iterator[S3]:
    """Start it on loopback, and stop it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body, more = server.answer("GET", self.path, headers)
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer((HOST, 0), Handler) as http:
        server = S3(http.server_address[1])
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
