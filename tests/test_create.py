"""`manage.py create`: from options, from a terminal, and what it refuses."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from django.core.management import CommandError, call_command

from designer.loopback.scaffold import create as scaffold
from designer.transfer import folder as folders
from tests.people import write_application

MANAGE = Path(__file__).resolve().parents[1] / "manage.py"
SECRET = "s3cret-of-corp1"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A new application in a folder."""
    folders.export(tmp_path / "shop", scaffold("api-server", "Shop"))
    return tmp_path / "shop"


def create(shop: Path, *options: str) -> str:
    """What the command prints when nobody is asked."""
    out = io.StringIO()
    call_command("create", *options, "--app", str(shop), "--no-input", stdout=out)
    return out.getvalue()


def read(shop: Path, path: str) -> Any:
    return json.loads((shop / path).read_text())


def data_source(shop: Path, name: str) -> Any:
    return read(shop, "server/datasources.json")[name]


def test_a_data_source_from_options(shop: Path) -> None:
    before = (shop / "server/datasources.json").read_text()
    out = create(
        shop, "--type", "datasource", "corp1", "--connector", "mysql", "--set", "host=db", "--set", "port=3307"
    )
    assert data_source(shop, "corp1") == {"name": "corp1", "connector": "mysql", "host": "db", "port": 3307}
    assert read(shop, "package.json")["dependencies"]["loopback-connector-mysql"] == "^5.3.0"
    assert set(before.splitlines()) - set((shop / "server/datasources.json").read_text().splitlines()) <= {"  }"}
    assert "npm install" in out


@pytest.mark.parametrize(("typed", "meant"), [("majority", "majority"), ("2", 2)])
def test_a_setting_of_any_kind_is_json_or_a_text(shop: Path, typed: str, meant: object) -> None:
    create(shop, "--type", "datasource", "m", "--connector", "mongodb", "--set", f"w={typed}")
    assert read(shop, "server/datasources.json")["m"]["w"] == meant


@pytest.mark.parametrize(
    ("written", "connector"),
    [("mysql", "mysql"), ("loopback-connector-mysql", "mysql"), ("./connectors/mine", "./connectors/mine")],
)
def test_a_connector_by_any_of_its_names(written: str, connector: str, shop: Path) -> None:
    create(shop, "--type", "datasource", "corp1", "--connector", written, "--set", "any=thing")
    assert data_source(shop, "corp1") == {"name": "corp1", "connector": connector, "any": "thing"}


def test_values_get_the_type_of_their_setting(shop: Path) -> None:
    settings = ["port=${PORT}", "debug=true", 'ssl={"ca": "x"}', "password=0123", "unheard=1"]
    options = [option for setting in settings for option in ("--set", setting)]
    create(shop, "--type", "datasource", "corp1", "--connector", "mysql", *options)
    written = {key: data_source(shop, "corp1")[key] for key in ("port", "debug", "ssl", "password", "unheard")}
    assert written == {"port": "${PORT}", "debug": True, "ssl": {"ca": "x"}, "password": "0123", "unheard": "1"}


def test_a_secret_is_masked_in_what_is_printed(shop: Path) -> None:
    out = create(
        shop, "--type", "datasource", "corp1", "--connector", "mysql", "--set", f"password={SECRET}", "--no-package"
    )
    assert data_source(shop, "corp1")["password"] == SECRET
    assert SECRET not in out
    assert "password" in out
    assert "loopback-connector-mysql" not in read(shop, "package.json")["dependencies"]


def test_a_model_from_options(shop: Path) -> None:
    create(shop, "--type", "datasource", "corp1", "--connector", "mysql")
    properties = ["name:string:required", "age:number=3", "tags:[string]"]
    options = [option for each in properties for option in ("--property", each)]
    create(shop, "--type", "model", "CoffeeShop", "--data-source", "corp1", "--plural", "shops", "--private", *options)
    definition = read(shop, "common/models/coffee-shop.json")
    assert (definition["name"], definition["base"], definition["plural"]) == ("CoffeeShop", "PersistedModel", "shops")
    assert definition["properties"] == {
        "name": {"type": "string", "required": True},
        "age": {"type": "number", "default": 3},
        "tags": {"type": ["string"]},
    }
    assert read(shop, "server/model-config.json")["CoffeeShop"] == {"dataSource": "corp1", "public": False}
    assert "module.exports" in (shop / "common/models/coffee-shop.js").read_text()


def test_the_base_follows_the_data_source(shop: Path) -> None:
    create(shop, "--type", "datasource", "service", "--connector", "rest")
    create(shop, "--type", "model", "Geocode", "--data-source", "service")
    create(shop, "--type", "model", "Note", "--data-source", "db", "--base", "User")
    assert read(shop, "common/models/geocode.json")["base"] == "Model"
    assert read(shop, "common/models/note.json")["base"] == "User"


REFUSED = {
    "no connector": (["--type", "datasource", "corp1"], "--connector KEY"),
    "a name that is taken": (["--type", "datasource", "db", "--connector", "mysql"], "already a data source “db”"),
    "a port that is none": (
        ["--type", "datasource", "x", "--connector", "mysql", "--set", "port=x"],
        "Port .port.: Type a whole number from 1 to 65535",
    ),
    "a port that cannot be": (
        ["--type", "datasource", "x", "--connector", "mysql", "--set", "port=-5"],
        "Port .port.: Type a whole number from 1 to 65535",
    ),
    "a setting without a value": (["--type", "datasource", "x", "--connector", "mysql", "--set", "host"], "NAME=VALUE"),
    "a choice that there is not": (
        ["--type", "datasource", "x", "--connector", "mysql", "--set", "debug=maybe"],
        "true or false",
    ),
    "a data source that there is not": (["--type", "model", "Note", "--data-source", "corp9"], "“corp9” is none of"),
    "no name": (["--type", "model"], "A model needs a name"),
    "a property that is none": (["--type", "model", "Note", "--property", "a:b:c"], "name:type"),
    "a default of another type": (["--type", "model", "Note", "--property", "age:number=old"], "type number"),
    "an option of the other type": (["--type", "model", "Note", "--connector", "mysql"], "not for a model"),
}


@pytest.mark.parametrize(("options", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_is_refused_and_nothing_changes(options: list[str], sentence: str, shop: Path) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    with pytest.raises(CommandError, match=sentence) as refused:
        create(shop, *options)
    assert refused.value.returncode == 2
    assert {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == before


def test_a_folder_without_an_application_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no LoopBack application"):
        create(tmp_path, "--type", "model", "Note")


def test_it_works_from_a_folder_inside_and_needs_no_home(shop: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(MANAGE), "create", "--type", "model", "Note", "--no-input"]
    environment = {**os.environ, "LOOPWRIGHT_HOME": str(tmp_path / "home"), "DATABASE_URL": "postgres://nowhere/x"}
    done = subprocess.run(command, cwd=shop / "server", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (shop / "common/models/note.json").is_file()
    assert not (tmp_path / "home").exists()


def test_npm_is_run_where_package_json_is(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_application(tmp_path, {"bin/npm": '#!/bin/sh\necho "$@" > ran-npm\nexit "${STATUS:-0}"\n'})
    (tmp_path / "bin/npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    create(shop, "--type", "datasource", "corp1", "--connector", "mysql", "--install")
    assert (shop / "ran-npm").read_text() == "install\n"
    monkeypatch.setenv("STATUS", "1")
    with pytest.raises(CommandError, match="npm install failed"):
        create(shop, "--type", "datasource", "corp2", "--connector", "postgresql", "--install")
    assert data_source(shop, "corp2")["connector"] == "postgresql"


# --- On a terminal --------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(shop: Path) -> Iterator[Any]:
    """Starts the command in the application's folder, on a terminal of its own."""
    started: list[pexpect.spawn[str]] = []

    def start(*options: str) -> pexpect.spawn[str]:
        spawned = pexpect.spawn(
            sys.executable,
            [str(MANAGE), "create", *options],
            cwd=str(shop),
            encoding="utf-8",
            timeout=30,
            dimensions=(60, 160),
            env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
        )
        started.append(spawned)
        return spawned

    yield start
    for each in started:
        each.close(force=True)


def answer(person: pexpect.spawn[str], question: str, typed: str) -> None:
    person.expect(question)
    person.send(typed)


ENTER, ESCAPE, DOWN, CLEAR, CTRL_C = "\r", "\x1b", "\x1b[B", "\x15", "\x03"


def test_a_data_source_by_keyboard(terminal: Any, shop: Path) -> None:
    person = terminal("--type", "datasource")
    answer(person, "Name of the data source", f"db{ENTER}")
    answer(person, "already a data source", f"{CLEAR}corp1{ENTER}")
    answer(person, "Connector", f"PostgreSQL{ENTER}")
    answer(person, "Host", ESCAPE)
    answer(person, "Connector", f"MySQL{ENTER}")
    answer(person, r"Host \(host\)", f"127.0.0.1{ENTER}")
    answer(person, r"Port \(port\)", f"many{ENTER}")
    answer(person, "Type a whole number from 1 to 65535", f"{CLEAR}3307{ENTER}")
    answer(person, r"User \(user\)", f"demo{ENTER}")
    answer(person, "where is it kept", f"{DOWN}{ENTER}")
    answer(person, "Password", f"{SECRET}{ENTER}")
    answer(person, r"Database \(database\)", ENTER)
    answer(person, "more settings", "n")
    answer(person, "Add loopback-connector-mysql", "y")
    answer(person, "Write this", "y")
    person.expect("wrote server/datasources.json")
    answer(person, "Run npm install now", "n")
    person.expect(pexpect.EOF)
    person.close()
    assert person.exitstatus == 0
    assert data_source(shop, "corp1") == {
        "name": "corp1",
        "connector": "mysql",
        "host": "127.0.0.1",
        "port": 3307,
        "user": "demo",
        "password": SECRET,
    }


def test_a_typed_password_never_stands_on_the_terminal(terminal: Any) -> None:
    person = terminal("--type", "datasource", "corp1", "--connector", "mysql", "--set", "host=db")
    written = io.StringIO()
    person.logfile_read = written
    for question in (r"Port \(port\)", r"User \(user\)"):
        answer(person, question, ENTER)
    answer(person, "where is it kept", f"{DOWN}{ENTER}")
    answer(person, "Password", f"{SECRET}{ENTER}")
    answer(person, r"Database \(database\)", ENTER)
    answer(person, "more settings", "n")
    answer(person, "Add loopback-connector-mysql", "y")
    answer(person, "Write this", "n")
    person.expect("nothing was changed")
    assert SECRET not in written.getvalue()


def test_a_model_by_keyboard(terminal: Any, shop: Path) -> None:
    person = terminal("--type", "model", "Note")
    answer(person, "Data source", ENTER)
    answer(person, "Base model", ENTER)
    answer(person, "REST API", "y")
    answer(person, "Plural", ENTER)
    answer(person, "Name of a property", f"title{ENTER}")
    answer(person, "Type", ENTER)
    answer(person, "Required", "y")
    answer(person, "Default value", ENTER)
    answer(person, "Name of a property", ENTER)
    answer(person, "Write this", "y")
    person.expect("wrote server/model-config.json")
    person.expect(pexpect.EOF)
    assert read(shop, "common/models/note.json")["properties"] == {"title": {"type": "string", "required": True}}


def test_giving_up_changes_nothing(terminal: Any, shop: Path) -> None:
    person = terminal("--type", "model", "Note")
    answer(person, "Data source", CTRL_C)
    person.expect("nothing was changed")
    person.expect(pexpect.EOF)
    person.close()
    assert person.exitstatus == 1
    assert not (shop / "common/models/note.json").exists()


def test_without_a_terminal_it_says_how_to_go_on(shop: Path) -> None:
    command = [sys.executable, str(MANAGE), "create", "--type", "model", "Note"]
    done = subprocess.run(command, cwd=shop, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--no-input" in done.stderr
