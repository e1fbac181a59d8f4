"""The hosts behind a mongodb+srv:// URL, as the driver mongodb 3.7.4 (lib/core/uri_parser.js,
parseSrvConnectionString) looks them up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from designer.connectors.base import CheckFailed
from designer.connectors.mongodb_account import Account
from designer.connectors.probe import Attempt

if TYPE_CHECKING:
    from dns.rdatatype import RdataType
    from dns.resolver import Answer

STEP = "SRV record"
MOST_HOSTS = 50


def looked_up(account: Account, attempt: Attempt) -> Account:
    """The account with the hosts that the name stands for, and what its TXT record adds. Raises CheckFailed."""
    name, blames = account.hosts[0][0], account.keys("host")
    with attempt.step(STEP) as note:
        hosts = _hosts(name, attempt, blames)
        note.detail = ", ".join(f"{host}:{port}" for host, port in hosts)
        added = _additions(name, attempt, blames)
    return replace(
        account,
        hosts=hosts,
        source=account.source if account.source_is_said else added.get("authSource", account.source),
        replica_set=account.replica_set or added.get("replicaSet", ""),
    )


def _hosts(name: str, attempt: Attempt, blames: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    from dns.rdatatype import RdataType

    answer = _asked(f"_mongodb._tcp.{name}", RdataType.SRV, attempt, blames)
    if answer is None:
        sentence = f"There is no SRV record for “{name[:100]}”; check the name, or use mongodb:// instead."
        raise CheckFailed(sentence, blames=blames)
    hosts = tuple((record.target.to_text(omit_final_dot=True).lower(), record.port) for record in answer)[:MOST_HOSTS]
    parent = f".{name.partition('.')[2]}"
    if not all(f".{host.partition('.')[2]}".endswith(parent) for host, _ in hosts):
        sentence = f"The SRV record of “{name[:100]}” names a host outside of its own domain, which the driver refuses."
        raise CheckFailed(sentence, blames=blames)
    return hosts


def _additions(name: str, attempt: Attempt, blames: tuple[str, ...]) -> dict[str, str]:
    from dns.rdatatype import RdataType

    answer = _asked(name, RdataType.TXT, attempt, blames)
    if answer is None:
        return {}
    texts = [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    found = dict(parse_qsl(texts[0], keep_blank_values=True))
    if len(texts) > 1 or not found.keys() <= {"authSource", "replicaSet"}:
        sentence = f"The TXT record of “{name[:100]}” may only set “authSource” and “replicaSet”, once."
        raise CheckFailed(sentence, blames=blames)
    return found


def _asked(name: str, kind: RdataType, attempt: Attempt, blames: tuple[str, ...]) -> Answer | None:
    """The records of a name; None where there are none. Asks the name servers of this machine."""
    from dns import exception, resolver

    try:
        return resolver.get_default_resolver().resolve(name, kind, lifetime=attempt.remaining(), search=False)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return None
    except (exception.DNSException, OSError, UnicodeError) as error:
        sentence = f"The name “{name[:100]}” could not be looked up: no name server answered, or none knows it."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
