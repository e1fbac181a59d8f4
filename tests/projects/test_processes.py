"""Several processes at once, and processes that die: no save is lost, none is half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections

from designer.loopback.application import Application
from designer.transfer import folder as folders
from projects.access import local_user
from projects.actions import files, importing, index, publishing
from projects.models import Change, Project
from tests.corpus import ROOT
from tests.people import SHOP, make_project, write_application
from tests.services.postgresql import PostgreSQL

PEOPLE, SAVES = 3, 6

STORY = f"""
import os, sys
import django; django.setup()
from django.core.management import call_command
from django.db import connections
call_command("migrate", verbosity=0)
from projects.access import local_user
from projects.actions import files, parts
from projects.actions.files import Conflict
from projects.models import Change, Project
from tests.people import make_project

project = make_project(local_user())
PATH = "server/config.json"
PART = (PATH, ("shared",))

def count(app, key):
    members = app.members(PATH)
    app.set_value(PATH, members | {{key: members.get(key, 0) + 1}})

def work(person):
    asked = 0
    for number in range({SAVES}):
        files.save(project, None, "own", lambda app: count(app, f"person{{person}}"))
        while True:
            app = files.application(project)
            value, seen = app.members(PATH).get("shared", 0), parts.seal(app, [PART])
            try:
                files.save(project, None, "shared",
                           lambda app: app.set_value(PATH, app.members(PATH) | {{"shared": value + 1}}), seen=seen)
                break
            except Conflict:
                asked += 1
    return asked

connections.close_all()
children = []
for person in range({PEOPLE}):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(person)
            code = 0
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr)
        os._exit(code)
    children.append(child)
failed = [child for child in children if os.waitpid(child, 0)[1]]
assert not failed

counts = files.application(project).members(PATH)
assert counts["shared"] == {PEOPLE * SAVES}, counts
assert [counts[f"person{{person}}"] for person in range({PEOPLE})] == [{SAVES}] * {PEOPLE}, counts
numbers = list(project.revisions.order_by("number").values_list("number", flat=True))
assert numbers == list(range(1, {2 * PEOPLE * SAVES} + 1)), numbers
before = None
for change in Change.objects.filter(revision__project=project, path=PATH).order_by("revision__number"):
    assert before in (None, change.before_id)
    before = change.after_id
assert project.files.get(path=PATH).content_id == before
print("fine")
"""


def tell(home: Path, **environment: str) -> None:
    """Lets the story happen in a process of its own, with settings of its own."""
    own = {"LOOPWRIGHT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "designer.site.settings", **environment}
    done = subprocess.run(
        [sys.executable, "-c", STORY], env=os.environ | own, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr


def test_many_processes_save_at_once_on_sqlite(tmp_path: Path) -> None:
    tell(tmp_path)


def test_many_processes_save_at_once_on_postgresql(postgresql: PostgreSQL, tmp_path: Path) -> None:
    parts = {key: quote(str(value), safe="") for key, value in postgresql.settings.items()}
    tell(tmp_path, DATABASE_URL="postgres://{user}:{password}@{host}:{port}/{database}".format(**parts))


# --- Processes that are killed ------------------------------------------------------------------------------------

Step = Callable[[], None]
"""Called before each thing that a process does; where the process is to be killed then, it does not return."""


def every_kill(prepare: Callable[[], None], action: Callable[[Step], object]) -> Iterator[int]:
    """Kills `action`, in a process of its own, at its first step, its second, … each time after `prepare`."""
    last = 0
    prepare()
    while _is_killed_at(last, action):
        yield last
        last += 1
        prepare()
    assert last > 0


def _is_killed_at(last: int, action: Callable[[Step], object]) -> bool:
    connections.close_all()
    child = os.fork()
    if child == 0:
        _run_until(last, action)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, -signal.SIGKILL}, "The child failed before it could be killed."
    return status != 0


def _run_until(last: int, action: Callable[[Step], object]) -> None:
    done = 0

    def step() -> None:
        nonlocal done
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1

    def statement(execute: Callable[..., Any], *arguments: Any) -> Any:
        step()
        return execute(*arguments)

    try:
        connection.ensure_connection()
        _surround_commits(connection, step)
        with connection.execute_wrapper(statement):
            action(step)
    except BaseException as error:  # noqa: BLE001 -- whatever it is, the child must not go on with the parent's tests
        sys.stderr.write(repr(error))
        os._exit(1)
    os._exit(0)


def _surround_commits(database: Any, step: Step) -> None:
    """A commit is no statement, so it is a step of its own, and what comes right after it too."""
    commit = database._commit

    def steps() -> None:
        step()
        commit()
        step()

    database._commit = steps


def contents(project: Project) -> dict[str, str]:
    return {path: file.content.decode() for path, file in files.files_of(project).items()}


@pytest.mark.django_db(transaction=True)
def test_a_save_that_is_killed_is_there_as_a_whole_or_not_at_all() -> None:
    verb: Callable[[Application], None] = lambda app: app.models.rename("Customer", "Client")  # noqa: E731
    example = make_project(local_user())
    files.save(example, None, "x", verb)
    new = contents(example)
    projects: list[Project] = []
    found = []
    for _ in every_kill(
        lambda: projects.append(make_project(local_user())), lambda step: files.save(projects[-1], None, "x", verb)
    ):
        project = projects[-1]
        state = contents(project)
        found.append(state == new)
        assert state in (SHOP, new)
        project.refresh_from_db()
        assert project.revision == project.revisions.count() == (state == new)
        assert Change.objects.filter(revision__project=project).exists() == (state == new)
        assert index.of(project) == index.read(project)
        again = files.save(project, None, "y", lambda app: app.set_text("server/config.json", "{}"))
        assert again
        assert again.number == 1 + (state == new)
    assert set(found) == {True, False}
    assert found == sorted(found)


@pytest.mark.django_db(transaction=True)
def test_an_export_that_is_killed_leaves_all_or_nothing_and_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = folders.write
    verb: Callable[[Application], None] = lambda app: app.models.rename("Customer", "Client")  # noqa: E731
    places: list[tuple[Path, Project]] = []

    def prepare() -> None:
        place = write_application(tmp_path / f"app{len(places)}")
        staged = importing.stage_folder(local_user(), str(place))
        project = importing.take(local_user(), staged, "Shop", "server")
        files.save(project, None, "x", verb)
        places.append((place, project))

    def export(step: Step) -> None:
        folders.write = lambda *arguments: write(*arguments, step=lambda _: step())
        place, project = places[-1]
        publishing.write_folder(project, str(place))

    found = []
    for _ in every_kill(prepare, export):
        place, project = places[-1]
        folders.recover(place)
        state = {str(path.relative_to(place)): path.read_text() for path in place.rglob("*") if path.is_file()}
        new = contents(project)
        assert state in (SHOP, new)
        found.append(state == new)
        if files.changed_files(project):
            publishing.write_folder(project, str(place))
        assert files.changed_files(project) == []
        assert {path: (place / path).read_text() for path in new} == new
    assert set(found) == {True, False}
    assert found == sorted(found)
