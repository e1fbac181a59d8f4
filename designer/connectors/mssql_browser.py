"""The port of a named instance, asked from SQL Server Browser as tedious does (lib/instance-lookup.js)."""

from __future__ import annotations

import re
import socket

from designer.connectors.base import CheckFailed
from designer.connectors.mssql_account import Account
from designer.connectors.probe import Address, Attempt

BROWSER_PORT = 1434
STEP = "Ask for the port"
_TRIES = 2
_WHICH = b"\x02"


def ask(account: Account, address: Address, attempt: Attempt, *, browser_port: int = BROWSER_PORT) -> int:
    """The port of the account's instance; `address` is a checked one. Raises CheckFailed where nobody tells."""
    blames = account.keys("host", "options")
    with attempt.step(STEP) as note:
        answer = _answer(address.ip, browser_port, attempt)
        if answer is None:
            raise CheckFailed(
                f"SQL Server Browser does not answer on UDP port {browser_port}, so that nobody knows the port of the"
                f" instance “{account.instance}”; start that service, or name the port in place of the instance.",
                blames=blames,
            )
        port = _port(answer, account.instance)
        if not port:
            sentence = f"SQL Server Browser knows no instance “{account.instance}” that can be reached over TCP."
            raise CheckFailed(sentence, blames=blames)
        note.detail = f"{account.instance} listens on port {port}"
        return port


def _answer(ip: str, port: int, attempt: Attempt) -> str | None:
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    for left in range(_TRIES, 0, -1):
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.settimeout(attempt.remaining() / (left + 1))
            try:
                asking.connect((ip, port))
                asking.send(_WHICH)
                return asking.recv(65_535)[3:].decode("ascii", "replace")
            except TimeoutError:
                continue
            except OSError:
                return None
    return None


def _port(answer: str, instance: str) -> int:
    for described in answer.split(";;"):
        pairs = described.split(";")
        values = dict(zip(pairs[::2], pairs[1::2], strict=False))
        found = re.match(r"[0-9]{1,5}", values.get("tcp", ""))
        if values.get("InstanceName", "").upper() == instance.upper() and found and 0 < int(found[0]) < 65_536:
            return int(found[0])
    return 0
