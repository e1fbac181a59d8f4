"""The npm packages that an application's data sources need, and its package.json."""

from __future__ import annotations

import re
from collections.abc import Mapping

from designer import connectors
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused

_BUILT_IN = frozenset({"memory", "kv-memory", "transient", "mail", "remote"})
"""The connectors that LoopBack itself brings along (loopback 3.28.0, juggler 3.36.1)."""

_GROUPS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


def loopback_version(app: Application) -> int:
    """The major version of LoopBack that package.json asks for: 2 or 3; 3 where it does not say.

    loopback-workspace 5.3.0, common/models/package-definition.js: what cannot be parsed counts as 3.
    """
    package = app.members(app.package_path) if app.package_path else {}
    for group in _GROUPS[:3]:
        dependencies = package.get(group)
        wanted = dependencies.get("loopback") if isinstance(dependencies, dict) else None
        match = re.search(r"\d+", wanted) if isinstance(wanted, str) else None
        if match:
            return 2 if int(match[0]) < 3 else 3
    return 3


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
    for_3, for_2 = connector.package_range, connector.package_range_for_loopback_2
    return {connector.package: (for_3 if loopback_version(app) == 3 else for_2) or "*"}


def undescribed(app: Application, connector_name: str) -> str | None:
    """The package of a connector that nobody described here, where package.json lists neither of its two names.

    juggler 3.36.1, datasource.js: `loopback-connector-<name>` is tried, then the name itself.
    """
    package = app.members(app.package_path) if app.package_path else {}
    if not package or connectors.find(connector_name) or connector_name in _BUILT_IN or connector_name[:1] in "./":
        return None
    wanted = f"loopback-connector-{connector_name.removeprefix('loopback-connector-')}"
    return None if {wanted, connector_name} & _listed(package) else wanted


def add(app: Application, packages: Mapping[str, str]) -> None:
    """Adds packages to `dependencies` in package.json; entries that exist stay as they are. Raises Refused."""
    if not app.package_path:
        raise Refused("This application has no package.json to which packages could be added.")
    package = app.members_to_edit(app.package_path)
    dependencies = package.get("dependencies", {})
    if not isinstance(dependencies, dict):
        raise Refused(f"“dependencies” in {app.package_path} is not an object. Mend it first.")
    app.set_value(app.package_path, package | {"dependencies": dict(packages) | dependencies})


def _listed(package: Mapping[str, JSON]) -> set[str]:
    groups = [package.get(group) for group in _GROUPS]
    return {name for group in groups if isinstance(group, dict) for name in group}
