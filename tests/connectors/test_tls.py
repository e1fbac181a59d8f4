"""What is said where TLS fails, for all connectors: against real servers of Python's ssl."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from tests.services import certificates, listeners, processes
from tests.services.certificates import HOUR, Certificates

BLAMES = ("ssl",)
Talk = Callable[[tls.Options, str], str]


def serving(context: ssl.SSLContext) -> listeners.Behaviour:
    """Shake hands, then say hello."""

    def behave(connection: socket.socket, _over: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.sendall(b"hello")
            encrypted.recv(1)

    return behave


def said(behave: listeners.Behaviour, options: tls.Options, name: str = "localhost") -> str:
    """What a client hears; the sentence, and the detail after it, where that is nothing."""
    with listeners.listening(behave) as server:
        connection = socket.create_connection((processes.HOST, server.port), timeout=5)
        try:
            made = tls.context(options, blames=BLAMES, check_name=True)
            with tls.encrypt(connection, made, name=name, blames=BLAMES) as encrypted:
                try:
                    return encrypted.recv(5).decode()
                except ssl.SSLError as error:
                    raise tls.refusal(error, blames=BLAMES) from error
        except CheckFailed as failure:
            return failure.sentence if failure.blames == BLAMES and failure.detail else "Blames or details are missing."
        finally:
            connection.close()


def trusting(made: Certificates) -> tls.Options:
    return tls.Options(ca=made.authority)


def test_a_certificate_that_is_in_order() -> None:
    made = certificates.make()
    assert said(serving(made.context), trusting(made)) == "hello"
    assert said(serving(made.context), trusting(made), name="127.0.0.1") == "hello"


def test_remarks_between_certificates_may_be_in_any_language() -> None:
    """Lists of authorities name them so, and Node passes over it."""
    made = certificates.make()
    assert said(serving(made.context), tls.Options(ca=f"# Főtanúsítvány\n{made.authority}")) == "hello"


@pytest.mark.parametrize("ca", ["é", "-----BEGIN CERTIFICATE-----\né\n-----END CERTIFICATE-----", "\ud800"])
def test_a_certificate_that_is_not_ascii_is_told_like_any_other_that_cannot_be_read(ca: str) -> None:
    with pytest.raises(CheckFailed, match="cannot be read"):
        tls.context(tls.Options(ca=ca), blames=BLAMES, check_name=True)


def test_what_is_wrong_with_a_certificate() -> None:
    good, expired = certificates.make(), certificates.make(ends=-timedelta(minutes=1))
    early = certificates.make(begins=HOUR)
    found = {
        "nobody vouches": said(serving(good.context), tls.Options()),
        "another authority": said(serving(good.context), trusting(certificates.make())),
        "expired": said(serving(expired.context), trusting(expired)),
        "early": said(serving(early.context), trusting(early)),
        "another name": said(serving(good.context), trusting(good), name="db.example.com"),
        "another address": said(serving(good.context), trusting(good), name="127.0.0.2"),
    }
    assert found["nobody vouches"].startswith("Nobody that would be trusted vouches for the server’s certificate;")
    assert found["another authority"] == found["nobody vouches"]
    assert found["expired"].endswith("has expired; the server needs a new one.")
    assert found["early"] == "The server’s certificate is not valid yet; compare the clocks of the two machines."
    assert "another name than “db.example.com”;" in found["another name"]
    assert "another name than “127.0.0.2”;" in found["another address"]


def test_an_authority_whose_name_is_another_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "token_hex", lambda _: "the same")
    sentence = said(serving(certificates.make().context), trusting(certificates.make()))
    assert sentence.startswith("Nobody that would be trusted vouches for the server’s certificate;")


def test_whoever_does_not_check_sees_nothing_wrong() -> None:
    expired = certificates.make("db.example.com", ends=-timedelta(minutes=1))
    assert said(serving(expired.context), tls.Options(verify=False)) == "hello"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_a_server_that_is_too_old() -> None:
    made = certificates.make()
    context = made.context
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    assert "TLS before version 1.2" in said(serving(context), trusting(made))


def test_a_server_without_a_cipher_in_common() -> None:
    made = certificates.make()
    context = made.context
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0")
    assert "no cipher in common" in said(serving(context), trusting(made))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_wants_a_certificate_of_its_clients(version: ssl.TLSVersion) -> None:
    made, client, stranger = certificates.make(), certificates.make("client"), certificates.make("client")
    context = made.context
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=client.authority)

    def shown(mine: Certificates) -> tls.Options:
        return tls.Options(ca=made.authority, cert=mine.server, key=mine.key)

    assert said(serving(context), shown(client)) == "hello"
    assert "wants a certificate of its clients" in said(serving(context), trusting(made))
    assert "does not accept the certificate in “cert”" in said(serving(context), shown(stranger))


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (listeners.say(b"220 mail.example.com\r\n"), "does not speak TLS"),
        (listeners.NONSENSE, "does not speak TLS"),
        (listeners.close, "broke off the TLS handshake"),
        (listeners.reset, "broke off the TLS handshake"),
    ],
)
def test_who_does_not_speak_tls(behave: listeners.Behaviour, words: str) -> None:
    assert words in said(behave, tls.Options())


@pytest.mark.parametrize("name", [".example.com", "x" * 64 + ".com", ""])
def test_a_host_that_can_have_no_certificate(name: str) -> None:
    assert said(listeners.hang, tls.Options(), name) == "No certificate can be issued for this host."


def test_an_encrypted_key_and_its_passphrase() -> None:
    made = certificates.make()
    for passphrase, works in {"right": True, "wrong": False, None: False}.items():
        options = tls.Options(cert=made.server, key=made.encrypted_key("right"), passphrase=passphrase)
        if works:
            tls.context(options, blames=BLAMES, check_name=True)
            continue
        with pytest.raises(CheckFailed) as refused:
            tls.context(options, blames=BLAMES, check_name=True)
        assert "-----BEGIN" in refused.value.sentence
