"""Every way to name a Redis server is a destination: a kept password is not sent to another one."""

from __future__ import annotations

from typing import Any

import pytest

from designer.loopback.refusal import Refused
from projects.actions import files, testing
from projects.models import Project
from tests.projects.test_testing import with_source
from tests.projects.test_trust import REFUSED, attempts

__all__ = ["attempts"]
pytestmark = pytest.mark.django_db
EVIL = "evil.example.com"


@pytest.mark.parametrize(
    "changes",
    [
        {"host": EVIL},
        {"path": "/tmp/evil"},
        {"tls": {"host": EVIL}},
        {"tls": {"rejectUnauthorized": False}},
        {"sentinels": [{"host": EVIL}]},
        {"sentinelTLS": {"rejectUnauthorized": False}},
        {"enableTLSForSentinelMode": False},
        {"natMap": {"192.0.2.1:6379": {"host": EVIL, "port": 6379}}},
        {"username": "nobody"},
    ],
    ids=str,
)
def test_a_password_of_redis(team: Project, attempts: list[dict[str, Any]], changes: dict[str, Any]) -> None:
    with_source(team, "cache", connector="kv-redis", host="cache.example.com", password="alices")
    settings = files.application(team).data_sources["cache"].settings
    kept = ("password",)
    testing.check(team, "development", "cache", settings, kept_secrets=kept)
    with pytest.raises(Refused, match=REFUSED):
        testing.check(team, "development", "cache", {**settings, **changes}, kept_secrets=kept)
    assert len(attempts) == 1
