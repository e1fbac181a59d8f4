"""What mail servers refuse, as sentences: the one place where they are translated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from designer.connectors.base import CheckFailed
from designer.connectors.mail_transports import Transport

GREETING, HELLO, STARTTLS, UNOFFERED, LOGIN, PING = "greeting", "hello", "starttls", "unoffered", "login", "ping"

_BUSY = "The server has no time at present, or too many connections open; try again later."
_WANTS_TLS = "The server lets nobody log in without encryption; do not switch STARTTLS off."

REFUSALS: dict[tuple[str, int], str] = {
    (GREETING, 421): _BUSY,
    (GREETING, 554): "The server accepts no mail from this machine, whose address it may have on a list.",
    (GREETING, 550): "The server accepts no mail from this machine, whose address it may have on a list.",
    (HELLO, 421): _BUSY,
    (HELLO, 501): "The server does not accept the name “{name}”; set “name” to this machine’s real one.",
    (HELLO, 550): "The server does not accept the name “{name}”; set “name” to this machine’s real one.",
    (STARTTLS, 454): "The server offers STARTTLS but cannot do it at present; its administrator must see to that.",
    (LOGIN, 421): _BUSY,
    (LOGIN, 432): "The server wants the password of “{user}” to be changed first.",
    (LOGIN, 454): "The server cannot check passwords at present; try again later.",
    (LOGIN, 500): "The server has no {method} login; choose another “authMethod”.",
    (LOGIN, 502): "The server has no {method} login; choose another “authMethod”.",
    (LOGIN, 503): "The server lets nobody log in here, or not in this way.",
    (LOGIN, 504): "The server has no {method} login; choose another “authMethod”.",
    (LOGIN, 525): "The account “{user}” is locked at the server.",
    (LOGIN, 530): _WANTS_TLS,
    (LOGIN, 534): "The server wants “{user}” to log in in another way, often with a password made for applications.",
    (LOGIN, 535): "The server refused user “{user}” with this password.",
    (LOGIN, 538): _WANTS_TLS,
    (LOGIN, 550): "The account “{user}” may not send mail.",
    (LOGIN, 554): "The account “{user}” may not send mail from here.",
    (PING, 421): _BUSY,
    (PING, 530): "The server wants a login before anything else; fill in user and password.",
}
"""By what was asked for and the code of the reply."""

_OTHERWISE = {
    GREETING: "The server refuses connections; the details have its words.",
    HELLO: "The server refuses to go on after its greeting; the details have its words.",
    STARTTLS: "The server refuses to encrypt the connection; the details have its words.",
    UNOFFERED: "The server has no STARTTLS, which “requireTLS” insists on.",
    LOGIN: "The server refused user “{user}”; the details have its words.",
    PING: "The server answers, but refuses to go on; the details have its words.",
}

_STRANGERS = {b"* OK": "an IMAP server", b"+OK": "a POP3 server", b"HTTP": "a web server", b"SSH-": "an SSH server"}


def refused(transport: Transport, stage: str, code: int, words: str, *, method: str = "") -> CheckFailed:
    """The server's reply was no consent."""
    user = transport.login.user if transport.login else ""
    template = REFUSALS.get((stage, code), _OTHERWISE[stage])
    sentence = template.format(user=user[:100], name=transport.name[:100], method=method[:40])
    return CheckFailed(sentence, blames=transport.blames, detail=f"{code} {words}" if code > 0 else words)


def not_smtp(transport: Transport, start: bytes) -> CheckFailed:
    """Something else than a mail server answered, and began with these bytes."""
    guess = next((name for begin, name in _STRANGERS.items() if start.startswith(begin)), "no mail server (SMTP)")
    sentence = f"What answers there is {guess}; check the host and the port."
    return CheckFailed(sentence, blames=transport.blames, detail=repr(start[:80]) if start else "")


def not_tls(transport: Transport, error: CheckFailed) -> CheckFailed:
    """A handshake that failed, with what to do where the server just does not begin with TLS."""
    if getattr(error.__cause__, "reason", "") != "WRONG_VERSION_NUMBER" or not transport.secure:
        return error
    sentence = "The server does not begin with TLS; switch “secure” off, and STARTTLS follows where it is offered."
    return CheckFailed(sentence, blames=error.blames, detail=error.detail)


@contextmanager
def translated(transport: Transport, *, greeted: bool) -> Iterator[None]:
    """Raise what the connection and smtplib raise inside as CheckFailed; smtplib's errors are OSErrors."""
    try:
        yield
    except OSError as error:
        raise _lost(transport, error, greeted=greeted) from error
    except ValueError as error:
        raise CheckFailed("The name for the greeting must be a single line.", blames=transport.blames) from error


def _lost(transport: Transport, error: OSError, *, greeted: bool) -> CheckFailed:
    if not (isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)):
        sentence = "The server closed the connection; is it a mail server (SMTP), and does it accept this machine?"
    elif greeted or transport.secure:
        sentence = "The server accepted the connection but did not answer in time."
    else:
        sentence = (
            "The server accepted the connection but did not greet in time; if it is encrypted from the start, as on"
            " port 465, switch “secure” on."
        )
    return CheckFailed(sentence, blames=transport.blames, detail=str(error))
