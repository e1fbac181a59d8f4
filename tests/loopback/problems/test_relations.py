"""The relations between models."""

from __future__ import annotations

import pytest

from designer.loopback import problems
from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import (
    MEMORY,
    META,
    MODELS,
    NOTE,
    PACKAGE,
    SOURCES,
    Case,
    Files,
    application,
    check,
    codes,
    found,
    models,
    note,
)
from tests.loopback.problems.model_cases import TAG, check_lighter, check_silent, defined, related, with_tag

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
HERE = ("relations", "tags")
TO_TAG: dict[str, JSON] = {"type": "hasMany", "model": "Tag"}
BELONGS: dict[str, JSON] = {"type": "belongsTo", "model": "Tag"}
ANY: dict[str, JSON] = {"type": "belongsTo", "polymorphic": True}


def case(code: str, severity: Severity, value: JSON, *place: str, fix: bool = False) -> Case:
    return Case(code, severity, related(value), NOTE, (*HERE, *place), has_fix=fix)


CASES = [
    case("bad-relation", STOPS, None),
    case("bad-relation", STOPS, "hasMany"),
    Case("bad-relation", STOPS, defined(relations=None), NOTE, ("relations",)),
    Case("bad-relation", STOPS, defined(relations="tags"), NOTE, ("relations",)),
    case("unknown-relation-type", STOPS, {**TO_TAG, "type": "hasmany"}, "type", fix=True),
    case("unknown-relation-type", STOPS, {**TO_TAG, "type": "hasManyThrough"}, "type"),
    case("unknown-relation-type", STOPS, {"model": "Tag"}),
    Case("reserved-relation", STOPS, related(TO_TAG, name="trigger"), NOTE, ("relations", "trigger")),
    case("relation-without-model", STOPS, {"type": "belongsTo"}),
    case("relation-without-model", STOPS, {"type": "hasMany", "model": ""}),
    Case("relation-without-model", STOPS, related({"type": "embedsOne"}, name="other"), NOTE, ("relations", "other")),
    case("unknown-related-model", WRONG, {**TO_TAG, "model": "tag"}, "model", fix=True),
    case("unknown-related-model", WRONG, {**TO_TAG, "model": "user"}, "model"),
    case("unknown-related-model", WRONG, {**TO_TAG, "model": "tag", "primaryKey": "id"}, "model"),
    case("unknown-related-model", WRONG, {**TO_TAG, "through": "Nothing"}, "through"),
    Case(
        "unattached-related-model",
        WRONG,
        with_tag(entry={"dataSource": None, "public": False}, relations={"tags": TO_TAG}),
        NOTE,
        (*HERE, "model"),
    ),
    Case("unattached-related-model", WRONG, related({**BELONGS, "model": "User"}), NOTE, (*HERE, "model")),
    Case("property-named-like-relation", WRONG, related(TO_TAG, properties={"tags": "string"}), NOTE, HERE),
    case("unknown-primary-key", STOPS, {**BELONGS, "primaryKey": "code"}, "primaryKey"),
    case("unknown-primary-key", STOPS, {**TO_TAG, "primaryKey": "code"}, "primaryKey"),
    case("polymorphic-rule", STOPS, {**ANY, "model": "Tag"}, fix=True),
    case("polymorphic-rule", STOPS, {"type": "hasMany", "polymorphic": "x"}),
    case("polymorphic-rule", STOPS, {**TO_TAG, "polymorphic": {"foreignKey": "a"}}, "polymorphic"),
    case("polymorphic-rule", STOPS, {**TO_TAG, "polymorphic": {"discriminator": "a"}}, "polymorphic"),
    case("polymorphic-rule", STOPS, {**TO_TAG, "polymorphic": []}, "polymorphic"),
    *(
        case(
            "polymorphic-rule",
            STOPS,
            {**ANY, "polymorphic": {"foreignKey": "a", "discriminator": "b", key: "c"}},
            "polymorphic",
        )
        for key in ("as", "selector")
    ),
    case("polymorphic-rule", STOPS, {**TO_TAG, "type": "hasAndBelongsToMany", "polymorphic": "x"}),
    case("polymorphic-as", ADVICE, {**ANY, "polymorphic": {"as": "x"}}, "polymorphic", "as"),
]

SOUND = [
    ("bad-relation", defined(relations={})),
    ("bad-relation", defined(relations=[])),
    ("bad-relation", defined(relations=False)),
    *(
        ("unknown-relation-type", related({**TO_TAG, "type": kind}))
        for kind in ("hasOne", "embedsMany", "referencesMany")
    ),
    *(("reserved-relation", related(TO_TAG, name=name)) for name in ("triggers", "saves", "find", "create", "count")),
    ("relation-without-model", related(ANY)),
    ("unknown-related-model", related(TO_TAG)),
    (
        "unknown-related-model",
        {**related({**TO_TAG, "model": "Far"}), MODELS: {"_meta": {"sources": ["../common/models", "far"]}}},
    ),
    ("unattached-related-model", related(TO_TAG)),
    (
        "unattached-related-model",
        {**related({**BELONGS, "model": "User"}), PACKAGE: {"dependencies": {"loopback": "^2.0.0"}}},
    ),
    ("property-named-like-relation", related(BELONGS, name="tag", properties={"tagId": "number"})),
    ("property-named-like-relation", related(TO_TAG, properties={"tags": None})),
    (
        "unknown-primary-key",
        with_tag({"properties": {"code": "string"}}, relations={"tags": {**BELONGS, "primaryKey": "code"}}),
    ),
    ("unknown-primary-key", related({**BELONGS, "primaryKey": "id"})),
    ("polymorphic-rule", related(ANY)),
    ("polymorphic-rule", related({**TO_TAG, "polymorphic": {"foreignKey": "a", "discriminator": "b"}})),
    ("polymorphic-rule", related({**ANY, "polymorphic": {}})),
    ("polymorphic-as", related({**ANY, "polymorphic": {"selector": "x"}})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_a_relation_of_model_config_is_laid_over_that_of_the_definition() -> None:
    wrong = with_tag(relations={"tags": {"type": "hasmany", "model": "Tag"}})
    entries = {
        "_meta": META,
        "Tag": {"dataSource": "db"},
        "Note": {"dataSource": "db", "relations": {"tags": {"type": "hasMany"}}},
    }
    check_silent("unknown-relation-type", {**wrong, MODELS: entries})
    bad = note(relations={"tags": {"type": "hasmany", "model": "Note"}})
    check(Case("unknown-relation-type", STOPS, bad, MODELS, ("Note", "relations", "tags", "type"), has_fix=True))


@pytest.mark.parametrize("base", ["Tag", "User"])
def test_a_relation_of_model_config_is_laid_over_an_inherited_one(base: str) -> None:
    name = "tags" if base == "Tag" else "accessTokens"
    changed: dict[str, JSON] = {"dataSource": "db", "relations": {name: {"foreignKey": "noteId"}}}
    files = with_tag({"relations": {"tags": TO_TAG}}, base=base)
    files[MODELS] = {"_meta": META, "Tag": {"dataSource": "db"}, "Note": changed}
    check_silent("unknown-relation-type", files, ["relation-without-model"])
    files[MODELS] = files[MODELS] | {"Note": changed | {"relations": {"others": {"foreignKey": "noteId"}}}}
    assert "unknown-relation-type" in codes(application(files))


@pytest.mark.parametrize(
    ("policy", "own"), [(True, None), ({"relations": {"replace": True}}, {"others": TO_TAG}), ({"__delete": 1}, 1)]
)
def test_one_that_is_not_inherited_has_no_type_to_be_laid_over(policy: JSON, own: JSON) -> None:
    files = with_tag({"relations": {"tags": TO_TAG}}, base="Tag", configureModelMerge=policy, relations=own)
    changed: JSON = {"dataSource": "db", "relations": {"tags": {"foreignKey": "noteId"}}}
    files[MODELS] = {"_meta": META, "Tag": {"dataSource": "db"}, "Note": changed}
    assert "unknown-relation-type" in codes(application(files))


@pytest.mark.parametrize("policy", [{}, {"relations": {}}])
def test_one_that_is_merged_into_that_of_the_base_needs_no_type_of_its_own(policy: JSON) -> None:
    own: JSON = {"tags": {"foreignKey": "noteId"}}
    files = with_tag({"relations": {"tags": TO_TAG}}, base="Tag", configureModelMerge=policy, relations=own)
    check_silent("unknown-relation-type", files, ["relation-without-model"])


def test_a_relation_of_a_built_in_model_is_looked_at_too() -> None:
    files = models(User={"dataSource": "db", "relations": {"notes": {"type": "hasmany", "model": "User"}}})
    check(Case("unknown-relation-type", STOPS, files, MODELS, ("User", "relations", "notes", "type"), has_fix=True))


def test_a_list_of_relations_works_but_gives_them_numbers_for_names() -> None:
    check_lighter(Case("bad-relation", ADVICE, with_tag(relations=[TO_TAG]), NOTE, ("relations",)))


def test_nothing_happens_before_the_model_is_attached() -> None:
    wrong = related({"type": "hasmany", "model": "Tag"})
    detached = {"_meta": META, "Note": {"dataSource": None, "public": False}, "Tag": {"dataSource": "db"}}
    check_lighter(Case("unknown-relation-type", ADVICE, {**wrong, MODELS: detached}, NOTE, (*HERE, "type")))


def test_an_heir_that_is_attached_has_the_relations_of_its_base() -> None:
    entries = {"_meta": META, "Note": {"dataSource": None, "public": False}, "Tag": {"dataSource": "db"}}
    files = {**with_tag({"base": "Note"}, relations={"tags": {"type": "x", "model": "Tag"}}), MODELS: entries}
    check(Case("unknown-relation-type", STOPS, files, NOTE, (*HERE, "type")))
    own = {TAG: {"name": "Tag", "base": "Note", "relations": {"tags": TO_TAG}}}
    check_lighter(Case("unknown-relation-type", ADVICE, {**files, **own}, NOTE, (*HERE, "type")))


def test_the_older_key_of_relations_wins() -> None:
    files = with_tag(relationships={"tags": {"type": "x"}}, relations={"tags": {"type": "y"}})
    check(Case("unknown-relation-type", STOPS, files, NOTE, ("relationships", "tags", "type")))


def test_a_model_that_loopback_may_guess_is_advice() -> None:
    early = {"_meta": META, "Tag": {"dataSource": "db"}, "Note": {"dataSource": "db"}}
    files = {**with_tag({"base": "PersistedModel"}, relations={"notes": {"type": "hasMany"}}), MODELS: early}
    check_lighter(Case("relation-without-model", ADVICE, files, NOTE, ("relations", "notes")))


def test_a_model_of_another_kind_than_a_text_stops_the_start() -> None:
    check_lighter(case("unknown-related-model", STOPS, {**TO_TAG, "model": 5}, "model"))


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        *((name, WRONG) for name in ("isValid", "save", "destroy", "delete", "updateAttributes", "patchAttributes")),
        *((name, WRONG) for name in ("replaceAttributes", "reload", "isNewRecord", "setAttributes", "getId")),
        *((name, ADVICE) for name in ("reset", "unsetAttribute", "hasOwnProperty")),
    ],
)
def test_a_relation_that_hides_a_method_is_told(name: str, severity: Severity) -> None:
    check_lighter(Case("reserved-relation", severity, related(TO_TAG, name=name), NOTE, ("relations", name)))


def test_a_relation_that_hides_a_method_of_users_is_told_of_users_only() -> None:
    of_user = related(TO_TAG, name="hasPassword", base="User")
    check_lighter(Case("reserved-relation", WRONG, of_user, NOTE, ("relations", "hasPassword")))
    check_silent("reserved-relation", related(TO_TAG, name="hasPassword"))


def test_a_fix_leaves_the_rest_of_the_relation() -> None:
    app = application(related({"foreignKey": "a", "type": "HASMANY", "model": "Tag"}))
    problems.mend(app, found(app, "unknown-relation-type")[0])
    assert app.members(NOTE)["relations"] == {"tags": {"foreignKey": "a", "type": "hasMany", "model": "Tag"}}


def owned(*id_types: str, kind: str = "hasMany", polymorphic: JSON = "owner", tag: JSON = None, **more: JSON) -> Files:
    """Owners with ids of these types, in this order, and the Tag that they share."""
    files: Files = {TAG: {"name": "Tag", "properties": {"owner_id": "any"}, **(tag or {})}}
    for number, id_type in enumerate(id_types):
        files[f"common/models/owner{number}.json"] = {
            "name": f"Owner{number}",
            "properties": {"code": {"type": id_type, "id": True}},
            "relations": {"tags": {"type": kind, "model": "Tag", "polymorphic": polymorphic, **more}},
        }
    entry: JSON = {"dataSource": "db", "public": False}
    return {**files, **models(Note=entry, Tag=entry, **{f"Owner{number}": entry for number in range(len(id_types))})}


@pytest.mark.parametrize("kind", ["hasMany", "hasOne"])
@pytest.mark.parametrize("polymorphic", ["owner", {"foreignKey": "ownerId", "discriminator": "kind"}, True])
def test_owners_whose_ids_their_common_key_cannot_hold(kind: str, polymorphic: JSON) -> None:
    files = owned("string", "string", "number", kind=kind, polymorphic=polymorphic)
    places = [(each.path, each.pointer, each.severity) for each in found(application(files), "polymorphic-key-type")]
    lost = ("common/models/owner0.json", "common/models/owner1.json")
    assert places == [(path, (*HERE, "polymorphic"), WRONG) for path in lost]
    [first, _] = found(application(files), "polymorphic-key-type")
    assert "of “Tag” takes numbers" in first.sentence
    assert "those of “Owner0” are texts" in first.sentence


@pytest.mark.parametrize(
    "files",
    [
        owned("number", "string"),
        owned("string", "string"),
        owned("number", "number"),
        owned("string", "number", kind="belongsTo"),
        {**owned("string", "number"), **models(Note={"dataSource": "db"}, Owner0={"dataSource": None})},
        owned("string", "number", through="Tag"),
    ],
)
def test_owners_whose_ids_their_common_key_can_hold(files: Files) -> None:
    check_silent("polymorphic-key-type", files)


def test_a_policy_of_merging_that_is_none_stops_nobody() -> None:
    files = owned("string", "number")
    files["common/models/owner0.json"] |= {"configureModelMerge": {"__delete": "zap"}, "__delete": 1}
    assert found(application(files), "polymorphic-key-type")


def test_mongodb_ids_are_no_numbers() -> None:
    generated: JSON = {"type": "number", "id": True, "generated": True}
    files = owned("string", "number")
    files["common/models/owner0.json"]["properties"] = {"id": generated}
    assert not found(application(files), "polymorphic-key-type")
    files[SOURCES] = {"db": MEMORY, "mongo": {"connector": "mongodb"}}
    files[MODELS]["Owner0"] = {"dataSource": "mongo", "public": False}
    [problem] = found(application(files), "polymorphic-key-type")
    assert "those of “Owner0” are ObjectIDs of MongoDB" in problem.sentence
