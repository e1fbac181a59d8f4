"""What somebody typed and did not save yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from projects.models.project import Project
from projects.models.sealing import SealedField


class Draft(models.Model):
    """What one person typed last in one form, so that a closed browser loses little of it. Nobody else sees it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=64)
    """The digest of the form's address: names in it can be of any length."""
    sealed = SealedField()
    """The posted data, as the query string that a form sends."""
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["project", "user", "form"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return f"{self.user} in {self.project}"
