"""Values for `${NAME}`: sealed in the project, used for tests, never exported unasked."""

from __future__ import annotations

from collections.abc import Mapping

from projects.models import Project, Variable


def values(project: Project, environment: str) -> dict[str, str]:
    """The variables that have a value in an environment."""
    rows = project.variables.filter(environment=environment)
    return {row.name: bytes(row.sealed).decode() for row in rows}


def names(project: Project, environment: str) -> set[str]:
    """The names of the variables that have a value in an environment."""
    return set(project.variables.filter(environment=environment).values_list("name", flat=True))


def keep(project: Project, environment: str, new: Mapping[str, str]) -> None:
    """Keeps values, over those that were there."""
    for name, value in new.items():
        Variable.objects.update_or_create(
            project=project, environment=environment, name=name, defaults={"sealed": value.encode()}
        )


def forget(project: Project, environment: str, name: str) -> None:
    """Throws a value away."""
    project.variables.filter(environment=environment, name=name).delete()
