"""SQLite: what loopback-connector-sqlite3 asks for, and as much as can be looked at of its file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from designer.connectors import local_files, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Setting, Settings
from designer.connectors.javascript import truthy
from designer.connectors.probe import CREATE, DATABASE, LOOPBACK, PING, TABLES, Attempt

OPEN_FILE = "Open the file"
_BLAMES = ("file",)
_IN_MEMORY = ":memory:"
_HEAD = 20
_WITH_LOG = b"\x02"


class SQLite3(Connector):
    key = "sqlite3"
    title = "SQLite"
    summary = "A database in a single file, without a server."
    icon = "sqlite"
    category = "sql"
    names = ("sqlite3", "loopback-connector-sqlite3")
    documentation = "https://loopback.io/doc/en/lb3/SQLite3.html"
    discovery = False
    migration = True
    package = "loopback-connector-sqlite3"
    package_range = "^3.0.0"
    package_range_for_loopback_2 = "^3.0.0"
    steps = (OPEN_FILE, PING, LOOPBACK)
    verified_with = "SQLite 3"
    driver = ("sqlite3", "Python’s own sqlite3")
    tries = ("Opens the file to read, where its path is absolute and tests may look at files, and counts its tables.",)
    leaves_out = (
        "A relative path starts in the folder in which LoopBack is started, which is not known here.",
        "The file is looked at on the machine that Loopwright runs on; nothing is written, no file is made.",
        "Whether LoopBack may write to it depends on the user that it runs as.",
        "LoopBack needs the native module of the package sqlite3, which npm downloads or builds; that is not tried.",
    )
    settings = (
        Setting(
            name="file",
            label="File",
            help="Path of the database, made where it is missing; “:memory:” keeps it until the application ends.",
            default=_IN_MEMORY,
            group=usual.CONNECTION,
        ),
        usual.switch("readonly", "Read only", "Opens the file without changing it; then it has to be there already."),
        usual.switch("debug", "Debug", "Without effect: the connector switches it on whatever is set.", default=True),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """As loopback-connector-sqlite3 3.0.0 (lib/sqlite3.js) reads `file` and `readonly`."""
        file = settings.get("file")
        if not truthy(file) or file == _IN_MEMORY:
            raise CannotVerify("The data lives inside of the application: there is nothing to connect to.")
        read_only = truthy(settings.get("readonly"))
        start = "the folder in which the application is started"
        path = local_files.path_of(file, attempt, relative_to=start, blames=_BLAMES)
        with _telling():
            tables = _look_at(path, attempt, read_only=read_only)
        attempt.tell(DATABASE, str(path))
        attempt.tell(TABLES, str(tables))
        may_write = not read_only and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        attempt.tell(CREATE, "yes, if LoopBack runs as this program’s user" if may_write else "no")
        attempt.note(LOOPBACK, "the package sqlite3 needs its native module, which npm downloads or builds")
        counted = f"{tables} table{'' if tables == 1 else 's'}"
        return f"The file is a database of SQLite with {counted}; LoopBack finds it if it runs on this machine."


def _look_at(path: Path, attempt: Attempt, *, read_only: bool) -> int:
    """How many tables the file has."""
    import sqlite3

    with attempt.step(OPEN_FILE) as note:
        mode = local_files.mode_of(path, blames=_BLAMES)
        if mode is None:
            _missing(path, read_only=read_only)
        if not stat.S_ISREG(mode):
            raise CheckFailed(f"“{str(path)[:200]}” is no file.", blames=_BLAMES)
        connection = sqlite3.connect(_uri(path), uri=True, timeout=attempt.remaining() / 3)
        note.detail = str(path)
    with closing(connection), attempt.step(PING) as note:
        connection.set_progress_handler(lambda: attempt.remaining() < 0, 10_000)
        found = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'").fetchone()
        note.detail = "it is a database of SQLite"
        return int(found[0])


def _uri(path: Path) -> str:
    """Read only. A database with a write-ahead log that nobody uses is taken for one that nobody changes meanwhile:
    else SQLite would make two files beside it."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    used = all(path.with_name(path.name + ending).exists() for ending in ("-wal", "-shm"))
    immutable = "&immutable=1" if head[18:19] == _WITH_LOG and not used else ""
    return f"file:{quote(str(path).encode())}?mode=ro{immutable}"


def _missing(path: Path, *, read_only: bool) -> NoReturn:
    if local_files.mode_of(path.parent, blames=_BLAMES) is None:
        sentence = (
            f"This machine has no folder “{str(path.parent)[:200]}”. Where LoopBack runs it must exist, for LoopBack"
            " makes the file, but no folder."
        )
    elif read_only:
        sentence = "The file is not on this machine; with “readonly”, LoopBack needs it to be there already."
    else:
        sentence = "The file is not on this machine; LoopBack makes it when it starts."
    raise CannotVerify(sentence, blames=_BLAMES)


@contextmanager
def _telling() -> Iterator[None]:
    """Raise what SQLite and the file system raise inside as CheckFailed or CannotVerify."""
    import sqlite3

    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            sentence = "Another program has locked the file; a running LoopBack does so only for moments."
            raise CheckFailed(sentence, blames=_BLAMES, detail=str(error)) from error
        sentence = "The file cannot be opened to read it as a database."
        raise CannotVerify(sentence, blames=_BLAMES, detail=str(error)) from error
    except sqlite3.DatabaseError as error:
        sentence = "The file is not a database of SQLite, or is damaged; LoopBack would start, but every query fails."
        raise CheckFailed(sentence, blames=_BLAMES, detail=str(error)) from error
    except (OSError, ValueError) as error:
        sentence = "The file cannot be read by the user that this program runs as."
        raise CannotVerify(sentence, blames=_BLAMES, detail=str(error)) from error
