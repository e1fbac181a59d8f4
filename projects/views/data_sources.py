"""Pages of data sources: list, add, edit."""

from __future__ import annotations

from urllib.parse import urlencode

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
from projects.views import conflicts, drafts, gallery, page
from projects.views.data_source_layers import edit_url, layer_of
from projects.views.data_source_page import (
    FIND,
    form_of,
    is_finding,
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
    connector = _wanted_connector(request)
    if not connector:
        return _choose_connector(request, project, app)
    posted = None if is_finding(request) else drafts.posted(request, project)
    name_form = _name_form(posted, app, _suggested_name(app, connector))
    form = new_form_of(request, project, app, name_form["name"].value() or "", connector)
    if is_finding(request) and form.pasted.error:
        return _choose_connector(request, project, app, error=form.pasted.error)
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
    connector = _wanted_connector(request)
    if _is_choosing(request) and not (is_finding(request) and connector):
        return _choose_connector(request, project, app, name, layer)
    form = form_of(request, project, app, name, layer, connector=connector)
    if is_finding(request) and form.pasted.error:
        return _choose_connector(request, project, app, name, layer, error=form.pasted.error)
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


def _is_choosing(request: Request) -> bool:
    """Whether another connector is looked for, by the address of the page or by what was posted there."""
    return request.GET.get("choose") == "connector" and (request.method != "POST" or is_finding(request))


def _wanted_connector(request: Request) -> str:
    """The connector that was chosen; the only one that reads the URL that was posted, if it was one."""
    connector = (request.POST.get("connector") or request.GET.get("connector") or "").strip()
    if connector or not is_finding(request):
        return connector
    found = connectors.for_url(request.POST[FIND])
    return found[0].key if len(found) == 1 else ""


def _choose_connector(
    request: Request,
    project: Project,
    app: Application,
    name: str = "",
    layer: Layer | None = None,
    *,
    error: str = "",
) -> HttpResponse:
    """The gallery, for a new data source or for one file of one that is there; nothing is saved yet.

    What is looked for is posted, as it may be a URL with a password in it. Words then go on in the address.
    """
    at = {"layer": layer.name} if layer else {}
    url = request.POST.get(FIND, "").strip()
    scheme = connectors.scheme_of(url)
    if url and not scheme:
        choosing = {"choose": "connector"} if layer else {}
        return redirect(f"{request.path}?{urlencode(at | choosing | {'q': url})}")
    if scheme and not error and not connectors.for_url(url):
        error = f"No connector here reads a URL that begins with {scheme}://. Choose one by its name."
    query = "" if error else url or request.GET.get("q", "")
    groups = gallery.groups(query, lambda each: f"?{urlencode(at | {'connector': each.key})}")
    context = page.context(
        request,
        project,
        app,
        **({"current": ("data_source", name)} if name else {"section": "data-sources"}),
        groups=groups,
        query=query,
        chosen_by_button=bool(query and scheme),
        error=error,
        layer=layer,
        name=name,
    )
    return render(request, "data_sources/choose.html", context, status=422 if error else 200)


def _suggested_name(app: Application, connector: str) -> str:
    known = connectors.chosen(connector)
    if known and known.category == "memory":
        return free_name(app, "db")
    last = (known.key if known else connector).rpartition("/")[2].removesuffix(".js")
    short = last.removeprefix("loopback-connector-").removeprefix("loopback-component-")
    return free_name(app, short or connector)


def free_name(app: Application, wanted: str) -> str:
    numbered = (f"{wanted}{number}" for number in range(2, len(app.data_sources) + 3))
    return next(name for name in (wanted, *numbered) if name not in app.data_sources)
