"""What Loopwright makes for itself on first use is for its owner alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from designer.site import keys


def test_keys_are_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = keys.read_or_create(home, "secret-keys", keys.new_secret_key)
    assert keys.read_or_create(home, "secret-keys", keys.new_secret_key) == made
    assert (home.stat().st_mode & 0o777, (home / "secret-keys").stat().st_mode & 0o777) == (0o700, 0o600)


def test_the_database_is_for_the_owner_alone_also_in_a_home_that_others_can_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    keys.make_private(tmp_path / "loopwright.sqlite3")
    assert (tmp_path / "loopwright.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_database_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "loopwright.sqlite3").write_bytes(b"data")
    keys.make_private(tmp_path / "loopwright.sqlite3")
    assert (tmp_path / "loopwright.sqlite3").read_bytes() == b"data"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "None"),
        ({"LOOPWRIGHT_TEAM": "1"}, "[]"),
        ({"LOOPWRIGHT_TEAM": "1", "LOOPWRIGHT_ALLOWED_TARGETS": "10.0.0.0/8,*.db.test"}, "['10.0.0.0/8', '*.db.test']"),
        ({"LOOPWRIGHT_ALLOWED_TARGETS": "10.0.0.1/8"}, "LOOPWRIGHT_ALLOWED_TARGETS: “10.0.0.1/8” is neither a network"),
    ],
)
def test_whom_tests_may_contact_is_for_the_operator_to_say(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    program = "from designer.site import settings; print(settings.ALLOWED_TARGETS)"
    environment = {"LOOPWRIGHT_HOME": str(tmp_path), "PYTHONUTF8": "1", **variables}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert said in done.stdout + done.stderr
