"""A conversation with a mail server, as nodemailer 6.10.1 has it (lib/smtp-connection/index.js), but without mail."""

from __future__ import annotations

import hmac
import re
import smtplib
import socket
from base64 import b64decode, b64encode

from designer.connectors import mail_errors, tls
from designer.connectors.base import CannotVerify, CheckFailed
from designer.connectors.mail_transports import Login, Transport
from designer.connectors.probe import Address, Attempt
from designer.connectors.redaction import MASK

_MOST_LINES, _LONGEST_LINE = 200, 8192
_METHODS = ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2")


class Session(smtplib.SMTP):
    """Everything that fails raises CheckFailed. Close it."""

    def __init__(self, transport: Transport, attempt: Attempt) -> None:
        super().__init__(local_hostname=transport.name)
        self.command_encoding = "utf-8"
        self.ehlo_msg = "lhlo" if transport.lmtp else "ehlo"
        self.greeting = ""
        self.allows_login = False
        self._transport, self._attempt = transport, attempt
        self._buffer = bytearray()
        self._sent: list[str] = []
        self._greeted = False

    # --- What a test does -------------------------------------------------------------------------------------

    def open(self, addresses: list[Address]) -> Address:
        """Open the port, and say which address answered."""
        self.sock, address = self._attempt.connect(addresses, blames=self._transport.blames)
        return address

    def encrypt(self) -> str:
        """Begin to speak TLS, and say how."""
        options, blames = self._transport.tls, self._transport.blames
        connection, self.sock = self._connection(), None
        self._buffer.clear()  # what came before the encryption must not count as said under it
        try:
            context = tls.context(options, blames=blames, check_name=True)
            connection.settimeout(self._attempt.remaining())
            encrypted = tls.encrypt(connection, context, name=options.name or self._transport.host, blames=blames)
        except CheckFailed as error:
            connection.close()
            raise mail_errors.not_tls(self._transport, error) from error
        self.sock = encrypted
        return tls.described(encrypted, options)

    def greet(self) -> None:
        """Hear the server's greeting, and exchange names."""
        with mail_errors.translated(self._transport, greeted=False):
            code, words = self.getreply()
        self._expect(code == 220, mail_errors.GREETING, code, words)
        self._greeted = True
        self.greeting = self._told(words).partition("\n")[0]
        self.hello()

    def hello(self) -> None:
        """Say who we are, and hear what the server offers."""
        with mail_errors.translated(self._transport, greeted=True):
            code, words = self.ehlo()
            self.allows_login = self.has_extn("auth")
            if not 200 <= code < 300 and code != 421 and not self._transport.requires_starttls:
                code, words = self.helo()
                self.allows_login = True
        self._expect(200 <= code < 300, mail_errors.HELLO, code, words)

    @property
    def offers_starttls(self) -> bool:
        return self.has_extn("starttls")

    def start_tls(self) -> bool:
        """Have the connection encrypted; False where the server refuses and that is all right."""
        code, words = self._say("STARTTLS")
        if not 200 <= code < 300 and self._transport.tolerates_no_starttls:
            return False
        stage = mail_errors.STARTTLS if self.offers_starttls else mail_errors.UNOFFERED
        self._expect(200 <= code < 300, stage, code, words)
        return True

    def log_in(self, login: Login) -> str:
        """Log in, and say by which method."""
        offered = self.esmtp_features.get("auth", "").upper().split()
        method = login.method or next((each for each in _METHODS if each in offered), "PLAIN")
        code, words = self._authenticate(login, method)
        self._expect(200 <= code < 300, mail_errors.LOGIN, code, words, method=method)
        return method

    def ping(self) -> None:
        """Have the server answer without doing anything."""
        code, words = self._say("NOOP")
        self._expect(200 <= code < 300, mail_errors.PING, code, words)

    def leave(self) -> None:
        """Say goodbye, as a server expects; whether it answers does not matter."""
        try:
            self._say("QUIT")
        except CheckFailed:
            return

    # --- How ---------------------------------------------------------------------------------------------------

    def _authenticate(self, login: Login, method: str) -> tuple[int, bytes]:
        if method == "PLAIN":
            account = f"\0{login.user}\0{login.password}"
            return self._say("AUTH", f"PLAIN {self._secret(account)}")
        if method == "LOGIN":
            return self._answer(self._say("AUTH", "LOGIN"), login.user, login.password)
        if method == "CRAM-MD5":
            code, challenge = self._say("AUTH", "CRAM-MD5")
            if code != 334:
                return code, challenge
            digest = hmac.new(login.password.encode(), _decoded(challenge), "md5").hexdigest()
            return self._answer((code, challenge), f"{login.user} {digest}")
        if method == "XOAUTH2":
            raise CannotVerify("The server wants OAuth 2, which is not tried here.", blames=self._transport.blames)
        sentence = f"nodemailer has no {method[:40]} login, only PLAIN, LOGIN and CRAM-MD5."
        raise CheckFailed(sentence, blames=self._transport.blames)

    def _answer(self, reply: tuple[int, bytes], *texts: str) -> tuple[int, bytes]:
        """Answer each question in turn, as long as the server asks."""
        for each in texts:
            if reply[0] != 334:
                return reply
            reply = self._say(self._secret(each))
        return reply

    def _secret(self, words: str) -> str:
        """Encoded as the server wants it, and kept out of what is told of its replies."""
        encoded = b64encode(words.encode()).decode()
        self._sent.append(encoded)
        return encoded

    def _say(self, command: str, arguments: str = "") -> tuple[int, bytes]:
        with mail_errors.translated(self._transport, greeted=self._greeted):
            return self.docmd(command, arguments)

    def _expect(self, condition: bool, stage: str, code: int, words: bytes, *, method: str = "") -> None:
        if code == -1:
            raise mail_errors.not_smtp(self._transport, words)
        if not condition:
            raise mail_errors.refused(self._transport, stage, code, self._told(words), method=method)

    def _told(self, words: bytes) -> str:
        """A reply as a text, without what a server repeats of a login."""
        text = words.decode("utf-8", "replace")
        for sent in self._sent:
            text = text.replace(sent, MASK)
        return text[:1000]

    # --- smtplib's own, with limits ----------------------------------------------------------------------------

    def getreply(self) -> tuple[int, bytes]:
        """The code of a reply, and its lines. The code of what is none, or has no end, is -1."""
        lines: list[bytes] = []
        line = self._line()
        while re.match(rb"\d{3}[ \r\n-]", line) and len(line) <= _LONGEST_LINE and len(lines) < _MOST_LINES:
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines)
            line = self._line()
        return -1, line

    def send(self, s: bytes | str) -> None:  # type: ignore[override]
        connection = self._connection()
        connection.settimeout(self._attempt.remaining())
        connection.sendall(s.encode(self.command_encoding) if isinstance(s, str) else s)

    def _line(self) -> bytes:
        """The next line, however slowly it comes: the time-out of each piece is what is left of the attempt. Of one
        without an end, the beginning."""
        connection = self._connection()
        while b"\n" not in self._buffer:
            if len(self._buffer) > _LONGEST_LINE:
                return bytes(self._buffer)
            connection.settimeout(self._attempt.remaining())
            piece = connection.recv(4096)
            if not piece:
                if self._buffer:
                    return bytes(self._buffer)
                raise smtplib.SMTPServerDisconnected("Connection closed")
            self._buffer += piece
        line, end, rest = bytes(self._buffer).partition(b"\n")
        self._buffer = bytearray(rest)
        return line + end

    def _connection(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("Connection closed")
        return self.sock


def _decoded(challenge: bytes) -> bytes:
    try:
        return b64decode(challenge)
    except ValueError:
        return b""
