"""The branches that a commit can go to, and where a new one begins."""

from __future__ import annotations

import subprocess
from pathlib import Path

from designer.transfer.repository import Branches, branches_at


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    done = subprocess.run(["git", "-C", str(folder), *names, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_new_branch_begins_at_what_is_checked_out(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    assert branches_at(tmp_path) == Branches((), "main", None)
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Start")
    first = git(tmp_path, "rev-parse", "HEAD")
    git(tmp_path, "branch", "other")
    assert branches_at(tmp_path) == Branches(("main", "other"), "main", first)
    git(tmp_path, "checkout", "-q", "--detach")
    assert branches_at(tmp_path) == Branches(("main", "other"), None, first)
