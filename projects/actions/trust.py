"""Where a kept secret may be sent: only to the address, user and TLS settings that it was typed for.

A secret is a text that stands in clear in a file, or the value of a variable, unless that was only ever kept for
settings such as a host, which hold no secret, and is used for such a one. Its destination is what its data source says
of address, user and TLS **with all variables filled in**. Which secret may go where is noted, as keyed digests, when

- somebody types the secret: for a test, when saving a data source, or as the value of a variable, which then is for the
  data sources that use it at that moment;
- a file came with the secret: for where it goes when it is first tried, or just before somebody changes that.

Any other test of it is refused until the secret is typed again. So whoever changes a host, be it in a file or as the
value of a variable, in whatever layer, cannot have a secret sent there that they do not know. In local use, where all
secrets are those of one person, saving a data source counts as typing its secrets, and so does the first value of a
variable, where none was before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings as site

from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.data_sources import connector_of
from designer.loopback.environments import MergeConflict
from designer.loopback.jsontext import JSON, Pointer, same
from designer.loopback.jsonvalues import finite, masked
from designer.loopback.refusal import Refused
from designer.loopback.secretwords import names_a_secret
from designer.loopback.variables import FILLED, app_settings
from projects.actions import parts
from projects.models import Project, SecretDestination

HARMLESS = frozenset(
    {"name", "database", "db", "keyspace", "bucket", "index", "schema", "charset", "collation", "timezone", "debug"}
    | {"lazyConnect", "file", "localStorage", "dateStrings", "supportBigNumbers", "bigNumberStrings", "createDatabase"}
    | {"connectionLimit", "poolSize", "maxPoolSize", "minPoolSize", "max", "min", "pool", "poolMin", "poolMax"}
    | {"connectTimeout", "connectionTimeout", "acquireTimeout", "requestTimeout", "timeout", "idleTimeoutMillis"}
    | {"defaultIdSort", "allowExtendedOperators", "disableDefaultSort", "crud", "normalizeHttpPath", "strict"}
)
"""The settings that say nothing of where a secret goes, as whom, or how it is kept from others. All others do, as far
as anybody knows: those of a connector that somebody else described, too."""

_ANY_LAYER = "datasources.json"


@dataclass(frozen=True)
class Known:
    """The values of variables in an environment, and the names of those that are no secrets."""

    values: Mapping[str, str]
    plain: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Secret:
    """A secret that a test would send."""

    setting: str
    """The setting that it stands in."""
    value: JSON
    variable: str = ""
    """The variable whose value it is; empty where it stands in a file."""
    is_literal: bool = True
    """Whether it stands in the settings of the data source itself."""


@dataclass(frozen=True)
class Sent:
    """What a test of a data source would send, and where to."""

    destination: dict[str, JSON]
    secrets: tuple[Secret, ...]
    plain: frozenset[str]
    """The variables that it uses for settings that hold no secret."""


def sent(app: Application, environment: str, name: str, merged: Mapping[str, JSON], known: Known) -> Sent:
    """What a test with these merged settings would send."""
    own = app_settings(app, environment, known.values)
    value = environments.substitute(dict(merged), known.values, own).value
    filled = finite(value) if isinstance(value, dict) else {}
    hidden = masked(_ANY_LAYER, (name,), filled)
    found = list(_secrets(merged, filled, hidden, known))
    used = {each.name for each in environments.references(dict(merged)) if each.kind in FILLED}
    destination = {key: hidden[key] for key in sorted(set(hidden) - HARMLESS)} | {
        "connector": connector_of(filled, name)
    }
    return Sent(destination, tuple(found), frozenset(used - _hidden_variables(merged, filled, hidden)))


def of_saved(app: Application, environment: str, name: str, known: Known) -> Sent:
    """What a test of a data source would send as it is saved; nothing where LoopBack cannot merge it."""
    try:
        merged = app.data_sources.merged(name, environment) if name in app.data_sources else {}
    except MergeConflict:
        merged = {}
    return sent(app, environment, name, merged, known)


def check(project: Project, name: str, saved: Sent, now: Sent, typed: Collection[Secret]) -> None:
    """Raises Refused where a secret that is not among the typed ones would go where it may not; notes where they go."""
    first_seen(project, saved)
    untyped = [secret for secret in now.secrets if secret not in typed]
    unknown = [secret for secret in untyped if not may_go(project, secret, now.destination)]
    if unknown:
        raise Refused(_sentence(name, saved, now, unknown))
    note(project, [secret for secret in now.secrets if secret in typed], now.destination)


def may_go(project: Project, secret: Secret, destination: Mapping[str, JSON]) -> bool:
    """Whether a secret was typed for a destination."""
    row = {"secret": _digest("secret", secret.value), "destination": _digest("destination", dict(destination))}
    return project.secret_destinations.filter(**row).exists()


def note(project: Project, secrets: Collection[Secret], destination: Mapping[str, JSON]) -> None:
    """Notes that these secrets may go to a destination."""
    digest = _digest("destination", dict(destination))
    rows = [
        SecretDestination(project=project, secret=_digest("secret", each.value), destination=digest) for each in secrets
    ]
    SecretDestination.objects.bulk_create(rows, ignore_conflicts=True)


def has_destination(project: Project, value: str) -> bool:
    """Whether a text is a secret that somebody typed, or that a file came with, for some destination."""
    return project.secret_destinations.filter(secret=_digest("secret", value)).exists()


def first_seen(project: Project, saved: Sent) -> None:
    """Notes where the secrets of files go, of which nothing is known yet."""
    in_files = [secret for secret in saved.secrets if not secret.variable]
    known = set(project.secret_destinations.values_list("secret", flat=True)) if in_files else set()
    note(project, [each for each in in_files if _digest("secret", each.value) not in known], saved.destination)


def is_plain(name: str, found: Collection[Sent]) -> bool:
    """Whether a variable is kept for settings that hold no secret, by all that use it, and by its own name."""
    return bool(found) and not names_a_secret(name, name) and all(name in each.plain for each in found)


def is_shared() -> bool:
    """Whether several people use Loopwright, so that a secret may be somebody else's."""
    return bool(site.TEAM)


def _secrets(merged: Mapping[str, JSON], filled: JSON, hidden: JSON, known: Known) -> Iterator[Secret]:
    for pointer, value in _leaves(filled):
        original = _at(merged, pointer)
        variable = _filled_in(original, value)
        if variable in known.values:
            if variable not in known.plain or not same(value, _at(hidden, pointer)):
                yield Secret(str(pointer[0]), value, variable, is_literal=False)
        elif not same(value, _at(hidden, pointer)):
            yield Secret(str(pointer[0]), value, is_literal=not variable)


def _hidden_variables(merged: Mapping[str, JSON], filled: JSON, hidden: JSON) -> set[str]:
    """The variables that a setting uses which is masked."""
    found = ((pointer, value) for pointer, value in _leaves(filled) if not same(value, _at(hidden, pointer)))
    return {_filled_in(_at(merged, pointer), value) for pointer, value in found}


def _filled_in(original: JSON, value: JSON) -> str:
    """The variable, or the setting of the application, that was put in the place of a text; empty for none."""
    if not isinstance(original, str) or value == original:
        return ""
    return next((each.name for each in environments.references(original) if each.kind in FILLED), "")


def _leaves(value: JSON, pointer: Pointer = ()) -> Iterator[tuple[Pointer, JSON]]:
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(member, (*pointer, key))
    elif value is not None:
        yield pointer, value


def _at(value: JSON, pointer: Pointer) -> JSON:
    """What stands at a place; None where nothing does, as inside a setting of the application that was filled in."""
    for key in pointer:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _digest(kind: str, value: JSON) -> str:
    return parts.digest_of([kind, value])


def _sentence(name: str, saved: Sent, now: Sent, unknown: Collection[Secret]) -> str:
    keys = sorted(saved.destination.keys() | now.destination.keys())
    moved = [key for key in keys if not same(saved.destination.get(key), now.destination.get(key))]
    if not saved.secrets:
        why = "What is kept was kept for another data source, or for none."
    elif moved:
        why = f"You changed {', '.join(moved)}."
    else:
        why = f"A setting or a variable that says where “{name}” connects to was changed since."
    variables = sorted({each.variable for each in unknown if each.variable})
    settings = sorted({each.setting for each in unknown if not each.variable})
    what = [f"the value of {', '.join(variables)}"] if variables else []
    what += [", ".join(settings)] if settings else []
    where = ", here or, once the data source is saved, under Variables" if variables else ""
    return (
        f"{why} A saved secret is only sent to the address it was saved with, as the same user and with the same TLS "
        f"settings. Type {' and '.join(what)} again{where}."
    )
