"""LoopBack's own in-memory database, which has nothing to connect to but perhaps a file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NoReturn

from designer.connectors import local_files
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Setting, Settings
from designer.connectors.javascript import truthy
from designer.connectors.probe import TABLES, Attempt

READ = "Read the file"
_BLAMES = ("file",)


class Memory(Connector):
    key = "memory"
    title = "In-memory database"
    summary = "Keeps the data in the application’s memory, for development and tests."
    category = "memory"
    names = ("memory",)
    documentation = "https://loopback.io/doc/en/lb3/Memory-connector.html"
    discovery = False
    migration = False
    steps = (READ,)
    tries = (
        "Reads the file, where its path is absolute and tests may look at files: it must be one that LoopBack reads.",
    )
    leaves_out = (
        "Without a file there is nothing to try: the data lives inside the application.",
        "A relative path starts in the folder in which LoopBack is started, which is not known here.",
        "The file is looked at on the machine that Loopwright runs on, and nothing is written to it.",
    )
    settings = (
        Setting(
            name="file",
            label="File",
            help="JSON file that keeps the data between restarts; its folder must exist already.",
        ),
        Setting(
            name="localStorage",
            label="Browser storage",
            help="Key in the browser's localStorage that keeps the data, for LoopBack in a browser.",
            more=True,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-datasource-juggler 3 (lib/connectors/memory.js) reads `file` when the application starts, and
        begins without data where there is none."""
        if not truthy(settings.get("file")):
            raise CannotVerify("A memory data source lives inside the application: there is nothing to connect to.")
        start = "the folder in which the application is started"
        path = local_files.path_of(settings["file"], attempt, relative_to=start, blames=_BLAMES)
        with attempt.step(READ) as note:
            if local_files.mode_of(path, blames=_BLAMES) is None:
                _missing(path)
            models, records = _counted(local_files.content_of(path, blames=_BLAMES))
            note.detail = str(path)
        attempt.tell(TABLES, f"{models} with {records} records")
        words = "LoopBack finds it, too, if it runs on this machine"
        if not os.access(path, os.W_OK):
            words += "; this program’s user could not write it"
        return f"The file can be read, and holds {records} records of {models} models. {words}."


def _missing(path: Path) -> NoReturn:
    """Writing is what fails where the folder is missing, and LoopBack tells nobody who saved something."""
    if local_files.mode_of(path.parent, blames=_BLAMES) is None:
        sentence = (
            f"This machine has no folder “{str(path.parent)[:200]}”. Where LoopBack runs, it must exist:"
            " the application starts without it, but keeps nothing."
        )
    else:
        sentence = (
            "The file is not there yet, or LoopBack runs on another machine; it begins without data and makes the file"
            " at the first change."
        )
    raise CannotVerify(sentence, blames=_BLAMES)


def _counted(content: bytes) -> tuple[int, int]:
    """How many models and records a file holds, {"ids": …, "models": {name: {id: record}}}."""
    if not content:
        return 0, 0
    try:
        found = json.loads(content.decode("utf-8", "replace"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        sentence = "The file is not JSON, so LoopBack does not connect; correct it, or name another file."
        raise CheckFailed(sentence, blames=_BLAMES) from error
    models = found.get("models") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(models, dict | None):
        sentence = "The file is JSON, but not what LoopBack keeps: an object with “ids” and “models”."
        raise CheckFailed(sentence, blames=_BLAMES)
    return len(models or {}), sum(len(each) for each in (models or {}).values() if isinstance(each, dict))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
