"""The models as they are in memory once an application has started, as far as its files tell.

loopback 3.28.0: lib/registry.js (createModel, configureModel), lib/builtin-models.js, lib/application.js (model) and
lib/loopback.js; the order is that of loopback-boot (see `startup.registry`).
"""

from __future__ import annotations

from designer.connectors.javascript import truthy
from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN, BuiltinModel
from designer.loopback.builtin_rules import BUILTIN_RULES
from designer.loopback.data_sources import connector_of
from designer.loopback.jsontext import JSON
from designer.loopback.startup import relation_methods
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.builtin_methods import key_value_methods, user_methods
from designer.loopback.startup.models import DataSource, ModelBuilder, ModelClass
from designer.loopback.startup.notes import listed, notes_of
from designer.loopback.startup.persisted_methods import persisted_methods
from designer.loopback.startup.relations import attach
from designer.loopback.startup.shared_classes import SharedClass, SharedMethod, arguments, from_request
from designer.loopback.startup.values import SCHEMA_TYPES, Constructor

_NEVER_RECONFIGURED = frozenset({"base", "super", "relations", "acls", "dataSource"})
_NO_SETTINGS = frozenset({"name", "properties", "options"})
_ABOUT = ("property", "accessType", "principalType", "principalId")
_NO_SUCH_ID = frozenset(
    {"mail", "rest", "soap", "remote", "loopback-component-storage", "loopback-component-push", "swagger", "openapi"}
)
"""Connectors that generate no ids, so that an id stays the number it is by default."""
_NUMBERS = frozenset(
    {"memory", "mysql", "postgresql", "mssql", "oracle", "sqlite3", "db2", "dashdb", "informix", "saphana", "ibmi"}
)
_RELATIONAL = _NUMBERS - {"memory"}
_NO_MORE = "Methods that a connector adds are not shown."
_USER_OF_LOOPBACK_2: dict[str, JSON] = {
    "credentials": "object",
    "challenges": "object",
    "status": "string",
    "created": "date",
    "lastUpdated": "date",
}
"""What User has in LoopBack 2.42 besides, common/models/user.json."""


class Startup:
    """Starts an application in an environment on paper. Nothing is raised for what LoopBack would refuse: it is left
    out, and told by `notes`.
    """

    def __init__(self, app: Application, environment: str) -> None:
        self.boot = Boot(app, environment)
        self.builder = ModelBuilder()
        self.config = self.boot.merged("config")
        self.public: dict[str, ModelClass] = {}
        """The models whose methods are served, in LoopBack's order."""
        self.skipped: dict[str, str] = {}
        """The models that could not be made, and why."""
        self._assumed: dict[str, DataSource] = {}
        self._configured: list[tuple[ModelClass, dict[str, bool]]] = []
        self._versions: dict[str, int] = {}
        self._define_builtin_models()
        self._sources = self._data_sources()
        self._start()

    def notes(self, about: str | None = None) -> list[str]:
        """What the files do not tell, in sentences; only of the model `about`, where one is named."""
        return list(notes_of(self.boot, self.skipped, about))

    @property
    def assumed(self) -> str:
        """That data sources are not among the files, though models name them, in sentences; else empty."""
        if not self._assumed:
            return ""
        shown = listed(list(self._assumed))
        if len(self._assumed) > 1:
            return f"The data sources {shown} are not among the files here, so databases are assumed. {_NO_MORE}"
        return f"The data source {shown} is not among the files here, so a database is assumed. {_NO_MORE}"

    # --- Definitions ------------------------------------------------------------------------------------------

    def _define_builtin_models(self) -> None:
        builder = self.builder
        model = builder.define("Model", {}, {})
        model.setups = (self._set_up_model,)
        self._set_up_model(model)
        builder.default_base = model
        persisted = builder.extend(model, "PersistedModel", {}, {})
        persisted.setups = (*model.setups, self._set_up_persisted)
        self._set_up_persisted(persisted)
        for each in BUILTIN.values():
            if each.name not in builder.models:
                properties, settings = _as_written(each)
                if each.name == "User" and self.boot.loopback == 2:
                    properties |= _USER_OF_LOOPBACK_2
                made = builder.extend(builder.models[each.base or "Model"], each.name, properties, settings)
                if each.name == "User":
                    made.setups = (*made.setups, self._set_up_user)
                    self._set_up_user(made)
                elif each.name == "KeyValueModel":
                    made.setups = (*made.setups, self._set_up_key_value)

    def _set_up_model(self, model: ModelClass) -> None:
        model.shared = SharedClass(
            model.name,
            model.settings.get("remoting"),
            lambda shared: relation_methods.resolve(model, shared),
        )

    def _set_up_persisted(self, model: ModelClass) -> None:
        settings = model.settings
        if truthy(settings.get("trackChanges")) or truthy(settings.get("enableRemoteReplication")):
            more = settings.get("additionalChangeModelProperties")
            own = dict(more) if isinstance(more, dict) else {}
            base = self.builder.models["Change"]
            model.change = self.builder.extend(base, f"{model.name}-change", own, {})
        for method in persisted_methods(model, loopback=self.boot.loopback):
            _shared(model).define(method)

    def _set_up_user(self, model: ModelClass) -> None:
        for method in user_methods(loopback=self.boot.loopback):
            _shared(model).define(method)

    def _set_up_key_value(self, model: ModelClass) -> None:
        for method in key_value_methods(loopback=self.boot.loopback):
            _shared(model).define(method)

    # --- The start --------------------------------------------------------------------------------------------

    def _start(self) -> None:
        registry = self.boot.registry
        for name in registry.created:
            if name in registry.defined:
                self._create(name)
        for name in registry.created:
            if name in self.boot.configured:
                self._configure(name)

    def _create(self, name: str) -> None:
        known = self.boot.registry.defined[name]
        definition = dict(known.definition)
        options = definition.get("options")
        settings = {key: value for key, value in definition.items() if key not in _NO_SETTINGS}
        settings |= options if isinstance(options, dict) else {}
        base = self.builder.models.get(str(known.base)) if isinstance(known.base, str) else None
        if base is None or not base.is_resolved:
            is_named = isinstance(known.base, str)
            self.skipped[name] = f"it extends “{known.base}”, which is not known" if is_named else "its base is no text"
            return
        settings.pop("super", None)
        model = self.builder.extend(base, name, known.properties, settings)
        inherits = self.boot.loopback == 3
        _define_methods(model, (model.settings if inherits else settings).get("methods"))

    def _configure(self, name: str) -> None:
        model = self.builder.models.get(name)
        entry = self.boot.configured[name]
        if model is None or not model.is_resolved:
            self.skipped.setdefault(name, "there is no definition of it that can be read here")
            return
        config = entry if isinstance(entry, dict) else {}
        shared_methods = self._shared_methods(config)
        if self.boot.loopback == 2:
            _shared(model).configure_once(shared_methods)
        _reconfigure(model, config)
        key = config.get("dataSource")
        source = self._source(key) if isinstance(key, str) else None
        if source is not None and model.data_source is not source:
            attach(self.builder, model, source)
        _define_methods(model, config.get("methods"))
        self._configured.append((model, shared_methods if self.boot.loopback == 3 else {}))
        if config.get("public") is not False:
            self._publish(model)

    def _source(self, key: str) -> DataSource | None:
        """The data source under a key. LoopBack stops without it (lib/application.js, configureModel), so where
        the application runs it is defined elsewhere: in a file that is not kept here, or in a script.
        """
        found = self._sources.get(self.boot.data_source_keys.get(key, ""))
        if found is None and key:
            found = self._assumed.setdefault(key, DataSource(key, "", {}, None, False))
        return found

    def _publish(self, model: ModelClass) -> None:
        self.public[model.name] = model
        if truthy(model.settings.get("trackChanges")) and model.change:
            self.public[model.change.name] = model.change
        # LoopBack goes through all models each time; only those that changed since can come out differently.
        for each, settings in self._configured:
            shared = _shared(each)
            if self._versions.get(each.name) != shared.version:
                shared.configure(settings)
                self._versions[each.name] = shared.version

    def _shared_methods(self, config: dict[str, JSON]) -> dict[str, bool]:
        options = config.get("options")
        places = [self.config.get("remoting"), options.get("remoting") if isinstance(options, dict) else None]
        found: dict[str, bool] = {}
        for place in places:
            wanted = place.get("sharedMethods") if isinstance(place, dict) else None
            if isinstance(wanted, dict):
                found |= {key: value for key, value in wanted.items() if isinstance(value, bool)}
        return found

    def _data_sources(self) -> dict[str, DataSource]:
        settings = environments.application_settings(self.config, self.boot.environment, {})
        found: dict[str, DataSource] = {}
        for name, entry in self.boot.data_sources.items():
            filled = environments.substitute(entry, {}, settings).value
            members = filled if isinstance(filled, dict) else {}
            connector = connector_of(members, name).removeprefix("loopback-connector-")
            id_type = _id_type(connector, members)
            found[name] = DataSource(name, connector, members, id_type, connector in _RELATIONAL)
        return found


def _shared(model: ModelClass) -> SharedClass:
    assert model.shared is not None
    return model.shared


def _reconfigure(model: ModelClass, config: dict[str, JSON]) -> None:
    """Changes the settings of a model as its entry in model-config.json says."""
    relations = config.get("relations")
    if isinstance(relations, dict):
        present = model.settings.get("relations")
        merged = dict(present) if isinstance(present, dict) else {}
        for name, relation in relations.items():
            before = merged.get(name)
            merged[name] = (before if isinstance(before, dict) else {}) | (
                relation if isinstance(relation, dict) else {}
            )
        model.settings["relations"] = merged
    rules = config.get("acls")
    if isinstance(rules, list):
        model.settings["acls"] = _with_rules(model.settings.get("acls"), rules)
    options = config.get("options")
    if isinstance(options, dict):
        model.settings |= {key: value for key, value in options.items() if key not in _NEVER_RECONFIGURED}


def _with_rules(present: JSON, added: list[JSON]) -> list[JSON]:
    """Access rules with more of them; one that is about the same as a present one takes its place (addACL)."""
    rules = list(present) if isinstance(present, list) else []
    for rule in added:
        same = (index for index, each in enumerate(rules) if isinstance(rule, dict) and _is_about_the_same(each, rule))
        index = next(same, len(rules))
        rules[index : index + 1] = [rule]
    return rules


def _is_about_the_same(one: JSON, other: dict[str, JSON]) -> bool:
    if not isinstance(one, dict):
        return False
    pairs = ((one.get(key, ...), other.get(key, ...)) for key in _ABOUT)
    return all(not isinstance(a, list | dict) and type(a) is type(b) and a == b for a, b in pairs)


def _define_methods(model: ModelClass, methods: JSON) -> None:
    for key, meta in methods.items() if isinstance(methods, dict) else ():
        if isinstance(meta, dict):
            _shared(model).define(_method(key, meta))


def _method(key: str, meta: dict[str, JSON]) -> SharedMethod:
    """A remote method as a definition describes it (registry.js, _defineRemoteMethods)."""
    said = meta.get("isStatic")
    is_static = said if isinstance(said, bool) else not key.startswith("prototype.")
    aliases, errors, access = meta.get("aliases"), meta.get("errors"), meta.get("accessType")
    return SharedMethod(
        key.removeprefix("prototype."),
        is_static,
        meta.get("http") or {},
        [each for each in arguments(meta.get("accepts")) if not from_request(each)],
        arguments(meta.get("returns")),
        meta.get("description"),
        meta.get("notes"),
        errors if isinstance(errors, list) else [errors] if errors else [],
        tuple(each for each in aliases if isinstance(each, str)) if isinstance(aliases, list) else (),
        access if isinstance(access, str) else "",
        is_documented=meta.get("documented") is not False,
        is_shared=truthy(meta.get("shared", True)),
        source="methods",
    )


def _as_written(model: BuiltinModel) -> tuple[dict[str, JSON], dict[str, JSON]]:
    """The properties and the settings of a built-in model, in the words of a definition."""
    properties: dict[str, JSON] = {}
    for each in model.properties:
        said: dict[str, JSON] = {"type": each.type}
        said |= {key: True for key in ("required", "id", "generated") if getattr(each, key)}
        is_nested = isinstance(each.type, dict | list) and not isinstance(each.type, str)
        plain = is_nested and each.type != ["string"] and len(said) == 1
        properties[each.name] = (
            each.type if plain else said | ({} if each.default is None else {"default": each.default})
        )
    hidden = [each.name for each in model.properties if each.hidden]
    relations: dict[str, JSON] = {each.name: each.value for each in model.relations}
    settings: dict[str, JSON] = ({"hidden": hidden} if hidden else {}) | ({"relations": relations} if relations else {})
    if model.name in BUILTIN_RULES:
        settings["acls"] = list(BUILTIN_RULES[model.name])
    return properties, settings | ({"trackChanges": False} if model.name == "Change" else {})


def _id_type(connector: str, settings: dict[str, JSON]) -> Constructor | None:
    """The type of the ids that a connector generates; None where it generates none."""
    short = {"Memory": "memory", "Remote": "remote"}.get(connector, connector)
    if short in _NO_SUCH_ID:
        return None
    if short == "mongodb":
        return Constructor("ObjectID")
    if short == "transient" and isinstance(settings.get("defaultIdType"), str):
        return Constructor(str(settings["defaultIdType"]))
    return SCHEMA_TYPES["number" if short in _NUMBERS else "string"]
