"""Where the cards of a project's diagram stand."""

from __future__ import annotations

from django.db import models

from projects.models.project import Project


class Diagram(models.Model):
    """The arrangement of a project's diagram: the same for all its members, and no part of the application."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="diagram")
    positions = models.JSONField(default=dict)
    """By card, such as `model:Customer`: `x` and `y` in pixels, and `fold` where its properties are shown otherwise."""
    number = models.PositiveIntegerField(default=0)
    """Grows with each change, so that other pages learn of it."""

    def __str__(self) -> str:
        return f"Diagram of {self.project}"
