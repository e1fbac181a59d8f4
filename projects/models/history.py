"""Every change that was ever made."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from designer.loopback.subjects import Effect, Kind
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


class RevisionSubject(models.Model):
    """A data source or model that a revision is about, as it is called after it (before it, where it is deleted)."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Kind])
    name = models.CharField(max_length=1000)
    effect = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Effect])
    old_name = models.CharField(max_length=1000, blank=True)
    """What it was called before, where it was renamed."""

    class Meta:
        indexes = [models.Index(fields=["kind", "name"]), models.Index(fields=["kind", "old_name"])]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.effect}"


class Change(models.Model):
    """What a revision did to one file: None before where it was added, None after where it was deleted."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="changes")
    path = models.CharField(max_length=1000)
    before = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    mode = models.PositiveIntegerField(default=0o644)
    moved_from = models.CharField(max_length=1000, blank=True)
    """The path the file had before, where the revision moved it here."""

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["revision", "path"], name="one_change_per_path")]

    def __str__(self) -> str:
        return self.path
