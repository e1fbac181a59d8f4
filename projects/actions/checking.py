"""What would go wrong with a project, looked for once in each revision."""

from __future__ import annotations

from django.core.cache import cache

from designer.loopback import problems
from designer.loopback.problems import Problem
from projects.actions import files
from projects.models import Project

_KEPT_SECONDS = 24 * 3600


def find(project: Project) -> list[Problem]:
    """The problems of a project as it is now, the worst first."""
    key = f"problems:{project.pk}:{project.revision}"
    found: list[Problem] | None = cache.get(key)
    if found is None:
        found = problems.find(files.application(project, load_all=True))
        cache.set(key, found, _KEPT_SECONDS)
    return found
