"""The tree at the left of every page of a project: its data sources and models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from designer import connectors
from designer.connectors import resolution
from designer.connectors.base import Connector
from designer.loopback import secrets
from designer.loopback.application import Application
from designer.loopback.data_sources import DataSource
from designer.loopback.problems.place import Subject
from projects.actions import checking, files, last_results
from projects.converters import NameConverter
from projects.models import Project, ProjectFile
from projects.views import paged, verdicts
from projects.views.in_environment import in_environment

CATEGORY_ICONS = {
    "memory": "cpu",
    "sql": "database",
    "document": "file-code",
    "key-value": "key",
    "service": "api",
    "messaging": "mail",
    "storage": "folders",
}


MANY = 150
"""So many data sources and models together are shown as a whole; of more only some around what the page is about."""

_STEPS = {"data_source": 10, "model": 20}
"""A window begins at a multiple of this, so that neighbours share one, and holds three times as many."""


@dataclass(frozen=True)
class Group:
    """The rows that are shown of the data sources, or of the models."""

    rows: list[dict[str, Any]]
    total: int
    before: int = 0
    after: int = 0
    """How many are left out before and after them."""

    @property
    def is_part(self) -> bool:
        """Whether some are left out."""
        return len(self.rows) < self.total


class Tree:
    """Data sources and models as rows, made when they are asked for, and as `html`, which is kept for a revision.

    `changed` are the files that differ from what was last published, `current` is what the page is about. Of many,
    only those around it are shown; with `query` those that contain every word of it, with `is_whole` all. Whoever
    `can_edit` is offered to add one.
    """

    url = ""

    def __init__(
        self,
        project: Project,
        app: Application,
        environment: str,
        changed: Iterable[ProjectFile],
        current: tuple[str, str],
        *,
        can_edit: bool,
        query: str = "",
        is_whole: bool = False,
    ) -> None:
        self._project = project
        self._app = app
        self.environment = environment
        self._changed = {row.path: (row.content_id, row.base_id) for row in changed}
        self._current = current
        self.can_edit = can_edit
        self.query = query
        self._is_whole = is_whole
        self._here = in_environment(app, environment)
        results = last_results.of(project, environment, app)
        self._last = {name: verdicts.mark(result) for name, result in results.items()}
        self._marks = checking.worst(checking.find_quickly(project, environment) or [])

    @cached_property
    def data_sources(self) -> list[dict[str, Any]]:
        """A row for each data source."""
        return self.rows_of_data_sources(self._app.data_sources)

    @cached_property
    def models(self) -> list[dict[str, Any]]:
        """A row for each model."""
        return self.rows_of_models(self._app.models)

    def rows_of_data_sources(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """A row for each of some data sources."""
        rows = []
        for name in names:
            source = self._app.data_sources[name]
            rows.append(
                {
                    "name": name,
                    "url": reverse("data-source-edit", args=[self._project.slug, name]),
                    "last": self._last.get(name),
                    "elsewhere": self._elsewhere(source) if self._here.lacks(name) else "",
                    "problem": self._marks.get(Subject("data_source", name)),
                    "edited": self._is_edited("datasources", name),
                    **kind(self._app.data_sources.connector_in(name, self.environment)),
                }
            )
        return rows

    def _elsewhere(self, source: DataSource) -> str:
        """The layers that have a data source which the environment lacks."""
        return ", ".join(self._app.data_sources.files.at(path).name for path in source.layers)

    def rows_of_models(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """A row for each of some models."""
        # Looking up an address takes longer than all else that a model needs here, and there can be a thousand.
        models_url, to_url = reverse("model-list", args=[self._project.slug]), NameConverter().to_url
        rows = []
        for name in names:
            model = self._app.models[name]
            edited = model.path in self._changed or self._is_edited("model-config", name)
            rows.append(
                {
                    "name": name,
                    "url": f"{models_url}{to_url(name)}/",
                    "data_source": self._data_source_of(name),
                    "edited": edited,
                    "builtin": model.is_builtin,
                    "problem": self._marks.get(Subject("model", name)),
                }
            )
        return rows

    def _data_source_of(self, model: str) -> str:
        return secrets.mask_words(self._here.model(model).data_source or "")

    # --- What is shown of it --------------------------------------------------------------------------------------

    @cached_property
    def shown_data_sources(self) -> Group:
        """The data sources that the tree shows."""
        return self._group("data_source", list(self._app.data_sources), self.rows_of_data_sources, str)

    @cached_property
    def shown_models(self) -> Group:
        """The models that the tree shows."""

        def words(name: str) -> str:
            return f"{name} {self._data_source_of(name)}"

        return self._group("model", list(self._app.models), self.rows_of_models, words)

    def _group(
        self,
        what: str,
        names: list[str],
        rows_of: Callable[[Iterable[str]], list[dict[str, Any]]],
        words_of: Callable[[str], str],
    ) -> Group:
        found = paged.filtered(names, self.query, words_of)
        window = range(MANY) if self.query else self._window(what, names)
        shown = found[window.start : window.stop]
        return Group(rows_of(shown), len(names), window.start, len(found) - window.start - len(shown))

    def _window(self, what: str, names: list[str]) -> range:
        step = _STEPS[what]
        if not self.is_part or len(names) <= 3 * step:
            return range(len(names))
        here = names.index(self._current[1]) if self._current[0] == what and self._current[1] in names else 0
        start = max(0, here // step * step - step)
        return range(start, start + 3 * step)

    @property
    def is_part(self) -> bool:
        """Whether there is more than is shown, so that a filter has to ask for it."""
        return len(self._app.data_sources) + len(self._app.models) > MANY and not self._is_whole

    @property
    def url_of_rows(self) -> str:
        """Where to ask for what a filter finds, or for everything."""
        return reverse("tree", args=[self._project.slug])

    @property
    def current_json(self) -> str:
        """What the page is about, as `url_of_rows` is to be told."""
        what, name = self._current
        return json.dumps({what: name} if what else {})

    @property
    def html(self) -> SafeString:
        """The rows as they are shown, the one the page is about marked."""
        about = self._project.slug, self._last, self._marks, self._changed
        kept = files.memo(self._app) if not self.query else {}
        where = (self._window("data_source", [*self._app.data_sources]), self._window("model", [*self._app.models]))
        key = ("tree", self.environment, self.can_edit, *where)
        found = kept.get(key)
        if found is None or found[0] != about:
            found = about, render_to_string("ui/tree_rows.html", {"project": self._project, "tree": self})
            kept[key] = found
        return self._with_current(found[1])

    def _with_current(self, html: str) -> SafeString:
        what, name = self._current
        if not what:
            return mark_safe(html)  # noqa: S308 -- a template made it
        view = "model-edit" if what == "model" else "data-source-edit"
        link = f'href="{escape(reverse(view, args=[self._project.slug, name]))}"'
        return mark_safe(html.replace(link, f'{link} aria-current="page"', 1))  # noqa: S308

    def _is_edited(self, config_name: str, name: str) -> bool:
        """Whether any file of a configuration says something else of `name` than when it was last published."""
        return any(before.get(name) != now.get(name) for before, now in self._configuration_changes[config_name])

    @cached_property
    def _configuration_changes(self) -> dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]:
        """What the changed files of each configuration said when they were last published, and what they say."""
        found = {}
        for config_name in ("datasources", "model-config"):
            paths = [path for path in self._changed if files.is_configuration(self._app, path, config_name)]
            before = files.base_texts(self._project, [path for path in paths if path.endswith(".json")])
            found[config_name] = [(old, self._app.members(path)) for path, old in before.items()]
        return found


def kind(connector_name: str) -> dict[str, str]:
    """How the connector of a data source is shown; see `kind_of`."""
    return kind_of(connectors.find(connector_name), connector_name)


def kind_of(connector: Connector | None, name: str) -> dict[str, str]:
    """How a connector is shown: its category, title and icon, and the brand’s symbol where there is one.

    `name` is what stands in datasources.json; nobody need have described that.
    """
    if connector is None:
        icon = "file-code" if resolution.is_path(name) else "plug-connected"
        return {"category": "other", "icon": icon, "brand": "", "title": secrets.mask_words(name)}
    icon = CATEGORY_ICONS[connector.category]
    return {"category": connector.category, "icon": icon, "brand": connector.icon, "title": connector.title}
