"""The settings of a model: what a definition says at its top, or in `options`, besides its name and its parts.

LoopBack reads both places as one (loopback 3.28.0, lib/registry.js, createModel); where a key stands in both, the one
in `options` counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from designer.connectors.base import Kind, Setting
from designer.loopback.definition_parts import PARTS
from designer.loopback.definition_parts.scopes import FILTER
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model

if TYPE_CHECKING:
    from designer.loopback.application import Application

_ELSEWHERE = frozenset({"name", "description", "plural", "base", "super", "properties", "options"}) | {
    key for part in PARTS.values() for key in (part.setting.name, *part.setting.aliases)
}
"""What other forms edit."""

_STRICT = ((True, "refuse unknown properties"), ("filter", "leave out unknown properties"), (False, "store them, too"))
_FORCE_ID = ((True, "refuse an id from outside"), (False, "take one"), ("auto", "as the id is generated or not"))


def _switch(name: str, label: str, sentence: str, *, default: bool | None = None, more: bool = False) -> Setting:
    return Setting(name=name, label=label, kind=Kind.BOOLEAN, width=6, help=sentence, default=default, more=more)


def _names(name: str, label: str, sentence: str, *aliases: str, more: bool = False) -> Setting:
    return Setting(
        name=name,
        label=label,
        kind=Kind.NAME_LIST,
        width=12,
        help=sentence,
        aliases=aliases,
        suggests="properties",
        more=more,
    )


_FIELDS = (
    Setting(
        name="strict",
        label="Strict",
        kind=Kind.CHOICE,
        choices=_STRICT,
        default=False,
        width=6,
        help="What happens to properties that are not declared.",
    ),
    _switch("idInjection", "Id injection", "Add a property id where none is declared.", default=True),
    Setting(
        name="forceId",
        label="Force id",
        kind=Kind.CHOICE,
        choices=_FORCE_ID,
        width=6,
        help="Whether a new instance may bring its id.",
    ),
    _switch(
        "replaceOnPUT", "Replace on PUT", "PUT replaces an instance instead of changing it. In LoopBack 3 by default."
    ),
    _switch("validateUpsert", "Validate upsert", "Validate what upsert saves."),
    _names("hidden", "Hidden", "Properties that are never sent.", "hiddenProperties"),
    _names(
        "protected",
        "Protected",
        "Properties that are sent only where the model itself is asked for, not where others include it.",
        "protectedProperties",
    ),
    Setting(
        name="http",
        label="HTTP",
        kind=Kind.OBJECT,
        width=6,
        help="Where its methods are served.",
        fields=(Setting(name="path", label="Path", width=12, help="Such as /coffee-shops; by default the plural."),),
    ),
    _names(
        "excludeBaseProperties", "Exclude base properties", "Properties of the base that it shall not have.", more=True
    ),
    _switch("validateUpdate", "Validate update", "Validate what updateAll saves.", more=True),
    _switch("automaticValidation", "Automatic validation", "Validate before saving at all.", default=True, more=True),
    _switch("trackChanges", "Track changes", "Keep a Change for each change, for replication.", more=True),
    _switch("strictDelete", "Strict delete", "Deleting what is not there is an error.", more=True),
    _switch("updateOnLoad", "Update on load", "Store defaults of properties that were added later.", more=True),
    _switch("persistUndefinedAsNull", "Undefined as null", "Store null for what is not given.", more=True),
    Setting(
        name="defaultPermission",
        label="Default permission",
        kind=Kind.CHOICE,
        choices=(("ALLOW", "ALLOW"), ("DENY", "DENY")),
        width=6,
        help="What counts where no access rule fits.",
        more=True,
    ),
    Setting(
        name="aclErrorStatus", label="Status of a refusal", kind=Kind.NUMBER, width=6, help="403 or 404.", more=True
    ),
    Setting(
        name="scope", label="Default scope", kind=Kind.OBJECT, fields=FILTER, help="A filter of every query.", more=True
    ),
    Setting(
        name="remoting",
        label="Remoting",
        kind=Kind.OBJECT,
        more=True,
        help="How its methods are served.",
        fields=(_switch("normalizeHttpPath", "Normalized path", "Write the path in lower case with dashes."),),
    ),
    Setting(
        name="foreignKeys",
        label="Foreign keys",
        kind=Kind.OBJECT,
        more=True,
        help="For the tables of MySQL and PostgreSQL.",
    ),
)

_USER_FIELDS = (
    Setting(
        name="ttl",
        label="Token lifetime",
        kind=Kind.NUMBER,
        width=6,
        default=1209600,
        help="Of an access token, in seconds.",
    ),
    Setting(
        name="maxTTL",
        label="Longest lifetime",
        kind=Kind.NUMBER,
        width=6,
        default=31556926,
        more=True,
        help="In seconds.",
    ),
    _switch("emailVerificationRequired", "Verified email only", "Log in only with a verified address.", default=False),
    _switch(
        "caseSensitiveEmail", "Case-sensitive email", "Tell addresses apart by letter case.", default=True, more=True
    ),
    _switch("realmRequired", "Realm required", "Log in only with a realm.", default=False, more=True),
    Setting(name="realmDelimiter", label="Realm delimiter", width=6, more=True, help="Between realm and user name."),
    Setting(
        name="saltWorkFactor",
        label="Salt work factor",
        kind=Kind.NUMBER,
        width=6,
        default=10,
        more=True,
        help="How costly a password is to guess.",
    ),
    Setting(
        name="resetPasswordTokenTTL",
        label="Reset lifetime",
        kind=Kind.NUMBER,
        width=6,
        default=900,
        more=True,
        help="Of a token to reset a password, in seconds.",
    ),
    Setting(
        name="accessTokenIdLength",
        label="Token length",
        kind=Kind.NUMBER,
        width=6,
        default=64,
        more=True,
        help="Of an access token, in characters.",
    ),
    _switch(
        "allowEternalTokens",
        "Eternal tokens",
        "Let a token live for ever with a lifetime of -1.",
        default=False,
        more=True,
    ),
    _switch(
        "restrictResetPasswordTokenScope",
        "Reset tokens only reset",
        "A token to reset a password may do nothing else.",
        more=True,
    ),
    _switch(
        "rejectPasswordChangesViaPatchOrReplace",
        "Change passwords apart",
        "Passwords change by their own methods only.",
        more=True,
    ),
)
"""Read by the model User and those that extend it (loopback 3.28.0, common/models/user.js)."""

_SCHEMA = Setting(name="schema", label="Schema", width=6, help="By default that of the data source.")
_TABLE = Setting(name="table", label="Table", aliases=("tableName",), width=6, help="By default the model’s name.")
_COLLECTION = Setting(name="collection", label="Collection", width=6, help="By default the model’s name.")

CONNECTORS: Mapping[str, tuple[Setting, ...]] = {
    **dict.fromkeys(
        ("postgresql", "mssql", "oracle", "db2", "dashdb", "db2z", "ibmi", "db2iseries", "informix", "saphana"),
        (_SCHEMA, _TABLE),
    ),
    "mysql": (
        _SCHEMA,
        _TABLE,
        Setting(name="engine", label="Engine", width=6, help="Such as InnoDB, for a new table."),
    ),
    "sqlite3": (_TABLE,),
    "memory": (_COLLECTION,),
    "mongodb": (_COLLECTION,),
    "cloudant": (
        Setting(name="database", label="Database", width=6, help="Another than the data source’s."),
        Setting(name="modelIndex", label="Index property", width=6, help="Tells the documents of this model."),
        Setting(name="modelSelector", label="Selector", kind=Kind.OBJECT, help="Finds the documents of this model."),
    ),
    "couchdb2": (Setting(name="database", label="Database", width=6, help="Another than the data source’s."),),
    "cassandra": (
        _TABLE,
        Setting(
            name="clusteringKeys", label="Clustering keys", kind=Kind.NAME_LIST, width=12, help="Such as “at DESC”."
        ),
    ),
}
"""What a model says to the connector of its data source, by the connector's name."""


def described(*, connector: str | None = None, extends_user: bool = False) -> Setting:
    """The settings of a model that is attached to a data source of this connector."""
    own = CONNECTORS.get(connector or "")
    of_connector = (
        (
            Setting(
                name=connector, label="Stored as", kind=Kind.OBJECT, fields=own, help="For the data source’s connector."
            ),
        )
        if connector and own
        else ()
    )
    fields = (*_FIELDS, *(_USER_FIELDS if extends_user else ()), *of_connector)
    return Setting(name="settings", label="Settings", kind=Kind.OBJECT, fields=fields, help="")


def settings_of(definition: Mapping[str, JSON]) -> dict[str, JSON]:
    """The settings as LoopBack sees them, those at the top first; without an empty list of validations."""
    options = definition.get("options")
    both = {**definition, **(options if isinstance(options, dict) else {})}
    return {key: value for key, value in both.items() if key not in _ELSEWHERE and (key, value) != ("validations", [])}


def inherited(app: Application, model: Model) -> dict[str, JSON]:
    """What the definitions of its bases say of plain settings, such as strict; those of LoopBack's own are not read."""
    found: dict[str, JSON] = {}
    for base in reversed(app.models.bases(model.name)):
        of_base = settings_of(app.models[base].definition) if base in app.models else {}
        found |= {key: value for key, value in of_base.items() if isinstance(value, bool | int | float | str)}
    return found


def changed(definition: Mapping[str, JSON], wanted: Mapping[str, JSON]) -> dict[str, JSON]:
    """The keys of the definition that change so that its settings are `wanted`, with their values; None where one goes.

    What stands in `options` stays there; a new setting goes to the top.
    """
    now, options = settings_of(definition), definition.get("options")
    inner = dict(options) if isinstance(options, dict) else {}
    result: dict[str, JSON] = {}
    for key in dict.fromkeys([*now, *wanted]):
        if key in inner:
            if key in wanted:
                inner[key] = wanted[key]
            else:
                del inner[key]
                result |= {key: None} if key in definition else {}
        elif key not in wanted:
            result[key] = None
        elif key not in definition or wanted[key] != definition[key] or type(wanted[key]) is not type(definition[key]):
            result[key] = wanted[key]
    if isinstance(options, dict) and inner != options:
        result["options"] = inner
    return result
