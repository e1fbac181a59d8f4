"""Trying all data sources of an environment at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from designer.connectors.results import CheckResult, Verdict
from designer.testing import BrokenCheckError
from projects.access import local_user
from projects.actions import files, running_tests, testing, testing_all
from projects.models import Project, RunningTest
from tests.people import SHOP, browser_of, make_project
from tests.services import listeners
from tests.services.mariadb import MariaDB

pytestmark = pytest.mark.django_db
MYSQL = {"connector": "mysql", "host": "127.0.0.1", "user": "u", "database": "d"}


def made_of(sources: Mapping[str, Any], **more: Any) -> Project:
    """A project with these data sources."""
    own = {"server/datasources.json": json.dumps(sources), "server/model-config.json": "{}"}
    own |= {path: json.dumps(value) for path, value in more.items()}
    return make_project(local_user(), SHOP | own)


def url_of(project: Project) -> str:
    return f"/projects/{project.slug}/data-sources/test-all/"


def try_all(you: Client, project: Project, *, htmx: bool = False, **form: str) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    answer = you.post(url_of(project), form, headers=headers)
    assert answer.status_code == 200
    return answer


def connections_of(answer: Any) -> dict[str, tuple[str, str]]:
    rows = answer.context["sources"]
    return {row["name"]: (row["cell"].get("said", ""), row["cell"].get("sentence", "")) for row in rows}


def test_each_is_tried_and_the_end_is_one_sentence(you: Client, mariadb: MariaDB) -> None:
    with listeners.refusing() as closed:
        project = made_of(
            {"good": mariadb.settings, "closed": {**MYSQL, "port": closed.port}, "db": {"connector": "memory"}}
        )
        answer = try_all(you, project)
    assert {name: said for name, (said, _) in connections_of(answer).items()} == {
        "good": "Verified just now",
        "closed": "Failed just now",
        "db": "Not verifiable",
    }
    assert "1 of 3 works; 1 failed; 1 cannot be verified." in answer.content.decode()
    assert not RunningTest.objects.exists()
    # what was found stays, for everyone
    page = you.get(f"/projects/{project.slug}/data-sources/good/").content.decode()
    assert "Connection works" in page
    assert "Nothing listens at" in you.get(f"/projects/{project.slug}/data-sources/").content.decode()


def test_one_that_lost_its_secret_is_a_result_of_its_own(you: Client, mariadb: MariaDB) -> None:
    project = made_of({"good": mariadb.settings, "moved": {**MYSQL, "port": 9, "password": "s3cret-of-moved"}})
    try_all(you, project)
    sources = json.loads(files.application(project).text("server/datasources.json"))
    sources["moved"]["host"] = "127.0.0.2"
    files.save(project, None, "x", lambda app: app.set_text("server/datasources.json", json.dumps(sources)))
    said, sentence = connections_of(try_all(you, project))["moved"]
    assert said == "Not tried"
    assert "only sent to the address it was saved with" in sentence


def test_only_those_that_the_environment_has(you: Client) -> None:
    project = made_of(
        {"db": {"connector": "memory"}},
        **{"server/datasources.production.json": {"live": {"name": "live", "connector": "memory"}}},
    )
    assert connections_of(try_all(you, project))["live"] == ("", "")
    you.get(f"/projects/{project.slug}/?environment=production")
    assert connections_of(try_all(you, project))["live"][0] == "Not verifiable"


def test_htmx_gets_the_cells_that_changed(you: Client) -> None:
    project = made_of({"db": {"connector": "memory"}})
    answer = try_all(you, project, htmx=True, token="a-token-of-the-page")
    page = answer.content.decode()
    assert page.count('hx-swap-oob="true"') == 1
    assert "<html" not in page
    assert "treeChanged" in answer.headers["HX-Trigger"]


def test_a_viewer_sees_the_last_results_but_cannot_start(team: Project) -> None:
    alice, victor = browser_of("alice"), browser_of("victor")
    try_all(alice, team)
    assert victor.post(url_of(team)).status_code == 403
    for url in (url_of(team), f"/projects/{team.slug}/data-sources/"):
        page = victor.get(url).content.decode()
        assert "Not verifiable" in page
        assert "Test all" not in page


def test_it_counts_for_the_rate_limit(you: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projects.views.connection_tests.TESTS_A_MINUTE", 2)
    project = made_of({"a": {"connector": "memory"}, "b": {"connector": "memory"}})
    assert "2 cannot be verified" in try_all(you, project).content.decode()
    assert "too many for the servers" in try_all(you, project).content.decode()
    answer = you.post(f"/projects/{project.slug}/data-sources/a/test/", {}, headers={"HX-Request": "true"})
    assert "too many for the servers" in answer.content.decode()


def test_while_one_runs_there_is_no_other(you: Client) -> None:
    project = made_of({"db": {"connector": "memory"}})
    with running_tests.watched(project, local_user(), "first", lambda: None, environment="", is_bulk=True):
        assert "Try again when that has ended" in try_all(you, project).content.decode()
        page = you.get(url_of(project)).content.decode()
    assert f"/projects/{project.slug}/tests/first/?then=reload" in page


def test_an_error_of_ours_does_not_end_the_others(you: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(connector: str | None, settings: Mapping[str, Any], **_: object) -> CheckResult:
        if settings.get("host") == "broken":
            raise BrokenCheckError("Traceback")
        return CheckResult(Verdict.VERIFIED, "Fine.")

    monkeypatch.setattr("designer.testing.check", check)
    project = made_of({"a": {**MYSQL, "host": "broken"}, "b": MYSQL})
    found = connections_of(try_all(you, project))
    assert (found["a"][0], found["b"][0]) == ("Not tried", "Verified just now")
    assert not project.check_results.filter(data_source="a").exists()


def test_what_a_server_says_can_be_kept_and_shown(you: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL takes no NUL in JSON, and no page can hold a lone surrogate."""
    said = CheckResult(Verdict.FAILED, "It said \0 and \udcff.", detail="\0\udcff")
    monkeypatch.setattr("designer.testing.check", lambda *_, **__: said)
    project = made_of({"a": MYSQL})
    assert "It said � and ?." in try_all(you, project).content.decode()
    assert "\\u0000" not in json.dumps(project.check_results.get().result)


def test_at_most_so_many_at_once_and_none_after_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[int] = []
    most: list[int] = []
    looks: list[int] = []
    go_on = threading.Event()

    def check(*_: object, **__: object) -> CheckResult:
        running.append(1)
        most.append(len(running))
        go_on.wait()
        running.pop()
        return CheckResult(Verdict.VERIFIED, "Fine.")

    def look() -> None:
        """The first time before all, the second time when there was no news for a while."""
        looks.append(1)
        if len(looks) > 1:
            go_on.set()

    monkeypatch.setattr("designer.testing.check", check)
    found = together({f"s{number}": MYSQL for number in range(2 * testing_all.AT_ONCE)}, look)
    assert {result.verdict for result in found.values()} == {Verdict.VERIFIED}
    assert max(most) == testing_all.AT_ONCE
    late = together({"a": MYSQL}, seconds=-1)
    assert "no time left" in late["a"].sentence


def together(
    sources: Mapping[str, Any], look: Callable[[], None] = lambda: None, **options: float
) -> dict[str, CheckResult]:
    found: dict[str, CheckResult] = {}
    app = files.application(made_of(sources))
    all_of_them = testing_all.Together(**options)
    for name in sources:
        merged = app.data_sources.merged(name, "development")
        all_of_them.add(name, testing.prepared(app, "development", name, merged, {}))
    all_of_them.run(lambda name, news: found.update({name: news}) if isinstance(news, CheckResult) else None, look)
    return found


class TestWhileItRuns:
    @pytest.fixture
    def silent(self) -> Iterator[listeners.Listener]:
        with listeners.listening(listeners.hang) as server:
            yield server

    def test_results_arrive_one_by_one_and_cancel_ends_all(
        self, transactional_db: None, you: Client, silent: listeners.Listener
    ) -> None:
        token = "of-the-page"
        project = made_of(
            {"db": {"connector": "memory"}} | {f"s{number}": {**MYSQL, "port": silent.port} for number in range(6)}
        )
        seen: list[str] = []

        def look_then_cancel() -> None:
            silent.accepted.get()
            with ExitStack() as ending:
                ending.callback(connections.close_all)
                ending.callback(you.post, f"/projects/{project.slug}/tests/{token}/cancel/")
                progress = f"/projects/{project.slug}/tests/{token}/"
                while "1 of 7 ended" not in (page := you.get(progress).content.decode()):
                    pass
                seen.append(page)

        thread = threading.Thread(target=look_then_cancel)
        thread.start()
        answer = try_all(you, project, token=token)
        thread.join()
        assert "Not verifiable" in seen[0]
        assert "waiting" in seen[0]
        found = connections_of(answer)
        assert [found[f"s{number}"][0] for number in range(6)] == ["Cancelled"] * 6
        assert "1 cannot be verified; 6 cancelled." in answer.content.decode()
        assert not project.check_results.exclude(data_source="db").exists()


@pytest.mark.parametrize(
    "verdicts,sentence",
    [
        ([], "There is nothing to test."),
        (["verified"], "The connection works."),
        (["verified"] * 3, "All 3 connections work."),
        (["verified"] * 7 + ["failed", "unverified"], "7 of 9 work; 1 failed; 1 cannot be verified."),
        (["failed", "works-only-here", ""], "None of 3 works; 1 failed; 1 would fail in LoopBack; 1 not tried."),
        (["verified", "changed"], "1 of 2 works; 1 changed since."),
        (["", ""], "Not tested yet."),
        (["unverified", "unverified", ""], "2 cannot be verified; 1 not tried."),
    ],
)
def test_the_summary(verdicts: list[str], sentence: str) -> None:
    assert testing_all.summary({"verdict": verdict} if verdict else {} for verdict in verdicts) == sentence
