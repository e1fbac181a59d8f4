"""The files of a project, and their contents, each kept once."""

from __future__ import annotations

from django.db import models

from projects.models.project import Project
from projects.models.sealing import SealedField


class Content(models.Model):
    """The bytes of a file at some time, sealed; never changed."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    sealed = SealedField()

    def __str__(self) -> str:
        return f"{self.size} bytes"


class ProjectFile(models.Model):
    """A file of a project as it is now (`content`) and as it was imported or last published (`base`)."""

    class Kind(models.TextChoices):
        """What a file is, so that lists need not read it."""

        DEFINITION = "definition", "Model definition"
        JSON = "json", "JSON"
        TEXT = "text", "Text"
        BINARY = "binary", "Not UTF-8"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1000)
    mode = models.PositiveIntegerField(default=0o644)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    """None where the file was deleted since it was last published."""
    base = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    """None where the file was added since then."""
    kind = models.CharField(max_length=10, choices=Kind)
    model_name = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["project", "path"], name="one_file_per_path")]

    def __str__(self) -> str:
        return self.path
