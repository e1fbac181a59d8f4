"""Children in which connections are tried: deadlines, crashes, cancelling."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import designer.connectors
from designer.connectors.base import JSON
from designer.connectors.results import CheckResult, Step, Verdict
from designer.testing import BrokenCheckError, Cancellation, Pool, check, shutdown
from projects.actions import testing_all
from tests.services import children, listeners, processes

PLUGIN = """
import os, threading
from designer.connectors.base import Connector

class Odd(Connector):
    key, title, category, names = "odd", "Odd", "service", ("odd",)

    def test(self, settings, attempt):
        with attempt.step("First"):
            pass
        with attempt.step("Second") as note:
            if settings.get("signal"):
                os.kill(os.getpid(), settings["signal"])
            if settings.get("hang"):
                threading.Event().wait()
            if settings.get("bytes"):
                bytes(settings["bytes"])
            if settings.get("exit"):
                os._exit(settings["exit"])
            if settings.get("bug"):
                raise KeyError(settings["password"])
            print("a driver that prints")
            note.detail = " ".join([*sorted(os.environ), str(os.getpid())])
        return "Fine."
"""


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool of one child that knows the connector above, as a package would add it."""
    (tmp_path / "odd_plugin.py").write_text(PLUGIN, encoding="utf-8")
    info = tmp_path / "odd_plugin-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd-plugin\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[loopwright.connectors]\nodd = odd_plugin:Odd\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    known = designer.connectors.catalogue(tuple(entry_points(group="loopwright.connectors")))
    monkeypatch.setattr(designer.connectors, "CATALOGUE", known)
    pool = Pool(size=1)
    yield pool
    pool.shutdown()


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(size=1)
    yield made
    made.shutdown()


def child_of(pool: Pool) -> str:
    result = pool.check("odd", {})
    assert result.verdict is Verdict.VERIFIED
    return result.steps[1].detail.split(" ")[-1]


def hanging(server: listeners.Listener) -> dict[str, JSON]:
    return {"host": processes.HOST, "port": server.port, "user": "shop", "password": "hunter22"}


def test_a_child_is_kept_warm(odd: Pool) -> None:
    assert child_of(odd) == child_of(odd)


def test_a_child_has_nothing_of_our_environment(odd: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGPASSWORD", "HTTPS_PROXY", "DJANGO_SETTINGS_MODULE", "LOOPWRIGHT_KEYS", "ANYTHING"):
        monkeypatch.setenv(name, "seen")
    names = odd.check("odd", {}).steps[1].detail.split(" ")[:-1]
    assert set(names) - {"LC_CTYPE"} == {"HOME", "LC_ALL", "PYTHONPATH", "TMPDIR"}


def test_a_deadline_holds_and_the_child_is_replaced(odd: Pool) -> None:
    before = child_of(odd)
    result = odd.check("odd", {"hang": True}, deadline_seconds=0.5)
    assert result.verdict is Verdict.FAILED
    assert "was stopped" in result.sentence
    assert [(step.name, step.state) for step in result.steps] == [("First", "ok"), ("Second", "failed")]
    assert child_of(odd) != before


def test_looking_up_a_name_that_nobody_answers_for_is_stopped() -> None:
    """The system's resolver cannot be interrupted, and waits for a name server longer than the test may take."""
    with children.running(1) as made:
        settings: dict[str, JSON] = {"host": children.SILENT, "user": "shop", "password": "hunter22"}
        result = made.pool.check("mysql", settings, deadline_seconds=2)
        assert made.pool.check("memory", {}).verdict is Verdict.UNVERIFIED
        assert len(made.alive) == 1
        made.pool.shutdown()
        assert made.alive == set()
    assert result.sentence == "The test was stopped, as “Resolve the name” was not finished after 2 s."
    assert [step.state for step in result.steps] == ["failed", *["skipped"] * 6]
    assert "hunter22" not in str(result.as_dict())


def test_a_greeting_that_trickles_in_does_not_prolong_a_test(odd: Pool) -> None:
    before = child_of(odd)
    with listeners.listening(listeners.trickle) as server:
        result = odd.check("mysql", hanging(server), deadline_seconds=1)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert [step.state for step in result.steps] == ["ok", "failed", *["skipped"] * 5]
    assert child_of(odd) == before


def test_a_driver_that_wants_all_memory_does_not_get_it(odd: Pool) -> None:
    before = child_of(odd)
    result = odd.check("odd", {"bytes": 4_000_000_000})
    assert (result.verdict, "memory" in result.sentence) == (Verdict.FAILED, True)
    assert [(step.name, step.state) for step in result.steps] == [("First", "ok"), ("Second", "failed")]
    assert child_of(odd) == before


def test_a_server_that_hangs_is_told_by_the_driver_itself(odd: Pool) -> None:
    before = child_of(odd)
    with listeners.listening(listeners.hang) as server:
        result = odd.check("mysql", hanging(server), deadline_seconds=1)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert child_of(odd) == before


def test_a_check_can_be_cancelled(odd: Pool) -> None:
    before, cancellation = child_of(odd), Cancellation()
    with listeners.listening(listeners.hang) as server, ThreadPoolExecutor() as threads:
        running = threads.submit(odd.check, "mysql", hanging(server), cancel=cancellation)
        server.accepted.get(timeout=30)
        cancellation.cancel()
        result = running.result()
    assert (result.verdict, result.steps[0].state) == (Verdict.CANCELLED, "ok")
    assert child_of(odd) != before


def test_cancelling_before_or_after_harms_nobody(odd: Pool) -> None:
    before, early, late = child_of(odd), Cancellation(), Cancellation()
    early.cancel()
    assert odd.check("odd", {}, cancel=early).verdict is Verdict.CANCELLED
    assert odd.check("odd", {}, cancel=late).verdict is Verdict.VERIFIED
    late.cancel()
    assert child_of(odd) == before


def test_who_waits_for_a_child_can_be_cancelled(pool: Pool) -> None:
    busy, waiting = Cancellation(), Cancellation()
    with listeners.listening(listeners.hang) as server, ThreadPoolExecutor() as threads:
        running = threads.submit(pool.check, "mysql", hanging(server), cancel=busy)
        server.accepted.get(timeout=30)
        result = pool.check("memory", {}, cancel=waiting, progress=lambda _: waiting.cancel())
        busy.cancel()
        running.result()
    assert (result.verdict, result.steps) == (Verdict.CANCELLED, ())


def test_the_steps_are_told_while_they_are_taken(pool: Pool) -> None:
    heard: list[list[str]] = []
    cancellation = Cancellation()

    def progress(steps: Sequence[Step]) -> None:
        heard.append([step.state for step in steps])
        if len(steps) > 1:
            cancellation.cancel()

    with listeners.listening(listeners.hang) as server:
        result = pool.check("mysql", hanging(server), cancel=cancellation, progress=progress)
    assert result.verdict is Verdict.CANCELLED
    assert heard[-1] == ["ok", "running"]


def test_who_finds_all_children_busy_is_told_so(pool: Pool) -> None:
    cancellation = Cancellation()
    with listeners.listening(listeners.hang) as server, ThreadPoolExecutor() as threads:
        running = threads.submit(pool.check, "mysql", hanging(server), cancel=cancellation)
        server.accepted.get(timeout=30)
        result = pool.check("memory", {}, deadline_seconds=0.01)
        cancellation.cancel()
        running.result()
    assert result.verdict is Verdict.UNVERIFIED
    assert result.sentence == "Other tests are still running; try again in a moment."


def test_servers_that_hang_keep_nobody_waiting() -> None:
    """As many as are tried at once, when all of an environment are."""
    cancellations = [Cancellation() for _ in range(testing_all.AT_ONCE)]
    with listeners.listening(listeners.hang) as server, ThreadPoolExecutor(len(cancellations)) as threads:
        for each in cancellations:
            threads.submit(check, "mysql", hanging(server), deadline_seconds=60, cancel=each)
        for _ in cancellations:
            server.accepted.get(timeout=30)
        result = check("mysql", {"port": "no"})
        for each in cancellations:
            each.cancel()
    assert "“no”" in result.sentence


def test_of_many_children_only_some_are_kept_warm() -> None:
    with children.running(4, warm=1) as made, listeners.listening(listeners.hang) as server:
        with ThreadPoolExecutor(4) as threads:
            tried = [threads.submit(made.pool.check, "mysql", hanging(server), deadline_seconds=3) for _ in range(4)]
            for _ in tried:
                server.accepted.get(timeout=30)
            assert len(made.alive) == 4
        assert made.pool.check("mysql", {"port": "no"}).verdict is Verdict.FAILED
        assert len(made.alive) == 1


def test_many_threads_share_the_children() -> None:
    pool = Pool(size=2)

    def sentence(number: int) -> str:
        return pool.check("mysql", {"port": f"no{number}"}).sentence

    with ThreadPoolExecutor(8) as threads:
        sentences = list(threads.map(sentence, range(20)))
    pool.shutdown()
    assert [f"“no{number}”" in sentences[number] for number in range(20)] == [True] * 20


@pytest.mark.parametrize(
    ("settings", "reason"), [({"signal": int(signal.SIGSEGV)}, "SIGSEGV"), ({"exit": 3}, "exit code 3")]
)
def test_a_driver_that_crashes_is_a_failure(odd: Pool, settings: dict[str, JSON], reason: str) -> None:
    result = odd.check("odd", settings)
    assert (result.verdict, reason in result.sentence) == (Verdict.FAILED, True)
    assert [(step.name, step.state) for step in result.steps] == [("First", "ok"), ("Second", "failed")]
    assert odd.check("odd", {}).verdict is Verdict.VERIFIED


def test_an_error_of_ours_is_not_dressed_as_a_failure(odd: Pool) -> None:
    with pytest.raises(BrokenCheckError) as broken:
        odd.check("odd", {"bug": True, "password": "hunter22"})
    assert "KeyError" in str(broken.value)
    assert "hunter22" not in str(broken.value)
    assert odd.check("odd", {}).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("connector", [None, "", "nobody-knows-it", "loopback-connector-nosuch"])
def test_a_connector_that_nobody_described_is_never_verified(connector: str | None) -> None:
    result = check(connector, {"password": "hunter22"})
    assert (result.verdict, result.steps) == (Verdict.UNVERIFIED, ())


def test_a_result_goes_through_json(odd: Pool) -> None:
    result = odd.check("odd", {})
    assert CheckResult.from_dict(json.loads(json.dumps(result.as_dict()))) == result


def test_the_shared_pool_starts_anew_after_a_shutdown() -> None:
    for _ in range(2):
        assert check("memory", {}).verdict is Verdict.UNVERIFIED
        shutdown()


def test_children_do_not_outlive_their_parent() -> None:
    """The connection of a child that hangs is closed by the system when the child ends."""
    with listeners.listening(listeners.hang) as server:
        program = f"from designer.testing import check; check('mysql', {hanging(server)!r}, deadline_seconds=60)"
        parent = subprocess.Popen([sys.executable, "-c", program])
        connection = server.accepted.get(timeout=30)
        parent.kill()
        parent.wait()
        connection.settimeout(30)
        assert connection.recv(1) == b""
