"""Properties from a spreadsheet or a sample document: looked at first, then added to the table, or saved."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.loopback.application import Application
from designer.loopback.model import Model
from designer.loopback.model_properties import TYPES, PropertyRow
from designer.loopback.pasting import CannotPaste, Pasted, pasted
from designer.loopback.refusal import Refused
from projects.actions import models
from projects.forms.property_views import PropertyView, new_views
from projects.models import Project
from projects.views import page
from projects.views.definition_pages import opened
from projects.views.http import Request, signed_in


@dataclass(frozen=True)
class Found:
    """A property that was found, as its rows would be in the table."""

    views: list[PropertyView]
    is_there: bool
    """Whether the model has one of that name."""
    is_odd: bool
    """Whether its type is none of LoopBack's, and no model."""

    @property
    def root(self) -> PropertyView:
        """The row of the property itself."""
        return self.views[0]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def properties_paste(request: Request, slug: str, name: str) -> HttpResponse:
    """A text to paste, and what was found in it; with `add` the chosen ones are saved."""
    opening = opened(request, slug, name, to_edit=True)
    if isinstance(opening, HttpResponse):
        return opening
    project, app, model = opening
    text, as_sample = request.POST.get("text", ""), "as_sample" in request.POST
    found, error = None, ""
    try:
        found = pasted(text, app.models.keys(), as_sample=as_sample) if text.strip() else None
    except CannotPaste as refusal:
        error = str(refusal)
    if found and "add" in request.POST:
        try:
            _save(request, project, model, found)
        except Refused as refusal:
            error = str(refusal)
        else:
            return redirect("model-properties", project.slug, name)
    template = "models/paste_form.html" if request.htmx else "models/paste.html"
    about = {} if request.htmx else page.context(request, project, app, current=("model", name))
    context = about | {
        "text": text,
        "error": error,
        "found": _described(app, model, found) if found else [],
        "left_out": found.left_out if found else (),
        "defines": bool(found and found.defines),
        "as_sample": as_sample,
        "paste_url": request.path,
        "properties_url": reverse("model-properties", args=[project.slug, name]),
    }
    return render(request, template, context, status=422 if error and not request.htmx else 200)


def _described(app: Application, model: Model, found: Pasted) -> list[Found]:
    known = {each.lower() for each in TYPES} | {*app.models}
    result = []
    for name, value in found.properties.items():
        views = new_views(f"new-{secrets.token_hex(4)}", name, value)
        types = {view.type.strip("[]") for view in views if view.inner is None and view.is_simple}
        is_odd = any(each not in known and each.lower() not in known for each in types)
        result.append(Found(views, name in model.properties, is_odd))
    return result


def _save(request: Request, project: Project, model: Model, found: Pasted) -> None:
    taken = set(request.POST.getlist("take")) - model.properties.keys()
    new = [PropertyRow(None, name, value) for name, value in found.properties.items() if name in taken]
    edit = models.PropertiesEdit([*model.properties, *new])
    revision, _ = models.update_properties(project, request.user, model.name, edit)
    page.saved(request, project, revision)
