"""The small dialogs of the diagram: add, attach, relate, copy, delete. Each is a page too; a save is one revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.loopback.application import Application
from designer.loopback.names import check_data_source_name, check_model_name
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import data_sources, files, model_sets, models, relating
from projects.forms.diagram import DataSourceForm, ModelForm, RelateForm, base_names
from projects.forms.models import DeletionForm
from projects.forms.names import NameForm
from projects.models import Project, Revision
from projects.views import page
from projects.views.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_model(request: Request, slug: str) -> HttpResponse:
    """A new model with what cannot wait; `?data_source=` is what it is attached to at first."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    usual = "db" if "db" in app.data_sources else ""
    initial = {"base": "PersistedModel", "public": True, "data_source": request.GET.get("data_source", usual)}
    form = ModelForm(request.POST or None, app=app, initial=initial)

    def save() -> Revision | None:
        said = form.cleaned_data
        definition = {"base": said["base"]} if said["base"] else {}
        config = {"dataSource": said["data_source"] or None, "public": said["public"]}
        revision = models.create(project, request.user, said["name"], definition, config)
        page.advise(request, check_model_name(said["name"], [], []))
        return revision

    return _answer(request, project, app, form, save, title="New model", action="Add the model", blames="name")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_data_source(request: Request, slug: str) -> HttpResponse:
    """A new data source; its settings come next, on its own page."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    form = DataSourceForm(request.POST or None, app=app)

    def save() -> Revision | None:
        name, connector = form.cleaned_data["name"], form.cleaned_data["connector"]
        environment = page.environment_of(request, project, app)
        revision = data_sources.create(project, request.user, name, connector, {}, {}, environment)
        page.advise(request, check_data_source_name(name, []))
        return revision

    text = "Its host, password and other settings come next."
    return _answer(
        request,
        project,
        app,
        form,
        save,
        title="New data source",
        text=text,
        action="Add the data source",
        blames="name",
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def relate(request: Request, slug: str) -> HttpResponse:
    """A relation of the model `from`; what is chosen already comes as fields of the form."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    said = request.POST if request.method == "POST" else request.GET
    owner = said.get("from", "")
    if owner not in app.models:
        return page.gone(request, project, app, "model", owner)
    chosen = _relation_so_far(app, owner, said)
    form = RelateForm(
        said if request.method == "POST" else None, app=app, owner=owner, chosen=chosen, initial=dict(chosen)
    )
    url = reverse("diagram-relate", args=[project.slug])
    return _answer(
        request,
        project,
        app,
        form,
        lambda: relating.relate(project, request.user, form.relation),
        template="diagram/relate.html",
        title=f"Relate {owner}",
        action="Add the relation",
        hidden={"from": owner},
        again_url=url,
        model_names=list(app.models),
    )


def _relation_so_far(app: Application, owner: str, said: QueryDict) -> dict[str, Any]:
    """What is chosen, and what is proposed where nothing was yet: many others, and the inverse with it."""
    fields = ("type", "model", "through", "name", "foreign_key", "inverse_name")
    others = [name for name, model in app.models.items() if name != owner and model.path]
    proposed = {"type": "hasMany", "model": next(iter(others), owner)}
    chosen = {name: said.get(name) or proposed.get(name, "") for name in fields}
    return chosen | {"has_inverse": "has_inverse" in said or "type" not in said}


@signed_in
@require_http_methods(["GET", "HEAD"])
def attach(request: Request, slug: str) -> HttpResponse:
    """To which data source models are attached: asks, and posts to `model-attach`."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    names = [name for name in request.GET.getlist("models") if name in app.models]
    context = page.context(
        request,
        project,
        app,
        model_names=names,
        said=model_sets.said(names),
        data_sources=list(app.data_sources),
        present=app.models[names[0]].data_source if names else "",
    )
    return render(request, "diagram/attach.html", context)


@signed_in
@require_POST
def public(request: Request, slug: str) -> HttpResponse:
    """Makes models public (`public=yes`), or hides them."""
    project = access.get_project_to_edit(request.user, slug)
    names = request.POST.getlist("models")
    is_public = request.POST.get("public") == "yes"
    try:
        if not names:
            raise Refused("Choose at least one model.")
        page.saved(request, project, model_sets.set_public(project, request.user, names, is_public))
    except Refused as refusal:
        page.say(request, str(refusal))
    return redirect("project", project.slug)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Request, slug: str) -> HttpResponse:
    """A copy of a model under another name."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    name = (request.POST if request.method == "POST" else request.GET).get("model", "")
    if name not in app.models:
        return page.gone(request, project, app, "model", name)
    form = NameForm(request.POST or None, initial={"name": model_sets.free_name(app, name)})
    return _answer(
        request,
        project,
        app,
        form,
        lambda: model_sets.duplicate(project, request.user, name, form.cleaned_data["name"]),
        title=f"Copy {name}",
        text="Properties, relations and access rules come along; the code in its script does not.",
        action="Add the copy",
        hidden={"model": name},
        blames="name",
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Request, slug: str) -> HttpResponse:
    """Says what the deletion of several models touches, then does it; their scripts stay."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project, load_all=True)
    asked = (request.POST if request.method == "POST" else request.GET).getlist("models")
    names = model_sets.in_order(app, asked)
    touched = {name: models.touched(app, name) for name in names if name in app.models}
    heirs = sorted({heir for each in touched.values() for heir in each.heirs if heir not in touched})
    data = request.POST if request.method == "POST" else None
    naming = [(owner, each) for one in touched.values() for owner, found in one.relations.items() for each in found]
    relations = list(dict.fromkeys(f"{owner}.{each}" for owner, each in naming if owner not in touched))
    form = DeletionForm(data, heirs=heirs, base="their base", relations=relations, it="them")
    if request.method == "POST":
        others = {key: key in request.POST for key in ("with_heirs", "with_relations")}
        try:
            if not asked:
                raise Refused("Choose at least one model.")
            revision = model_sets.delete(project, request.user, names, **others)
        except Refused as refusal:
            if not form.fields:
                page.say(request, str(refusal))
                return redirect("project", project.slug)
            form.refuse(str(refusal))
        else:
            page.saved(request, project, revision)
            return redirect("project", project.slug)
    referrers = sorted({name for each in touched.values() for name in each.referrers if name not in touched})
    rows = [{"text": name, "detail": ", ".join(each.paths), "sign": "delete"} for name, each in touched.items()]
    rows += [{"text": name, "detail": "is not changed: it will still name them", "sign": "keep"} for name in referrers]
    return page.confirm(
        request,
        project,
        app,
        ("", ""),
        title=f"Delete {model_sets.said(names)}?",
        text="This can be undone. Their scripts stay.",
        touched=rows,
        form=form if form.fields else None,
        hidden_lists={"models": names},
        action="Delete",
        danger=True,
        cancel_url=reverse("project", args=[project.slug]),
    )


def _answer(
    request: Request,
    project: Project,
    app: Application,
    form: forms.Form,
    save: Callable[[], Revision | None],
    *,
    template: str = "diagram/form.html",
    blames: str = "",
    hidden: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Saves a valid form and goes back to the diagram; else shows it, with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            page.saved(request, project, save())
        except Refused as refusal:
            form.add_error(blames or None, str(refusal))
        else:
            return redirect("project", project.slug)
    context = page.context(
        request,
        project,
        app,
        form=form,
        hidden=hidden or {},
        bases=base_names(app),
        action_url=request.path,
        cancel_url=reverse("project", args=[project.slug]),
        **more,
    )
    return render(request, template, context, status=422 if form.errors else 200)
