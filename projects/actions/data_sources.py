"""What can be done with the data sources of a project; each verb is one revision."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from designer.loopback import environments, jsontext, packages
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused
from projects.actions import files, parts, variables
from projects.actions.files import Author, Conflict
from projects.actions.parts import Choices, Part, Reconciled
from projects.actions.variables import Move
from projects.models import CheckResult, Project, Revision


@dataclass(frozen=True)
class Touched:
    """What a rename or a deletion of a data source touches: files, and the models attached to it."""

    paths: list[str]
    models: list[str]
    scripts: list[str]
    """Layers that are scripts: they may hold the name too, and are never changed."""


def part_of(app: Application, name: str) -> Part:
    """The part of a file that the form of a data source shows."""
    path = app.data_sources[name].path if name in app.data_sources else app.data_sources.main_path
    return path, (name,)


def touched(app: Application, name: str) -> Touched:
    """What a rename or a deletion would touch."""
    users = app.data_sources.users_of(name)
    models = dict.fromkeys(model for path in users for model in users[path])
    scripts = [*app.scripts_of("datasources"), *app.scripts_of("model-config")]
    return Touched([*app.data_sources[name].layers, *users], list(models), scripts)


def create(
    project: Project,
    author: Author,
    name: str,
    connector: str,
    settings: Mapping[str, JSON],
    values: Mapping[str, str],
    environment: str,
    seen: str = "",
) -> Revision | None:
    """Adds a data source and, to package.json, the package of its connector; keeps the values of its variables.

    Raises Refused and Conflict.
    """

    def verb(app: Application) -> None:
        app.data_sources.add(name, connector, settings)
        if needed := packages.missing_for(app, connector):
            packages.add(app, needed)

    _check_variables(project, environment, name, values)
    revision = files.save(project, author, f"Added data source {name}", verb, seen=seen)
    variables.after_saving(project, environment, name, settings, values, kept_secrets=())
    return revision


def update(
    project: Project,
    author: Author,
    name: str,
    settings: Mapping[str, JSON],
    values: Mapping[str, str],
    environment: str,
    seen: str,
    *,
    path: str | None = None,
    choices: Choices | None = None,
    kept_secrets: Collection[str] | None = None,
    moved: Collection[Move] = (),
) -> Revision | None:
    """Changes the settings of a data source in one file, and keeps the values of its variables.

    The package of another connector is added to package.json.

    `path` is the file, by default the one it is defined in. `seen` is what `parts.seal_members` made of the entry
    there: settings that only somebody else changed since stay as they are. `choices` says what is to stand of those
    that both changed. `kept_secrets` are the settings whose secret nobody typed (None: all); it may be sent only where
    it was before. `moved` are the secrets that variables take the place of, and hold
    afterwards. Raises Refused, and Conflict where there is no choice yet.
    """

    def verb(app: Application) -> None:
        found = reconciled(app, name, settings, seen, path, choices)
        if found.conflicts:
            raise Conflict(found.parts)
        before = app.data_sources.connector_at(name, found.path) if name in app.data_sources else ""
        app.data_sources.update(name, found.members, found.path)
        connector = app.data_sources.connector_at(name, found.path)
        if connector != before and (needed := packages.missing_for(app, connector)):
            packages.add(app, needed)

    _check_variables(project, environment, name, values)
    variables.before_saving(project, name)
    revision = files.save(
        project,
        author,
        lambda app: _summary(app, name, reconciled(app, name, settings, seen, path, choices)),
        verb,
        seen=seen,
    )
    kept = settings.keys() if kept_secrets is None else kept_secrets
    variables.after_saving(project, environment, name, settings, values, kept_secrets=kept)
    variables.keep_moved(project, moved)
    return revision


def reconciled(
    app: Application,
    name: str,
    settings: Mapping[str, JSON],
    seen: str,
    path: str | None = None,
    choices: Choices | None = None,
) -> Reconciled:
    """The settings of a data source in one file as they are to be, where `settings` were typed over what was `seen`."""
    path = path or part_of(app, name)[0]
    return parts.reconciled(app, seen, path, (name,), settings, choices)


def _summary(app: Application, name: str, found: Reconciled) -> str:
    # Somebody may have deleted it meanwhile; then the verb says so.
    defined = app.data_sources[name].path if name in app.data_sources else found.path
    where = "" if found.path == defined else f" in {posixpath.basename(found.path)}"
    written = app.data_sources.differing(name, found.members, found.path)
    keys = changed_keys(app.data_sources.settings_at(name, found.path), written)
    return f"Changed data source {name}{where}: {keys}"


def rename(project: Project, author: Author, name: str, new_name: str, seen: str = "") -> Revision | None:
    """Renames a data source in all files. Raises Refused and Conflict."""
    revision = files.save(
        project,
        author,
        f"Renamed data source {name} to {new_name}",
        lambda app: app.data_sources.rename(name, new_name),
        seen=seen,
    )
    with transaction.atomic():
        results = CheckResult.objects.filter(project=project)
        results.filter(data_source=new_name).delete()
        results.filter(data_source=name).update(data_source=new_name)
    return revision


def duplicate(project: Project, author: Author, name: str, new_name: str) -> Revision | None:
    """Adds a data source with the same settings. Raises Refused."""
    return files.save(
        project,
        author,
        f"Duplicated data source {name} as {new_name}",
        lambda app: app.data_sources.duplicate(name, new_name),
    )


def delete(project: Project, author: Author, name: str, seen: str = "") -> Revision | None:
    """Deletes a data source from all files; its models stay, attached to none. Raises Refused and Conflict."""
    revision = files.save(
        project, author, f"Deleted data source {name}", lambda app: app.data_sources.delete(name), seen=seen
    )
    CheckResult.objects.filter(project=project, data_source=name).delete()
    return revision


def _check_variables(project: Project, environment: str, name: str, values: Mapping[str, str]) -> None:
    """Raises Refused where a value would replace that of a variable that another data source uses."""
    known = variables.values(project, environment)
    changed = {variable for variable, value in values.items() if known.get(variable, value) != value}
    if not changed:
        return
    app = files.application(project)
    for other, source in app.data_sources.items():
        used = {each.name for entry in source.layers.values() for each in environments.references(entry)}
        if other != name and used & changed:
            variable = min(used & changed)
            raise Refused(
                f"{variable} has another value already, and {other} uses it. Choose another name for the variable, "
                "or change its value under Variables."
            )


def changed_keys(before: Mapping[str, JSON], after: Mapping[str, JSON]) -> str:
    """The keys that differ between two objects, for a summary: a few names, or how many."""
    keys = [
        key
        for key in dict.fromkeys([*before, *after])
        if (key in before) != (key in after) or not jsontext.same(before.get(key), after.get(key))
    ]
    return ", ".join(keys) if len(keys) <= 4 else f"{len(keys)} settings"
