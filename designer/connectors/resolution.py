"""Which module LoopBack loads for a value of "connector".

From loopback 3.28.0 (lib/loopback.js: what is registered; lib/application.js, dataSourcesFromConfig: a file beside its
own) and loopback-datasource-juggler 3.36.1 (lib/datasource.js, connectorModuleNames: what is tried, in order).
"""

from __future__ import annotations

import posixpath

_REGISTERED = {"Memory": "memory", "KvMemory": "kv-memory", "kvMemory": "kv-memory", "Remote": "remote"}
"""Other spellings of what LoopBack registers by itself, as it registers each in camel case too."""

_BESIDE_LOOPBACK = {"memory": "memory", "mail": "mail"}
_BESIDE_JUGGLER = {f"{name}{ending}": name for name in ("memory", "kv-memory", "transient") for ending in ("", ".js")}
"""Files in lib/connectors of loopback, which takes the name without its ending, and of the juggler."""

NEVER_BARE = frozenset({"mongodb", "oracle", "mysql", "postgresql", "mssql", "rest", "soap", "db2", "cloudant"})
"""The names that are only tried after `loopback-connector-`."""

_PREFIX = "loopback-connector-"


def built_in(name: str) -> str | None:
    """The connector of LoopBack’s own that a name leads to; None where it leads elsewhere.

    A path counts from the folder of LoopBack’s own connectors, not from the application.
    """
    if name in _REGISTERED:
        return _REGISTERED[name]
    beside = posixpath.normpath(f"/./{name}").removeprefix("/") if name else ""
    if name.startswith("/") or name.endswith("/") or beside != name.removeprefix("./"):
        return None
    return _BESIDE_LOOPBACK.get(beside) or _BESIDE_JUGGLER.get(beside)


def packages(name: str) -> tuple[str, ...]:
    """The npm packages that are tried for a name which is not built in, in order; none for a path of the machine.

    A path inside a package leads to that package: `loopback-connector-mysql/lib/mysql`.
    """
    if name.startswith("/"):
        return ()
    tried = [] if name.startswith(_PREFIX) else [_PREFIX + name]
    if name not in NEVER_BARE:
        tried.append(name)
    return tuple(package for each in tried if (package := package_of(each)))


def package_of(module: str) -> str | None:
    """The package of a module as `require` takes it: `@a/b` of `@a/b/c`; None for a path."""
    if not module or module[0] in "./\\" or ":" in module:
        return None
    parts = module.split("/")
    return "/".join(parts[: 2 if module.startswith("@") else 1])


def is_path(name: str) -> bool:
    """Whether a name is a path to a module of the application’s own."""
    return name.startswith(("./", "../", "/"))
