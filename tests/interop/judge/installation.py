"""What `npm install` would bring an application, without npm: LoopBack for all, and the packages each one lists.

An application has exactly the connectors that its package.json lists: the real ones where they are installed here, and
stand-ins for the others, which keep data in memory. An application without a package.json, or with one that does not
list even LoopBack, has all that it needs.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from designer import connectors
from designer.loopback import packages
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON
from designer.loopback.model_sources import META
from tests.interop.loopback import MODULES

_GROUPS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_CONNECTOR = re.compile(r"connector|component-storage")
_ALWAYS_THERE = ("loopback-connector", "loopback-connector-remote")
_NEEDS_ITS_FOLDER = "loopback-component-storage"
"""A real one refuses to start where the folder with the stored files is not there. A project holds no folder but its
own."""
_MODELS_OF = {"loopback-component-passport": ("UserCredential", "UserIdentity", "ApplicationCredential")}
"""Packages that define models as soon as an application's server requires them, as it does with all of these."""
_STAND_IN = """'use strict';

module.exports = () => (req, res, next) => next();
"""
_CONNECTOR_STAND_IN = """'use strict';

const memory = require('loopback-datasource-juggler/lib/connectors/memory');

exports.initialize = (dataSource, callback) => memory.initialize(dataSource, callback);
"""


_MODELS_STAND_IN = """'use strict';

const loopback = require('loopback');

for (const name of %s) loopback.createModel(name, {}, {base: 'PersistedModel'});
"""


def build_home(home: Path) -> None:
    """Makes a folder below which LoopBack is installed; each optional connector has a folder of its own there."""
    for package in MODULES.iterdir():
        if _is_installed(package.name):
            modules = _folder_of(home, package.name) if _is_optional(package.name) else home / "node_modules"
            modules.mkdir(parents=True, exist_ok=True)
            (modules / package.name).symlink_to(package)
    shutil.copy(Path(__file__).with_name("judge.js"), home)


@dataclass(frozen=True, slots=True)
class Installed:
    """The folders in which an application finds its packages, and the scripts that its server requires first."""

    folders: list[Path]
    required: list[Path]


def install(app: Application, home: Path, modules: Path) -> Installed:
    """Puts the packages of an application into the folder `modules`."""
    modules.mkdir()
    wanted = _packages(app)
    missing = {package for package in wanted if not _is_installed(package)} | ({_NEEDS_ITS_FOLDER} & wanted)
    for package in missing - ({_NEEDS_ITS_FOLDER} if _stores_in_its_own_folder(app) else set()):
        _stand_in(package, modules)
    for folder in _foreign_folders(app):
        _define_missing(app, modules / folder)
    real = [_folder_of(home, package) for package in sorted(wanted) if _is_installed(package)]
    return Installed([modules, *real], [modules / package for package in sorted(wanted & _MODELS_OF.keys())])


def _folder_of(home: Path, connector: str) -> Path:
    return home / "connectors" / connector / "node_modules"


def _is_installed(package: str) -> bool:
    return not package.startswith(".") and (MODULES / package).exists()


def _stores_in_its_own_folder(app: Application) -> bool:
    return all(source.settings.get("root", "./") == "./" for source in app.data_sources.values())


def _is_optional(package: str) -> bool:
    return package.startswith("loopback-connector-") and package not in _ALWAYS_THERE


def _packages(app: Application) -> set[str]:
    return {_package_of(name) for name in _middleware_and_components(app)} | _listed(app)


def _listed(app: Application) -> set[str]:
    if not app.package_path or packages.is_listed(app, "loopback") is None:
        return {package for source in app.data_sources.values() for package in _candidates(source.connector)}
    groups = [app.members(app.package_path).get(group) for group in _GROUPS]
    return {name for group in groups if isinstance(group, dict) for name in group if _is_package(name)}


def _candidates(connector_name: str) -> Iterator[str]:
    """The package of a connector, as LoopBack looks for it (juggler 3.36.1, datasource.js)."""
    described = connectors.find(connector_name)
    if described and described.package:
        yield described.package
    elif not described and _is_package(connector_name):
        yield f"loopback-connector-{connector_name.removeprefix('loopback-connector-')}"


def _middleware_and_components(app: Application) -> Iterator[str]:
    for path in app.config_layers("component-config"):
        yield from filter(_is_package, app.members(path))
    for path in app.config_layers("middleware"):
        for phase in app.members(path).values():
            yield from filter(_is_package, phase if isinstance(phase, dict) else ())


def _is_package(name: str) -> bool:
    return bool(re.match(r"@?[A-Za-z0-9]", name))


def _package_of(name: str) -> str:
    parts = name.partition("#")[0].split("/")
    return "/".join(parts[: 2 if name.startswith("@") else 1])


def _stand_in(package: str, modules: Path) -> None:
    folder = modules / package
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.js").write_text(_script(package), encoding="utf-8")


def _script(package: str) -> str:
    if package in _MODELS_OF:
        return _MODELS_STAND_IN % json.dumps(_MODELS_OF[package])
    return _CONNECTOR_STAND_IN if _CONNECTOR.search(package) else _STAND_IN


def _foreign_folders(app: Application) -> list[str]:
    """The folders of `_meta.sources` that lie in packages which are not installed here."""
    meta = app.members(app.models.config_path).get(META)
    sources = meta.get("sources") if isinstance(meta, dict) else None
    found = [posixpath.normpath(source) for source in _texts(sources) if _is_package(source)]
    return [folder for folder in found if not (MODULES / _package_of(folder)).exists()][:1]


def _texts(value: JSON) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _define_missing(app: Application, folder: Path) -> None:
    """Definitions for the models that the application uses and nobody defines: they must be in the package."""
    defined = {*app.models.definition_paths, *BUILTIN}
    used = {model.base for model in app.models.values() if model.path} | set(app.models.configured)
    folder.mkdir(parents=True, exist_ok=True)
    for index, name in enumerate(sorted(used - defined)):
        definition = json.dumps({"name": name, "base": "PersistedModel", "properties": {}})
        (folder / f"model-{index}.json").write_text(definition, encoding="utf-8")
