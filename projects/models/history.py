"""Every change that was ever made."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from projects.models.files import Content
from projects.models.project import Project


class Revision(models.Model):
    """One saved change: who, when, what for."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    summary = models.CharField(max_length=500)
    undoes = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="undone_by")
    """The revision that this one takes back; a redo takes back an undo."""

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.summary}"


class Change(models.Model):
    """What a revision did to one file: None before where it was added, None after where it was deleted."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="changes")
    path = models.CharField(max_length=1000)
    before = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    mode = models.PositiveIntegerField(default=0o644)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["revision", "path"], name="one_change_per_path")]

    def __str__(self) -> str:
        return self.path
