"""PostgreSQL: what loopback-connector-postgresql asks for, and how it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import postgresql_loopback, postgresql_url, usual
from designer.connectors.base import JSON, Connector, Kind, NotTaken, Setting, Settings
from designer.connectors.postgresql_account import DEFAULT_SCHEMA, Account
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, PING, RESOLVE, TLS, USE, Address, Attempt

if TYPE_CHECKING:
    from designer.connectors.postgresql_session import Session


class PostgreSQL(Connector):
    """The versions 3 of the package, which LoopBack 3's own generator asks for, wait for ever on Node 14 and
    later; 5 works with LoopBack 2 and 3."""

    key = "postgresql"
    title = "PostgreSQL"
    summary = "PostgreSQL, and servers that speak its language."
    icon = "postgresql"
    category = "sql"
    names = ("postgresql", "loopback-connector-postgresql")
    documentation = "https://loopback.io/doc/en/lb3/PostgreSQL-connector.html"
    discovery = True
    migration = True
    package = "loopback-connector-postgresql"
    package_range = "^5.0.0"
    package_range_for_loopback_2 = "^5.0.0"
    url_schemes = ("postgres", "postgresql")
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE, PING, LOOPBACK)
    driver = ("psycopg", "psycopg[binary]")
    verified_with = "PostgreSQL 15"
    tries = (
        (
            "It connects, encrypts where “ssl” asks for it, logs in, enters the database and asks SELECT 1, all over"
            " one connection."
        ),
        (
            "It reads the settings as version 5 of the connector does: a “url” replaces host, port, user, password and"
            " database even by nothing, and “ssl” only where it speaks of it."
        ),
        "The certificate must have the host’s name, as LoopBack’s driver wants it, also with sslmode=require.",
        "The last step warns of versions 2 and 3 of the connector, which wait for ever on Node 14 and later.",
    )
    leaves_out = (
        "Without a user, LoopBack takes the system account that it runs as; that account is not known here.",
        (
            "LoopBack also reads PGPASSWORD, PGSSLMODE and other variables, and the file .pgpass, of the machine that"
            " it runs on; none of that is known here."
        ),
        "Certificate files that a URL names are not opened, as they are files of the machine that LoopBack runs on.",
        "Logging in by Kerberos (GSSAPI, SSPI) is not tried, as LoopBack’s driver does not know it.",
        "Where a host has several addresses, they are tried one after the other; older versions of Node try only one.",
    )
    settings = (
        Setting(
            name="host",
            label="Host",
            help="Name or address of the machine that the server runs on, or the folder of its Unix socket.",
            default="localhost",
            width=9,
            aliases=("hostname",),
            group=usual.CONNECTION,
        ),
        usual.port(5432),
        usual.user(aliases=("username",)),
        usual.password(),
        usual.database(help="Database that holds the tables; without it, the one that is called like the user."),
        Setting(
            name="schema",
            label="Schema",
            help="Schema of the tables of models that do not name one themselves.",
            default=DEFAULT_SCHEMA,
            more=True,
            width=6,
            aliases=("schemaName",),
            group=usual.CONNECTION,
        ),
        usual.url(
            "postgres://user:password@host:5432/database",
            *("host", "port", "user", "password", "database"),
            aliases=("connectionString",),
        ),
        usual.tls(
            kind=Kind.BOOLEAN_OR_OBJECT,
            help_text="On, off, or options for an encrypted connection; certificates as PEM text.",
        ),
        usual.number(
            "min", "Connections at least", "How many connections the pool keeps open.", group=usual.POOL, default=0
        ),
        usual.number(
            "max", "Connections at most", "How many connections the pool may open.", group=usual.POOL, default=10
        ),
        usual.number(
            "idleTimeoutMillis",
            "Idle time",
            "Milliseconds after which an unused connection is closed.",
            group=usual.POOL,
            default=10_000,
        ),
        Setting(
            name="defaultIdSort",
            label="Sort by id",
            help="Whether results without an order are sorted by their id.",
            kind=Kind.CHOICE,
            default=True,
            choices=((True, "Always"), ("numericIdOnly", "Only where ids are numbers"), (False, "Never")),
            more=True,
            width=6,
            group=usual.BEHAVIOUR,
        ),
        usual.switch(
            "allowExtendedOperators",
            "Extended operators",
            "Allows PostgreSQL’s own operators, such as contains, in filters that callers send.",
        ),
        usual.lazy_connect(),
        usual.debug(),
    )

    def from_url(self, url: str) -> dict[str, JSON]:
        return postgresql_url.settings_of(url)

    def not_taken(self, url: str) -> NotTaken:
        return postgresql_url.not_taken(url)

    def to_url(self, settings: Settings) -> str:
        return postgresql_url.written(settings)

    def test(self, settings: Settings, attempt: Attempt) -> str:
        from designer.connectors import postgresql_facts
        from designer.connectors.postgresql_session import Session

        account = Account.read(settings)
        with Session(account, attempt) as session:
            addresses = _addresses(account, attempt)
            with attempt.step(OPEN) as note:
                note.detail = f"{session.open(addresses)} accepts connections"
            _encrypt(session, account, attempt)
            session.log_in()
            with attempt.step(PING) as note:
                session.row("SELECT 1")
                note.detail = f"{session.server} answers"
            postgresql_facts.tell(session, account, attempt)
            postgresql_loopback.compare(session.heard, account, attempt)
            return f"{session.server} accepts these settings."


def _addresses(account: Account, attempt: Attempt) -> list[Address]:
    if account.is_socket:
        attempt.skip(RESOLVE, "a Unix socket needs no name")
        path = f"{account.host.rstrip('/')}/.s.PGSQL.{account.port}"
        return [attempt.socket_path(path, blames=account.keys("host"))]
    return attempt.resolve(account.host, account.port, blames=account.keys("host"))


def _encrypt(session: Session, account: Account, attempt: Attempt) -> None:
    if account.tls is None:
        attempt.skip(TLS, "off")
        return
    with attempt.step(TLS) as note:
        note.detail = session.encrypt()
