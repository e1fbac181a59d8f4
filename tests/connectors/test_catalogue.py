from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from designer.connectors import CATALOGUE, catalogue, find
from designer.connectors.base import Connector, Kind, Setting, Settings
from designer.connectors.probe import Attempt

EVERY = [(connector.key, setting) for connector in CATALOGUE.values() for setting in connector.settings]


def test_connectors_stand_in_the_order_people_see() -> None:
    assert list(CATALOGUE) == ["memory", "mysql", "postgresql", "rest"]
    assert all(key == connector.key and key in connector.names for key, connector in CATALOGUE.items())


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


@pytest.mark.parametrize(("key", "setting"), EVERY, ids=[f"{key}-{setting.name}" for key, setting in EVERY])
def test_every_setting_can_be_shown(key: str, setting: Setting) -> None:
    assert setting.label[0].isupper()
    assert setting.help.endswith(".")
    assert 3 <= setting.width <= 12
    assert bool(setting.choices) == (setting.kind is Kind.CHOICE)


def test_no_connector_has_two_settings_of_one_name() -> None:
    for connector in CATALOGUE.values():
        names = [name for setting in connector.settings for name in (setting.name, *setting.aliases)]
        assert len(names) == len(set(names)), connector.key


def test_a_setting_is_found_by_its_alias() -> None:
    found = CATALOGUE["mysql"].setting("hostname")
    assert found is not None
    assert found.name == "host"


def test_packages_have_ranges_for_both_loopbacks() -> None:
    for connector in CATALOGUE.values():
        ranges = (connector.package_range, connector.package_range_for_loopback_2)
        assert all(ranges) == (connector.package is not None)


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
