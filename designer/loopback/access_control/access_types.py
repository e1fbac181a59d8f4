"""The kind of access that a method needs: READ, WRITE, REPLICATE or EXECUTE.

loopback 3.28.0: lib/model.js (_getAccessTypeForMethod, and the remoting of relations and scopes),
lib/persisted-model.js.
"""

from __future__ import annotations

import re

from designer.loopback.startup.shared_classes import SharedMethod

READ, WRITE, REPLICATE, EXECUTE = "READ", "WRITE", "REPLICATE", "EXECUTE"
_SAID = {
    **dict.fromkeys(("exists", "findById", "find", "findOne", "count", "createChangeStream"), READ),
    **dict.fromkeys(("diff", "changes", "currentCheckpoint", "createUpdates", "findLastChange"), READ),
    **dict.fromkeys(("create", "patchOrCreate", "replaceOrCreate", "upsertWithWhere", "upsert", "replaceById"), WRITE),
    **dict.fromkeys(("destroyAll", "updateAll", "deleteById", "patchAttributes", "updateAttributes"), WRITE),
    **dict.fromkeys(("bulkUpdate", "updateLastChange"), WRITE),
    "checkpoint": REPLICATE,
}
"""What PersistedModel says of its methods."""
_BY_NAME = {
    **dict.fromkeys(("create", "updateOrCreate", "upsertWithWhere", "upsert"), WRITE),
    **dict.fromkeys(("destroyById", "deleteById", "removeById"), WRITE),
    **dict.fromkeys(("exists", "findById", "find", "findOne", "count"), READ),
}
"""What LoopBack makes of the names of methods that say nothing, whatever they do."""
_OF_RELATION = re.compile(r"__(get|findById|count|exists)__")


def access_type(method: SharedMethod) -> str:
    """The access type that LoopBack takes for a method."""
    if method.access_type:
        return method.access_type
    if method.source == "PersistedModel":
        return _SAID[method.name]
    if method.source.startswith(("relation ", "scope ")):
        return READ if _OF_RELATION.match(method.name) else WRITE
    verb = method.http.get("verb") if isinstance(method.http, dict) else None
    if isinstance(verb, str) and verb.upper() in ("GET", "HEAD"):
        return READ
    return _BY_NAME.get(method.name, EXECUTE)
