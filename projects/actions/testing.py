"""Trying a data source: what is typed, in an environment, as LoopBack would read it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

from django.conf import settings as site

from designer import testing
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Step, Verdict
from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, same
from designer.loopback.jsonvalues import finite, masked
from designer.loopback.refusal import Refused
from projects.actions import files, parts, variables
from projects.models import CheckResult as KeptResult
from projects.models import Project

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

    `kept_secrets` are the settings that hold a secret which was not typed but is the saved one, `values` the typed
    values of variables. What was not typed is only sent to the address, as the user and with the TLS settings it was
    saved with. `token` names the test, so that `cancel` can end it.
    Raises Refused with a reason, and environments.MergeConflict.
    """
    app = files.application(project)
    fresh = dict(values or {})
    merged = app.data_sources.merged(name, environment, typed=typed)
    saved = app.data_sources.merged(name, environment) if name in app.data_sources else {}
    untyped = {
        key: value
        for key, value in merged.items()
        if key in kept_secrets or key not in typed or not same(value, typed[key])
    }
    kept = variables.values(project, environment)
    lent = [each.name for each in _references(merged) if each.name in kept and each.name not in fresh]
    _check_where_secrets_go(app, name, saved, merged, untyped, lent)
    known = kept | fresh
    result = run(app, environment, name, merged, known, token=token)
    if name in app.data_sources and result.verdict != Verdict.CANCELLED:
        _keep(project, environment, name, _digest(merged, known), result)
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
    """The last verdict of each data source that is still what was tested: its merged settings and its variables."""
    rows = [row for row in project.check_results.filter(environment=environment) if row.data_source in app.data_sources]
    known = variables.values(project, environment) if rows else {}
    return {row.data_source: row.verdict for row in rows if _is_about(row, app, environment, known)}


def _is_about(row: KeptResult, app: Application, environment: str, known: Mapping[str, str]) -> bool:
    try:
        return row.settings_digest == _digest(app.data_sources.merged(row.data_source, environment), known)
    except environments.MergeConflict:
        return False


def _check_where_secrets_go(
    app: Application,
    name: str,
    saved: Mapping[str, JSON],
    merged: Mapping[str, JSON],
    untyped: Mapping[str, JSON],
    lent: Collection[str],
) -> None:
    """Raises Refused where a secret that nobody typed just now would go somewhere else than where it was saved for.

    `untyped` are the settings that are not typed, `lent` the variables whose value is a kept one.
    """
    path = app.data_sources[name].path if name in app.data_sources else app.data_sources.main_path
    kept = masked(path, (name,), dict(untyped)) != finite(dict(untyped))
    unknown = sorted(set(lent) - {reference.name for reference in _references(saved)})
    if unknown:
        raise Refused(f"Type the value of {', '.join(unknown)} for this test, or save the data source first.")
    if not kept and not lent:
        return
    before, now = masked(path, (name,), dict(saved)), masked(path, (name,), dict(merged))
    moved = [key for key in sorted(_ADDRESS) if not same(before.get(key), now.get(key))]
    if moved:
        raise Refused(
            f"You changed {', '.join(moved)}. A saved secret is only sent to the address it was saved with: "
            "type it again, or save first."
        )


def _references(settings: Mapping[str, JSON]) -> list[environments.Reference]:
    """The variables that LoopBack would fill in."""
    kinds = (environments.Kind.WHOLE, environments.Kind.PREFIX_LOST)
    return [each for each in environments.references(dict(settings)) if each.kind in kinds]


def _policy() -> Policy | None:
    networks: list[str] | None = site.TEST_NETWORKS
    return None if networks is None else Policy(allowed=tuple(networks), sockets=False)


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


def _keep(project: Project, environment: str, name: str, settings_digest: str, result: CheckResult) -> None:
    KeptResult.objects.update_or_create(
        project=project,
        data_source=name,
        environment=environment,
        defaults={"verdict": str(result.verdict), "result": result.as_dict(), "settings_digest": settings_digest},
    )


def _digest(merged: Mapping[str, JSON], known: Mapping[str, str]) -> str:
    """What a test was about: the settings, and the values of the variables in them."""
    used = sorted({reference.name for reference in environments.references(dict(merged))})
    return parts.digest_of([dict(merged), [[name, known.get(name)] for name in used]])
