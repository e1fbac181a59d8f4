"""What Elasticsearch refuses, as sentences: the one place where its answers are translated."""

from __future__ import annotations

from urllib.parse import urljoin

from designer.connectors.base import CannotVerify, CheckFailed, Unsuccessful
from designer.connectors.es_hosts import HOSTS, Host
from designer.connectors.urls import origin_of
from designer.connectors.web import Answer
from designer.connectors.web_json import inner, members

INDEX = ("index",)


def kind(answer: Answer) -> str:
    """Such as "index_not_found_exception"; Elasticsearch 1 has words in its place."""
    found = members(answer)
    return str(inner(found, "error").get("type") or found.get("error") or "")[:200]


def words(answer: Answer) -> str:
    """What the server said, for the details."""
    reason = str(inner(members(answer), "error").get("reason") or "")[:300]
    return ": ".join(filter(None, (str(answer), kind(answer), reason)))


def refused(answer: Answer, host: Host) -> Unsuccessful:
    """Why the server itself cannot be used."""
    detail = words(answer)
    if answer.location is not None:
        scheme, name = origin_of(urljoin(answer.url, answer.location))
        sentence = f"{answer.server} redirects to {scheme}://{name[:200]}, where LoopBack’s driver does not follow."
        return CheckFailed(sentence, blames=HOSTS, detail=detail)
    if answer.status == 401:
        sentence = f"{answer.server} does not accept the user “{host.user[:100]}” with this password."
        if not host.auth:
            sentence = f"{answer.server} wants a user and a password; fill in “auth”, as in user:password."
        return CheckFailed(sentence, blames=HOSTS, detail=detail)
    if answer.status == 429 or answer.status >= 500:
        sentence = f"{answer.server} is too busy, or not ready, so nothing could be found out; try again later."
        return CannotVerify(sentence, blames=HOSTS, detail=detail)
    if answer.status == 403 and kind(answer) == "security_exception":
        sentence = f"{answer.server} knows the user “{host.user[:100]}”, but does not tell it even its version."
        return CannotVerify(sentence, blames=HOSTS, detail=detail)
    sentence = f"What answers at {answer.server} is no Elasticsearch; check the address."
    return CheckFailed(sentence, blames=HOSTS, detail=detail)


def no_index(answer: Answer, host: Host, index: str) -> Unsuccessful:
    """Why an index cannot be used by somebody whom the server knows."""
    name, detail = index[:100], words(answer)
    if answer.status == 404:
        sentence = (
            f"There is no index “{name}”. LoopBack creates it with the first object or for a model in “mappings”; until"
            " then, every search fails."
        )
        return CheckFailed(sentence, blames=INDEX, detail=detail)
    if answer.status == 403:
        who = f"“{host.user[:100]}”" if host.auth else "Somebody without an account"
        return CheckFailed(f"{who} may not read the index “{name}”.", blames=(*INDEX, *HOSTS), detail=detail)
    if answer.status == 400:
        sentence = f"“{name}” is not accepted as the name of an index: they are in small letters; see the details."
        return CheckFailed(sentence, blames=INDEX, detail=detail)
    return refused(answer, host)
