"""What CouchDB refuses, as sentences: the one place where its answers are translated."""

from __future__ import annotations

from urllib.parse import urljoin

from designer.connectors.base import CannotVerify, CheckFailed, Unsuccessful
from designer.connectors.couchdb_url import Server
from designer.connectors.urls import origin_of
from designer.connectors.web import Answer
from designer.connectors.web_json import members


def words(answer: Answer) -> str:
    """What the server said, for the details."""
    said = members(answer)
    return ": ".join([str(answer), *(str(said[name])[:300] for name in ("error", "reason") if said.get(name))])


def refused(answer: Answer, server: Server) -> Unsuccessful:
    """Why the server itself cannot be used."""
    detail = words(answer)
    if answer.location is not None:
        return _moved(answer, server)
    if answer.status == 429 or answer.status >= 500:
        return busy(answer, server)
    if answer.status == 401:
        return wrong_account(answer, server)
    if answer.status == 403 and members(answer).get("error") == "forbidden":
        sentence = f"{answer.server} refuses the user “{server.user[:100]}”; the details have its reason."
        return CheckFailed(sentence, blames=server.account_blames, detail=detail)
    sentence = f"What answers at {answer.server} is no CouchDB; check the address."
    return CheckFailed(sentence, blames=server.blames, detail=detail)


def wrong_account(answer: Answer, server: Server) -> CheckFailed:
    """The user or the password is wrong, or missing."""
    if not server.user:
        sentence = f"{answer.server} wants a user and a password, and LoopBack has none to send."
        if server.account_blames == ("url",):
            sentence += " Write them into the URL, as in https://user:password@host."
    else:
        sentence = f"{answer.server} does not accept the user “{server.user[:100]}” with this password."
        if server.doubtful:
            sentence += " LoopBack decodes each % in the URL twice, which changes what was meant."
    return CheckFailed(sentence, blames=server.account_blames, detail=words(answer))


def busy(answer: Answer, server: Server) -> CannotVerify:
    """Nothing can be found out now."""
    if answer.status == 429:
        sentence = f"{answer.server} has had too many requests, of this account or of all; try again later."
    else:
        sentence = f"{answer.server} has trouble of its own, so nothing could be found out; try again later."
    return CannotVerify(sentence, blames=server.blames, detail=words(answer))


def no_database(answer: Answer, server: Server, database: str) -> Unsuccessful:
    """Why a database cannot be used by somebody whom the server knows."""
    name, detail = database[:100], words(answer)
    if answer.status in {401, 403}:
        who = f"“{server.user[:100]}”" if server.user else "Somebody without an account"
        sentence = f"{who} may not use the database “{name}”."
        return CheckFailed(sentence, blames=("database", *server.account_blames), detail=detail)
    if answer.status == 404 and database != server.checked and server.checked:
        sentence = (
            f"The models would use the database “{name}”, which is not there: LoopBack’s connector only looks at the"
            " one in the URL, and does not use it. Fill in “database”."
        )
        return CheckFailed(sentence, blames=("database", "url"), detail=detail)
    if answer.status == 404:
        sentence = f"There is no database “{name}” at {answer.server}."
        return CheckFailed(sentence, blames=("database",), detail=detail)
    if answer.status == 400:
        sentence = f"“{name}” cannot be a database: their names have small letters, digits and _$()+-/, a letter first."
        return CheckFailed(sentence, blames=("database",), detail=detail)
    return refused(answer, server)


def _moved(answer: Answer, server: Server) -> CheckFailed:
    scheme, host = origin_of(urljoin(answer.url, answer.location or ""))
    sentence = (
        f"{answer.server} redirects to {scheme}://{host[:200]}. LoopBack’s connector does not follow when it searches"
        " or writes; fill in the address that it redirects to."
    )
    return CheckFailed(sentence, blames=server.blames, detail=str(answer))
