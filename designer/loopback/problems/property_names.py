"""Which properties a model has: its own ones, inherited ones, and those that relations give it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from designer.loopback.builtin import BUILTIN, all_properties
from designer.loopback.jsontext import JSON
from designer.loopback.plurals import plural
from designer.loopback.problems.relation_parts import PlacedRelation, relations
from designer.loopback.startup.boot import Boot


class PropertyNames:
    """The properties of the models of an application, as far as its files tell."""

    def __init__(self, boot: Boot) -> None:
        self._boot = boot
        self._known: dict[str, frozenset[str]] = {}

    def are_known(self, model: str) -> bool:
        """Whether all properties of a model can be known: no mixin, no unknown base, no script that defines some."""
        registry = self._boot.registry
        return registry.is_whole(model) and not any(
            "defineProperty" in self._script(name) for name in (model, *registry.bases(model))
        )

    def has(self, model: str, name: str) -> bool:
        """Whether a model has a property, or may get it by a relation; capitals and “_” do not count for the latter."""
        return name in self._declared(model) or _folded(name) in self._given.get(model, frozenset())

    def is_mentioned(self, model: str, name: str) -> bool:
        """Whether the script of a model speaks of a name."""
        return name in self._script(model)

    def _declared(self, model: str) -> frozenset[str]:
        if model not in self._known:
            names: set[str] = {"id"}
            for each in (model, *self._boot.registry.bases(model)):
                if each in self._boot.registry.defined:
                    names |= self._boot.registry.defined[each].properties.keys()
                elif each in BUILTIN:
                    names |= {known.name for known in all_properties(each)}
            self._known[model] = frozenset(names)
        return self._known[model]

    def _script(self, model: str) -> str:
        found = self._boot.app.models.get(model)
        script = found.script if found else None
        return self._boot.app.text(script) if script else ""

    @cached_property
    def _given(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for relation in relations(self._boot):
            for model, name in _given_by(relation):
                found.setdefault(model, set()).add(_folded(name))
        heirs = {name: [name, *self._boot.registry.bases(name)] for name in self._boot.registry.models}
        return {name: frozenset().union(*(found.get(each, ()) for each in chain)) for name, chain in heirs.items()}


def _folded(name: str) -> str:
    return name.replace("_", "").casefold()


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""


def _given_by(relation: PlacedRelation) -> Iterator[tuple[str, str]]:
    """The properties that LoopBack itself adds for a relation, as model and name (juggler, relation-definition.js)."""
    value = relation.value
    if not isinstance(value, dict):
        return
    owner, key, target = relation.owner, relation.name, _text(value.get("model"))
    foreign_key = _text(value.get("foreignKey"))
    yield owner, key
    through = _text(value.get("through"))
    for name in (foreign_key, f"{owner}Id", f"{key}Id", f"{target}Id", _text(value.get("keyThrough"))):
        yield from ((model, name) for model in (owner, target, through) if model and name)
    for name in (f"{key}Ids", f"{target}Ids", _text(value.get("property")), target, plural(target), f"_{key}"):
        yield owner, name
    for name in _polymorphic_keys(value.get("polymorphic"), key):
        yield from ((model, name) for model in (owner, target, through) if model)


def _polymorphic_keys(polymorphic: JSON, key: str) -> Iterator[str]:
    if isinstance(polymorphic, dict):
        given = [_text(polymorphic.get(each)) for each in ("foreignKey", "discriminator")]
        selector = _text(polymorphic.get("selector")) or _text(polymorphic.get("as")) or key
        yield from (*filter(None, given), f"{selector}Id", f"{selector}Type")
    elif polymorphic:
        selector = polymorphic if isinstance(polymorphic, str) else key
        yield from (f"{selector}Id", f"{selector}Type")
