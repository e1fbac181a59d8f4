"""The tree at the left of every page of a project: its data sources and models."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from designer import connectors
from designer.loopback.application import Application
from designer.loopback.problems.place import Subject
from projects.actions import checking, files, testing
from projects.converters import NameConverter
from projects.models import Project, ProjectFile

_ICONS = {"mysql": "brand-mysql", "memory": "cpu", "rest": "api"}
_CATEGORY_ICONS = {
    "memory": "cpu",
    "sql": "database",
    "document": "file-code",
    "service": "world",
    "storage": "folders",
}


class Tree:
    """Data sources and models as rows, made when they are asked for, and as `html`, which is kept for a revision.

    `changed` are the files that differ from what was last published, `current` is what the page is about.
    """

    url = ""

    def __init__(
        self,
        project: Project,
        app: Application,
        environment: str,
        changed: Iterable[ProjectFile],
        current: tuple[str, str],
    ) -> None:
        self._project = project
        self._app = app
        self._environment = environment
        self._changed = {row.path: (row.content_id, row.base_id) for row in changed}
        self._current = current
        self._verdicts = testing.verdicts(project, environment, app)
        self._marks = checking.worst(checking.find_quickly(project, environment) or [])

    @cached_property
    def data_sources(self) -> list[dict[str, Any]]:
        """A row for each data source."""
        path = self._app.data_sources.main_path
        before = self._before.get(path)
        rows = []
        for name, source in self._app.data_sources.items():
            rows.append(
                {
                    "name": name,
                    "url": reverse("data-source-edit", args=[self._project.slug, name]),
                    "verdict": self._verdicts.get(name),
                    "problem": self._marks.get(Subject("data_source", name)),
                    "edited": before is not None and before.get(name) != source.layers.get(path),
                    **kind(source.connector),
                }
            )
        return rows

    @cached_property
    def models(self) -> list[dict[str, Any]]:
        """A row for each model."""
        before = self._before.get(self._app.models.config_path)
        # Looking up an address takes longer than all else that a model needs here, and there can be a thousand.
        models_url, to_url = reverse("model-list", args=[self._project.slug]), NameConverter().to_url
        rows = []
        for name, model in self._app.models.items():
            edited = model.path in self._changed or (before is not None and before.get(name) != model.config)
            rows.append(
                {
                    "name": name,
                    "url": f"{models_url}{to_url(name)}/",
                    "data_source": model.data_source,
                    "edited": edited,
                    "builtin": model.is_builtin,
                    "problem": self._marks.get(Subject("model", name)),
                }
            )
        return rows

    @property
    def html(self) -> SafeString:
        """The rows as they are shown, the one the page is about marked."""
        about = self._project.slug, self._verdicts, self._marks, self._changed
        kept = files.memo(self._app)
        found = kept.get(("tree", self._environment))
        if found is None or found[0] != about:
            found = about, render_to_string("ui/tree_rows.html", {"project": self._project, "tree": self})
            kept["tree", self._environment] = found
        return self._with_current(found[1])

    def _with_current(self, html: str) -> SafeString:
        what, name = self._current
        if not what:
            return mark_safe(html)  # noqa: S308 -- a template made it
        view = "model-edit" if what == "model" else "data-source-edit"
        link = f'href="{escape(reverse(view, args=[self._project.slug, name]))}"'
        return mark_safe(html.replace(link, f'{link} aria-current="page"', 1))  # noqa: S308

    @cached_property
    def _before(self) -> dict[str, dict[str, Any]]:
        paths = {self._app.data_sources.main_path, self._app.models.config_path}
        return files.base_texts(self._project, self._changed.keys() & paths)


def kind(connector_name: str) -> dict[str, str]:
    """How a connector is shown: its category, icon and title."""
    connector = connectors.find(connector_name)
    if connector is None:
        return {"category": "other", "icon": "plug-connected", "title": connector_name}
    icon = _ICONS.get(connector.key, _CATEGORY_ICONS[connector.category])
    return {"category": connector.category, "icon": icon, "title": connector.title}
