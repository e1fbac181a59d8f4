"""One conversation with a SQL Server, in steps where pytds' own `connect` does everything at once, and looks up
and contacts whatever the server sends it to."""

from __future__ import annotations

import ssl
import struct
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Self

from pytds import tds_base, tds_types
from pytds.connection import NonMarsConnection
from pytds.tds_base import _TdsLogin
from pytds.tds_socket import _TdsSocket

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from designer.connectors.mssql_account import Account
from designer.connectors.mssql_channel import Channel
from designer.connectors.mssql_errors import (
    encrypting,
    not_sql_server,
    refusal,
    translated,
)
from designer.connectors.probe import Address, Attempt

_OFF, _ON, _NOT_SUPPORTED, _REQUIRED = 0, 1, 2, 3
_LARGEST_PACKET = 32_767
_OLDEST = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1}
_NODE_S_CIPHERS = "DEFAULT:@SECLEVEL=1"


@dataclass(frozen=True, slots=True)
class Route:
    """Where the server sends its client on to."""

    host: str
    port: int


class Session:
    """A connection that is opened, encrypted and logged in one after the other, over one socket.

    It speaks as tedious does: TDS 7.4, encryption on or not supported, and, where the server offers none, on without
    it. Whatever the server or the network refuses is raised as CheckFailed.
    """

    def __init__(self, account: Account, attempt: Attempt) -> None:
        self._account = account
        self._attempt = attempt
        self._channel: Channel | None = None
        self.encryption = "none"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._channel is not None:
            self._channel.close()

    @property
    def server(self) -> str:
        """Such as "SQL Server 15.0.4153"."""
        version: int = self._tds.product_version
        return f"SQL Server {version >> 24}.{version >> 16 & 0xFF}.{version & 0xFFFF}"

    @property
    def database(self) -> str:
        """The one that the server chose."""
        return self._tds.env.database or ""

    def open(self, addresses: Sequence[Address]) -> str:
        """Connect, ask whether to encrypt, and tell the address that answered."""
        connection, address = self._attempt.connect(addresses, blames=self._account.keys("host", "port"))
        self._channel = Channel(connection, self._attempt)
        self._login = _login(self._account)
        self._tds = _TdsSocket(sock=self._channel, login=self._login, autocommit=True)
        self._talk = self._tds.main_session
        self._reader, self._writer = self._talk._reader, self._talk._writer  # noqa: SLF001 - there is no other way in
        with translated(self._account):
            self._talk.send_prelogin(self._login)
            start = self._channel.first_byte()
            if start[:1] not in {b"", b"\x04"}:
                raise not_sql_server(self._account, start)
            self._talk.begin_response()
            self._offer = _encryption(self._reader.read_whole_packet())
        return str(address)

    @property
    def offers_tls(self) -> bool:
        """Whether the server encrypts; to one that did not ask for it, it means that it insists."""
        return self._offer in {_ON, _REQUIRED}

    def encrypt(self, options: tls.Options) -> str:
        """Put TLS on the connection, within the limits of Node 18 and later: nothing before TLS 1.2, unless the
        settings say so. (TDS 7.4 knows nothing newer, either.)"""
        blames = self._account.keys("options")
        made = tls.context(options, blames=blames, check_name=True)
        try:
            made.set_ciphers(self._account.ciphers or _NODE_S_CIPHERS)
        except ssl.SSLError as error:
            raise CheckFailed("No cipher is called as “ciphers” says.", blames=blames, detail=str(error)) from error
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # whoever types "TLSv1" knows that it is old
            made.minimum_version = _OLDEST.get(self._account.oldest_tls, ssl.TLSVersion.TLSv1_2)
        made.maximum_version = ssl.TLSVersion.TLSv1_2
        assert self._channel is not None
        with translated(self._account), encrypting(self._account):
            version = self._channel.encrypt(made, options.name or self._account.host, self._exchange)
        self.encryption = f"{version}, certificate {'checked' if options.verify else 'not checked'}"
        return self.encryption

    def log_in(self) -> Route | None:
        """Log in and choose the database; where the server wants to be left for another one, say which.

        Raises NoDatabase where only the database is wrong.
        """
        with translated(self._account):
            self._talk.tds7_send_login(self._login)
            self._talk.begin_response()
            try:
                accepted = self._talk.process_login_tokens()
            except tds_base.DatabaseError as error:
                raise refusal(self._talk.messages, self._account) from error
            if self._tds.route is not None:
                return Route(self._tds.route["server"], self._tds.route["port"])
            if not accepted:
                raise refusal(self._talk.messages, self._account)
            self._settle()
        return None

    def select(self, query: str) -> tuple[Any, ...]:
        """The first row of a query; empty where there is none. Raises CheckFailed where the server refuses it."""
        with translated(self._account):
            cursor = NonMarsConnection(pooling=False, key=(), tds_socket=self._tds).cursor()
            cursor.execute(query)
            rows = cursor.fetchall() if cursor.description else []
            return tuple(rows[0]) if rows else ()

    def _exchange(self, piece: bytes) -> bytes:
        """Send a piece of the TLS handshake in a packet of its own, and read the answer out of one."""
        if piece:
            self._writer.begin_packet(tds_base.PacketType.PRELOGIN)
            self._writer.write(piece)
            self._writer.flush()
        answer = b""
        if self._talk.begin_response().type != tds_base.PacketType.PRELOGIN:
            raise ValueError("no TLS came back")
        while not self._reader.stream_finished():
            answer += bytes(self._reader.recv(4096))
        return answer

    def _settle(self) -> None:
        """What pytds does once the server has let it in."""
        size = self._writer.bufsize
        if size > _LARGEST_PACKET:
            raise ValueError(f"a packet of {size} bytes")
        if size != self._reader.get_block_size():
            self._reader.set_block_size(size)
        self._tds.type_factory = tds_types.SerializerFactory(self._tds.tds_version)
        self._tds.type_inferrer = tds_types.TdsTypeInferrer(
            type_factory=self._tds.type_factory, collation=self._tds.collation, bytes_to_unicode=True, allow_tz=True
        )


def _login(account: Account) -> _TdsLogin:
    login = _TdsLogin()
    login.client_host_name = login.app_name = login.library = "Loopwright"
    login.server_name = account.host[:128]
    login.user_name, login.password, login.database = account.user, account.password, account.database
    login.client_lcid = 0x0409
    login.client_tz = UTC
    login.bytes_to_unicode = True
    login.option_flag2 = tds_base.TDS_ODBC_ON
    login.enc_flag = _NOT_SUPPORTED if account.tls is None else _ON
    with suppress(UnicodeEncodeError):
        account.instance.encode("ascii")
        login.instance_name = account.instance
    return login


def _encryption(answer: bytes) -> int:
    """What the server's pre-login answer says of encryption (MS-TDS 2.2.6.5)."""
    at = 0
    while answer[at] != 0xFF:
        kind, offset, length = struct.unpack_from(">BHH", answer, at)
        if kind == 1 and length:
            found: int = answer[offset]
            if found > _REQUIRED:
                raise ValueError(f"encryption {found}")
            return found
        at += 5
    return _NOT_SUPPORTED
