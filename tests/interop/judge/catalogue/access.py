"""Access rules and methods."""

from __future__ import annotations

import posixpath

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from tests.interop.judge.breakage import Breakage, NotApplicable, a_model, definition, entry, put

_RULE: dict[str, JSON] = {
    "accessType": "*",
    "principalType": "ROLE",
    "principalId": "$everyone",
    "permission": "DENY",
}


def _rule(code: str, variant: str, **parts: JSON) -> Breakage:
    return definition(code, variant, acls=[_RULE | parts])


def _method(code: str, variant: str, name: str, value: JSON) -> Breakage:
    return definition(code, variant, methods={name: value})


def _shared(variant: str, methods: dict[str, JSON]) -> Breakage:
    options = {"remoting": {"sharedMethods": methods}}
    return entry("shared-method-not-boolean", variant, public=True, options=options)


def _scriptless(app: Application) -> None:
    if not any(path.endswith(".js") for path in app.paths):
        raise NotApplicable
    path = posixpath.join(posixpath.dirname(a_model(app).path or ""), "scriptless.json")
    methods: JSON = {"nearest": {"http": {"verb": "get"}}, "prototype.near": {"http": {"verb": "get"}}}
    app.set_value(path, {"name": "Scriptless", "base": "Model", "methods": methods})
    put(app, "model-config", "Scriptless", {"dataSource": None, "public": True}, new=True)


BREAKAGES = (
    Breakage("method-without-script", "methods of a model without a script", _scriptless),
    _rule("", "a rule as it should be"),
    _rule("acl-word", "a permission that is none", permission="DENIED"),
    _rule("acl-word", "a permission in another case", permission="deny"),
    _rule("acl-word", "an access type that is none", accessType="DELETE"),
    _rule("acl-word", "a principal type that is none", principalType="GROUP"),
    _rule("acl-word", "a role like one of LoopBack’s", principalId="$evryone"),
    _rule("acl-word", "a role that nobody defines here", principalId="$anybody"),
    _rule("acl-without-principal", "no kind of principal", principalType=None),
    _rule("acl-property-never-fits", "several names in one text", property="find, create"),
    _rule("acl-property-never-fits", "a method of instances with its prefix", property="prototype.patchAttributes"),
    _rule("acl-property-never-fits", "such a one in a list", property=["find", "prototype.patchAttributes"]),
    _rule("", "a property that is not there", property="nosuch"),
    _rule("", "a list of properties", property=["find", "create"]),
    _rule("", "a number for an id", principalType="USER", principalId=5),
    definition("bad-acls", "a rule is null", acls=[None]),
    definition("bad-acls", "a rule is a text", acls=["DENY"]),
    definition("bad-acls", "an object", acls={}),
    definition("bad-acls", "a text", acls="DENY"),
    definition("bad-acls", "true", acls=True),
    definition("", "acls null", acls=None),
    definition("", "acls empty", acls=[]),
    entry("bad-acls", "a rule of model-config.json is null", acls=[None]),
    entry("", "a rule in model-config.json", acls=[_RULE]),
    _method("static-prototype", "isStatic with prototype", "prototype.tell", {"isStatic": True}),
    _method("", "isStatic false with prototype", "prototype.tell", {"isStatic": False}),
    _method("", "isStatic as text with prototype", "prototype.tell", {"isStatic": "true"}),
    _method("", "isStatic without prototype", "tell", {"isStatic": True}),
    entry("static-prototype", "in model-config.json", methods={"prototype.tell": {"isStatic": True}}),
    _method("bad-method", "null", "tell", None),
    _method("bad-method", "a text", "tell", "x"),
    _method("bad-method", "true", "tell", True),
    _method("", "accepts a text", "tell", {"accepts": "x"}),
    _method("", "accepts a list of texts", "tell", {"accepts": ["x"]}),
    _method("bad-method", "accepts null in a list", "tell", {"accepts": [None]}),
    _method("", "an argument without a type", "tell", {"accepts": [{"arg": "x"}]}),
    _method("", "an argument of an unknown type", "tell", {"accepts": [{"arg": "x", "type": "nosuch"}]}),
    _method("", "an argument with type null", "tell", {"accepts": [{"arg": "x", "type": None}]}),
    _method("", "an argument of an object type", "tell", {"accepts": [{"arg": "x", "type": {"a": 1}}]}),
    _method("", "returns a text", "tell", {"returns": "string"}),
    _method("bad-method", "returns null in a list", "tell", {"returns": [None]}),
    _method("bad-route", "http a text", "tell", {"http": "get"}),
    _method("bad-route", "a verb that is none", "tell", {"http": {"verb": "fetch"}}),
    _method("", "http of a method null", "tell", {"http": None}),
    _method("", "accepts null", "tell", {"accepts": None}),
    _method("", "accepts one object", "tell", {"accepts": {"arg": "x", "type": "string"}}),
    _method("", "a method of no code", "nosuch", {"http": {"verb": "get", "path": "/x"}}),
    _method("", "a method with the name of another", "find", {"http": {"verb": "get", "path": "/x"}}),
    _method("", "nothing after prototype", "prototype.", {}),
    _method("bad-route", "a path that is a number", "tell", {"http": {"path": 5}}),
    _shared("a text for true", {"find": "true"}),
    _shared("null for true", {"find": None}),
    _shared("a number for false", {"*": 0}),
    entry(
        "shared-method-not-boolean",
        "of a private model",
        public=False,
        options={"remoting": {"sharedMethods": {"find": 1}}},
    ),
    entry("", "sharedMethods as it should be", options={"remoting": {"sharedMethods": {"*": False, "find": True}}}),
    entry("", "sharedMethods null", options={"remoting": {"sharedMethods": None}}),
    definition("", "sharedMethods in the definition", options={"remoting": {"sharedMethods": {"find": "true"}}}),
    definition("", "methods an empty list", methods=[]),
    definition("", "methods a list of methods", methods=[{"http": {"verb": "get"}}]),
    definition("bad-method", "methods a list of texts", methods=["tell"]),
    definition("bad-method", "methods a list of null", methods=[None]),
    definition("", "methods a text", methods="tell"),
    definition("", "methods true", methods=True),
)
