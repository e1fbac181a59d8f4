"""Storage's test against folders, an S3 that checks signatures, and web servers."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from designer.connectors import CATALOGUE, find, s3
from designer.connectors.base import JSON, CheckFailed, Unsuccessful
from designer.connectors.examination import examine
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import listeners, processes
from tests.services import s3 as services
from tests.services.listeners import Reply
from tests.services.s3 import KEY_ID, LIMITED, REGION, S3, SECRET, TOKEN

NAME = "loopback-component-storage"


@pytest.fixture
def server() -> Iterator[S3]:
    with services.running() as running:
        yield running


def tried(server: S3, **changes: Any) -> CheckResult:
    result = check(NAME, {**server.settings, **changes})
    assert SECRET not in json.dumps(result.as_dict())
    return result


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


# --- A folder ----------------------------------------------------------------------------------------------------


def folder(root: JSON, policy: Policy | None = None, **more: JSON) -> CheckResult:
    return check(NAME, {"provider": "filesystem", "root": root, **more}, policy=policy)


def test_a_folder_that_is_here(tmp_path: Path) -> None:
    result = folder(str(tmp_path))
    assert (result.verdict, result.steps[-1].name, result.steps[-1].state) == (
        Verdict.VERIFIED,
        "Look at the folder",
        "ok",
    )
    assert "if it runs on this machine" in result.sentence
    assert check(NAME, {"root": str(tmp_path)}).verdict is Verdict.VERIFIED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("root", "verdict", "part"),
    [
        ("./storage", Verdict.UNVERIFIED, "main script"),
        ("C:\\storage", Verdict.UNVERIFIED, "Windows"),
        ("/nowhere/at/all", Verdict.UNVERIFIED, "does not start"),
        ("/etc/passwd", Verdict.FAILED, "no folder"),
        ("/etc/passwd/x", Verdict.UNVERIFIED, "does not start"),
        ("/x\0y", Verdict.FAILED, "text"),
        ("/" + "x" * 5000, Verdict.UNVERIFIED, "cannot be looked at"),
        ("", Verdict.FAILED, "Fill in"),
        (5, Verdict.FAILED, "text"),
    ],
)
def test_what_is_no_folder_here(root: JSON, verdict: Verdict, part: str) -> None:
    result = folder(root)
    assert (result.verdict, result.blames) == (verdict, ("root",))
    assert part in result.sentence


def test_a_folder_that_this_user_may_not_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode == os.R_OK)
    result = examine(CATALOGUE[NAME], {"root": str(tmp_path)}, 5)
    assert (result.verdict, result.blames) == (Verdict.UNVERIFIED, ("root",))
    assert "cannot be written" in result.sentence


def test_where_the_operator_forbids_it_nothing_is_looked_at(tmp_path: Path) -> None:
    answers = [folder(str(root), Policy(sockets=False)) for root in (tmp_path, tmp_path / "missing")]
    assert [answer.verdict for answer in answers] == [Verdict.UNVERIFIED] * 2
    assert answers[0].sentence == answers[1].sentence


# --- S3 ----------------------------------------------------------------------------------------------------------


def test_an_access_key_that_works(server: S3) -> None:
    result = tried(server)
    assert (result.verdict, result.blames) == (Verdict.VERIFIED, ())
    assert "3 buckets" in result.sentence
    assert facts(result)["Buckets"] == "3: a&b, far, photos"
    assert facts(result)["Logged in as"] == f"access key {KEY_ID}"
    assert server.asked == ["GET /"]


def test_a_bucket_is_looked_at_where_one_is_named(server: S3) -> None:
    assert tried(server, bucket="photos").verdict is Verdict.VERIFIED
    assert tried(server, container="photos", endpoint=f"http://localhost:{server.port}/").verdict is Verdict.VERIFIED
    assert server.asked == ["GET /photos?max-keys=0"] * 2


def test_other_spellings_and_a_token_work_too(server: S3) -> None:
    spelled = {"keyId": "", "key": "", "accessKeyId": KEY_ID, "accessKey": SECRET, "sessionToken": TOKEN}
    assert tried(server, **spelled).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("changes", "verdict", "blames", "part"),
    [
        ({"keyId": "AKIANOBODY"}, Verdict.FAILED, ("keyId",), "no access key “AKIANOBODY”"),
        ({"key": "wrong"}, Verdict.FAILED, ("key",), "does not belong to"),
        ({"sessionToken": "old"}, Verdict.FAILED, ("sessionToken",), "session token"),
        ({"keyId": LIMITED}, Verdict.UNVERIFIED, ("keyId",), "may not list all buckets"),
        ({"keyId": LIMITED, "bucket": "photos"}, Verdict.UNVERIFIED, ("bucket", "keyId"), "may not list the bucket"),
        ({"bucket": "nowhere"}, Verdict.FAILED, ("bucket",), "no bucket “nowhere”"),
        ({"bucket": "far"}, Verdict.FAILED, ("region", "bucket"), "which is us-west-2"),
        ({"key": ""}, Verdict.UNVERIFIED, ("keyId", "key"), "LoopBack looks for one"),
        ({"region": "eu west"}, Verdict.FAILED, ("region",), "none of Amazon’s"),
        ({"endpoint": "ftp://s3"}, Verdict.FAILED, ("endpoint",), "http"),
    ],
)
def test_what_s3_refuses(server: S3, changes: dict[str, Any], verdict: Verdict, blames: Any, part: str) -> None:
    result = tried(server, **changes)
    assert (result.verdict, result.blames) == (verdict, blames)
    assert part in result.sentence


def test_clocks_that_differ(server: S3) -> None:
    server.ahead = timedelta(hours=1)
    result = tried(server)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ())
    assert "clocks" in result.sentence


@pytest.mark.parametrize(
    ("reply", "verdict", "part"),
    [
        (Reply(200, body=b"<html>Welcome"), Verdict.FAILED, "does not speak S3"),
        (Reply(404, body=b""), Verdict.FAILED, "does not speak S3"),
        (Reply(503, body=b"<Error><Code>SlowDown</Code></Error>"), Verdict.UNVERIFIED, "trouble of its own"),
        (Reply(400, body=b"<Error><Code>Odd</Code></Error>"), Verdict.FAILED, "the details"),
        (Reply(307, {"Location": "http://127.0.0.1:1/"}, b""), Verdict.FAILED, "does not speak S3"),
    ],
)
def test_what_is_no_s3(reply: Reply, verdict: Verdict, part: str) -> None:
    with listeners.web({"GET /": reply}) as site:
        settings: dict[str, JSON] = {"provider": "amazon", "endpoint": site.url, "keyId": KEY_ID, "key": SECRET}
        result = check(NAME, settings)
    assert result.verdict is verdict
    assert part in result.sentence
    assert len(site.requests) == 1


def test_a_bucket_in_another_region_is_followed_as_loopback_does(server: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f"{processes.HOST}:{server.port}"
    monkeypatch.setattr(s3, "_origin", lambda _: ("http", place, ""))
    amazon = {**server.settings, "endpoint": "", "bucket": "far"}
    result = examine(CATALOGUE[NAME], amazon, 5)
    assert result.verdict is Verdict.VERIFIED
    assert server.asked == ["GET /far?max-keys=0"] * 2
    assert ("Region", "the bucket is in us-west-2, where LoopBack’s client goes by itself") in [
        (step.name, step.detail) for step in result.steps
    ]


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "https://s3.amazonaws.com/"),
        ({"region": REGION}, "https://s3.eu-west-1.amazonaws.com/"),
        ({"region": "cn-north-1"}, "https://s3.cn-north-1.amazonaws.com.cn/"),
        ({"bucket": "photos"}, "https://photos.s3.amazonaws.com/?max-keys=0"),
        ({"bucket": "my.photos"}, "https://s3.amazonaws.com/my.photos?max-keys=0"),
        ({"bucket": "Pho/tos"}, "https://s3.amazonaws.com/Pho%2Ftos?max-keys=0"),
        ({"endpoint": "minio.example.com:9000"}, "https://minio.example.com:9000/"),
        ({"endpoint": "http://[::1]:80/s3/"}, "http://[::1]/s3/"),
    ],
)
def test_where_s3_is(settings: dict[str, JSON], url: str) -> None:
    assert s3.Account.read({"keyId": "a", "key": "b", **settings}).url == url


def test_the_operator_decides_which_addresses_are_contacted(server: S3) -> None:
    result = check(NAME, server.settings, policy=Policy(denied=("127.0.0.0/8",)))
    assert (result.verdict, result.steps[0].state, server.asked) == (Verdict.FAILED, "failed", [])


# --- Other providers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", ["openstack", "rackspace"])
def test_an_identity_service_is_only_greeted(provider: str) -> None:
    with listeners.web({"GET /": Reply(300, body=b"{}")}) as site:
        account: dict[str, JSON] = {"username": "robot", "password": "s3cret", "apiKey": "s3cret"}
        result = check(NAME, {"provider": provider, "authUrl": f"{site.url}/", **account})
    assert (result.verdict, result.blames) == (Verdict.UNVERIFIED, ("authUrl",))
    assert "were not tried" in result.sentence
    assert site.asked == ["GET /"]
    assert "s3cret" not in str(site.requests)


@pytest.mark.parametrize(
    ("settings", "verdict", "blames"),
    [
        ({"provider": "openstack"}, Verdict.FAILED, ("authUrl",)),
        ({"provider": "openstack", "authUrl": "http://["}, Verdict.FAILED, ("authUrl",)),
        ({"provider": "azure", "storageAccount": "evil.example.com/"}, Verdict.FAILED, ("storageAccount",)),
        ({"provider": "google", "keyFilename": "/key.json"}, Verdict.UNVERIFIED, ("keyFilename",)),
        ({"provider": "./mine"}, Verdict.UNVERIFIED, ("provider",)),
    ],
)
def test_what_cannot_be_tried(settings: dict[str, JSON], verdict: Verdict, blames: tuple[str, ...]) -> None:
    result = check(NAME, settings)
    assert (result.verdict, result.blames, result.steps) == (verdict, blames, ())


def test_azure_is_asked_at_the_accounts_address(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def refuse(host: str, *_: object, **__: object) -> None:
        looked_up.append(host)
        raise CheckFailed("unknown")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    with pytest.raises(Unsuccessful):
        CATALOGUE[NAME].test({"provider": "azure", "storageAccount": "shop1"}, attempt())
    assert looked_up == ["shop1.blob.core.windows.net"]


def attempt() -> Any:
    from designer.connectors.probe import Attempt

    return Attempt(5)


def test_ibm_object_storage_is_storage_of_openstack() -> None:
    ibm = CATALOGUE["ibm-object-storage"]
    assert find(ibm.written_as) is CATALOGUE[NAME]
    assert ibm.package == CATALOGUE[NAME].package
    with listeners.web({"GET /": Reply(300, body=b"{}")}) as site:
        result = examine(ibm, {"authUrl": site.url}, 5)
    assert (result.verdict, site.asked) == (Verdict.UNVERIFIED, ["GET /"])
    known = CATALOGUE[NAME]
    assert all(known.setting(name) for name in (*ibm.preset, *(setting.name for setting in ibm.settings)))
