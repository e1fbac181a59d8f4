"""Verbs on a whole model, each after a look at what it touches: rename, delete."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.loopback import implied_names
from designer.loopback.application import Application
from designer.loopback.names import check_model_name
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, models
from projects.forms.models import DeletionForm
from projects.forms.names import NameForm
from projects.views import page
from projects.views.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_rename(request: Request, slug: str, name: str) -> HttpResponse:
    """Another name: file, script, entries, and what other models say of it."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project, load_all=True)
    if name not in app.models:
        return page.gone(request, project, app, "model", name)
    form = NameForm(request.POST or None, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        new_name = form.cleaned_data["name"]
        try:
            page.saved(request, project, models.rename(project, request.user, name, new_name))
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            page.advise(request, check_model_name(new_name, [], []))
            return redirect("model-edit", project.slug, new_name)
    touched = models.touched(app, name)
    return page.confirm(
        request,
        project,
        app,
        ("model", name),
        title=f"Rename {name}",
        text=_stays(app, name),
        warning=page.scripts_warning(touched.scripts),
        touched=[*_touched_rows(touched, "change"), *_implied_rows(app, name)],
        form=form,
        action="Rename",
        cancel_url=reverse("model-edit", args=[project.slug, name]),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_delete(request: Request, slug: str, name: str) -> HttpResponse:
    """Says what a deletion touches, asks about the script, then does it."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project, load_all=True)
    if name not in app.models:
        return page.gone(request, project, app, "model", name)
    touched = models.touched(app, name)
    data = request.POST if request.method == "POST" else None
    relations = [f"{owner}.{each}" for owner, found in touched.relations.items() for each in found]
    form = DeletionForm(data, heirs=touched.heirs, base=touched.base, relations=relations)
    with_script = request.POST.get("with_script") == "yes"
    if request.method == "POST":
        try:
            revision = models.delete(
                project,
                request.user,
                name,
                with_script=with_script,
                with_heirs="with_heirs" in request.POST,
                with_relations="with_relations" in request.POST,
            )
        except Refused as refusal:
            if not form.fields:
                page.say(request, str(refusal))
                return redirect("model-edit", project.slug, name)
            form.refuse(str(refusal))
        else:
            page.saved(request, project, revision)
            return redirect("model-list", project.slug)
    return page.confirm(
        request,
        project,
        app,
        ("model", name),
        title=f"Delete the model {name}?",
        text=" ".join(filter(None, ("This can be undone.", _consequences(touched)))),
        warning=page.scripts_warning(touched.scripts, deleting=True),
        touched=_touched_rows(touched, "delete"),
        form=form if form.fields else None,
        script=touched.script,
        with_script=with_script,
        action="Delete",
        danger=True,
        cancel_url=reverse("model-edit", args=[project.slug, name]),
    )


def _stays(app: Application, name: str) -> str:
    """What LoopBack calls after a model, and whether it keeps its name."""
    said = []
    if implied_names.implied(app, name):
        said.append("Keys of relations that follow from the name are written down, so that they stay as they are.")
    if joined := implied_names.joins(app, name):
        named = ", ".join(f"“{each}” of {owner}" for owner, names in joined.items() for each in names)
        said.append(f"The keys between two models of {named} will follow the new name: this cannot be held off.")
    if kind := implied_names.stored_in(app, name):
        said.append(
            f"LoopBack will look for its data in a {kind} of the new name; set “{kind}” first to keep the present one."
        )
    return " ".join(said)


def _implied_rows(app: Application, name: str) -> list[dict[str, str]]:
    """The keys that a rename writes down, by model."""
    return [
        {"text": owner, "detail": f"(relation {word}) is written down", "sign": "change"}
        for owner, words in implied_names.implied(app, name).items()
        for word in words
    ]


def _consequences(touched: models.Touched) -> str:
    """What becomes of the models that name it (loopback 3.28.0: a relation to an unknown model is never set up)."""
    if not touched.referrers:
        return ""
    if not touched.heirs:
        return "Models that name it keep doing so: LoopBack starts, but never sets up a relation to a model it lacks."
    return "LoopBack would not start while another model extends it, so those need another base."


def _touched_rows(touched: models.Touched, sign: str) -> list[dict[str, str]]:
    rows = [
        {"text": path, "detail": "", "sign": sign if index == 0 else "change"}
        for index, path in enumerate(touched.paths)
    ]
    if touched.script and sign == "change":
        rows.append({"text": touched.script, "detail": "moves along", "sign": "change"})
    for name, ways in touched.referrers.items():
        detail, kind = "is changed too", "change"
        if sign != "change":
            stays = " unless you choose so below" if name in touched.relations else ": it will still name it"
            detail, kind = f"is not changed{stays}", "keep"
        rows.append({"text": name, "detail": f"({', '.join(ways)}) {detail}", "sign": kind})
    return rows
