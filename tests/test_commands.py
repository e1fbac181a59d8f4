"""The commands: what goes in comes out byte for byte, exit statuses mean something, and no secret is printed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from designer.connectors.results import CheckResult, Fact, Step, Verdict
from designer.loopback import discovery
from designer.loopback.files import File
from designer.transfer.archive import write as write_zip
from designer.transfer.folder import FolderTree
from projects.models import Project
from tests.corpus import APPLICATIONS, ROOT, applications
from tests.people import SHOP, write_application
from tests.services import processes
from tests.services.mariadb import MariaDB

PASSWORD = "s3cret-of-corp1"

Settings = dict[str, Any]


@cache
def expected(folder: Path, root: str) -> dict[str, File]:
    """What an import takes, as it stands in the folder."""
    taken = discovery.select(FolderTree(folder), root).files
    return {path: File((folder / path).read_bytes(), _mode(folder / path)) for path in taken}


def in_folder(folder: Path) -> dict[str, File]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): File(path.read_bytes(), _mode(path)) for path in found}


def in_zip(path: Path) -> dict[str, File]:
    with zipfile.ZipFile(path) as archive:
        return {each.filename: File(archive.read(each), each.external_attr >> 16 & 0o777) for each in archive.filelist}


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def each_root() -> Iterator[tuple[Path, str]]:
    for folder in applications():
        for root in discovery.roots(FolderTree(folder)):
            yield folder, root


def run(*arguments: str | Path, status: int = 0, **options: Any) -> str:
    """What a command prints on both streams, where it ends with that exit status."""
    out, err = io.StringIO(), io.StringIO()
    ended = 0
    try:
        call_command(*(str(part) for part in arguments), stdout=out, stderr=err, **options)
    except SystemExit as ending:
        ended = int(ending.code or 0)
    except CommandError as error:
        ended, message = error.returncode, str(error)
        err.write(message)
    assert ended == status, out.getvalue() + err.getvalue()
    return out.getvalue() + err.getvalue()


@pytest.mark.django_db
class TestRoundTrip:
    @pytest.mark.parametrize("folder,root", each_root(), ids=lambda part: getattr(part, "name", part or "top"))
    def test_folder_and_zip_give_back_every_byte(self, folder: Path, root: str, tmp_path: Path) -> None:
        run("import_app", folder, name="One", root=root or ".")
        run("export_app", "One", tmp_path / "out")
        assert in_folder(tmp_path / "out") == expected(folder, root)

        with (tmp_path / "in.zip").open("wb") as packed:
            write_zip(packed, expected(folder, root))
        run("import_app", tmp_path / "in.zip", name="Two", root=root or ".")
        run("export_app", "Two", tmp_path / "out.zip")
        assert in_zip(tmp_path / "out.zip") == expected(folder, root)

    def test_an_existing_folder_keeps_what_the_project_does_not_hold(self, tmp_path: Path) -> None:
        write_application(tmp_path / "shop", {**SHOP, "server/boot/root.js": "// ours\n"})
        before = in_folder(tmp_path / "shop")
        run("import_app", tmp_path / "shop", name="Shop")
        run("export_app", "Shop", tmp_path / "shop")
        assert in_folder(tmp_path / "shop") == before


@pytest.mark.django_db
class TestImport:
    def test_it_says_what_it_took_and_what_it_could_not_read(self) -> None:
        assert run("import_app", APPLICATIONS / "trailing-comma", name="Shop").startswith(
            "Imported Shop: 6 files, 0 data sources, 2 models.\n"
            "Kept but not readable: common/models/order.json: Line 4, column 22: "
        )
        assert "Left out: server/models: It is a symbolic link to a folder" in run(
            "import_app", APPLICATIONS / "symbolic-links", name="Links"
        )

    def test_several_applications_need_a_root(self) -> None:
        said = run("import_app", APPLICATIONS / "several-apps", name="Shop", status=1)
        assert "“shop/server”, “shop2/server”, “shop/client”" in said
        assert not Project.objects.exists()
        run("import_app", APPLICATIONS / "several-apps", name="Shop", root="shop2")
        assert Project.objects.get().root == "shop2/server"

    def test_what_is_no_application_is_refused_with_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "text.zip").write_text("not a ZIP", encoding="utf-8")
        for source in (tmp_path, tmp_path / "text.zip", tmp_path / "nowhere"):
            assert run("import_app", source, name="Shop", status=1).endswith(".")
        assert not Project.objects.exists()

    def test_it_prints_no_secret(self, tmp_path: Path) -> None:
        broken = {**SHOP, "server/datasources.json": f'{{"corp1": {{"password": "{PASSWORD}",}}}}'}
        assert PASSWORD not in run("import_app", write_application(tmp_path, broken), name="Shop")


@pytest.mark.django_db
class TestExport:
    def test_a_project_is_found_by_name_or_by_its_name_in_addresses(self, tmp_path: Path) -> None:
        run("import_app", APPLICATIONS / "tabs", name="Shop API")
        run("export_app", "Shop API", tmp_path / "name")
        run("export_app", "shop-api", tmp_path / "slug")
        assert in_folder(tmp_path / "name") == in_folder(tmp_path / "slug") == expected(APPLICATIONS / "tabs", "server")

    def test_a_name_that_is_not_there_or_not_the_only_one_is_refused(self, tmp_path: Path) -> None:
        assert run("export_app", "Nothing", tmp_path / "out", status=1) == "There is no project “Nothing”."
        run("import_app", APPLICATIONS / "tabs", name="Shop")
        run("import_app", APPLICATIONS / "crlf", name="Shop")
        assert "shop, shop-2" in run("export_app", "Shop", tmp_path / "out", status=1)
        assert not (tmp_path / "out").exists()

    def test_a_destination_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        run("import_app", APPLICATIONS / "tabs", name="Shop")
        (tmp_path / "file").touch()
        run("export_app", "Shop", tmp_path / "file/out", status=1)
        run("export_app", "Shop", tmp_path / "nowhere/out.zip", status=1)


def with_corp1(folder: Path, settings: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> Path:
    """An application with this data source."""
    sources = {"corp1": {**settings}, "db": {"connector": "memory"}}
    files = {"server/datasources.json": json.dumps(sources), "server/model-config.json": "{}"}
    return write_application(folder, files | {path: json.dumps(value) for path, value in (more or {}).items()})


class TestConnection:
    @pytest.fixture
    def shop(self, mariadb: MariaDB, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A data source on a real server, its password in a variable."""
        settings: Settings = mariadb.settings
        monkeypatch.setenv("CORP1_PASSWORD", settings["password"])
        wrong = {"corp1": {"password": "wrong-s3cret"}}
        return with_corp1(
            tmp_path, settings | {"password": "${CORP1_PASSWORD}"}, {"server/datasources.production.json": wrong}
        )

    def test_verified(self, shop: Path) -> None:
        said = run("test_connection", shop, "corp1")
        marks = [line.split()[0] for line in said.splitlines() if not line.startswith("  ")]
        assert marks == ["✓", "✓", "·", "✓", "✓", "✓", "✓", "verified:"]

    def test_as_json(self, shop: Path) -> None:
        result = json.loads(run("test_connection", shop, "corp1", format="json"))
        assert result["verdict"] == "verified"
        assert [step["name"] for step in result["steps"]][:2] == ["Resolve the name", "Open the port"]

    def test_all(self, shop: Path) -> None:
        said = run("test_connection", shop, "--all", status=3).splitlines()
        assert [line for line in said if not line.startswith("  ")] == ["corp1", "db", said[-1]]
        assert "  verified: MariaDB" in "\n".join(said)
        assert said[-1] == "1 of 2 works; 1 cannot be verified."
        run("test_connection", shop, "--all", environment="production", status=1)

    def test_all_are_verified(self, mariadb: MariaDB, tmp_path: Path) -> None:
        folder = with_corp1(tmp_path, mariadb.settings)
        write_application(folder, {"server/datasources.json": json.dumps({"corp1": mariadb.settings})})
        said = json.loads(run("test_connection", folder, "--all", format="json"))
        assert said["summary"] == "The connection works."
        assert said["results"]["corp1"]["verdict"] == "verified"

    def test_all_are_those_of_the_environment(self, shop: Path) -> None:
        write_application(shop, {"server/datasources.production.json": '{"live": {"connector": "memory"}}'})
        assert "\nlive\n" not in run("test_connection", shop, "--all", status=3)
        assert "\nlive\n" in run("test_connection", shop, "--all", environment="production", status=3)

    def test_facts_are_told_after_the_verdict(self, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        facts = (Fact("Server", "MariaDB 10.11"), Fact("Tables visible", "12"))
        result = CheckResult(Verdict.VERIFIED, "It works.", (Step("Ping", "ok", "", 12.4),), facts=facts)
        monkeypatch.setattr("designer.testing.check", lambda *_, **__: result)
        assert run("test_connection", shop, "corp1").splitlines() == [
            "✓ Ping                12 ms",
            "verified: It works.",
            "  Server          MariaDB 10.11",
            "  Tables visible  12",
        ]
        assert json.loads(run("test_connection", shop, "corp1", format="json"))["facts"][0]["value"] == "MariaDB 10.11"

    @pytest.mark.parametrize("arguments", [(), ("corp1", "--all")])
    def test_one_or_all_have_to_be_named(self, shop: Path, arguments: tuple[str, ...]) -> None:
        assert run("test_connection", shop, *arguments, status=2) == "Name one data source, or say --all."

    def test_failed_in_the_environment_where_it_fails(self, shop: Path) -> None:
        said = run("test_connection", shop, "corp1", environment="production", status=1)
        assert said.splitlines()[7] == "failed: The server refused user “shop” with this password."

    def test_failed_where_the_layers_cannot_be_merged(self, shop: Path) -> None:
        write_application(shop, {"server/datasources.production.json": '{"corp1": {"host": null}}'})
        said = run("test_connection", shop, "corp1", environment="production", status=1)
        assert said.startswith("failed: ")

    def test_nothing_verifiable(self, shop: Path) -> None:
        assert run("test_connection", shop, "db", status=3).startswith("unverified: ")

    @pytest.mark.parametrize(
        "arguments",
        [
            ("tests/applications/nowhere", "db"),
            ("tests/applications/tabs", "nothing"),
            ("tests/applications/several-apps", "db"),
            ("tests/services", "db"),
        ],
    )
    def test_wrong_usage(self, arguments: tuple[str, str]) -> None:
        assert run("test_connection", ROOT / arguments[0], arguments[1], status=2).endswith(".")

    def test_one_of_several_applications(self) -> None:
        run("test_connection", APPLICATIONS / "several-apps", "db", root="shop2", status=3)

    @pytest.mark.parametrize("how", ["text", "json"])
    def test_no_secret_is_printed(self, how: str, mariadb: MariaDB, tmp_path: Path) -> None:
        url = f"mysql://shop:{PASSWORD}@127.0.0.1:{mariadb.port}/shop"
        refused: list[Settings] = [
            {"password": PASSWORD},
            {"url": url},
            {"port": processes.free_port(), "password": PASSWORD},
        ]
        for number, changes in enumerate(refused):
            folder = with_corp1(tmp_path / f"{number}", {**mariadb.settings, **changes})
            assert PASSWORD not in run("test_connection", folder, "corp1", format=how, status=1)


class TestProcesses:
    """The same from a shell, with a home of its own."""

    @pytest.fixture
    def home(self, tmp_path: Path) -> Path:
        home = tmp_path / "home"
        assert manage("migrate", "--verbosity=0", home=home).returncode == 0
        return home

    def test_in_and_out(self, home: Path, tmp_path: Path) -> None:
        done = manage("import_app", APPLICATIONS / "executable", "--name", "Shop", home=home)
        assert (done.stdout, done.stderr) == ("Imported Shop: 5 files, 2 data sources, 2 models.\n", "")
        assert manage("export_app", "Shop", tmp_path / "out", home=home).returncode == 0
        assert in_folder(tmp_path / "out") == expected(APPLICATIONS / "executable", "server")

    def test_wrong_usage(self, home: Path) -> None:
        done = manage("import_app", APPLICATIONS / "several-apps", "--name", "Shop", home=home)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("CommandError: There are several applications here.")
        assert manage("import_app", APPLICATIONS / "tabs", home=home).returncode == 2

    def test_connections(self, mariadb: MariaDB, tmp_path: Path) -> None:
        folder = with_corp1(tmp_path / "app", mariadb.settings | {"password": "${CORP1_PASSWORD}"})
        statuses = {
            name: manage("test_connection", folder, *arguments, home=tmp_path, password=password)
            for name, arguments, password in (
                ("verified", ["corp1"], str(mariadb.settings["password"])),
                ("failed", ["corp1"], PASSWORD),
                ("wrong usage", [], ""),
                ("nothing verifiable", ["db"], ""),
            )
        }
        assert [done.returncode for done in statuses.values()] == [0, 1, 2, 3]
        assert PASSWORD not in statuses["failed"].stdout + statuses["failed"].stderr


def manage(*arguments: str | Path, home: Path, password: str = "") -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "LOOPWRIGHT_HOME": str(home), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=env | ({"CORP1_PASSWORD": password} if password else {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
