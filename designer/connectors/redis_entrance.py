"""The way into a Redis server or a sentinel, from its name to the login."""

from __future__ import annotations

from ipaddress import ip_address

from designer.connectors.base import CheckFailed
from designer.connectors.probe import LOG_IN, OPEN, RESOLVE, TLS, Address, Attempt
from designer.connectors.redis_account import ANY, IPV6, Account, Endpoint
from designer.connectors.redis_errors import refusal
from designer.connectors.redis_session import Session


def enter(session: Session, account: Account, attempt: Attempt) -> bool:
    """Resolve, open, encrypt, log in. Whether it took a user name that LoopBack's driver does not send."""
    endpoint = session.endpoint
    addresses = _resolved(endpoint, account, attempt)
    with attempt.step(OPEN) as note:
        note.detail = f"{session.open(_of_family(addresses, endpoint, account))} answers"
        if endpoint.tls is None:
            session.greet()
    if endpoint.tls is None:
        attempt.skip(TLS, "off")
    else:
        with attempt.step(TLS) as note:
            note.detail = session.encrypt(endpoint.tls)
            session.greet()
    if endpoint.password or (endpoint.user and account.driver == "ioredis"):
        with attempt.step(LOG_IN) as note:
            as_user, said = _log_in(session, account)
            note.detail = f"as {endpoint.user or 'default'}"
            if said:
                note.state = "note"
                note.detail = "the server asks for no password; LoopBack’s driver logs that as an error, and goes on"
            elif account.driver == "redis" and endpoint.user and not as_user:
                note.state = "note"
                note.detail = f"as default: LoopBack’s driver ignores “{endpoint.user[:40]}”"
        return as_user
    if not session.wants_password:
        attempt.skip(LOG_IN, "the server asks for no password")
        return False
    with attempt.step(LOG_IN):
        raise refusal("NOAUTH Authentication required.", account, endpoint, "AUTH")


def _resolved(endpoint: Endpoint, account: Account, attempt: Attempt) -> list[Address]:
    if endpoint.path:
        attempt.skip(RESOLVE, "a Unix socket needs no name")
        return [attempt.socket_path(endpoint.path, blames=account.keys("path"))]
    return attempt.resolve(endpoint.host, endpoint.port, blames=account.keys("host"))


def _of_family(addresses: list[Address], endpoint: Endpoint, account: Account) -> list[Address]:
    """Those of the family that the driver looks a name up in: of IPv4 alone, unless it is told otherwise."""
    if endpoint.path or endpoint.family == ANY or _is_address(endpoint.host):
        return addresses
    found = [address for address in addresses if (":" in address.ip) == (endpoint.family == IPV6)]
    if not found:
        one, other = ("IPv6", "IPv4") if endpoint.family == IPV6 else ("IPv4", "IPv6")
        sentence = (
            f"The name “{endpoint.host[:100]}” has an {other} address only, and LoopBack’s driver looks for {one}."
        )
        raise CheckFailed(sentence, blames=account.keys("host", "family"))
    return found


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _log_in(session: Session, account: Account) -> tuple[bool, str]:
    """The driver redis sends no user; only where its way fails is the one that a person typed tried, too, so that it
    can be said what is wrong."""
    user, password = session.endpoint.user, session.endpoint.password
    if account.driver == "ioredis":
        return False, session.log_in(user, password)
    try:
        return False, session.log_in("", password)
    except CheckFailed:
        if not user:
            raise
    return True, session.log_in(user, password)
