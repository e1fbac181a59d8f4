"""What Loopwright makes for itself on first use is for its owner alone."""

from __future__ import annotations

from pathlib import Path

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
