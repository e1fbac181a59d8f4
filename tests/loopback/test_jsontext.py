from __future__ import annotations

import copy
import difflib
import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.loopback import jsontext
from designer.loopback.jsontext import JSONTextError, arrange, edit, identical, leaves, move, read, rename, same, span
from tests.corpus import corpus_texts

characters = st.characters(exclude_categories=["Cs"])
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    scalars | st.text(characters, max_size=8),
    lambda parts: st.lists(parts, max_size=5) | st.dictionaries(st.text(characters, max_size=4), parts, max_size=5),
    max_leaves=25,
)
likenesses = st.text(st.sampled_from(':, "\\1{}'), max_size=4)
gap = st.sampled_from(["", " ", "\n", "\n  ", "\r\n\t", "  ", "\n\n    ", "\t"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """JSON texts in every layout: odd gaps anywhere, repeated keys, escapes, a byte order mark."""

    def written(value: Any) -> str:
        if isinstance(value, dict):
            members = [f"{json.dumps(key)}{draw(gap)}:{draw(gap)}{written(part)}" for key, part in value.items()]
            repeated = draw(st.booleans())
            if members and repeated:
                members.insert(0, members[draw(st.integers(0, len(members) - 1))])
            return "{" + _woven(members) + "}"
        if isinstance(value, list):
            return "[" + _woven([written(part) for part in value]) + "]"
        return json.dumps(value, ensure_ascii=draw(st.booleans()))

    def _woven(parts: list[str]) -> str:
        return ",".join(f"{draw(gap)}{part}{draw(gap)}" for part in parts) or draw(gap)

    return draw(st.sampled_from(["", "\ufeff"])) + draw(gap) + written(draw(values)) + draw(gap)


styles = st.sampled_from([{"indent": 2}, {"indent": 4}, {"indent": "\t"}, {}, {"separators": (",", ":")}])


@given(texts())
@settings(max_examples=300)
def test_edit_with_the_same_value_changes_nothing(text: str) -> None:
    assert edit(text, read(text)) == text


@given(texts(), st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_an_arranged_text_has_its_keys_in_the_order_that_is_wanted(text: str, random: Random) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in random.sample(list(value), len(value))}
        return [shuffled(part) for part in value] if isinstance(value, list) else value

    wanted = shuffled(read(text))
    arranged = arrange(text, wanted)
    assert identical(read(arranged), wanted)
    assert sorted(arranged) == sorted(text), "nothing comes or goes"
    assert arrange(text, read(text)) == text


@given(texts(), values)
@settings(max_examples=500)
def test_an_edited_text_reads_as_the_new_value(text: str, value: Any) -> None:
    assert same(read(edit(text, value)), value)


@given(texts(), st.data())
@settings(max_examples=500)
def test_an_edit_of_a_part_reads_as_the_new_value(text: str, data: st.DataObject) -> None:
    value = _with_one_change(copy.deepcopy(read(text)), data)
    assert same(read(edit(text, value)), value)


@given(texts(), st.data(), st.booleans())
@settings(max_examples=500)
def test_what_an_edited_text_reads_as_is_known(text: str, data: st.DataObject, is_known: bool) -> None:
    before = read(text)
    value = _with_one_change(copy.deepcopy(before), data)
    after, reads = jsontext.edited(text, value, before) if is_known else jsontext.edited(text, value)
    assert after == edit(text, value)
    assert identical(read(after), reads)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ('{"b": 1, "a": {"b": 1}}', "b", '{"b": 2, "a": {"b": 1}}'),
        ('{"a": {"b": 1}, "b": 1}', "b", '{"a": {"b": 1}, "b": 2}'),
        ('{"b": 1, "b": 1}', "b", '{"b": 1, "b": 2}'),
        ('{"b": 1, "x\\"b": 1, "c": "b"}', "b", '{"b": 2, "x\\"b": 1, "c": "b"}'),
        ('{"\\u0062": 1, "c": ["b", {"b": 1}]}', "b", '{"\\u0062": 2, "c": ["b", {"b": 1}]}'),
        (
            '{"b": 1, "c": [{"b": 1}, {"b": 1}, {"b": 1}, {"b": 1}]}',
            "b",
            '{"b": 2, "c": [{"b": 1}, {"b": 1}, {"b": 1}, {"b": 1}]}',
        ),
        ('{"\\u0062": 1, "c": {"b": 1}}', "b", '{"\\u0062": 2, "c": {"b": 1}}'),
        ('{"b": 1, "c": ["b", "b", "b", "b"]}', "b", '{"b": 2, "c": ["b", "b", "b", "b"]}'),
        # Between two other texts there is what looks like the key.
        ('{", ": 1, "a": "x", ":": 1}', ", ", '{", ": 2, "a": "x", ":": 1}'),
        # … and before what is deeper than can be read.
        ('{", ": 1, "x": ["a", ":' + "[" * 3000 + '"]}', ", ", '{", ": 2, "x": ["a", ":' + "[" * 3000 + '"]}'),
        ('{"a":1,":1,": 1}', ":1,", '{"a":1,":1,": 2}'),
        ('{":1,":1,":1": 1}', ":1,", '{":1,":2,":1": 1}'),
    ],
)
def test_a_member_is_changed_where_it_stands_and_not_where_one_looks_like_it(
    text: str, key: str, expected: str
) -> None:
    assert edit(text, read(text) | {key: 2}) == expected


@given(st.dictionaries(likenesses, likenesses | st.dictionaries(likenesses, likenesses), min_size=1), st.data())
@settings(max_examples=500)
def test_what_looks_like_the_member_is_left_alone(value: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(value, separators=data.draw(st.sampled_from([(",", ":"), (", ", ": ")])))
    changed = value | {data.draw(st.sampled_from(list(value))): data.draw(likenesses)}
    after, reads = jsontext.edited(text, changed, value)
    assert identical(reads, changed)
    assert identical(read(after), changed)


def _with_one_change(value: Any, data: st.DataObject) -> Any:
    if not isinstance(value, dict | list) or not value or data.draw(st.booleans()):
        return data.draw(values)
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = data.draw(st.sampled_from(keys))
    what = data.draw(st.sampled_from(["change", "delete", "add"]))
    if what == "delete":
        del value[key]
    elif what == "change":
        value[key] = _with_one_change(value[key], data)
    elif isinstance(value, dict):
        value[data.draw(st.text(characters, max_size=3))] = data.draw(values)
    else:
        value.insert(key, data.draw(values))
    return value


@given(st.dictionaries(st.text(characters, max_size=4), values, min_size=1, max_size=6), styles, st.data())
@settings(max_examples=300)
def test_deleting_a_member_of_a_usual_text_is_the_text_without_it(
    value: dict[str, Any], style: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps(value, ensure_ascii=False, **style)
    del value[data.draw(st.sampled_from(list(value)))]
    expected = json.dumps(value, ensure_ascii=False, **style)
    if value:
        assert edit(text, value) == expected
    else:
        assert "".join(edit(text, value).split()) == "{}"


@given(
    st.dictionaries(st.text(characters, max_size=4), values, min_size=2, max_size=6),
    st.sampled_from([{"indent": 2}, {"indent": 4}, {"indent": "\t"}]),
    values,
)
@settings(max_examples=300)
def test_adding_a_member_adds_lines_and_a_comma(value: dict[str, Any], style: dict[str, Any], new: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, **style)
    before, after = text.split("\n"), edit(text, value | {"a new key": new}).split("\n")
    assert after[: len(before) - 2] == before[:-2]
    assert after[len(before) - 2] == before[-2] + ","
    assert after[-1] == before[-1]


@given(texts(), st.data())
def test_renaming_keeps_everything_but_the_key(text: str, data: st.DataObject) -> None:
    value = read(text)
    if not isinstance(value, dict) or not value:
        return
    key = data.draw(st.sampled_from(list(value)))
    renamed = rename(text, [key], "a new key")
    expected = {"a new key" if name == key else name: part for name, part in value.items()}
    assert list(read(renamed).items()) == list(expected.items())


@given(texts(), st.data())
def test_moving_changes_only_the_order(text: str, data: st.DataObject) -> None:
    value = read(text)
    if not isinstance(value, list) or len(value) < 2:
        return
    source = data.draw(st.integers(0, len(value) - 1))
    before = data.draw(st.none() | st.integers(0, len(value) - 1))
    part = value[source]
    expected = [other for index, other in enumerate(value) if index != source]
    target = len(value) if before is None else before
    expected.insert(target - (source < target), part)
    assert same(read(move(text, [source], before)), expected)


@given(texts())
def test_leaves_stand_where_they_say(text: str) -> None:
    for leaf in leaves(text):
        assert same(json.loads(text[leaf.start : leaf.end]), leaf.value)


@pytest.mark.parametrize("path,text", corpus_texts(), ids=lambda value: "" if "{" in value else value)
class TestCorpus:
    def test_the_same_value_changes_nothing(self, path: str, text: str) -> None:
        assert edit(text, read(text)) == text

    def test_one_changed_value_is_one_changed_line(self, path: str, text: str) -> None:
        for leaf in list(leaves(text))[::7]:
            value = read(text)
            if not leaf.pointer or not _is_the_counting_one(text, leaf):
                continue
            _put(value, leaf.pointer, "another value of ours")
            edited = edit(text, value)
            assert edited == text[: leaf.start] + '"another value of ours"' + text[leaf.end :]

    def test_a_new_member_adds_lines_and_a_comma(self, path: str, text: str) -> None:
        value = read(text)
        if not isinstance(value, dict) or text[: text.rindex("}")].rpartition("\n")[2].strip():
            return  # the line of its closing brace holds more than that
        edited = edit(text, value | {"a new key": {"a": [1, {}], "b": "c"}})
        removed, added = _line_changes(text, edited)
        assert len(removed) <= 1
        assert all(line.rstrip().rstrip(",") + "," == added[0].rstrip() for line in removed)
        assert removed or added[0].strip() != ","


def _is_the_counting_one(text: str, leaf: jsontext.Leaf) -> bool:
    return span(text, leaf.pointer) == (leaf.start, leaf.end)


def _put(value: Any, pointer: jsontext.Pointer, new: Any) -> None:
    for key in pointer[:-1]:
        value = value[key]
    value[pointer[-1]] = new


def _line_changes(before: str, after: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


EDITS: dict[str, tuple[str, Any, str]] = {
    "a number keeps its spelling": ('{"a": 1e3, "b": 2}', {"a": 1000.0, "b": 3}, '{"a": 1e3, "b": 3}'),
    "1 and 1.0 differ": ('{"a": 1}', {"a": 1.0}, '{"a": 1.0}'),
    "1 and true differ": ('{"a": 1}', {"a": True}, '{"a": true}'),
    "a BOM stays": ('\ufeff{"a": 1}', {"a": 2}, '\ufeff{"a": 2}'),
    "the last of two keys counts": ('{"a": 1, "a": 2}', {"a": 3}, '{"a": 1, "a": 3}'),
    "deleting takes all": ('{"a": 1, "b": 0, "a": 2}', {"b": 0}, '{"b": 0}'),
    "an empty object opens": ('{\n  "a": {}\n}', {"a": {"b": 1}}, '{\n  "a": {\n    "b": 1\n  }\n}'),
    "an empty text opens": ("{}\n", {"a": 1}, '{\n  "a": 1\n}\n'),
    "an inline object stays inline": (
        '{\n  "a": { "b": 1 }\n}',
        {"a": {"b": 1, "c": [2]}},
        '{\n  "a": { "b": 1, "c": [ 2 ] }\n}',
    ),
    "a new member is inline like its neighbour": (
        '{\n  "a": {"b": 1}\n}',
        {"a": {"b": 1}, "c": {"d": 2}},
        '{\n  "a": {"b": 1},\n  "c": {"d": 2}\n}',
    ),
    "CRLF and tabs": (
        '{\r\n\t"a": 1\r\n}\r\n',
        {"a": 1, "b": {"c": 1}},
        '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": 1\r\n\t}\r\n}\r\n',
    ),
    "a comma before the member": ('{ "a": 1\n, "b": 2\n}', {"a": 1, "b": 2, "c": 3}, '{ "a": 1\n, "b": 2\n, "c": 3\n}'),
    "a blank line between members stays": (
        '{\n  "a": 1,\n\n  "b": 2,\n\n  "c": 3\n}',
        {"a": 1, "c": 3},
        '{\n  "a": 1,\n\n\n  "c": 3\n}',
    ),
    "the second of five rules": ("[\n  1,\n  2,\n  3,\n  4,\n  5\n]", [1, 3, 4, 5], "[\n  1,\n  3,\n  4,\n  5\n]"),
    "an element in the middle": ("[1,2,4]", [1, 2, 3, 4], "[1,2,3,4]"),
    "a rule removed and another changed": (
        '[\n  {"a": 1, "b": 1},\n  {"a": 2, "b": 2},\n  {"a": 3, "b": 3}\n]',
        [{"a": 2, "b": 2}, {"a": 3, "b": 4}],
        '[\n  {"a": 2, "b": 2},\n  {"a": 3, "b": 4}\n]',
    ),
    "the last member of a line": ("[1,\n  2, 3]", [1, 2], "[1,\n  2]"),
    "the first, beside the bracket": ('{ "a": 1,\n  "b": 2 }', {"b": 2}, '{\n  "b": 2 }'),
    "compact": ('{"a":1,"b":{}}', {"a": 1, "b": {"c": [1, 2]}}, '{"a":1,"b":{"c":[1,2]}}'),
    "letters as they are": ('{\n  "a": "ü"\n}', {"a": "ß"}, '{\n  "a": "ß"\n}'),
    "a value becomes an object": (
        '{\n  "a": "string"\n}',
        {"a": {"type": "x"}},
        '{\n  "a": {\n    "type": "x"\n  }\n}',
    ),
}


@pytest.mark.parametrize("text,value,expected", EDITS.values(), ids=EDITS.keys())
def test_edit(text: str, value: Any, expected: str) -> None:
    assert edit(text, value) == expected


def test_a_number_of_5000_digits_keeps_its_spelling_and_can_be_written() -> None:
    digits = "1" * 5000
    assert (
        edit(f'{{"a": {digits}, "b": 1}}', {"a": read(digits), "b": read(digits)})
        == f'{{"a": {digits}, "b": {digits}}}'
    )


def test_rename_takes_all_of_a_repeated_key_and_refuses_a_taken_one() -> None:
    text = '{\n  "a" : 1,\n  "b": 2,\n  "\\u0061": 3\n}'
    assert rename(text, ["a"], "ä") == '{\n  "ä" : 1,\n  "b": 2,\n  "ä": 3\n}'
    with pytest.raises(KeyError):
        rename(text, ["a"], "b")
    with pytest.raises(KeyError):
        rename(text, ["c"], "d")


def test_move_keeps_the_layout() -> None:
    text = '{\n  "a": 1,\n\n  "b": {\n    "c": 2\n  },\n  "d": 3\n}\n'
    assert move(text, ["d"], "a") == '{\n  "d": 3,\n\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}\n'
    assert move(text, ["a"], None) == '{\n  "b": {\n    "c": 2\n  },\n\n  "d": 3,\n  "a": 1\n}\n'


MISTAKES = {
    '{"a": 1,}': (1, 8, "A comma stands before “}”; JSON allows none there."),
    '{\n  "a": 1\n  "b": 2\n}': (3, 3, "A comma or “}” is missing here."),
    "{'a': 1}": (1, 2, "A key in double quotes is missing here."),
    "{\n  // note\n}": (2, 3, "JSON has no comments."),
    '{"a" 1}': (1, 6, "A colon is missing after the key."),
    '{"a": NaN}': (1, 7, "JSON has no number NaN."),
    "[-Infinity]": (1, 2, "JSON has no number -Infinity."),
    "[1, 2": (1, 6, "The text ends inside an array; “]” is missing."),
    "": (1, 1, "The text is empty."),
    "[01]": (1, 3, "A comma or “]” is missing here."),
    '["\\ud800"]': (1, 2, "\\ud800 is half of a character; the other half is missing."),
    '["a\nb"]': (1, 4, "A line end or another control character stands inside a text; write \\n, \\t or \\u00XX."),
    '["\\x"]': (1, 3, "This escape is not one that JSON knows."),
    '["a': (1, 2, "This text has no closing double quote."),
    "{} {}": (1, 4, "Nothing may follow the value; something does."),
    "[" * 101 + "]" * 101: (1, 101, "More than 100 levels are too deep."),
    "[" * 100_000: (1, 101, "More than 100 levels are too deep."),
    "['a']": (1, 2, "Texts stand in double quotes in JSON, not in single ones."),
    '{"a": }': (1, 7, "A value is missing here."),
    "[1,\n2,\n": (3, 1, "The text ends where a value is missing."),
}


@pytest.mark.parametrize("text,place", MISTAKES.items(), ids=[repr(text[:20]) for text in MISTAKES])
def test_a_mistake_is_an_error_with_a_place_and_a_sentence(text: str, place: tuple[int, int, str]) -> None:
    for verb in (read, leaves, lambda text: edit(text, {})):
        with pytest.raises(JSONTextError) as caught:
            verb(text)
        assert (caught.value.line, caught.value.column, caught.value.sentence) == place


@given(st.text(st.sampled_from('{}[]",:\\ue1-.tn \n\ufeff'), max_size=12))
@settings(max_examples=500)
def test_read_accepts_exactly_what_json_accepts(text: str) -> None:
    try:
        expected = json.loads(text.removeprefix("\ufeff"))
    except ValueError:
        with pytest.raises(JSONTextError):
            read(text)
    else:
        assert same(read(text), expected)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1: 2}, {"a": object()}, {"\ud800": 1}, (1,)])
def test_what_is_not_json_is_refused(value: Any) -> None:
    for place in (value, {"a": value}, [value]):
        with pytest.raises(JSONTextError):
            edit("[{}]", [place])


def test_a_value_that_would_be_too_deep_is_refused() -> None:
    deep: Any = "end"
    for _ in range(99):
        deep = [deep]
    assert read(edit("[]", [deep])) == [deep]
    assert read(edit('{"a": 1}', {"a": deep})) == {"a": deep}
    with pytest.raises(JSONTextError):
        edit("[[]]", [[deep]])
    with pytest.raises(JSONTextError):
        edit('{"a": 1}', {"a": [deep]})
