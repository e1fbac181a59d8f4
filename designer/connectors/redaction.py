"""Secrets among the settings of a data source, and texts without them."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterator
from urllib.parse import parse_qsl, quote, quote_plus, unquote

from designer.connectors.base import JSON, Connector, Kind, Settings
from designer.connectors.javascript import text

MASK = "•••"
MOST_WORDS = 4000
"""Characters of what a server said that anybody is shown."""
_USERINFO = re.compile(r"://[^:/?#@]*:(.*)@", re.DOTALL)
_PAIR = re.compile(
    r"""(?:^|[;?&])\s*[^;=?&]{0,40}(?:pass|pwd|secret|token)[^;=]{0,40}=\s*"""
    r"""(\{(?:[^}]|\}\})*\}|"(?:[^"]|"")*"|'(?:[^']|'')*'|[^;]*)""",
    re.IGNORECASE,
)
"""A password in a connection string such as "UID=shop;PWD={a;b}"."""
_NAMES = re.compile(r"pass|pwd|secret|token|bearer|authorization|cookie|credential|key", re.IGNORECASE)


def secrets_in(connector: Connector | None, settings: Settings) -> frozenset[str]:
    """Every text that must not be shown: secret settings, passwords in URLs, and what keys deep inside call
    a password, token, key, … A secret that also is the value of a plain setting is no longer one."""
    secrets: set[str] = set()
    plain: set[str] = set()
    for name, value in settings.items():
        setting = connector.setting(name) if connector else None
        secret = bool(_NAMES.search(name)) if setting is None else setting.kind is Kind.SECRET
        for leaf, is_secret in _leaves(value, secret=secret):
            (secrets if is_secret else plain).add(leaf)
    return frozenset(spelling for secret in secrets - plain - {""} for spelling in _spellings(secret))


def redact(words: str, secrets: Collection[str]) -> str:
    """`words` with every secret masked. One of fewer than four characters is masked only as a whole word:
    masked inside of words, it could be read from the gaps."""
    for secret in sorted((secret for secret in secrets if secret in words), key=len, reverse=True):
        if len(secret) > 3:
            words = words.replace(secret, MASK)
        else:
            words = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK, words)
    return words


def shown(words: str, secrets: Collection[str]) -> str:
    """As much of `redact` as anybody wants to read, whatever a server sends."""
    plain = redact(words, secrets)
    return plain if len(plain) <= MOST_WORDS else f"{plain[:MOST_WORDS]} …"


def _leaves(value: JSON, *, secret: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            names_user_and_password = key == "auth" and isinstance(inner, str)
            yield from _leaves(inner, secret=secret or names_user_and_password or bool(_NAMES.search(key)))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, secret=secret)
    elif value is not None and not isinstance(value, bool):
        yield text(value), secret
        for found in (*_in_url(text(value)), *_in_pairs(text(value))):
            yield found, True


def _in_url(value: str) -> Iterator[str]:
    """The passwords of `scheme://user:password@host/?token=…`, both as written and as meant."""
    if match := _USERINFO.search(value):
        yield from (match[1], unquote(match[1]))
    if "://" in value:
        query = value.partition("?")[2].partition("#")[0]
        yield from (found for name, found in parse_qsl(query) if _NAMES.search(name))


def _in_pairs(value: str) -> Iterator[str]:
    """The passwords of `UID=…;PWD=…`, both as written and as meant."""
    for written in _PAIR.findall(value) if "=" in value else ():
        plain = written.strip()
        yield plain
        if plain[:1] in {"{", '"', "'"}:
            yield from (plain[1:-1], plain[1:-1].replace(plain[-1] * 2, plain[-1]))


def _spellings(secret: str) -> set[str]:
    encoded = secret.encode(errors="surrogatepass")
    return {secret, quote(encoded, safe=""), quote_plus(encoded), b64encode(encoded).decode(), repr(secret)[1:-1]}
