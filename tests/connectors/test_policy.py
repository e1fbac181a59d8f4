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
