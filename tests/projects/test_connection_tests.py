"""Connection tests of a project, as its actions run them."""

from __future__ import annotations

import threading

import pytest

from designer.connectors.results import CheckResult, Verdict
from designer.loopback.application import Application
from projects.actions import testing
from tests.services import listeners

APP = Application({"server/datasources.json": "{}"}, "server")


def hanging(port: int, token: str) -> CheckResult:
    settings = {"connector": "mysql", "host": "127.0.0.1", "port": port}
    return testing.run(APP, "development", "corp1", settings, {}, token=token)


def test_a_running_test_can_be_cancelled() -> None:
    with listeners.listening(listeners.hang) as silent:

        def cancel_once_connected() -> None:
            silent.accepted.get()
            testing.cancel("one")

        canceller = threading.Thread(target=cancel_once_connected)
        canceller.start()
        assert hanging(silent.port, "one").verdict is Verdict.CANCELLED
        canceller.join()


def test_a_cancellation_that_arrives_before_its_test_counts() -> None:
    with listeners.listening(listeners.hang) as silent:
        testing.cancel("early")
        assert hanging(silent.port, "early").verdict is Verdict.CANCELLED


def test_cancellations_of_tests_that_never_come_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "_MOST_WAITING", 3)
    for number in range(10):
        testing.cancel(f"never {number}")
    assert len(testing._cancellations) <= 3
