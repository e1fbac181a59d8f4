"""The Django app: who keeps which project, and every page."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects and their pages."""

    name = "projects"
    verbose_name = "Projects"
