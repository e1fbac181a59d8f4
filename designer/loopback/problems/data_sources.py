"""Data sources: their entries, their names, and the packages of their connectors."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback import names, packages
from designer.loopback.application import Application
from designer.loopback.problems.boot import Boot
from designer.loopback.problems.problem import Code, Problem, Severity


def _take_key(app: Application, problem: Problem) -> None:
    members = app.members_to_edit(problem.path)
    name = str(problem.pointer[0])
    app.set_value(problem.path, members | {name: members[name] | {"name": name}})


def _add_package(app: Application, problem: Problem) -> None:
    package = str(problem.pointer[-1])
    packages.add(app, {package: packages.missing(app)[package]})


_NULL = Code(
    "null-data-source",
    Severity.STOPS_BOOT,
    "A data source is null",
    "LoopBack reads the settings of each entry of datasources.json, and an entry that is null has none: the start ends "
    "with a TypeError (loopback-boot 2.28.0, lib/executor.js).",
    "Delete the entry, or give it at least a connector.",
)
_NO_CONNECTOR = Code(
    "no-connector",
    Severity.ADVICE,
    "A data source has no connector",
    "Without the key `connector` LoopBack takes the name of the data source for one (loopback-datasource-juggler "
    "3.36.1, lib/datasource.js).",
    "Write down the connector that is meant.",
)
_OTHER_NAME = Code(
    "other-name",
    Severity.ADVICE,
    "A data source calls itself something else",
    "The key of the entry is the name of the data source. Where the setting `name` says something else, LoopBack "
    "warns and uses the key.",
    "Make `name` the same as the key, or leave it out.",
    _take_key,
)
_CLASHING = Code(
    "clashing-names",
    Severity.WRONG_RESULT,
    "Two data sources become one",
    "LoopBack also makes each data source known under its name in camel case and with a capital, and the later of two "
    "that share such a name takes the place of the earlier (loopback 3.28.0, lib/application.js).",
    "Rename one of them.",
)
_MISSING_PACKAGE = Code(
    "missing-package",
    Severity.STOPS_BOOT,
    "The package of a connector is not in package.json",
    "LoopBack loads the connector of every data source at its start, also of one that no model uses. Where the package "
    "is not installed the start ends with “Cannot create data source …” (loopback-datasource-juggler 3.36.1, "
    "lib/datasource.js).",
    "Add the package to `dependencies` of package.json, and install it.",
    _add_package,
)

CODES = (_NULL, _NO_CONNECTOR, _OTHER_NAME, _CLASHING, _MISSING_PACKAGE)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the data sources."""
    yield from _entries(boot)
    yield from _packages(boot)


def _entries(boot: Boot) -> Iterator[Problem]:
    earlier: list[str] = []
    for name, settings in boot.data_sources.items():
        path, pointer = boot.place("datasources", name)
        if not isinstance(settings, dict):
            yield _NULL.at(path, pointer, f"“{name}” is not an object.")
            continue
        if "connector" not in settings and "adapter" not in settings:
            sentence = f"“{name}” has no connector; LoopBack takes its name, “{name}”, for one."
            yield _NO_CONNECTOR.at(path, pointer, sentence)
        if settings.get("name", name) != name:
            sentence = f"“{name}” calls itself “{settings['name']}”; LoopBack warns, and uses “{name}”."
            yield _OTHER_NAME.at(*boot.place("datasources", name, "name"), sentence, fix=f"Call it “{name}”")
        if other := names.clashes(name, earlier):
            yield _CLASHING.at(
                path, pointer, f"“{name}” and “{other}” become one name in LoopBack; one replaces the other."
            )
        earlier.append(name)


def _packages(boot: Boot) -> Iterator[Problem]:
    app = boot.app
    for package, wanted in packages.missing(app).items():
        assert app.package_path
        yield _MISSING_PACKAGE.at(
            app.package_path,
            ("dependencies", package),
            f"{package} is not listed; add it ({wanted}) and install it, or LoopBack will not start.",
            fix=f"Add {package} {wanted} to {app.package_path}",
        )
    for name, source in app.data_sources.items():
        if undescribed := packages.undescribed(app, source.connector):
            sentence = f"“{name}” needs the connector “{source.connector}”, but package.json lists no {undescribed}."
            yield _MISSING_PACKAGE.at(source.path, (name, "connector"), sentence)
