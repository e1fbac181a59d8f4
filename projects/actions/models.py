"""What can be done with the models of a project; each verb is one revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from designer.loopback import implied_names
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, identical, same
from designer.loopback.layers import MAIN, Layers
from designer.loopback.model_layers import entry_at
from designer.loopback.model_properties import PropertyRow
from designer.loopback.renamed_properties import Followed, follow
from projects.actions import files, parts
from projects.actions.data_sources import changed_keys
from projects.actions.files import Author, Conflict
from projects.actions.parts import Choices, Reconciled
from projects.models import Project, Revision


@dataclass(frozen=True)
class Touched:
    """What a rename or a deletion of a model touches: files, its script, and the models that name it."""

    paths: list[str]
    script: str | None
    referrers: dict[str, list[str]]
    heirs: list[str]
    """Those that LoopBack could not start with when it is gone, since they extend it."""
    base: str
    scripts: list[str]
    """Layers that are scripts: they may hold the name too, and are never changed."""
    relations: dict[str, list[str]]
    """The relations of other models that name it, by their model."""


def touched(app: Application, name: str) -> Touched:
    """What a rename or a deletion would touch."""
    model = app.models[name]
    entries = [path for path in app.config_layers("model-config") if name in app.members(path)]
    return Touched(
        [*([model.path] if model.path else []), *entries],
        model.script,
        app.models.referrers(name),
        app.models.heirs(name),
        model.base,
        app.scripts_of("model-config"),
        app.models.relations_to(name),
    )


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


@dataclass(frozen=True)
class Edit:
    """What a person typed about a model in its general form, and what they started from."""

    definition: Mapping[str, JSON] | None
    """The keys of the definition that change, None where one goes; None where there is no definition to change."""
    config: Mapping[str, JSON] | None
    """Its entry as it shall be in the file at `path`; None where it stays."""
    path: str
    """The file of model-config.json and its environments that holds the entry."""
    seen: str = ""
    choices: Choices = field(default_factory=dict)


def seal(app: Application, name: str, path: str) -> str:
    """What the general form of a model carries: its definition, and its entry in the file at `path`, by their keys."""
    model = app.models[name]
    entry = parts.seal_members(app, path, (name,))
    return parts.joined(parts.seal_members(app, model.path, ()), entry) if model.path else entry


def reconcile(app: Application, name: str, edit: Edit) -> list[Reconciled]:
    """The definition and the entry as they are to be saved, each where it changes; conflicts key by key."""
    model = app.models[name]
    found = []
    if edit.definition is not None and model.path:
        typed = merged(model.definition, edit.definition)
        found.append(parts.reconciled(app, edit.seen, model.path, (), typed, edit.choices))
    if edit.config is not None:
        found.append(parts.reconciled(app, edit.seen, edit.path, (name,), edit.config, edit.choices))
    return found


def apply(app: Application, name: str, edit: Edit) -> None:
    """Makes the change in `app`. Raises Refused, and Conflict where somebody changed the same keys meanwhile."""
    results = reconcile(app, name, edit)
    if conflicts := [part for result in results for part in result.parts]:
        raise Conflict(tuple(conflicts))
    for result in results:
        if result.pointer:
            app.models.update(name, config=result.members, path=result.path)
        else:
            app.models.update(name, result.members)


def update(project: Project, author: Author, name: str, edit: Edit) -> Revision | None:
    """Changes keys of a model's definition and its entry in one file. Raises Refused and Conflict."""

    def summary(app: Application) -> str:
        results = reconcile(app, name, edit)
        before = [
            entry_at(app, name, each.path).own if each.pointer else app.models[name].definition for each in results
        ]
        keys = [changed_keys(old, each.members) for old, each in zip(before, results, strict=True)]
        layer = Layers(app, "model-config").at(edit.path).name
        where = "" if layer == MAIN else f" ({layer})"
        return f"Changed model {name}{where}: {', '.join(key for key in keys if key)}"

    return files.save(project, author, summary, lambda app: apply(app, name, edit))


def merged(definition: Mapping[str, JSON], changes: Mapping[str, JSON]) -> dict[str, JSON]:
    """A definition with some keys changed; None deletes one."""
    result = dict(definition) | dict(changes)
    return {key: value for key, value in result.items() if key not in changes or value is not None}


@dataclass(frozen=True)
class PropertiesEdit:
    """What a person typed in the table of properties, and what they started from."""

    rows: Sequence[PropertyRow | str]
    """All rows in their order: a name where a row was left alone."""
    is_reordered: bool = False
    """Whether the person moved rows; else the order of the file stays."""
    seen: str = ""
    choices: Choices = field(default_factory=dict)


def seal_properties(app: Application, name: str) -> str:
    """What the table of properties carries: each property by itself."""
    path = app.models[name].path
    return parts.seal_members(app, path, ("properties",)) if path else ""


def reconcile_properties(app: Application, name: str, edit: PropertiesEdit) -> Reconciled:
    """The properties as they are to be saved, under the names they had; conflicts property by property."""
    model = app.models[name]
    assert model.path
    typed = {}
    for row in edit.rows:
        if isinstance(row, PropertyRow):
            typed[row.old_name if row.old_name is not None else row.name] = row.value
        elif row in model.properties:
            typed[row] = model.properties[row]
    found = parts.reconciled(app, edit.seen, model.path, ("properties",), typed, edit.choices)
    for row in edit.rows:
        if isinstance(row, PropertyRow) and row.old_name is not None and row.old_name != row.name:
            found = _with_new_name(found, row.old_name, edit.choices)
    return found


def _with_new_name(found: Reconciled, old_name: str, choices: Choices) -> Reconciled:
    """Renamed here and deleted there is a conflict too, though the value was left alone."""
    if old_name in {*found.members, *found.conflicts, *found.settled}:
        return found
    choice = choices.get((found.path, (*found.pointer, old_name)))
    if choice is None or choice.theirs is not None:
        return replace(found, conflicts=(*found.conflicts, old_name))
    members = found.members | ({old_name: found.typed[old_name]} if choice.mine else {})
    return replace(found, members=members, settled=(*found.settled, old_name))


def properties_order(app: Application, name: str, edit: PropertiesEdit) -> list[PropertyRow | str]:
    """The rows to save, with what others changed meanwhile among them. Raises Conflict."""
    result = reconcile_properties(app, name, edit)
    if result.conflicts:
        raise Conflict(result.parts)
    present = app.models[name].properties
    rows: dict[str, PropertyRow | str] = {}
    for row in edit.rows:
        old = row if isinstance(row, str) else row.old_name
        key = row.name if isinstance(row, PropertyRow) and old is None else str(old)
        if key not in result.members:
            continue
        value = result.members[key]
        if isinstance(row, PropertyRow) and same(value, row.value):
            value = row.value  # what is inside it may stand in another order
        if isinstance(row, str) or (row.name == key and key in present and identical(present[key], value)):
            rows[key] = key
        else:
            rows[key] = PropertyRow(old if old in present else None, row.name, value, row.inner_names)
    return [rows.get(key, key) for key in _order(list(rows), [key for key in present if key in result.members], edit)]


def _order(typed: list[str], present: list[str], edit: PropertiesEdit) -> list[str]:
    """The keys of both: in the order of the file and new ones last, or as typed with what others added in its place."""
    if not edit.is_reordered:
        return list(dict.fromkeys([*present, *typed]))
    order = list(typed)
    for position, key in enumerate(present):
        if key not in order:
            before = [other for other in present[:position] if other in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, key)
    return order


def apply_properties(app: Application, name: str, edit: PropertiesEdit) -> Followed:
    """Makes the change in `app`, renamed properties wherever they are named. Raises Refused and Conflict."""
    order = properties_order(app, name, edit)
    app.models.edit_properties(name, order)
    return follow(app, name, _new_names(order))


def update_properties(
    project: Project, author: Author, name: str, edit: PropertiesEdit
) -> tuple[Revision | None, Followed]:
    """Changes the properties of a model; tells where else renamed ones were named. Raises Refused and Conflict."""
    outcome = [Followed({})]

    def summary(app: Application) -> str:
        order = properties_order(app, name, edit)
        return f"Changed properties of {name}: {_properties_summary(list(app.models[name].properties), order)}"

    def change(app: Application) -> None:
        outcome[:] = [apply_properties(app, name, edit)]

    return files.save(project, author, summary, change), outcome[0]


def _new_names(order: Sequence[PropertyRow | str]) -> dict[str, str]:
    rows = [row for row in order if isinstance(row, PropertyRow)]
    return {row.old_name: row.name for row in rows if row.old_name is not None and row.old_name != row.name}


def rename(project: Project, author: Author, name: str, new_name: str, seen: str = "") -> Revision | None:
    """Renames a model everywhere; keys of relations keep the names that follow from its old one. Raises Refused and
    Conflict.
    """

    def apply_to(app: Application) -> None:
        if name in app.models and app.models[name].path is not None and new_name != name:
            implied_names.pin(app, name, new_name)
        app.models.rename(name, new_name)

    return files.save(
        project,
        author,
        f"Renamed model {name} to {new_name}",
        apply_to,
        seen=seen,
    )


def delete(
    project: Project,
    author: Author,
    name: str,
    *,
    with_script: bool,
    with_heirs: bool = False,
    with_relations: bool = False,
    seen: str = "",
) -> Revision | None:
    """Deletes a model; `with_heirs`, those that extend it extend its base, `with_relations`, the relations that name it
    go too. Raises Refused and Conflict.
    """
    return files.save(
        project,
        author,
        f"Deleted model {name}{' and the relations to it' if with_relations else ''}",
        lambda app: app.models.delete(
            name, with_script=with_script, with_heirs=with_heirs, with_relations=with_relations
        ),
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
    edited = [row.name for row in order if isinstance(row, PropertyRow) and row.old_name == row.name]
    renamed = [f"{old} to {new}" for old, new in _new_names(order).items()]
    deleted = [name for name in before if name not in kept]
    words = [
        f"{verb} {', '.join(names) if len(names) <= 3 else len(names)}"
        for verb, names in (("renamed", renamed), ("added", added), ("changed", edited), ("deleted", deleted))
        if names
    ]
    return ", ".join(words) or "order"
