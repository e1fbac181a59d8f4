"""What LoopBack cannot do with config.json, middleware.json and component-config.json."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from designer.connectors import resolution
from designer.connectors.javascript import truthy
from designer.loopback import packages
from designer.loopback.jsontext import JSON
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.extra_keys import is_extra
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_PHASES = ("initial", "session", "auth", "parse", "routes", "files", "final")
"""LoopBack's own phases in their order (loopback 3.28.0, lib/server-app.js)."""

_OF_LOOPBACK = frozenset({"loopback", "express", "body-parser", "errorhandler", "strong-express-metrics"})

_APP_SETTING = Code(
    "bad-app-setting",
    Severity.STOPS_BOOT,
    "LoopBack cannot use a setting of config.json",
    "`restApiRoot` must be a text that begins with “/” (loopback-boot 2.28.0, lib/executor.js, setApiRoot). In "
    "config.json LoopBack puts nothing in the place of `${NAME}`, so such a text is refused too.",
    "Write a path such as `/api`, or leave the setting out; `/api` is what LoopBack takes then.",
)
_ADDRESS = Code(
    "bad-address",
    Severity.STOPS_BOOT,
    "LoopBack cannot use the host or the port of config.json",
    "`host` must be a text, and `port` a text or a number, or the start ends with “app.host must be a string” "
    "(loopback-boot 2.28.0, lib/executor.js, setHost and setPort). LoopBack does not look at them where the "
    "environment has a variable `HOST` or `PORT`.",
    "Write a host such as `127.0.0.1` and a port such as `3000`, or leave them out.",
)
_MIDDLEWARE = Code(
    "bad-middleware",
    Severity.STOPS_BOOT,
    "A phase or a middleware is not an object",
    "LoopBack looks into each phase of middleware.json, and into the settings of each middleware; null has nothing to "
    "look into, and other plain values cannot be given a phase (loopback-boot 2.28.0, lib/compiler.js, "
    "buildMiddlewareInstructions; loopback 3.28.0, lib/server-app.js, middlewareFromConfig).",
    'Make it an object: `{}` uses the middleware as it is, `{"enabled": false}` switches it off.',
)
_ORDER = Code(
    "middleware-order",
    Severity.STOPS_BOOT,
    "The phases of middleware.json are in another order than LoopBack’s",
    "LoopBack has the phases initial, session, auth, parse, routes, files and final, in this order, and fits those of "
    "middleware.json in between. Where two of its own phases stand the other way round it ends with “Ordering "
    "conflict” (loopback-phase 3, lib/merge-name-lists.js). Phases such as `auth:before` count as `auth`.",
    "Put the phases into LoopBack’s order.",
)
_UNLISTED = Code(
    "unlisted-package",
    Severity.ADVICE,
    "package.json does not list the package of a middleware or a component",
    "LoopBack looks for the module of each middleware and component at its start, and ends with “Cannot resolve path” "
    "where it is not installed (loopback-boot 2.28.0, lib/compiler.js, resolveAppPath). A package that package.json "
    "does not list is installed only while another package happens to need it.",
    "Add the package to `dependencies` of package.json, and install it; or delete the middleware or the component.",
)

CODES = (_APP_SETTING, _ADDRESS, _MIDDLEWARE, _ORDER, _UNLISTED)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of these three."""
    yield from certain(boot, _app_settings(boot), "config")
    if boot.conflict("middleware") is None:
        yield from certain(boot, _middleware(boot), "middleware")
    if boot.conflict("component-config") is None:
        yield from certain(boot, _components(boot), "component-config")


def _app_settings(boot: Boot) -> Iterator[Problem]:
    config = boot.merged("config")
    root, host, port = (config.get(key) for key in ("restApiRoot", "host", "port"))
    if truthy(root) and not (isinstance(root, str) and root.startswith("/")):
        sentence = "“restApiRoot” must be a text that begins with “/”; LoopBack does not start otherwise."
        yield _APP_SETTING.at(*boot.place("config", "restApiRoot"), sentence)
    if truthy(host) and not isinstance(host, str):
        sentence = "“host” must be a text; LoopBack starts only where the variable HOST says another one."
        yield _ADDRESS.at(*boot.place("config", "host"), sentence)
    if isinstance(port, bool | list | dict):
        sentence = "“port” must be a number or a text; LoopBack starts only where the variable PORT says another one."
        yield _ADDRESS.at(*boot.place("config", "port"), sentence)


def _middleware(boot: Boot) -> Iterator[Problem]:
    merged = boot.merged("middleware")
    for phase, found in merged.items():
        if is_extra(boot, "middleware", phase, found):
            continue
        if found is None or (isinstance(found, str) and found):
            sentence = f"The phase “{phase}” is not an object; LoopBack does not start."
            yield _MIDDLEWARE.at(*boot.place("middleware", phase), sentence)
        elif isinstance(found, list) and found:
            sentence = f"The phase “{phase}” is a list; LoopBack takes its items for middleware called 0, 1 and so on."
            yield _MIDDLEWARE.at(*boot.place("middleware", phase), sentence)
        elif isinstance(found, dict):
            for name, value in found.items():
                yield from _one_middleware(boot, phase, name, value)
    yield from _order(boot, merged)


def _one_middleware(boot: Boot, phase: str, name: str, value: JSON) -> Iterator[Problem]:
    settings = value if isinstance(value, list) else [value]
    is_optional = any(isinstance(each, dict) and each.get("optional") for each in settings)
    if not all(isinstance(each, dict | list) for each in settings):
        sentence = f"The settings of the middleware “{name}” are not an object; LoopBack does not start."
        yield _MIDDLEWARE.at(*boot.place("middleware", phase, name), sentence)
    elif settings and not is_optional:
        yield from _unlisted(boot, "middleware", name, phase, name)


def _order(boot: Boot, merged: dict[str, JSON]) -> Iterator[Problem]:
    """loopback-phase 3.x, lib/merge-name-lists.js: the list of the application is fitted into LoopBack's own."""
    names = [re.sub(r":[^:]+\Z", "", phase) for phase in merged]
    wanted = [
        (name, phase)
        for index, (name, phase) in enumerate(zip(names, merged, strict=True))
        if index == 0 or name != names[index - 1]
    ]
    known = list(_PHASES)
    if wanted and wanted[0][0] not in known:
        known.insert(0, wanted[0][0])
    pointer = known.index(wanted[0][0]) if wanted else 0
    for (before, _), (name, phase) in pairwise(wanted):
        if name in known[pointer:]:
            pointer = known.index(name, pointer)
        elif name in known:
            sentence = f"The phase “{name}” stands after “{before}”, but in LoopBack it comes before that."
            yield _ORDER.at(*boot.place("middleware", phase), sentence)
            return
        else:
            known.insert(known.index(before) + 1, name)


def _components(boot: Boot) -> Iterator[Problem]:
    for name, value in boot.merged("component-config").items():
        if value not in (None, False, "", 0) and not is_extra(boot, "component-config", name, value):
            yield from _unlisted(boot, "component-config", name, name)


def _unlisted(boot: Boot, config: str, module: str, *pointer: str) -> Iterator[Problem]:
    package = resolution.package_of(module.partition("#")[0])
    if package is None or package in _OF_LOOPBACK or packages.is_listed(boot.app, package) is not False:
        return
    sentence = f"package.json does not list “{package}”, without which LoopBack does not start."
    yield _UNLISTED.at(*boot.place(config, *pointer), sentence)
