"""Model definitions: their names, bases and mixins."""

from __future__ import annotations

import posixpath

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from tests.interop.judge.breakage import ABSENT, Breakage, NotApplicable, a_model, definition, entry, put


def _more(code: str, variant: str, *definitions: tuple[str, JSON], entries: tuple[str, ...] = ()) -> Breakage:
    """New definitions beside that of a model, as file name and content, and entries for them."""

    def apply(app: Application) -> None:
        model = a_model(app)
        assert model.path
        assert isinstance(model.config, dict)
        for file, value in definitions:
            path = posixpath.join(posixpath.dirname(model.path), file)
            if app.has(path):
                raise NotApplicable
            app.set_value(path, value)
        for name in entries:
            put(app, "model-config", name, {"dataSource": model.data_source, "public": False}, new=True)

    return Breakage(code, variant, apply)


def _renamed(code: str, variant: str, name: str) -> Breakage:
    """A new model of some name, used."""
    return _more(code, variant, ("new-model.json", {"name": name, "properties": {"a": "string"}}), entries=(name,))


def _twice(app: Application) -> None:
    model = a_model(app)
    assert model.path
    path = posixpath.join(posixpath.dirname(model.path), "zz-second.json")
    app.set_value(path, {"name": model.name, "base": "PersistedModel"})


def _circle(app: Application) -> None:
    model = a_model(app)
    assert model.path
    path = posixpath.join(posixpath.dirname(model.path), "other-half.json")
    app.set_value(path, {"name": "OtherHalf", "base": model.name})
    app.set_value(model.path, model.definition | {"base": "OtherHalf"})


def _own_base(app: Application) -> None:
    model = a_model(app)
    assert model.path
    app.set_value(model.path, model.definition | {"base": model.name})


def _unlisted_broken_base(app: Application) -> None:
    model = a_model(app)
    assert model.path
    path = posixpath.join(posixpath.dirname(model.path), "between.json")
    app.set_value(path, {"name": "Between", "base": "NoSuchModel"})
    app.set_value(model.path, model.definition | {"base": "Between"})


def _same_path(app: Application) -> None:
    model = a_model(app)
    assert model.path
    assert isinstance(model.config, dict)
    path = posixpath.join(posixpath.dirname(model.path), "rival.json")
    app.set_value(path, {"name": "Rival", "plural": "things"})
    app.set_value(model.path, model.definition | {"plural": "things"})
    put(app, "model-config", "Rival", {"dataSource": model.data_source}, new=True)
    put(app, "model-config", model.name, model.config | {"public": True})


def _same_file(app: Application) -> None:
    model = a_model(app)
    assert model.path
    folder, file = posixpath.split(model.path)
    if file.upper() == file:
        raise NotApplicable
    app.set_value(posixpath.join(folder, file.removesuffix(".json").upper() + ".json"), {"name": "OtherCase"})


BREAKAGES = (
    definition("unknown-base", "a name that nothing bears", base="NoSuchModel"),
    definition("unknown-base", "a built-in name in another case", base="persistedmodel"),
    definition("unknown-base", "by the old key super", base=ABSENT, super="NoSuchModel"),
    definition("unknown-base", "in the options", base=ABSENT, options={"base": "NoSuchModel"}),
    definition("unknown-base", "in the options, which win", base="PersistedModel", options={"base": "NoSuchModel"}),
    definition("options-win", "another plural", plural="things", options={"plural": "others"}),
    definition("unknown-base", "a name inherited from every object", base="toString"),
    Breakage("unknown-base", "the base's own base", _unlisted_broken_base),
    definition("", "base null", base=None),
    definition("", "base empty", base=""),
    definition("unknown-base", "base a number", base=5),
    definition("unknown-base", "base an object", base={}),
    definition("unknown-base", "base true", base=True),
    definition("", "the options win with a good base", base="NoSuchModel", options={"base": "PersistedModel"}),
    definition("", "super besides base", base="PersistedModel", super="NoSuchModel"),
    definition("", "base Application", base="Application"),
    _more("unconfigured-model", "a sound one", ("unused.json", {"name": "Unused", "base": "PersistedModel"})),
    _more("", "an unused model with an unknown base", ("unused.json", {"name": "Unused", "base": "NoSuchModel"})),
    Breakage("circular-base", "two models extend each other", _circle),
    Breakage("circular-base", "a model extends itself", _own_base),
    _more("", "an unused circle", ("u1.json", {"name": "U1", "base": "U2"}), ("u2.json", {"name": "U2", "base": "U1"})),
    definition("unknown-mixin", "a name that nothing bears", mixins={"NoSuchMixin": True}),
    definition("unknown-mixin", "another case", mixins={"timestamp": True}),
    definition("unknown-mixin", "the name of the file", mixins={"time-stamp": True}),
    definition("", "an unknown mixin switched off", mixins={"NoSuchMixin": False}),
    definition("unknown-mixin", "null for its options", mixins={"NoSuchMixin": None}),
    definition("bad-mixins", "a list of names", mixins=["NoSuchMixin"]),
    definition("", "mixins null", mixins=None),
    definition("", "mixins false", mixins=False),
    definition("", "an empty list of mixins", mixins=[]),
    definition("", "a model as mixin", mixins={"Model": True}),
    definition("bad-mixins", "a text", mixins="TimeStamp"),
    definition("", "mixins true", mixins=True),
    Breakage("defined-twice", "a second file in the same folder", _twice),
    _more("unnamed-definition", "the file's name, used", ("plain-thing.json", {}), entries=("PlainThing",)),
    _more("unnamed-definition", "an empty name", ("plain-thing.json", {"name": ""}), entries=("PlainThing",)),
    _more("unnamed-definition", "name null", ("plain-thing.json", {"name": None}), entries=("PlainThing",)),
    _more("name-not-a-text", "a number, and a name meant", ("plain-thing.json", {"name": 5}), entries=("PlainThing",)),
    _more("name-not-a-text", "a number, used", ("plain-thing.json", {"name": 5}), entries=("5",)),
    _more("name-not-a-text", "not used", ("unused.json", {"name": 5})),
    _more("", "a file without a name of letters", ("-.json", {})),
    *(_renamed("reserved-name", name, name) for name in ("constructor", "toString", "hasOwnProperty")),
    _renamed("reserved-name", "__proto__", "__proto__"),
    *(_renamed("model-named-like-type", name, name) for name in ("Object", "Array", "String", "Date", "Any")),
    _renamed("", "a model called models", "models"),
    _renamed("", "a model with spaces and dots in its name", "a b.c/ü"),
    _renamed("", "a number for the name of a model", "1"),
    _renamed("", "a keyword of JavaScript", "class"),
    _renamed("", "a keyword of JavaScript that names a function", "function"),
    *(
        _renamed("builtin-shadowed", name, name)
        for name in ("Scope", "Application", "Change", "Checkpoint", "KeyValueModel", "PersistedModel", "Model")
    ),
    _more(
        "builtin-shadowed",
        "a base that bears its own name",
        ("scope.json", {"name": "Scope", "base": "Scope"}),
        entries=("Scope",),
    ),
    _more("builtin-shadowed", "not used", ("model.json", {"name": "Model", "properties": {}})),
    _more(
        "clashing-models",
        "one name in camel case",
        ("n1.json", {"name": "NewThing"}),
        ("n2.json", {"name": "new-thing"}),
        entries=("NewThing", "new-thing"),
    ),
    definition("", "an unknown key of a definition", unknown={"a": 1}),
    _more(
        "no-id",
        "the inherited one left out",
        ("plain.json", {"name": "Plain", "idInjection": False, "excludeBaseProperties": ["id"]}),
        entries=("Plain",),
    ),
    definition("", "options of a definition null", options=None),
    definition("", "options a text", options="x"),
    definition("", "plural a number", plural=5),
    definition("", "http null", http=None),
    definition("", "http.path a number", http={"path": 5}),
    definition("", "scopes null", scopes=None),
    definition("bad-scope", "a scope null", scopes={"active": None}),
    definition("", "a scope", scopes={"active": {"where": {"a": 1}}}),
    definition("scope-hides-method", "find", scopes={"find": {"where": {"a": 1}}}),
    definition("", "indexes null", indexes=None),
    definition("", "an index null", indexes={"i": None}),
    definition("", "validations an object", validations={}),
    definition("", "strict a text", strict="validate"),
    Breakage("same-rest-path", "one plural for two", _same_path),
    Breakage("same-file-name", "another case", _same_file),
    _more(
        "unread-definition", "an underscore in front", ("_hidden-thing.json", {"name": "HiddenThing", "properties": {}})
    ),
    _more(
        "definition-outside-sources",
        "a folder below",
        ("below/deep-thing.json", {"name": "DeepThing", "properties": {}}),
    ),
    definition("bad-mixin-options", "a text for its options", mixins={"NoSuchMixin": "yes"}),
    definition("bad-mixin-options", "a number for its options", mixins={"NoSuchMixin": 1}),
    entry("late-mixins", "in the options", options={"mixins": {"TimeStamp": True}}),
    definition("", "excludeBaseProperties a text", excludeBaseProperties="id"),
    definition("", "settings.models names nothing", models={"x": "NoSuchModel"}),
)
