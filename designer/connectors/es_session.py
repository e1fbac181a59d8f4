"""Elasticsearch, asked over HTTP: who it is, and what is in the index. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from designer.connectors import javascript
from designer.connectors.base import CannotVerify, CheckFailed, Settings, WorksOnlyHere
from designer.connectors.es_errors import kind, no_index, refused
from designer.connectors.es_hosts import HOSTS, Host
from designer.connectors.probe import ENCRYPTION, LOG_IN, LOOPBACK, SERVER, USE, USER, Attempt
from designer.connectors.web import Answer, Request, fetch
from designer.connectors.web_json import inner, members

CLUSTER, INDEX, DOCUMENTS = "Cluster", "Index", "Documents"
MOST_BYTES = 1_000_000
MOST_HOSTS = 5


@dataclass(frozen=True, slots=True)
class Release:
    """What answers. `major` is the major version of Elasticsearch that it behaves like."""

    name: str
    version: str
    major: int

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def examine(settings: Settings, places: list[Host], attempt: Attempt) -> str:
    """The first server that answers, its index, and whether LoopBack's driver gets along with it."""
    host, root = _first(places, attempt)
    release = _release(root)
    with attempt.step(LOG_IN) as note:
        if release is None:
            raise refused(root, host)
        note.detail = host.user or "nobody: there is no “auth”"
    attempt.tell(SERVER, str(release))
    attempt.tell(CLUSTER, str(members(root).get("cluster_name"))[:100])
    attempt.tell(ENCRYPTION, root.encryption or "none")
    attempt.tell(USER, host.user[:100] or "nobody")
    index = javascript.text(settings["index"])
    with attempt.step(USE) as note:
        note.detail = state = _index(settings, host, index, attempt)
    attempt.tell(INDEX, index[:100])
    with attempt.step(LOOPBACK) as note:
        note.detail = _fit(settings, release)
    return f"{release} answers, and its index “{index[:100]}” can be used ({state})."


def _first(places: list[Host], attempt: Attempt) -> tuple[Host, Answer]:
    """LoopBack's driver asks any of them, and another one where none answers."""
    failure: CheckFailed | None = None
    for number, host in enumerate(places[:MOST_HOSTS], start=1):
        try:
            answer = fetch(_request(host, "/"), attempt, most_bytes=MOST_BYTES)
        except CheckFailed as error:
            failure = error
            continue
        if len(places) > number:
            attempt.note("Other servers", f"{len(places) - number} more in “hosts” were not tried")
        return host, answer
    if failure is not None and len(places) == 1:
        raise failure
    raise CheckFailed("None of the servers that were tried answers; the steps say why.", blames=HOSTS) from failure


def _request(host: Host, path: str) -> Request:
    return Request(
        host.url + path,
        HOSTS,
        headers=host.all_headers,
        query=host.query,
        tls=host.tls,
        tls_blames=("ssl",),
        follows=False,
    )


def _release(root: Answer) -> Release | None:
    """OpenSearch 1 is Elasticsearch 7.10 under another name; OpenSearch 2 gave up types, as Elasticsearch 8 did."""
    version = inner(members(root), "version")
    number = str(version.get("number") or "")[:40]
    first = number.partition(".")[0]
    if root.status != 200 or not (first.isascii() and first.isdigit() and len(first) < 5):
        return None
    if version.get("distribution") == "opensearch":
        return Release("OpenSearch", number, int(first) if int(first) > 3 else 7 if int(first) == 1 else 8)
    return Release("Elasticsearch", number, int(first))


def _index(settings: Settings, host: Host, index: str, attempt: Attempt) -> str:
    """What is in it, in a few words."""
    name = quote(index, safe="!~*'(),", errors="replace")
    answer = fetch(_request(host, f"/{name}/_count"), attempt.inside(), most_bytes=MOST_BYTES)
    count = members(answer).get("count")
    if answer.status == 200 and isinstance(count, int):
        attempt.tell(DOCUMENTS, str(count))
        return f"documents: {count}"
    missing = answer.status == 404 and "index" in kind(answer).lower()
    if missing and index in _created(settings):
        return "not there yet: LoopBack creates it when it starts"
    raise no_index(answer, host, index)


def _created(settings: Settings) -> set[str]:
    """The indexes that loopback-connector-es 1.4 (lib/setupMapping.js) creates where they are missing."""
    mappings = settings.get("mappings")
    each = [mapping for mapping in mappings if isinstance(mapping, dict)] if isinstance(mappings, list) else []
    own = [mapping["index"] if javascript.truthy(mapping.get("index")) else settings["index"] for mapping in each]
    return {javascript.text(index) for index in own}


def _fit(settings: Settings, release: Release) -> str:
    """How loopback-connector-es 1.4 (lib/esConnector.js) gets along with this version.

    It puts a type into each address, and sorts by “_uid” where a filter has no order.
    Raises WorksOnlyHere where it does not get along, CannotVerify where it reads a file.
    """
    if release.major >= 7:
        reason = (
            "it asks for everything by type, and there are none any more"
            if release.major >= 8
            else "it sorts by “_uid”, which is no longer there, so that searches without an order fail"
        )
        sentence = (
            f"{release} is too new for LoopBack’s connector, which gets along with Elasticsearch up to 6: {reason}."
        )
        raise WorksOnlyHere(sentence, blames=HOSTS)
    ssl = settings.get("ssl")
    if isinstance(ssl, dict) and javascript.truthy(ssl.get("ca")):
        sentence = f"{release} and its index can be used, but LoopBack also reads the file in “ssl”, which is not here."
        raise CannotVerify(sentence, blames=("ssl",))
    said = javascript.text(settings.get("apiVersion"))
    remarks = [f"speaks as to {said}, the server is {release.version}"]
    if release.major == 6:
        remarks.append("an index of Elasticsearch 6 takes one type, so each model needs an index of its own")
    return "; ".join(remarks)
