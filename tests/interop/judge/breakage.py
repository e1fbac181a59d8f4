"""What a breakage is, and the tools to break an application with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.loopback import packages
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model
from designer.loopback.model_sources import META


class NotApplicable(Exception):  # noqa: N818 - no error: there is only nothing to break
    """An application has nothing that could be broken in this way."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """One way to break an application, or to change it so that it only looks broken.

    `code` is the problem that should be found; "" where none should be, or where none is known for it.
    """

    code: str
    variant: str
    apply: Callable[[Application], None]
    environment: str = "development"
    boot: str = ""
    """The only package that boots it, where the others do something else."""

    @property
    def name(self) -> str:
        """What the table and the tests call it."""
        return f"{self.code or 'control'}: {self.variant}"


ABSENT = object()
"""Stands for a key that is taken away."""


def source(code: str, variant: str, settings: object, *, more: Mapping[str, JSON] | None = None) -> Breakage:
    """A breakage that gives the first data source other settings: `settings` instead, `more` besides."""

    def apply(app: Application) -> None:
        name, entry = a_source(app)
        if settings is ABSENT:
            put(app, "datasources", name, _with(entry, more or {}))
        else:
            put(app, "datasources", name, settings)

    return Breakage(code, variant, apply)


def new_source(code: str, variant: str, name: str, settings: JSON) -> Breakage:
    """A breakage that adds a data source which no model uses."""

    def apply(app: Application) -> None:
        if code == "missing-package":
            check_lists_packages(app)
        put(app, "datasources", name, settings, new=True)

    return Breakage(code, variant, apply)


def entry(code: str, variant: str, value: JSON = None, **parts: object) -> Breakage:
    """A breakage of a model's entry in model-config.json: `value` instead of it, or `parts` in it."""

    def apply(app: Application) -> None:
        model = a_model(app)
        assert isinstance(model.config, dict)
        put(app, "model-config", model.name, _with(model.config, parts) if parts else value)

    return Breakage(code, variant, apply)


def new_entry(code: str, variant: str, name: str, value: JSON) -> Breakage:
    """A breakage that adds an entry to model-config.json."""
    return Breakage(code, variant, lambda app: put(app, "model-config", name, value, new=True))


def definition(code: str, variant: str, **parts: object) -> Breakage:
    """A breakage of a model's definition: `parts` in the place of what is there."""

    def apply(app: Application) -> None:
        model = a_model(app)
        assert model.path is not None
        app.set_value(model.path, _with(model.definition, parts))

    return Breakage(code, variant, apply)


def inside(code: str, variant: str, member: str, **parts: object) -> Breakage:
    """A breakage of one object in a model's definition, such as `properties`: `parts` in it, besides what is there."""

    def apply(app: Application) -> None:
        model = a_model(app)
        assert model.path is not None
        now = model.definition.get(member)
        value = _with(now if isinstance(now, dict) else {}, parts)
        app.set_value(model.path, model.definition | {member: value})

    return Breakage(code, variant, apply)


def meta(code: str, variant: str, value: object) -> Breakage:
    """A breakage of `_meta` in model-config.json."""

    def apply(app: Application) -> None:
        a_model(app)
        config = app.members(app.models.config_path)
        app.set_value(app.models.config_path, _with(config, {META: value}))

    return Breakage(code, variant, apply)


def layer(code: str, variant: str, config: str, value: Callable[[Application], JSON]) -> Breakage:
    """A breakage by the file of an environment, production, over what stands in the main one."""

    def apply(app: Application) -> None:
        path = app.config_path(config).removesuffix(".json") + ".production.json"
        if not app.has(app.config_path(config)) or app.has(path.removesuffix("on")):
            raise NotApplicable
        made = value(app)
        now = app.members(path)
        app.set_value(path, now | made if isinstance(made, dict) else made)

    return Breakage(code, variant, apply, "production")


def together(code: str, variant: str, *breakages: Breakage) -> Breakage:
    """A breakage made of several, in the environment of the first."""

    def apply(app: Application) -> None:
        for breakage in breakages:
            breakage.apply(app)

    return Breakage(code, variant, apply, breakages[0].environment)


def put(app: Application, config: str, name: str, value: object, *, new: bool = False) -> None:
    """Writes an entry of a main configuration file, whatever the value. With `new` it must not be there yet."""
    path = app.config_path(config)
    members = app.members(path)
    if not app.has(path) or (new and name in members):
        raise NotApplicable
    app.set_value(path, _with(members, {name: value}))


def a_source(app: Application) -> tuple[str, dict[str, JSON]]:
    """The first data source of the main file, whose settings no other file changes."""
    for name, found in app.data_sources.items():
        if list(found.layers) == [app.data_sources.main_path] and found.settings:
            return name, found.settings
    raise NotApplicable


def a_model(app: Application) -> Model:
    """The first model that is defined here and attached to a data source of the main file, as no other file changes."""
    layers = app.config_layers("model-config")[1:]
    changed = {name for path in layers for name in app.members(path)}
    for model in app.models.values():
        if (
            isinstance(model.config, dict)
            and model.path
            and model.definition
            and model.name not in changed
            and model.data_source in app.members(app.data_sources.main_path)
        ):
            return model
    raise NotApplicable


def check_lists_packages(app: Application) -> None:
    """Raises NotApplicable where package.json does not tell which packages there are, so that none can be missing."""
    if not app.package_path or packages.is_listed(app, "loopback") is None:
        raise NotApplicable


def _with(members: Mapping[str, JSON], parts: Mapping[str, object]) -> JSON:
    changed = {**members, **parts}
    return {key: value for key, value in changed.items() if value is not ABSENT}
