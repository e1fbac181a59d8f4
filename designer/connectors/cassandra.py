"""Apache Cassandra: what loopback-connector-cassandra asks for, and how it is tried."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from designer.connectors import cassandra_loopback, usual
from designer.connectors.base import CheckFailed, Connector, Kind, Setting, Settings
from designer.connectors.cassandra_account import DEFAULT_KEYSPACE, DEFAULT_PORT, Account
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, PING, RESOLVE, TLS, Address, Attempt

if TYPE_CHECKING:
    from designer.connectors.cassandra_session import Session

USE_KEYSPACE = "Use the keyspace"
MOST_PLACES = 5
_LOCAL = "SELECT release_version, data_center FROM system.local WHERE key='local'"
_TLS_FIELDS = tuple(
    replace(
        field,
        default=False,
        help="Refuses a server whose certificate nobody vouches for, or that has another name than its address.",
    )
    if field.name == "rejectUnauthorized"
    else field
    for field in usual.TLS_FIELDS
)


class Cassandra(Connector):
    key = "cassandra"
    title = "Cassandra"
    summary = "Apache Cassandra, and what speaks its protocol, such as ScyllaDB."
    icon = "apachecassandra"
    category = "document"
    names = ("cassandra", "loopback-connector-cassandra")
    documentation = "https://loopback.io/doc/en/lb3/Cassandra-connector.html"
    discovery = True
    migration = True
    package = "loopback-connector-cassandra"
    package_range = "^1.7.1"
    package_range_for_loopback_2 = "^1.7.1"
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE_KEYSPACE, PING, LOOPBACK)
    driver = ("cassandra.protocol", "cassandra-driver")
    tries = (
        (
            "It connects to the first node that answers, encrypts where “sslOptions” asks for it, logs in, chooses the"
            " keyspace and asks for the server’s version, all over one connection."
        ),
        (
            "It begins with version 4 of Cassandra’s protocol and, as LoopBack’s driver does, connects a second time"
            " where the server knows only version 3."
        ),
        "It refuses what LoopBack’s driver refuses, such as a timeout in quotes.",
    )
    leaves_out = (
        "The other nodes of the cluster, to all of which LoopBack connects later, are not contacted.",
        "Cassandra before 2.1 cannot be tried.",
        "Where “createKeyspace” is on, whether the user may create the keyspace is not tried.",
        "No real Cassandra could be had for its tests, only a stand-in, which LoopBack’s own driver connects to, too.",
    )
    settings = (
        usual.host(default="127.0.0.1", aliases=("hostname",)),
        usual.port(DEFAULT_PORT),
        replace(
            usual.database(default=DEFAULT_KEYSPACE, label="Keyspace", help="Keyspace that holds the tables."),
            aliases=("keyspace", "db"),
        ),
        usual.user(aliases=("username",)),
        usual.password(),
        Setting(
            name="contactPoints",
            label="Contact points",
            help="Nodes to begin with, each as host or host:port, in the place of the host.",
            kind=Kind.ARRAY,
            fields=(Setting(name="", label="", help=""),),
            overrides=("host",),
            more=True,
            group=usual.CONNECTION,
        ),
        usual.number(
            "connectTimeout",
            "Time to connect",
            "Milliseconds to wait for a connection.",
            default=30000,
            group=usual.CONNECTION,
        ),
        usual.number(
            "readTimeout",
            "Time to answer",
            "Milliseconds to wait for an answer.",
            default=30000,
            group=usual.CONNECTION,
        ),
        replace(usual.tls("sslOptions", kind=Kind.BOOLEAN_OR_OBJECT), fields=_TLS_FIELDS),
        usual.switch(
            "createKeyspace",
            "Create the keyspace",
            "Creates the keyspace at the start if it is missing; not with “lazyConnect”.",
        ),
        Setting(
            name="replication",
            label="Replication",
            help="How a keyspace that is created keeps its copies, as CREATE KEYSPACE takes it.",
            kind=Kind.OBJECT,
            default={"class": "SimpleStrategy", "replication_factor": 3},
            only_for=("createKeyspace", (True,)),
            fields=(
                Setting(
                    name="class",
                    label="Strategy",
                    help="SimpleStrategy, or NetworkTopologyStrategy with a number for each data centre.",
                    width=6,
                ),
                Setting(name="replication_factor", label="Copies", help="How many nodes.", kind=Kind.NUMBER, width=6),
            ),
            more=True,
            group=usual.BEHAVIOUR,
        ),
        usual.lazy_connect(),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        from designer.connectors.cassandra_session import NEWEST, Session

        account = Account.read(settings)
        addresses = _addresses(account, attempt)
        version = NEWEST
        while True:
            with Session(account, attempt, version) as session:
                address = _connect(session, account, attempt, addresses)
                other = _log_in(session, account, attempt)
                if other is None:
                    return _look_around(session, account, attempt, settings)
            addresses, version = [address], other


def _addresses(account: Account, attempt: Attempt) -> list[Address]:
    """Of all places; like LoopBack's driver, without those that have no address, unless that is all of them."""
    found: list[Address] = []
    failure: CheckFailed | None = None
    for place in account.places[:MOST_PLACES]:
        try:
            found += attempt.resolve(place.host, place.port, blames=account.keys("host"))
        except CheckFailed as error:
            failure = error
    if failure is not None and not found:
        raise failure
    return found


def _connect(session: Session, account: Account, attempt: Attempt, addresses: list[Address]) -> Address:
    with attempt.step(OPEN) as note:
        address = session.open(addresses)
        note.detail = f"{address} accepts connections"
    if account.tls is None:
        attempt.skip(TLS, "off")
        return address
    with attempt.step(TLS) as note:
        note.detail = session.encrypt(account.tls, address)
    return address


def _log_in(session: Session, account: Account, attempt: Attempt) -> int | None:
    """The version of the protocol to connect again with, if there is one."""
    with attempt.step(LOG_IN) as note:
        other = session.start()
        if other is not None:
            note.state = "note"
            note.detail = f"the server asks for version {other} of the protocol, so LoopBack connects again, too"
            return other
        session.log_in()
        note.detail = f"as {account.user} with {session.authenticator}"
        if not session.authenticator:
            note.detail = "the server lets everybody in"
            note.detail += "; it did not look at the user and the password" if account.logs_in else ""
    return None


def _look_around(session: Session, account: Account, attempt: Attempt, settings: Settings) -> str:
    from designer.connectors import cassandra_facts

    has_keyspace = _use(session, account, attempt)
    with attempt.step(PING) as note:
        row = next(iter(session.rows(_LOCAL)), (None, None))
        server = f"Cassandra {str(row[0] or 'of an unknown version')[:40]}"
        data_center = str(row[1])[:100] if row[1] else None
        note.detail = f"{server} answers"
    cassandra_facts.tell(
        session, account, attempt, server=server, data_center=data_center or "unknown", has_keyspace=has_keyspace
    )
    cassandra_loopback.compare(settings, attempt, data_center=data_center)
    return f"{server} accepts these settings."


def _use(session: Session, account: Account, attempt: Attempt) -> bool:
    """Whether the keyspace is there already."""
    from designer.connectors.cassandra_errors import UnknownKeyspace

    with attempt.step(USE_KEYSPACE) as note:
        note.detail = account.keyspace
        try:
            session.use(account.keyspace)
        except UnknownKeyspace:
            if not account.creates_keyspace:
                raise
            note.state = "note"
            note.detail = f"{account.keyspace} is not there yet; LoopBack creates it when it starts"
            return False
    return True
