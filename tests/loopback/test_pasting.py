"""What somebody pastes becomes properties: a sheet with or without headings, or a sample document."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.loopback import jsontext, names
from designer.loopback.jsontext import JSON
from designer.loopback.model_properties import TYPES, PropertyRow, with_properties
from designer.loopback.nested_properties import attributes_of, nested
from designer.loopback.pasting import CannotPaste, pasted

SHEET = [
    ("email", "varchar(120)", "yes", "", "Where invoices go"),
    ("age", "int", "", "18", ""),
    ("born", "datetime", "", "now()", ""),
    ("tags", "string[]", "", "", "Free words"),
    ("vip", "bool", "x", "no", ""),
    ("price", "decimal(8,2)", "", "0", ""),
    ("zip", "string", "", "01067", ""),
    ("owner", "Customer", "", "", ""),
]
PROPERTIES = {
    "email": {"type": "string", "required": True, "description": "Where invoices go", "length": 120},
    "age": {"type": "number", "default": 18},
    "born": {"type": "date", "defaultFn": "now"},
    "tags": {"type": ["string"], "description": "Free words"},
    "vip": {"type": "boolean", "required": True, "default": False},
    "price": {"type": "number", "default": 0, "precision": 8, "scale": 2},
    "zip": {"type": "string", "default": "01067"},
    "owner": {"type": "Customer"},
}


def tabbed(rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def test_a_sheet_without_headings_is_name_type_required_default_description() -> None:
    assert pasted(tabbed(SHEET)).properties == PROPERTIES


def test_headings_say_what_the_columns_mean_in_any_order() -> None:
    rows = [(row[4], row[1], row[0], row[2], row[3], "ignored") for row in SHEET]
    headings = ("Comment", "Data type", "Field name", "Mandatory", "Default value", "Author")
    assert pasted(tabbed([headings, *rows])).properties == PROPERTIES


@pytest.mark.parametrize("sign", [",", ";"])
def test_csv_is_read_with_its_quotes(sign: str) -> None:
    text = f'name{sign}type{sign}description\r\n"a b"{sign}number{sign}"one{sign} ""two"""\r\n'
    assert pasted(text).properties == {"a b": {"type": "number", "description": f'one{sign} "two"'}}


def test_a_column_that_says_what_may_be_empty_is_the_other_way_round() -> None:
    found = pasted("column\tnullable\na\tNO\nb\tYES\n").properties
    assert found == {"a": {"type": "string", "required": True}, "b": {"type": "string"}}


def test_a_list_of_names_is_enough() -> None:
    assert pasted("first\nlast\n").properties == {"first": {"type": "string"}, "last": {"type": "string"}}


def test_a_sample_document_gives_types_and_no_values() -> None:
    sample = {
        "name": "Ada",
        "born": "1815-12-10",
        "seen": "2024-02-29T12:00:00.000Z",
        "age": 36,
        "vip": True,
        "nothing": None,
        "tags": ["a", "b"],
        "mixed": [1, "a"],
        "none": [],
        "free": {},
        "address": {"street": "x", "geo": {"lat": 1.5, "lng": 2}},
        "lines": [{"sku": "a", "qty": 1}, {"sku": "b", "note": None}],
        "_id": {"$oid": "507f1f77bcf86cd799439011"},
        "at": {"$date": "2024-01-01T00:00:00Z"},
        "byDay": {"2024.01": 1},
    }
    assert {name: value["type"] for name, value in found(json.dumps(sample)).items()} == {
        "name": "string",
        "born": "date",
        "seen": "date",
        "age": "number",
        "vip": "boolean",
        "nothing": "any",
        "tags": ["string"],
        "mixed": "array",
        "none": "array",
        "free": "object",
        "address": {"street": "string", "geo": {"lat": "number", "lng": "number"}},
        "lines": [{"sku": "string", "qty": "number", "note": "any"}],
        "_id": "string",
        "at": "date",
        "byDay": "object",
    }


def found(text: str) -> dict[str, Any]:
    return dict(pasted(text).properties)


def test_several_documents_are_put_together() -> None:
    text = json.dumps([{"a": 1, "b": None}, {"b": "x", "c": {"d": 1}}, {"a": "now", "c": {"e": True}}])
    assert {name: value["type"] for name, value in found(text).items()} == {
        "a": "any",
        "b": "string",
        "c": {"d": "number", "e": "boolean"},
    }


def test_a_member_called_type_is_not_taken_for_the_type() -> None:
    inner = {"street": "string", "type": "string"}
    types = {
        name: value["type"]
        for name, value in found('{"a": {"street": "x", "type": "home"}, "b": [{"type": "x"}]}').items()
    }
    assert types == {"a": {"street": "string", "type": "string"}, "b": [{"type": {"type": "string"}}]}
    assert nested(types["a"]).members == inner  # type: ignore[union-attr]
    assert nested(types["b"]).members == {"type": "string"}  # type: ignore[union-attr]


DEFINITIONS: dict[str, Any] = {
    "weight": {"type": "number", "required": True, "mysql": {"columnName": "w"}},
    "code": {"type": "String", "id": 1, "index": {"kind": "FULLTEXT"}, "default": "a", "enum": ["a", "b"]},
    "home": {"type": {"street": {"type": "string", "length": 9}, "no": "number"}, "description": ["One", "two"]},
    "lines": {"type": [{"type": {"sku": {"type": "string"}}}]},
    "owner": {"type": "Customer", "required": False},
}


@pytest.mark.parametrize(
    "text",
    [
        DEFINITIONS,
        {"properties": DEFINITIONS},
        {"name": "Parcel", "base": "PersistedModel", "properties": DEFINITIONS, "relations": {}},
    ],
)
def test_property_definitions_are_taken_as_they_are(text: JSON) -> None:
    answer = pasted(json.dumps(text), ["Customer"])
    assert answer.defines
    assert json.dumps(answer.properties) == json.dumps(DEFINITIONS)
    assert not pasted(json.dumps({"owner": {"type": "Customer"}})).defines


def test_types_alone_are_definitions_where_they_stand_in_properties() -> None:
    properties = {"a": "string", "b": ["Number"], "c": {"d": "date"}}
    assert found(json.dumps({"properties": properties})) == properties
    assert found('{"name": "A", "properties": {"a": {"type": "string", "trim": true}}}')["a"]["trim"] is True


def test_a_whole_definition_may_name_models_that_are_not_here() -> None:
    properties = {"owner": {"type": "Owner", "required": True}, "parts": ["Part"], "size": "Size", "realm": None}
    properties |= {"type": {"type": "string"}, "free": {"type": {}}}
    text = {"name": "Parcel", "base": "PersistedModel", "properties": properties}
    assert found(json.dumps(text)) == properties


@pytest.mark.parametrize(
    "sample",
    [
        {"address": {"type": "home", "street": "x"}},
        {"address": {"type": "string", "street": "x"}},
        {"a": {"type": "string"}, "b": 1},
        {"a": "string"},
        {"at": {"type": "Point", "coordinates": [1, 2]}},
        {"type": "Feature", "properties": {"color": "red"}},
        {"name": "Ada", "properties": {"home": {"type": "flat"}}},
        {"a": {"type": []}},
    ],
)
def test_a_sample_that_only_looks_like_definitions_remains_one(sample: dict[str, JSON]) -> None:
    assert not pasted(json.dumps(sample)).defines
    assert found(json.dumps(sample)).keys() == sample.keys()


def test_definitions_can_be_taken_as_a_sample_all_the_same() -> None:
    answer = pasted('{"a": {"type": "string", "required": true}}', as_sample=True)
    assert answer.defines
    assert answer.properties == {"a": {"type": {"type": "string", "required": "boolean"}}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing"),
        ("{'a': 1}", "begins like JSON"),
        ("[1, 2]", "no object"),
        ("{}", "No property"),
        ('{"a.b": 1}', "dot"),
    ],
)
def test_what_holds_no_property_is_explained(text: str, words: str) -> None:
    with pytest.raises(CannotPaste, match=words):
        pasted(text)


def test_names_that_cannot_be_used_are_told() -> None:
    answer = pasted("a\nb.c\na\n")
    assert list(answer.properties) == ["a"]
    assert [re.findall("“(.*?)” is left out", each) for each in answer.left_out] == [["b.c"], ["a"]]


@given(st.text())
def test_whatever_is_pasted_gives_properties_that_loopback_takes_or_a_sentence(text: str) -> None:
    with contextlib.suppress(CannotPaste):
        properties = pasted(text).properties
        seen: list[str] = []
        for name in properties:
            problem = names.check_property_name(name, seen)
            assert not (problem and problem.refused)
            seen.append(name)
        rows = [PropertyRow(None, name, value) for name, value in properties.items()]
        written = jsontext.read(with_properties('{"properties": {}}', rows))["properties"]
        assert jsontext.same(written, dict(properties))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("2024-01-31"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abt", min_size=1, max_size=2) | st.just("type"), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcxyz", min_size=1, max_size=3), values, min_size=1, max_size=4))
def test_every_value_of_a_sample_is_of_the_type_that_was_found(document: dict[str, JSON]) -> None:
    properties = pasted(json.dumps(document), as_sample=True).properties
    assert list(properties) == list(document)
    for name, value in document.items():
        assert fits(value, properties[name]), (value, properties[name])


def fits(value: JSON, prop: JSON) -> bool:
    """Whether a property as LoopBack reads it can hold a value."""
    written = attributes_of(prop)["type"]
    inside = nested(written)
    if value is None or written == "any":
        return True
    if inside and inside.is_array:
        return isinstance(value, list) and all(each is None or _fits_all(each, inside.members) for each in value)
    if inside:
        return _fits_all(value, inside.members)
    if isinstance(written, list):
        return isinstance(value, list) and all(fits(each, written[0]) for each in value)
    assert written in TYPES
    kinds: dict[str, Any] = {"string": str, "date": str, "boolean": bool, "array": list, "object": dict}
    if written == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kinds[str(written)])


def _fits_all(value: JSON, members: Any) -> bool:
    return isinstance(value, dict) and all(key in members and fits(each, members[key]) for key, each in value.items())
