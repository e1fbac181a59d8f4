"""An application as a picture: what leads to what, and the same as Mermaid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from designer.loopback import diagram, mermaid
from designer.loopback.application import Application
from designer.loopback.diagram_relations import RelationLine

META = {"sources": ["loopback/common/models", "../common/models"]}


def application(models: dict[str, dict[str, Any]], config: dict[str, Any] | None = None, **files: Any) -> Application:
    """An application of these definitions, each configured on `db` unless `config` says otherwise."""
    entries = {name: {"dataSource": "db", "public": True} for name in models}
    contents: dict[str, Any] = {
        "server/datasources.json": {"db": {"name": "db", "connector": "memory"}, "crm": {"connector": "mysql"}},
        "server/model-config.json": {"_meta": META, **entries, **(config or {})},
    }
    for name, definition in models.items():
        contents[f"common/models/{name.lower()}.json"] = {"name": name, **definition}
    contents |= files
    return Application({path: json.dumps(value) for path, value in contents.items()})


def relation(kind: str, model: str = "", **more: Any) -> dict[str, Any]:
    return {"type": kind, **({"model": model} if model else {}), **more}


def lines(models: dict[str, dict[str, Any]]) -> list[str]:
    """The lines of models with these relations, as `Customer one orders — customer many Order`."""
    found = diagram.graph(application({name: {"relations": each} for name, each in models.items()}), "development")
    return [_said(line) for line in found.relations]


def _said(line: RelationLine) -> str:
    names = [each.name if each else "" for each in (line.source_relation, line.target_relation)]
    return f"{line.source} {line.source_end} {names[0]} — {names[1]} {line.target_end} {line.target}"


class TestRelations:
    def test_a_relation_and_its_inverse_are_one_line(self) -> None:
        found = lines(
            {
                "Order": {"customer": relation("belongsTo", "Customer")},
                "Customer": {"orders": relation("hasMany", "Order")},
            }
        )
        assert found == ["Customer one orders — customer many Order"]

    def test_two_with_different_keys_are_no_inverse(self) -> None:
        found = lines(
            {
                "Customer": {"orders": relation("hasMany", "Order", foreignKey="buyerId")},
                "Order": {"customer": relation("belongsTo", "Customer")},
            }
        )
        assert found == ["Customer one orders —  many Order", "Customer one  — customer many Order"]

    def test_an_empty_key_is_the_one_that_loopback_takes(self) -> None:
        found = lines(
            {
                "CoffeeShop": {"reviews": relation("hasMany", "Review", foreignKey="")},
                "Review": {"coffeeShop": relation("belongsTo", "CoffeeShop", foreignKey="")},
            }
        )
        assert found == ["CoffeeShop one reviews — coffeeShop many Review"]

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("belongsTo", "B one  — r many A"),
            ("hasOne", "A one r —  one B"),
            ("hasMany", "A one r —  many B"),
            ("hasAndBelongsToMany", "A many r —  many B"),
            ("referencesMany", "A many r —  many B"),
            ("embedsOne", "A one r —  one B"),
            ("embedsMany", "A one r —  many B"),
        ],
    )
    def test_every_type_has_its_ends(self, kind: str, said: str) -> None:
        assert lines({"A": {"r": relation(kind, "B")}, "B": {}}) == [said]

    def test_many_to_many_through_a_model_between(self) -> None:
        found = lines(
            {
                "Doctor": {"patients": relation("hasMany", "Patient", through="Visit")},
                "Patient": {"doctors": relation("hasMany", "Doctor", through="Visit")},
                "Visit": {"doctor": relation("belongsTo", "Doctor"), "patient": relation("belongsTo", "Patient")},
            }
        )
        assert found == [
            "Doctor many patients — doctors many Patient",
            "Doctor one  — doctor many Visit",
            "Patient one  — patient many Visit",
        ]

    def test_one_polymorphic_belongs_to_is_the_inverse_of_several(self) -> None:
        found = lines(
            {
                "Author": {"pictures": relation("hasMany", "Picture", polymorphic="imageable")},
                "Reader": {"photo": relation("hasOne", "Picture", polymorphic={"as": "imageable"})},
                "Picture": {"imageable": relation("belongsTo", polymorphic=True)},
            }
        )
        assert found == ["Author one pictures — imageable many Picture", "Reader one photo — imageable one Picture"]

    def test_a_model_may_lead_to_itself(self) -> None:
        found = lines(
            {
                "Person": {
                    "manager": relation("belongsTo", "Person"),
                    "reports": relation("hasMany", "Person", foreignKey="managerId"),
                }
            }
        )
        assert found == ["Person one reports — manager many Person"]

    def test_what_is_no_relation_or_leads_nowhere_draws_no_line(self) -> None:
        wrong: dict[str, Any] = {"a": "text", "b": relation("hasmany", "A"), "c": relation("hasMany", "Nope"), "d": []}
        assert lines({"A": wrong}) == []

    def test_those_of_model_config_lie_over_those_of_the_definition(self) -> None:
        entry = {"dataSource": "db", "relations": {"r": {"model": "C"}}}
        app = application({"A": {"relations": {"r": relation("hasMany", "B")}}, "B": {}, "C": {}}, {"A": entry})
        assert [_said(line) for line in diagram.graph(app, "development").relations] == ["A one r —  many C"]


class TestModels:
    def test_cards_say_what_the_files_say(self) -> None:
        properties = {
            "id": {"type": "string", "id": True},
            "tags": ["string"],
            "place": {"type": {"city": "string"}, "required": True},
            "anything": {},
            "customerId": "number",
        }
        relations = {"customer": relation("belongsTo", "Customer")}
        app = application({"Order": {"properties": properties, "relations": relations}, "Customer": {"base": "User"}})
        order, customer, user = diagram.graph(app, "development").models
        assert [(row.name, row.type, row.is_id, row.is_required, row.is_foreign_key) for row in order.properties] == [
            ("id", "string", True, False, False),
            ("tags", "[string]", False, False, False),
            ("place", "object", False, True, False),
            ("anything", "object", False, False, False),
            ("customerId", "number", False, False, True),
        ]
        assert (order.base, order.data_source, order.is_public, order.path) == (
            *("PersistedModel", "db", True),
            "common/models/order.json",
        )
        assert (customer.base, user.name, user.is_builtin, user.is_configured) == ("User", "User", True, False)

    def test_what_extends_another_model_leads_to_it_but_not_to_a_bare_base_class(self) -> None:
        app = application({"Animal": {}, "Dog": {"base": "Animal"}, "Customer": {"base": "User"}})
        found = diagram.graph(app, "development").inheritances
        assert [(each.model, each.base) for each in found] == [("Dog", "Animal"), ("Customer", "User")]

    def test_each_environment_has_its_own_attachments(self) -> None:
        app = application(
            {"A": {}, "B": {}},
            {"B": {"dataSource": None}},
            **{"server/model-config.production.json": {"A": {"dataSource": "crm", "public": False}}},
        )
        attached = {
            name: [(each.model, each.data_source) for each in diagram.graph(app, name).attachments]
            for name in ("development", "production")
        }
        assert attached == {"development": [("A", "db")], "production": [("A", "crm")]}
        assert [model.is_public for model in diagram.graph(app, "production").models] == [False, True]

    def test_a_data_source_of_another_environment_is_known_not_to_be_here(self) -> None:
        app = application({}, **{"server/datasources.production.json": {"far": {"connector": "rest"}}})
        here = {each.name: each.is_here for each in diagram.graph(app, "development").data_sources}
        assert here == {"db": True, "crm": True, "far": False}
        assert all(each.is_here for each in diagram.graph(app, "production").data_sources)

    def test_files_that_cannot_be_read_leave_the_others(self) -> None:
        app = application({"A": {}})
        app.set_text("common/models/a.json", "{ not json")
        assert [model.name for model in diagram.graph(app, "development").models] == ["A"]


class TestMermaid:
    def test_models_properties_and_relations(self) -> None:
        app = application(
            {
                "Customer": {"relations": {"orders": relation("hasMany", "Order")}},
                "Order": {
                    "properties": {"id": {"type": "number", "id": 1}, "tags": {"type": ["string"], "required": True}}
                },
            }
        )
        assert mermaid.er_diagram(diagram.graph(app, "development")) == (
            "erDiagram\n"
            "  %% db (memory): Customer, Order\n"
            "  Customer\n"
            "  Order {\n"
            "    number id PK\n"
            '    string[] tags "required"\n'
            "  }\n"
            '  Customer ||--o{ Order : "orders"\n'
        )

    def test_names_that_mermaid_could_not_read_are_quoted(self) -> None:
        properties = {"1st name": "string", 'so "called"': "my type"}
        app = application(
            {'My "own" model': {"properties": properties, "relations": {"x": relation("hasOne", "B{}")}}, "B{}": {}}
        )
        text = mermaid.er_diagram(diagram.graph(app, "development"))
        assert "  \"My 'own' model\" {" in text
        assert "    string p_1st_name\n    my_type so__called_\n" in text
        assert '  "My \'own\' model" ||--|| "B()" : "x"' in text

    def test_built_in_models_are_left_out_unless_they_are_asked_for(self) -> None:
        graph = diagram.graph(application({"Customer": {"base": "User"}}), "development")
        assert "  User" not in mermaid.er_diagram(graph)
        assert "  User {" in mermaid.er_diagram(graph, {"User"})
