from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import get_args

import pytest

from designer.connectors import CATALOGUE, catalogue, documentation, find
from designer.connectors.base import Category, Connector, Kind, Setting, Settings
from designer.connectors.probe import Attempt


def test_connectors_stand_in_the_order_people_see() -> None:
    """Group by group, each group once, in the gallery's order."""
    categories = [connector.category for connector in CATALOGUE.values()]
    assert categories == sorted(categories, key=get_args(Category).index)
    assert set(categories) == set(get_args(Category))
    assert all(key == connector.key for key, connector in CATALOGUE.items())


def test_only_what_loopback_brings_along_has_no_package() -> None:
    without = {key for key, connector in CATALOGUE.items() if connector.package is None}
    assert without == {"memory", "kv-memory", "transient", "remote", "mail"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("mysql", "mysql"),
        ("loopback-connector-mysql", "mysql"),
        ("loopback-connector-rest", "rest"),
        ("loopback-connector-memory", None),
        ("MySQL", None),
        (None, None),
    ],
)
def test_a_connector_is_found_by_every_name_that_loopback_accepts(name: str | None, key: str | None) -> None:
    found = find(name)
    assert (found.key if found else None) == key


def nested(settings: Iterable[Setting]) -> Iterator[Setting]:
    """The settings and all that is inside them."""
    for setting in settings:
        yield setting
        yield from nested(setting.fields)


@pytest.mark.parametrize("connector", CATALOGUE.values(), ids=list(CATALOGUE))
class TestEvery:
    """What CONTRIBUTING, “Adding a connector”, asks of each."""

    def test_it_introduces_itself(self, connector: Connector) -> None:
        assert connector.title
        assert connector.summary.endswith(".")
        assert connector.category in get_args(Category)
        assert connector.documentation.startswith("https://")
        assert (connector.written_as or connector.key) in connector.names
        ranges = (connector.package_range, connector.package_range_for_loopback_2)
        assert any(ranges) == (connector.package is not None)
        assert all(each is None or re.fullmatch(r"\^\d+\.\d+\.\d+", each) for each in ranges)

    def test_it_says_how_far_its_test_goes(self, connector: Connector) -> None:
        assert connector.tries or connector.leaves_out
        assert all(each[0].isupper() and each.endswith(".") for each in (*connector.tries, *connector.leaves_out))
        assert bool(connector.steps) == bool(connector.tries)

    def test_it_stands_in_a_file_of_its_own(self, connector: Connector) -> None:
        module = type(connector).__module__.rpartition(".")[2]
        assert module in {connector.key.replace("-", "_"), connector.key.rpartition("-")[2]}

    def test_every_setting_can_be_shown(self, connector: Connector) -> None:
        for setting in nested(connector.settings):
            if setting.name:
                assert setting.label[0].isupper(), setting
                assert setting.help.endswith("."), setting
            assert 3 <= setting.width <= 12, setting
            assert bool(setting.choices) == (setting.kind is Kind.CHOICE), setting

    def test_no_two_settings_have_one_name(self, connector: Connector) -> None:
        for group in (connector.settings, *(setting.fields for setting in nested(connector.settings))):
            names = [name for setting in group for name in (setting.name, *setting.aliases)]
            assert len(names) == len(set(names))

    def test_what_holds_a_secret_says_so(self, connector: Connector) -> None:
        for setting in nested(connector.settings):
            if any(each.kind is Kind.SECRET for each in nested(setting.fields)):
                assert setting.may_contain_secret, setting
            if re.search(r"pass(word|phrase)?$|secret|^key$|token$", setting.name, re.IGNORECASE):
                assert setting.kind is Kind.SECRET, setting

    def test_settings_name_one_another_rightly(self, connector: Connector) -> None:
        names = {setting.name for setting in connector.settings}
        for setting in connector.settings:
            assert set(setting.overrides) <= names - {setting.name}, setting
            assert setting.only_for is None or setting.only_for[0] in names, setting

    def test_structures_stand_only_where_there_can_be_one(self, connector: Connector) -> None:
        for setting in nested(connector.settings):
            shaped = {Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.BOOLEAN_OR_OBJECT}
            assert not setting.fields or setting.kind in shaped, setting
            assert len(setting.fields) == 1 or all(each.name for each in setting.fields), setting
            assert setting.kind is not Kind.MAP or setting.fields, setting

    def test_a_url_and_back(self, connector: Connector) -> None:
        for scheme in connector.url_schemes:
            port = "" if scheme.endswith("+srv") else ":1234"  # which the record of the name says
            settings = connector.from_url(f"{scheme}://us%40er:p%2Fw@db.example.com{port}/shop")
            assert "p/w" in settings.values()
            assert connector.from_url(connector.to_url(settings)) == settings


def test_a_setting_is_found_by_its_alias() -> None:
    found = CATALOGUE["mysql"].setting("hostname")
    assert found is not None
    assert found.name == "host"


def test_the_page_about_connectors_is_up_to_date() -> None:
    written = Path(__file__).resolve().parents[2] / "docs" / "connectors.md"
    assert written.read_text(encoding="utf-8") == documentation.page(), "Run make docs."


def test_importing_the_catalogue_loads_no_driver() -> None:
    drivers = [connector.driver[0] for connector in CATALOGUE.values() if connector.driver]
    program = f"import sys, designer.connectors; print([name for name in {drivers!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


class Teapot(Connector):
    key, title, category, names = "teapot", "Teapot", "service", ("teapot",)

    def test(self, settings: Settings, attempt: Attempt) -> str:
        return "Tea is ready."


class OtherMySQL(Teapot):
    key = "mysql"


def entry(value: str) -> EntryPoint:
    return EntryPoint("any", value, "loopwright.connectors")


def test_another_package_can_add_a_connector() -> None:
    added = catalogue((entry(f"{__name__}:Teapot"),))
    assert list(added) == [*CATALOGUE, "teapot"]


@pytest.mark.parametrize(
    "value", [f"{__name__}:OtherMySQL", f"{__name__}:Nothing", "no_such_module:X", "builtins:dict"]
)
def test_an_addition_that_is_no_use_is_logged_and_left_out(value: str, caplog: pytest.LogCaptureFixture) -> None:
    assert {key: type(connector) for key, connector in catalogue((entry(value),)).items()} == {
        key: type(connector) for key, connector in CATALOGUE.items()
    }
    assert value in caplog.text
