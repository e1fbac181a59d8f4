"""What can be done with the data sources of a project; each verb is one revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from designer.loopback import environments, jsontext, packages
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused
from projects.actions import files, variables
from projects.actions.files import Author
from projects.actions.parts import Part
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
    variables.keep(project, environment, values)
    return revision


def update(
    project: Project,
    author: Author,
    name: str,
    settings: Mapping[str, JSON],
    values: Mapping[str, str],
    environment: str,
    seen: str,
) -> Revision | None:
    """Changes the settings of a data source, and keeps the values of its variables. Raises Refused and Conflict."""
    _check_variables(project, environment, name, values)
    revision = files.save(
        project,
        author,
        lambda app: f"Changed data source {name}: {changed_keys(app.data_sources[name].settings, settings)}",
        lambda app: app.data_sources.update(name, settings),
        seen=seen,
    )
    variables.keep(project, environment, values)
    return revision


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
                "or change its value under Settings."
            )


def changed_keys(before: Mapping[str, JSON], after: Mapping[str, JSON]) -> str:
    """The keys that differ between two objects, for a summary: a few names, or how many."""
    keys = [
        key
        for key in dict.fromkeys([*before, *after])
        if (key in before) != (key in after) or not jsontext.same(before.get(key), after.get(key))
    ]
    return ", ".join(keys) if len(keys) <= 4 else f"{len(keys)} settings"
