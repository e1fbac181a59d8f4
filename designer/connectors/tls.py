"""TLS as Node's drivers are told to do it: the options `ca`, `cert`, `key`, `passphrase`, `rejectUnauthorized`."""

from __future__ import annotations

import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import certifi

from designer.connectors.base import JSON, CheckFailed
from designer.connectors.javascript import text


@dataclass(frozen=True, slots=True)
class Options:
    """What decides over a TLS connection. Certificates and the key are PEM texts, not names of files."""

    verify: bool = True
    ca: str | None = None
    cert: str | None = None
    key: str | None = None
    passphrase: str | None = None
    name: str | None = None
    """The name that the certificate must have, where it is not the host's."""

    @classmethod
    def read(cls, options: JSON) -> Self:
        """The options of Node's tls.connect; what is not an object has none of them."""
        values = options if isinstance(options, dict) else {}
        return cls(
            verify=values.get("rejectUnauthorized") is not False,
            ca=_pem(values.get("ca")),
            cert=_pem(values.get("cert")),
            key=_pem(values.get("key")),
            passphrase=_pem(values.get("passphrase")),
            name=_pem(values.get("servername")),
        )


def _pem(value: JSON) -> str | None:
    if isinstance(value, list):
        return "\n".join(text(part) for part in value) or None
    return text(value) if value else None


def context(options: Options, *, blames: tuple[str, ...], check_name: bool) -> ssl.SSLContext:
    """An SSL context for these options, with Mozilla's roots (as Node has them) where there is no `ca`.

    Raises CheckFailed where a certificate or the key is not readable PEM.
    """
    try:
        made = ssl.create_default_context(
            cadata=options.ca if options.verify else None,
            cafile=None if options.ca else certifi.where(),
        )
        if options.cert:
            _load_chain(made, options)
    except (ssl.SSLError, ValueError) as error:
        sentence = (
            "A certificate or the key cannot be read; the settings must hold their text itself,"
            " from “-----BEGIN” on, not the name of a file."
        )
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
    made.check_hostname = check_name and options.verify
    made.verify_mode = ssl.CERT_REQUIRED if options.verify else ssl.CERT_NONE
    return made


def _load_chain(made: ssl.SSLContext, options: Options) -> None:
    with pem_file(f"{options.cert}\n{options.key or ''}") as path:
        made.load_cert_chain(path, password=options.passphrase or "")


@contextmanager
def pem_file(content: str) -> Iterator[Path]:
    """A file that only this user can read, gone afterwards: OpenSSL and libpq take keys from files alone."""
    with tempfile.NamedTemporaryFile("w", suffix=".pem", encoding="ascii", errors="replace") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


def encrypt(
    connection: socket.socket, made: ssl.SSLContext, *, name: str | None, blames: tuple[str, ...]
) -> ssl.SSLSocket:
    """The connection with TLS on it. Raises CheckFailed where that cannot be; the connection is closed then."""
    try:
        return made.wrap_socket(connection, server_hostname=name)
    except ssl.SSLCertVerificationError as error:
        sentence = f"The server's certificate is not accepted: {error.verify_message.rstrip('.')}."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
    except TimeoutError as error:
        sentence = "The server did not finish the TLS handshake in time."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
    except OSError as error:
        sentence = "The server broke off the TLS handshake; perhaps it does not speak TLS there."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error


def described(connection: ssl.SSLSocket, options: Options) -> str:
    """Such as "TLSv1.3, certificate checked"."""
    return f"{connection.version()}, certificate {'checked' if options.verify else 'not checked'}"
