"""MySQL and MariaDB: what loopback-connector-mysql asks for, and how it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors.base import Kind, Setting, Settings, WorksOnlyHere
from designer.connectors.mysql_account import Account
from designer.connectors.probe import LOG_IN, OPEN, PING, RESOLVE, TLS, USE, Address, Attempt
from designer.connectors.urls import WithURL

if TYPE_CHECKING:
    from designer.connectors.mysql_session import Session


class MySQL(WithURL):
    key = "mysql"
    title = "MySQL"
    category = "sql"
    names = ("mysql", "loopback-connector-mysql")
    package = "loopback-connector-mysql"
    package_range = "^5.3.0"
    package_range_for_loopback_2 = "^5.3.0"
    url_schemes = ("mysql",)
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE, PING)
    driver = ("pymysql", "PyMySQL")
    settings = (
        Setting(
            name="host",
            label="Host",
            help="Name or address of the machine on which MySQL runs.",
            default="localhost",
            width=9,
            aliases=("hostname",),
        ),
        Setting(
            name="port",
            label="Port",
            help="TCP port on which MySQL listens.",
            kind=Kind.NUMBER,
            default=3306,
            width=3,
        ),
        Setting(
            name="user",
            label="User",
            help="Account that the application logs in with.",
            width=6,
            aliases=("username",),
        ),
        Setting(
            name="password",
            label="Password",
            help="Password of that account.",
            kind=Kind.SECRET,
            width=6,
        ),
        Setting(name="database", label="Database", help="Database that holds the tables.", width=6),
        Setting(
            name="url",
            label="URL",
            help="mysql://user:password@host:3306/database; where it is filled in, LoopBack ignores all else.",
            more=True,
            may_contain_secret=True,
        ),
        Setting(
            name="socketPath",
            label="Socket",
            help="Path of MySQL's Unix socket, used instead of host and port.",
            more=True,
        ),
        Setting(
            name="collation",
            label="Collation",
            help="Collation of the connection; its first part is the character set, too.",
            default="utf8_general_ci",
            more=True,
            width=6,
        ),
        Setting(
            name="charset",
            label="Character set",
            help="Without effect: the connector takes the character set from the collation.",
            default="utf8",
            more=True,
            width=6,
        ),
        Setting(
            name="connectionLimit",
            label="Connections at most",
            help="Size of the pool of connections.",
            kind=Kind.NUMBER,
            default=10,
            more=True,
            width=4,
        ),
        Setting(
            name="timezone",
            label="Time zone",
            help="Zone in which dates are stored, such as “local”, “Z” or “+02:00”.",
            default="local",
            more=True,
            width=4,
        ),
        Setting(
            name="legacyUtcDateProcessing",
            label="Dates in UTC",
            help="Stores dates in UTC, whatever the time zone says; switch it off to use the time zone.",
            kind=Kind.BOOLEAN,
            default=True,
            more=True,
            width=4,
        ),
        Setting(
            name="supportBigNumbers",
            label="Big numbers",
            help="Keeps BIGINT and DECIMAL values exact that JavaScript's numbers cannot hold.",
            kind=Kind.BOOLEAN,
            default=False,
            more=True,
            width=4,
        ),
        Setting(
            name="createDatabase",
            label="Create the database",
            help="Creates the database at its first use if it is missing.",
            kind=Kind.BOOLEAN,
            default=False,
            more=True,
            width=4,
        ),
        Setting(
            name="allowExtendedOperators",
            label="Extended operators",
            help="Allows MySQL's own operators, such as match, in filters that callers send.",
            kind=Kind.BOOLEAN,
            default=False,
            more=True,
            width=4,
        ),
        Setting(
            name="ssl",
            label="TLS",
            help="Options for an encrypted connection: ca, cert and key as PEM text, rejectUnauthorized.",
            kind=Kind.OBJECT,
            more=True,
            may_contain_secret=True,
        ),
        Setting(
            name="lazyConnect",
            label="Connect lazily",
            help="Connects at the first use instead of at the start, so that the application starts without MySQL.",
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
        from designer.connectors.mysql_session import Session

        account = Account.read(settings)
        with Session(account, attempt) as session:
            addresses = _addresses(account, attempt)
            with attempt.step(OPEN) as note:
                note.detail = f"{session.greet(addresses)} answers: {session.server}"
            _encrypt(session, account, attempt)
            with attempt.step(LOG_IN) as note:
                session.log_in()
                note.detail = f"as {account.user or 'nobody'} with {session.plugin}"
            _use_database(session, account, attempt)
            with attempt.step(PING) as note:
                session.answer()
                note.detail = f"{session.server} answers"
            _compare_with_loopback(session, account)
            return f"{session.server} accepts these settings."


def _addresses(account: Account, attempt: Attempt) -> list[Address]:
    if account.socket_path:
        attempt.skip(RESOLVE, "a Unix socket needs no name")
        return [attempt.socket_path(account.socket_path, blames=account.keys("socketPath"))]
    return attempt.resolve(account.host, account.port, blames=account.keys("host"))


def _encrypt(session: Session, account: Account, attempt: Attempt) -> None:
    if account.tls is None:
        attempt.skip(TLS, "off; the server offers it" if session.offers_tls else "off")
        return
    with attempt.step(TLS) as note:
        note.detail = session.encrypt(account.tls)


def _use_database(session: Session, account: Account, attempt: Attempt) -> None:
    from designer.connectors.mysql_errors import UnknownDatabase

    if not account.database:
        attempt.note(USE, "none is set, so queries on tables will fail")
        return
    with attempt.step(USE) as note:
        note.detail = account.database
        try:
            session.use(account.database)
        except UnknownDatabase:
            if not account.creates_database:
                raise
            note.state = "note"
            note.detail = f"{account.database} is not there yet; LoopBack creates it at its first use"


def _compare_with_loopback(session: Session, account: Account) -> None:
    """loopback-connector-mysql 5 uses the driver mysql 2.18, which knows a single way to log in
    (lib/protocol/Auth.js)."""
    if session.plugin != "mysql_native_password":
        sentence = (
            f"This works here but fails in LoopBack, because the account logs in with {session.plugin},"
            " which the driver of loopback-connector-mysql 5 does not know; give the account"
            " mysql_native_password."
        )
        raise WorksOnlyHere(sentence, blames=account.keys("user"))
