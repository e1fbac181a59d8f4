"""One conversation with a MySQL server, in steps where PyMySQL's own `connect` does everything at once."""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from pymysql.connections import MAX_PACKET_LEN, Connection
from pymysql.constants import CLIENT

from designer.connectors import tls
from designer.connectors.base import CheckFailed, Unsuccessful
from designer.connectors.limited import Limited
from designer.connectors.mysql_account import Account
from designer.connectors.mysql_errors import not_mysql, reading_greeting, too_old, translated
from designer.connectors.probe import Address, Attempt

NATIVE = "mysql_native_password"
TRIED_PLUGINS = {NATIVE, "caching_sha2_password", "sha256_password"}
UTF8_GENERAL_CI = 33
MOST_BYTES = 4_000_000


class Session(Connection):
    """A connection that is opened, encrypted and logged in one after the other, over one socket.

    It speaks as LoopBack's driver does: TLS only where it is asked for, the password in UTF-8, and
    mysql_native_password first, so that `plugin` is what the server insists on. Whatever the server or the
    network refuses is raised as CheckFailed, and so is a certificate or key that cannot be read.
    """

    if TYPE_CHECKING:  # what types-PyMySQL leaves out
        server_version: str
        server_capabilities: int

        def _get_server_information(self) -> None: ...
        def _request_authentication(self) -> None: ...

    def __init__(self, account: Account, attempt: Attempt) -> None:
        super().__init__(defer_connect=True, password=account.password.encode(), ssl_disabled=True)
        self.user = account.user.encode()
        self.plugin = NATIVE
        self.encryption = "none"
        self._account = account
        self._attempt = attempt
        self._tls = account.tls
        blames = account.keys("ssl")
        self._context = tls.context(self._tls, blames=blames, check_name=False) if self._tls else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.open:
            self.close()

    @property
    def server(self) -> str:
        """Such as "MariaDB 10.11.6" or "MySQL 8.0.39"."""
        version = self.server_version.removeprefix("5.5.5-")
        kind = "MariaDB" if "mariadb" in version.lower() else "MySQL"
        return f"{kind} {version.partition('-')[0][:20]}"

    @property
    def offers_tls(self) -> bool:
        return bool(self.server_capabilities & CLIENT.SSL)

    def greet(self, addresses: Sequence[Address]) -> str:
        """Connect and read the server's greeting; the address that answered."""
        blames = self._account.keys("socketPath" if self._account.socket_path else "host", "port")
        connection, address = self._attempt.connect(addresses, blames=blames)
        self._attach(connection)
        with translated(self._account), reading_greeting(self._account):
            _look_at_first_bytes(connection, self._account)
            self._get_server_information()
        if not self.server_capabilities & CLIENT.PROTOCOL_41:
            raise too_old(self.server_version[:20], self._account)
        return str(address)

    def encrypt(self) -> str:
        """Put TLS on the connection as the settings want it, which must want it, and as mysql 2.18.1
        (lib/Connection.js, _startTLS) does: it looks at the certificate's chain, not at its name."""
        blames = self._account.keys("ssl")
        assert self._tls is not None
        assert self._context is not None
        if not self.offers_tls:
            raise tls.not_offered(blames=blames)
        self.client_flag |= CLIENT.SSL
        with translated(self._account):
            self._renew_timeout()
            self.write_packet(struct.pack("<iIB23s", self.client_flag, MAX_PACKET_LEN, UTF8_GENERAL_CI, b""))
        encrypted = tls.encrypt(self._sock, self._context, name=None, blames=blames)
        self._rfile.close()
        self._attach(encrypted, sequence=self._next_seq_id)
        self._secure = True
        self.encryption = tls.encryption(encrypted, self._tls)
        return tls.described(encrypted, self._tls)

    def log_in(self) -> None:
        """Log in, without choosing a database yet."""
        self._auth_plugin_name = NATIVE
        with translated(self._account):
            self._renew_timeout()
            self._request_authentication()

    def use(self, database: str) -> None:
        """Choose the database. Raises UnknownDatabase where there is none of that name."""
        with translated(self._account):
            self._renew_timeout()
            self.select_db(database)

    def leave(self) -> None:
        """Be refused as nobody instead of hanging up before the login: a server counts those who do (MariaDB's
        max_connect_errors), and in the end blocks their machine."""
        self.user = self.password = b""
        with suppress(Unsuccessful):
            self.log_in()

    def row(self, question: str) -> tuple[object, ...]:
        """The first row of the answer."""
        return self.rows(question)[0]

    def rows(self, question: str) -> tuple[tuple[object, ...], ...]:
        """The answer to one question in SQL."""
        with translated(self._account), self.cursor() as cursor:
            self._renew_timeout()
            cursor.execute(question)
            return tuple(cursor.fetchall())

    def answer(self) -> None:
        """Ask whether the server still answers."""
        with translated(self._account):
            self._renew_timeout()
            self.ping()

    def _attach(self, connection: socket.socket, sequence: int = 0) -> None:
        self._closed = False
        self._sock = connection
        blames = self._account.keys("socketPath" if self._account.socket_path else "host", "port")
        self._rfile = Limited(connection, self._attempt, blames=blames, most_bytes=MOST_BYTES).makefile()
        self._next_seq_id = sequence
        self._renew_timeout()

    def _renew_timeout(self) -> None:
        self._read_timeout = self._write_timeout = self._current_timeout = self._attempt.remaining()
        self._sock.settimeout(self._current_timeout)

    def _process_auth(self, plugin_name: bytes, auth_packet: object, handler: object = None) -> Any:
        self.plugin = plugin_name.decode("ascii", "replace")[:40]
        if self.plugin not in TRIED_PLUGINS:
            sentence = (
                f"The server asks user “{self._account.user}” to log in with {self.plugin}, which LoopBack’s MySQL"
                f" driver does not know; check the name, or give the account {NATIVE}."
            )
            raise CheckFailed(sentence, blames=self._account.keys("user"))
        return super()._process_auth(plugin_name, auth_packet, handler)  # type: ignore[misc]  # not in the stubs


def _look_at_first_bytes(connection: socket.socket, account: Account) -> None:
    """A packet of MySQL begins with its length, then 0, then 10 for a greeting or 255 for an error."""
    start = connection.recv(5, socket.MSG_PEEK)
    if len(start) == 5 and (start[3] != 0 or start[4] not in {10, 255}):
        raise not_mysql(account, start)
