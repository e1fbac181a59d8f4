"""Small applications of our own, one for each thing that shapes an API; each one boots on a real LoopBack."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.loopback import scaffold
from designer.loopback.jsontext import JSON, dump, read

Parts = dict[str, JSON]


@dataclass(frozen=True)
class Specimen:
    """What an application has besides a new one: its models, data sources and configurations."""

    models: dict[str, Parts]
    """A definition for each model, without its name."""
    entries: dict[str, Parts] = field(default_factory=dict)
    """What model-config.json says of models; what it does not name is on the data source `db`."""
    sources: dict[str, Parts] = field(default_factory=dict)
    config: Parts = field(default_factory=dict)
    explorer: Parts = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """The files of the application."""
        texts = {path: file.content.decode() for path, file in scaffold.create("api-server", "Shop").items()}
        usual = read(texts["server/model-config.json"])
        own: Parts = {name: {"dataSource": "db"} for name in self.models} | self.entries
        texts["server/model-config.json"] = dump(usual | own)
        sources = {name: {"name": name} | source for name, source in self.sources.items()}
        texts["server/datasources.json"] = dump(read(texts["server/datasources.json"]) | sources)
        texts["server/config.json"] = dump(read(texts["server/config.json"]) | self.config)
        texts["server/component-config.json"] = dump({"loopback-component-explorer": self.explorer})
        package = read(texts["package.json"])
        package["dependencies"] |= dict.fromkeys(_CONNECTORS, "*")
        texts["package.json"] = dump(package)
        for name, definition in self.models.items():
            texts[f"common/models/{name.lower()}.json"] = dump({"name": name} | definition)
        return texts


_CONNECTORS = (
    *("loopback-connector-mongodb", "loopback-connector-mysql", "loopback-connector-rest"),
    *("loopback-component-storage", "loopback-connector-cassandra", "loopback-connector-es"),
)
_TEXT: Parts = {"properties": {"text": "string"}}


def _related(kind: str, model: str, **more: JSON) -> Parts:
    return {"type": kind, "model": model, **more}


def _with(*relations: tuple[str, Parts], **more: JSON) -> Parts:
    return {"properties": {"name": {"type": "string", "required": True}}, "relations": dict(relations), **more}


SPECIMENS: dict[str, Specimen] = {
    "every relation": Specimen(
        {
            "Author": _with(
                ("books", _related("hasMany", "Book")),
                ("readers", _related("hasMany", "Reader", through="Reading", foreignKey="writerId")),
                ("home", _related("hasOne", "Address", foreignKey="")),
                ("prizes", _related("hasAndBelongsToMany", "Prize")),
                ("friends", _related("hasAndBelongsToMany", "Reader", through="Friendship")),
                ("rival", _related("belongsTo", "Author")),
            ),
            "Book": _with(
                ("author", _related("belongsTo", "Author", options={"http": {"path": "written-by"}})),
                ("cover", _related("embedsOne", "Cover", property="_cover")),
                (
                    "chapters",
                    _related("embedsMany", "Chapter", options={"property": {"postgresql": {"dataType": "json"}}}),
                ),
                ("keywords", _related("referencesMany", "Keyword", foreignKey="words")),
                ("prizes", _related("referencesMany", "Prize")),
                ("pictures", _related("hasMany", "Picture", polymorphic="imageable")),
                ("portrait", _related("hasOne", "Picture", polymorphic={"as": "owner"})),
            ),
            "Reading": _with(
                ("writer", _related("belongsTo", "Author", foreignKey="writerId")),
                ("reader", _related("belongsTo", "Reader")),
            ),
            "Reader": _with(("readings", _related("hasMany", "Reading", options={"disableInclude": True}))),
            "Friendship": _TEXT,
            "Address": _TEXT,
            "Prize": _TEXT | {"forceId": False},
            "Cover": _TEXT | {"idInjection": False},
            "Chapter": _TEXT,
            "Keyword": {"properties": {"word": {"type": "string", "id": True}}},
            "Picture": {
                "properties": {"url": "string"},
                "relations": {
                    "imageable": {"type": "belongsTo", "polymorphic": True},
                    "owner": {
                        "type": "belongsTo",
                        "polymorphic": {"foreignKey": "ownerKey", "discriminator": "ownerIs"},
                    },
                    "typed": {"type": "belongsTo", "polymorphic": {"selector": "thing", "idType": "string"}},
                },
            },
        },
        {"Cover": {"dataSource": "forms"}, "Chapter": {"dataSource": "forms", "public": False}},
        {"forms": {"connector": "transient"}},
        explorer={"generateOperationScopedModels": True},
    ),
    "nested": Specimen(
        {
            "Shop": _with(
                ("shelves", _related("hasMany", "Shelf", options={"nestRemoting": True})),
                ("owner", _related("belongsTo", "Person", options={"nestRemoting": True, "path": "the-owner"})),
            ),
            "Shelf": _with(
                ("items", _related("hasMany", "Item", options={"nestRemoting": True})),
                ("shop", _related("belongsTo", "Shop")),
            ),
            "Item": _with(("shelf", _related("belongsTo", "Shelf")), ("maker", _related("belongsTo", "Person"))),
            "Person": _with(("shops", _related("hasMany", "Shop")), ("made_items", _related("hasMany", "Item"))),
        }
    ),
    "polymorphic many": Specimen(
        {
            "Tag": _with(
                ("articles", _related("hasAndBelongsToMany", "Article", through="Tagging", polymorphic="taggable"))
            ),
            "Article": _with(
                ("tags", _related("hasMany", "Tag", through="Tagging", polymorphic={"as": "taggable"})),
                ("labels", _related("hasAndBelongsToMany", "Tag", through="Tagging", polymorphic="taggable")),
            ),
            "Tagging": _TEXT,
        }
    ),
    "scopes": Specimen(
        {
            "Order": {
                "properties": {"state": "string", "total": "number"},
                "scopes": {
                    "open": {"where": {"state": "open"}},
                    "large": {"where": {"total": {"gt": 100}}, "options": {"http": {"path": "the-large"}}},
                },
            },
            "Rush": {"base": "Order", "scopes": {"late": {"where": {"state": "late"}}}},
        }
    ),
    "methods": Specimen(
        {
            "Machine": {
                "properties": {"name": "string"},
                "methods": {
                    "start": {},
                    "prototype.stop": {
                        "http": {"verb": "get", "path": "/halt"},
                        "returns": {"arg": "ok", "type": "boolean"},
                    },
                    "older": {"isStatic": False, "http": {"verb": "put"}},
                    "report": {
                        "description": ["One", "two"],
                        "notes": "More.",
                        "accepts": [
                            {"arg": "from", "type": "date", "required": True, "http": {"source": "query"}},
                            {"arg": "kinds", "type": ["string"]},
                            {"arg": "all", "type": "array"},
                            {"arg": "limit", "type": "integer", "min": 1, "max": 9, "default": 5},
                            {"arg": "data", "type": "object", "http": {"source": "body"}},
                            {"arg": "key", "type": "string", "http": {"source": "header"}},
                            {"arg": "req", "type": "object", "http": {"source": "req"}},
                            {"arg": "secret", "type": "string", "documented": False},
                            {"arg": "options", "type": "object", "http": "optionsFromRequest"},
                        ],
                        "returns": [
                            {"arg": "machines", "type": ["Machine"], "required": True},
                            {"arg": "unknown", "type": [["Nobody"]]},
                            {"arg": "count", "type": "number", "http": {"target": "header"}},
                            {"arg": "where", "type": "geopoint"},
                            {"arg": "named", "type": {"a": "string", "b": {"type": "number", "required": True}}},
                        ],
                        "errors": [{"code": 404, "message": "Not there", "responseModel": "Machine"}],
                        "http": [
                            {"verb": "get", "path": "/report"},
                            {"verb": "post", "path": "/report/:limit"},
                            {"path": "/r"},
                        ],
                    },
                    "download": {
                        "returns": [
                            {"arg": "body", "type": "file", "root": True},
                            {"arg": "t", "http": {"target": "header"}},
                        ],
                        "http": {"verb": "GET", "status": 201, "errorStatus": 409},
                    },
                    "upload": {
                        "accepts": {"arg": "photo", "type": "file"},
                        "returns": {"arg": "all", "type": "ReadableStream"},
                    },
                    "show": {"returns": {"root": True, "type": "object", "model": "Machine", "example": {"name": "x"}}},
                    "hidden": {"documented": False},
                    "unshared": {"shared": False},
                    "off": {},
                    "ids": {"accepts": {"name": "ids", "type": "[number]"}, "http": {"verb": "del", "path": "/:ids/x"}},
                },
            },
            "Robot": {"base": "Machine", "methods": {"start": {"http": {"verb": "patch"}}, "walk": {"returns": {}}}},
            "Tool": {
                "base": "Model",
                "properties": {},
                "methods": {"use": {"returns": {"arg": "a", "type": "any", "root": True}}},
            },
        },
        {
            "Machine": {
                "dataSource": "db",
                "methods": {"extra": {"accepts": []}},
                "options": {
                    "remoting": {
                        "sharedMethods": {"off": False, "destroyAll": True, "prototype.patchAttributes": False}
                    }
                },
            },
            "Tool": {"dataSource": None},
        },
    ),
    "shared methods": Specimen(
        {
            "Locked": _with(("notes", _related("hasMany", "Note"))),
            "Note": _TEXT,
            "Alias": _TEXT,
            "Quiet": _TEXT,
        },
        {
            "Locked": {
                "dataSource": "db",
                "options": {"remoting": {"sharedMethods": {"*": False, "find": True, "prototype.__get__notes": True}}},
            },
            "Note": {
                "dataSource": "db",
                "options": {"remoting": {"sharedMethods": {"find*": False, "prototype.*": False, "count": True}}},
            },
            "Alias": {
                "dataSource": "db",
                "options": {"remoting": {"sharedMethods": {"upsert": False, "destroyById": False}}},
            },
            "Quiet": {"dataSource": "db", "public": False},
        },
        config={"remoting": {"sharedMethods": {"createChangeStream": False, "count": False}}},
    ),
    "users": Specimen(
        {
            "Customer": {
                "base": "User",
                "properties": {"nick": "string", "username": None},
                "hidden": ["realm"],
                "relations": {
                    "accessTokens": _related("hasMany", "Token", foreignKey="userId", options={"disableInclude": True}),
                    "roles": _related("belongsTo", "RoleMapping", foreignKey="id", primaryKey="principalId"),
                },
            },
            "Token": {
                "base": "AccessToken",
                "relations": {"user": _related("belongsTo", "Customer", foreignKey="userId")},
            },
            "App": {"base": "Application"},
        },
        {
            "User": {
                "dataSource": "db",
                "relations": {"orders": {"type": "hasMany", "model": "App", "foreignKey": "owner"}},
            },
            "ACL": {"dataSource": "db"},
            "Role": {"dataSource": "db"},
            "RoleMapping": {"dataSource": "db", "public": True},
            "Email": {"dataSource": "post"},
            "Scope": {"dataSource": "db"},
            "Application": {"dataSource": "db"},
            "AccessToken": {"dataSource": "db"},
        },
        {"post": {"connector": "mail", "transports": [{"type": "stub"}]}},
        explorer={"generateOperationScopedModels": True},
    ),
    "settings": Specimen(
        {
            "Strict": {
                "plural": "stricts-all",
                "strict": True,
                "replaceOnPUT": False,
                "description": ["a", "b"],
                "x-kind": "y",
                "swagger": {
                    "tag": {"name": "Kinds", "externalDocs": {"url": "http://127.0.0.1/"}},
                    "example": {"a": 1},
                },
                **_TEXT,
            },
            "Heir": {"base": "Strict", "properties": {"more": "date"}},
            "Open": {"additionalProperties": True, "http": {"path": "the/open"}, **_TEXT},
            "Slashed": {"options": {"http": {"path": "/slashed"}, "replaceOnPUT": False}, **_TEXT},
            "camelCase": {"remoting": {"normalizeHttpPath": True}, "methods": {"doSomething": {}}, **_TEXT},
            "Merged": {
                "base": "Strict",
                "configureModelMerge": True,
                "plural": None,
                "properties": {"text": False, "id": False},
                "idInjection": False,
            },
            "Excluding": {"base": "Strict", "excludeBaseProperties": ["id", "text"], "properties": {}},
            "Child-Of_mine": {"super": "PersistedModel", **_TEXT},
            "People": _TEXT,
            "News": _TEXT,
            "File": _TEXT,
            "Filed": {
                "properties": {"file": "File", "files": ["File"]},
                "relations": {"f": _related("belongsTo", "File")},
            },
        },
        {
            "File": {"dataSource": "db", "public": False},
            "Open": {"dataSource": "db", "options": {"hidden": ["text"], "description": "Reconfigured."}},
        },
        config={"restApiRoot": "/api/v2/", "swagger": {"generateOperationScopedModels": True, "x-own": 1}},
        explorer={"apiInfo": {"title": "Title", "description": ["x", "y"]}, "protocol": "https", "consumes": ["a/b"]},
    ),
    "types": Specimen(
        {
            "Typed": {
                "properties": {
                    **{name: name for name in ("string", "number", "boolean", "date", "object", "array", "any")},
                    **{
                        f"a-{name}": {"type": name}
                        for name in ("buffer", "geopoint", "text", "json", "binary", "datestring")
                    },
                    "listed": ["string"],
                    "dates": {"type": ["date"]},
                    "lists": [["number"]],
                    "bare": [],
                    "String": {"type": "String", "length": 10, "default": "x", "enum": ["x", "y"], "description": "d"},
                    "limited": {"type": "number", "min": 1, "max": None, "default": None, "format": "int32"},
                    "nested": {"street": "string", "place": {"lat": {"type": "number", "required": True}}},
                    "typed": {"type": {"a": "string", "b": ["number"], "c": {"type": "boolean"}}, "required": True},
                    "objects": [{"a": "string", "b": {"c": "date"}}],
                    "typedObjects": {"type": [{"a": "string"}]},
                    "other": "Other",
                    "others": {"type": ["Other"], "default": [], "doc": "doc", "example": [1]},
                    "unknown": "Nowhere",
                    "defaults": {"type": "object", "default": {"a": None, "b": {"c": None, "d": 1}}},
                    "flagged": {"type": "boolean", "required": True, "default": False},
                    "hiddenOne": "string",
                },
                "hidden": ["hiddenOne"],
                "protected": ["flagged"],
            },
            "SubTyped": {"base": "Typed", "properties": {"listed": "string", "further": {"x": {"y": "string"}}}},
            "SubSubTyped": {
                "base": "SubTyped",
                "hidden": ["any"],
                "relations": {"other": _related("belongsTo", "Other")},
            },
            "Other": {"properties": {"back": "Typed"}},
        }
    ),
    "ids": Specimen(
        {
            "Composite": {
                "idInjection": False,
                "properties": {"a": {"type": "string", "id": 2}, "b": {"type": "number", "id": 1}, "c": "string"},
                "relations": {"parts": _related("hasMany", "Part")},
            },
            "Part": {"properties": {"compositeId": {"type": "string"}}},
            "Named": {"properties": {"code": {"type": "string", "id": True, "generated": True}}, "forceId": "auto"},
            "Free": {"forceId": False, **_TEXT},
            "Forced": {"forceId": True, "properties": {"id": {"type": "string", "id": True}}},
            "Ref": {"relations": {"named": _related("belongsTo", "Named"), "doc": _related("belongsTo", "Doc")}},
            "Doc": _with(("refs", _related("hasMany", "Ref")), ("many", _related("hasAndBelongsToMany", "Row"))),
            "Row": _with(
                ("docs", _related("hasAndBelongsToMany", "Doc")), ("docs2", _related("referencesMany", "Doc"))
            ),
            "Passing": _TEXT,
            "Bare": {"base": "Model", "properties": {"id": {"type": "string", "id": True}}},
        },
        {
            "Doc": {"dataSource": "mongo"},
            "Row": {"dataSource": "sql"},
            "Passing": {"dataSource": "forms"},
            "Bare": {"dataSource": None},
        },
        {
            "mongo": {"connector": "mongodb", "url": "mongodb://127.0.0.1:9/x", "lazyConnect": True},
            "sql": {"connector": "mysql", "host": "127.0.0.1", "lazyConnect": True},
            "forms": {"connector": "transient", "defaultIdType": "string"},
        },
        explorer={"generateOperationScopedModels": True},
    ),
    "replication": Specimen(
        {
            "Tracked": {
                "trackChanges": True,
                "properties": {"id": {"type": "string", "id": True, "defaultFn": "guid"}},
                "additionalChangeModelProperties": {"tenant": "string"},
            },
            "Remote": {"enableRemoteReplication": True, **_TEXT},
            "TrackedHeir": {"base": "Tracked"},
        },
        {"Change": {"dataSource": "db"}, "Checkpoint": {"dataSource": "db"}},
    ),
    "connectors": Specimen(
        {
            "Container": {"base": "Model"},
            "Cache": {"base": "KeyValueModel", **_TEXT},
            "Weather": {"base": "Model"},
            "Plain": {"base": "Model", "properties": {"a": "string"}},
        },
        {
            "Container": {"dataSource": "files"},
            "Cache": {"dataSource": "cache"},
            "Weather": {"dataSource": "service"},
            "KeyValueModel": {"dataSource": "cache"},
            "Plain": {"dataSource": "db"},
        },
        {
            "files": {"connector": "loopback-component-storage", "provider": "filesystem", "root": "./"},
            "cache": {"connector": "kv-memory"},
            "service": {
                "connector": "rest",
                "operations": [
                    {
                        "template": {
                            "method": "GET",
                            "url": "http://127.0.0.1:9/{!id}/{format=json}",
                            "headers": {"x-key": "{key}"},
                            "query": {"q": "{city}", "n": "{limit=10:number}"},
                        },
                        "functions": {
                            "weather": ["id", "city", "limit", {"name": "key", "source": "header"}],
                            "plain": [],
                        },
                    },
                    {
                        "template": {"method": "POST", "url": "http://127.0.0.1:9/", "body": "{data:object}"},
                        "functions": {"send": ["data"]},
                    },
                ],
            },
        },
    ),
    "whole api": Specimen(
        {"fooBar": {"methods": {"doIt": {"http": {"path": "/doIt/:someId"}}}, **_TEXT}},
        config={"remoting": {"rest": {"normalizeHttpPath": True}}, "restApiRoot": "/"},
        explorer={"basePath": "${restApiRoot}", "host": "127.0.0.1:1", "version": "9"},
    ),
    "waiting": Specimen(
        {
            "A": _with(("b", _related("belongsTo", "B")), ("cs", _related("hasMany", "C", through="D"))),
            "B": _with(
                ("as", _related("hasMany", "A", options={"nestRemoting": True})), ("never", _related("hasMany", "E"))
            ),
            "C": _with(("nobody", _related("belongsTo", "Nobody")), ("a", _related("belongsTo", "A"))),
            "D": _with(("a", _related("belongsTo", "A")), ("c", _related("belongsTo", "C"))),
            "E": _TEXT,
            "Unused": _TEXT,
        },
        {
            "E": {"dataSource": None},
            "B": {"dataSource": "db", "options": {"remoting": {"sharedMethods": {"prototype.__*": False}}}},
        },
    ),
}
