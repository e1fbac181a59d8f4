"""Two people and one object: what is to be saved when both changed members of it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, same
from projects.actions import parts
from projects.actions.parts import Choice

PATH, POINTER = "server/datasources.json", ("corp1",)
keys = st.sampled_from(["host", "port", "user", "a b", "", "constructor"])
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4)
)
values = st.recursive(scalars, lambda each: st.lists(each, max_size=2) | st.dictionaries(keys, each, max_size=2))
objects = st.dictionaries(keys, values, max_size=5)
edits = st.dictionaries(keys, st.just(...) | values, max_size=4)
"""Values to set, and `...` where a member is deleted."""


def application(members: JSON) -> Application:
    return Application({PATH: json.dumps({"corp1": members})})


def edited(members: Mapping[str, JSON], edit: Mapping[str, JSON]) -> dict[str, JSON]:
    result = dict(members) | dict(edit)
    return {key: value for key, value in result.items() if value is not ...}


def saved(before: JSON, now: JSON, typed: Mapping[str, JSON]) -> parts.Reconciled:
    seen = parts.seal_members(application(before), PATH, POINTER)
    return parts.reconciled(application(now), seen, PATH, POINTER, typed)


@given(objects, objects)
def test_without_a_change_elsewhere_it_is_what_was_typed(before: dict[str, JSON], typed: dict[str, JSON]) -> None:
    result = saved(before, before, typed)
    assert (result.conflicts, same(result.members, typed)) == ((), True)


@given(objects, objects)
def test_with_nothing_typed_it_is_what_is_there(before: dict[str, JSON], now: dict[str, JSON]) -> None:
    result = saved(before, now, before)
    assert (result.conflicts, same(result.members, now)) == ((), True)


@given(objects, edits, edits)
def test_edits_of_different_members_both_stand_in_any_order(
    before: dict[str, JSON], mine: dict[str, JSON], theirs: dict[str, JSON]
) -> None:
    theirs = {key: value for key, value in theirs.items() if key not in mine}
    both = edited(edited(before, mine), theirs)
    first, second = edited(before, mine), edited(before, theirs)
    for now, typed in ((first, second), (second, first)):
        result = saved(before, now, typed)
        assert (result.conflicts, same(result.members, both)) == ((), True)


@given(objects, objects, objects)
def test_only_a_member_that_both_changed_differently_is_a_conflict(
    before: dict[str, JSON], now: dict[str, JSON], typed: dict[str, JSON]
) -> None:
    def differs(one: dict[str, JSON], other: dict[str, JSON], key: str) -> bool:
        return (key in one) != (key in other) or not same(one.get(key), other.get(key))

    result = saved(before, now, typed)
    wanted = {
        key
        for key in {*before, *now, *typed}
        if differs(before, now, key) and differs(before, typed, key) and differs(now, typed, key)
    }
    assert set(result.conflicts) == wanted


def test_a_choice_settles_a_conflict_until_the_other_side_changes_again() -> None:
    before, typed = {"host": "a", "port": 1}, {"host": "mine", "port": 1}
    seen = parts.seal_members(application(before), PATH, POINTER)
    part = PATH, (*POINTER, "host")
    theirs = application({"host": "theirs", "port": 2})
    digest = parts.present_digest(theirs, part)
    for is_mine, host in ((True, "mine"), (False, "theirs")):
        result = parts.reconciled(theirs, seen, PATH, POINTER, typed, {part: Choice(is_mine, digest)})
        assert (result.members, result.conflicts) == ({"host": host, "port": 2}, ())
    again = application({"host": "theirs again", "port": 2})
    assert parts.reconciled(again, seen, PATH, POINTER, typed, {part: Choice(True, digest)}).parts == (part,)


def test_what_was_deleted_there_and_changed_here_is_a_conflict() -> None:
    result = saved({"host": "a"}, {}, {"host": "b"})
    assert result.conflicts == ("host",)
    assert saved({"host": "a"}, {}, {"host": "a"}).members == {}
    assert saved({"host": "a"}, {"host": "b"}, {}).conflicts == ("host",)


def test_a_form_carries_digests_and_no_contents() -> None:
    app = application({"host": "hidden.example.com", "password": "s3cret", "user": "s3cret"})
    seen = parts.seal_members(app, PATH, POINTER)
    assert "s3cret" not in seen
    assert "hidden" not in seen
    assert parts.sealed_keys(seen, PATH, POINTER) == ["host", "password", "user"]
    digests = json.loads(seen)[0][2]
    assert digests["password"] != digests["user"], "equal secrets would show that they are equal"


def test_whole_parts_and_members_are_looked_at_apart() -> None:
    app, other = application({"host": "a"}), application({"host": "b"})
    seen = parts.joined(parts.seal(app, [(PATH, ())]), parts.seal_members(app, PATH, POINTER))
    assert parts.changed(app, seen) == []
    assert parts.changed(other, seen) == [(PATH, ())]
    assert parts.changed(other, parts.seal_members(app, PATH, POINTER)) == []


def test_without_a_seal_everything_is_as_typed_and_garbage_is_no_seal() -> None:
    for seen in ("", "[", "7", "[[1,2,3]]", '[["server/datasources.json", ["corp1"], "x"]]', "[" * 100_000):
        result = parts.reconciled(application({"host": "a"}), seen, PATH, POINTER, {"host": "b"})
        assert (result.members, result.conflicts) == ({"host": "b"}, ())
