"""Where a project was published to besides the place it belongs to, and what was left there."""

from __future__ import annotations

from django.db import models

from projects.models.files import Content
from projects.models.project import Project


class Destination(models.Model):
    """A folder, or a branch of a repository, that a project was published to."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="destinations")
    address = models.CharField(max_length=3000)
    revision = models.PositiveIntegerField(null=True)
    """The newest revision when it was last published there; None where that was not noted."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "address"], name="one_destination_per_address")]

    def __str__(self) -> str:
        return self.address


class DestinationFile(models.Model):
    """A file as it was published there last."""

    destination = models.ForeignKey(Destination, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1000)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["destination", "path"], name="one_published_file_per_path")]

    def __str__(self) -> str:
        return self.path
