"""TLS as Node's drivers are told to do it: the options `ca`, `cert`, `key`, `passphrase`, `rejectUnauthorized`."""

from __future__ import annotations

import re
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
            cadata=_ascii(options.ca) if options.ca and options.verify else None,
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


def _ascii(pem: str) -> str:
    """As Python wants it. Between certificates there may be remarks in any language, which OpenSSL passes over."""
    return pem.encode("ascii", "replace").decode("ascii")


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
        connection.getpeername()  # where this fails, as after a reset, wrap_socket would leave the connection open,
        (name or "").encode("idna")  # and where this does
        return made.wrap_socket(connection, server_hostname=name)
    except OSError as error:
        connection.close()
        raise refusal(error, name=name, blames=blames) from error
    except ValueError as error:  # a name that no certificate could have, such as one that begins with a dot
        connection.close()
        raise CheckFailed("No certificate can be issued for this host.", blames=blames, detail=str(error)) from error


def refusal(error: OSError, *, name: str | None = None, blames: tuple[str, ...]) -> CheckFailed:
    """What went wrong with TLS, in a handshake or, as TLS 1.3 may tell it later, in the first answer."""
    reason = (error.reason or "") if isinstance(error, ssl.SSLError) else ""
    if isinstance(error, ssl.SSLCertVerificationError):
        other = f"The server’s certificate is not accepted: {error.verify_message.rstrip('.')}."
        sentence = _CERTIFICATE.get(error.verify_code, other)
    elif isinstance(error, TimeoutError):
        sentence = "The server did not finish the TLS handshake in time."
    else:
        known = (told for pattern, told in _HANDSHAKE if re.search(pattern, reason))
        sentence = next(known, "The server broke off the TLS handshake; perhaps it does not speak TLS there.")
    return CheckFailed(sentence.replace("{name}", name or "the host"), blames=blames, detail=str(error))


def not_offered(*, blames: tuple[str, ...]) -> CheckFailed:
    """The server was asked for TLS in its own language, and said no."""
    return CheckFailed("The server offers no TLS; switch it off here, or on at the server.", blames=blames)


_UNTRUSTED = (
    "Nobody that would be trusted vouches for the server’s certificate; put the certificate of the authority that"
    " issued it, as PEM text, into “ca”."
)
_EXPIRED = "The server’s certificate, or one that vouches for it, has expired; the server needs a new one."
_OTHER_NAME = (
    "The server’s certificate was issued for another name than “{name}”; use a name that it was issued for as the host."
)
_CERTIFICATE = {
    2: _UNTRUSTED,
    7: _UNTRUSTED,
    9: "The server’s certificate is not valid yet; compare the clocks of the two machines.",
    10: _EXPIRED,
    18: _UNTRUSTED,
    19: _UNTRUSTED,
    20: _UNTRUSTED,
    21: _UNTRUSTED,
    62: _OTHER_NAME,
    64: _OTHER_NAME,
}
"""By OpenSSL's number of what is wrong with a certificate (X509_V_ERR_…)."""
_HANDSHAKE = (
    (
        "PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS",
        "The server speaks only TLS before version 1.2, which Node 12 and later refuse; bring its TLS up to date.",
    ),
    (
        "WRONG_VERSION_NUMBER|HTTP_REQUEST|RECORD_LAYER_FAILURE|PACKET_LENGTH|WRONG_SSL_VERSION",
        "What answers there does not speak TLS; check the port, or switch TLS off here.",
    ),
    ("SIGNATURE", _UNTRUSTED),
    ("CERTIFICATE_REQUIRED", "The server wants a certificate of its clients; fill in “cert” and “key”."),
    (
        "ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED|DECRYPT)",
        "The server does not accept the certificate in “cert”.",
    ),
    (
        "NO_SHARED_CIPHER|HANDSHAKE_FAILURE|NO_CIPHERS",
        "The server has no cipher in common with Node, or wants a certificate of its clients (“cert” and “key”).",
    ),
    ("TOO_SMALL|TOO_WEAK", "The server’s keys are too weak for TLS as Node speaks it; the server needs longer ones."),
)
"""By what OpenSSL calls the reason of a handshake that failed."""


def described(connection: ssl.SSLSocket, options: Options) -> str:
    """Such as "TLSv1.3, certificate checked"."""
    return f"{connection.version()}, certificate {'checked' if options.verify else 'not checked'}"


def encryption(connection: ssl.SSLSocket, options: Options) -> str:
    """Such as "TLSv1.3 with TLS_AES_256_GCM_SHA384, certificate checked": for the fact ENCRYPTION."""
    cipher = connection.cipher()
    checked = "checked" if options.verify else "not checked"
    return f"{connection.version()} with {cipher[0] if cipher else 'an unknown cipher'}, certificate {checked}"
