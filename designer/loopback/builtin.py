"""The models and base models that come with LoopBack, so that an application has them without a definition.

Facts from loopback 3.28.0: common/models/*.json, lib/builtin-models.js, and the models as a running LoopBack has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from designer.loopback.jsontext import JSON
from designer.loopback.plurals import plural


@dataclass(frozen=True, slots=True)
class BuiltinProperty:
    """A property of a built-in model, in the words of a model definition."""

    name: str
    type: JSON = "string"
    required: bool = False
    id: bool = False
    generated: bool = False
    default: JSON = None
    default_fn: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class BuiltinRelation:
    """A relation of a built-in model to another; `foreign_key` is a property of the model that belongs to the other."""

    name: str
    type: str
    model: str
    foreign_key: str

    @property
    def value(self) -> dict[str, JSON]:
        """The relation as a definition has it."""
        return {"type": self.type, "model": self.model, "foreignKey": self.foreign_key}


@dataclass(frozen=True, slots=True)
class BuiltinModel:
    """A model that LoopBack brings along; `properties` are its own, without those of its base."""

    name: str
    base: str | None
    description: str
    properties: tuple[BuiltinProperty, ...] = ()
    relations: tuple[BuiltinRelation, ...] = ()
    attachable: bool = True
    public: bool = False
    """What a new application's model-config.json says."""
    usually_on: str | None = None
    """The connector this model is made for, where a database would be wrong."""

    @property
    def plural(self) -> str:
        """Its plural, which is also its path below the API's root."""
        return plural(self.name)


def is_base_only(name: str) -> bool:
    """Whether `name` is a class to build on, which model-config.json does not list."""
    return name in BUILTIN and not BUILTIN[name].attachable


def base_chain(name: str) -> tuple[str, ...]:
    """The bases of a built-in model, nearest first: those of `User` are `PersistedModel` and `Model`.

    Raises KeyError where `name` is not built in.
    """
    base = BUILTIN[name].base
    return () if base is None else (base, *base_chain(base))


def all_properties(name: str) -> tuple[BuiltinProperty, ...]:
    """The properties a model based on the built-in `name` inherits: its own, then what only its bases have.

    Raises KeyError where `name` is not built in.
    """
    found: dict[str, BuiltinProperty] = {}
    for model in (name, *base_chain(name)):
        for each in BUILTIN[model].properties:
            found.setdefault(each.name, each)
    return tuple(found.values())


_ID: Final = BuiltinProperty("id", id=True)
_GENERATED_ID: Final = BuiltinProperty("id", id=True, generated=True)
_CREATED: Final = BuiltinProperty("created", "date", default_fn="now")
_MODIFIED: Final = BuiltinProperty("modified", "date", default_fn="now")
_PUSH_SETTINGS: Final[JSON] = {
    "apns": {
        "production": "boolean",
        "certData": "string",
        "keyData": "string",
        "pushOptions": {"type": {"gateway": "string", "port": "number"}},
        "feedbackOptions": {
            "type": {"gateway": "string", "port": "number", "batchFeedback": "boolean", "interval": "number"}
        },
    },
    "gcm": {"serverApiKey": "string"},
}


def _texts(*names: str) -> tuple[BuiltinProperty, ...]:
    return tuple(BuiltinProperty(name) for name in names)


_MODELS: Final = (
    BuiltinModel(
        "Model",
        None,
        "The class under all models. Keeps nothing: for models that only offer methods.",
        (BuiltinProperty("id", "number", id=True, generated=True),),
        attachable=False,
    ),
    BuiltinModel(
        "PersistedModel",
        "Model",
        "A model whose instances are kept in a data source. The base of most models.",
        attachable=False,
    ),
    BuiltinModel(
        "User",
        "PersistedModel",
        "People who sign in, with e-mail address, password and access tokens.",
        (
            *_texts("realm", "username"),
            BuiltinProperty("password", required=True, hidden=True),
            BuiltinProperty("email", required=True),
            BuiltinProperty("emailVerified", "boolean"),
            BuiltinProperty("verificationToken", hidden=True),
        ),
        (BuiltinRelation("accessTokens", "hasMany", "AccessToken", "userId"),),
        public=True,
    ),
    BuiltinModel(
        "AccessToken",
        "PersistedModel",
        "What a signed-in user sends with each request, valid for two weeks unless set otherwise.",
        (
            _ID,
            BuiltinProperty("ttl", "number", default=1_209_600),
            BuiltinProperty("scopes", ["string"]),
            _CREATED,
        ),
        (BuiltinRelation("user", "belongsTo", "User", "userId"),),
    ),
    BuiltinModel(
        "ACL",
        "PersistedModel",
        "Access rules that can change while the application runs, besides those in the definitions.",
        _texts("model", "property", "accessType", "permission", "principalType", "principalId"),
    ),
    BuiltinModel(
        "RoleMapping",
        "PersistedModel",
        "Says which user, application or role has which role.",
        (_GENERATED_ID, *_texts("principalType", "principalId")),
        (BuiltinRelation("role", "belongsTo", "Role", "roleId"),),
    ),
    BuiltinModel(
        "Role",
        "PersistedModel",
        "A named group of users and applications that access rules can refer to.",
        (_GENERATED_ID, BuiltinProperty("name", required=True), *_texts("description"), _CREATED, _MODIFIED),
        (BuiltinRelation("principals", "hasMany", "RoleMapping", "roleId"),),
    ),
    BuiltinModel(
        "Scope",
        "PersistedModel",
        "A named set of permissions that a resource owner grants to client applications.",
        (BuiltinProperty("name", required=True), *_texts("description")),
    ),
    BuiltinModel(
        "Application",
        "PersistedModel",
        "A client application with its keys and push settings.",
        (
            *(_ID, BuiltinProperty("realm"), BuiltinProperty("name", required=True)),
            *_texts("description", "icon", "owner"),
            BuiltinProperty("collaborators", ["string"]),
            BuiltinProperty("email"),
            BuiltinProperty("emailVerified", "boolean"),
            BuiltinProperty("url"),
            BuiltinProperty("callbackUrls", ["string"]),
            BuiltinProperty("permissions", ["string"]),
            *_texts("clientKey", "javaScriptKey", "restApiKey", "windowsKey", "masterKey"),
            BuiltinProperty("pushSettings", _PUSH_SETTINGS),
            BuiltinProperty("authenticationEnabled", "boolean", default=True),
            BuiltinProperty("anonymousAllowed", "boolean", default=True),
            BuiltinProperty("authenticationSchemes", [{"scheme": "string", "credential": "object"}]),
            BuiltinProperty("status", default="sandbox"),
            *(_CREATED, _MODIFIED),
        ),
    ),
    BuiltinModel(
        "Change",
        "PersistedModel",
        "The log of changes that replication compares.",
        (_ID, *_texts("rev", "prev"), BuiltinProperty("checkpoint", "number"), *_texts("modelName", "modelId")),
    ),
    BuiltinModel(
        "Checkpoint",
        "PersistedModel",
        "A point in time up to which replication has come.",
        (BuiltinProperty("seq", "number"), BuiltinProperty("time", "date"), BuiltinProperty("sourceId")),
    ),
    BuiltinModel(
        "Email",
        "Model",
        "Sends e-mail through a data source of the mail connector.",
        (
            *(BuiltinProperty(name, "String", required=True) for name in ("to", "from", "subject")),
            *(BuiltinProperty(name, "String") for name in ("text", "html")),
        ),
        usually_on="mail",
    ),
    BuiltinModel(
        "KeyValueModel",
        "Model",
        "The base of models that keep values under keys, with a time to live.",
        usually_on="kv-memory",
    ),
)

BUILTIN: Final[Mapping[str, BuiltinModel]] = MappingProxyType({model.name: model for model in _MODELS})
"""Every built-in model by name; base models first."""
