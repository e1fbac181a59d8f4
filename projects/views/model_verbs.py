"""Verbs on a whole model, each after a look at what it touches: rename, delete."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.loopback.names import check_model_name
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, models
from projects.forms.data_sources import NameForm
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
        touched=_touched_rows(touched, "change"),
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
    if request.method == "POST":
        with_script = request.POST.get("with_script") == "yes"
        try:
            page.saved(request, project, models.delete(project, request.user, name, with_script=with_script))
        except Refused as refusal:
            page.say(request, str(refusal))
            return redirect("model-edit", project.slug, name)
        return redirect("model-list", project.slug)
    touched = models.touched(app, name)
    return page.confirm(
        request,
        project,
        app,
        ("model", name),
        title=f"Delete the model {name}?",
        text="This can be undone. Models that name it keep doing so, and may stop LoopBack from starting."
        if touched.referrers
        else "This can be undone.",
        touched=_touched_rows(touched, "delete"),
        script=touched.script,
        action="Delete",
        danger=True,
        cancel_url=reverse("model-edit", args=[project.slug, name]),
    )


def _touched_rows(touched: models.Touched, sign: str) -> list[dict[str, str]]:
    rows = [
        {"text": path, "detail": "", "sign": sign if index == 0 else "change"}
        for index, path in enumerate(touched.paths)
    ]
    if touched.script and sign == "change":
        rows.append({"text": touched.script, "detail": "moves along", "sign": "change"})
    detail = "is changed too" if sign == "change" else "still names it"
    rows += [
        {"text": name, "detail": f"({', '.join(ways)}) {detail}", "sign": "change"}
        for name, ways in touched.referrers.items()
    ]
    return rows
