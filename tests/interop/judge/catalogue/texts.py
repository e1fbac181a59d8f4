"""Files as texts: not JSON, no object, a key twice."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from dataclasses import replace

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from tests.interop.judge.breakage import Breakage, NotApplicable, a_model, a_source, put
from tests.interop.judge.verdicts import BOOTS

Locate = Callable[[Application], str]
Key = Callable[[Application], str]


def _config(name: str) -> Locate:
    return lambda app: app.config_path(name)


def _package(app: Application) -> str:
    if not app.package_path:
        raise NotApplicable
    return app.package_path


def _definition(app: Application) -> str:
    path = a_model(app).path
    assert path
    return path


def _beside(name: str) -> Locate:
    return lambda app: posixpath.join(posixpath.dirname(_definition(app)), name)


def _in_root(name: str) -> Locate:
    return lambda app: posixpath.join(app.root, name)


def _text(
    code: str, variant: str, locate: Locate, change: Callable[[str], str], environment: str = "development"
) -> Breakage:
    """The text of a file that exists, changed."""

    def apply(app: Application) -> None:
        path = locate(app)
        if not app.has(path):
            raise NotApplicable
        app.set_text(path, change(app.text(path)))

    return Breakage(code, variant, apply, environment)


def _new(
    code: str, variant: str, locate: Locate, text: str, environment: str = "development", *, boot: str = ""
) -> Breakage:
    """A new file."""

    def apply(app: Application) -> None:
        path = locate(app)
        if app.has(path) or app.has(path.removesuffix("on")):
            raise NotApplicable
        app.set_text(path, text)

    return Breakage(code, variant, apply, environment, boot)


def _twice(locate: Locate, key: Key, value: JSON = None) -> Callable[[Application], None]:
    """Says a member twice: another `value` in front, or the same once more at the end."""

    def apply(app: Application) -> None:
        path, name = locate(app), key(app)
        text, members = app.text(path), app.members(path)
        if name not in members:
            raise NotApplicable
        if value is None:
            repeated = jsontext.dump({name: members[name]}).strip()[1:]
            app.set_text(path, f"{text.rstrip()[:-1].rstrip()},{repeated}\n")
        else:
            before, _, after = text.partition("{")
            app.set_text(path, f"{before}{{{json.dumps(name)}: {json.dumps(value)},{after}")

    return apply


def _drop(code: str, variant: str, config: str) -> Breakage:
    """A main file is gone, while that of an environment is there."""

    def apply(app: Application) -> None:
        path = app.config_path(config)
        if not app.has(path):
            raise NotApplicable
        other = path.removesuffix(".json") + ".production.json"
        if not app.has(other):
            app.set_text(other, app.text(path))
        app.delete(path)

    return Breakage(code, variant, apply, "production")


def _shadowed_layer(app: Application) -> None:
    """A script takes the place of the JSON file of its environment."""
    name, _ = a_source(app)
    path = posixpath.join(app.root, "datasources.production")
    if app.has(f"{path}.js"):
        raise NotApplicable
    app.set_value(f"{path}.json", {name: None})
    app.set_text(f"{path}.js", "'use strict';\n\nmodule.exports = {};\n")


def _code(value: str) -> str:
    return "array-for-object" if value.startswith("[") else "not-an-object"


def _instead(what: str, value: str, locate: Locate) -> Breakage:
    return _text(_code(value), f"{what} is {value}", locate, lambda text: value)


_TWO, _THREE = BOOTS
_NO_DEFINITIONS = (
    ("not-an-object", "null", _TWO),
    ("not-an-object", "null", _THREE),
    ("definition-passed-over", '"text"', _TWO),
    ("definition-passed-over", "5", _TWO),
    ("definition-passed-over", "false", _TWO),
    ("not-an-object", '"text"', _THREE),
    ("not-an-object", "5", _THREE),
    ("not-an-object", "false", _THREE),
)
"""What a file in a folder of definitions can hold, and the package for which that is a problem of a kind."""


def _definition_instead(code: str, what: str, value: str, boot: str) -> Breakage:
    changed = _text(code, f"{what} is {value}, {boot}", _definition, lambda text: value)
    return replace(changed, boot=boot)


def _without_data_sources(app: Application) -> None:
    a_model(app)
    for path in app.config_layers("datasources"):
        app.delete(path)


_LATIN = b"\xe9".decode("utf-8", "surrogateescape")
"""An “é” as one byte, which is not UTF-8."""

_UTF_16 = '{"port": 3000}'.encode("utf-16").decode("utf-8", "surrogateescape")


def _latin_setting(app: Application) -> None:
    name, settings = a_source(app)
    put(app, "datasources", name, {**settings, "title": "PLACE"})
    path = app.config_path("datasources")
    app.set_text(path, app.text(path).replace('"PLACE"', f'"Caf{_LATIN}"'))


def _latin_description(app: Application) -> None:
    path = _definition(app)
    app.set_value(path, {**app.members(path), "description": "PLACE"})
    app.set_text(path, app.text(path).replace('"PLACE"', f'"Caf{_LATIN}"'))


_BROKEN = "{ 'single': quotes }\n"

BREAKAGES = (
    _text("unreadable-json", "a comment in datasources.json", _config("datasources"), lambda text: f"// ours\n{text}"),
    _text("unreadable-json", "datasources.json ends early", _config("datasources"), lambda text: text.rstrip()[:-1]),
    _text("unreadable-json", "datasources.json is empty", _config("datasources"), lambda text: ""),
    _text("unreadable-json", "two values in model-config.json", _config("model-config"), lambda text: f"{text} {{}}"),
    _text("unreadable-json", "config.json is not JSON", _config("config"), lambda text: _BROKEN),
    _text("unreadable-json", "middleware.json is not JSON", _config("middleware"), lambda text: _BROKEN),
    _text("unreadable-json", "component-config.json is not JSON", _config("component-config"), lambda text: _BROKEN),
    _text(
        "unreadable-json", "a definition with a comma too many", _definition, lambda text: f"{text.rstrip()[:-1]},}}"
    ),
    _text("unreadable-json", "NaN in a definition", _definition, lambda text: f'{text.rstrip()[:-1]}, "ttl": NaN}}'),
    _new("unreadable-json", "a definition that no model needs", _beside("unused-model.json"), _BROKEN),
    _new("unreadable-json", "the layer in use", _in_root("model-config.production.json"), _BROKEN, "production"),
    _new("unreadable-json", "the local layer", _in_root("datasources.local.json"), _BROKEN),
    _new("unreadable-json-elsewhere", "a layer that is not in use", _in_root("datasources.staging.json"), _BROKEN),
    _new("unreadable-json-elsewhere", "a file that is no definition", _beside("_draft.json"), _BROKEN),
    _new("unreadable-json-elsewhere", "a file of nobody", _in_root("notes.json"), _BROKEN),
    _text("unreadable-json", "package.json is not JSON", _package, lambda text: f"// ours\n{text}"),
    _text("", "a byte order mark", _config("datasources"), lambda text: "\ufeff" + text.removeprefix("\ufeff")),
    _text("", "trailing space and line ends of Windows", _config("model-config"), lambda text: f"{text}\r\n \t"),
    *(
        _instead(config, value, _config(config))
        for config in ("datasources", "model-config", "config", "component-config", "middleware")
        for value in ("[]", '["text"]', "[null]", "null", '"text"', "5", "true")
    ),
    *(_definition_instead(code, "the definition of a model", value, boot) for code, value, boot in _NO_DEFINITIONS),
    *(
        _new(code, f"an unused definition is {value}, {boot}", _beside("unused-model.json"), value, boot=boot)
        for code, value, boot in _NO_DEFINITIONS
    ),
    _new("", "an unused definition is an array", _beside("unused-model.json"), "[]"),
    _text("", "the definition of a model is an array", _definition, lambda text: "[]"),
    _new("array-for-object", "the layer in use", _in_root("model-config.production.json"), "[]", "production"),
    _new("unreadable-here", "half of a character", _in_root("config.local.json"), '{"title": "\\ud800"}'),
    _new("unreadable-here", "deep nesting", _in_root("notes.json"), "[" * 2000 + "]" * 2000),
    Breakage("not-utf8", "a setting of a data source", _latin_setting),
    Breakage("not-utf8", "a description of a model", _latin_description),
    _new("not-utf8", "the layer in use", _in_root("config.local.json"), f'{{"title": "Caf{_LATIN}"}}'),
    _new("not-utf8", "a file of nobody", _in_root("notes.json"), f'{{"title": "Caf{_LATIN}"}}'),
    _new("unreadable-json", "UTF-16", _in_root("config.local.json"), _UTF_16),
    _new("not-an-object", "the layer in use is null", _in_root("model-config.production.json"), "null", "production"),
    _new("not-an-object", "the layer in use is a text", _in_root("model-config.production.json"), '"a"', "production"),
    _new("not-an-object", "the layer in use is a number", _in_root("model-config.production.json"), "5", "production"),
    _new("", "a layer that is not in use is null", _in_root("datasources.staging.json"), "null"),
    Breakage("repeated-key", "a data source", _twice(_config("datasources"), lambda app: a_source(app)[0])),
    Breakage("repeated-key", "an entry of a model", _twice(_config("model-config"), lambda app: a_model(app).name)),
    Breakage("repeated-key", "a member of a definition", _twice(_definition, lambda app: "properties")),
    Breakage("duplicate-key", "an unknown base before", _twice(_definition, lambda app: "base", "NoSuchModel")),
    Breakage("duplicate-key", "a text before", _twice(_config("datasources"), lambda app: a_source(app)[0], "x")),
    Breakage("no-data-sources", "datasources.json is gone", _without_data_sources),
    *(
        _drop("main-file-missing", f"{config}.json is gone", config)
        for config in ("datasources", "model-config", "config", "component-config", "middleware")
    ),
    Breakage("unread-layer", "a script beside the file", _shadowed_layer, "production"),
)
