"""Oracle Database: what loopback-connector-oracle asks for, and how it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import usual
from designer.connectors.base import Connector, Kind, Setting, Settings, Unsuccessful
from designer.connectors.knock import knock
from designer.connectors.oracle_account import Account
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
    USE,
    USER,
    Attempt,
)

if TYPE_CHECKING:
    from designer.connectors.oracle_session import Session

_MAY_CREATE = "SELECT COUNT(*) FROM session_privs WHERE privilege IN ('CREATE TABLE', 'CREATE ANY TABLE')"
_CLIENT = (
    "node-oracledb 4, which loopback-connector-oracle 4 uses, needs Oracle’s Instant Client where LoopBack runs;"
    " whether it is there cannot be seen from here"
)


class Oracle(Connector):
    key = "oracle"
    title = "Oracle"
    summary = "Oracle Database, by host, by connect string or by a name in tnsnames.ora."
    category = "sql"
    names = ("oracle", "loopback-connector-oracle")
    documentation = "https://loopback.io/doc/en/lb3/Oracle-connector.html"
    discovery = True
    migration = True
    package = "loopback-connector-oracle"
    package_range = "^4.5.2"
    package_range_for_loopback_2 = "^4.5.2"
    steps = (RESOLVE, OPEN, USE, LOG_IN, PING, LOOPBACK)
    driver = ("oracledb", "oracledb")
    tries = (
        "Connects to the listener, asks for the service, logs in and counts the user’s tables.",
        "Looks up and checks the address that the listener redirects to like the first.",
    )
    leaves_out = (
        "LoopBack needs Oracle’s client libraries where it runs (Instant Client); whether they are there is not known.",
        "A name in tnsnames.ora or in a directory means something only on the machine that LoopBack runs on.",
        "Over TLS (tcps) only the port is tried: the certificates are in a wallet on that machine.",
        "Databases before 12.1, passwords of 10g and native encryption are beyond the driver here, not LoopBack’s.",
        "No real Oracle database could be had for its tests, only a stand-in for a listener and for refusals.",
    )
    settings = (
        usual.host(aliases=("hostname",)),
        usual.port(1521),
        usual.database(default="XE", label="Service", help="Name of the service, as the listener knows it."),
        usual.user(aliases=("username",)),
        usual.password(),
        usual.url(
            "//host:1521/service, (DESCRIPTION=…) or a name in tnsnames.ora",
            *("host", "port", "database"),
            name="tns",
            label="Connect string",
            aliases=("connectString", "url"),
        ),
        usual.number(
            "minConn",
            "Connections at least",
            "Connections that the pool keeps open.",
            default=1,
            aliases=("poolMin",),
            group=usual.POOL,
        ),
        usual.number(
            "maxConn",
            "Connections at most",
            "Upper limit of the pool.",
            default=10,
            aliases=("poolMax",),
            group=usual.POOL,
        ),
        usual.number(
            "incrConn",
            "Connections at a time",
            "How many connections are added where the pool is too small.",
            default=1,
            aliases=("poolIncrement",),
            group=usual.POOL,
        ),
        usual.number(
            "timeout",
            "Idle time",
            "Seconds after which an unused connection is closed.",
            default=60,
            aliases=("poolTimeout",),
            group=usual.POOL,
        ),
        usual.switch(
            "autoCommit",
            "Commit at once",
            "Commits after each statement; LoopBack does so anyway outside of transactions.",
            default=True,
            aliases=("isAutoCommit",),
        ),
        Setting(
            name="maxRows",
            label="Rows at most",
            help="Limit of the rows that a query returns; 0 sets none.",
            kind=Kind.NUMBER,
            default=0,
            more=True,
            width=4,
            group=usual.BEHAVIOUR,
        ),
        usual.number(
            "stmtCacheSize",
            "Statements kept",
            "How many prepared statements each connection keeps.",
            default=30,
            group=usual.BEHAVIOUR,
        ),
        usual.lazy_connect(),
        usual.debug(),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        from designer.connectors.oracle_session import Session, encrypted, targets

        account = Account.read(settings)
        over_tls = encrypted(targets(account))
        if over_tls:
            not_tried = "not the wallet with the certificates, which is where LoopBack runs, and not the account"
            knock(attempt, *over_tls, not_tried=not_tried, blames=account.keys("host", "port"))
        with Session(account, attempt) as session:
            with attempt.step(PING) as note:
                tables = session.select("SELECT COUNT(*) FROM user_tables")
                note.detail = f"{session.server} answers"
            _tell_facts(session, attempt, tables=str(tables[0]) if tables else "?")
            attempt.note(LOOPBACK, _CLIENT)
            return f"{session.server} accepts these settings."


def _tell_facts(session: Session, attempt: Attempt, *, tables: str) -> None:
    attempt.tell(SERVER, session.server)
    attempt.tell(ENCRYPTION, "none")
    attempt.tell(DATABASE, session.service)
    attempt.tell(TABLES, tables)
    try:
        attempt.tell(USER, str(session.select("SELECT USER FROM dual")[0]))
        attempt.tell(CREATE, "yes" if session.select(_MAY_CREATE)[0] else "no")
    except (Unsuccessful, IndexError):
        return  # the ping worked, so that this changes nothing
