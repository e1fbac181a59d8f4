"""The npm packages that an application's data sources need, and its package.json."""

from __future__ import annotations

import re
from collections.abc import Mapping

from designer import connectors
from designer.connectors import resolution
from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.names import OBJECT_MEMBERS
from designer.loopback.refusal import Refused

_BUILT_IN = frozenset(
    {"memory", "Memory", "kv-memory", "kvMemory", "KvMemory", "transient", "mail", "remote", "Remote"}
    | {"loopback-connector-remote", "base-connector"}
)
"""The connectors that LoopBack itself brings along, as they can be written (loopback 3.28.0, lib/loopback.js and
lib/connectors; juggler 3.36.1, lib/connectors)."""

NO_CONNECTORS = frozenset(
    {"assert", "buffer", "cluster", "console", "crypto", "dgram", "dns", "domain", "events", "fs", "http", "http2"}
    | {"https", "module", "net", "os", "path", "process", "querystring", "readline", "repl", "stream", "timers", "tls"}
    | {
        "tty",
        "url",
        "util",
        "v8",
        "vm",
        "zlib",
        "async",
        "bluebird",
        "body-parser",
        "debug",
        "depd",
        "express",
        "lodash",
    }
    | {
        "inflection",
        "loopback",
        "loopback-boot",
        "loopback-connector",
        "loopback-datasource-juggler",
        "loopback-filters",
    }
    | {"loopback-phase", "minimist", "nodemailer", "qs", "request", "semver", "strong-globalize", "strong-remoting"}
    | {"traverse", "uuid", "underscore.string"}
)
"""Modules of node, and packages that LoopBack needs itself: they can be loaded, but are no connectors."""

_GROUPS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


def loopback_version(app: Application) -> int:
    """The major version of LoopBack that package.json asks for: 2 or 3; 3 where it does not say.

    loopback-workspace 5.3.0, common/models/package-definition.js: what cannot be parsed counts as 3.
    """
    match = re.search(r"\d+", range_of(app, "loopback") or "")
    return 2 if match and int(match[0]) < 3 else 3


def loopback_boot_version(app: Application) -> int:
    """The major version of loopback-boot that package.json asks for: 2 or 3; the usual 2 where it does not say."""
    match = re.search(r"\d+", range_of(app, "loopback-boot") or "")
    return 3 if match and int(match[0]) >= 3 else 2


def range_of(app: Application, package: str) -> str | None:
    """The versions of a package that package.json asks for; None where it does not list the package."""
    members = app.members(app.package_path) if app.package_path else {}
    for group in _GROUPS[:3]:
        dependencies = members.get(group)
        wanted = dependencies.get(package) if isinstance(dependencies, dict) else None
        if isinstance(wanted, str) and wanted:
            return wanted
    return None


def range_for(app: Application, package: str) -> str | None:
    """The versions of a connector's package that fit the application's LoopBack; None where nobody described it."""
    for connector in connectors.CATALOGUE.values():
        if connector.package == package:
            for_3, for_2 = connector.package_range, connector.package_range_for_loopback_2
            return for_3 if loopback_version(app) == 3 else for_2
    return None


def place_of(app: Application, package: str) -> tuple[str, ...]:
    """Where package.json lists a package, or else where it would."""
    members = app.members(app.package_path) if app.package_path else {}
    groups = (group for group in _GROUPS if isinstance(found := members.get(group), dict) and package in found)
    return next(groups, _GROUPS[0]), package


def is_built_in(connector_name: str) -> bool:
    """Whether LoopBack itself brings a connector along."""
    return connector_name in _BUILT_IN


def is_listed(app: Application, package: str) -> bool | None:
    """Whether package.json lists a package; None where it does not tell.

    That is where it cannot be read, and where it does not list even LoopBack: then a folder above has the packages,
    where node looks too, as in a repository of several packages.
    """
    listed = _listed(app.members(app.package_path) if app.package_path else {})
    return package in listed or (False if "loopback" in listed else None)


def missing(app: Application) -> dict[str, str]:
    """The connector packages that the data sources need and package.json does not list, each with its range.

    A connector that nobody described is not guessed at. Empty where there is no package.json that can be read.
    """
    found = [missing_for(app, source.connector) for source in app.data_sources.values()]
    return dict(sorted((package, wanted) for each in found for package, wanted in each.items()))


def missing_for(app: Application, connector_name: str) -> dict[str, str]:
    """The package that a connector needs and package.json does not list, with its range; empty if there is none."""
    connector = connectors.find(connector_name)
    package = app.members(app.package_path) if app.package_path else {}
    if not connector or not connector.package or not package or connector.package in _listed(package):
        return {}
    return {connector.package: range_for(app, connector.package) or "*"}


def undescribed(app: Application, connector_name: str) -> str | None:
    """The package of a connector that nobody described here, where package.json lists none that it could be in.

    juggler 3.36.1, datasource.js: `loopback-connector-<name>` is tried, then for most the name itself.
    """
    package = app.members(app.package_path) if app.package_path else {}
    if not package or connectors.find(connector_name) or _is_there_anyway(connector_name):
        return None
    candidates = resolution.packages(connector_name)
    is_path = resolution.package_of(connector_name) is None
    return None if is_path or _listed(package) & set(candidates) else candidates[0]


def _is_there_anyway(connector_name: str) -> bool:
    # What every JavaScript object has is found among the registered connectors too.
    is_file_of_loopback = connector_name.removesuffix(".js") in _BUILT_IN
    return is_file_of_loopback or connector_name in NO_CONNECTORS or connector_name in OBJECT_MEMBERS


def add(app: Application, packages: Mapping[str, str]) -> None:
    """Adds packages to `dependencies` in package.json; entries that exist stay as they are. Raises Refused.

    Each stands where npm would put it, by the alphabet, if the list is in that order already; else at the end.
    """
    if not app.package_path:
        raise Refused("This application has no package.json to which packages could be added.")
    package = app.members_to_edit(app.package_path)
    dependencies = package.get("dependencies", {})
    if not isinstance(dependencies, dict):
        raise Refused(f"“dependencies” in {app.package_path} is not an object. Mend it first.")
    new = sorted(packages.keys() - dependencies.keys())
    app.set_value(app.package_path, package | {"dependencies": dependencies | {name: packages[name] for name in new}})
    names = list(dependencies)
    places = [(name, next((each for each in names if each > name), None)) for name in new]
    if names != sorted(names) or not any(after for _, after in places):
        return
    text = app.text(app.package_path)
    for name, after in places:
        text = jsontext.move(text, ("dependencies", name), after)
    app.set_text(app.package_path, text)


def _listed(package: Mapping[str, JSON]) -> set[str]:
    groups = [package.get(group) for group in _GROUPS]
    return {name for group in groups if isinstance(group, dict) for name in group}
