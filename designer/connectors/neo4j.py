"""Neo4j: what loopback-connector-neo4j asks for, and how far it is tried over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from designer.connectors import javascript, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Setting, Settings, WorksOnlyHere
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, REQUEST, RESOLVE, SERVER, USER, Attempt
from designer.connectors.urls import Parts, origin_of, require_http, split

if TYPE_CHECKING:
    from designer.connectors.web import Answer

URL = ("neo4j_url",)
MOST_BYTES = 200_000


class Neo4j(Connector):
    key = "neo4j"
    title = "Neo4j"
    summary = "Neo4j up to 3.5, by an unfinished connector of the community: it cannot save, count or update."
    icon = "neo4j"
    category = "document"
    names = ("neo4j", "loopback-connector-neo4j")
    documentation = "https://www.npmjs.com/package/loopback-connector-neo4j"
    discovery = False
    migration = False
    package = "loopback-connector-neo4j"
    package_range = "^0.1.3"
    package_range_for_loopback_2 = "^0.1.3"
    steps = (RESOLVE, OPEN, REQUEST, LOOPBACK, LOG_IN)
    driver = ("requests", "requests")
    tries = (
        "Asks the server who it is, at its address for HTTP.",
        "Asks its REST interface for the services that the connector’s driver uses, with the account in the URL.",
    )
    leaves_out = (
        "No query is sent.",
        "No Neo4j could be had to try this against: it was tried against imitations of 3.5 and 4.4.",
        "Nobody here speaks Bolt, Neo4j’s own language; neither does the connector.",
    )
    settings = (
        Setting(
            name="neo4j_url",
            label="URL",
            help="Address for HTTP, with the account, as in http://user:password@db.example.com:7474.",
            may_contain_secret=True,
            group=usual.CONNECTION,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """As loopback-connector-neo4j 0.1 (lib/neo4j.js) and neo4j 1.1 (lib/GraphDatabase.js, lib/util.js) ask."""
        from requests.auth import HTTPBasicAuth

        from designer.connectors.web import Request, fetch
        from designer.connectors.web_json import members

        url = settings.get("neo4j_url")
        if not javascript.truthy(url):
            raise CheckFailed("LoopBack does not start without the URL.", blames=URL)
        parts = split(url, blames=URL)
        address = _address(parts)
        user, password = (javascript.text(unquote(part)) for part in (parts.user, parts.password))
        auth = HTTPBasicAuth(user.encode(), password.encode()) if user else None
        root = fetch(Request(address, URL, auth=auth, follows=False), attempt, most_bytes=MOST_BYTES)
        with attempt.step(LOOPBACK) as note:
            data = _rest(root)
            note.detail = "there is the REST interface that LoopBack’s driver uses"
        if origin_of(data) != origin_of(address):
            sentence = f"{root.server} is Neo4j, and says that its REST interface is elsewhere; nobody logged in there."
            raise CannotVerify(sentence, blames=URL, detail=data[:200])
        with attempt.step(LOG_IN) as note:
            answer = fetch(Request(data, URL, auth=auth, follows=False), attempt.inside(), most_bytes=MOST_BYTES)
            _require_services(answer, user)
            note.detail = user or "nobody: there is no user in the URL"
            _require_readable(user + password)
        release = f"Neo4j {str(members(answer).get('neo4j_version') or '')[:40]}".rstrip()
        answer.tell(attempt)
        attempt.tell(SERVER, release)
        attempt.tell(USER, user[:100] or "nobody")
        return (
            f"{release} accepts {f'the user “{user[:100]}”' if user else 'requests without a user'}. No query was sent."
        )


def _address(parts: Parts) -> str:
    """Without the account. Raises CheckFailed where it is none of the web."""
    if parts.scheme in {"bolt", "neo4j", "bolt+s", "neo4j+s"}:
        sentence = "LoopBack’s connector does not speak Bolt: it needs the address for HTTP, usually with port 7474."
        raise CheckFailed(sentence, blames=URL)
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    url = f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path or '/'}"
    require_http(url, URL)
    return url


def _rest(root: Answer) -> str:
    """Where the REST interface is. Raises CheckFailed where there is none, as from Neo4j 4 on."""
    from designer.connectors.web_json import members

    found = members(root)
    data = found.get("data")
    if root.status == 200 and isinstance(data, str) and "management" in found:
        require_http(data, URL)
        return data
    if root.status in {401, 403}:
        sentence = f"{root.server} wants another user or password, before it says what it is."
        raise CheckFailed(sentence, blames=URL, detail=str(root))
    if root.status >= 500 or root.status == 429:
        raise CannotVerify(f"{root.server} has trouble of its own; try again later.", blames=URL, detail=str(root))
    if root.status == 200 and "neo4j_version" in found:
        sentence = (
            f"This is Neo4j {str(found['neo4j_version'])[:40]}, which has no REST interface any more, and LoopBack’s"
            " connector speaks nothing else: it gets along with Neo4j up to 3.5."
        )
        raise CheckFailed(sentence, blames=URL)
    sentence = f"What answers at {root.server} is no Neo4j; check the address, and that the port is the one for HTTP."
    raise CheckFailed(sentence, blames=URL, detail=str(root))


def _require_readable(account: str) -> None:
    """neo4j 1.1 (lib/util.js, wrapRequest) decodes the account, and writes it into all further URLs as it is then."""
    if set(account) & set("/?#%\\"):
        sentence = (
            "The account is accepted, but LoopBack’s driver cannot use it for more than the first request: the user and"
            " the password must be without / ? # % and \\."
        )
        raise WorksOnlyHere(sentence, blames=URL)


def _require_services(answer: Answer, user: str) -> None:
    """What neo4j 1.1 (lib/GraphDatabase.js, getServices) needs."""
    from designer.connectors.web_json import members

    found = members(answer)
    errors = found.get("errors")
    detail = f"{answer} {str(errors)[:300] if errors else ''}".rstrip()
    if answer.status == 200 and "cypher" in found:
        return
    if answer.status in {401, 403}:
        sentence = f"{answer.server} does not accept the user “{user[:100]}” with this password."
        if not user:
            sentence = f"{answer.server} wants a user and a password; write them into the URL."
        elif "password_change" in found:
            sentence = f"The user “{user[:100]}” must set a new password first, as after the installation."
        raise CheckFailed(sentence, blames=URL, detail=detail)
    if answer.status == 429:
        sentence = f"{answer.server} has seen too many wrong passwords, and lets nobody in for a while."
        raise CannotVerify(sentence, blames=URL, detail=detail)
    raise CannotVerify(
        f"{answer.server} answers with {answer} where its services should be.", blames=URL, detail=detail
    )
