"""One conversation with a MongoDB server, over one socket that was checked.

pymongo's MongoClient opens several: one for its monitor thread, another to measure round trips, more for its pool, and
to whatever members a server announces, each of which it looks up by itself. So this speaks through the `Connection`
that such a pool would hold, which starts no thread and contacts nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from socket import socket
from typing import Any, Self

from pymongo.auth_shared import MongoCredential, _build_credentials_tuple
from pymongo.errors import ProtocolError, PyMongoError
from pymongo.hello import Hello
from pymongo.network_layer import NetworkingInterface
from pymongo.pool_options import PoolOptions
from pymongo.read_preferences import ReadPreference
from pymongo.saslprep import saslprep
from pymongo.synchronous.pool import Connection, Pool

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from designer.connectors.mongodb_account import DEFAULT, TRIED, Account
from designer.connectors.mongodb_errors import not_mongodb, tls_refusal, translated
from designer.connectors.probe import Address, Attempt

SHA_1, SHA_256 = "SCRAM-SHA-1", "SCRAM-SHA-256"
_LARGEST_ANSWER = 4_000_000
"""More than a server has to say in a test, and little enough for whatever it makes of it."""


class Session:
    """A connection that is opened, encrypted, greeted and logged in one after the other.

    Whatever the server or the network refuses is raised as CheckFailed, and so is a certificate or key that cannot
    be read.
    """

    def __init__(self, account: Account, attempt: Attempt) -> None:
        self._account = account
        self._attempt = attempt
        self._socket: socket | None = None
        self._address = ("", 0)
        self.encryption = "none"
        blames = account.keys("ssl", "sslCA")
        self._context = None
        if account.tls is not None:
            try:
                self._context = tls.context(account.tls, blames=blames, check_name=account.checks_name)
            except CheckFailed as refused:
                raise tls_refusal(refused) from refused

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()

    def open(self, addresses: Sequence[tuple[str, Address]]) -> str:
        """Connect to the first of these that answers, each with the host that it belongs to, and tell which."""
        blames = self._account.keys("host", "port")
        self._socket, address = self._attempt.connect([address for _, address in addresses], blames=blames)
        host = next(name for name, each in addresses if each == address)
        self._address = (host, address.port)
        return str(address)

    def encrypt(self) -> str:
        """Put TLS on the connection, as the settings want it, which must want it."""
        options, host = self._account.tls, self._address[0]
        assert options is not None
        assert self._context is not None
        assert self._socket is not None
        self._socket.settimeout(self._attempt.remaining())
        try:
            encrypted = tls.encrypt(self._socket, self._context, name=host, blames=self._account.keys("ssl"))
        except CheckFailed as refused:
            raise tls_refusal(refused) from refused
        self._socket = encrypted
        self.encryption = tls.encryption(encrypted, options)
        return tls.described(encrypted, options)

    def greet(self) -> None:
        """Say hello, with the user's name in it, so that the server tells how that one logs in; what it says of itself
        is `hello` from then on."""
        assert self._socket is not None
        heard = _Interface(self._socket)
        self._options = _Options(_credentials(self._account), self._attempt)
        self._pool = Pool(self._address, self._options)  # only for what the connection looks up there
        self._talk = Connection(heard, self._pool, self._address, 1, is_sdam=False)
        self._talk.max_message_size = _LARGEST_ANSWER
        with translated(self._account, greeted=False):
            try:
                self.hello: Hello[dict[str, Any]] = self._talk.hello()
            except ProtocolError as error:
                raise not_mongodb(self._account, heard.start) from error
        self._talk.max_message_size = min(self._talk.max_message_size, _LARGEST_ANSWER)

    @property
    def offered(self) -> tuple[str, ...]:
        """The ways in which the user can log in, as far as the server told."""
        told: object = self._talk.negotiated_mechs
        return tuple(str(each) for each in told) if isinstance(told, list) else ()

    @property
    def wire_versions(self) -> tuple[int, int]:
        """The oldest and the newest version of MongoDB's language that the server speaks; 0 for what it does not
        tell."""
        told = (self.hello.document.get(name) for name in ("minWireVersion", "maxWireVersion"))
        least, most = (each if isinstance(each, int) else 0 for each in told)
        return least, most

    @property
    def mechanism(self) -> str:
        """How the user logs in."""
        if self._account.mechanism != DEFAULT:
            return self._account.mechanism
        return SHA_256 if SHA_256 in self.offered else SHA_1

    def log_in(self) -> None:
        """Log in, if there is a user."""
        if self.mechanism == SHA_256 and self._account.user:
            _require_usable(self._account)
        self._options.renew()
        with translated(self._account):
            self._talk.authenticate()

    def ask(self, command: str, value: object = 1, *, database: str = "", **rest: object) -> dict[str, Any]:
        """The answer to one command, in the database of the account or another one, from any member of a set."""
        self._options.renew()
        with translated(self._account):
            spec = {command: value, **rest}
            return self._talk.command(
                database or self._account.database, spec, read_preference=ReadPreference.PRIMARY_PREFERRED
            )


class _Interface(NetworkingInterface):
    """Remembers how the first answer began."""

    start = b""

    def recv_into(self, buffer: bytes | memoryview) -> int:
        count = super().recv_into(buffer)
        if len(self.start) < 16:
            self.start += bytes(buffer[:count])
        return count


class _Options(PoolOptions):
    """The options of a pool of one, whose timeout is what is left of the attempt."""

    def __init__(self, credentials: MongoCredential | None, attempt: Attempt) -> None:
        super().__init__(appname="Loopwright", credentials=credentials)
        self._attempt = attempt
        self.renew()

    def renew(self) -> None:
        """Begin to count anew. Raises CheckFailed where no time is left."""
        self._seconds = self._attempt.remaining()

    @property
    def socket_timeout(self) -> float:
        return self._seconds


def _credentials(account: Account) -> MongoCredential | None:
    if not account.user or account.mechanism not in TRIED:
        return None
    try:
        return _build_credentials_tuple(account.mechanism, account.source, account.user, account.password, {}, None)
    except (PyMongoError, ValueError) as error:
        sentence = "These settings cannot be used to log in."
        raise CheckFailed(sentence, blames=account.keys("user"), detail=str(error)) from error


def _require_usable(account: Account) -> None:
    try:
        saslprep(account.password)
    except (ValueError, TypeError) as error:
        sentence = f"The password has a character that {SHA_256} does not allow."
        raise CheckFailed(sentence, blames=account.keys("password")) from error
