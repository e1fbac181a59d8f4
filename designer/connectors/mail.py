"""Mail: what LoopBack's own mail connector asks for, and how its SMTP servers are tried."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from designer.connectors.base import (
    JSON,
    CannotVerify,
    CheckFailed,
    Connector,
    Settings,
    Unsuccessful,
)
from designer.connectors.mail_settings import SETTINGS
from designer.connectors.mail_transports import Transport, given, label_of, read
from designer.connectors.probe import ENCRYPTION, LOG_IN, LOOPBACK, OPEN, PING, RESOLVE, SERVER, TLS, USER, Attempt

if TYPE_CHECKING:
    from designer.connectors.mail_session import Session

GREETING = "Greeting"
LARGEST = "Largest message"
MOST_TRANSPORTS = 5


class Mail(Connector):
    key = "mail"
    title = "Email"
    summary = "Sends mail through SMTP servers."
    category = "messaging"
    names = ("mail",)
    documentation = "https://loopback.io/doc/en/lb3/Email-connector.html"
    discovery = False
    migration = False
    base_model = "Email"
    steps = (RESOLVE, OPEN, GREETING, TLS, LOG_IN, PING)
    driver = ("smtplib", "Python itself")
    verified_with = "aiosmtpd 1.4, with STARTTLS and with TLS from the start"
    tries = (
        "Greets the SMTP server of each transport, logs in, and says NOOP and QUIT.",
        "Encrypts the connection as LoopBack would: from the start, or with STARTTLS where it is offered.",
        "A service such as Gmail stands for the host, port and encryption that nodemailer 6.10 has for it.",
    )
    leaves_out = (
        "Nothing is sent: whether the account may send from an address, or to one, is not known.",
        "Transports of other types than “smtp” (direct, sendmail, ses, …), OAuth 2 and proxies are not tried.",
        "LoopBack itself contacts the server only when mail is sent, so it starts with settings that fail here.",
        "For LoopBack 2, services are looked up in LoopBack 3’s list, which is newer.",
    )
    settings = SETTINGS

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Each transport in turn, as loopback 3.28 (lib/connectors/mail.js) and nodemailer 6.10.1 would use it."""
        transports, blames = given(settings)
        if not transports:
            sentence = "There is no transport, so LoopBack sends no mail: it only writes a warning to the console."
            raise CannotVerify(sentence, blames=blames)
        sentences: list[str] = []
        endings: list[Unsuccessful] = []
        for number, transport in enumerate(transports[:MOST_TRANSPORTS], start=1):
            label = label_of(number, transport) if len(transports) > 1 else ""
            try:
                sentences.append(_labelled(label, _tried(transport, label, blames, attempt)))
            except Unsuccessful as ending:
                ending.sentence = _labelled(label, ending.sentence)
                endings.append(ending)
        for number, transport in enumerate(transports[MOST_TRANSPORTS:], start=MOST_TRANSPORTS + 1):
            attempt.note(label_of(number, transport), "one too many to try at once")
        if endings:
            raise _worst(endings, sentences)
        return " ".join(sentences)


def _labelled(label: str, sentence: str) -> str:
    return f"{label}: {sentence}" if label else sentence


def _worst(endings: list[Unsuccessful], sentences: list[str]) -> Unsuccessful:
    """The first failure; where there is none, all that could not be verified, after what was."""
    for ending in endings:
        if isinstance(ending, CheckFailed):
            return ending
    told = [*sentences, *(ending.sentence for ending in endings)]
    return CannotVerify(" ".join(told), blames=endings[0].blames, detail=endings[0].detail)


def _tried(given_transport: JSON, label: str, blames: tuple[str, ...], attempt: Attempt) -> str:
    from designer.connectors.mail_session import Session

    try:
        transport = read(given_transport, loopback=attempt.surroundings.loopback, blames=blames)
    except Unsuccessful as ending:
        if label:
            attempt.note(label, ending.sentence)
        raise
    if label:
        attempt.note(label, str(transport))
    for remark in transport.remarks:
        attempt.note(LOOPBACK, remark)
    session = Session(transport, attempt)
    with closing(session):
        encryption = _open(session, transport, attempt)
        user = _log_in(session, transport, attempt)
        with attempt.step(PING) as note:
            session.ping()
            note.detail = "NOOP is answered"
        session.leave()
        _tell(session, encryption, user, label, attempt)
    if not user:
        return f"{transport.host} greets, and lets mail begin without a login."
    return f"{transport.host} greets, and accepts user “{user}”."


def _open(session: Session, transport: Transport, attempt: Attempt) -> str:
    """From the name to a connection that is as encrypted as it is to be: such as "TLSv1.3, certificate checked"."""
    addresses = attempt.resolve(transport.host, transport.port, blames=transport.blames)
    with attempt.step(OPEN) as note:
        note.detail = f"{session.open(addresses)} answers"
    encryption = ""
    if transport.secure:
        with attempt.step(TLS) as note:
            encryption = note.detail = session.encrypt()
    with attempt.step(GREETING) as note:
        session.greet()
        note.detail = session.greeting[:200]
    return encryption or _start_tls(session, transport, attempt)


def _start_tls(session: Session, transport: Transport, attempt: Attempt) -> str:
    if transport.secure:
        return ""
    if transport.ignores_starttls:
        attempt.skip(TLS, "switched off; the server offers it" if session.offers_starttls else "switched off")
        return ""
    if not session.offers_starttls and not transport.requires_starttls:
        attempt.skip(TLS, "the server does not offer it")
        return ""
    with attempt.step(TLS) as note:
        if not session.start_tls():
            note.state, note.detail = "note", "the server refuses it, so the connection stays unencrypted"
            return ""
        note.detail = encryption = session.encrypt()
        session.hello()
        return encryption


def _log_in(session: Session, transport: Transport, attempt: Attempt) -> str:
    """Who is logged in; empty for nobody."""
    if transport.login is None:
        offers = session.allows_login and bool(session.esmtp_features)
        detail = (
            "no account is set, and the server offers a login: it may refuse mail" if offers else "no account is set"
        )
        (attempt.note if offers else attempt.skip)(LOG_IN, detail)
        return ""
    with attempt.step(LOG_IN) as note:
        if not session.allows_login and not transport.always_logs_in:
            raise _no_login(session, transport)
        if transport.login.by_token:
            raise CannotVerify("The account uses OAuth 2, which is not tried here.", blames=transport.blames)
        note.detail = f"as {transport.login.user} with {session.log_in(transport.login)}"
    return transport.login.user


def _no_login(session: Session, transport: Transport) -> CannotVerify:
    """nodemailer 6.10.1 (lib/smtp-transport/index.js) goes on without logging in where none is offered."""
    if transport.ignores_starttls and session.offers_starttls:
        sentence = (
            "The server offers no login without encryption, so LoopBack would send without one; do not switch STARTTLS"
            " off."
        )
    else:
        sentence = (
            "The server answers but offers no login, so LoopBack would send without one: user and password could not"
            " be tried."
        )
    return CannotVerify(sentence, blames=transport.blames)


def _tell(session: Session, encryption: str, user: str, label: str, attempt: Attempt) -> None:
    """What a person wants to know next, by transport where there are several."""
    suffix = f", {label}" if label else ""
    attempt.tell(f"{SERVER}{suffix}", session.greeting[:200])
    attempt.tell(f"{ENCRYPTION}{suffix}", encryption or "none")
    attempt.tell(f"{USER}{suffix}", user or "nobody")
    size = session.esmtp_features.get("size", "")
    if size.isdecimal() and len(size) < 15 and int(size):
        attempt.tell(f"{LARGEST}{suffix}", f"{int(size):,} bytes")
