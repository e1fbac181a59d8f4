"""Data sources: their entries, connectors, names and packages."""

from __future__ import annotations

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from tests.interop.judge.breakage import (
    ABSENT,
    Breakage,
    NotApplicable,
    a_source,
    check_lists_packages,
    new_source,
    put,
    source,
)

_MEMORY: dict[str, JSON] = {"connector": "memory"}


def _package(code: str, variant: str, connector: str, packages: JSON, group: str = "dependencies") -> Breakage:
    """A new data source with a connector, and what package.json lists for it."""

    def apply(app: Application) -> None:
        check_lists_packages(app)
        path = app.package_path
        assert path
        put(app, "datasources", "added", {"connector": connector}, new=True)
        package = app.members(path)
        groups = {key: value for key, value in package.items() if isinstance(value, dict)}
        without = {
            key: {name: wanted for name, wanted in value.items() if connector not in name}
            for key, value in groups.items()
            if key.lower().endswith("dependencies")
        }
        wanted = without.get(group, {})
        assert isinstance(packages, dict)
        app.set_value(path, package | without | {group: wanted | packages})

    return Breakage(code, variant, apply)


def _packages_above(app: Application) -> None:
    path = app.package_path
    if not path or not app.members(path):
        raise NotApplicable
    put(app, "datasources", "added", {"connector": "mysql"}, new=True)
    others = {key: value for key, value in app.members(path).items() if not key.lower().endswith("dependencies")}
    app.set_value(path, others | {"dependencies": {}})


def _clashing(code: str, first: str, second: str) -> Breakage:
    def apply(app: Application) -> None:
        put(app, "datasources", first, _MEMORY, new=True)
        put(app, "datasources", second, _MEMORY, new=True)

    return Breakage(code, f"{first} and then {second}", apply)


def _without_connector(app: Application) -> None:
    name, settings = a_source(app)
    put(app, "datasources", name, {key: value for key, value in settings.items() if key != "connector"})


def _old_boot(variant: str, wanted: str, settings: JSON) -> Breakage:
    def apply(app: Application) -> None:
        package = app.members(app.package_path) if app.package_path else {}
        dependencies = package.get("dependencies")
        if not app.package_path or not isinstance(dependencies, dict) or "loopback-boot" not in dependencies:
            raise NotApplicable
        put(app, "datasources", "added", settings, new=True)
        app.set_value(app.package_path, package | {"dependencies": dependencies | {"loopback-boot": wanted}})

    return Breakage("old-boot", variant, apply, boot="loopback-boot")


BREAKAGES = (
    source("null-data-source", "null for settings", None),
    source("null-data-source", "a text for settings", "memory"),
    source("null-data-source", "a number for settings", 5),
    source("null-data-source", "true for settings", True),
    source("no-connector", "an array for settings", []),
    new_source("extra-key", "a comment among the data sources", "_comment", "ours"),
    new_source("extra-key", "a number among the data sources", "version", 2),
    new_source("extra-key", "an object for a comment", "_comment", {"text": "ours"}),
    Breakage("no-connector", "the key is missing", _without_connector),
    new_source("no-connector", "an empty object", "nosuchconnector", {}),
    new_source("connector-from-name", "a connector", "memory", {}),
    new_source("no-connector", "its name is a connector with a capital", "Memory", {}),
    new_source("no-connector", "an empty text", "nosuchconnector", {"connector": ""}),
    new_source("no-connector", "null", "nosuchconnector", {"connector": None}),
    new_source("connector-from-name", "and an empty text", "transient", {"connector": ""}),
    new_source("bad-connector", "a number", "nosuchconnector", {"connector": 5}),
    new_source("bad-connector", "an object", "nosuchconnector", {"connector": {}}),
    new_source("bad-connector", "a list", "nosuchconnector", {"connector": ["memory"]}),
    new_source("bad-connector", "true", "nosuchconnector", {"connector": True}),
    new_source("bad-connector", "a list, named as a connector", "memory", {"connector": ["memory"]}),
    new_source("bad-connector", "a module of node", "nosuchconnector", {"connector": "http"}),
    source("bad-connector", "a number, with models", ABSENT, more={"connector": 5}),
    source("bad-connector", "an object, with models", ABSENT, more={"connector": {}}),
    source("bad-connector", "a module of node, with models", ABSENT, more={"connector": "http"}),
    source("other-name", "another name", ABSENT, more={"name": "another"}),
    source("", "a number for a name", ABSENT, more={"name": 5}),
    source("", "null for the setting name", ABSENT, more={"name": None}),
    _clashing("clashing-names", "MyDb", "my-db"),
    _clashing("clashing-names", "myDb", "my_db"),
    _clashing("clashing-names", "aB", "a b"),
    _clashing("", "my-db", "MyDb"),
    _clashing("", "my_db", "myDb"),
    _package("missing-package", "a connector that package.json does not list", "mysql", {}),
    _package("missing-package", "the full name of one that it does not list", "loopback-connector-mysql", {}),
    _package("missing-package", "a connector that nobody knows", "nosuchdb", {}),
    _package("missing-package", "the full name of one that nobody knows", "loopback-connector-nosuchdb", {}),
    _package("missing-package", "another spelling of a built-in one", "MEMORY", {}),
    _package("missing-package", "a space in the name", "memory ", {}),
    _package("missing-package", "mongodb under its bare name", "mongodb", {"mongodb": "^3.0.0"}),
    _package("missing-package", "a path to a connector", "./server/connectors/ours", {}),
    _package("", "a connector that package.json lists", "mysql", {"loopback-connector-mysql": "^5.3.0"}),
    _package("", "its full name", "loopback-connector-mysql", {"loopback-connector-mysql": "^5.3.0"}),
    _package("", "listed for development", "rest", {"loopback-connector-rest": "^3.0.0"}, "devDependencies"),
    _package("", "listed as optional", "rest", {"loopback-connector-rest": "^3.0.0"}, "optionalDependencies"),
    _package("", "a package with the bare name", "our-connector", {"our-connector": "1.0.0"}),
    Breakage("", "a package of several, whose packages are in the folder above", _packages_above),
    _package("", "one that nobody knows, listed", "nosuchdb", {"loopback-connector-nosuchdb": "1.0.0"}),
    _package("", "kv-memory", "kv-memory", {}),
    _package("", "Memory with a capital", "Memory", {}),
    _package("", "transient", "transient", {}),
    _package("", "mail", "mail", {}),
    _package("", "remote", "remote", {}),
    _package("", "Remote with a capital", "Remote", {}),
    _package("", "KvMemory as a class", "KvMemory", {}),
    _package(
        "package-range", "a connector too old for node", "postgresql", {"loopback-connector-postgresql": "^3.0.0"}
    ),
    _package("", "a connector in a range that works", "postgresql", {"loopback-connector-postgresql": "^5.0.0"}),
    _old_boot("variables since 2.18", "~2.17.0", {"connector": "memory", "file": "${SHOP_FILE}"}),
    new_source("missing-package", "the old key adapter", "nosuchconnector", {"adapter": "nosuchdb"}),
    new_source("", "the old key adapter with memory", "nosuchconnector", {"adapter": "memory"}),
    source("default-for-type", "a type", ABSENT, more={"defaultForType": "mail"}),
    source("", "an empty type", ABSENT, more={"defaultForType": ""}),
    source("", "no type", ABSENT, more={"defaultForType": False}),
    source("bad-setting", "maxOfflineRequests as text", ABSENT, more={"maxOfflineRequests": "5"}),
    source("bad-setting", "maxOfflineRequests below zero", ABSENT, more={"maxOfflineRequests": -1}),
    source("", "maxOfflineRequests null", ABSENT, more={"maxOfflineRequests": None}),
    source("", "maxOfflineRequests as a number", ABSENT, more={"maxOfflineRequests": 5}),
    source("", "maxOfflineRequests of zero", ABSENT, more={"maxOfflineRequests": 0}),
    source("", "lazyConnect", ABSENT, more={"lazyConnect": True}),
    source("", "debug as text", ABSENT, more={"debug": "false"}),
    source("secret-in-file", "a password", ABSENT, more={"password": "kT7-wq/9pL"}),
    source("", "a key called constructor", ABSENT, more={"constructor": "x"}),
    new_source("", "a data source with spaces and dots in its name", "a b.c/ü", _MEMORY),
    new_source("", "a number for a name of a data source", "1", _MEMORY),
    new_source("", "the empty name", "", _MEMORY),
    new_source("", "constructor for a name", "constructor", _MEMORY),
    new_source("", "toString for a name", "toString", _MEMORY),
    new_source("", "__proto__ for a name", "__proto__", _MEMORY),
    new_source("", "a name like an address", "mysql://localhost", _MEMORY),
)
