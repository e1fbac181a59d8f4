"""How a secret is recognised: by the key it stands under, or by how a text itself is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Keys are compared in lower case, without what stands between their words.
_PASSWORDS = ("password", "passwords", "passwd", "passphrase", "passcode", "pass", "pwd", "secret", "secrets")
_TOKENS = ("token", "tokens", "bearer", "jwt", "authorization", "credential", "credentials", "passwordhash", "salt")
_KEY_OWNERS = (
    *("access", "account", "api", "app", "auth", "client", "crypto", "encryption", "license", "master", "private"),
    *("rest", "script", "secret", "server", "session", "shared", "signature", "signing", "storage", "windows"),
)
_KEYS = tuple(f"{owner}{key}" for owner in _KEY_OWNERS for key in ("key", "keys"))
_CONNECTION_TEXTS = ("connectionstring", "connectstring", "tns", "dsn")
# What no form describes and no key tells; "*" is any key.
_STORAGE = (("key",),)
_OPENAPI = (
    *(
        (holder, *scheme, key)
        for holder in ("authorizations", "security")
        for scheme in ((), ("*",))
        for key in ("key", "value")
    ),
    ("authorizations", "*"),
)
_SETTINGS = {
    "loopback-component-storage": _STORAGE,
    **dict.fromkeys(("openapi", "loopback-connector-openapi", "swagger", "loopback-connector-swagger"), _OPENAPI),
}
_METHODS = frozenset({"changepassword", "forgotpassword", "resetpassword", "setpassword", "updatepassword"})
_RANDOM = re.compile(r"[A-Za-z0-9+/=_-]{16,}")
_REFERENCE = re.compile(r"\$\{[A-Za-z0-9_]+\}")
# What a REST template fills in with each call: `{token}`, `Bearer {token}`, `{!key:string}`.
_PLACEHOLDER = re.compile(r"(?:[A-Za-z]+ )?\{[!^#]?\w+(?::\w+)?\}")
# With its type it is nothing else, not even a password that looks odd (loopback-connector-rest 3.7.0, lib/template.js).
_TYPED_PLACEHOLDER = re.compile(r"\{[!^]?[A-Za-z_$][\w$]*:(?:any|array|boolean|date|number|object|string)\}")

_NAMED = "(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|(?:api|access|account|private)[_-]?key)s?"
_QUOTED = r"""\s*=\s*(?:"([^"]+)"|'([^']+)')"""
_ASSIGNED = re.compile(rf"""{_NAMED}(?:{_QUOTED}|\s*=\s*([^\s;&,"'=][^\s;&,"']*))""", re.IGNORECASE)
_ASSIGNED_IN_CODE = re.compile(rf"""{_NAMED}(?:{_QUOTED}|=([^\s;&,"'=][^\s;&,"']*))""", re.IGNORECASE)
# A password may hold an @, so it lasts until the last one. A text that is a URL as a whole may even hold spaces.
_URL = re.compile(r"\A[\w+.-]+://[^:@]*:(.+)@", re.DOTALL)
_CHUNK = re.compile(r"\S+")
# Where strings are not told apart from what surrounds them; JSON may escape quotes and slashes.
_CHUNK_OF_CODE = re.compile(r"""(?:[^\s"'`]|(?<=\\)["'`])+""")
_USER = re.compile(r":(?:\\?/){2}[^:@]*([:@])")
_TOKEN_IN_URL = re.compile(r":(?:\\?/){2}([A-Za-z0-9_-]{20,})@")
_ORACLE = re.compile(r"\A[^\s/@:]+/([^@]+)@")
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(.+?)(?:-----END|\Z)", re.DOTALL)

_IN_TEXTS = (_URL, _TOKEN_IN_URL, _ASSIGNED, _PRIVATE_KEY)
_IN_CODE = (_TOKEN_IN_URL, _ASSIGNED_IN_CODE, _PRIVATE_KEY)


def names_a_secret(key: str, value: object) -> bool:
    """Whether the scalar `value` is a secret as a whole because of the `key` it stands under.

    `password`, `clientSecret` and `SMTP_API_KEY` name a secret; `passwordResetTtl`, `resetPassword` and `keyId` do not.
    """
    plain = re.sub(r"[\W_]", "", key).lower()
    if isinstance(value, bool) or not isinstance(value, str | int | float) or plain in _METHODS:
        return False
    if not isinstance(value, str):
        return plain.endswith(_PASSWORDS)
    if not value or stands_for_another(value):
        return False
    if plain == "key":
        return bool(_RANDOM.fullmatch(value))
    if plain.endswith(_PASSWORDS) or plain == "pw":
        return True
    names_a_token = plain.endswith((*_TOKENS, *_KEYS)) or (plain.endswith("auth") and ":" in value)
    return names_a_token and not _PLACEHOLDER.fullmatch(value)


def is_secret_setting(connector: str, keys: Sequence[str | int]) -> bool:
    """Whether what stands at these keys of a data source is secret for its connector though no key tells.

    It knows only connectors without a description in designer.connectors. For any other name a connector can be any
    of them: the file of an environment need not say which it is. `key` of loopback-component-storage 3.7.0 is Amazon's
    secret key; loopback-connector-swagger 3.2 and loopback-connector-openapi 4 keep API keys in the settings that hold
    the credentials for each security scheme (loopback.io, pages/en/lb3/Storage-component.md and Swagger-connector.md).
    """
    patterns = _SETTINGS.get(connector, (*_STORAGE, *_OPENAPI))
    return any(
        len(pattern) == len(keys) and all(part in ("*", key) for part, key in zip(pattern, keys, strict=True))
        for pattern in patterns
    )


def is_reference(text: str) -> bool:
    """Whether `text` only stands for something that is kept elsewhere, as `${NAME}`."""
    return bool(_REFERENCE.fullmatch(text))


def stands_for_another(text: str) -> bool:
    """Whether `text` is a reference, or can be nothing but a placeholder, as `{password:string}` for a REST service."""
    return is_reference(text) or bool(_TYPED_PLACEHOLDER.fullmatch(text))


def is_placeholder(text: str) -> bool:
    """Whether a template of a REST operation fills in `text` with each call: `{password}`, `Bearer {!token:string}`."""
    return bool(_PLACEHOLDER.fullmatch(text))


def secret_parts(text: str, key: str) -> list[tuple[int, int]]:
    """From where to where a text that stands under `key` is secret by itself: the password in a URL, a token in a
    query, a private key, … Stretches can overlap."""
    describes_a_connection = re.sub(r"[\W_]", "", key).lower().endswith(_CONNECTION_TEXTS)
    return _found(text, (*_IN_TEXTS, _ORACLE) if describes_a_connection else _IN_TEXTS, _CHUNK)


def secret_parts_of_code(text: str) -> list[tuple[int, int]]:
    """The same for a text that contains strings: a script, or JSON with mistakes."""
    return _found(text, _IN_CODE, _CHUNK_OF_CODE)


def _found(text: str, patterns: Iterable[re.Pattern[str]], chunk: re.Pattern[str]) -> list[tuple[int, int]]:
    spans = [match.span(match.lastindex or 0) for pattern in patterns for match in pattern.finditer(text)]
    spans += filter(None, map(_password_of_url, chunk.finditer(text)))
    return [(start, end) for start, end in spans if not _is_filled_in(text, start, end)]


def _is_filled_in(text: str, start: int, end: int) -> bool:
    part = text[start:end]
    return is_reference(part) or (text[start - 1 : start] == "=" and bool(_PLACEHOLDER.fullmatch(part)))


def _password_of_url(chunk: re.Match[str]) -> tuple[int, int] | None:
    start, end = chunk.start(), chunk.string.rfind("@", *chunk.span())
    while end >= 0 and (user := _USER.search(chunk.string, start, end)):
        if user[1] == ":":
            return (user.end(), end) if user.end() < end else None
        start = user.end()
    return None
