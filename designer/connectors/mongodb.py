"""MongoDB: what loopback-connector-mongodb asks for, and how it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import mongodb_loopback, mongodb_srv, mongodb_topology, mongodb_url
from designer.connectors.base import JSON, CannotVerify, Connector, NotTaken, Settings
from designer.connectors.mongodb_account import DEFAULT, TRIED, Account
from designer.connectors.mongodb_settings import SETTINGS
from designer.connectors.mongodb_topology import Kind
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, PING, RESOLVE, TLS, USE, Address, Attempt

if TYPE_CHECKING:
    from designer.connectors.mongodb_session import Session


class MongoDB(Connector):
    key = "mongodb"
    title = "MongoDB"
    summary = "MongoDB and MongoDB Atlas."
    icon = "mongodb"
    category = "document"
    names = ("mongodb", "loopback-connector-mongodb")
    documentation = "https://loopback.io/doc/en/lb3/MongoDB-connector.html"
    discovery = False
    migration = True
    package = "loopback-connector-mongodb"
    package_range = "^4.0.0"
    package_range_for_loopback_2 = "^4.0.0"
    url_schemes = ("mongodb", "mongodb+srv")
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE, PING, LOOPBACK)
    driver = ("pymongo", "pymongo")
    tries = (
        "Connects, encrypts where that is asked for, logs in, lists the database’s collections and pings.",
        "Does all of that over one connection, to the first host that answers.",
        "Looks up the hosts of a mongodb+srv:// URL, each of which must be allowed here, too.",
        (
            "Refuses what LoopBack’s driver breaks down over, such as an @ in “password”: the connector puts the user"
            " and the password into a URL without encoding them."
        ),
        "Compares the replica set that the server belongs to with “replicaSet”.",
    )
    leaves_out = (
        (
            "The other members of a replica set are not contacted; LoopBack’s driver goes on to them by the names that"
            " the server announces."
        ),
        "A database that does not exist is no error: MongoDB creates it with the first document.",
        "Logging in with a certificate, Kerberos or Amazon’s accounts, or with MONGODB-CR, is not tried.",
        "Certificates that are named as files are not opened, as they are on the machine that LoopBack runs on.",
        "Servers before MongoDB 3.6 do not answer the test, although LoopBack’s driver would speak to them.",
        "MongoDB could not be had for the tests, only a stand-in, which LoopBack’s own driver connects to, too.",
    )
    settings = SETTINGS

    def from_url(self, url: str) -> dict[str, JSON]:
        return mongodb_url.settings_of(url)

    def not_taken(self, url: str) -> NotTaken:
        return mongodb_url.not_taken(url)

    def to_url(self, settings: Settings) -> str:
        return mongodb_url.written(settings)

    def test(self, settings: Settings, attempt: Attempt) -> str:
        from designer.connectors import mongodb_facts
        from designer.connectors.mongodb_session import Session

        account = Account.read(settings, attempt.surroundings)
        if account.ignored:
            attempt.note("URL", f"LoopBack ignores {', '.join(account.ignored)}, as “url” is filled in")
        if account.is_srv:
            account = mongodb_srv.looked_up(account, attempt)
        with Session(account, attempt) as session:
            kind = _meet(session, account, attempt)
            _log_in(session, account, attempt)
            found = _use_database(session, account, attempt)
            with attempt.step(PING) as note:
                session.ask("ping")
                name = mongodb_facts.server(session)
                note.detail = f"{name} answers"
            mongodb_facts.tell(session, account, attempt, name=name, kind=kind, found=found)
            mongodb_loopback.compare(session, account, kind, attempt)
            return f"{name} accepts these settings."


def _meet(session: Session, account: Account, attempt: Attempt) -> Kind:
    """From the names of the hosts to what kind of server one of them is."""
    addresses = _addresses(account, attempt)
    with attempt.step(OPEN) as note:
        where = session.open(addresses)
        note.detail = f"{where} accepts connections"
        if account.tls is None:
            kind = _greet(session, account)
            note.detail = f"{where} answers" + (f": {kind.describe()}" if kind.describe() else "")
    if account.tls is None:
        attempt.skip(TLS, "off")
        return kind
    with attempt.step(TLS) as note:
        if account.names_files:
            sentence = "The certificates are files of the machine that LoopBack runs on, so TLS cannot be tried here."
            raise CannotVerify(sentence, blames=account.keys("ssl"))
        note.detail = session.encrypt()
        return _greet(session, account)


def _greet(session: Session, account: Account) -> Kind:
    session.greet()
    kind = Kind.read(session.hello.document)
    mongodb_topology.require(kind, account)
    return kind


def _addresses(account: Account, attempt: Attempt) -> list[tuple[str, Address]]:
    """The addresses that may be contacted, in order, each with its host."""
    blames, found = account.keys("host", "port"), []
    for host, port in account.hosts:
        if not port:
            attempt.skip(RESOLVE, "a Unix socket needs no name")
            found.append((host, attempt.socket_path(host, blames=blames)))
        else:
            found += [(host, address) for address in attempt.resolve(host, port, blames=blames[:1])]
    return found


def _log_in(session: Session, account: Account, attempt: Attempt) -> None:
    if not account.user and account.mechanism == DEFAULT:
        attempt.skip(LOG_IN, "no user is set")
        return
    with attempt.step(LOG_IN) as note:
        if account.mechanism not in TRIED:
            sentence = f"The settings log in with {account.mechanism}, which cannot be tried here; the server is there."
            raise CannotVerify(sentence)
        session.log_in()
        note.detail = f"as {account.user} with {session.mechanism}"


def _use_database(session: Session, account: Account, attempt: Attempt) -> int | None:
    from designer.connectors import mongodb_facts

    with attempt.step(USE) as note:
        found = mongodb_facts.collections(session)
        note.detail = account.database
        if not found:
            note.state = "note"
            note.detail = (
                f"{account.database} has no collection that can be seen; MongoDB creates a database that is not there"
                " with its first document"
            )
        return found
