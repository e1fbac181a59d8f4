"""A certificate authority for one test run, and certificates for servers on loopback and for clients."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from secrets import token_hex

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from designer.connectors.tls import pem_file

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Certificates:
    """PEM texts: the authority's certificate, and a server's with its key, which is a client's as well."""

    authority: str
    server: str
    key: str

    @property
    def context(self) -> ssl.SSLContext:
        """What a server on loopback speaks TLS with."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with pem_file(self.server + self.key) as path:
            made.load_cert_chain(path)
        return made

    def encrypted_key(self, passphrase: str) -> str:
        """The key, for those who know the passphrase."""
        key = load_pem_private_key(self.key.encode(), None)
        encryption = BestAvailableEncryption(passphrase.encode())
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


def make(
    name: str = "localhost", address: str = "127.0.0.1", *, begins: timedelta = -HOUR, ends: timedelta = 24 * HOUR
) -> Certificates:
    """New ones, for a name and an address, valid from an hour ago for a day, or else from and until so long from
    now. The authority's is always valid."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name(f"Loopwright's tests {token_hex(4)}")
    authority = _builder(issuer, issuer, authority_key, -HOUR, 24 * HOUR)
    authority = authority.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    server = _builder(_name(name), issuer, key, begins, ends)
    names = [x509.DNSName(name), x509.IPAddress(ip_address(address))]
    server = server.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Certificates(
        authority=_pem(authority.sign(authority_key, SHA256())),
        server=_pem(server.sign(authority_key, SHA256())),
        key=key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode(),
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begins: timedelta, ends: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now + begins,
        not_valid_after=now + ends,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
