"""A real LoopBack boots what Loopwright exports, and serves create, read, update and delete on real servers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pymysql
import pytest
from django.core.management import call_command

from designer.loopback.jsontext import JSON
from designer.loopback.model_properties import PropertyRow
from projects.access import local_user
from projects.actions import data_sources, importing, models, publishing
from projects.models import Project
from tests.corpus import APPLICATIONS, CORPUS
from tests.interop import loopback, stubs
from tests.interop.loopback import Boot, Server
from tests.services.mariadb import MariaDB
from tests.services.postgresql import PostgreSQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installed")]

Settings = dict[str, Any]

EMAIL = PropertyRow(None, "email", {"type": "string", "required": True})
AGE = PropertyRow(None, "age", {"type": "number"})
ALICE = {"email": "alice@example.com", "age": 41}


@pytest.fixture
def mysql(mariadb: MariaDB) -> Settings:
    """A data source that works, with a database of the test's own."""
    settings = mariadb.settings | {"database": f"fresh_{uuid4().hex}"}
    query_mysql(settings | {"database": None}, f"CREATE DATABASE {settings['database']} CHARACTER SET utf8mb4")
    return settings


def query_mysql(settings: Settings, statement: str) -> list[tuple[Any, ...]]:
    how = {key: settings[key] for key in ("host", "port", "user", "database")}
    password = settings["password"].encode()  # PyMySQL would take a text for Latin-1
    with closing(pymysql.connect(**how, password=password)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def add_data_source(project: Project, name: str, settings: Settings) -> dict[str, str]:
    """Adds it as the page does, its password as a variable. What LoopBack's environment must hold for it."""
    variable = f"{name.upper()}_PASSWORD"
    values = {variable: str(settings["password"])}
    shown: Mapping[str, JSON] = {
        **{key: value for key, value in settings.items() if key != "connector"},
        "password": f"${{{variable}}}",
    }
    data_sources.create(project, local_user(), name, settings["connector"], shown, values, "development")
    publishing.add_packages(project, local_user())
    return values


def add_customer(project: Project) -> None:
    """Adds a model to `corp1` as the pages do."""
    models.create(project, local_user(), "Customer", {}, {"dataSource": "corp1", "public": True})
    models.update_properties(project, local_user(), "Customer", models.PropertiesEdit([EMAIL, AGE]))


def exported(project: Project, folder: Path) -> Path:
    """The project's files in a new folder, as the command writes them, with LoopBack beside them."""
    call_command("export_app", project.slug, str(folder))
    loopback.link(folder)
    return folder


def check_life(server: Server, path: str, new: Settings, change: Settings) -> None:
    """Creates, reads, updates and deletes one instance."""
    one = f"{path}/{server.call('POST', path, new)['id']}"
    made = server.call("GET", one)
    assert made | new == made
    assert server.call("PATCH", one, change) == made | change
    assert server.call("GET", path) == [made | change]
    assert server.call("DELETE", one) == {"count": 1}
    server.call("GET", one, status=404)
    assert server.call("GET", path) == []


def test_a_created_project_on_mysql(mysql: Settings, boot: Boot, tmp_path: Path) -> None:
    project = importing.create_from_template(local_user(), "api-server", "Shop API")
    env = add_data_source(project, "corp1", mysql)
    add_customer(project)
    folder = exported(project, tmp_path / "shop")
    assert mysql["password"] not in (folder / "server/datasources.json").read_text(encoding="utf-8")
    assert '"loopback-connector-mysql"' in (folder / "package.json").read_text(encoding="utf-8")

    assert "Customer" in loopback.run("autoupdate.js", folder / "server/server.js", "corp1", env=env)
    server = boot(folder, env)
    check_life(server, "/api/Customers", ALICE, {"age": 42})
    server.call("POST", "/api/Customers", {"age": 1}, status=422)
    server.call("POST", "/api/Customers", ALICE)
    assert query_mysql(mysql, "SELECT email, age FROM Customer") == [("alice@example.com", 41)]


def test_a_created_project_on_postgresql(postgresql: PostgreSQL, boot: Boot, tmp_path: Path) -> None:
    project = importing.create_from_template(local_user(), "api-server", "Shop API")
    env = add_data_source(project, "corp1", postgresql.settings)
    add_customer(project)
    folder = exported(project, tmp_path / "shop")

    loopback.run("autoupdate.js", folder / "server/server.js", "corp1", env=env)
    server = boot(folder, env)
    check_life(server, "/api/Customers", ALICE, {"age": 42})
    server.call("POST", "/api/Customers", ALICE)
    how: Settings = {key: postgresql.settings[key] for key in ("host", "port", "user", "password")}
    with psycopg.connect(**how, dbname="shop") as connection:
        assert connection.execute("SELECT email, age FROM customer").fetchall() == [("alice@example.com", 41)]


@dataclass(frozen=True)
class Imported:
    """An application of others, and a model of it to be moved to MySQL."""

    folder: Path
    model: str
    path: str
    new: Settings
    change: Settings
    root: str = "server"
    properties: tuple[PropertyRow | str, ...] = ()


IMPORTED = [
    Imported(APPLICATIONS / "no-meta", "Note", "Notes", {"text": "Grüße"}, {"text": "Käse"}),
    Imported(APPLICATIONS / "unknown-keys", "Order", "Orders", {"email": "a"}, {"email": "b"}, properties=(EMAIL,)),
    Imported(APPLICATIONS / "several-apps", "Article", "Articles", {"title": "a"}, {"title": "b"}, root="shop/server"),
    Imported(CORPUS / "strongloop+loopback-example-mixins", "Dog", "Dogs", {"breed": "Pug", "age": 3}, {"age": 4}),
    Imported(CORPUS / "strongloop+loopback-example-relations", "Book", "books", {"name": "a"}, {"name": "b"}),
]


@pytest.mark.parametrize("case", [case for case in IMPORTED if case.folder.is_dir()], ids=lambda case: case.folder.name)
def test_an_imported_application_with_a_new_data_source(
    case: Imported, mysql: Settings, boot: Boot, tmp_path: Path
) -> None:
    call_command("import_app", str(case.folder), name="Imported", root=case.root)
    project = Project.objects.get()
    env = add_data_source(project, "warehouse", mysql)
    models.attach(project, local_user(), [case.model], "warehouse")
    if case.properties:
        models.update_properties(project, local_user(), case.model, models.PropertiesEdit(case.properties))
    folder = exported(project, tmp_path / "imported")
    stubs.complete(folder, case.root)

    loopback.run("autoupdate.js", folder / case.root / "server.js", "warehouse", env=env)
    server = boot(folder, env, root=case.root)
    check_life(server, f"/api/{case.path}", case.new, case.change)
    server.call("POST", f"/api/{case.path}", case.new)
    assert query_mysql(mysql, f"SELECT COUNT(*) FROM `{case.model}`") == [(1,)]
