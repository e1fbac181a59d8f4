"""A Python package of its own adds a connector: as it is installed, nothing of Loopwright is changed or told of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE = '''
"""A teapot: what loopback-connector-teapot asks for, and how it is tried."""

import sys

from designer.connectors.base import CheckFailed, Connector, Kind, Setting


class Teapot(Connector):
    key = "teapot"
    title = "Teapot"
    summary = "Keeps tea warm."
    category = "service"
    names = ("teapot", "loopback-connector-teapot")
    documentation = "https://example.com/teapot"
    package = "loopback-connector-teapot"
    package_range = "^1.0.0"
    steps = ("Boil",)
    tries = ("Boils water.",)
    settings = (
        Setting(name="leaves", label="Leaves", help="What to brew."),
        Setting(name="whisper", label="Whisper", help="What nobody may read.", kind=Kind.SECRET),
    )

    def test(self, settings, attempt):
        with attempt.step("Boil") as note:
            note.detail = f"{settings['leaves']}, {settings['whisper']}"
            if settings["leaves"] == "coffee":
                raise CheckFailed("I am a teapot.", blames=("leaves",))
        attempt.tell("Run by", sys.modules["__main__"].__spec__.name)
        return "Tea is ready."
'''
INSTALLED = {
    "loopwright_teapot.py": MODULE,
    "loopwright_teapot-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: loopwright-teapot\nVersion: 1.0\n",
    "loopwright_teapot-1.0.dist-info/entry_points.txt": "[loopwright.connectors]\nteapot = loopwright_teapot:Teapot\n",
}
"""What pip leaves behind of a package with one module, as far as Python reads it."""
SETTINGS = {"connector": "loopback-connector-teapot", "leaves": "${LEAVES}", "whisper": "oolong-is-best"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages."""
    for name, text in INSTALLED.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "site"


@pytest.fixture
def application(tmp_path: Path) -> Path:
    """An application with one data source, a teapot."""
    files = {"datasources": {"tea": {"name": "tea", **SETTINGS}}, "model-config": {}}
    for name, value in files.items():
        path = tmp_path / "application" / "server" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    return tmp_path / "application"


def python(*arguments: str | Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, with these variables besides those that it needs."""
    inherited = {
        key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "TMPDIR", "LOOPWRIGHT_HOME"}
    }
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={**inherited, **env}, timeout=120
    )


def try_tea(application: Path, **env: str) -> tuple[int, dict[str, Any]]:
    """How `manage.py test_connection` ends, and what it tells."""
    done = python("manage.py", "test_connection", application, "tea", "--format", "json", env=env)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, found


def test_the_catalogue_has_it_last(site: Path) -> None:
    program = (
        "from designer.connectors import CATALOGUE, find; print(*CATALOGUE, find('loopback-connector-teapot').key)"
    )
    without, with_it = python("-c", program, env={}), python("-c", program, env={"PYTHONPATH": str(site)})
    assert "AttributeError" in without.stderr
    assert with_it.stdout.split()[-2:] == ["teapot", "teapot"]
    assert with_it.stdout.split()[0] == "memory"


def test_a_connection_is_tested_with_it_in_a_child_process(site: Path, application: Path) -> None:
    status, result = try_tea(application, PYTHONPATH=str(site), LEAVES="oolong")
    assert (status, result["verdict"], result["sentence"]) == (0, "verified", "Tea is ready.")
    assert result["facts"] == [{"name": "Run by", "value": "designer.connectors.worker"}]
    assert [(step["name"], step["state"], step["detail"]) for step in result["steps"]] == [
        ("Boil", "ok", "oolong, •••")
    ]


def test_what_it_refuses_is_told_as_of_any_other(site: Path, application: Path) -> None:
    status, result = try_tea(application, PYTHONPATH=str(site), LEAVES="coffee")
    assert (status, result["verdict"], result["blames"]) == (1, "failed", ["leaves"])
    assert result["sentence"] == "I am a teapot."


def test_without_the_package_nobody_knows_the_connector(application: Path) -> None:
    status, result = try_tea(application, LEAVES="oolong")
    assert (status, result["verdict"]) == (3, "unverified")


def test_a_package_that_is_broken_leaves_the_others_alone(site: Path, application: Path) -> None:
    (site / "loopwright_teapot.py").write_text("raise RuntimeError('no water')\n", encoding="utf-8")
    program = "from designer.connectors import CATALOGUE; print(*CATALOGUE)"
    done = python("-c", program, env={"PYTHONPATH": str(site)})
    assert "mysql" in done.stdout.split()
    assert "teapot" not in done.stdout.split()
    assert "no water" in done.stderr
    status, result = try_tea(application, PYTHONPATH=str(site), LEAVES="oolong")
    assert (status, result["verdict"]) == (3, "unverified")
