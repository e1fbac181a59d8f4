"""How the files of one configuration are merged."""

from __future__ import annotations

from collections.abc import Callable

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from tests.interop.judge.breakage import (
    Breakage,
    NotApplicable,
    a_model,
    a_source,
    check_lists_packages,
    layer,
    put,
)


def _value_of(kind: type) -> Callable[[Application], tuple[str, str, JSON]]:
    """A setting of the main file whose value is of a kind: the data source, the key, the value."""

    def find(app: Application) -> tuple[str, str, JSON]:
        for name, source in app.data_sources.items():
            for key, value in source.settings.items():
                if (
                    type(value) is kind
                    and source.path == app.data_sources.main_path
                    and key not in {"name", "connector", "url"}
                ):
                    return name, key, value
        raise NotApplicable

    return find


def _over(code: str, variant: str, kind: type, new: Callable[[JSON], JSON]) -> Breakage:
    """A setting of one kind in the main file, and another value for it in production."""

    def value(app: Application) -> JSON:
        name, key, old = _value_of(kind)(app)
        return {name: {key: new(old)}}

    return layer(code, variant, "datasources", value)


def _longer(value: JSON) -> JSON:
    return [*value, "x"] if isinstance(value, list) else None


def _same_length(value: JSON) -> JSON:
    return ["x" for _ in value] if isinstance(value, list) else None


def _entry(code: str, variant: str, value: JSON) -> Breakage:
    return layer(code, variant, "model-config", lambda app: {a_model(app).name: value})


def _data_source(code: str, variant: str, value: JSON) -> Breakage:
    return layer(code, variant, "datasources", lambda app: {a_source(app)[0]: value})


def _phase(app: Application) -> tuple[str, str, dict[str, JSON]]:
    """A phase of middleware.json, a middleware in it, and its settings."""
    for phase, found in app.members(app.config_path("middleware")).items():
        for name, settings in found.items() if isinstance(found, dict) else ():
            if isinstance(settings, dict):
                return phase, name, settings
    raise NotApplicable


def _middleware(code: str, variant: str, make: Callable[[str, str], JSON]) -> Breakage:
    return layer(code, variant, "middleware", lambda app: make(*_phase(app)[:2]))


def _component(app: Application) -> str:
    for name, value in app.members(app.config_path("component-config")).items():
        if isinstance(value, dict):
            return name
    raise NotApplicable


def _setting(app: Application) -> str:
    for name, value in app.members(app.config_path("config")).items():
        if isinstance(value, str):
            return name
    raise NotApplicable


def _config(code: str, variant: str, config: str, **parts: object) -> Breakage:
    """Members of a main file, whatever their kind."""

    def apply(app: Application) -> None:
        if not app.members(app.config_path(config)):
            raise NotApplicable
        for name, value in parts.items():
            put(app, config, name, value)

    return Breakage(code, variant, apply)


def _middleware_itself(code: str, variant: str, settings: object) -> Breakage:
    def apply(app: Application) -> None:
        phase, name, _ = _phase(app)
        found = app.members(app.config_path("middleware"))[phase]
        assert isinstance(found, dict)
        put(app, "middleware", phase, {**found, name: settings})

    return Breakage(code, variant, apply)


def _unlisted_middleware(app: Application) -> None:
    check_lists_packages(app)
    put(app, "middleware", _phase(app)[0], {"express-throttle": {}})


def _order(app: Application) -> None:
    phases = app.members(app.config_path("middleware"))
    if not {"final", "initial"} <= phases.keys():
        raise NotApplicable
    app.set_text(app.config_path("middleware"), jsontext.dump(dict(reversed(phases.items()))))


BREAKAGES = (
    _over("merge-conflict", "null over a text", str, lambda old: None),
    _over("merge-conflict", "an object over a text", str, lambda old: {"a": 1}),
    _over("merge-conflict", "an array over a text", str, lambda old: []),
    _over("merge-conflict", "null over a number", int, lambda old: None),
    _over("merge-conflict", "a text over an object", dict, lambda old: "x"),
    _over("merge-conflict", "false over an object", dict, lambda old: False),
    _over("merge-conflict", "null over an array", list, lambda old: None),
    _over("merge-conflict", "a text over an array", list, lambda old: "x"),
    _over("merge-conflict", "an object over an array", list, lambda old: {}),
    _over("merge-conflict", "a longer array", list, _longer),
    _over("merge-conflict", "an empty array over another", list, lambda old: []),
    _over("merge-conflict", "an object over null", type(None), lambda old: {"a": 1}),
    _over("merge-conflict", "a text over null", type(None), lambda old: "x"),
    _data_source("merge-conflict", "a text over a data source", "x"),
    _data_source("null-data-source", "null over a data source", None),
    _entry("merge-conflict", "a text over the entry of a model", "x"),
    _entry("null-model", "null over the entry of a model", None),
    _entry("merge-conflict", "null over the data source of a model", {"dataSource": None}),
    layer("merge-conflict", "_meta.sources of another length", "model-config", lambda app: {"_meta": {"sources": []}}),
    layer("merge-conflict", "null over a setting", "config", lambda app: {_setting(app): None}),
    layer("merge-conflict", "a text over a component", "component-config", lambda app: {_component(app): "x"}),
    _middleware("merge-conflict", "a phase that the main file has not", lambda phase, name: {"nosuch": {name: {}}}),
    _middleware(
        "merge-conflict", "a middleware that the main file has not", lambda phase, name: {phase: {"cors2": {}}}
    ),
    _middleware("", "a text over a middleware", lambda phase, name: {phase: {name: "x"}}),
    _middleware("", "null over a middleware", lambda phase, name: {phase: {name: None}}),
    _middleware("", "null over a phase", lambda phase, name: {phase: None}),
    _middleware("", "an array over a middleware", lambda phase, name: {phase: {name: [{"enabled": False}]}}),
    _middleware("", "a middleware switched off", lambda phase, name: {phase: {name: {"enabled": False}}}),
    _over("", "a number over a text", str, lambda old: 5),
    _over("", "a text over a number", int, str),
    _over("", "null over an object", dict, lambda old: None),
    _over("", "an array over an object", dict, lambda old: [1]),
    _over("", "an array of the same length", list, _same_length),
    _over("", "a number over null", type(None), lambda old: 5),
    _data_source("", "an empty object over a data source", {}),
    _entry("", "an empty object over the entry of a model", {}),
    layer("", "a data source only there", "datasources", lambda app: {"only-there": {"connector": "memory"}}),
    _config("bad-app-setting", "restApiRoot without a slash", "config", restApiRoot="api"),
    _config("bad-app-setting", "restApiRoot as a number", "config", restApiRoot=5),
    _config("bad-app-setting", "restApiRoot by a variable", "config", restApiRoot="${API_ROOT}"),
    _config("", "restApiRoot empty", "config", restApiRoot=""),
    _config("bad-address", "host as a number", "config", host=5),
    _config("bad-address", "port as an object", "config", port={}),
    _config("bad-address", "port true", "config", port=True),
    _config("", "port as a text", "config", port="3000"),
    _config("", "host null", "config", host=None),
    _config("extra-key", "a comment among the components", "component-config", _comment="ours"),
    _config("extra-key", "a comment among the phases", "middleware", _comment="ours"),
    _config("", "an empty comment among the components", "component-config", _comment=""),
    _config("bad-middleware", "a phase is null", "middleware", session=None),
    _config("bad-middleware", "a phase is a text", "middleware", session="x"),
    _config("", "a phase is a list", "middleware", session=["x"]),
    _config("", "a phase is an empty list", "middleware", session=[]),
    _config("", "a phase is a number", "middleware", session=5),
    _middleware_itself("bad-middleware", "null for its settings", None),
    _middleware_itself("bad-middleware", "a text for its settings", "x"),
    _middleware_itself("bad-middleware", "true for its settings", True),
    _middleware_itself("bad-middleware", "a number for its settings", 5),
    _middleware_itself("bad-middleware", "null in a list of settings", [None]),
    _middleware_itself("", "a list of settings", [{}, {"enabled": False}]),
    _middleware_itself("", "an empty list of settings", []),
    _middleware_itself("", "switched off", {"enabled": False}),
    _middleware_itself("", "enabled as a text", {"enabled": "no"}),
    Breakage("middleware-order", "the other way round", _order),
    Breakage("unlisted-package", "a middleware", _unlisted_middleware),
    layer("", "a component switched off", "component-config", lambda app: {_component(app): None}),
)
