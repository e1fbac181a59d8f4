"""MySQL and MariaDB: what loopback-connector-mysql asks for, and how it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import mysql_loopback, mysql_url, usual
from designer.connectors.base import JSON, Connector, Setting, Settings
from designer.connectors.mysql_account import IGNORED_WITH_URL, Account
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, PING, RESOLVE, TLS, USE, Address, Attempt

if TYPE_CHECKING:
    from designer.connectors.mysql_session import Session


class MySQL(Connector):
    key = "mysql"
    title = "MySQL"
    summary = "MySQL and MariaDB."
    icon = "mysql"
    category = "sql"
    names = ("mysql", "loopback-connector-mysql")
    documentation = "https://loopback.io/doc/en/lb3/MySQL-connector.html"
    discovery = True
    migration = True
    package = "loopback-connector-mysql"
    package_range = "^5.3.0"
    package_range_for_loopback_2 = "^5.3.0"
    url_schemes = ("mysql",)
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE, PING, LOOPBACK)
    driver = ("pymysql", "PyMySQL")
    verified_with = "MariaDB 10.11"
    tries = (
        (
            "It connects, encrypts where “ssl” asks for it, logs in, chooses the database and pings, all over one"
            " connection."
        ),
        (
            "It reads the settings as version 5 of the connector does: a “url” replaces the other settings, and the"
            " test names those that are ignored."
        ),
        (
            "An account with caching_sha2_password or sha256_password can log in here, but not with the driver of the"
            " connector’s versions up to 6: the last step says so, and where that driver does not know the collation."
        ),
    )
    leaves_out = (
        "Accounts with other plug-ins, such as ed25519, are not logged in: LoopBack’s driver knows none of them.",
        "The name in the server’s certificate is not checked, as LoopBack’s driver does not check it either.",
        (
            "Mozilla’s list of authorities is used where there is no “ca”, as in Node; NODE_EXTRA_CA_CERTS and other"
            " variables of the machine that LoopBack runs on are not known here."
        ),
        (
            "A certificate that is refused counts at the server as one broken connection, as it does when LoopBack"
            " refuses it; a login that works sets that count back."
        ),
        "MySQL itself could not be had for the tests: caching_sha2_password was tried against a stand-in.",
    )
    settings = (
        usual.host(aliases=("hostname",)),
        usual.port(3306),
        usual.user(aliases=("username",)),
        usual.password(),
        usual.database(help="Database that holds the tables."),
        Setting(
            name="url",
            label="URL",
            help="mysql://user:password@host:3306/database; where it is filled in, LoopBack ignores all else.",
            more=True,
            may_contain_secret=True,
            overrides=tuple(name for name in IGNORED_WITH_URL if name not in {"hostname", "username"}),
            group=usual.CONNECTION,
        ),
        Setting(
            name="socketPath",
            label="Socket",
            help="Path of MySQL’s Unix socket, used instead of host and port.",
            more=True,
            group=usual.CONNECTION,
            overrides=("host", "port"),
        ),
        usual.tls(),
        usual.number(
            "connectionLimit",
            "Connections at most",
            "How many connections the pool may open; 0 sets no limit.",
            default=10,
            group=usual.POOL,
        ),
        Setting(
            name="collation",
            label="Collation",
            help="Collation of the connection; its first part is the character set, too.",
            default="utf8_general_ci",
            more=True,
            width=6,
            group=usual.BEHAVIOUR,
        ),
        Setting(
            name="charset",
            label="Character set",
            help="Without effect: the connector takes the character set from the collation.",
            default="utf8",
            more=True,
            width=6,
            group=usual.BEHAVIOUR,
        ),
        Setting(
            name="timezone",
            label="Time zone",
            help="Zone in which dates are stored, such as “local”, “Z” or “+02:00”; only where “Dates in UTC” is off.",
            default="local",
            more=True,
            width=4,
            group=usual.BEHAVIOUR,
        ),
        usual.switch(
            "legacyUtcDateProcessing",
            "Dates in UTC",
            "Stores dates in UTC, whatever the time zone says; switch it off to use the time zone.",
            default=True,
        ),
        usual.switch(
            "supportBigNumbers",
            "Big numbers",
            "Keeps BIGINT and DECIMAL values exact that JavaScript’s numbers cannot hold.",
        ),
        usual.switch(
            "createDatabase", "Create the database", "Creates the database at its first use if it is missing."
        ),
        usual.switch(
            "allowExtendedOperators",
            "Extended operators",
            "Allows MySQL’s own operators, such as match, in filters that callers send.",
        ),
        usual.lazy_connect(),
        usual.debug(),
    )

    def from_url(self, url: str) -> dict[str, JSON]:
        return mysql_url.settings_of(url)

    def to_url(self, settings: Settings) -> str:
        return mysql_url.written(settings)

    def test(self, settings: Settings, attempt: Attempt) -> str:
        from designer.connectors import mysql_facts
        from designer.connectors.mysql_session import Session

        account = Account.read(settings)
        if account.ignored:
            attempt.note("URL", f"LoopBack ignores {', '.join(account.ignored)}, as “url” is filled in")
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
            mysql_facts.tell(session, attempt)
            mysql_loopback.compare(session, account, attempt)
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
        if account.uses_amazon_profile or not session.offers_tls:
            session.leave()
        if account.uses_amazon_profile:
            mysql_loopback.refuse_amazon_profile(account, attempt.surroundings)
        note.detail = session.encrypt()


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
