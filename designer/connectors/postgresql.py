"""PostgreSQL: what loopback-connector-postgresql asks for, and how it is tried."""

from __future__ import annotations

from designer.connectors.base import Kind, Setting, Settings
from designer.connectors.postgresql_account import Account
from designer.connectors.probe import LOG_IN, OPEN, PING, RESOLVE, TLS, USE, Address, Attempt
from designer.connectors.urls import WithURL


class PostgreSQL(WithURL):
    """The versions 3 of the package, which LoopBack 3's own generator asks for, wait for ever on Node 14 and
    later; 5 works with LoopBack 2 and 3."""

    key = "postgresql"
    title = "PostgreSQL"
    category = "sql"
    names = ("postgresql", "loopback-connector-postgresql")
    package = "loopback-connector-postgresql"
    package_range = "^5.0.0"
    package_range_for_loopback_2 = "^5.0.0"
    url_schemes = ("postgres", "postgresql")
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE, PING)
    driver = ("psycopg", "psycopg[binary]")
    settings = (
        Setting(
            name="host",
            label="Host",
            help="Name or address of the machine on which PostgreSQL runs, or the folder of its Unix socket.",
            default="localhost",
            width=9,
            aliases=("hostname",),
        ),
        Setting(
            name="port",
            label="Port",
            help="TCP port on which PostgreSQL listens.",
            kind=Kind.NUMBER,
            default=5432,
            width=3,
        ),
        Setting(
            name="user",
            label="User",
            help="Role that the application logs in as.",
            width=6,
            aliases=("username",),
        ),
        Setting(
            name="password",
            label="Password",
            help="Password of that role.",
            kind=Kind.SECRET,
            width=6,
        ),
        Setting(
            name="database",
            label="Database",
            help="Database that holds the tables; without it, the one that is called like the user.",
            width=6,
        ),
        Setting(
            name="ssl",
            label="TLS",
            help="On, off, or an object: ca, cert and key as PEM text, rejectUnauthorized.",
            kind=Kind.BOOLEAN_OR_OBJECT,
            default=False,
            width=6,
            may_contain_secret=True,
        ),
        Setting(
            name="url",
            label="URL",
            help="postgres://user:password@host:5432/database; it replaces host, port, user, password and database.",
            more=True,
            may_contain_secret=True,
        ),
        Setting(
            name="min",
            label="Connections at least",
            help="How many connections the pool keeps open.",
            kind=Kind.NUMBER,
            default=0,
            more=True,
            width=4,
        ),
        Setting(
            name="max",
            label="Connections at most",
            help="How many connections the pool may open.",
            kind=Kind.NUMBER,
            default=10,
            more=True,
            width=4,
        ),
        Setting(
            name="idleTimeoutMillis",
            label="Idle time",
            help="Milliseconds after which an unused connection is closed.",
            kind=Kind.NUMBER,
            default=30000,
            more=True,
            width=4,
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
        ),
        Setting(
            name="allowExtendedOperators",
            label="Extended operators",
            help="Allows PostgreSQL's own operators, such as contains, in filters that callers send.",
            kind=Kind.BOOLEAN,
            default=False,
            more=True,
            width=6,
        ),
        Setting(
            name="lazyConnect",
            label="Connect lazily",
            help="Connects at the first use instead of at the start: the application then starts without it.",
            kind=Kind.BOOLEAN,
            default=False,
            more=True,
            width=6,
        ),
        Setting(
            name="debug",
            label="Debug",
            help="Writes queries and connection events to the console.",
            kind=Kind.BOOLEAN,
            default=False,
            more=True,
            width=6,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        from designer.connectors.postgresql_session import Session

        account = Account.read(settings)
        addresses = _addresses(account, attempt)
        with Session(account, addresses, attempt) as session:
            with attempt.step(PING) as note:
                session.select_one()
                note.detail = f"{session.server} answers"
            return f"{session.server} accepts these settings."


def _addresses(account: Account, attempt: Attempt) -> list[Address]:
    if account.is_socket:
        attempt.skip(RESOLVE, "a Unix socket needs no name")
        return [attempt.socket_path(account.host, blames=account.keys("host"))]
    return attempt.resolve(account.host, account.port, blames=account.keys("host"))
