"""`check_app`: what a hook or CI learns from it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from designer.loopback import discovery
from designer.loopback.files import File
from designer.loopback.scaffold import create
from designer.transfer.archive import write as write_zip
from designer.transfer.folder import FolderTree
from tests.corpus import APPLICATIONS, ROOT
from tests.people import write_application

SECRET = "s3cret-of-corp1"


def check(source: Path, *options: str) -> tuple[int, str]:
    """The exit status, and what is printed."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_app", str(source), *options, stdout=out, stderr=io.StringIO())
    return int(str(ended.value)), out.getvalue()


def as_json(source: Path, *options: str) -> tuple[int, list[dict[str, Any]]]:
    status, out = check(source, "--format", "json", *options)
    return status, json.loads(out)


def application(folder: Path, **changed: Any) -> Path:
    """A new application in a folder, with other contents for some files of `server`."""
    files = create("api-server", "Shop")
    for name, value in changed.items():
        files[f"server/{name.replace('_', '-')}.json"] = File(json.dumps(value).encode())
    write_application(folder, {path: file.content.decode() for path, file in files.items()})
    return folder


def test_a_new_application_starts(tmp_path: Path) -> None:
    status, found = as_json(application(tmp_path))
    assert status == 0
    assert [each for each in found if each["severity"] != "advice"] == []


def test_what_stops_boot_is_named_with_its_place_and_ends_with_1(tmp_path: Path) -> None:
    folder = application(tmp_path, model_config={"a/b~c": {"dataSource": "corp9"}})
    status, found = as_json(folder)
    assert status == 1
    worst = found[0]
    assert set(worst) == {"code", "severity", "file", "pointer", "message"}
    assert (worst["file"], worst["severity"]) == ("server/model-config.json", "stops boot")
    assert "/a~1b~0c/dataSource" in [each["pointer"] for each in found] + [worst["pointer"] + "/dataSource"]
    status, text = check(folder)
    assert status == 1
    assert "server/model-config.json:1: stops boot:" in text
    assert "LoopBack would not start." in text


def test_another_environment_can_have_other_problems(tmp_path: Path) -> None:
    folder = application(tmp_path)
    (folder / "server/datasources.production.json").write_text('{"db": {"connector": null}}')
    assert check(folder)[0] == 0
    assert check(folder, "--environment", "production")[0] == 1


def test_a_zip_is_checked_too(tmp_path: Path) -> None:
    archive = tmp_path / "app.zip"
    with archive.open("wb") as file:
        write_zip(file, create("empty-server", "Shop"))
    assert check(archive)[0] == 0


def test_one_of_several_applications_is_chosen(tmp_path: Path) -> None:
    application(tmp_path / "one")
    application(tmp_path / "two", model_config={"Ghost": {"dataSource": "db"}})
    with pytest.raises(CommandError) as refused:
        call_command("check_app", str(tmp_path))
    assert refused.value.returncode == 2
    assert check(tmp_path, "--root", "one")[0] == 0
    assert check(tmp_path, "--root", "two/server")[0] == 1


def test_the_applications_to_choose_from_are_offered_as_options(tmp_path: Path) -> None:
    application(tmp_path / "one")
    application(tmp_path / "my two")
    with pytest.raises(CommandError) as refused:
        call_command("check_app", str(tmp_path))
    assert "--root one/server\n" in f"{refused.value}\n"
    assert "--root 'my two/server'" in str(refused.value)
    assert "--all-roots" in str(refused.value)


def test_all_applications_of_a_repository_are_checked_at_once(tmp_path: Path) -> None:
    application(tmp_path / "one")
    assert check(tmp_path, "--all-roots")[0] == 0
    application(tmp_path / "two", model_config={"Ghost": {"dataSource": "db"}})
    status, found = as_json(tmp_path, "--all-roots")
    assert status == 1
    assert {each["file"].partition("/")[0] for each in found} >= {"two"}
    assert "LoopBack would not start somewhere." in check(tmp_path, "--all-roots")[1]


def test_an_environment_that_nothing_is_for_is_refused_and_those_there_are_named(tmp_path: Path) -> None:
    folder = application(tmp_path)
    (folder / "server" / "config.production.json").write_text("{}")
    with pytest.raises(CommandError) as refused:
        call_command("check_app", str(folder), "--environment", "prodcution")
    assert refused.value.returncode == 2
    assert "“prodcution”, only for: development, production." in str(refused.value)
    assert check(folder, "--environment", "production")[0] == 0


def test_a_file_that_is_not_utf8_is_a_problem_and_checked_as_loopback_reads_it(tmp_path: Path) -> None:
    folder = application(tmp_path)
    definition = folder / "common" / "models" / "cafe.json"
    definition.parent.mkdir(parents=True, exist_ok=True)
    definition.write_bytes('{"name": "Cafe", "base": "NoSuchModel", "description": "Café"}'.encode("latin-1"))
    config = folder / "server" / "model-config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"Cafe": {"dataSource": "db"}}))
    status, found = as_json(folder)
    assert status == 1, "its base is unknown"
    assert ("not-utf8", "wrong result", "common/models/cafe.json", "") in [
        (each["code"], each["severity"], each["file"], each["pointer"]) for each in found
    ]


def test_what_is_no_application_is_wrong_usage(tmp_path: Path) -> None:
    for source in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(CommandError) as refused:
            call_command("check_app", str(source))
        assert refused.value.returncode == 2


def test_no_secret_is_printed(tmp_path: Path) -> None:
    source = {"name": "corp1", "connector": "mysql", "password": SECRET, "url": f"mysql://u:{SECRET}@h/db"}
    folder = application(tmp_path, datasources={"corp1": source})
    assert SECRET not in check(folder)[1] + check(folder, "--format", "json")[1]


@pytest.mark.parametrize("command", [["check_app"], ["test_connection", "--environment", "production"]])
def test_what_only_reads_an_application_makes_nothing(tmp_path: Path, command: list[str]) -> None:
    """Not even a home: a hook may run where nobody may write."""
    folder, home = application(tmp_path / "app"), tmp_path / "home"
    environment = {**os.environ, "LOOPWRIGHT_HOME": str(home)}
    arguments = [sys.executable, str(ROOT / "manage.py"), *command, str(folder), *(["db"] * (len(command) > 1))]
    done = subprocess.run(arguments, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    assert not home.exists()


@pytest.mark.parametrize("folder", sorted(APPLICATIONS.iterdir()), ids=lambda folder: folder.name)
def test_every_odd_application_gets_an_answer(folder: Path) -> None:
    for root in discovery.roots(FolderTree(folder)):
        assert check(folder, "--root", root or ".")[0] in (0, 1)


def test_files_that_could_not_be_looked_into_are_named(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("check_app", str(APPLICATIONS / "symbolic-links"))
    assert "common/models/order.json was not checked. It is a symbolic link" in capfd.readouterr().err
    with pytest.raises(SystemExit):
        call_command("check_app", str(APPLICATIONS / "crlf"))
    assert capfd.readouterr().err == ""
