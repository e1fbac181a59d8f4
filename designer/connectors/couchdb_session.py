"""CouchDB, asked as nano 6 and 8 (lib/nano.js) ask it for LoopBack: over HTTP, and nothing that changes anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from requests.auth import AuthBase

from designer.connectors.base import CheckFailed, WorksOnlyHere
from designer.connectors.couchdb_errors import no_database, refused, words
from designer.connectors.couchdb_url import DEFAULTS, Server, component
from designer.connectors.probe import DATABASE, ENCRYPTION, LOG_IN, LOOPBACK, PING, SERVER, USE, USER, Attempt
from designer.connectors.web import Answer, Request, fetch
from designer.connectors.web_json import inner, members

DOCUMENTS = "Documents"
MAY_INDEX = "May create indexes"
MOST_BYTES = 1_000_000
ADMIN = "_admin"


@dataclass(slots=True)
class Session:
    """Requests to one server. `auth` and `cookie` go along with each."""

    server: Server
    attempt: Attempt
    auth: AuthBase | None = field(default=None, repr=False)
    cookie: str = field(default="", repr=False)

    def first(self) -> Answer:
        """The server's own root, with a step for each thing on the way."""
        return fetch(self._request("/"), self.attempt, most_bytes=MOST_BYTES)

    def get(self, path: str) -> Answer:
        """An answer within a step."""
        return fetch(self._request(path), self.attempt.inside(), most_bytes=MOST_BYTES)

    def post(self, path: str, body: bytes, content_type: str) -> Answer:
        """An answer within a step."""
        request = self._request(path, "POST", body, {"Content-Type": content_type})
        return fetch(request, self.attempt.inside(), most_bytes=MOST_BYTES)

    def _request(
        self, path: str, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Request:
        return Request(
            self.server.url + path,
            self.server.blames,
            method,
            headers={
                "Accept": "application/json",
                **(headers or {}),
                **({"Cookie": self.cookie} if self.cookie else {}),
            },
            auth=self.auth,
            body=body,
            tls=self.server.tls,
            tls_blames=(DEFAULTS,),
            follows=False,
        )


@dataclass(frozen=True, slots=True)
class User:
    """Who the server says one is."""

    name: str
    roles: tuple[str, ...]

    def __str__(self) -> str:
        name = self.name or "nobody"
        return f"{name}, roles: {', '.join(self.roles)}" if self.roles else name


def examine(session: Session, log_in: Callable[[Session], None] | None = None) -> str:
    """Everything from the root to the queries, with `log_in` where an account is not just sent along."""
    attempt, server = session.attempt, session.server
    root = session.first()
    release = _release(root)
    if not release and root.status != 401:
        raise refused(root, server)
    with attempt.step(LOG_IN) as note:
        if log_in:
            log_in(session)
        elif not release:
            raise refused(root, server)
        user = _user(session)
        release = release or _release(session.get("/")) or "CouchDB"
        note.detail = str(user)
    attempt.tell(SERVER, release)
    attempt.tell(ENCRYPTION, root.encryption or "none")
    attempt.tell(USER, str(user))
    for database in dict.fromkeys(filter(None, (server.checked, server.database))):
        _use(session, database)
    _ping(session)
    _require_queries(session, release)
    _tell_rights(session, user)
    return f"{release} accepts {_whom(user)}, and the database “{server.database[:100]}” can be used."


def _whom(user: User) -> str:
    return f"the user “{user.name}”" if user.name else "requests without an account"


def _release(answer: Answer) -> str:
    """Such as "CouchDB 3.3.3"; empty for what is none. PouchDB's server speaks the same language."""
    found = members(answer)
    if answer.status != 200 or not ("couchdb" in found or "express-pouchdb" in found):
        return ""
    vendor = inner(found, "vendor").get("name")
    version = str(found.get("version") or inner(found, "vendor").get("version") or "")[:40]
    if "express-pouchdb" in found:
        return f"PouchDB Server {version}".rstrip()
    cloudant = isinstance(vendor, str) and "cloudant" in vendor.lower()
    return f"{'IBM Cloudant' if cloudant else 'CouchDB'} {version}".rstrip()


def _user(session: Session) -> User:
    answer = session.get("/_session")
    context = inner(members(answer), "userCtx")
    if answer.status != 200 or not context:
        raise refused(answer, session.server)
    name, roles = context.get("name"), context.get("roles")
    user = User(str(name or "")[:100], tuple(str(role)[:60] for role in roles) if isinstance(roles, list) else ())
    if session.server.user and not user.name:
        sentence = f"{answer.server} takes no notice of the user and the password; is something in between?"
        raise CheckFailed(sentence, blames=session.server.account_blames)
    return user


def _use(session: Session, database: str) -> None:
    with session.attempt.step(USE) as note:
        answer = session.get(f"/{component(database)}")
        found = members(answer)
        if answer.status != 200 or "db_name" not in found:
            raise no_database(answer, session.server, database)
        count = found.get("doc_count")
        note.detail = f"{database[:100]}, documents: {count}"
    if database == session.server.database:
        session.attempt.tell(DATABASE, database[:100])
        session.attempt.tell(DOCUMENTS, str(count))


def _ping(session: Session) -> None:
    """LoopBack's ping lists all databases (loopback-connector-couchdb2 1.5, lib/couchdb.js), which CouchDB 3 lets
    only administrators do; the models do not need it."""
    answer = session.get("/_all_dbs?limit=1")
    if answer.status == 200:
        with session.attempt.step(PING) as note:
            note.detail = "LoopBack’s ping lists the databases, which this user may"
    else:
        detail = (
            f"LoopBack’s ping would fail, as this user may not list the databases ({answer}); models do not need it"
        )
        session.attempt.note(PING, detail)


def _require_queries(session: Session, release: str) -> None:
    """The connector finds everything by POST /db/_find, which CouchDB has since 2.0."""
    with session.attempt.step(LOOPBACK) as note:
        answer = session.get(f"/{component(session.server.database)}/_index")
        if answer.status in {400, 404, 405, 501} or re.match(r"CouchDB [01]\.", release):
            sentence = (
                f"{release} answers, but has no queries by _find, and LoopBack’s connector makes no others: that takes"
                " CouchDB 2.0 or later."
            )
            raise WorksOnlyHere(sentence, blames=session.server.blames, detail=words(answer))
        if answer.status != 200:
            raise no_database(answer, session.server, session.server.database)
        note.detail = "the database takes queries by _find"


def _tell_rights(session: Session, user: User) -> None:
    """Indexes are design documents, which only an administrator of the database or of the server may write."""
    answer = session.get(f"/{component(session.server.database)}/_security")
    if ADMIN in user.roles:
        session.attempt.tell(MAY_INDEX, "yes, as an administrator of the server")
    elif answer.status == 200:
        session.attempt.tell(MAY_INDEX, _rights(members(answer), user))


def _rights(security: dict[str, Any], user: User) -> str:
    admins = inner(security, "admins")
    names, roles = (_listed(admins.get(which)) for which in ("names", "roles"))
    of_cloudant = _listed(inner(security, "cloudant").get(user.name))
    if user.name in names or set(roles) & set(user.roles) or ADMIN in of_cloudant:
        return "yes, as an administrator of the database"
    return "no: autoupdate and automigrate fail where a model has indexes"


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
