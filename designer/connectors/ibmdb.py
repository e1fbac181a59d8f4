"""What the connectors have in common that stand on loopback-ibmdb, IBM's own for Db2 and Informix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from designer.connectors import dsn, javascript, usual
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Connector, Setting, Settings
from designer.connectors.knock import knock
from designer.connectors.probe import OPEN, RESOLVE, Attempt

_NAMES: Mapping[str, tuple[str, ...]] = {
    "host": ("hostname", "host"),
    "port": ("port",),
    "user": ("username", "user"),
    "password": ("password",),
}
_ALSO_IN_TEXT = {"database": ("database", "db"), "protocol": ("protocol",), "schema": ("schema",)}


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server is, and the settings to mark where that is wrong."""

    host: str
    port: int
    blames: tuple[str, ...]

    @classmethod
    def read(cls, settings: Settings) -> Target:
        """As loopback-ibmdb 2.6.1 (lib/ibmdb.js) does: a non-empty `dsn` replaces everything, `hostname` wins over
        `host`, `username` over `user`, and there is no port by itself. Without a host, a port, a user and a password
        it connects never, and says so on the console alone.

        Raises CheckFailed where that, or what it makes of the values, cannot be a connection; CannotVerify where
        the machine that LoopBack runs on knows more.
        """
        if javascript.truthy(settings.get("dsn")):
            return cls._of_text(settings["dsn"])
        keys = {name: javascript.first(settings, *names) for name, names in _NAMES.items()}
        missing = [name for name, key in keys.items() if key is None]
        if missing:
            sentence = f"LoopBack’s connector never connects without {_listed(missing)}."
            raise CheckFailed(sentence, blames=tuple(_written(settings, _NAMES[name]) for name in missing))
        for names in (*_NAMES.values(), *_ALSO_IN_TEXT.values()):
            _check_for_separator(settings, names)
        host, port = _written(settings, _NAMES["host"]), settings.get("port")
        return cls(javascript.text(settings[host]).strip(), javascript.port(port), (host, "port"))

    @classmethod
    def _of_text(cls, text: JSON) -> Target:
        blames = ("dsn",)
        values = dsn.read(text, blames=blames)
        host = values.get("HOSTNAME", "")
        if not host:
            sentence = (
                "The connection string has no HOSTNAME, so that IBM’s driver looks the database up in its catalogue on"
                " the machine that LoopBack runs on, which cannot be tried here."
            )
            raise CannotVerify(sentence, blames=blames)
        if "PORT" not in values:
            raise CheckFailed("The connection string has no PORT.", blames=blames)
        return cls(host, javascript.port(values["PORT"], blames=blames), blames)


def _written(settings: Settings, names: tuple[str, ...]) -> str:
    """The key among `names` that counts, or that somebody wrote, or that should be written."""
    return javascript.first(settings, *names) or next((name for name in names if name in settings), names[-1])


def _check_for_separator(settings: Settings, names: tuple[str, ...]) -> None:
    key = javascript.first(settings, *names)
    if key is not None and ";" in javascript.text(settings[key]):
        sentence = "A “;” ends a value in the connection string that LoopBack’s connector makes; take one without it."
        raise CheckFailed(sentence, blames=(key,))


def _listed(names: list[str]) -> str:
    words = [f"a {name}" for name in names]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


class IBMDB(Connector):
    """A subclass says what it is called, and which of the settings it has."""

    category = "sql"
    steps = (RESOLVE, OPEN)
    tries = ("Looks up the host, in the connection string where there is one, and opens the port.",)
    server: ClassVar[str] = "Db2"
    """Whom nobody here can talk to."""

    def test(self, settings: Settings, attempt: Attempt) -> str:
        target = Target.read(settings)
        not_tried = f"not whether {self.server} answers there, and neither the account nor the database"
        knock(attempt, target.host, target.port, not_tried=not_tried, blames=target.blames)


NOT_TRIED = (
    "Nobody logs in: neither the account nor the database is tried, nor whether it is the right server that listens.",
    "LoopBack needs IBM’s native driver ibm_db, which npm downloads or builds; that is not tried.",
    "LoopBack connects at the first query, so that an application starts whatever these settings are.",
)
"""What the test leaves out, whichever server it is."""

_SCHEMA = "Schema of the tables, in capitals; without it that of the user."


def settings(*, host: str = "host", schema: bool = True, pool: bool = True, tables: bool = True) -> tuple[Setting, ...]:
    """The settings, with the spelling of the host and the user that the connector's documentation has."""
    plain = host == "host"
    found = [
        usual.host(default=None, name=host, aliases=("hostname",) if plain else ("host",)),
        usual.port(None),
        usual.user(name="user" if plain else "username", aliases=("username",) if plain else ("user",)),
        usual.password(),
        replace(usual.database(default="testdb"), aliases=("db",)),
        Setting(name="schema", label="Schema", help=_SCHEMA, width=6, group=usual.CONNECTION),
        usual.url(
            "DATABASE=…;HOSTNAME=…;PORT=50000;PROTOCOL=TCPIP;UID=…;PWD=…",
            *(host, "port", "user" if plain else "username", "password", "database", "schema", "protocol"),
            name="dsn",
            label="Connection string",
        ),
        Setting(
            name="protocol",
            label="Protocol",
            help="Transport, as the connection string names it.",
            default="TCPIP",
            width=4,
            more=True,
            group=usual.CONNECTION,
        ),
    ]
    if pool:
        found += [
            usual.number(
                "minPoolSize", "Connections at least", "Connections that are kept open.", default=0, group=usual.POOL
            ),
            usual.number(
                "maxPoolSize",
                "Connections at most",
                "Upper limit of the pool; 0 sets none.",
                default=0,
                group=usual.POOL,
            ),
            usual.number(
                "connectionTimeout", "Time limit", "Seconds to wait for a connection.", default=60, group=usual.POOL
            ),
        ]
    if tables:
        found += [
            usual.switch("useLimitOffset", "LIMIT and OFFSET", "The server understands LIMIT and OFFSET."),
            usual.switch("supportDashDB", "Tables by row", "Creates tables that are organized by row."),
        ]
    return tuple(found)
