"""The Swagger document that a real LoopBack serves of an application, and how two documents differ."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from designer.loopback.application import Application
from tests.interop.judge import installation
from tests.services import processes

_SECONDS = 60
_OUR_TEXTS = ("summary", "description")


class Refused(Exception):  # noqa: N818 - LoopBack's answer, no error of ours
    """LoopBack does not start; the text is what it says."""


def build_home(home: Path) -> None:
    """Makes a folder below which LoopBack is installed."""
    installation.build_home(home)
    shutil.copy(Path(__file__).with_name("openapi.js"), home)


def served(home: Path, folder: Path, app: Application, environment: str) -> dict[str, Any]:
    """The document of the application in `folder`. Raises Refused where LoopBack does not start."""
    case = home / "documents" / folder.name
    case.mkdir(parents=True)
    installed = installation.install(app, home, case / "node_modules")
    target = case / "document.json"
    asked = {
        "folder": str(folder / app.root),
        "environment": environment,
        "modules": [str(each) for each in installed.folders],
        "required": [str(each) for each in installed.required],
        "target": str(target),
    }
    node = processes.program("node", "nodejs")
    done = subprocess.run(
        [node, "--preserve-symlinks", "--preserve-symlinks-main", home / "openapi.js", json.dumps(asked)],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    if not target.exists():
        pytest.fail(f"openapi.js failed:\n{done.stdout}{done.stderr}", pytrace=False)
    answer = json.loads(target.read_text(encoding="utf-8"))
    if "error" in answer:
        raise Refused(answer["error"])
    document: dict[str, Any] = answer["document"]
    return document


def differences(ours: Any, theirs: Any, place: str = "") -> Iterator[str]:
    """Where two documents differ, a line each; texts are not compared, as those of LoopBack's methods are its own."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in dict.fromkeys([*theirs, *ours]):
            if key in _OUR_TEXTS and not isinstance(ours.get(key, theirs.get(key)), dict):
                continue
            if key not in ours or key not in theirs:
                yield f"{place}/{key}: {'only ours' if key in ours else 'only LoopBack’s'}"
            else:
                yield from differences(ours[key], theirs[key], f"{place}/{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, other, f"{place}[{index}]")
    elif ours != theirs:
        yield f"{place}: {json.dumps(ours)[:300]}, not {json.dumps(theirs)[:300]}"
