"""Amazon S3, and what speaks its language: one signed request that changes nothing.

As pkgcloud 2.2 (lib/pkgcloud/amazon) and aws-sdk 2 (lib/services/s3.js) would send it. Only botocore's signature is
used: none of its sessions, credentials or connections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from designer.connectors import javascript
from designer.connectors.base import CannotVerify, CheckFailed, Settings
from designer.connectors.probe import USER, Attempt
from designer.connectors.s3_errors import refused
from designer.connectors.urls import require_http
from designer.connectors.web import Answer, Request, fetch

BUCKETS = "Buckets"
MOST_BYTES = 2_000_000
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Account:
    """An access key, and where it is good for."""

    key_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    region: str
    endpoint: str
    """Empty for Amazon's own."""
    path_style: bool
    bucket: str

    @classmethod
    def read(cls, settings: Settings) -> Account:
        """Raises CheckFailed for what cannot be part of an address, CannotVerify where there is no access key."""

        def text(*names: str) -> str:
            name = javascript.first(settings, *names)
            return javascript.text(settings[name]) if name else ""

        account = cls(
            key_id=text("keyId", "accessKeyId"),
            secret=text("key", "accessKey"),
            token=text("sessionToken"),
            region=text("region") or "us-east-1",
            endpoint=text("endpoint"),
            path_style=javascript.truthy(settings.get("forcePathBucket")),
            bucket=text("bucket", "container"),
        )
        if not account.key_id or not account.secret:
            sentence = (
                "There is no access key with its secret, so LoopBack looks for one on the machine that it runs on: in"
                " its environment, in ~/.aws, or in Amazon’s own network."
            )
            raise CannotVerify(sentence, blames=("keyId", "key"))
        if not _REGION.fullmatch(account.region):
            raise CheckFailed("The region is none of Amazon’s, such as eu-west-1.", blames=("region",))
        return account

    @property
    def blames(self) -> tuple[str, ...]:
        return ("endpoint",) if self.endpoint else ("region",)

    @property
    def url(self) -> str:
        """Where to ask: for the bucket, else for the list of all. Raises CheckFailed for an endpoint that is none."""
        scheme, host, path = _origin(self)
        if not self.bucket:
            return f"{scheme}://{host}{path}/"
        if self.path_style or not _fits_a_host(self.bucket, scheme):
            return f"{scheme}://{host}{path}/{quote(self.bucket, safe='')}?max-keys=0"
        return f"{scheme}://{self.bucket}.{host}{path}/?max-keys=0"


def test(settings: Settings, attempt: Attempt) -> str:
    """Ask for the bucket, else for the list of buckets. Raises CheckFailed or CannotVerify."""
    account = Account.read(settings)
    answer = _ask(account, attempt)
    if account.bucket and not account.endpoint and (region := _named_region(answer)) not in ("", account.region):
        attempt.note("Region", f"the bucket is in {region}, where LoopBack’s client goes by itself")
        account = replace(account, region=region)
        answer = _ask(account, attempt)
    _require_s3(account, answer)
    answer.tell(attempt)
    attempt.tell(USER, f"access key {account.key_id}")
    if account.bucket:
        return f"{answer.server} accepts the access key, which may list the bucket “{account.bucket[:80]}”."
    names = [name.decode("utf-8", "replace")[:80] for name in re.findall(rb"<Name>([^<]*)</Name>", answer.body)]
    shown = ", ".join([*names[:_SHOWN], "…"] if len(names) > _SHOWN else names)
    attempt.tell(BUCKETS, f"{len(names)}: {shown}" if names else "none")
    return f"{answer.server} accepts the access key, and shows {len(names)} buckets."


def _ask(account: Account, attempt: Attempt) -> Answer:
    url = account.url
    headers = _signed(account, url)
    return fetch(Request(url, account.blames, headers=headers, follows=False), attempt, most_bytes=MOST_BYTES)


def _signed(account: Account, url: str) -> dict[str, str]:
    request = AWSRequest(method="GET", url=url)
    credentials = Credentials(account.key_id, account.secret, account.token or None)
    S3SigV4Auth(credentials, "s3", account.region).add_auth(request)
    return {name: str(value) for name, value in request.headers.items()}


def _require_s3(account: Account, answer: Answer) -> None:
    expected = b"<ListBucketResult" if account.bucket else b"<ListAllMyBucketsResult"
    if answer.status == 200 and expected in answer.body:
        return
    raise refused(
        answer,
        key_id=account.key_id,
        bucket=account.bucket,
        blames=account.blames,
        region=_named_region(answer),
    )


def _named_region(answer: Answer) -> str:
    """The region that the server names as the right one; empty where it names none."""
    if answer.status == 200:
        return ""
    found = re.search(rb"<Region>([a-z0-9-]{1,40})</Region>", answer.body)
    named = answer.headers.get("x-amz-bucket-region") or (found[1].decode() if found else "")
    return named if _REGION.fullmatch(named) else ""


def _origin(account: Account) -> tuple[str, str, str]:
    """Scheme, host with its port, and path. aws-sdk 2 takes an endpoint without a scheme for https."""
    if not account.endpoint:
        domain = "amazonaws.com.cn" if account.region.startswith("cn-") else "amazonaws.com"
        return "https", "s3." + ("" if account.region == "us-east-1" else f"{account.region}.") + domain, ""
    written = account.endpoint if "://" in account.endpoint else f"https://{account.endpoint}"
    require_http(written, ("endpoint",))
    parts = urlsplit(written)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    return parts.scheme, host if parts.port in (None, usual) else f"{host}:{parts.port}", parts.path.rstrip("/")


def _fits_a_host(bucket: str, scheme: str) -> bool:
    """aws-sdk 2 (lib/services/s3.js, pathStyleBucketName): with TLS, a dot in the name fits no certificate."""
    is_dns = bool(re.fullmatch(r"(?!.*\.\.)(?!\d+(\.\d+){3}$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket))
    return is_dns and not (scheme == "https" and "." in bucket)
