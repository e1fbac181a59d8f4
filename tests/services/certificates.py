"""A certificate authority for one test run, and a certificate for servers on loopback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@dataclass(frozen=True)
class Certificates:
    """PEM texts: the authority's certificate, and a server's for localhost and 127.0.0.1 with its key."""

    authority: str
    server: str
    key: str


def make() -> Certificates:
    """New ones, valid for a day."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("Loopwright's tests")
    authority = _builder(issuer, issuer, authority_key)
    authority = authority.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    server = _builder(_name("localhost"), issuer, key)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    server = server.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Certificates(
        authority=_pem(authority.sign(authority_key, SHA256())),
        server=_pem(server.sign(authority_key, SHA256())),
        key=key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode(),
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(hours=1),
        not_valid_after=now + timedelta(days=1),
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
