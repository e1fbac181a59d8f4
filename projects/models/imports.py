"""Uploads that were looked at but not yet taken."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from projects.models.project import Project
from projects.models.sealing import SealedField


class StagedImport(models.Model):
    """An upload between its preview and the decision; thrown away after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=20, choices=Project.Origin)
    source = models.CharField(max_length=2000)
    """The folder on the server's machine, or the name of what was uploaded."""
    archive = SealedField(null=True)
    """What was uploaded, as a ZIP; None for a folder on the server's machine."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.source
