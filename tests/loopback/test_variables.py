"""Every `${NAME}` of an application, and what LoopBack makes of it."""

from __future__ import annotations

from designer.loopback import variables
from designer.loopback.application import Application

FILES = {
    "server/datasources.json": '{"db": {"host": "${DB_HOST}", "url": "mysql://u:${PW}", "x": ["$PLAIN"]}}',
    "server/datasources.production.json": '{"db": {"password": "${DB_PASSWORD}"}}',
    "server/datasources.local.js": "",
    "server/component-config.json": '{"explorer": {"mountPath": "${PW}/db"}}',
    "server/middleware.json": '{"auth": {"m": {"params": {"key": "${DB-PW}"}}}}',
    "server/middleware.staging.json": "{,}",
    "server/config.json": '{"host": "${DB_HOST}", "note": "$PLAIN"}',
    "server/model-config.json": '{"_meta": {"sources": ["../common/models"]}, "Note": {"dataSource": "${DS}"}}',
    "common/models/note.json": '{"name": "Note", "acls": [{"principalId": "$EVERYONE"}], "plural": "${N}"}',
}


def test_every_use_is_found_with_its_place_and_what_loopback_does() -> None:
    found = variables.uses(Application(FILES))
    assert [(use.name, use.path.split("/")[-1], use.place, use.is_filled, use.is_as_meant) for use in found] == [
        ("DB_HOST", "datasources.json", "db.host", True, True),
        ("PW", "datasources.json", "db.url", True, False),
        ("PLAIN", "datasources.json", "db.x[0]", False, False),
        ("DB_PASSWORD", "datasources.production.json", "db.password", True, True),
        ("PW", "component-config.json", "explorer.mountPath", False, False),
        ("DB-PW", "middleware.json", "auth.m.params.key", False, False),
        ("DB_HOST", "config.json", "host", False, False),
        ("DS", "model-config.json", "Note.dataSource", False, False),
        ("N", "note.json", "plural", False, False),
    ]
    sentences = {(use.path, use.place): use.sentence for use in found}
    assert "text before it is lost" in sentences["server/datasources.json", "db.url"]
    assert "not in server/config.json" in sentences["server/config.json", "host"]


def test_what_an_environment_needs_and_what_cannot_be_seen() -> None:
    app = Application(FILES)
    assert variables.standing(app, "development").needed == {"DB_HOST", "PW"}
    assert variables.standing(app, "production").needed == {"DB_HOST", "PW", "DB_PASSWORD"}
    assert variables.scripts(app) == ["server/datasources.local.js"]
    assert list(variables.by_name(variables.filled(app))) == ["DB_HOST", "DB_PASSWORD", "PW"]


def test_what_another_file_replaces_is_not_needed_there() -> None:
    app = Application(FILES | {"server/datasources.staging.json": '{"db": {"host": "h", "url": "u"}}'})
    standing = variables.standing(app, "staging")
    assert standing.overridden == dict.fromkeys(("DB_HOST", "PW"), "server/datasources.staging.json")
    assert not standing.needed | standing.unmerged


def test_what_cannot_be_merged_is_neither() -> None:
    app = Application(FILES | {"server/datasources.staging.json": '{"db": {"host": null}}'})
    standing = variables.standing(app, "staging")
    assert standing.unmerged == {"DB_HOST", "PW"}
    assert not standing.needed | standing.overridden.keys()


def test_a_name_can_fall_back_to_the_applications_own_settings() -> None:
    app = Application(FILES | {"server/config.json": '{"host": "h"}', "server/config.staging.json": '{"apiKey": 1}'})
    assert {"host", "port"} <= variables.app_settings(app, "development", {}).keys()
    assert "apiKey" in variables.app_settings(app, "staging", {})
    assert "apiKey" not in variables.app_settings(app, "development", {})
