"""Where a model definition names another model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from designer.loopback.jsontext import JSON

_RELATIONS = ("relations", "relationships")
"""The keys of a definition that hold relations (loopback-datasource-juggler 3.36.1, lib/datasource.js)."""


def relations_to(definition: JSON, name: str) -> list[str]:
    """The relations of a definition, or of an entry of model-config.json, that lead to a model or through it."""
    return list(dict.fromkeys(relation for _, relation in _relations_to(definition, name)))


def without_relations_to(definition: JSON, name: str) -> JSON:
    """A definition, or an entry of model-config.json, without these relations; `definition` stays as it is."""
    result = definition
    for key, relation in _relations_to(definition, name):
        assert isinstance(result, dict)
        result = result | {key: {each: part for each, part in result[key].items() if each != relation}}
    return result


def _relations_to(definition: JSON, name: str) -> Iterator[tuple[str, str]]:
    for key in _RELATIONS if isinstance(definition, dict) else ():
        relations = definition.get(key) if isinstance(definition, dict) else None
        for relation, value in relations.items() if isinstance(relations, dict) else ():
            if _names(value, name):
                yield key, relation


def _names(relation: JSON, name: str) -> bool:
    """Whether a relation leads to a model, or through it."""
    return isinstance(relation, dict) and name in (relation.get("model"), relation.get("through"))


@dataclass
class Renaming:
    """Renames every mention of a model, and notes in `found` how each one mentions it: “extends it”, …"""

    name: str
    new_name: str
    found: list[str] = field(default_factory=list)

    def of(self, definition: JSON) -> JSON:
        """A definition, or an entry of model-config.json, with every mention renamed; `definition` stays as it is."""
        if not isinstance(definition, dict):
            return definition
        result = dict(definition)
        for key in ("base", "super"):
            if definition.get(key) == self.name:
                result[key] = self.new_name
                self.found.append("extends it")
        for key, member in (
            ("relations", self._relation),
            ("relationships", self._relation),
            ("properties", self._type),
        ):
            if isinstance(definition.get(key), dict):
                result[key] = {name: member(name, part) for name, part in definition[key].items()}
        return result

    def _relation(self, name: str, relation: JSON) -> JSON:
        if not isinstance(relation, dict) or not _names(relation, self.name):
            return relation
        self.found.append(f"relation {name}")
        return relation | {key: self.new_name for key in ("model", "through") if relation.get(key) == self.name}

    def _type(self, name: str, value: JSON) -> JSON:
        if value == self.name:
            self.found.append(f"type of {name}")
            return self.new_name
        if isinstance(value, list):
            return [self._type(name, part) for part in value]
        if isinstance(value, dict) and "type" in value:
            return value | {"type": self._type(name, value["type"])}
        return value
