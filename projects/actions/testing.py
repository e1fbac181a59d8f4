"""Trying a data source: what is typed, in an environment, as LoopBack would read it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Mapping

from django.conf import settings as site

from designer import testing
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Step, Verdict
from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused
from projects.actions import files, variables
from projects.models import CheckResult as KeptResult
from projects.models import Project
from projects.models.sealing import digest

DEADLINE_SECONDS = 15.0
_ADDRESS = frozenset(
    {"connector", "adapter", "url", "host", "hostname", "port", "user", "username", "socketPath", "ssl", "baseURL"}
    | {"restPath", "operations", "options", "defaults", "proxy"}
)
"""The settings that say where a secret goes, and as whom."""

_running: dict[str, testing.Cancellation] = {}


def check(
    project: Project,
    environment: str,
    name: str,
    typed: Mapping[str, JSON],
    *,
    kept_secrets: Collection[str] = (),
    values: Mapping[str, str] | None = None,
    token: str = "",
) -> CheckResult:
    """Tries the settings that are typed, saved or not, for a data source that may not exist yet.

    `kept_secrets` are the settings whose secret was not typed but is the saved one: that is only sent to the address,
    as the user and with the TLS settings it was saved with. `values` are typed values of variables. `token` names the
    test, so that `cancel` can end it. Raises Refused with a reason, and environments.MergeConflict.
    """
    app = files.application(project)
    _check_where_secrets_go(app, name, typed, kept_secrets)
    known = variables.values(project, environment) | dict(values or {})
    merged = app.data_sources.merged(name, environment, typed=typed)
    result = run(app, environment, name, merged, known, token=token)
    if name in app.data_sources and result.verdict != Verdict.CANCELLED:
        _keep(project, environment, name, typed, result)
    return result


def run(
    app: Application,
    environment: str,
    name: str,
    merged: Mapping[str, JSON],
    known: Mapping[str, str],
    *,
    token: str = "",
) -> CheckResult:
    """Tries merged settings with these variables, in a child process, within DEADLINE_SECONDS."""
    filled = environments.substitute(dict(merged), known, app_settings(app, environment, known))
    connector = merged.get("connector") or merged.get("adapter") or name
    cancellation = testing.Cancellation()
    _running[token] = cancellation
    try:
        result = testing.check(
            connector if isinstance(connector, str) else None,
            filled.value if isinstance(filled.value, dict) else {},
            deadline_seconds=DEADLINE_SECONDS,
            policy=_policy(),
            cancel=cancellation,
        )
    finally:
        _running.pop(token, None)
    return _with_notes(app, environment, filled.missing, result)


def cancel(token: str) -> None:
    """Ends the test of that name, if it is running in this process."""
    if cancellation := _running.get(token):
        cancellation.cancel()


def app_settings(app: Application, environment: str, known: Mapping[str, str]) -> dict[str, JSON]:
    """The application's own settings, which `${NAME}` falls back to."""
    layers = environments.layer_files("config", environment, app.paths, app.root)
    try:
        config = environments.merge_layers([app.members(path) for path in layers if path.endswith(".json")])
    except environments.MergeConflict:
        config = {}
    return environments.application_settings(config if isinstance(config, dict) else {}, environment, known)


def verdicts(project: Project, environment: str, app: Application) -> dict[str, str]:
    """The last verdict of each data source whose settings are still those that were tested."""
    rows = project.check_results.filter(environment=environment)
    return {
        row.data_source: row.verdict
        for row in rows
        if row.data_source in app.data_sources
        and row.settings_digest == _digest(app.data_sources[row.data_source].settings)
    }


def _check_where_secrets_go(
    app: Application, name: str, typed: Mapping[str, JSON], kept_secrets: Collection[str]
) -> None:
    if not kept_secrets or name not in app.data_sources:
        return
    saved = app.data_sources[name].settings
    moved = [key for key in sorted(_ADDRESS) if saved.get(key) != typed.get(key) and key not in kept_secrets]
    if moved:
        raise Refused(
            f"You changed {', '.join(moved)}. A saved secret is only sent to the address it was saved with: "
            f"type {' and '.join(kept_secrets)} again, or save first."
        )


def _policy() -> Policy | None:
    networks: list[str] | None = site.TEST_NETWORKS
    return None if networks is None else Policy(allowed=tuple(networks))


def _with_notes(app: Application, environment: str, missing: Collection[str], result: CheckResult) -> CheckResult:
    """The result with what LoopBack would do differently, or what could not be seen here."""
    notes = [
        Step(
            "Variables",
            "note",
            f"${{{name}}} has no value in {environment}: LoopBack would go on as if the setting were not there.",
        )
        for name in missing
    ]
    scripts = [path for path in app.data_sources.layers_in(environment) if path.endswith(".js")]
    notes += [Step("Layers", "note", f"{path} is a script; what it sets is not part of this test.") for path in scripts]
    return dataclasses.replace(result, steps=(*notes, *result.steps))


def _keep(project: Project, environment: str, name: str, typed: Mapping[str, JSON], result: CheckResult) -> None:
    KeptResult.objects.update_or_create(
        project=project,
        data_source=name,
        environment=environment,
        defaults={
            "verdict": str(result.verdict),
            "result": result.as_dict(),
            "settings_digest": _digest(typed),
        },
    )


def _digest(settings: Mapping[str, JSON]) -> str:
    return digest(json.dumps(settings, sort_keys=True, default=str).encode())
