"""gRPC's test: as far as a port goes."""

from __future__ import annotations

import pytest

from designer.connectors.base import JSON
from designer.connectors.grpc import address
from designer.connectors.results import Verdict
from designer.testing import check
from tests.services import listeners


def test_an_open_port_is_no_proof() -> None:
    with listeners.listening(listeners.hang) as server:
        result = check("grpc", {"spec": "note.proto", "url": f"127.0.0.1:{server.port}"})
    assert (result.verdict, "not whether a gRPC service answers" in result.sentence) == (Verdict.UNVERIFIED, True)


def test_a_closed_port_is_a_failure() -> None:
    with listeners.refusing() as server:
        result = check("grpc", {"spec": "note.proto", "host": "127.0.0.1", "port": server.port})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))


@pytest.mark.parametrize(
    ("settings", "blames"),
    [
        ({"url": "127.0.0.1:1"}, ("spec",)),
        ({"spec": "a.proto", "security": {"type": "basic"}}, ("security",)),
        ({"spec": "a.proto", "security": []}, ("security",)),
        ({"spec": "a.proto", "url": "a:b:c"}, ("url",)),
        ({"spec": "a.proto", "port": "x"}, ("port",)),
    ],
)
def test_settings_with_which_loopback_does_not_start(settings: dict[str, JSON], blames: tuple[str, ...]) -> None:
    result = check("grpc", settings)
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)


@pytest.mark.parametrize(
    ("settings", "host", "port"),
    [
        ({"url": "note:50052", "host": "b"}, "note", 50052),
        ({"url": "dns:///note:1"}, "note", 1),
        ({"url": "note"}, "note", 443),
        ({"hostname": "b", "port": "7"}, "b", 7),
        ({}, "localhost", 50051),
    ],
)
def test_the_address(settings: dict[str, JSON], host: str, port: int) -> None:
    assert address(settings)[:2] == (host, port)


def test_an_address_of_another_kind_is_left_alone() -> None:
    assert check("grpc", {"spec": "a.proto", "url": "unix:/run/a.sock"}).verdict is Verdict.UNVERIFIED
