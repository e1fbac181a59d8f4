"""What git would leave out, judged by git itself."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.loopback import gitignore

PATHS = [
    "server/datasources.json",
    "server/datasources.local.json",
    "server/datasources.production.json",
    "server/config.local.json",
    "datasources.local.json",
    "a b.json",
    "build/x.json",
    "server/build/deep/x.json",
    "common/models/note.json",
    "#hash.json",
    "!bang.json",
    "[x].json",
    "x ",
]


def by_git(folder: Path, texts: Mapping[str, str]) -> set[str]:
    """What `git check-ignore` says of PATHS."""
    if not (folder / ".git").exists():
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for path in (".gitignore", "server/.gitignore", "common/models/.gitignore"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).unlink(missing_ok=True)
        if path in texts:
            (folder / path).write_text(texts[path], encoding="utf-8", newline="")
    command = ["git", "-c", "core.excludesFile=/dev/null", "check-ignore", "--no-index", "-z", "--stdin"]
    done = subprocess.run(command, cwd=folder, input="\0".join(PATHS).encode(), capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return set(filter(None, done.stdout.decode().split("\0")))


def by_us(texts: Mapping[str, str]) -> set[str]:
    return {path for path in PATHS if gitignore.ignored(path, texts)}


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {".gitignore": "*.local.json\n"},
        {".gitignore": "/datasources.local.json\nbuild/\n"},
        {".gitignore": "server/datasources.*.json\n!server/datasources.production.json\n"},
        {".gitignore": "server/\n!server/datasources.json\n"},
        {".gitignore": "server/*\n!server/datasources.json\n"},
        {".gitignore": "*.json\n", "server/.gitignore": "!datasources*.json\n"},
        {".gitignore": "!*.json\n", "server/.gitignore": "datasources.local.json\n"},
        {".gitignore": "\ufeff*.local.json\r\n\r\n# build\r\na b.json   \r\n"},
        {".gitignore": "\\#hash.json\n\\!bang.json\n\\[x].json\nx\\ \n"},
        {".gitignore": "**/build/**\n[\n/\n!\n"},
        {".gitignore": "server/**/x.json"},
        {"common/models/.gitignore": "/note.json\n"},
    ],
)
def test_it_agrees_with_git(texts: dict[str, str], tmp_path: Path) -> None:
    assert by_us(texts) == by_git(tmp_path, texts)


PIECES = ["*", "**", "?", "/", "!", "\\", "server", "build", "datasources", ".local", ".json", "[a-z]", " ", "x", "#"]
LINE = st.lists(st.sampled_from(PIECES), max_size=5).map("".join).filter(lambda line: "***" not in line)
LINES = st.lists(LINE, max_size=4).map("\n".join)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(top=LINES, below=LINES)
def test_it_agrees_with_git_on_any_patterns(top: str, below: str, tmp_path: Path) -> None:
    texts = {".gitignore": top, "server/.gitignore": below}
    assert by_us(texts) == by_git(tmp_path, texts)


@pytest.mark.parametrize("text", ["", "node_modules", "node_modules\r\n*.log\r\n"])
def test_a_line_for_a_path_ignores_that_file_and_no_other(text: str, tmp_path: Path) -> None:
    wanted = ["server/datasources.local.json", "[x].json", "x ", "!bang.json"]
    texts = {".gitignore": gitignore.with_paths(text, "", wanted)}
    assert texts[".gitignore"].startswith(text)
    assert by_git(tmp_path, texts) == by_us(texts) == set(wanted)


def test_a_line_is_seen_from_the_folder_of_the_file() -> None:
    text = gitignore.with_paths("", "apps/api", ["apps/api/server/datasources.local.json"])
    assert text == "/server/datasources.local.json\n"
    assert gitignore.ignored("apps/api/server/datasources.local.json", {"apps/api/.gitignore": text})
