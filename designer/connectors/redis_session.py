"""One conversation with a Redis server, in steps where redis-py's own `connect` does everything at once."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from redis.connection import Connection
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import ResponseError

from designer.connectors import tls
from designer.connectors.base import CheckFailed, Unsuccessful
from designer.connectors.limited import Limited
from designer.connectors.probe import Address, Attempt
from designer.connectors.redis_account import Account, Endpoint
from designer.connectors.redis_errors import NO_USERS, NOT_ASKED_FOR, not_redis, refusal, translated
from designer.connectors.redis_wire import MOST_BYTES, PlainErrors, Wire

_BEFORE_THE_LOGIN = ("ERR max number of clients", "DENIED")


class Session(Connection):
    """A connection that is opened, encrypted and logged in one after the other, over one socket.

    It speaks RESP 2, as LoopBack's drivers do, and sends nothing by itself. Whatever the server or the network
    refuses is raised as CheckFailed, or as CannotVerify while the server loads its data.
    """

    if TYPE_CHECKING:  # what redis-py leaves untyped

        def disconnect(self, *args: object, **kwargs: object) -> None: ...

        def send_command(self, *args: str, **kwargs: bool) -> None: ...
        def send_packed_command(self, command: list[bytes], check_health: bool = True) -> None: ...
        def pack_commands(self, commands: Iterable[tuple[str, ...]]) -> list[bytes]: ...

    def __init__(self, endpoint: Endpoint, account: Account, attempt: Attempt) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            protocol=2,
            parser_class=PlainErrors,
            decode_responses=True,
            encoding_errors="replace",
            redis_connect_func=_attach,
            driver_info=None,  # which it would look up in the package's own metadata each time
        )
        self.endpoint = endpoint
        self.encryption = "none"
        self.wants_password = False
        self.logged_in_as = "default"
        self.info: dict[str, str] = {}
        """What the server says of itself; empty until `introduce`."""
        self.refuses_info = False
        self._account = account
        self._attempt = attempt
        self._ready: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.disconnect()
        if self._ready is not None:
            self._ready.close()

    @property
    def server(self) -> str:
        """Such as "Redis 7.0.15" or "Valkey 8.0.1"."""
        for name in ("valkey", "dragonfly", "redis"):
            if version := self.info.get(f"{name}_version"):
                return f"{name.title()} {version.removeprefix('df-v')[:20]}"
        return "The server"

    def open(self, addresses: Sequence[Address]) -> str:
        """Connect; the address that answered."""
        blames = self._account.keys("path") if self.endpoint.path else self._account.keys("host", "port")
        self._ready, address = self._attempt.connect(addresses, blames=blames)
        return str(address)

    def encrypt(self, options: tls.Options) -> str:
        """Put TLS on the connection as Node's tls.connect does: the certificate has to be for the host's name."""
        blames, name = self._account.keys("tls"), options.name or self.endpoint.host
        made = tls.context(options, blames=blames, check_name=True)
        assert self._ready is not None
        self._ready.settimeout(self._attempt.remaining())
        encrypted = tls.encrypt(self._ready, made, name=name, blames=blames)
        self._ready = encrypted
        self.encryption = tls.encryption(encrypted, options)
        return tls.described(encrypted, options)

    def greet(self) -> None:
        """Find out that this is Redis, and whether it wants a password. What else it refuses, a later step meets."""
        try:
            self._ask("PING")
        except ResponseError as error:
            self.wants_password = str(error).startswith("NOAUTH")
            if str(error).startswith(_BEFORE_THE_LOGIN):
                raise refusal(str(error), self._account, self.endpoint, "PING") from error

    def log_in(self, user: str, password: str) -> str:
        """Send AUTH. What the server says where that is no login, but the drivers go on; else empty."""
        words = (user, password) if user else (password,)
        try:
            self._ask("AUTH", *words)
        except ResponseError as error:
            said = str(error)
            tolerated = NOT_ASKED_FOR.search(said) or (NO_USERS.search(said) and not self.wants_password)
            if not tolerated:
                raise refusal(said, self._account, self.endpoint, "AUTH") from error
            return said
        self.logged_in_as = user or "default"
        return ""

    def introduce(self) -> None:
        """Ask what the server says of itself (INFO), which an account may not be allowed to."""
        try:
            told = str(self._ask("INFO"))
        except ResponseError as error:
            self.refuses_info = str(error).startswith("NOPERM")
            return
        pairs = (line.partition(":") for line in told.splitlines() if not line.startswith("#"))
        self.info = {name: value for name, _, value in pairs if value}

    def ask(self, *words: str) -> Any:
        """The answer to one command, where that is no error."""
        with translated(self._account, self.endpoint, words[0]):
            return self._ask(*words)

    def ask_each(self, *commands: tuple[str, ...]) -> list[Any]:
        """The answers to several commands, which are sent at once; what `ask` would raise stands in its place."""
        try:
            with translated(self._account, self.endpoint):
                self.send_packed_command(self.pack_commands(commands), check_health=False)
        except Unsuccessful as refused:
            return [refused] * len(commands)
        answers: list[Any] = []
        for command in commands:
            answers.append(self._answer(command[0]) if self.is_connected else answers[-1])
        return answers

    def _answer(self, command: str) -> Any:
        try:
            with translated(self._account, self.endpoint, command):
                return self.read_response()
        except Unsuccessful as refused:
            return refused

    def _ask(self, *words: str) -> Any:
        """As `ask`, but an answer that is an error is raised as redis-py's ResponseError, with all its words."""
        try:
            self.send_command(*words, check_health=False)
            return self.read_response()
        except (ResponseError, Unsuccessful):
            raise
        except Exception:
            with translated(self._account, self.endpoint, words[0]):
                raise

    def _connect(self) -> Wire:
        """Called by redis-py before the first command; it would do so again after a disconnection."""
        ready, self._ready = self._ready, None
        if ready is None:
            raise Disconnected("The connection is gone.")
        blames = self._account.keys("path") if self.endpoint.path else self._account.keys("host", "port")
        return Wire(Limited(ready, self._attempt, blames=blames, most_bytes=MOST_BYTES), self._not_redis)

    def _not_redis(self, start: bytes) -> CheckFailed:
        return not_redis(start, self._account)


def _attach(connection: Session) -> None:
    """In the place of what redis-py sends over a new connection: nothing."""
    connection._parser.on_connect(connection)  # noqa: SLF001 - as redis-py's own on_connect does
