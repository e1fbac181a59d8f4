"""Values for `${NAME}` in each environment: sealed in the project, used for tests, never shown or exported unasked.

Whatever changes a value also keeps note of where secrets may be sent; see `trust`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from designer.loopback.application import Application
from designer.loopback.environments import MergeConflict, references
from designer.loopback.jsontext import JSON, same
from designer.loopback.variables import FILLED
from projects.actions import files, trust
from projects.actions.trust import Known, Secret, Sent
from projects.models import Project, Variable


def values(project: Project, environment: str) -> dict[str, str]:
    """The variables that have a value in an environment."""
    return dict(known(project, environment).values)


def known(project: Project, environment: str) -> Known:
    """The variables that have a value in an environment, and which of them are no secrets."""
    rows = list(project.variables.filter(environment=environment))
    plain = frozenset(row.name for row in rows if row.is_plain)
    return Known({row.name: bytes(row.sealed).decode() for row in rows}, plain)


def names(project: Project, environment: str) -> set[str]:
    """The names of the variables that have a value in an environment."""
    return set(project.variables.filter(environment=environment).values_list("name", flat=True))


def environments_of(project: Project, app: Application) -> list[str]:
    """The environments there are files for, and those in which a variable has a value."""
    with_values = project.variables.order_by("environment").values_list("environment", flat=True).distinct()
    return list(dict.fromkeys([*app.environments, *with_values]))


def with_values(project: Project) -> dict[str, set[str]]:
    """The environments in which each variable has a value."""
    found: dict[str, set[str]] = {}
    for name, environment in project.variables.values_list("name", "environment"):
        found.setdefault(name, set()).add(environment)
    return found


def keep(project: Project, environment: str, new: Mapping[str, str], *, typed: Collection[str] | None = None) -> None:
    """Keeps values, over those that were there.

    `typed` are the names of those that a person typed just now (None: all), who may have them sent to where the data
    sources that use them connect.
    """
    if not new:
        return
    by_hand = set(new if typed is None else typed)
    with _changing(project, environment, set(new), by_hand):
        for name, value in new.items():
            Variable.objects.update_or_create(
                project=project, environment=environment, name=name, defaults={"sealed": value.encode()}
            )


def forget(project: Project, environment: str, name: str) -> None:
    """Throws a value away."""
    with _changing(project, environment, {name}, set()):
        project.variables.filter(environment=environment, name=name).delete()


def copy(project: Project, source: str, target: str, wanted: Collection[str], *, replace: bool) -> list[str]:
    """Copies the values of the `wanted` variables to another environment, unseen; says which.

    Only with `replace` over a value that is there. A copy may be sent only to where the original may.
    """
    rows = project.variables.filter(environment=source, name__in=list(wanted))
    there = set() if replace else names(project, target)
    chosen = [row for row in rows if row.name not in there]
    plain = [row.name for row in chosen if row.is_plain]
    with transaction.atomic():
        keep(project, target, {row.name: bytes(row.sealed).decode() for row in chosen}, typed=())
        copied = project.variables.filter(environment=target, name__in=[row.name for row in chosen])
        copied.update(is_plain=False)
        copied.filter(name__in=plain).update(is_plain=True)
    return [row.name for row in chosen]


@dataclass(frozen=True)
class Move:
    """A secret on its way from a file into a variable, which is to have it as its value."""

    variable: str
    value: str
    environments: tuple[str, ...]
    """Those in which the secret counted, and in which the variable has no value of its own."""


def applying(project: Project, app: Application, name: str, path: str, environment: str) -> dict[str, list[str]]:
    """The environments in which each setting of a data source in the file at `path` is the one that counts.

    Those looked at are `environments_of`, and `environment`.
    """
    found: dict[str, list[str]] = {key: [] for key in app.data_sources.settings_at(name, path)}
    layers = app.data_sources.files
    for each in dict.fromkeys([*environments_of(project, app), environment]):
        if path in layers.read_in(each):
            above = {key for layer in layers.above(path, each) for key in app.data_sources.settings_at(name, layer)}
            for key in found.keys() - above:
                found[key].append(each)
    return found


def moves(
    project: Project, app: Application, name: str, path: str, wanted: Mapping[str, str], environment: str
) -> list[Move]:
    """What becomes of secrets of the file at `path` where variables are put in their places: by setting, `wanted`.

    `environment` is the one that is looked at.
    """
    settings = app.data_sources.settings_at(name, path)
    counting, valued = applying(project, app, name, path, environment), with_values(project)
    found = []
    for key, variable in wanted.items():
        value = settings.get(key)
        if isinstance(value, str) and value:
            found.append(
                Move(variable, value, tuple(each for each in counting[key] if each not in valued.get(variable, ())))
            )
    return found


def keep_moved(project: Project, moved: Collection[Move]) -> None:
    """Keeps the values of `moves`, after the file was saved. They may be sent only to where they were before."""
    for move in moved:
        for environment in move.environments:
            if move.variable not in names(project, environment):
                keep(project, environment, {move.variable: move.value}, typed=())


def before_saving(project: Project, name: str) -> None:
    """To be called before a data source is changed: notes where the secrets go that came with its files."""
    app = files.application(project)
    for environment in environments_of(project, app):
        trust.first_seen(project, trust.of_saved(app, environment, name, known(project, environment)))


def after_saving(
    project: Project,
    environment: str,
    name: str,
    settings: Mapping[str, JSON],
    new: Mapping[str, str],
    kept_secrets: Collection[str],
) -> None:
    """To be called after a data source was saved with `settings`: keeps the `new` values, typed, of its variables.

    `kept_secrets` are the settings whose secret nobody typed.
    """
    keep(project, environment, new)
    app = files.application(project)
    now = trust.of_saved(app, environment, name, known(project, environment))
    try:
        merged = app.data_sources.merged(name, environment)
    except MergeConflict:
        return

    def is_typed(secret: Secret) -> bool:
        key = secret.setting
        if not secret.is_literal or key in kept_secrets or key not in settings:
            return False
        return same(settings[key], merged.get(key))

    trust.note(project, [each for each in now.secrets if not trust.is_shared() or is_typed(each)], now.destination)


@contextmanager
def _changing(project: Project, environment: str, changed: set[str], typed: set[str]) -> Iterator[None]:
    """Around a change of values: keeps note of where secrets go, before and after it."""
    app = files.application(project)
    with transaction.atomic():
        old = known(project, environment)
        using = _using_variables(app, environment)
        before = {name: trust.of_saved(app, environment, name, old) for name in using}
        for sent in before.values():
            trust.first_seen(project, sent)
        yield
        now = known(project, environment)
        now = Known(now.values, now.plain - typed)
        after = {name: trust.of_saved(app, environment, name, now) for name in using}
        plain = {name for name in typed if trust.is_plain(name, [after[each] for each in using if name in using[each]])}
        plain -= _secret_before(project, old)
        rows = project.variables.filter(environment=environment)
        rows.filter(name__in=typed - plain).update(is_plain=False)
        rows.filter(name__in=plain).update(is_plain=True)
        mine = typed if trust.is_shared() else changed
        follows = not trust.is_shared() and not changed & old.values.keys()
        for name, sent in after.items():
            _note(project, before[name], sent, mine - plain, follows=follows)


def _secret_before(project: Project, old: Known) -> set[str]:
    """The variables whose value was a secret so far: that a file uses them otherwise now does not make them plain."""
    hidden = old.values.keys() - old.plain
    return {name for name in hidden if trust.has_destination(project, old.values[name])}


def _note(project: Project, before: Sent, after: Sent, typed: set[str], *, follows: bool) -> None:
    """Notes that the typed secrets may go where they go now; the others too where they are to follow."""
    secrets = [
        each
        for each in after.secrets
        if each.variable in typed or (follows and trust.may_go(project, each, before.destination))
    ]
    trust.note(project, secrets, after.destination)


def _using_variables(app: Application, environment: str) -> dict[str, set[str]]:
    """The data sources whose settings refer to variables, and to which."""
    found = {}
    for name in app.data_sources:
        try:
            merged = app.data_sources.merged(name, environment)
        except MergeConflict:
            continue
        if used := {each.name for each in references(merged) if each.kind in FILLED}:
            found[name] = used
    return found
