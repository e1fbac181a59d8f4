from __future__ import annotations

import pytest

from designer.connectors.base import CheckFailed
from designer.connectors.policy import Policy
from designer.connectors.probe import Attempt


@pytest.mark.parametrize(
    ("policy", "address", "permitted"),
    [
        (Policy(), "10.1.2.3", True),
        (Policy(allowed=("10.0.0.0/8",)), "10.1.2.3", True),
        (Policy(allowed=("10.0.0.0/8",)), "11.1.2.3", False),
        (Policy(allowed=()), "10.1.2.3", False),
        (Policy(denied=("127.0.0.0/8", "::1/128")), "127.0.0.1", False),
        (Policy(denied=("127.0.0.0/8", "::1/128")), "::1", False),
        (Policy(denied=("127.0.0.0/8",)), "::ffff:127.0.0.1", False),
        (Policy(denied=("127.0.0.0/8",)), "0.0.0.0", False),
        (Policy(denied=("127.0.0.0/8",)), "::", False),
        (Policy(allowed=("127.0.0.0/8",)), "::ffff:127.0.0.1", True),
        (Policy(allowed=("10.0.0.0/8",), denied=("10.1.0.0/16",)), "10.1.2.3", False),
        (Policy(denied=("fe80::/10",)), "fe80::1%eth0", False),
    ],
)
def test_what_a_policy_permits(policy: Policy, address: str, permitted: bool) -> None:
    assert policy.permits(address) is permitted
    assert Policy.from_dict(policy.as_dict()) == policy


def test_a_network_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="not-a-network"):
        Policy(allowed=("not-a-network",))


@pytest.mark.parametrize(
    ("target", "host", "permitted"),
    [
        ("db.example.com", "db.example.com", True),
        ("db.example.com", "DB.Example.com.", True),
        ("db.example.com", "other.example.com", False),
        ("db.example.com", "db.example.com.evil.test", False),
        ("*.example.com", "a.b.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "evilexample.com", False),
        ("bücher.example", "xn--bcher-kva.example", True),
        ("localhost", "localhost", True),
        ("10.1.2.3", "anywhere", True),
        ("10.0.0.0/8", "anywhere", True),
        ("192.0.2.0/24", "anywhere", False),
        ("*", "anywhere", True),
    ],
)
def test_what_targets_permit(target: str, host: str, permitted: bool) -> None:
    policy = Policy.of_targets(["2001:db8::/32", f" {target} "])
    assert policy.permits("10.1.2.3", host=host) is permitted
    assert Policy.from_dict(policy.as_dict()) == policy
    assert not policy.sockets


def test_a_denied_address_stays_denied_for_a_host_that_is_named() -> None:
    assert not Policy(allowed=(), denied=("10.0.0.0/8",), names=("db.test",)).permits("10.1.2.3", host="db.test")


@pytest.mark.parametrize("target", ["10.0.0.1/8", "10.0.0.300", "http://db.test", "db.test:3306", "a b", "**.test", ""])
def test_a_target_that_is_none_is_refused_at_once(target: str) -> None:
    with pytest.raises(ValueError, match="neither a network"):
        Policy.of_targets([target])


def test_a_name_that_leads_to_a_forbidden_address_is_not_followed() -> None:
    attempt = Attempt(5, Policy(denied=("127.0.0.0/8", "::1/128")))
    with pytest.raises(CheckFailed) as refused:
        attempt.resolve("localhost", 3306)
    assert refused.value.blames == ("host",)
    assert [(step.name, step.state) for step in attempt.steps] == [("Resolve the name", "failed")]


def test_unix_sockets_can_be_forbidden() -> None:
    with pytest.raises(CheckFailed):
        Attempt(5, Policy(sockets=False)).socket_path("/run/mysqld/mysqld.sock", blames=("socketPath",))


def test_time_that_has_run_out_ends_an_attempt() -> None:
    with pytest.raises(CheckFailed):
        Attempt(0).remaining()
