"""What LoopBack sees of a configuration in an environment, and the file that each value comes from."""

from __future__ import annotations

import pytest

from designer.loopback.application import Application
from designer.loopback.effective import Effective, effective
from designer.loopback.jsontext import JSON
from tests.corpus import APPLICATIONS

MAIN, LOCAL, PRODUCTION = (f"server/datasources{layer}.json" for layer in ("", ".local", ".production"))


ENVIRONMENTS = {
    f"server/{path.name}": path.read_text() for path in (APPLICATIONS / "environments" / "server").glob("*.json")
}


def values(found: Effective) -> dict[str, tuple[JSON, str]]:
    return {f"{member.name} {row.place}": (row.value, row.path) for member in found.members for row in member.rows}


def of(files: dict[str, str], environment: str = "production", config_name: str = "datasources") -> Effective:
    return effective(Application(files), config_name, environment)


def test_each_value_has_the_file_that_it_comes_from() -> None:
    app = Application(ENVIRONMENTS)
    found = values(effective(app, "datasources", "production"))
    assert found["corp1 host"] == ("db.example.com", PRODUCTION)
    assert found["corp1 user"] == ("demo", MAIN)
    assert found["corp1 ssl"] == (True, PRODUCTION)
    assert values(effective(app, "datasources", "development"))["corp1 host"] == ("127.0.0.1", LOCAL)
    assert values(effective(app, "component-config", "production")) == {
        "loopback-component-explorer ": (None, "server/component-config.production.json")
    }
    assert values(effective(app, "config", "production"))["host "] == ("0.0.0.0", "server/config.production.json")
    assert values(effective(app, "model-config", "development"))["User dataSource"][0] == "corp1"


def test_what_a_value_replaces_is_told_too() -> None:
    app = Application(ENVIRONMENTS)
    member = next(each for each in effective(app, "datasources", "production").members if each.name == "corp1")
    row = next(row for row in member.rows if row.place == "host")
    assert row.replaced == ((MAIN, "${dbHost}"), (LOCAL, "127.0.0.1"))


def test_secrets_are_masked_in_every_layer_also_where_the_connector_stands_in_another() -> None:
    files = {
        MAIN: '{"api": {"connector": "rest", "clientKey": "s3cret", "options": {"auth": {"pass": "s3cret"}}}}',
        PRODUCTION: '{"api": {"clientKey": "other-s3cret", "baseURL": "http://u:s3cret@h/", "port": 1, '
        '"options": {"key": "s3cret-key"}}}',
    }
    found = of(files)
    assert "s3cret" not in repr(found)
    assert values(found)["api clientKey"] == ("••••••••", PRODUCTION)
    assert values(found)["api port"] == (1, PRODUCTION)
    assert "api connector" in values(found)
    assert [row.place for row in found.members[0].rows][:2] == ["connector", "clientKey"]


def test_the_files_are_told_in_their_order_and_what_part_each_has() -> None:
    files = {
        MAIN: "{}",
        "server/datasources.local.js": "module.exports = {}",
        LOCAL: '{"db": {}}',
        PRODUCTION: '{"db": ',
    }
    found = of(files)
    assert [(file.path, file.layer, file.part) for file in found.files] == [
        (MAIN, "main", "merged"),
        ("server/datasources.local.js", "local", "script"),
        (PRODUCTION, "production", "unreadable"),
        (LOCAL, "local", "not read"),
    ]
    assert "server/datasources.local.js in its place" in found.files[-1].sentence
    assert found.members == ()


def test_without_a_main_file_nothing_is_read() -> None:
    found = of({LOCAL: '{"db": {"connector": "memory"}}'})
    assert [(file.part, file.sentence) for file in found.files] == [
        ("not read", f"Without {MAIN} LoopBack reads nothing.")
    ]
    assert found.members == ()


def test_what_cannot_be_merged_is_told_and_is_in_the_way_of_nothing_else() -> None:
    files = {
        MAIN: '{"db": {"connector": "memory", "file": "x"}, "other": {"connector": "memory"}}',
        PRODUCTION: '{"db": {"file": null}, "other": {"file": "y"}}',
    }
    db, other = of(files).members
    assert [(conflict.path, conflict.pointer) for conflict in db.conflicts] == [(PRODUCTION, ("db", "file"))]
    assert [(row.path, row.value) for row in db.rows] == [
        (MAIN, {"connector": "memory", "file": "x"}),
        (PRODUCTION, {"file": None}),
    ]
    assert (other.conflicts, [row.value for row in other.rows]) == ((), ["memory", "y"])
    assert of(files, "development").members[0].conflicts == ()


def test_a_file_that_is_no_object_is_told() -> None:
    found = of({MAIN: '{"db": {"connector": "memory"}}', PRODUCTION: "[]"})
    assert [conflict.path for conflict in found.conflicts] == [PRODUCTION]
    assert values(found) == {"db connector": ("memory", MAIN)}


def test_references_are_told_where_they_stand() -> None:
    app = Application(ENVIRONMENTS)
    found = effective(app, "datasources", "production")
    assert {"CORP1_PORT", "CORP1_PASSWORD", "DEBUG"} <= {reference.name for reference in found.references}
    assert "dbHost" not in {reference.name for reference in found.references}


@pytest.mark.parametrize("environment", ["development", "production"])
def test_middleware_is_not_merged_here(environment: str) -> None:
    found = effective(Application(ENVIRONMENTS), "middleware", environment)
    assert ([file.path for file in found.files], found.members) == (["server/middleware.json"], ())
