"""Microsoft SQL Server and Azure SQL: what loopback-connector-mssql asks for, and how it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import mssql_browser, mssql_strings
from designer.connectors.base import JSON, CannotVerify, CheckFailed, NotTaken, Settings
from designer.connectors.mssql_account import Account
from designer.connectors.mssql_settings import SETTINGS
from designer.connectors.probe import (
    CREATE,
    DATABASE,
    ENCRYPTION,
    LOG_IN,
    LOOPBACK,
    OPEN,
    PING,
    RESOLVE,
    SERVER,
    TABLES,
    TLS,
    USE,
    USER,
    Address,
    Attempt,
)
from designer.connectors.urls import WithURL

if TYPE_CHECKING:
    from designer.connectors.mssql_session import Route, Session

MOST_REROUTES = 3
_FACTS = """
SELECT CAST(SERVERPROPERTY('Edition') AS nvarchar(128)), SUSER_SNAME(), DB_NAME(),
       (SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE'),
       HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'CREATE TABLE'),
       HAS_PERMS_BY_NAME(QUOTENAME({schema}), 'SCHEMA', 'ALTER')
"""


class MsSQL(WithURL):
    key = "mssql"
    title = "Microsoft SQL Server"
    summary = "Microsoft SQL Server and Azure SQL."
    category = "sql"
    names = ("mssql", "loopback-connector-mssql")
    documentation = "https://loopback.io/doc/en/lb3/SQL-Server-connector.html"
    discovery = True
    migration = True
    package = "loopback-connector-mssql"
    package_range = "^3.8.0"
    package_range_for_loopback_2 = "^3.8.0"
    url_schemes = ("mssql",)
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE, PING, LOOPBACK)
    driver = ("pytds", "python-tds")
    tries = (
        "Connects, encrypts, logs in, chooses the database and asks SELECT 1, all over one connection.",
        "Looks up and checks the server, too, that the first one sends its clients on to, as Azure SQL may.",
        "Asks SQL Server Browser for the port of a named instance.",
        "Refuses what LoopBack’s driver refuses, such as a port in quotes or a host that is called “server”.",
    )
    leaves_out = (
        "Windows accounts (“domain”) and Azure Active Directory are not tried: only logins of SQL Server’s own are.",
        "No real SQL Server could be had for its tests, only a stand-in, which LoopBack’s own driver connects to, too.",
        "With “multiSubnetFailover”, too, one address is tried after the other.",
    )
    settings = SETTINGS

    def from_url(self, url: str) -> dict[str, JSON]:
        """Of the options that the driver does not look for, those that are settings of the connector are kept."""
        written = super().from_url(url)
        own = {name: written[name] for name in mssql_strings.unread(url) if self.setting(name)}
        return {**own, **mssql_strings.settings_of(url)}

    def not_taken(self, url: str) -> NotTaken:
        return NotTaken(never_read=tuple(name for name in mssql_strings.unread(url) if not self.setting(name)))

    def to_url(self, settings: Settings) -> str:
        options = settings.get("options")
        encrypts = not isinstance(options, dict) or options.get("encrypt") is not False
        return super().to_url(settings) + ("?encrypt=true" if encrypts else "")

    def test(self, settings: Settings, attempt: Attempt) -> str:
        from designer.connectors.mssql_session import Session

        account = Account.read(settings)
        for _ in range(1 + MOST_REROUTES):
            with Session(account, attempt) as session:
                route = _enter(session, account, attempt)
                if route is None:
                    return _look_around(session, account, attempt)
            attempt.note(LOG_IN, f"the server sends on to {route.host[:100]}, port {route.port}")
            account = account.rerouted(route.host, route.port)
        raise CheckFailed("The servers send one on to the other without end.", blames=account.keys("host"))


def _enter(session: Session, account: Account, attempt: Attempt) -> Route | None:
    """From the name to the database; where the server sends on to another one, that one."""
    addresses = attempt.resolve(account.host, account.port, blames=account.keys("host"))
    if account.instance:
        port = mssql_browser.ask(account, addresses[0], attempt)
        addresses = [Address(address.ip, port) for address in addresses]
    with attempt.step(OPEN) as note:
        note.detail = f"{session.open(addresses)} answers as a SQL Server"
    _encrypt(session, account, attempt)
    if account.method:
        sentence = f"The settings log in by {account.method}, which cannot be tried here; the server is there."
        with attempt.step(LOG_IN):
            raise CannotVerify(sentence)
    return _log_in(session, account, attempt)


def _encrypt(session: Session, account: Account, attempt: Attempt) -> None:
    from designer.connectors.mssql_errors import ENCRYPTION_REQUIRED

    if not session.offers_tls:
        if account.tls is None:
            attempt.skip(TLS, "off")
        else:
            attempt.note(TLS, "the server offers none; LoopBack’s driver goes on without it, too")
        return
    with attempt.step(TLS) as note:
        if account.tls is None:
            raise CheckFailed(ENCRYPTION_REQUIRED, blames=account.keys("options"))
        note.detail = session.encrypt(account.tls)


def _log_in(session: Session, account: Account, attempt: Attempt) -> Route | None:
    from designer.connectors.mssql_errors import NoDatabase

    wrong: NoDatabase | None = None
    with attempt.step(LOG_IN) as note:
        note.detail = f"as {account.user or 'nobody'}"
        try:
            route = session.log_in()
        except NoDatabase as error:
            wrong = error
    if wrong is None and route is not None:
        return route
    with attempt.step(USE) as note:
        if wrong is not None:
            raise wrong
        note.detail = session.database if account.database else f"{session.database}, the default of {account.user}"
    return None


def _look_around(session: Session, account: Account, attempt: Attempt) -> str:
    with attempt.step(PING) as note:
        session.select("SELECT 1 AS result")
        note.detail = f"{session.server} answers"
    attempt.tell(SERVER, session.server)
    attempt.tell(ENCRYPTION, session.encryption)
    _tell_facts(session, account, attempt)
    with attempt.step(LOOPBACK) as note:
        note.detail = "tedious 6.7, which loopback-connector-mssql 3 uses, logs in the same way"
    return f"{session.server} accepts these settings."


def _tell_facts(session: Session, account: Account, attempt: Attempt) -> None:
    quoted = "N'" + account.schema.replace("'", "''") + "'"
    try:
        session.select("SET LOCK_TIMEOUT 500")  # the catalogue can be locked by somebody who alters a table
        edition, user, database, tables, in_database, in_schema = session.select(_FACTS.format(schema=quoted))
    except (CheckFailed, ValueError):
        return  # SELECT 1 worked, so that this changes nothing
    attempt.tell("Edition", str(edition))
    attempt.tell(USER, str(user))
    attempt.tell(DATABASE, str(database))
    attempt.tell(TABLES, str(tables))
    attempt.tell(CREATE, f"yes, in {account.schema}" if in_database == 1 and in_schema == 1 else "no")
