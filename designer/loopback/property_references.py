"""Where definitions and entries of model-config.json name a property, and the same with another name.

Read in loopback-datasource-juggler 3.36.1: lib/relation-definition.js (which side of a relation holds a key, and what
it is called where nobody says), lib/model-builder.js (hidden, protected, excludeBaseProperties), lib/dao.js (filters).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from designer.loopback import jsontext
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.model_properties import renamed_members

_LISTS = ("hidden", "hiddenProperties", "protected", "protectedProperties")
_FIRST_WORD = re.compile(r"^(\s*)([^\s.,]+)")
_NOT_LOOKED_AT = frozenset(
    {"name", "plural", "base", "super", "description", "properties", "acls", "methods", "http", "excludeBaseProperties"}
)
"""Parts of a definition in which the name of a property means something else, or was looked at already."""


@dataclass
class PropertyRenaming:
    """Renames the mentions of properties of the models `carriers`, and notes in `found` how each is mentioned.

    `names` are the new names by the old ones. Only what certainly means the property is changed.
    """

    names: Mapping[str, str]
    carriers: Collection[str]
    """The model whose properties they are, and those that inherit them."""
    found: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Where the name may mean the property, and stays."""
    _keys: dict[Pointer, dict[str, str]] = field(default_factory=dict)

    def in_text(self, text: str, pointer: Pointer, owner: str, *, inherits: bool = False) -> str:
        """A text with the mentions renamed in what stands at `pointer`: a definition of `owner`, or an entry for it.

        `inherits`: it extends one of the carriers, so that what it says of inherited properties means them.
        """
        self._keys = {}
        value = jsontext.read(text)
        holder = value
        for key in pointer:
            holder = holder.get(str(key)) if isinstance(holder, dict) else None
        if not isinstance(holder, dict):
            return text
        wanted = self._definition(holder, pointer, owner, inherits=inherits)
        for parent in sorted(self._keys, key=len, reverse=True):
            text = renamed_members(text, parent, self._keys[parent])
        return jsontext.edit(text, _put(value, pointer, wanted))

    def mentions(self, value: JSON, pointer: Pointer = ()) -> Iterator[Pointer]:
        """Every other place in a definition where one of the old names stands by itself."""
        if isinstance(value, dict):
            for key, part in value.items():
                if not pointer and key in _NOT_LOOKED_AT:
                    continue
                if len(pointer) > 1 and key in self.names:
                    yield (*pointer, key)
                yield from self.mentions(part, (*pointer, key))
        elif isinstance(value, list):
            for place, part in enumerate(value):
                yield from self.mentions(part, (*pointer, place))
        elif (
            isinstance(value, str) and len(pointer) > 1 and {each.strip() for each in value.split(",")} & {*self.names}
        ):
            yield pointer

    def _definition(self, value: dict[str, JSON], pointer: Pointer, owner: str, *, inherits: bool) -> dict[str, JSON]:
        result = self._settings(value, pointer, owner, inherits=inherits)
        options = value.get("options")
        if isinstance(options, dict):
            result["options"] = self._settings(options, (*pointer, "options"), owner, inherits=inherits)
        return result

    def _settings(self, value: dict[str, JSON], pointer: Pointer, owner: str, *, inherits: bool) -> dict[str, JSON]:
        result = dict(value)
        if owner in self.carriers:
            for key in _LISTS:
                result |= self._part(result, key, lambda part, key=key: self._names(part, f"in {key}"))
            result |= self._part(result, "scope", lambda part: self._filter(part, (*pointer, "scope"), "the scope"))
            for key, each in (("scopes", self._filter), ("indexes", self._index)):
                result |= self._members(result, key, pointer, each)
            result |= self._part(result, "cassandra", self._clustering)
        if inherits:
            key = "excludeBaseProperties"
            result |= self._part(result, key, lambda part: self._names(part, f"in {key}"))
            result |= self._part(result, "properties", lambda part: self._switched_off(part, (*pointer, "properties")))
        result |= self._members(
            result, "foreignKeys", pointer, lambda part, *rest: self._foreign_key(part, owner, *rest)
        )
        for key in ("relations", "relationships"):
            result |= self._members(
                result, key, pointer, lambda part, place, what: self._relation(part, place, what, owner)
            )
        return result

    # --- Parts of a definition ----------------------------------------------------------------------------------

    def _part(self, holder: Mapping[str, JSON], key: str, change: object) -> dict[str, JSON]:
        assert callable(change)
        return {key: change(holder[key])} if key in holder else {}

    def _members(self, holder: Mapping[str, JSON], key: str, pointer: Pointer, change: object) -> dict[str, JSON]:
        """A part of which each member is changed, told its place and what it is called."""
        assert callable(change)
        value = holder.get(key)
        if not isinstance(value, dict):
            return {}
        word = {"scopes": "scope", "indexes": "index", "foreignKeys": "foreign key"}.get(key, "relation")
        return {key: {name: change(part, (*pointer, key, name), f"{word} {name}") for name, part in value.items()}}

    def _name(self, value: JSON, what: str) -> JSON:
        if isinstance(value, str) and value in self.names:
            self.found.append(what)
            return self.names[value]
        return value

    def _names(self, value: JSON, what: str) -> JSON:
        return [self._name(each, what) for each in value] if isinstance(value, list) else value

    def _keyed(self, value: JSON, pointer: Pointer, what: str, *, only: Iterable[str] | None = None) -> JSON:
        """An object with the keys that are names renamed, in their places."""
        if not isinstance(value, dict):
            return value
        renames = {}
        for key in value if only is None else only:
            head, dot, rest = key.partition(".")
            if head in self.names:
                renames[key] = self.names[head] + dot + rest
        staying = value.keys() - renames.keys()
        if staying & set(renames.values()):
            self.left.append(what)
            return value
        if renames:
            self._keys[pointer] = renames
            self.found.append(what)
        return {renames.get(key, key): part for key, part in value.items()}

    def _switched_off(self, value: JSON, pointer: Pointer) -> JSON:
        """`false` or `null` in the place of an inherited property."""
        if not isinstance(value, dict):
            return value
        return self._keyed(value, pointer, "left out there", only=[key for key in value if value[key] in (None, False)])

    def _clustering(self, value: JSON) -> JSON:
        if not isinstance(value, dict):
            return value
        return value | self._part(value, "clusteringKeys", lambda part: self._order(part, "clustering keys"))

    def _index(self, value: JSON, pointer: Pointer, what: str) -> JSON:
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("keys"), dict):
            return value | {"keys": self._keyed(value["keys"], (*pointer, "keys"), what)}
        return value if "columns" in value or "keys" in value else self._keyed(value, pointer, what)

    def _foreign_key(self, value: JSON, owner: str, pointer: Pointer, what: str) -> JSON:
        if not isinstance(value, dict):
            return value
        result = dict(value)
        if owner in self.carriers:
            result |= self._part(value, "foreignKey", lambda part: self._name(part, what))
        if value.get("entity") in self.carriers:
            result |= self._part(value, "entityKey", lambda part: self._name(part, what))
        return result

    def _filter(self, value: JSON, pointer: Pointer, what: str) -> JSON:
        if not isinstance(value, dict):
            return value
        result = dict(value)
        result |= self._part(value, "where", lambda part: self._where(part, (*pointer, "where"), what))
        result |= self._part(value, "order", lambda part: self._order(part, what))
        fields = value.get("fields")
        if isinstance(fields, dict):
            result["fields"] = self._keyed(fields, (*pointer, "fields"), what)
        elif "fields" in value:
            result["fields"] = self._names(fields, what) if isinstance(fields, list) else self._name(fields, what)
        return result

    def _where(self, value: JSON, pointer: Pointer, what: str) -> JSON:
        if isinstance(value, list):
            return [self._where(each, (*pointer, place), what) for place, each in enumerate(value)]
        if not isinstance(value, dict):
            return value
        grouped = {key: value[key] for key in ("and", "or", "nor") if isinstance(value.get(key), list)}
        inner = {key: self._where(part, (*pointer, key), what) for key, part in grouped.items()}
        return self._keyed(value | inner, pointer, what, only=[key for key in value if key not in grouped])

    def _order(self, value: JSON, what: str) -> JSON:
        if isinstance(value, list):
            return [self._order(each, what) for each in value]
        found = _FIRST_WORD.match(value) if isinstance(value, str) else None
        if not isinstance(value, str) or not found or found[2] not in self.names:
            return value
        self.found.append(what)
        return f"{found[1]}{self.names[found[2]]}{value[found.end() :]}"

    # --- Relations ----------------------------------------------------------------------------------------------

    def _relation(self, value: JSON, pointer: Pointer, what: str, owner: str) -> JSON:
        if not isinstance(value, dict):
            return value
        result = dict(value)
        target, name = value.get("model"), str(pointer[-1])
        is_polymorphic = bool(value.get("polymorphic"))
        for key, holder, usual in _keys_of(value, owner, name):
            if holder not in self.carriers:
                continue
            if key in value and value[key] != "":
                result[key] = self._name(value[key], what)
            elif usual in self.names and not is_polymorphic:
                self.found.append(what)
                result[key] = self.names[usual]
        if is_polymorphic:
            result["polymorphic"] = self._polymorphic(value, owner, name, what)
        if target in self.carriers:
            result |= self._part(result, "scope", lambda part: self._filter(part, (*pointer, "scope"), what))
        return result | self._part(result, "properties", lambda part: self._copied(value, part, pointer, what, owner))

    def _polymorphic(self, relation: Mapping[str, JSON], owner: str, name: str, what: str) -> JSON:
        value = relation["polymorphic"]
        holder = owner if relation.get("type") == "belongsTo" else relation.get("through") or relation.get("model")
        if holder not in self.carriers:
            return value
        known = value if isinstance(value, dict) else {}
        if "foreignKey" in known or "discriminator" in known:
            return known | {
                key: self._name(part, what) for key, part in known.items() if key in ("foreignKey", "discriminator")
            }
        selector = known.get("selector") or known.get("as") or (value if isinstance(value, str) else name)
        if {usual_key(str(selector), "Id"), usual_key(str(selector), "Type")} & {*self.names}:
            self.left.append(f"{what}, by its selector")
        return value

    def _copied(self, relation: Mapping[str, JSON], value: JSON, pointer: Pointer, what: str, owner: str) -> JSON:
        """What one side copies from the other: the name at the source, and the name at the target."""
        options = relation.get("options")
        is_inverted = isinstance(options, dict) and bool(options.get("invertProperties"))
        source, target = (relation.get("model"), owner) if is_inverted else (owner, relation.get("model"))
        if isinstance(value, list):
            if {source, target} & {*self.carriers} and {str(each) for each in value} & {*self.names}:
                self.left.append(f"{what}, in its properties")
            return value
        if isinstance(value, dict) and target in self.carriers:
            value = {key: self._name(part, what) for key, part in value.items()}
        return self._keyed(value, (*pointer, "properties"), what) if source in self.carriers else value


def _keys_of(relation: Mapping[str, JSON], owner: str, name: str) -> list[tuple[str, JSON, str]]:
    """The keys of a relation that name a property: the key, the model that has the property, and its usual name."""
    target, through = relation.get("model"), relation.get("through")
    mine, theirs = usual_key(owner, "Id"), usual_key(str(target), "Id")
    match relation.get("type"):
        case "belongsTo":
            return [("foreignKey", owner, f"{name}Id"), ("primaryKey", target, "")]
        case "hasMany" if through:
            return [("foreignKey", through, mine), ("keyThrough", through, theirs), ("primaryKey", owner, "")]
        case "hasMany" | "hasOne":
            return [("foreignKey", target, mine), ("primaryKey", owner, "")]
        case "hasAndBelongsToMany":
            return [("foreignKey", through, mine)]
        case "referencesMany":
            return [("foreignKey", owner, usual_key(str(target), "Ids"))]
        case "embedsOne":
            return [("property", owner, usual_key(str(target), ""))]
        case "embedsMany":
            return [("property", owner, "")]
    return []


def usual_key(name: str, ending: str) -> str:
    """The name that LoopBack gives the key to a model: `OrderItem` and `Id` give `orderItemId` (inflection 1.12)."""
    first, *rest = name.split("_")
    joined = "".join(each[:1].upper() + each[1:].lower() for each in rest)
    return first[:1].lower() + first[1:] + joined + ending


def _put(value: JSON, pointer: Pointer, part: JSON) -> JSON:
    if not pointer:
        return part
    key = str(pointer[0])
    return value | {key: _put(value[key], pointer[1:], part)}
