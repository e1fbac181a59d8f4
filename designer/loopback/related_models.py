"""The models of an application as their relations see them: ids, plurals, properties, relations, and REST paths."""

from __future__ import annotations

from dataclasses import replace

from designer.connectors.javascript import truthy
from designer.loopback import relations
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN, all_properties
from designer.loopback.definition_parts import PARTS
from designer.loopback.jsontext import JSON
from designer.loopback.openapi import Api, Endpoint
from designer.loopback.plurals import plural
from designer.loopback.relations import Relation
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.values import Constructor

_WORDS = {"Number": "number", "String": "string", "Date": "date", "ObjectID": "string"}
"""How a definition calls the type of an id. MongoDB's own gets its type at the start, whatever is written."""


class RelatedModels:
    """The models of an application, as it is now, in an environment; make a new one after a change."""

    def __init__(self, app: Application, environment: str = "development") -> None:
        self.app = app
        self.api = Api(app, environment)

    def __contains__(self, name: object) -> bool:
        return name in self.app.models or name in BUILTIN

    def is_editable(self, name: str) -> bool:
        """Whether a model has a definition here that can be read, so that something can be added to it."""
        model = self.app.models.get(name)
        return model is not None and model.path is not None and bool(model.definition)

    def plural(self, name: str) -> str:
        """The plural of a model."""
        made = self._made(name)
        wanted = made.settings.get("plural") if made else self._definition(name).get("plural")
        return wanted if isinstance(wanted, str) and wanted else plural(name)

    def id_type(self, name: str, key: str = "") -> str | None:
        """The type of a property of a model, by default its id, in a definition's word; None where it is not known."""
        made = self._made(name)
        found = made.id_type(key or made.id_name()) if made else None
        if not isinstance(found, Constructor):
            return None
        return _WORDS.get(found.name, found.name.lower() if found.name not in self else found.name)

    def properties(self, name: str) -> list[str]:
        """The properties that a model and its bases declare; not those that only relations bring."""
        if name not in self.app.models or self.app.models[name].path is None:
            return [each.name for each in all_properties(name)] if name in BUILTIN else []
        own = self.app.models[name].properties
        declared = [key for key, value in own.items() if value is not None and value is not False]
        return list(dict.fromkeys([*declared, *self.app.models.inherited_properties(name)]))

    def value(self, owner: str, name: str) -> JSON:
        """A relation as it is written, model-config.json laid over it; None where there is none."""
        return self._values(owner).get(name)

    def read(self, owner: str, name: str, value: JSON) -> Relation | None:
        """A relation as LoopBack reads it; None for what is none."""
        model = value.get("model") if isinstance(value, dict) else None
        model_plural = self.plural(model) if isinstance(model, str) and model in self else ""
        found = relations.read(owner, name, value, model_plural=model_plural)
        if found and found.type == "hasAndBelongsToMany" and isinstance(value, dict):
            named = truthy(value.get("through")) or truthy(value.get("throughTable"))
            return found if named else replace(found, through=self._joining(found))
        return found

    def relation(self, owner: str, name: str) -> Relation | None:
        """One relation of a model."""
        return self.read(owner, name, self.value(owner, name))

    def relations(self, owner: str) -> list[Relation]:
        """The relations of a model, inherited ones too."""
        found = (self.read(owner, name, value) for name, value in self._values(owner).items())
        return [each for each in found if each]

    def inverses(self, relation: Relation) -> list[Relation]:
        """The relations of other models, or of the same, that are the other side of one."""
        leads_to_any = relation.type == "belongsTo" and relation.is_polymorphic
        others = list(self.app.models) if leads_to_any else [relation.model]
        known = (each for other in others for each in self.relations(other))
        return [each for each in known if relations.are_inverse(relation, each)]

    def clashes(self, relation: Relation) -> list[str]:
        """What speaks against the names of a relation, in sentences."""
        others = [each for each in self.relations(relation.owner) if each.name != relation.name]
        return relations.clashes(relation, self.properties(relation.owner), others)

    def is_public(self, name: str) -> bool:
        """Whether the methods of a model are served."""
        return name in self.api.models

    def endpoints(self, owner: str, name: str) -> list[Endpoint]:
        """What REST serves for a relation; first its own methods, then those that are nested below it."""
        own = f"relation {name}"
        found = [each for each in self.api.endpoints(owner) if each.source in (own, f"{own}, nested")]
        return sorted(found, key=lambda each: each.source != own)

    def _joining(self, relation: Relation) -> str:
        """The model between that LoopBack finds under the name of both models, in either order, or makes."""
        both = [f"{relation.owner}{relation.model}", f"{relation.model}{relation.owner}"]
        there = {name.lower(): name for name in self.api.startup.builder.models}
        return next((there[name.lower()] for name in both if name.lower() in there), both[0])

    # --- Helpers ----------------------------------------------------------------------------------------------

    def _made(self, name: str) -> ModelClass | None:
        made = self.api.startup.builder.models.get(name)
        return made if made is not None and made.is_resolved else None

    def _definition(self, name: str) -> dict[str, JSON]:
        model = self.app.models.get(name)
        return model.definition if model else {}

    def _values(self, owner: str) -> dict[str, JSON]:
        made = self._made(owner)
        if made is None:
            found = PARTS["relations"].value(self._definition(owner))
        else:
            older = made.settings.get("relationships")
            found = older if truthy(older) else made.settings.get("relations")
        return found if isinstance(found, dict) else {}
