"""What the pages of a model's definition have in common: whose they are, and what comes of saving one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpResponse

from designer.loopback.application import Application
from designer.loopback.model import Model
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import definition_parts, files
from projects.actions.definition_parts import PartEdit
from projects.actions.files import Conflict
from projects.forms.definition_parts import DefinitionPartForm
from projects.forms.values import ABSENT
from projects.models import Project, Revision
from projects.views import conflicts, drafts, page
from projects.views.http import Request

Opened: TypeAlias = tuple[Project, Application, Model]


def opened(request: Request, slug: str, name: str, *, to_edit: bool = False) -> Opened | HttpResponse:
    """A model with a definition of its own, to be edited where something is posted or `to_edit`; else why not.

    Where it is gone, what was posted is kept as a draft; a page that is `to_edit` alone has no drafts.
    """
    editing = to_edit or request.method == "POST"
    project = (access.get_project_to_edit if editing else access.get_project_to_view)(request.user, slug)
    app = files.application(project)
    model = app.models.get(name)
    if model is not None and model.path is not None:
        return project, app, model
    is_kept = not to_edit and drafts.keep_posted(request, project)
    if model is None:
        return page.gone(request, project, app, "model", name, kept=is_kept)
    return page.without_definition(request, project, app, name)


def edit_of(form: DefinitionPartForm) -> PartEdit:
    """What a valid form would save."""
    value = form.typed.value
    return PartEdit(
        form.part,
        None if value is ABSENT else value,
        is_absent=value is ABSENT,
        renamed=form.typed.renamed,
        seen=str(form.data.get("seen", "")),
        choices=conflicts.chosen(form.data),
    )


def save(
    request: Request,
    project: Project,
    app: Application,
    form: DefinitionPartForm,
    update: Callable[[PartEdit], Revision | None],
) -> tuple[bool, conflicts.Described | None]:
    """Saves a valid form by `update`: whether that was done, and what is to be chosen first where it was not.

    The reason why it was refused stands in the form then.
    """
    edit = edit_of(form)
    try:
        revision = update(edit)
    except Conflict:
        found = definition_parts.reconcile(files.application(project), form.model.name, edit)
        return False, conflicts.describe_members(project, app, found, choices=edit.choices)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False, None
    drafts.done(request, project)
    page.saved(request, project, revision)
    return True, None
