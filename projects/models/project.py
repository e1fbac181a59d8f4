"""A project is an application kept in Loopwright; members may see or edit it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Role(models.TextChoices):
    """What a member may do; each role may also do what the ones below it may."""

    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"


class Project(models.Model):
    """One LoopBack application."""

    class Origin(models.TextChoices):
        """Where a project came from."""

        TEMPLATE = "template", "created here"
        ARCHIVE = "archive", "from a ZIP"
        UPLOAD = "upload", "from a folder in the browser"
        FOLDER = "folder", "from a folder"

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=220, unique=True)
    root = models.CharField(max_length=1000, blank=True)
    """The application folder inside the project, such as `server`."""
    origin = models.CharField(max_length=20, choices=Origin)
    source = models.CharField(max_length=2000, blank=True)
    """The folder or the name of the archive it came from."""
    place = models.CharField(max_length=3000, blank=True)
    """The address of the folder or branch that the bases of its files describe; empty while it belongs nowhere."""
    repository = models.CharField(max_length=2000, blank=True)
    """The path of the git repository it was last committed to."""
    branch = models.CharField(max_length=500, blank=True)
    commit = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=0)
    """The number of the newest revision."""
    published_revision = models.PositiveIntegerField(null=True)
    """The newest revision when it was last published to its place; None where it never was."""
    left_out = models.JSONField(default=list, blank=True)
    """Paths that are there in the place it came from, but were not taken: links, and files that are too large."""
    data_source_count = models.PositiveIntegerField(default=0)
    model_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person's part in a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_role_per_project")]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"
