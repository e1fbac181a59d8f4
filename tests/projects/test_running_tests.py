"""Connection tests that are under way: seen and cancelled by whoever started them, whichever request comes first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from designer.connectors.results import CheckResult, Verdict
from designer.loopback.refusal import Refused
from projects.access import local_user
from projects.actions import running_tests, testing
from projects.models import Project, RunningTest
from tests.people import browser_of, make_project
from tests.services import listeners

TOKEN = "one-test-of-these"


@pytest.fixture
def project(transactional_db: None) -> Project:
    """A project that every thread sees."""
    return make_project(local_user())


@pytest.fixture
def silent() -> Iterator[listeners.Listener]:
    """A server that accepts and never answers."""
    with listeners.listening(listeners.hang) as server:
        yield server


def hanging(project: Project, port: int, token: str = TOKEN) -> CheckResult:
    settings = {"connector": "mysql", "host": "127.0.0.1", "port": port}
    return testing.check(project, "development", "corp1", settings, user=local_user(), token=token)


def meanwhile(silent: listeners.Listener, do: Callable[[], object]) -> threading.Thread:
    """Does something as soon as the test has connected, from another thread."""

    def act() -> None:
        silent.accepted.get()
        try:
            do()
        finally:
            connections.close_all()

    thread = threading.Thread(target=act)
    thread.start()
    return thread


def test_a_running_test_can_be_cancelled(project: Project, silent: listeners.Listener) -> None:
    thread = meanwhile(silent, lambda: running_tests.cancel(project, local_user(), TOKEN))
    assert hanging(project, silent.port).verdict is Verdict.CANCELLED
    thread.join()


def test_a_cancellation_that_overtakes_its_test_counts(project: Project, silent: listeners.Listener) -> None:
    running_tests.cancel(project, local_user(), TOKEN)
    assert hanging(project, silent.port).verdict is Verdict.CANCELLED
    assert silent.accepted.empty()
    assert not RunningTest.objects.exists()


def test_a_test_can_be_cancelled_from_another_process(project: Project, silent: listeners.Listener) -> None:
    """That one only flags the row."""
    row = RunningTest.objects.filter(token=TOKEN)
    thread = meanwhile(silent, lambda: row.update(is_cancelled=True))
    assert hanging(project, silent.port).verdict is Verdict.CANCELLED
    thread.join()


def test_others_cannot_cancel_it(team: Project, silent: listeners.Listener) -> None:
    bob = team.members.get(role="editor").user
    running_tests.cancel(team, bob, TOKEN)
    alice = team.members.get(role="owner").user
    stopped: list[bool] = []
    with running_tests.watched(team, alice, TOKEN, lambda: stopped.append(True), environment="development"):
        browser_of("bob").post(f"/projects/{team.slug}/tests/{TOKEN}/cancel/")
        assert browser_of("bob").get(f"/projects/{team.slug}/tests/{TOKEN}/").status_code == 204
        assert stopped == []
        browser_of("alice").post(f"/projects/{team.slug}/tests/{TOKEN}/cancel/")
        assert stopped == [True]


def test_how_far_it_is_can_be_asked(project: Project, silent: listeners.Listener) -> None:
    client = Client()
    client.force_login(local_user())
    url = f"/projects/{project.slug}/tests/{TOKEN}/"
    assert client.get(url).status_code == 204
    with running_tests.watched(project, local_user(), TOKEN, lambda: None, environment="development") as watch:
        watch.tell({"steps": [{"name": "Log in", "state": "running", "detail": "as \0\udcff", "milliseconds": 0}]})
        page = client.get(url).content.decode()
    assert "Log in" in page
    assert "Running for" in page or "Started just now" in page
    assert client.get(url).status_code == 204
    assert client.get(f"{url}?then=reload").headers["HX-Refresh"] == "true"


def test_the_steps_are_told_while_the_test_runs(project: Project, silent: listeners.Listener) -> None:
    seen: list[tuple[str, str]] = []
    told = threading.Event()

    def look() -> None:
        while not seen:
            row = RunningTest.objects.filter(token=TOKEN).first()
            steps = row.progress.get("steps", []) if row else []
            if any(step["state"] == "ok" for step in steps):
                seen.extend((step["name"], step["state"]) for step in steps)
        running_tests.cancel(project, local_user(), TOKEN)
        told.set()

    thread = meanwhile(silent, look)
    assert hanging(project, silent.port).verdict is Verdict.CANCELLED
    thread.join()
    assert seen[0] == ("Resolve the name", "ok")
    assert ("Log in", "waiting") in seen


class TestBounds:
    def test_only_so_many_are_held_at_once(self, shop: Project) -> None:
        with ExitStack() as running:
            for number in range(running_tests.SINGLE_TESTS_AT_ONCE):
                running.enter_context(self.watch(shop, f"token-{number}"))
            with pytest.raises(Refused, match="4 other connections are being tested"), self.watch(shop, "one-more"):
                pass
        with self.watch(shop, "one-more"):
            pass

    def test_one_test_of_all_at_a_time_for_each_person(self, shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(running_tests._places, True, threading.BoundedSemaphore(5))
        with self.watch(shop, "first", is_bulk=True):
            with pytest.raises(Refused, match="already"), self.watch(shop, "second", is_bulk=True):
                pass
            assert running_tests.bulk_of(shop, local_user())
        with self.watch(shop, "second", is_bulk=True):
            pass

    def test_what_died_is_forgotten(self, shop: Project) -> None:
        long_ago = timezone.now() - timedelta(minutes=2)
        RunningTest.objects.create(
            project=shop, user=local_user(), token="dead", is_bulk=True, started_at=long_ago, seen_at=long_ago
        )
        assert running_tests.bulk_of(shop, local_user()) is None
        with self.watch(shop, "next", is_bulk=True):
            assert list(RunningTest.objects.values_list("token", flat=True)) == ["next"]

    def test_cancellations_of_tests_that_never_come_are_not_kept(self, shop: Project) -> None:
        for number in range(30):
            running_tests.cancel(shop, local_user(), f"never-{number}")
        assert RunningTest.objects.count() == 20

    def watch(self, project: Project, token: str, *, is_bulk: bool = False) -> ExitStack:
        stack = ExitStack()
        stack.enter_context(
            running_tests.watched(
                project, local_user(), token, lambda: None, environment="development", is_bulk=is_bulk
            )
        )
        return stack
