"""What can be done with the models of a project; each verb is one revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.model_properties import PropertyRow
from projects.actions import files
from projects.actions.data_sources import changed_keys
from projects.actions.files import Author
from projects.actions.parts import Part
from projects.models import Project, Revision


@dataclass(frozen=True)
class Touched:
    """What a rename or a deletion of a model touches: files, its script, and the models that name it."""

    paths: list[str]
    script: str | None
    referrers: dict[str, list[str]]


def touched(app: Application, name: str) -> Touched:
    """What a rename or a deletion would touch."""
    model = app.models[name]
    entries = [path for path in app.config_layers("model-config") if name in app.members(path)]
    return Touched([*([model.path] if model.path else []), *entries], model.script, app.models.referrers(name))


def parts_of(app: Application, name: str, keys: Sequence[str] | None = None) -> list[Part]:
    """The parts of files that a form of a model shows: its entry, and these keys of its definition (None: all)."""
    model = app.models[name]
    entry: list[Part] = [(app.models.config_path, (name,))]
    if model.path is None:
        return entry
    path = model.path
    return entry + ([(path, ())] if keys is None else [(path, (key,)) for key in keys])


def create(
    project: Project,
    author: Author,
    name: str,
    definition: Mapping[str, JSON],
    config: Mapping[str, JSON],
) -> Revision | None:
    """Adds a model. Raises Refused."""
    return files.save(project, author, f"Added model {name}", lambda app: app.models.add(name, definition, config))


def add_builtin(project: Project, author: Author, name: str, config: Mapping[str, JSON]) -> Revision | None:
    """Adds a model that LoopBack brings along. Raises Refused."""
    return files.save(project, author, f"Added built-in model {name}", lambda app: app.models.add_builtin(name, config))


def update(
    project: Project,
    author: Author,
    name: str,
    definition: Mapping[str, JSON] | None,
    config: Mapping[str, JSON] | None,
    seen: str,
) -> Revision | None:
    """Changes keys of a model's definition (None: deleted) and its entry. Raises Refused and Conflict."""

    def verb(app: Application) -> None:
        before = app.models[name].definition
        app.models.update(name, None if definition is None else merged(before, definition), config)

    def summary(app: Application) -> str:
        before = app.models[name]
        old = dict(before.config) if isinstance(before.config, dict) else {}
        keys = [changed_keys({key: before.definition.get(key) for key in definition or {}}, definition or {})]
        keys += [changed_keys(old, config)] if config is not None else []
        return f"Changed model {name}: {', '.join(key for key in keys if key)}"

    return files.save(project, author, summary, verb, seen=seen)


def merged(definition: Mapping[str, JSON], changes: Mapping[str, JSON]) -> dict[str, JSON]:
    """A definition with some keys changed; None deletes one."""
    result = dict(definition) | dict(changes)
    return {key: value for key, value in result.items() if key not in changes or value is not None}


def update_properties(
    project: Project, author: Author, name: str, order: Sequence[PropertyRow | str], seen: str
) -> Revision | None:
    """Changes the properties of a model. Raises Refused and Conflict."""
    return files.save(
        project,
        author,
        lambda app: f"Changed properties of {name}: {_properties_summary(list(app.models[name].properties), order)}",
        lambda app: app.models.edit_properties(name, order),
        seen=seen,
    )


def rename(project: Project, author: Author, name: str, new_name: str, seen: str = "") -> Revision | None:
    """Renames a model everywhere. Raises Refused and Conflict."""
    return files.save(
        project,
        author,
        f"Renamed model {name} to {new_name}",
        lambda app: app.models.rename(name, new_name),
        seen=seen,
    )


def delete(project: Project, author: Author, name: str, *, with_script: bool, seen: str = "") -> Revision | None:
    """Deletes a model. Raises Refused and Conflict."""
    return files.save(
        project,
        author,
        f"Deleted model {name}",
        lambda app: app.models.delete(name, with_script=with_script),
        seen=seen,
    )


def attach(project: Project, author: Author, names: Sequence[str], data_source: str | None) -> Revision | None:
    """Attaches models to a data source, or to none. Raises Refused."""
    what = names[0] if len(names) == 1 else f"{len(names)} models"
    summary = f"Attached {what} to {data_source}" if data_source else f"Detached {what}"
    return files.save(project, author, summary, lambda app: app.models.attach(names, data_source))


def _properties_summary(before: Sequence[str], order: Sequence[PropertyRow | str]) -> str:
    rows = [row if isinstance(row, PropertyRow) else PropertyRow(row, row, None) for row in order]
    kept = {row.old_name for row in rows}
    added = [row.name for row in rows if row.old_name is None]
    edited = [row.name for row in order if isinstance(row, PropertyRow) and row.old_name is not None]
    deleted = [name for name in before if name not in kept]
    words = [
        f"{verb} {', '.join(names) if len(names) <= 3 else len(names)}"
        for verb, names in (("added", added), ("changed", edited), ("deleted", deleted))
        if names
    ]
    return ", ".join(words) or "order"
