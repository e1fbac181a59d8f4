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
from designer.loopback.refusal import Refused
from designer.loopback.variables import app_settings
from projects.actions import files, parts, trust, variables
from projects.actions.variables import Move
from projects.models import CheckResult as KeptResult
from projects.models import Project

DEADLINE_SECONDS = 15.0
_MOST_WAITING = 1000
_cancellations: dict[str, testing.Cancellation] = {}
"""By the token of its test, of which a cancellation may arrive before the test itself does."""


def check(
    project: Project,
    environment: str,
    name: str,
    typed: Mapping[str, JSON],
    *,
    kept_secrets: Collection[str] = (),
    values: Mapping[str, str] | None = None,
    moved: Collection[Move] = (),
    token: str = "",
    path: str | None = None,
) -> CheckResult:
    """Tries the settings that are typed, saved or not, for a data source that may not exist yet.

    They stand in for those of the file at `path`, by default the one it is defined in; the other files of the
    environment are merged with them. `kept_secrets` are the settings that hold a secret which was not typed but is the
    saved one, `values` the typed values of variables, `moved` the secrets that variables are to hold.
    What was not typed is only sent to the address, as the user and with the TLS settings it was saved with, variables
    filled in; see `trust`. `token` names the test, so that `cancel` can end it.
    Raises Refused with a reason, also where LoopBack does not read the file, and environments.MergeConflict.
    """
    app = files.application(project)
    fresh = dict(values or {})
    path = path or _path_of(app, name)
    if path not in app.data_sources.files.read_in(environment, path):
        raise Refused(_not_read(app, path, environment))
    merged = app.data_sources.merged(name, environment, typed=typed, path=path)
    kept = variables.known(project, environment)
    known = {**{each.variable: each.value for each in moved}, **kept.values, **fresh}
    saved = trust.of_saved(app, environment, name, kept)
    now = trust.sent(app, environment, name, merged, trust.Known(known, kept.plain - fresh.keys()))
    by_hand = {key for key in typed if key not in kept_secrets and same(merged.get(key), typed[key])}
    trust.check(project, name, saved, now, [each for each in now.secrets if _is_typed(each, by_hand, fresh)])
    result = run(app, environment, name, merged, known, token=token)
    if name in app.data_sources and result.verdict != Verdict.CANCELLED:
        _keep(project, environment, name, path, _digest(merged, known), result)
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
    cancellation = _cancellations.setdefault(token, testing.Cancellation()) if token else testing.Cancellation()
    try:
        result = testing.check(
            connector if isinstance(connector, str) else None,
            filled.value if isinstance(filled.value, dict) else {},
            deadline_seconds=DEADLINE_SECONDS,
            policy=_policy(),
            cancel=cancellation,
        )
    finally:
        _cancellations.pop(token, None)
    return _with_notes(app, environment, filled.missing, result)


def cancel(token: str) -> None:
    """Ends the test of that name, which runs in this process or is about to."""
    _cancellations.setdefault(token, testing.Cancellation()).cancel()
    for other in list(_cancellations)[:-_MOST_WAITING]:
        _cancellations.pop(other, None)  # of a test that had ended, or that never came


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


def _is_typed(secret: trust.Secret, settings: Collection[str], values: Mapping[str, str]) -> bool:
    return secret.variable in values if secret.variable else secret.is_literal and secret.setting in settings


def _path_of(app: Application, name: str) -> str:
    return app.data_sources[name].path if name in app.data_sources else app.data_sources.main_path


def _not_read(app: Application, path: str, environment: str) -> str:
    """Why what is typed for a file cannot be tried in an environment."""
    if script := app.data_sources.files.shadowed_by(path):
        return f"{path} is not read in {environment}: LoopBack reads {script} in its place."
    if not app.has(app.data_sources.main_path):
        return f"{path} is not read: without {app.data_sources.main_path} LoopBack reads no data sources at all."
    own = app.data_sources.files.at(path).environment
    return f"{path} is not read in {environment}. Choose the environment {own} above to test it."


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


def _keep(project: Project, environment: str, name: str, path: str, settings_digest: str, result: CheckResult) -> None:
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


def _digest(merged: Mapping[str, JSON], known: Mapping[str, str]) -> str:
    """What a test was about: the settings, and the values of the variables in them."""
    used = sorted({reference.name for reference in environments.references(dict(merged))})
    return parts.digest_of([dict(merged), [[name, known.get(name)] for name in used]])
