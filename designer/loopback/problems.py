"""What would fail or surprise at boot, found before: where, and in one sentence.

Only what stops LoopBack or goes quietly wrong in the files a project holds. The rules are those of loopback-boot
2.28.0 and loopback 3.28.0, as seen by booting them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from designer.loopback import names, packages, secrets
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSONTextError, Pointer
from designer.loopback.model import is_definition


class Severity(StrEnum):
    """What a problem does."""

    STOPS_BOOT = "stops boot"
    WRONG_RESULT = "wrong result"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that would go wrong: a stable code, how bad it is, where, and a sentence for people."""

    code: str
    severity: Severity
    path: str
    pointer: Pointer
    sentence: str


def find(app: Application) -> list[Problem]:
    """The problems of an application, the worst first."""
    order = list(Severity)
    found = [*_unreadable(app), *_data_sources(app), *_models(app), *_packages(app), *_undescribed(app), *_secrets(app)]
    return sorted(found, key=lambda problem: order.index(problem.severity))


def dangling(app: Application, changed: Collection[str]) -> set[str]:
    """What stops LoopBack since something is named that does not exist: sentences, the same before and after a change.

    Looked for in the models of model-config.json, and in the definitions among the `changed` files.
    """
    sources = {*app.data_sources, ""}
    entries = {
        name: entry.get("dataSource") for name, entry in app.models.configured.items() if isinstance(entry, dict)
    }
    found = {
        f"“{name}” would be attached to “{source}”, which does not exist."
        for name, source in entries.items()
        if isinstance(source, str) and source not in sources
    }
    if app.models.has_foreign_sources:
        return found
    names = {app.models.name_at(path) for path in changed if is_definition(path) and app.has(path)}
    models = [app.models[name] for name in names if name is not None and name in app.models.definition_paths]
    known = app.models.definition_paths
    return found | {
        f"“{model.name}” would extend “{model.base}”, which does not exist."
        for model in models
        if model.base not in BUILTIN and model.base not in known
    }


def _unreadable(app: Application) -> Iterator[Problem]:
    for path in app.paths:
        if path.endswith(".json"):
            try:
                app.value(path)
            except JSONTextError as error:
                yield Problem("unreadable-json", Severity.STOPS_BOOT, path, (), f"This is not JSON. {error}")


def _data_sources(app: Application) -> Iterator[Problem]:
    earlier: list[str] = []
    for name in app.data_sources:
        source = app.data_sources[name]
        path, pointer = source.path, (name,)
        if source.layers[path] is None:
            yield Problem("null-data-source", Severity.STOPS_BOOT, path, pointer, f"“{name}” is null.")
        elif "connector" not in source.settings and "adapter" not in source.settings:
            sentence = f"“{name}” has no connector; LoopBack takes its name, “{name}”, for one."
            yield Problem("no-connector", Severity.ADVICE, path, pointer, sentence)
        if source.settings.get("name", name) != name:
            sentence = f"“{name}” calls itself “{source.settings['name']}”; LoopBack warns, and uses “{name}”."
            yield Problem("other-name", Severity.ADVICE, path, (name, "name"), sentence)
        if other := names.clashes(name, earlier):
            sentence = f"“{name}” and “{other}” become one name in LoopBack; one replaces the other."
            yield Problem("clashing-names", Severity.WRONG_RESULT, path, pointer, sentence)
        earlier.append(name)


def _models(app: Application) -> Iterator[Problem]:
    path = app.models.config_path
    for name, entry in app.models.configured.items():
        model = app.models[name]
        if not isinstance(entry, dict):
            yield Problem("null-model", Severity.STOPS_BOOT, path, (name,), f"The entry of “{name}” is not an object.")
            continue
        if model.path is None and name not in BUILTIN:
            sentence = f"There is no definition of “{name}” in the folders of _meta.sources."
            yield Problem("unknown-model", Severity.STOPS_BOOT, path, (name,), sentence)
        if model.data_source and model.data_source not in app.data_sources:
            sentence = f"“{name}” is attached to “{model.data_source}”, which does not exist."
            yield Problem("unknown-data-source", Severity.STOPS_BOOT, path, (name, "dataSource"), sentence)
        if not model.data_source and model.is_public:
            sentence = f"“{name}” is public but attached to no data source: its calls fail."
            yield Problem("public-without-data-source", Severity.WRONG_RESULT, path, (name,), sentence)
        if model.path and model.base not in BUILTIN and model.base not in app.models.definition_paths:
            sentence = f"“{name}” extends “{model.base}”, which does not exist."
            yield Problem("unknown-base", Severity.STOPS_BOOT, model.path, ("base",), sentence)


def _packages(app: Application) -> Iterator[Problem]:
    for package, wanted in packages.missing(app).items():
        assert app.package_path
        sentence = f"{package} is not listed; add it ({wanted}) and install it, or LoopBack will not start."
        yield Problem("missing-package", Severity.STOPS_BOOT, app.package_path, ("dependencies",), sentence)


def _undescribed(app: Application) -> Iterator[Problem]:
    """Connectors nobody described here: LoopBack needs their package all the same."""
    for name, source in app.data_sources.items():
        if package := packages.undescribed(app, source.connector):
            sentence = f"“{name}” needs the connector “{source.connector}”, but package.json lists no {package}."
            yield Problem("missing-package", Severity.STOPS_BOOT, source.path, (name, "connector"), sentence)


def _secrets(app: Application) -> Iterator[Problem]:
    for path in app.config_layers("datasources"):
        text = app.text(path)
        for start, _ in secrets.secret_spans(path, text):
            line = text.count("\n", 0, start) + 1
            sentence = f"A secret stands in clear in line {line}. A variable keeps it out of git."
            yield Problem("secret-in-file", Severity.ADVICE, path, (), sentence)
