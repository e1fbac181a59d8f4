"""Remote methods (strong-remoting 3.17.0, lib/shared-method.js; loopback 3.28.0, lib/registry.js)."""

from __future__ import annotations

from designer.connectors.base import Kind, Setting
from designer.loopback.definition_parts.part import DefinitionPart

_SOURCES = tuple(
    (each, each) for each in ("body", "form", "query", "path", "header", "formData", "req", "res", "context")
)
_VERBS = tuple((each, each.upper()) for each in ("get", "post", "put", "patch", "delete", "head", "all"))

_ARGUMENT = (
    Setting(name="arg", label="Name", width=4, help="What the argument is called."),
    Setting(name="type", label="Type", width=4, suggests="types", help="Such as string, number, object or a model."),
    Setting(name="required", label="Required", kind=Kind.BOOLEAN, width=4, help="Refuse a call without it."),
    Setting(name="description", label="Description", width=12, help="For the API explorer."),
    Setting(
        name="default",
        label="Default",
        width=6,
        more=True,
        help="Told in the API explorer; the method must see to it itself.",
    ),
    Setting(
        name="documented",
        label="Documented",
        kind=Kind.BOOLEAN,
        width=6,
        more=True,
        help="Whether the API explorer shows it.",
    ),
)
_ACCEPTS = (
    *_ARGUMENT,
    Setting(
        name="http",
        label="HTTP",
        kind=Kind.OBJECT,
        more=True,
        help="Where it is taken from.",
        fields=(
            Setting(
                name="source",
                label="Source",
                kind=Kind.CHOICE,
                choices=_SOURCES,
                width=6,
                help="A part of the request.",
            ),
        ),
    ),
)
_RETURNS = (
    *_ARGUMENT,
    Setting(
        name="root",
        label="Root",
        kind=Kind.BOOLEAN,
        width=6,
        more=True,
        help="Whether it is the whole answer, not a member of it.",
    ),
    Setting(
        name="http",
        label="HTTP",
        kind=Kind.OBJECT,
        more=True,
        help="Where it goes, if not into the body.",
        fields=(
            Setting(
                name="target",
                label="Target",
                kind=Kind.CHOICE,
                choices=(("status", "status"), ("header", "header")),
                width=6,
                help="A part of the answer.",
            ),
        ),
    ),
)

_FIELDS = (
    Setting(name="description", label="Description", width=12, help="For the API explorer."),
    Setting(
        name="http",
        label="HTTP",
        kind=Kind.OBJECT,
        help="How it is called.",
        fields=(
            Setting(
                name="verb",
                label="Verb",
                kind=Kind.CHOICE,
                choices=_VERBS,
                default="post",
                width=4,
                help="The method of HTTP.",
            ),
            Setting(
                name="path", label="Path", width=8, help="Below the model’s, beginning with /; by default the name."
            ),
            Setting(
                name="status",
                label="Status",
                kind=Kind.NUMBER,
                width=6,
                more=True,
                help="Of an answer, where that is not 200 or 204.",
            ),
            Setting(
                name="errorStatus", label="Error status", kind=Kind.NUMBER, width=6, more=True, help="Of an error."
            ),
        ),
    ),
    Setting(
        name="accepts",
        label="Arguments",
        entry="argument",
        kind=Kind.ARRAY,
        fields=_ACCEPTS,
        help="In the order in which the function gets them.",
    ),
    Setting(
        name="returns",
        label="Results",
        entry="result",
        kind=Kind.ARRAY,
        fields=_RETURNS,
        help="In the order in which the function gives them.",
    ),
    Setting(name="notes", label="Notes", width=12, more=True, multiline=True, help="Longer text for the API explorer."),
    Setting(
        name="documented",
        label="Documented",
        kind=Kind.BOOLEAN,
        width=4,
        more=True,
        help="Whether the API explorer shows it.",
    ),
    Setting(name="shared", label="Shared", kind=Kind.BOOLEAN, width=4, more=True, help="Whether it is served at all."),
    Setting(
        name="isStatic",
        label="Static",
        kind=Kind.BOOLEAN,
        width=4,
        more=True,
        help="LoopBack 2; later prototype. in front of the name says it.",
    ),
    Setting(
        name="accessScopes",
        label="Access scopes",
        kind=Kind.NAMES,
        width=6,
        more=True,
        help="Which tokens may call it.",
    ),
    Setting(name="aliases", label="Aliases", kind=Kind.NAMES, width=6, more=True, help="Other names of it."),
)

METHODS = DefinitionPart(
    address="methods",
    title="Methods",
    setting=Setting(
        name="methods",
        label="Method",
        kind=Kind.MAP,
        fields=_FIELDS,
        help="By name, with prototype. in front for one of instances. The model’s script holds the function itself.",
    ),
    summary="A remote method is a function of the model’s script that the API serves.",
)
