"""Buttons of structured fields that change what a form asks for, such as one entry more, and save nothing."""

from __future__ import annotations

from django.http import QueryDict

from projects.forms.structures.field import SHAPE, reshaped
from projects.models import Project
from projects.views import drafts
from projects.views.http import Request


def is_reshaping(request: Request) -> bool:
    """Whether such a button was pressed."""
    return request.method == "POST" and SHAPE in request.POST


def posted(request: Request, project: Project) -> QueryDict | None:
    """What `drafts.posted` gives, in the shape that was asked for."""
    data = drafts.posted(request, project)
    return reshaped(data) if data is not None and SHAPE in data else data
