"""Trying a data source: what is typed, in an environment, as LoopBack would read it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings as site
from django.contrib.auth.models import User

from designer import connectors, testing
from designer.connectors.base import Surroundings
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Step, Verdict
from designer.loopback import environments, packages
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, same
from designer.loopback.refusal import Refused
from designer.loopback.variables import app_settings
from projects.actions import files, last_results, running_tests, trust, variables
from projects.actions.storable import storable
from projects.actions.variables import Move
from projects.models import Project


@dataclass(frozen=True)
class Trial:
    """A data source as it is to be tried: its files merged, all variables filled in."""

    connector: str | None
    settings: Mapping[str, JSON]
    surroundings: Surroundings
    notes: tuple[Step, ...]
    """What LoopBack would do differently, or what cannot be seen here; shown before the steps."""
    digest: str
    """What the test is about, for `last_results`."""

    def run(
        self,
        *,
        cancel: testing.Cancellation | None = None,
        progress: testing.Progress = lambda _: None,
    ) -> CheckResult:
        """Tries it in a child process, within the seconds that the operator allows. Touches no database.

        `progress` hears the steps, in this thread, whenever they change and several times a second.
        """
        if cancel is not None and cancel.cancelled:
            return CheckResult(Verdict.CANCELLED, "The test was cancelled before it began.")
        result = testing.check(
            self.connector,
            self.settings,
            deadline_seconds=site.TEST_SECONDS,
            policy=_policy(),
            cancel=cancel,
            surroundings=self.surroundings,
            progress=progress,
        )
        result = dataclasses.replace(result, steps=(*self.notes, *result.steps))
        return CheckResult.from_dict(storable(result.as_dict()))

    def outlook(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """The steps as a page shows them while they come: those that are still to come are “waiting”."""
        found = connectors.find(self.connector)
        names = {step.name for step in steps}
        waiting = [name for name in (found.steps if found else ()) if name not in names]
        shown = [step.as_dict() for step in (*self.notes, *steps)]
        return shown + [{"name": name, "state": "waiting"} for name in waiting]


def check(
    project: Project,
    environment: str,
    name: str,
    typed: Mapping[str, JSON],
    *,
    kept_secrets: Collection[str] = (),
    values: Mapping[str, str] | None = None,
    moved: Collection[Move] = (),
    user: User | None = None,
    token: str = "",
    path: str | None = None,
) -> CheckResult:
    """Tries the settings that are typed, saved or not, for a data source that may not exist yet.

    They stand in for those of the file at `path`, by default the one it is defined in; the other files of the
    environment are merged with them. `kept_secrets` are the settings that hold a secret which was not typed but is the
    saved one, `values` the typed values of variables, `moved` the secrets that variables are to hold.
    What was not typed is only sent to the address, as the user and with the TLS settings it was saved with, variables
    filled in; see `trust`. Where there is a `user`, they can see and cancel it by the `token`; see `running_tests`.
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
    trial = prepared(app, environment, name, merged, known)
    result = _watched(trial, project, user, token, environment, name) if user else trial.run()
    if name in app.data_sources and result.verdict != Verdict.CANCELLED:
        last_results.keep(project, environment, name, path, trial.digest, result)
    return result


def of_saved(project: Project, app: Application, environment: str, name: str, kept: trust.Known) -> Trial:
    """A data source as it is saved, with the variables that have a value.

    Raises Refused where a secret in it may not go where it would go, and environments.MergeConflict.
    """
    merged = app.data_sources.merged(name, environment)
    sent = trust.of_saved(app, environment, name, kept)
    trust.check(project, name, sent, sent, [])
    return prepared(app, environment, name, merged, kept.values)


def prepared(
    app: Application, environment: str, name: str, merged: Mapping[str, JSON], known: Mapping[str, str]
) -> Trial:
    """Merged settings with the variables filled in, as LoopBack would."""
    filled = environments.substitute(dict(merged), known, app_settings(app, environment, known))
    connector = merged.get("connector") or merged.get("adapter") or name
    connector = connector if isinstance(connector, str) else None
    return Trial(
        connector,
        filled.value if isinstance(filled.value, dict) else {},
        _surroundings(app, connector),
        tuple(_notes(app, environment, filled.missing)),
        last_results.digest(merged, known),
    )


def _watched(trial: Trial, project: Project, user: User, token: str, environment: str, name: str) -> CheckResult:
    cancellation = testing.Cancellation()
    with running_tests.watched(
        project, user, token, cancellation.cancel, environment=environment, data_source=name
    ) as watch:

        def progress(steps: Sequence[Step]) -> None:
            watch.tell({"steps": trial.outlook(steps)})

        progress(())
        return trial.run(cancel=cancellation, progress=progress)


def _surroundings(app: Application, connector_name: str | None) -> Surroundings:
    """What package.json says of the LoopBack, the connector's package and the node that the application runs with."""
    connector = connectors.find(connector_name)
    engines = app.members(app.package_path).get("engines") if app.package_path else None
    node = engines.get("node") if isinstance(engines, dict) else None
    return Surroundings(
        loopback=packages.loopback_version(app),
        package_range=packages.range_of(app, connector.package) if connector and connector.package else None,
        node_range=node if isinstance(node, str) else None,
    )


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
    targets: list[str] | None = site.ALLOWED_TARGETS
    return None if targets is None else Policy.of_targets(targets)


def _notes(app: Application, environment: str, missing: Collection[str]) -> Iterator[Step]:
    """What LoopBack would do differently, or what could not be seen here."""
    for name in missing:
        sentence = f"${{{name}}} has no value in {environment}: LoopBack would go on as if the setting were not there."
        yield Step("Variables", "note", sentence)
    for path in app.data_sources.layers_in(environment):
        if path.endswith(".js"):
            yield Step("Layers", "note", f"{path} is a script; what it sets is not part of this test.")
