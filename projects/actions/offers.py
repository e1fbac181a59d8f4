"""What the publish page offers to add: a list of the variables, and lines that keep secrets out of git."""

from __future__ import annotations

import posixpath

from designer.loopback import env_example, gitignore, secrets, variables
from designer.loopback.application import Application
from designer.loopback.environments import CONFIG_NAMES
from designer.loopback.refusal import Refused
from projects.actions import files
from projects.actions.files import Author
from projects.models import Project, Revision


def env_example_path(app: Application) -> str | None:
    """Where `.env.example` is missing or lacks a variable; None where it needs nothing."""
    path = env_example.path_in(app)
    before = app.text(path) if app.has(path) else ""
    return path if env_example.refreshed(before, _used(app)) != before else None


def env_to_ignore(app: Application) -> str | None:
    """The `.env` beside `.env.example`, which will hold values, where no `.gitignore` keeps it out of git; or None."""
    path = posixpath.join(posixpath.dirname(env_example.path_in(app)), ".env")
    return None if gitignore.ignored(path, gitignore.texts_of(app)) else path


def add_env_example(project: Project, author: Author) -> Revision | None:
    """Adds `.env.example`, or brings it up to date, names only; and keeps `.env` out of git."""
    app = files.application(project)
    path, ignored, target = env_example.path_in(app), env_to_ignore(app), gitignore_path(app)
    summary = f"{'Refreshed' if app.has(path) else 'Added'} {path}, which names the variables"
    if ignored:
        summary += f", and {ignored} to {target}"

    def verb(app: Application) -> None:
        before = app.text(path) if app.has(path) else ""
        app.set_text(path, env_example.refreshed(before, _used(app)))
        if ignored:
            _ignore(app, target, [ignored])

    return files.save(project, author, summary, verb)


def files_for_gitignore(app: Application) -> list[str]:
    """The local and environment files that hold a secret in clear, and that git would carry as far as is known here."""
    texts = gitignore.texts_of(app)
    layers = [path for name in CONFIG_NAMES for path in app.config_layers(name) if path != app.config_path(name)]
    return [
        path for path in layers if not gitignore.ignored(path, texts) and secrets.secret_spans(path, app.text(path))
    ]


def add_to_gitignore(project: Project, author: Author) -> Revision | None:
    """Adds those files to the `.gitignore` that decides about them, or to a new one. Raises Refused."""
    app = files.application(project)
    paths = files_for_gitignore(app)
    if not paths:
        raise Refused("There is no such file any more, or .gitignore names it already.")
    target = gitignore_path(app)

    summary = f"Added {', '.join(paths)} to {target}"
    return files.save(project, author, summary, lambda app: _ignore(app, target, paths))


def gitignore_path(app: Application) -> str:
    """The `.gitignore` that has the last word on the application folder; where there is none, that of its top."""
    folder = app.root
    while True:
        path = posixpath.join(folder, gitignore.FILE_NAME)
        if app.has(path):
            return path
        if not folder:
            return posixpath.join(posixpath.dirname(app.package_path or app.root), gitignore.FILE_NAME)
        folder = posixpath.dirname(folder)


def _ignore(app: Application, target: str, paths: list[str]) -> None:
    before = app.text(target) if app.has(target) else ""
    app.set_text(target, gitignore.with_paths(before, posixpath.dirname(target), paths))


def _used(app: Application) -> dict[str, list[str]]:
    """The variables that have to be set, and their places: not those that fall back to the application's settings."""
    own = set.intersection(*(set(variables.app_settings(app, each, {})) for each in app.environments))
    found = variables.by_name(variables.filled(app))
    return {
        name: [f"{posixpath.basename(use.path)}: {use.place}" for use in uses]
        for name, uses in found.items()
        if name not in own
    }
