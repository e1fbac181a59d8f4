"""Names that nothing bears: looked for at each save, so it must be quick."""

from __future__ import annotations

from collections.abc import Collection

from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.model import is_definition


def dangling(app: Application, changed: Collection[str]) -> set[str]:
    """What stops LoopBack since something is named that does not exist: sentences, the same before and after a change.

    Looked for in the models of model-config.json, and in the definitions among the `changed` files.
    """
    found = set() if app.scripts_of("datasources") else _without_data_source(app)
    if app.models.has_foreign_sources:
        return found
    known = app.models.definition_paths
    found |= {
        f"“{name}” would be in {app.models.config_path}, but not defined anywhere."
        for name in app.models.configured.keys() - known.keys() - BUILTIN.keys()
    }
    names = {app.models.name_at(path) for path in changed if is_definition(path) and app.has(path)}
    models = [app.models[name] for name in names if name is not None and name in known]
    found |= {_circle(app, model.name) for model in models if model.name in app.models.configured} - {""}
    return found | {
        f"“{model.name}” would extend “{model.base}”, which does not exist."
        for model in models
        if model.base not in BUILTIN and model.base not in known
    }


def _circle(app: Application, name: str) -> str:
    """What is said of a model that comes to extend itself, by others or not; empty where it does not.

    loopback-boot 2.28.0, lib/compiler.js, sortByInheritance: “Cyclic dependency”.
    """
    known, chain = app.models.definition_paths, [name]
    while chain[-1] in known:
        base = app.models[chain[-1]].base
        if base == name:
            through = f" through {' and '.join(f'“{each}”' for each in chain[1:])}" if len(chain) > 1 else ""
            return f"“{name}” would extend itself{through}."
        if base in chain:
            return ""
        chain.append(base)
    return ""


def _without_data_source(app: Application) -> set[str]:
    sources = {*app.data_sources, ""}
    return {
        f"“{name}” would be attached to “{source}”, which does not exist."
        for name, entry in app.models.configured.items()
        if isinstance(entry, dict) and isinstance(source := entry.get("dataSource"), str) and source not in sources
    }
