"""The connectors of the data sources, and the packages that bring them."""

from __future__ import annotations

from collections.abc import Iterator

from designer import connectors
from designer.loopback import packages, ranges
from designer.loopback.application import Application
from designer.loopback.environments import Kind, references
from designer.loopback.jsontext import JSON
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.data_sources import connector_name, has_connector, names_connector
from designer.loopback.problems.extra_keys import is_extra
from designer.loopback.problems.mending import change_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_OF_JUGGLER = frozenset({"memory", "kv-memory", "transient", "remote", "loopback-connector-remote"})
_POSTGRESQL = "loopback-connector-postgresql"


def _add_package(app: Application, problem: Problem) -> None:
    name = str(problem.pointer[0])
    packages.add(app, packages.missing_for(app, connector_name(name, app.members(problem.path)[name])))


def _take_range(app: Application, problem: Problem) -> None:
    change_value(lambda old: packages.range_for(app, str(problem.pointer[-1])) or old)(app, problem)


_NO_CONNECTOR = Code(
    "no-connector",
    Severity.STOPS_BOOT,
    "A data source has no connector",
    "Without the key `connector` LoopBack takes the name of the data source for one. Where no connector of that name "
    "is installed, the start ends with “LoopBack connector … is not installed as any of the following modules” "
    "(loopback-datasource-juggler 3.36.1, lib/datasource.js, setup). An empty connector counts as none.",
    "Write down the connector that is meant, `memory` for example.",
)
_FROM_NAME = Code(
    "connector-from-name",
    Severity.ADVICE,
    "A data source has its connector from its name",
    "Without the key `connector` LoopBack takes the name of the data source for one (loopback-datasource-juggler "
    "3.36.1, lib/datasource.js, setup). It works as long as nobody renames the data source.",
    "Write down the connector.",
)
_MISSING = Code(
    "missing-package",
    Severity.STOPS_BOOT,
    "The package of a connector is not in package.json",
    "LoopBack loads the connector of every data source at its start, also of one that no model uses: a connector of "
    "its own, else the package `loopback-connector-` with its name, else the package of its name. Where none is "
    "installed the start ends with “Cannot create data source …” (loopback-datasource-juggler 3.36.1, "
    "lib/datasource.js, connectorModuleNames). A path such as `./connectors/ours` is looked for beside LoopBack’s own "
    "code, not in the application.",
    "Add the package to `dependencies` of package.json, and install it. Mind the spelling: `mysql`, not `MySQL`.",
    _add_package,
)
_RANGE = Code(
    "package-range",
    Severity.WRONG_RESULT,
    "package.json asks for a version of a package that does not work",
    "loopback-connector-postgresql before version 5 uses a driver that waits for ever on node 14 and later: the "
    "application starts, and no query is ever answered. loopback-connector-mongodb 6 and later does not work with "
    "LoopBack 3. There is no package loopback of version 4 or later: LoopBack 4 is another product, whose packages are "
    "called `@loopback/…`.",
    "Ask for a version that works, then install it.",
    _take_range,
)
_OLD_BOOT = Code(
    "old-boot",
    Severity.WRONG_RESULT,
    "package.json asks for a loopback-boot that does not know what is used here",
    "loopback-boot replaces `${NAME}` in datasources.json since version 2.18.0; before, the text stays as it is. Data "
    "sources that only an environment’s file has are read since 2.9.0; before, they are left out, and models attached "
    "to them keep LoopBack from starting.",
    "Ask for loopback-boot `^2.28.0`, then install it.",
)

CODES = (_NO_CONNECTOR, _FROM_NAME, _MISSING, _RANGE, _OLD_BOOT)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of connectors and packages."""
    if boot.conflict("datasources") is None:
        yield from certain(boot, _connectors(boot), "datasources")
        yield from _old_boot(boot)
    yield from _ranges(boot)


def _connectors(boot: Boot) -> Iterator[Problem]:
    told: set[str] = set()
    for name, settings in boot.data_sources.items():
        connector = connector_name(name, settings)
        if not connector or is_extra(boot, "datasources", name, settings):
            continue
        package = _missing(boot, connector, is_looked_up=names_connector(settings))
        if not has_connector(settings):
            yield _without_connector(boot, name, package)
        elif package is not None and package not in told:
            told.add(package)
            yield _missing_package(boot, name, connector, package)


def _missing(boot: Boot, connector: str, *, is_looked_up: bool) -> str | None:
    """The package that a connector needs and that is not listed; None where it may be there.

    Only what stands in the key `connector` is looked up among the connectors of loopback itself (lib/application.js,
    dataSourcesFromConfig), and not the older `adapter` or the data source's name.
    """
    if not is_looked_up and packages.is_built_in(connector) and connector not in _OF_JUGGLER:
        return f"loopback-connector-{connector}"
    if connector.startswith("./"):
        return None if ".." in connector or _is_beside_loopback(connector) else connector
    described = packages.missing_for(boot.app, connector)
    package = next(iter(described), None) or packages.undescribed(boot.app, connector)
    return package if package and packages.is_listed(boot.app, package) is False else None


def _is_beside_loopback(connector: str) -> bool:
    """Whether a path leads to a connector of LoopBack’s own, beside whose code it is looked for."""
    return connector.removeprefix("./").removesuffix(".js") in {"memory", "mail", "kv-memory", "transient"}


def _without_connector(boot: Boot, name: str, package: str | None) -> Problem:
    place = boot.place("datasources", name)
    if package is None:
        sentence = f"“{name}” has no connector; LoopBack takes its name, “{name}”, for one."
        return _FROM_NAME.at(*place, sentence)
    sentence = f"“{name}” has no connector, and LoopBack takes its name for one: there is no connector “{name}”."
    return _NO_CONNECTOR.at(*place, sentence)


def _missing_package(boot: Boot, name: str, connector: str, package: str) -> Problem:
    key = "connector" if _has_key(boot.data_sources[name], "connector") else "adapter"
    place = boot.place("datasources", name, key)
    described = packages.missing_for(boot.app, connector)
    if described:
        sentence = f"“{name}” needs {package}, which package.json does not list."
        return _MISSING.at(*place, sentence, fix=f"Add {package} {described[package]} to {boot.app.package_path}")
    if connector.startswith("./"):
        sentence = f"“{name}” has a path for its connector, and LoopBack looks for it beside its own code, not here."
        return _MISSING.at(*place, sentence)
    lower = connector.strip().lower()
    if lower != connector and (connectors.find(lower) or packages.is_built_in(lower)):
        sentence = f"“{name}” has the connector “{connector}”; LoopBack knows it only as “{lower}”."
    else:
        sentence = f"“{name}” needs the connector “{connector}”, but package.json lists no {package}."
    return _MISSING.at(*place, sentence)


def _has_key(settings: JSON, key: str) -> bool:
    return isinstance(settings, dict) and bool(settings.get(key))


def _ranges(boot: Boot) -> Iterator[Problem]:
    app = boot.app
    for package in (_POSTGRESQL, "loopback-connector-mongodb", "loopback"):
        wanted = packages.range_of(app, package)
        if wanted is None or not app.package_path:
            continue
        place = (app.package_path, packages.place_of(app, package))
        if package == _POSTGRESQL and ranges.is_below(wanted, (5, 0, 0)):
            sentence = f"{package} {wanted} waits for ever on node 14 and later."
            yield _RANGE.at(*place, sentence, fix=f"Ask for {packages.range_for(app, package)}")
        elif package == "loopback-connector-mongodb" and ranges.is_from(wanted, (6, 0, 0)):
            yield _RANGE.at(*place, f"{package} {wanted} does not work with LoopBack {boot.loopback}; ask for ^5.0.0.")
        elif package == "loopback" and ranges.is_from(wanted, (4, 0, 0)):
            yield _RANGE.at(*place, f"There is no loopback {wanted}; ask for ^3.28.0.")


def _old_boot(boot: Boot) -> Iterator[Problem]:
    wanted = packages.range_of(boot.app, "loopback-boot")
    if wanted is None or not boot.app.package_path:
        return
    place = (boot.app.package_path, packages.place_of(boot.app, "loopback-boot"))
    main = next(iter(boot.contributions("datasources")), ("", {}))[1]
    if ranges.is_below(wanted, (2, 18, 0)) and any(
        each.kind is not Kind.LITERAL for each in references(boot.data_sources)
    ):
        yield _OLD_BOOT.at(*place, f"loopback-boot {wanted} puts no variables into datasources.json.")
    elif ranges.is_below(wanted, (2, 9, 0)) and boot.data_sources.keys() - main.keys():
        yield _OLD_BOOT.at(*place, f"loopback-boot {wanted} leaves out data sources that only an environment has.")
