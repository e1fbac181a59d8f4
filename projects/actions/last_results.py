"""What the connection test of each data source said last, and whether it is still about what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from designer.connectors.results import CheckResult
from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from projects.actions import parts, variables
from projects.models import CheckResult as KeptResult
from projects.models import Project


@dataclass(frozen=True)
class LastResult:
    """The last result of a data source in an environment."""

    result: Mapping[str, Any]
    """As `CheckResult.as_dict` gives it, and the `path` of the file that was edited."""
    when: datetime
    is_current: bool
    """Whether the merged settings and the variables in them are still those that were tested."""

    @property
    def verdict(self) -> str:
        """As Verdict spells it."""
        return str(self.result["verdict"])

    @property
    def sentence(self) -> str:
        """What the test said."""
        return str(self.result["sentence"])


def of(project: Project, environment: str, app: Application) -> dict[str, LastResult]:
    """The last result of each data source that was ever tested in an environment."""
    rows = [row for row in project.check_results.filter(environment=environment) if row.data_source in app.data_sources]
    known = variables.values(project, environment) if rows else {}
    return {
        row.data_source: LastResult(row.result, row.created_at, _is_about(row, app, environment, known)) for row in rows
    }


def keep(project: Project, environment: str, name: str, path: str, settings_digest: str, result: CheckResult) -> None:
    """Keeps the result of a test of these settings, in the place of the one before."""
    KeptResult.objects.update_or_create(
        project=project,
        data_source=name,
        environment=environment,
        defaults={
            "verdict": str(result.verdict),
            "result": result.as_dict() | {"path": path},
            "settings_digest": settings_digest,
        },
    )


def digest(merged: Mapping[str, JSON], known: Mapping[str, str]) -> str:
    """What a test is about: the settings, and the values of the variables in them."""
    used = sorted({reference.name for reference in environments.references(dict(merged))})
    return parts.digest_of([dict(merged), [[name, known.get(name)] for name in used]])


def _is_about(row: KeptResult, app: Application, environment: str, known: Mapping[str, str]) -> bool:
    try:
        return row.settings_digest == digest(app.data_sources.merged(row.data_source, environment), known)
    except environments.MergeConflict:
        return False
