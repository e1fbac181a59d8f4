"""Three texts put together: the laws, and what people would see."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from designer.loopback.jsonmerge import Merged, conflicts, merged
from designer.loopback.jsontext import edit, identical, read, same
from tests.loopback.test_jsontext import styles, texts, values

keys = st.sampled_from(["a", "b", "c", "d", "é"])
small = st.recursive(
    st.none() | st.integers(0, 3) | st.sampled_from(["x", "y"]),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(keys, parts, max_size=4),
    max_leaves=12,
)
"""Few keys and values, so that both sides often mean the same place."""


def written(value: Any, style: dict[str, Any]) -> str:
    return json.dumps(value, **style)


@given(texts(), texts())
@settings(max_examples=200)
def test_what_one_side_left_alone_is_as_the_other_has_it_byte_for_byte(base: str, changed: str) -> None:
    assert merged(base, changed, base) == Merged(changed)
    assert merged(base, base, changed) == Merged(changed)


@given(st.sampled_from(['{"a": ', "", "\ufeff{", "{'a': 1}"]), texts())
def test_unreadable_texts_are_a_conflict_as_a_whole(unreadable: str, other: str) -> None:
    assert merged(unreadable, other, unreadable) == Merged(other)
    assert merged("1", unreadable, "2") == Merged(unreadable, ((),))
    assert merged("1", unreadable, "2", take_theirs=[()]) == Merged("2")
    assert conflicts("1", unreadable, "2") == ((),)


@given(small, small, small, styles, styles, styles)
@settings(max_examples=500)
def test_conflicts_are_the_same_from_both_sides(
    base: Any, one: Any, other: Any, s1: dict[str, Any], s2: dict[str, Any], s3: dict[str, Any]
) -> None:
    b, o, t = written(base, s1), written(one, s2), written(other, s3)
    ours, theirs = merged(b, o, t), merged(b, t, o)
    assert ours.conflicts == theirs.conflicts == conflicts(b, o, t) == conflicts(b, t, o)
    if not ours.conflicts:
        assert same(read(ours.text), read(theirs.text))
    taken = merged(b, o, t, take_theirs=ours.conflicts)
    assert not taken.conflicts
    assert same(read(taken.text), read(theirs.text))


@given(st.dictionaries(keys, small, min_size=2, max_size=5), st.data(), styles)
@settings(max_examples=400)
def test_edits_of_different_members_both_stand(
    base: dict[str, Any], data: st.DataObject, style: dict[str, Any]
) -> None:
    names = [*base, "new", "newer"]
    mine = set(data.draw(st.lists(st.sampled_from(names), unique=True)))
    ours, theirs, both = copy.deepcopy(base), copy.deepcopy(base), copy.deepcopy(base)
    for name in names:
        value = data.draw(st.just("deleted") | values)
        for side in (ours if name in mine else theirs, both):
            if value == "deleted":
                side.pop(name, None)
            else:
                side[name] = value  # at its place
    result = merged(written(base, style), written(ours, style), written(theirs, style))
    assert result.conflicts == ()
    assert same(read(result.text), both)


@given(texts(), values, texts())
@settings(max_examples=300)
def test_a_side_that_only_changed_values_leaves_the_rest_to_the_other(base: str, value: Any, changed: str) -> None:
    plain = edit(base, value)
    assume(edit(base, read(changed)) != changed)
    one, other = merged(base, plain, changed), merged(base, changed, plain)
    assert one.conflicts == other.conflicts
    if not one.conflicts:
        assert one == other


@given(texts(), styles)
def test_another_layout_stands_beside_new_values(base: str, style: dict[str, Any]) -> None:
    value = read(base)
    assume(isinstance(value, dict) and value)
    laid_out = written(value, style)
    plain = edit(base, {**value, "new": 1})
    assert merged(base, plain, laid_out) == merged(base, laid_out, plain) == Merged(edit(laid_out, {**value, "new": 1}))


@given(st.dictionaries(keys, small, min_size=2, max_size=5), st.data(), styles)
@settings(max_examples=300)
def test_a_new_order_and_new_values_both_stand(
    base: dict[str, Any], data: st.DataObject, style: dict[str, Any]
) -> None:
    order = data.draw(st.permutations(list(base)))
    values_now = {key: data.draw(st.just(value) | values) for key, value in base.items()}
    before, reordered = written(base, style), written({key: base[key] for key in order}, style)
    changed = written(values_now, style)
    for result in (merged(before, reordered, changed), merged(before, changed, reordered)):
        assert not result.conflicts
        assert identical(read(result.text), {key: values_now[key] for key in order})


@given(st.permutations("abcd"), st.permutations("abcd"))
def test_two_new_orders_are_a_conflict_of_the_object(one: list[str], other: list[str]) -> None:
    base, ours, theirs = (json.dumps({"in": dict.fromkeys(order, 1)}) for order in ("abcd", one, other))
    assume(len({base, ours, theirs}) == 3)
    assert merged(base, ours, theirs) == Merged(ours, (("in",),))
    assert merged(base, ours, theirs, take_theirs=[("in",)]) == Merged(theirs)
    assert conflicts(base, theirs, ours) == (("in",),)


MIDDLEWARE = """{
  "initial": {
    "compression": {},
    "cors": {
      "params": {"maxAge": 1}
    },
    "helmet": {}
  },
  "files": [{"path": "a", "as": "b"}]
}
"""


class TestOrder:
    MOVED = MIDDLEWARE.replace('    "compression": {},\n', "").replace(
        '"helmet": {}', '"helmet": {},\n    "compression": {}'
    )

    @pytest.mark.parametrize(
        "changed",
        [
            MIDDLEWARE.replace('"maxAge": 1', '"maxAge": 2'),
            MIDDLEWARE.replace('    "cors"', '    "loopback#favicon": {},\n    "cors"'),
            MIDDLEWARE.replace('"path": "a", "as": "b"', '"as": "b", "path": "a"'),
        ],
    )
    def test_of_one_side_stands_beside_what_the_other_did(self, changed: str) -> None:
        one, other = merged(MIDDLEWARE, self.MOVED, changed), merged(MIDDLEWARE, changed, self.MOVED)
        assert one == other
        assert not one.conflicts
        entries = list(read(one.text)["initial"])
        assert [key for key in entries if key != "loopback#favicon"] == ["cors", "helmet", "compression"]
        assert identical(read(one.text)["files"], read(changed)["files"])
        assert identical(read(one.text)["initial"]["cors"], read(changed)["initial"]["cors"])

    def test_of_repeated_keys_is_that_of_the_first_ones(self) -> None:
        base, ours = '{"a": 1, "b": 2, "a": 3}', '{"b": 2, "a": 3}'
        assert merged(base, ours, '{"a": 1, "b": 4, "a": 3}').text == '{"b": 4, "a": 3}'
        assert merged('{"a": 1, "b": 2}', '{"a": 1, "b": 2, "a": 1 }', '{"b": 2, "a": 1}').text == (
            '{"b": 2, "a": 1, "a": 1 }'
        )

    def test_that_both_changed_is_merged_all_the_same_inside(self) -> None:
        base, ours, theirs = '{"a": 1, "b": 1, "c": 1}', '{"b": 1, "a": 2, "c": 1}', '{"a": 1, "c": 3, "b": 1}'
        assert merged(base, ours, theirs) == Merged('{"b": 1, "a": 2, "c": 3}', ((),))
        assert merged(base, ours, theirs, take_theirs=[()]) == Merged('{"a": 2, "c": 3, "b": 1}')


CONFIG = """{
  "_meta": {"sources": ["./models"]},
  "User": {"dataSource": "db"},
  "Customer": {
    "dataSource": "corp1",
    "public":true
  },
  "Order": {
    "dataSource": "corp1"
  }
}
"""


class TestWhatComesBack:
    def test_goes_to_its_old_place_as_it_was_spelled(self) -> None:
        without = CONFIG.replace('  "User": {"dataSource": "db"},\n', "")
        without = without.replace('  "Customer": {\n    "dataSource": "corp1",\n    "public":true\n  },\n', "")
        note = ',\n  "Note": {\n    "dataSource": "db"\n  }\n}\n'
        now = without.replace("\n}\n", note)
        assert merged(without, now, CONFIG) == Merged(CONFIG.replace("\n}\n", note))

    def test_after_the_last_one_it_knew_where_others_came_behind_it(self) -> None:
        without, now = '{"a": 1}', '{"a": 1, "z": 3}'
        assert merged(without, now, '{"a": 1, "b": 2}').text == '{"a": 1, "b": 2, "z": 3}'
        assert merged(without, now, '{"b": 2, "a": 1}').text == '{"b": 2, "a": 1, "z": 3}'

    @pytest.mark.parametrize("gone", [["a"], ["c"], ["a", "b"], ["b", "c"], ["a", "b", "c", "d"]])
    def test_in_the_order_it_had(self, gone: list[str]) -> None:
        whole = {"a": 1, "b": 2, "c": 3, "d": 4}
        without = {key: value for key, value in whole.items() if key not in gone}
        result = merged(json.dumps(without), json.dumps(without | {"new": 5}), json.dumps(whole))
        assert [key for key in read(result.text) if key != "new"] == list(whole)


class TestConflicts:
    def test_name_the_innermost_members(self) -> None:
        base, ours, theirs = '{"m": {"a": 1, "b": 1}}', '{"m": {"a": 2, "b": 2}}', '{"m": {"a": 3, "c": 1}}'
        assert merged(base, ours, theirs) == Merged('{"m": {"a": 2, "c": 1, "b": 2}}', (("m", "a"), ("m", "b")))

    def test_a_choice_holds_for_its_place_only(self) -> None:
        base, ours, theirs = '{"a": 1, "b": 1, "c": 1}', '{"a": 2, "b": 2}', '{"a": 3, "b": 3, "c": 2}'
        result = merged(base, ours, theirs, take_theirs=[("b",), ("c",)])
        assert result == Merged('{"a": 2, "b": 3, "c": 2}', (("a",),))

    def test_arrays_are_one_value(self) -> None:
        assert merged("[1, 2, 3]", "[0, 2, 3]", "[1, 2, 4]").conflicts == ((),)

    def test_the_same_change_is_none(self) -> None:
        assert merged('{"a": 1}', '{"a": 2, "b": 1}', '{ "a":2 }') == Merged('{ "a":2,"b":1 }')
        assert merged('{"a": 1}', '{"a": 2, "b": 1}', '{"a": 2}') == Merged('{"a": 2, "b": 1}')
