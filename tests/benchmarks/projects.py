"""What becomes slower as a project grows: import, saving one change, and pages, in a real SQLite file."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from designer.loopback import discovery
from designer.loopback.model_properties import PropertyRow
from designer.transfer.folder import FolderTree
from projects.access import local_user
from projects.actions import data_sources, files, importing, models, texts
from projects.models import Project
from tests.benchmarks import generated
from tests.benchmarks.measure import Row, compare
from tests.corpus import ROOT

LARGE, SMALL = 1_000, 10
Save = Callable[[Project, int], object]


def rows(home: Path) -> Iterator[Row]:
    """All comparisons; `home` is a folder to write into."""
    folder = generated.write(home / "large", LARGE)
    yield compare(
        f"import of {LARGE:,} models / reading the JSON", lambda: _import(folder), lambda: _read(folder), runs=5
    )
    large, small = _import(folder), _import(generated.write(home / "small", SMALL))
    for what, save in (*_actions().items(), *_requests().items()):
        yield compare(
            f"{what}: {LARGE:,} models / {SMALL}",
            _each_time_anew(save, large),
            _each_time_anew(save, small),
            aim=1.5,
        )
    for what, look in _pages().items():
        yield compare(
            f"{what}: {LARGE:,} models / {SMALL}",
            _each_time_anew(look, large),
            _each_time_anew(look, small),
            runs=7,
            aim=LARGE / SMALL,
        )


def _each_time_anew(save: Save, project: Project) -> Callable[[], object]:
    """Saves something else with each call."""
    numbers = itertools.count()
    return lambda: save(project, next(numbers))


def memory(home: Path) -> float:
    """The most memory, in MB, that a fresh process needs for an import of the large application."""
    folder = generated.write(home / "fresh", LARGE)
    script = [sys.executable, str(ROOT / "manage.py"), "import_app", str(folder), "--name", "Fresh"]
    measured = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=sys.stderr);"
    measured += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)"
    done = subprocess.run([sys.executable, "-c", measured, *script], check=True, capture_output=True, text=True)
    return float(done.stdout)


def _import(folder: Path) -> Project:
    tree = FolderTree(folder)
    selection = discovery.select(tree, "server")
    return importing.create_project(local_user(), folder.name, selection, Project.Origin.FOLDER, str(folder))


def _read(folder: Path) -> None:
    for path in folder.rglob("*.json"):
        json.loads(path.read_bytes())


def _actions() -> dict[str, Save]:
    you = local_user()

    def setting(project: Project, number: int) -> None:
        data_sources.update(
            project, you, "db1", {"connector": "memory", "file": f"{number}.json"}, {}, "development", ""
        )

    def attach(project: Project, number: int) -> None:
        models.attach(project, you, ["Model5"], f"db{number % 5}")

    def properties(project: Project, number: int) -> None:
        kept: list[PropertyRow | str] = [f"property{each}" for each in range(12)]
        rows = [*kept, PropertyRow(None, f"new{number}", "string")]
        models.update_properties(project, you, "Model5", models.PropertiesEdit(rows))

    return {"save a setting": setting, "attach a model": attach, "save a property": properties}


def _requests() -> dict[str, Save]:
    client = Client(headers={"host": "localhost"})
    client.force_login(local_user())

    def post(project: Project, page: str, *names: str, **data: object) -> None:
        answer = client.post(reverse(page, args=[project.slug, *names]), data)
        assert answer.status_code == 302, answer.content.decode()

    def setting(project: Project, number: int) -> None:
        post(project, "data-source-edit", "db1", **{"s-file": f"{number}.json"})

    def attach(project: Project, number: int) -> None:
        post(project, "model-attach", models=["Model5"], data_source=f"db{number % 5}")

    def properties(project: Project, number: int) -> None:
        post(project, "model-properties", "Model5", **{"new-1-name": f"other{number}", "new-1-type": "string"})

    def general(project: Project, number: int) -> None:
        post(
            project,
            "model-edit",
            "Model5",
            name="Model5",
            description=f"The {number}th",
            base="PersistedModel",
            data_source="db1",
            public="on",
        )

    def text(project: Project, number: int) -> None:
        path = "common/models/model-5.json"
        now = files.application(project).text(path)
        post(project, "file", path, text=now.replace("{", "{ ", 1), seen=texts.seal(now))

    def page(name: str, *arguments: str) -> Save:
        def get(project: Project, number: int) -> None:
            assert client.get(reverse(name, args=[project.slug, *arguments])).status_code == 200

        return get

    return {
        "request that saves a setting": setting,
        "request that attaches a model": attach,
        "request that saves a property": properties,
        "request that saves a model": general,
        "request that saves a text": text,
        "page of a data source": page("data-source-edit", "db1"),
        "page of a model": page("model-edit", "Model5"),
        "page of a file": page("file", "common/models/model-5.json"),
    }


def _pages() -> dict[str, Save]:
    """What shows the whole application."""
    client = Client(headers={"host": "localhost"})
    client.force_login(local_user())

    def page(project: Project, name: str) -> None:
        assert client.get(reverse(name, args=[project.slug])).status_code == 200

    def find(project: Project, typed: str) -> None:
        url = reverse("project-find", args=[project.slug])
        assert client.get(url, {"q": typed}, headers={"HX-Request": "true"}).status_code == 200

    def problems(project: Project, number: int) -> None:
        cache.clear()
        page(project, "problem-list")

    return {
        "page of the project": lambda project, _: page(project, "project"),
        "list of models": lambda project, _: page(project, "model-list"),
        "list of files": lambda project, _: page(project, "file-list"),
        "find by two letters": lambda project, _: find(project, "mo"),
        "problems, looked for": problems,
        "problems, known": lambda project, _: page(project, "problem-list"),
        "export": lambda project, _: page(project, "publish-download"),
    }
