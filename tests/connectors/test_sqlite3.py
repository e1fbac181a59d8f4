from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from designer.connectors import CATALOGUE
from designer.connectors.examination import examine
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict

SQLITE = CATALOGUE["sqlite3"]


def tried(file: object, seconds: float = 5, policy: Policy | None = None, **more: Any) -> CheckResult:
    return examine(SQLITE, {"file": str(file), **more}, seconds, policy)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "with ?# and %" / "shop.db"


def make(path: Path, *statements: str) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        for statement in (*statements, "CREATE TABLE product (id)", "CREATE TABLE sale (id)"):
            connection.execute(statement)
        connection.commit()


def beside(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_file_that_is_a_database(path: Path, journal: str) -> None:
    make(path, f"PRAGMA journal_mode={journal}")
    before = beside(path)
    result = tried(path)
    assert result.verdict is Verdict.VERIFIED, result
    assert "2 tables" in result.sentence
    assert [step.state for step in result.steps] == ["ok", "ok", "note"]
    assert beside(path) == before


def test_a_log_that_is_in_use_is_read_too(path: Path) -> None:
    make(path, "PRAGMA journal_mode=wal")
    with closing(sqlite3.connect(path)) as application:
        application.execute("CREATE TABLE another (id)")
        application.commit()
        assert "3 tables" in tried(path).sentence


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_not_there_is_not_made(tmp_path: Path, read_only: bool) -> None:
    result = tried(tmp_path / "shop.db", readonly=read_only)
    assert (result.verdict, result.blames) == (Verdict.UNVERIFIED, ("file",))
    assert ("needs it to be there" in result.sentence) == read_only
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = tried(tmp_path / "nowhere" / "shop.db")
    assert result.verdict is Verdict.UNVERIFIED
    assert "has no folder" in result.sentence


def not_a_database(path: Path) -> None:
    path.write_bytes(b"not a database " * 500)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [(not_a_database, "not a database of SQLite"), (Path.mkdir, "is no file")],
)
def test_what_is_no_database(tmp_path: Path, prepare: Callable[[Path], None], words: str) -> None:
    prepare(tmp_path / "shop.db")
    result = tried(tmp_path / "shop.db")
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("file",))
    assert words in result.sentence


def test_a_locked_file(path: Path) -> None:
    make(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        result = tried(path, 0.3)
    assert result.verdict is Verdict.FAILED
    assert "locked" in result.sentence


def test_where_tests_may_not_look_at_files(path: Path) -> None:
    make(path)
    result = tried(path, policy=Policy(sockets=False))
    assert result.verdict is Verdict.UNVERIFIED
    assert "may not be looked at" in result.sentence


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (":memory:", "nothing to connect to"),
        ("", "nothing to connect to"),
        (None, "nothing to connect to"),
        ("shop.db", "relative to the folder"),
        ("../shop.db", "relative to the folder"),
        ("file:/etc/passwd", "relative to the folder"),
        ("C:\\shop.db", "path of Windows"),
    ],
)
def test_what_only_the_application_knows(file: str | None, words: str) -> None:
    result = examine(SQLITE, {"file": file}, 5)
    assert result.verdict is Verdict.UNVERIFIED
    assert words in result.sentence
