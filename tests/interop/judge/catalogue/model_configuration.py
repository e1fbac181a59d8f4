"""The entries of model-config.json, and its `_meta`."""

from __future__ import annotations

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from tests.interop.judge.breakage import ABSENT, Breakage, NotApplicable, a_model, entry, meta, new_entry, put


def _attached(code: str, variant: str, model: str, connector: str) -> Breakage:
    """A built-in model on a data source with a connector."""

    def apply(app: Application) -> None:
        if model in app.models:
            raise NotApplicable
        put(app, "datasources", "carrier", {"connector": connector}, new=True)
        put(app, "model-config", model, {"dataSource": "carrier", "public": False}, new=True)

    return Breakage(code, variant, apply)


def _own_attached(code: str, variant: str, base: str, connector: str, *, relations: bool = False) -> Breakage:
    """A model of one's own, with a base and with or without relations, on a data source with a connector."""

    def apply(app: Application) -> None:
        model = a_model(app)
        assert model.path
        assert isinstance(model.config, dict)
        kept: JSON = {"again": {"type": "hasMany", "model": model.name}} if relations else {}
        put(app, "datasources", "carrier", {"connector": connector}, new=True)
        put(app, "model-config", model.name, model.config | {"dataSource": "carrier"})
        app.set_value(model.path, model.definition | {"base": base, "relations": kept})

    return Breakage(code, variant, apply)


def _sources(code: str, variant: str, value: object) -> Breakage:
    def apply(app: Application) -> None:
        a_model(app)
        config = app.members(app.models.config_path)
        now = config.get("_meta")
        if not isinstance(now, dict) or not isinstance(now.get("sources"), list):
            raise NotApplicable
        sources = value(now["sources"]) if callable(value) else value
        app.set_value(app.models.config_path, config | {"_meta": now | {"sources": sources}})

    return Breakage(code, variant, apply)


def _with_mixins(code: str, variant: str, value: JSON) -> Breakage:
    def apply(app: Application) -> None:
        a_model(app)
        config = app.members(app.models.config_path)
        now = config.get("_meta")
        app.set_value(
            app.models.config_path, config | {"_meta": (now if isinstance(now, dict) else {}) | {"mixins": value}}
        )

    return Breakage(code, variant, apply)


def _alias(app: Application) -> None:
    model = a_model(app)
    assert isinstance(model.config, dict)
    name = str(model.data_source)
    if not name[0].islower() or not name.isalnum() or name.capitalize() in app.data_sources:
        raise NotApplicable
    put(app, "model-config", model.name, model.config | {"dataSource": name[0].upper() + name[1:]})


def _own_user(app: Application) -> None:
    model = a_model(app)
    assert model.path
    config = app.members(app.models.config_path)
    rest = {name: value for name, value in config.items() if name not in {"User", "AccessToken"}}
    app.set_value(app.models.config_path, rest)
    app.set_value(model.path, model.definition | {"base": "User"})


BREAKAGES = (
    entry("null-model", "null", None),
    entry("bad-model-entry", "a text", "x"),
    entry("bad-model-entry", "a number", 5),
    entry("bad-model-entry", "true", True),
    entry("bad-model-entry", "false", False),
    entry("bad-model-entry", "an array", []),
    new_entry("unknown-model", "no definition", "NoSuchModel", {"dataSource": None, "public": False}),
    new_entry("unknown-model", "a built-in name in another case", "user", {"dataSource": None, "public": False}),
    new_entry("extra-key", "a comment among the models", "_comment", "ours"),
    new_entry("extra-key", "an object for a comment among the models", "_comment", {"text": "ours"}),
    new_entry("extra-key", "a version", "version", 2),
    new_entry("", "a built-in model without a data source", "Scope", {"dataSource": None, "public": False}),
    new_entry("", "a base class", "PersistedModel", {"dataSource": None, "public": False}),
    new_entry("model-itself-configured", "not attached", "Model", {"dataSource": None, "public": False}),
    entry("unknown-data-source", "a name that nothing bears", dataSource="nosuch"),
    entry("unknown-data-source", "a number", dataSource=5),
    entry("unknown-data-source", "true", dataSource=True),
    entry("unknown-data-source", "an object", dataSource={}),
    entry("unknown-data-source", "a name inherited from every object", dataSource="toString"),
    Breakage("data-source-alias", "with a capital", _alias),
    entry("no-data-source", "missing", dataSource=ABSENT, public=False),
    entry("no-data-source", "an empty text", dataSource="", public=False),
    Breakage("unwired-user-model", "a user of one's own", _own_user),
    entry("data-source-spelling", "datasource", dataSource=ABSENT, datasource="db"),
    entry("", "datasource besides dataSource", datasource="db"),
    entry("public-without-data-source", "null", dataSource=None, public=True),
    entry("public-without-data-source", "false", dataSource=False, public=True),
    entry("public-without-data-source", "an empty text", dataSource="", public=True),
    entry("public-without-data-source", "missing", dataSource=ABSENT, public=True),
    entry("", "null, and not public", dataSource=None, public=False),
    entry("public-not-boolean", "a text", public="false"),
    entry("public-not-boolean", "null", public=None),
    entry("public-not-boolean", "zero", public=0),
    *(
        entry("loopback-1-keys", f"{key}: {value!r}", **{key: value})
        for key, value in (("properties", {}), ("base", "Model"), ("plural", "things"), ("properties", ["x"]))
    ),
    *(
        entry("loopback-1-keys", f"options.{key}", options={key: value})
        for key, value in (("base", "Model"), ("plural", "things"))
    ),
    entry("", "an empty plural", plural=""),
    entry("", "base as null", base=None),
    entry("", "options.properties", options={"properties": {"x": "string"}}),
    entry("ignored-option", "options.relations", options={"relations": {}}),
    entry("ignored-option", "options.acls", options={"acls": []}),
    entry("ignored-option", "options.dataSource", options={"dataSource": "db"}),
    entry("ignored-option", "options.super", options={"super": "Model"}),
    entry("ignored-option", "options as text", options="x"),
    entry("", "options as an array", options=["x"]),
    entry("ignored-option", "relations as text", relations="x"),
    entry("", "relations as an array", relations=[]),
    entry("ignored-option", "acls as an object", acls={}),
    entry("", "options as null", options=None),
    entry("", "relations as null", relations=None),
    entry("", "acls as null", acls=None),
    entry("", "methods as null", methods=None),
    entry("", "methods as text", methods="x"),
    entry("", "an unknown key", unknown={"a": 1}),
    meta("no-meta-sources", "no _meta", ABSENT),
    meta("no-meta-sources", "an empty _meta", {}),
    meta("bad-meta", "_meta is null", None),
    meta("no-meta-sources", "_meta is a text", "x"),
    meta("no-meta-sources", "_meta is an array", []),
    meta("no-meta-sources", "_meta is a number", 5),
    meta("loopback-1-keys", "in _meta", {"sources": ["../common/models", "./models"], "base": "x"}),
    _sources("no-meta-sources", "sources is null", None),
    _sources("bad-meta", "sources is a text", "../common/models"),
    _sources("bad-meta", "sources is an object", {}),
    _sources("bad-meta", "sources is a number", 5),
    _sources("no-meta-sources", "sources is false", False),
    _sources("bad-meta", "a number among the sources", lambda now: [*now, 5]),
    _sources("bad-meta", "null among the sources", lambda now: [None, *now]),
    _sources("no-meta-sources", "no sources at all", []),
    _sources("backslash-in-sources", "a folder of its own", lambda now: [*now, "..\\common\\models"]),
    _sources("missing-source-folder", "a folder that is not there", lambda now: [*now, "./no-such-folder"]),
    _sources("", "an empty text among the sources", lambda now: ["", *now]),
    _sources("", "a package that is not there", lambda now: [*now, "no-such-package/models"]),
    _sources("", "a folder twice", lambda now: [*now, *now]),
    _with_mixins("bad-meta-mixins", "a text", "./mixins"),
    _with_mixins("bad-meta-mixins", "an object", {}),
    _with_mixins("bad-meta", "a number among the mixins", [5]),
    _with_mixins("", "a folder of mixins that is not there", ["./no-such-folder", "../common/mixins", "./mixins"]),
    _attached("wrong-connector", "Email in memory", "Email", "memory"),
    _attached("wrong-connector", "a key-value model in memory", "KeyValueModel", "memory"),
    _attached("wrong-connector", "a key-value model in mail", "KeyValueModel", "mail"),
    _attached("", "a key-value model in kv-memory", "KeyValueModel", "kv-memory"),
    _attached("", "Email in mail", "Email", "mail"),
    _own_attached("wrong-connector", "PersistedModel in mail", "PersistedModel", "mail"),
    _own_attached("wrong-connector", "PersistedModel in kv-memory", "PersistedModel", "kv-memory"),
    _own_attached("", "PersistedModel in transient", "PersistedModel", "transient"),
    _own_attached("wrong-connector", "User in kv-memory", "User", "kv-memory"),
    _own_attached("wrong-connector", "KeyValueModel in memory", "KeyValueModel", "memory"),
    *(
        _own_attached("relation-not-carried", f"{base} in {connector}", base, connector, relations=True)
        for base, connector in (("PersistedModel", "mail"), ("PersistedModel", "kv-memory"), ("Model", "mail"))
    ),
    _own_attached("", "a relation in transient", "Model", "transient", relations=True),
    _own_attached("", "Model in transient", "Model", "transient"),
    _own_attached("", "Model in memory", "Model", "memory"),
    _own_attached("", "KeyValueModel in kv-memory", "KeyValueModel", "kv-memory"),
)
