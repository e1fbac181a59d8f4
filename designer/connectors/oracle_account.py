"""The settings of an Oracle data source as loopback-connector-oracle reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from designer.connectors import javascript
from designer.connectors.base import CannotVerify, CheckFailed, Settings

_PROTOCOL = re.compile(r"\s*([A-Za-z0-9_-]+)://")
_SPOKEN = ("tcp", "tcps")


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether a connection succeeds.

    Read as loopback-connector-oracle 4.5.2 (lib/oracle.js) does: `connectString` wins over `url`, that over `tns`,
    and each of them over `host`, `port` and `database`; `username` wins over `user`. What is left empty is
    localhost, 1521 and XE.
    """

    connect_string: str
    """An Easy Connect string or a connect descriptor, which names the hosts itself."""
    user: str
    password: str = field(repr=False)
    sources: Mapping[str, str]
    """Which key of the settings each of these came from."""

    def keys(self, *names: str) -> tuple[str, ...]:
        """The keys to mark where one of these is wrong."""
        return tuple(dict.fromkeys(self.sources.get(name, name) for name in names))

    @classmethod
    def read(cls, settings: Settings) -> Self:
        """Raises CheckFailed where a value cannot be what it should be, and CannotVerify where what it means is
        known only to the machine that LoopBack runs on."""
        sources = {"user": javascript.first(settings, "username", "user") or "user"}
        whole = javascript.first(settings, "connectString", "url", "tns")
        if whole:
            sources |= dict.fromkeys(("host", "port", "database"), whole)
        else:
            sources["host"] = javascript.first(settings, "host", "hostname") or "host"
        if javascript.truthy(settings.get("externalAuth")):
            sentence = "“externalAuth” logs in as the system account that LoopBack runs as, which cannot be tried here."
            raise CannotVerify(sentence, blames=("externalAuth",))
        return cls(
            connect_string=_connect_string(settings, whole) if whole else _built(settings, sources["host"]),
            user=_required(settings, sources["user"], "user"),
            password=_required(settings, "password", "password"),
            sources=sources,
        )


def _built(settings: Settings, host_key: str) -> str:
    def value(key: str, default: str) -> str:
        found = settings.get(key)
        return javascript.text(found).strip() if javascript.truthy(found) else default

    port = javascript.port(settings.get("port") or 1521)
    host, database = value(host_key, "localhost"), value("database", "XE")
    host = f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
    for text, key in ((host, host_key), (database, "database")):
        if re.search(r"[\s/()=?;,]", text):
            raise CheckFailed(f"“{text[:80]}” has a character that no {_WORDS[key]} has.", blames=(key,))
    return f"//{host}:{port}/{database}"


_WORDS = {"host": "host", "hostname": "host", "database": "service"}


def _connect_string(settings: Settings, key: str) -> str:
    found = settings[key]
    if not isinstance(found, str):
        raise CheckFailed("LoopBack’s Oracle driver takes only a text as a connect string.", blames=(key,))
    text = javascript.text(found).strip()
    protocol = _PROTOCOL.match(text)
    if protocol and protocol[1].lower() not in _SPOKEN:
        sentence = (
            f"What {protocol[1][:20]}:// means is looked up by Oracle’s client on the machine that LoopBack runs on,"
            " so it cannot be tried here."
        )
        raise CannotVerify(sentence, blames=(key,))
    if not text.startswith("(") and "/" not in text and ":" not in text:
        sentence = (
            f"“{text[:60]}” is looked up in tnsnames.ora or a directory by Oracle’s client on the machine that LoopBack"
            " runs on, so it cannot be tried here; //host:1521/service can."
        )
        raise CannotVerify(sentence, blames=(key,))
    return text


def _required(settings: Settings, key: str, name: str) -> str:
    found = settings.get(key)
    if not javascript.truthy(found):
        raise CheckFailed(f"No {name} is set, and Oracle wants one.", blames=(key,))
    if not isinstance(found, str):
        raise CheckFailed(f"LoopBack’s Oracle driver takes only a text as {name}.", blames=(key,))
    return javascript.text(found)
