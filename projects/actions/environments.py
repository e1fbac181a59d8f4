"""A new environment of an application: a file that LoopBack merges only there."""

from __future__ import annotations

from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.refusal import Refused
from projects.actions import files
from projects.actions.files import Author
from projects.models import Project, Revision


def create(project: Project, author: Author, name: str) -> Revision | None:
    """Adds an empty `datasources.<name>.json`. Raises Refused where an environment cannot be called so."""

    def verb(app: Application) -> None:
        if mistake := environments.name_mistake(name, app.environments):
            raise Refused(mistake)
        app.set_text(app.data_sources.files.named(name).path, "{}\n")

    return files.save(project, author, f"Added environment {name}", verb)
