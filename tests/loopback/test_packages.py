from __future__ import annotations

import pytest

from designer.loopback import packages
from designer.loopback.application import Application, Refused

PACKAGE = '{\n  "dependencies": {\n    "loopback": "^3.22.0"\n  }\n}\n'


def application(package: str = PACKAGE, sources: str = "{}") -> Application:
    return Application({"package.json": package, "server/datasources.json": sources})


def test_entries_that_exist_stay_as_they_are() -> None:
    app = application()
    packages.add(app, {"loopback": "^9", "loopback-connector-mysql": "^5.3.0"})
    assert app.text("package.json") == PACKAGE.replace(
        '"^3.22.0"', '"^3.22.0",\n    "loopback-connector-mysql": "^5.3.0"'
    )


def test_a_package_stands_where_npm_would_put_it() -> None:
    app = application('{\n  "dependencies": {\n    "a": "1",\n    "loopback": "3",\n    "z": "1"\n  }\n}\n')
    packages.add(app, {"zz": "2", "loopback-connector-mysql": "^5", "b": "2"})
    assert list(app.members("package.json")["dependencies"]) == [
        "a",
        "b",
        "loopback",
        "loopback-connector-mysql",
        "z",
        "zz",
    ]
    assert '    "a": "1",\n    "b": "2",\n    "loopback": "3",\n' in app.text("package.json")


def test_in_a_list_without_an_order_a_package_stands_last() -> None:
    app = application('{"dependencies": {"z": "1", "a": "1"}}')
    packages.add(app, {"loopback-connector-mysql": "^5"})
    assert list(app.members("package.json")["dependencies"]) == ["z", "a", "loopback-connector-mysql"]


def test_what_is_missing_is_known_once() -> None:
    sources = (
        '{"a": {"connector": "mysql"}, "b": {"connector": "loopback-connector-mysql"}, "c": {"connector": "memory"}}'
    )
    assert packages.missing(application(sources=sources)) == {"loopback-connector-mysql": "^5.3.0"}


@pytest.mark.parametrize("group", ["devDependencies", "optionalDependencies", "peerDependencies"])
def test_a_package_that_is_listed_anywhere_is_not_missing(group: str) -> None:
    package = f'{{"{group}": {{"loopback-connector-mysql": "*"}}}}'
    assert packages.missing(application(package, '{"a": {"connector": "mysql"}}')) == {}


@pytest.mark.parametrize(
    "connector,wanted",
    [("arangodb", "loopback-connector-arangodb"), ("mail", None), ("./mine", None), ("mysql", None), ("custom", None)],
)
def test_a_connector_that_nobody_described_needs_its_package_too(connector: str, wanted: str | None) -> None:
    app = application('{"dependencies": {"custom": "1"}}')
    assert packages.undescribed(app, connector) == wanted


@pytest.mark.parametrize(
    "wanted,version", [("^3.22.0", 3), ("^2.22.0", 2), ("2.x", 2), ("latest", 3), ("github:strongloop/loopback", 3)]
)
def test_the_version_of_loopback(wanted: str, version: int) -> None:
    assert packages.loopback_version(application(f'{{"dependencies": {{"loopback": "{wanted}"}}}}')) == version


def test_without_a_package_json_nothing_can_be_added() -> None:
    with pytest.raises(Refused):
        packages.add(Application({}), {"a": "1"})
