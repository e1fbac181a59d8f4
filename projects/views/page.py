"""What the pages of a project have in common: its tree, its environment, what changed, and what was just done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from designer import connectors
from designer.loopback.application import Application
from designer.loopback.names import NameProblem
from projects import access
from projects.actions import files, publishing, testing
from projects.converters import NameConverter
from projects.models import Project, Revision
from projects.views.http import Request

_ICONS = {"mysql": "brand-mysql", "memory": "cpu", "rest": "api"}
_CATEGORY_ICONS = {
    "memory": "cpu",
    "sql": "database",
    "document": "file-code",
    "service": "world",
    "storage": "folders",
}


def context(
    request: Request,
    project: Project,
    app: Application,
    *,
    section: str = "",
    current: tuple[str, str] = ("", ""),
    **more: Any,
) -> dict[str, Any]:
    """The context of a project's page. `current` is what the page is about: `("data_source", "corp1")`."""
    environment = environment_of(request, project, app)
    changed = publishing.changes(project)
    return {
        "project": project,
        "app": app,
        "environment": environment,
        "environments": app.environments if environment in app.environments else [*app.environments, environment],
        "changes_count": len(changed),
        "section": section,
        "can_edit": access.can_edit(request.user, project),
        "can_own": access.can_own(request.user, project),
        "tree": tree(project, app, environment, {row.path for row in changed}, current),
        **more,
    }


def tree(
    project: Project, app: Application, environment: str, changed: set[str], current: tuple[str, str]
) -> dict[str, Any]:
    """Data sources and models for the left side."""
    verdicts = testing.verdicts(project, environment, app)
    before = files.base_texts(project, changed & {app.data_sources.main_path, app.models.config_path})
    old_sources = before.get(app.data_sources.main_path)
    old_config = before.get(app.models.config_path)
    sources = []
    for name in app.data_sources:
        source = app.data_sources[name]
        edited = old_sources is not None and old_sources.get(name) != source.layers.get(app.data_sources.main_path)
        sources.append(
            {
                "name": name,
                "url": reverse("data-source-edit", args=[project.slug, name]),
                "verdict": verdicts.get(name),
                "edited": edited,
                "current": current == ("data_source", name),
                **kind(source.connector),
            }
        )
    models = []
    # Looking up an address takes longer than all else that a model in the tree needs, and there can be a thousand.
    models_url, to_url = reverse("model-list", args=[project.slug]), NameConverter().to_url
    for name in app.models:
        model = app.models[name]
        edited = model.path in changed or (old_config is not None and old_config.get(name) != model.config)
        models.append(
            {
                "name": name,
                "url": f"{models_url}{to_url(name)}/",
                "data_source": model.data_source,
                "edited": edited,
                "current": current == ("model", name),
                "builtin": model.is_builtin,
            }
        )
    return {"data_sources": sources, "models": models, "url": ""}


def kind(connector_name: str) -> dict[str, str]:
    """How a connector is shown: its category, icon and title."""
    connector = connectors.find(connector_name)
    if connector is None:
        return {"category": "other", "icon": "plug-connected", "title": connector_name}
    icon = _ICONS.get(connector.key, _CATEGORY_ICONS[connector.category])
    return {"category": connector.category, "icon": icon, "title": connector.title}


def environment_of(request: Request, project: Project, app: Application) -> str:
    """The environment a person looks at; chosen by `?environment=`, remembered in the session."""
    key = f"environment:{project.pk}"
    wanted = request.GET.get("environment", "").strip()
    if wanted and (wanted in app.environments or wanted.replace("-", "").replace("_", "").isalnum()):
        request.session[key] = wanted[:100]
    return str(request.session.get(key, "development"))


def saved(request: Request, project: Project, revision: Revision | None) -> None:
    """Tells what was saved, and offers to undo it."""
    if revision is None:
        messages.info(request, "Nothing changed, so nothing was saved.")
        return
    undo = reverse("revision-undo", args=[project.slug, revision.number])
    messages.success(request, f"{revision.summary}.", extra_tags=undo)


def say(request: Request, sentence: str) -> None:
    """Tells what could not be done."""
    messages.error(request, sentence)


def advise(request: Request, problem: NameProblem | None) -> None:
    """Tells what speaks against a name that was taken all the same."""
    if problem and not problem.refused:
        messages.warning(request, problem.sentence)


def gone(request: Request, project: Project, app: Application, kind: str, name: str) -> HttpResponse:
    """404 for something that was renamed or deleted meanwhile, with a way on."""
    sentence = f"There is no {kind} “{name}” here. Somebody may have renamed or deleted it; the history tells."
    return render(request, "projects/gone.html", context(request, project, app, sentence=sentence), status=404)


def confirm(
    request: Request, project: Project, app: Application, current: tuple[str, str], **dialog: Any
) -> HttpResponse:
    """What a verb touches, before it is done; `dialog` is what ui/confirm.html asks for."""
    form = dialog.get("form")
    about = context(request, project, app, current=current, action_url=request.path, **dialog)
    return render(request, "ui/confirm_page.html", about, status=422 if form and form.errors else 200)
