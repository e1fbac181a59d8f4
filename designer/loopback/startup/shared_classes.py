"""The remote methods of a model, and which of them are shared.

strong-remoting 3.17.0, lib/shared-class.js and lib/shared-method.js; loopback 3.28.0, lib/configure-shared-methods.js.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON

Arguments = list[dict[str, JSON]]


@dataclass(eq=False, slots=True)
class SharedMethod:
    """A remote method: what it accepts and returns, and its routes (`http`), in LoopBack's own terms."""

    name: str
    is_static: bool
    http: JSON
    accepts: Arguments = field(default_factory=list)
    returns: Arguments = field(default_factory=list)
    description: JSON = None
    notes: JSON = None
    errors: list[JSON] = field(default_factory=list)
    aliases: tuple[str, ...] = ()
    access_type: str = ""
    """The kind of access that it needs, where its definition says so: see `access_control.access_types`."""
    is_documented: bool = True
    is_shared: bool = True
    source: str = ""
    """Where it comes from, for people: a base model, a relation, a scope, the definition, the data source."""

    @property
    def key(self) -> str:
        """Its name as settings have it: with `prototype.` where it is one of an instance."""
        return self.name if self.is_static else f"prototype.{self.name}"

    @property
    def routes(self) -> list[dict[str, str]]:
        """Its verbs and paths below the path of the model, or of the instance (lib/rest-adapter.js, getRoutes)."""
        given = self.http if isinstance(self.http, list) else [self.http]
        found = [each for each in given if isinstance(each, dict)]
        return [
            {
                "verb": str(each.get("verb") or "all").lower(),
                "path": str(each.get("path") or f"/{self.name}"),
            }
            for each in found
        ]


def arguments(value: JSON) -> Arguments:
    """What `accepts` or `returns` says, as an array; the type `array` is one of anything."""
    given = value if isinstance(value, list) else [value] if truthy(value) else []
    described = [each for each in given if isinstance(each, dict)]
    return [each | {"type": ["any"]} if each.get("type") == "array" else each for each in described]


def from_request(argument: dict[str, JSON]) -> bool:
    """Whether LoopBack takes an argument from the request itself, so that nobody sends it."""
    return argument.get("http") == "optionsFromRequest"


class SharedClass:
    """The remote methods of one model. `resolve` gives those that its relations and scopes bring, each time anew."""

    def __init__(self, name: str, settings: JSON, resolve: Callable[[SharedClass], Iterator[SharedMethod]]) -> None:
        self.name = name
        self.normalizes_path = settings.get("normalizeHttpPath") if isinstance(settings, dict) else None
        self.statics: list[SharedMethod] = []
        """The methods that the connector of the data source brings."""
        self.version = 0
        """Grows with every change, so that nobody needs to look twice."""
        self._own: list[SharedMethod] = []
        self._disabled: set[str] = set()
        self._resolve = resolve
        self._resolved: list[SharedMethod] | None = None

    def define(self, method: SharedMethod) -> None:
        """Adds a method."""
        self._own.append(method)
        self.version += 1

    def forget(self) -> None:
        """Called when a relation or a scope was added."""
        self._resolved = None
        self.version += 1

    def methods(self, *, all_of_them: bool = False) -> list[SharedMethod]:
        """The methods in LoopBack's order, without those that are disabled or not shared."""
        if self._resolved is None:
            self._resolved = list(self._resolve(self))
        found = [*self.statics, *self._resolved, *self._own]
        return found if all_of_them else [each for each in found if self._is_enabled(each)]

    def configure(self, settings: Mapping[str, bool]) -> None:
        """Shares and hides methods as `remoting.sharedMethods` of config.json and model-config.json say."""
        globs = [(_glob(key), value) for key, value in settings.items() if "*" in key]
        for method in self.methods(all_of_them=True):
            if method.key in settings:
                wanted: Iterable[bool] = [settings[method.key]]
            else:
                wanted = [value for pattern, value in globs if pattern.search(method.key)]
            for value in wanted:
                if value:
                    method.is_shared = True
                else:
                    self._disable(method.key)

    def configure_once(self, settings: Mapping[str, bool]) -> None:
        """The same in LoopBack 2, before relations are there: by plain names and `*` (2.42.0, lib/application.js)."""
        for method in self._own:
            method.is_shared = settings.get(method.name, settings.get("*", method.is_shared))

    def _disable(self, key: str) -> None:
        static, name = not key.startswith("prototype."), key.removeprefix("prototype.")
        named = (
            each for each in self.methods() if each.is_static is static and (each.name == name or name in each.aliases)
        )
        found = next(named, None)
        self._disabled.add(found.key if found else key)

    def _is_enabled(self, method: SharedMethod) -> bool:
        return method.is_shared and method.key not in self._disabled


def _glob(text: str) -> re.Pattern[str]:
    """LoopBack looks for the pattern anywhere in the name."""
    return re.compile(re.escape(text).replace(r"\*", "(?:.)*"))
