"""Pages of data sources: list, add, edit."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from designer import connectors
from designer.loopback.application import Application
from designer.loopback.data_sources import NotMergeable
from designer.loopback.layers import Layer
from designer.loopback.names import check_data_source_name
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import data_sources, files, variables
from projects.actions.files import Conflict
from projects.forms.names import NameForm
from projects.models import Project
from projects.views import conflicts, drafts, page, tree
from projects.views.data_source_layers import edit_url, layer_of
from projects.views.data_source_page import (
    form_of,
    is_reshaping,
    new_form_of,
    render_page,
    render_reshaped,
    without_own_keys,
)
from projects.views.data_source_rows import list_page
from projects.views.http import Request, signed_in


@signed_in
@require_safe
def data_source_list(request: Request, slug: str) -> HttpResponse:
    """All data sources, and how many models use each."""
    project = access.get_project_to_view(request.user, slug)
    return list_page(request, project, files.application(project))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_create(request: Request, slug: str) -> HttpResponse:
    """A new data source: first its connector, then its settings."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    connector = (request.POST.get("connector") or request.GET.get("connector") or "").strip()
    if not connector:
        context = page.context(request, project, app, section="data-sources", connectors=_connectors())
        return render(request, "data_sources/choose.html", context)
    name_form = _name_form(drafts.posted(request, project), app, _suggested_name(app, connector))
    form = new_form_of(request, project, app, name_form["name"].value() or "", connector)
    if is_reshaping(request):
        return render_reshaped(request, project, app, form, name_form)
    if request.method == "POST" and name_form.is_valid() & form.is_valid():
        name = name_form.cleaned_data["name"]
        try:
            revision = data_sources.create(
                project,
                request.user,
                name,
                form.written_connector,
                without_own_keys(form.settings),
                form.values,
                form.environment,
            )
        except Refused as refusal:
            name_form.add_error("name", str(refusal))
        else:
            drafts.done(request, project)
            page.saved(request, project, revision)
            page.advise(request, check_data_source_name(name, []))
            return redirect("data-source-edit", project.slug, name)
    return render_page(request, project, app, form, name_form=name_form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_edit(request: Request, slug: str, name: str) -> HttpResponse:
    """The settings of a data source."""
    editing = request.method == "POST"
    get = access.get_project_to_edit if editing else access.get_project_to_view
    project = get(request.user, slug)
    app = files.application(project)
    if name not in app.data_sources:
        return page.gone(request, project, app, "data source", name, kept=drafts.keep_posted(request, project))
    layer = layer_of(request, project, app, name)
    if request.GET.get("choose") == "connector" and not editing:
        return _choose_connector(request, project, app, name, layer)
    form = form_of(request, project, app, name, layer)
    if is_reshaping(request):
        return render_reshaped(request, project, app, form)
    conflict = None
    if editing and form.is_valid():
        seen, choices = request.POST.get("seen", ""), conflicts.chosen(request.POST)
        moved = variables.moves(project, app, name, layer.path, form.moved, form.environment)
        try:
            revision = data_sources.update(
                project,
                request.user,
                name,
                form.settings,
                form.values,
                form.environment,
                seen,
                path=layer.path,
                choices=choices,
                kept_secrets=form.kept_secrets,
                moved=moved,
            )
        except Conflict:
            app = files.application(project)
            found = data_sources.reconciled(app, name, form.settings, seen, layer.path, choices)
            conflict = conflicts.describe_members(project, app, found, choices=choices)
        except NotMergeable as refusal:
            form.blame(refusal.setting, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.done(request, project)
            page.saved(request, project, revision)
            page.say_moved(request, moved)
            return redirect(edit_url(project, files.application(project), name, layer))
    return render_page(request, project, app, form, conflict=conflict)


def _name_form(data: QueryDict | None, app: Application, suggested: str) -> NameForm:
    return NameForm(data, existing=list(app.data_sources), initial={"name": suggested})


def _choose_connector(request: Request, project: Project, app: Application, name: str, layer: Layer) -> HttpResponse:
    """Another connector for a data source, in one file; the form then has its settings, and nothing is saved yet."""
    offered = _connectors(f"layer={quote(layer.name)}&")
    context = page.context(
        request, project, app, current=("data_source", name), connectors=offered, layer=layer, name=name
    )
    return render(request, "data_sources/choose.html", context)


def _connectors(query: str = "") -> list[dict[str, str]]:
    return [
        {"key": key, "package": connector.package or "", "url": f"?{query}connector={key}", **tree.kind(key)}
        for key, connector in connectors.CATALOGUE.items()
    ]


def _suggested_name(app: Application, connector: str) -> str:
    known = connectors.find(connector)
    return free_name(app, "db" if known and known.category == "memory" else known.key if known else connector)


def free_name(app: Application, wanted: str) -> str:
    numbered = (f"{wanted}{number}" for number in range(2, len(app.data_sources) + 3))
    return next(name for name in (wanted, *numbered) if name not in app.data_sources)
