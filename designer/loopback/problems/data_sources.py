"""Data sources: their entries, their names and their settings."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback import packages
from designer.loopback.jsontext import JSON
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.extra_keys import is_extra
from designer.loopback.problems.mending import change_value, remove_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_NULL = Code(
    "null-data-source",
    Severity.STOPS_BOOT,
    "The settings of a data source are not an object",
    "LoopBack reads the settings of each entry of datasources.json. Where it is null the start ends with a TypeError, "
    "where it is a text, a number or a yes or no with “can not create data source without config object” (loopback "
    "3.28.0, lib/application.js, dataSourcesFromConfig).",
    "Delete the entry, or make it an object with at least a connector.",
)
_OTHER_NAME = Code(
    "other-name",
    Severity.ADVICE,
    "A data source calls itself something else",
    "The key of the entry is the name of the data source. Where the setting `name` says something else, LoopBack "
    "warns and uses the key (loopback-datasource-juggler 3.36.1, lib/datasource.js, setup).",
    "Make `name` the same as the key, or leave it out.",
    lambda app, problem: change_value(lambda name: str(problem.pointer[0]))(app, problem),
)
_CLASHING = Code(
    "clashing-names",
    Severity.WRONG_RESULT,
    "A data source takes the place of another one",
    "LoopBack also files each data source under its name in camel case and with a capital, as in `myDb` and `MyDb` for "
    "`my-db`, over whatever is there. Where such a name is that of an earlier data source, models attached to the "
    "earlier one are silently attached to the later (loopback 3.28.0, lib/application.js, app.dataSource).",
    "Rename one of them.",
)
_BAD_CONNECTOR = Code(
    "bad-connector",
    Severity.WRONG_RESULT,
    "The connector of a data source is none",
    "LoopBack takes a value that is neither text nor empty for the connector itself, and loads any package of the name "
    "that a text says, such as node’s own `http`. It starts, but the data source can do nothing, and each use of a "
    "model on it fails (loopback-datasource-juggler 3.36.1, lib/datasource.js, setup).",
    "Write the connector’s name, such as `memory` or `mysql`.",
)
_SETTING = Code(
    "bad-setting",
    Severity.STOPS_BOOT,
    "LoopBack cannot use a setting of a data source",
    "`maxOfflineRequests` must be a number, zero or more. LoopBack sets a limit of node by it when it creates the data "
    "source, and ends with “maxOfflineRequests must be a number” or “out of range” (loopback-datasource-juggler "
    "3.36.1, lib/datasource.js, getMaxOfflineRequests).",
    "Write a number, or leave the setting out; it is 16 then.",
    change_value(lambda written: int(str(written))),
)
_FOR_TYPE = Code(
    "default-for-type",
    Severity.STOPS_BOOT,
    "A data source has a setting of LoopBack 2 that LoopBack 3 refuses",
    "In LoopBack 2 `defaultForType` attached models to a data source by themselves. LoopBack 3 ends with “DataSource "
    "option … is no longer supported” (loopback 3.28.0, lib/registry.js, createDataSource).",
    "Delete the setting, and attach each model in model-config.json.",
    remove_value,
)

CODES = (_NULL, _OTHER_NAME, _CLASHING, _BAD_CONNECTOR, _SETTING, _FOR_TYPE)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the data sources."""
    if boot.conflict("datasources") is None:
        yield from certain(boot, _entries(boot), "datasources")


def _entries(boot: Boot) -> Iterator[Problem]:
    for name, settings in boot.data_sources.items():
        if is_extra(boot, "datasources", name, settings):
            continue
        if settings is None or not isinstance(settings, dict | list):
            sentence = f"The settings of “{name}” are not an object; LoopBack does not start."
            yield _NULL.at(*boot.place("datasources", name), sentence)
        elif isinstance(settings, dict):
            yield from _settings(boot, name, settings)
        yield from _clash(boot, name)


def _settings(boot: Boot, name: str, settings: dict[str, JSON]) -> Iterator[Problem]:
    calls_itself = settings.get("name", name)
    if isinstance(calls_itself, str) and calls_itself != name:
        sentence = f"“{name}” calls itself “{calls_itself}”; LoopBack warns, and uses “{name}”."
        yield _OTHER_NAME.at(*boot.place("datasources", name, "name"), sentence, fix=f"Call it “{name}”")
    given = _given(settings)
    if isinstance(given, str) and given in packages.NO_CONNECTORS:
        sentence = f"“{given}”, the connector of “{name}”, is no connector, so the data source can do nothing."
        yield _BAD_CONNECTOR.at(*boot.place("datasources", name, "connector"), sentence)
    elif not isinstance(given, str | None):
        sentence = f"The connector of “{name}” is not a text, so the data source can do nothing."
        yield _BAD_CONNECTOR.at(*boot.place("datasources", name, "connector"), sentence)
    yield from _offline_requests(boot, name, settings.get("maxOfflineRequests"))
    if settings.get("defaultForType") and boot.loopback == 3:
        sentence = f"“{name}” has the setting “defaultForType”, with which LoopBack 3 does not start."
        place = boot.place("datasources", name, "defaultForType")
        yield _FOR_TYPE.at(*place, sentence, fix="Delete “defaultForType”")


def _offline_requests(boot: Boot, name: str, value: JSON) -> Iterator[Problem]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value in (None, False, "") or (is_number and float(str(value)) >= 0):
        return
    if isinstance(value, str) and value.endswith("}") and "${" in value:
        return  # what a variable holds is not known
    place = boot.place("datasources", name, "maxOfflineRequests")
    is_plain = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10
    fix = f"Write {int(str(value))}, a number" if is_plain else ""
    sentence = f"“maxOfflineRequests” of “{name}” must be a number, zero or more."
    yield _SETTING.at(*place, sentence, fix=fix)


def _clash(boot: Boot, name: str) -> Iterator[Problem]:
    owner = boot.data_source_keys[name]
    if owner != name:
        sentence = f"“{owner}”, which comes later, is also filed under “{name}”: models on “{name}” get “{owner}”."
        yield _CLASHING.at(*boot.place("datasources", name), sentence)


def connector_name(name: str, settings: JSON) -> str:
    """The connector that LoopBack loads for an entry; empty where it is given something else than a text."""
    if not isinstance(settings, dict):
        return name if isinstance(settings, list) else ""
    given = _given(settings)
    return name if given is None else given if isinstance(given, str) else ""


def has_connector(settings: JSON) -> bool:
    """Whether an entry says which connector is meant."""
    return isinstance(settings, dict) and _given(settings) is not None


def names_connector(settings: JSON) -> bool:
    """Whether the connector stands in the key `connector`, as a text."""
    return isinstance(settings, dict) and isinstance(given := settings.get("connector"), str) and given != ""


def _given(settings: dict[str, JSON]) -> JSON:
    """The value LoopBack takes for the connector; `adapter` is its old name (juggler 3.36.1, lib/datasource.js)."""
    return next((value for key in ("connector", "adapter") if truthy(value := settings.get(key))), None)
