"""Where a model definition names another model."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.loopback.jsontext import JSON


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
        if not isinstance(relation, dict) or self.name not in (relation.get("model"), relation.get("through")):
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
