"""The transports of a mail data source, as LoopBack and nodemailer read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from designer.connectors import javascript, tls, urls
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Settings
from designer.connectors.mail_services import options_of

_TLS_KEYS = {"ca", "cert", "key", "passphrase", "servername", "rejectUnauthorized"}


@dataclass(frozen=True, slots=True)
class Login:
    """An account. Without a `method` it is the first that the server offers."""

    user: str
    password: str = field(repr=False)
    method: str = ""
    by_token: bool = False
    """With OAuth 2 instead of a password."""


@dataclass(frozen=True, slots=True)
class Transport:
    """One SMTP server, and how nodemailer would speak to it."""

    host: str
    port: int
    secure: bool
    name: str
    tls: tls.Options = field(repr=False)
    login: Login | None
    blames: tuple[str, ...]
    ignores_starttls: bool = False
    requires_starttls: bool = False
    tolerates_no_starttls: bool = False
    lmtp: bool = False
    always_logs_in: bool = False
    """Whether it tries to log in where the server offers no login."""
    remarks: tuple[str, ...] = ()
    """What LoopBack ignores of these settings, or does otherwise than this test."""

    def __str__(self) -> str:
        return f"{self.host[:200]}, port {self.port}"


def given(settings: Settings) -> tuple[list[JSON], tuple[str, ...]]:
    """The transports in order, and the setting that they come from.

    loopback 3.28 (lib/connectors/mail.js) looks at `transport` only where `transports` is missing or empty text; a
    list that is empty is enough. Raises CheckFailed where `transports` is no list.
    """
    several, single = settings.get("transports"), settings.get("transport")
    if javascript.truthy(several):
        if not isinstance(several, list):
            sentence = "The transports must be a list of objects; LoopBack does not start with anything else."
            raise CheckFailed(sentence, blames=("transports",))
        return several, ("transports",)
    return ([single], ("transport",)) if javascript.truthy(single) else ([], ("transports",))


def label_of(number: int, transport: JSON) -> str:
    """Such as “Transport 2 (backup)”."""
    alias = transport.get("alias") if isinstance(transport, dict) else None
    return f"Transport {number} ({javascript.text(alias)[:60]})" if alias else f"Transport {number}"


def read(transport: JSON, *, loopback: int, blames: tuple[str, ...]) -> Transport:
    """A transport that can be tried. Raises CannotVerify for one that cannot, CheckFailed for one with which
    LoopBack does not start or sends nothing."""
    if not isinstance(transport, dict):
        raise CheckFailed("A transport must be an object with type, host and port.", blames=blames)
    _require_smtp(transport, blames)
    options = _from_url(transport["url"], blames) if javascript.truthy(transport.get("url")) else dict(transport)
    remarks = _ignored(transport, options)
    options = _with_service(options, remarks, blames)
    _require_direct(options, blames)
    number = _number(options.get("port"))
    secure = javascript.truthy(options.get("secure")) or ("secure" not in options and number == 465)
    return Transport(
        host=_text(options, "host") or "localhost",
        port=_port(options, number, secure=secure, loopback=loopback, remarks=remarks, blames=blames),
        secure=secure,
        name=_text(options, "name") or "[127.0.0.1]",
        tls=_tls(options, remarks, loopback),
        login=_login(options, blames),
        blames=blames,
        ignores_starttls=javascript.truthy(options.get("ignoreTLS")),
        requires_starttls=javascript.truthy(options.get("requireTLS")),
        tolerates_no_starttls=javascript.truthy(options.get("opportunisticTLS")),
        lmtp=javascript.truthy(options.get("lmtp")),
        always_logs_in=loopback < 3 or javascript.truthy(options.get("forceAuth")),
        remarks=tuple(remarks),
    )


def _require_smtp(transport: dict[str, JSON], blames: tuple[str, ...]) -> None:
    kind = transport.get("type")
    if not javascript.truthy(kind):
        sentence = "It has no type, so LoopBack throws away what is sent through it; set the type to “smtp”."
        raise CheckFailed(sentence, blames=blames)
    if not isinstance(kind, str):
        raise CheckFailed("Its type must be a text, such as “smtp”; LoopBack does not start with it.", blames=blames)
    if kind.lower() == "stub":
        raise CannotVerify("Its type is “stub”, so LoopBack throws away what is sent through it.", blames=blames)
    if kind.lower() != "smtp":
        sentence = f"Its type is “{kind[:40]}”, which is not tried here; only “smtp” is."
        raise CannotVerify(sentence, blames=blames)


def _require_direct(options: dict[str, JSON], blames: tuple[str, ...]) -> None:
    """nodemailer 6.10.1 (lib/nodemailer.js, createTransport) sends in another way where one of these is set."""
    others = () if javascript.truthy(options.get("pool")) else ("sendmail", "streamTransport", "jsonTransport", "SES")
    if found := javascript.first(options, *others, "proxy"):
        raise CannotVerify(f"It has “{found}”, and what that leads to is not tried here.", blames=blames)


def _from_url(url: JSON, blames: tuple[str, ...]) -> dict[str, JSON]:
    """nodemailer 6.10.1 (lib/shared/index.js, parseConnectionUrl): where there is a URL, nothing else counts."""
    parts = urls.split(url, blames=blames)
    found: dict[str, JSON] = {"secure": parts.scheme == "smtps"} if parts.scheme in {"smtp", "smtps"} else {}
    found |= {"port": int(parts.port)} if parts.port else {}
    found |= {"host": parts.host} if parts.host else {}
    if parts.user:
        found["auth"] = {"user": unquote(parts.user), "pass": unquote(parts.password)}
    inner: dict[str, JSON] = {}
    for key, text in parse_qsl(parts.query, keep_blank_values=True):
        value: JSON = {"true": True, "false": False}.get(text, text)
        if key.startswith("tls."):
            inner.setdefault(key[4:], value)
        elif "." not in key:
            found.setdefault(key, value)
    return found | ({"tls": inner} if inner else {})


def _ignored(transport: dict[str, JSON], options: dict[str, JSON]) -> list[str]:
    remarks: list[str] = []
    if options is not transport and javascript.truthy(transport.get("url")):
        others = sorted(set(transport) - {"url", "type", "alias"})
        remarks += [f"LoopBack ignores {', '.join(others)[:200]} beside the URL."] if others else []
    if "secureConnection" in options:
        remarks.append("LoopBack ignores “secureConnection”; today’s name is “secure”.")
    if javascript.truthy(options.get("localAddress")):
        remarks.append("This test connects from any address of its own, not from “localAddress”.")
    return remarks


def _with_service(options: dict[str, JSON], remarks: list[str], blames: tuple[str, ...]) -> dict[str, JSON]:
    """What a service sets counts for more than what is filled in (lib/smtp-transport/index.js)."""
    service = options.get("service")
    if not javascript.truthy(service):
        return options
    if not isinstance(service, str):
        raise CheckFailed("The service must be a text; LoopBack does not start with it.", blames=blames)
    known = options_of(service)
    if known is None:
        remarks.append(f"LoopBack ignores the service “{service[:60]}”, which it does not know.")
        return options
    if lost := sorted(key for key, value in known.items() if options.get(key) not in (None, value)):
        remarks.append(f"The service “{service[:60]}” takes the place of {', '.join(lost)}.")
    return options | known


def _port(
    options: dict[str, JSON], number: float, *, secure: bool, loopback: int, remarks: list[str], blames: tuple[str, ...]
) -> int:
    """nodemailer 6.10.1 (lib/smtp-connection/index.js) takes 587 for what is no number; LoopBack 2's smtp-connection
    2.12 takes 25 where there is none."""
    if not number:
        usual = 465 if secure else 587 if loopback >= 3 else 25
        if javascript.truthy(options.get("port")):
            remarks.append(f"“{javascript.text(options['port'])[:40]}” is no port; LoopBack takes {usual}.")
        return usual
    return javascript.port(int(number) if number.is_integer() else number, blames=blames)


def _tls(options: dict[str, JSON], remarks: list[str], loopback: int) -> tls.Options:
    """smtp-connection 2.12 (LoopBack 2) sends a server's name only where `tls` has one."""
    inner = options.get("tls")
    values = dict(inner) if isinstance(inner, dict) else {}
    if others := sorted(set(values) - _TLS_KEYS):
        remarks.append(f"This test does not apply {', '.join(f'tls.{key}' for key in others)[:200]}.")
    if loopback < 3 and not javascript.truthy(values.get("servername")):
        remarks.append(
            "Where the connection is encrypted, LoopBack 2 does not tell the server the name that it means; a server"
            " with several certificates, such as Gmail’s, may show another one. Set tls.servername to the host’s name."
        )
    if javascript.truthy(options.get("servername")):
        values = {"servername": options["servername"]} | values
    return tls.Options.read(values)


def _login(options: dict[str, JSON], blames: tuple[str, ...]) -> Login | None:
    auth = options.get("auth")
    if not isinstance(auth, dict) or not auth:
        return None
    user, password = _text(auth, "user"), _text(auth, "pass")
    if _text(auth, "type").upper() == "OAUTH2":
        return Login(user, "", by_token=True)
    if not user or not password:
        missing = "password" if user else "user"
        raise CheckFailed(f"The account has no {missing}, so LoopBack cannot log in with it.", blames=blames)
    method = _text(auth, "method") or _text(options, "authMethod")
    return Login(user, password, method.strip().upper())


def _text(options: dict[str, JSON], key: str) -> str:
    return javascript.text(options[key]) if javascript.truthy(options.get(key)) else ""


def _number(value: JSON) -> float:
    """JavaScript's Number(value); 0 for what is none."""
    if isinstance(value, bool | int | float):
        return _finite(value)
    try:
        return _finite(value.strip()) if isinstance(value, str) else 0.0
    except ValueError:
        return 0.0


def _finite(value: str | float) -> float:
    try:
        number = float(value)
    except OverflowError:
        return 0.0
    return number if abs(number) < 1e15 else 0.0
