"""Who can call which method, and why: what tests/interop/test_access_control.py does not see of it."""

from __future__ import annotations

from typing import Any

import pytest

from designer.loopback.access_control import Matrix, Rule, methods_of, roles_of, who_can
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, dump
from tests.interop.access_applications import rule, texts

EVERYONE_DENIED = rule("DENY", "$everyone")


def matrix(*acls: JSON, entry: dict[str, JSON] | None = None, **more: JSON) -> Matrix:
    """The matrix of a model with these rules."""
    return who_can(Application(texts({"Note": {"acls": list(acls), **more}}, {"Note": entry or {}})), "Note")


def row(found: Matrix, method: str) -> dict[str, str]:
    """Who may call a method: `yes`, `no`, or `own` where only with the id of an own instance."""
    cells = next(each.cells for each in found.rows if each.method.key == method)
    names = [principal.name for principal in found.principals]
    words = ["yes" if c.is_allowed else "own" if c.with_id and c.with_id.is_allowed else "no" for c in cells]
    return dict(zip(names, words, strict=True))


def deciding(found: Matrix, method: str, principal: str) -> Rule | None:
    column = [each.name for each in found.principals].index(principal)
    return next(each.cells[column].decision.rule for each in found.rows if each.method.key == method)


def reasons(found: Matrix) -> dict[int, str]:
    """The sentences about the model's own rules that decide nothing, by their place."""
    return {each.index: finding.sentence for each, finding in found.findings.items() if each.origin == "own"}


def test_without_rules_everybody_may_call_everything() -> None:
    found = matrix()
    assert row(found, "deleteById") == {"$unauthenticated": "yes", "$authenticated": "yes"}
    assert deciding(found, "find", "$unauthenticated") is None
    assert row(matrix(defaultPermission="DENY"), "find") == {"$unauthenticated": "no", "$authenticated": "no"}


def test_the_rule_that_decides_is_told_with_its_place() -> None:
    found = matrix(EVERYONE_DENIED, rule("ALLOW", "admin", ["find", "count"]), rule("ALLOW", "$authenticated", "find"))
    assert row(found, "find") == {"$unauthenticated": "no", "$authenticated": "yes", "admin": "yes"}
    admin = deciding(found, "find", "admin")
    assert admin is not None
    assert (admin.path, admin.pointer) == ("common/models/note.json", ("acls", 1))
    assert admin.summary == "ALLOW admin: find, count"


def test_an_owner_needs_an_instance_unless_the_request_brings_an_id() -> None:
    found = matrix(EVERYONE_DENIED, rule("ALLOW", "$owner"))
    assert row(found, "findById")["$owner"] == "yes"
    assert row(found, "prototype.patchAttributes")["$owner"] == "yes"
    assert row(found, "find")["$owner"] == "own"
    assert row(found, "find")["$authenticated"] == "no"


def test_rules_come_from_bases_and_from_model_config() -> None:
    models: dict[str, Any] = {
        "Note": {"base": "Person", "acls": [rule("ALLOW", "$everyone", "find")]},
        "Person": {"base": "User", "acls": [rule("DENY", "admin")]},
    }
    entries = {"Note": {"acls": [rule("ALLOW", "editor"), rule("DENY", "$everyone", "find")]}}
    found = who_can(Application(texts(models, entries)), "Note")
    assert [(each.origin, each.model) for each in found.rules[-4:]] == [
        ("built-in", "User"),
        ("inherited", "Person"),
        ("configured", "Note"),
        ("configured", "Note"),
    ]
    assert [each.summary for each in found.rules[-2:]] == ["DENY $everyone: find", "ALLOW editor: all methods"]
    assert found.rules[-1].path == "server/model-config.json"
    assert found.rules[-1].pointer == ("Note", "acls", 0)


def test_an_environment_has_rules_of_its_own() -> None:
    files = texts({"Note": {"acls": []}})
    files["server/model-config.production.json"] = dump({"Note": {"acls": [EVERYONE_DENIED]}})
    app = Application(files)
    assert row(who_can(app, "Note"), "find")["$unauthenticated"] == "yes"
    assert row(who_can(app, "Note", "production"), "find")["$unauthenticated"] == "no"


@pytest.mark.parametrize(
    ("useless", "sentence"),
    [
        ({"permission": "ALLOW"}, "It does not say to whom it applies, so it fits nobody."),
        (rule("ALLOW", "$related"), "LoopBack cannot tell who is $related"),
        (rule("ALLOW", "a", kind="SCOPE"), "No caller is ever a SCOPE"),
        (rule("ALLOW", "$everyone", "upsert"), "call “upsert” by its own name, patchOrCreate."),
        (rule("ALLOW", "$everyone", "prototype.patchAttributes"), "A rule takes the bare name: patchAttributes."),
        (rule("ALLOW", "$everyone", ["*"]), "“*” in an array is no wildcard"),
        (rule("ALLOW", "$everyone", "nothing"), "No method is known by the name of “nothing”"),
        (rule("ALLOW", "$everyone", "find", "WRITE"), "The rule is about WRITE, but find is READ."),
        (rule("ALLOW", "$everyone"), "another one fits as well or better"),
    ],
)
def test_a_rule_that_decides_nothing_is_found_and_told_why(useless: JSON, sentence: str) -> None:
    found = matrix(EVERYONE_DENIED, useless, rule("ALLOW", "admin"))
    assert list(reasons(found)) == [1]
    assert "partly" not in [each.kind for each in found.findings.values()]
    assert sentence in reasons(found)[1]


def test_a_rule_that_decides_for_some_of_its_methods_is_told_of_the_others() -> None:
    found = matrix(EVERYONE_DENIED, rule("ALLOW", "$everyone", ["find", "upsert"]))
    assert row(found, "find")["$authenticated"] == "yes"
    assert [each.kind for each in found.findings.values()] == ["partly"]
    assert "patchOrCreate" in reasons(found)[1]


def test_a_shadowed_rule_knows_what_comes_first() -> None:
    found = matrix(EVERYONE_DENIED, rule("ALLOW", "$everyone"))
    (finding,) = found.findings.values()
    assert finding.kind == "shadowed"
    assert [each.index for each in finding.by] == [0]


def test_rules_that_are_no_array_break_each_check() -> None:
    models: dict[str, Any] = {"Note": {"acls": {}}}
    assert who_can(Application(texts(models)), "Note").is_broken


def test_methods_are_called_as_rules_call_them() -> None:
    app = Application(texts({"Note": {"methods": {"prototype.close": {"http": {"verb": "post"}}}}}))
    found = {each.key: each for each in methods_of(app, "Note")}
    assert found["prototype.close"].name == "close"
    assert found["prototype.close"].routes == ("POST /:id/close",)
    assert found["find"].routes == ("GET /",)
    assert methods_of(app, "Nothing") == []


def test_roles_are_those_that_any_rule_names() -> None:
    models: dict[str, Any] = {
        "Note": {"acls": [rule("ALLOW", "admin"), rule("DENY", "$owner"), rule("ALLOW", "7", kind="USER")]},
        "Page": {"options": {"acls": [rule("ALLOW", "editor")]}},
    }
    entries = {"Page": {"acls": [rule("ALLOW", "clerk")]}}
    assert roles_of(Application(texts(models, entries))) == ["admin", "clerk", "editor"]


def test_of_several_at_once_the_rule_that_fits_best_decides_whoever_it_is_about() -> None:
    rules = [EVERYONE_DENIED, rule("ALLOW", "admin"), rule("DENY", "editor", "find"), rule("ALLOW", "$owner", "count")]
    app = Application(texts({"Note": {"acls": rules}}))
    found = who_can(app, "Note", at_once=["editor", "admin", "$owner"])
    both = found.principals[0]
    assert [each.name for each in both.parts] == ["$owner", "admin", "editor"]
    assert row(found, "find")[both.name] == "no"
    assert row(found, "deleteById")[both.name] == "yes"
    assert row(found, "count")["$owner"] == "own"
    assert row(found, "count")[both.name] == "yes"
    assert reasons(found) == reasons(who_can(app, "Note"))


@pytest.mark.parametrize(
    ("at_once", "sentence"),
    [
        (["USER 7", "USER 8"], "one user and one client application"),
        (["USER 7", "Member 9"], "one user and one client application"),
        (["APP shop", "APP desk"], "one user and one client application"),
        (["$owner", "Member 9"], "only where the relation accessTokens is polymorphic"),
        (["$owner", "USER 7", "APP shop"], ""),
    ],
)
def test_what_nobody_is_at_once_is_told(at_once: list[str], sentence: str) -> None:
    kinds = (("7", "USER"), ("8", "USER"), ("9", "Member"), ("shop", "APP"), ("desk", "APP"))
    rules = [rule("ALLOW", "$owner"), *(rule("ALLOW", who, kind=kind) for who, kind in kinds)]
    models: dict[str, Any] = {"Note": {"acls": rules}, "Member": {"base": "User"}}
    found = who_can(Application(texts(models)), "Note", at_once=at_once)
    assert sentence in found.contradiction
    assert bool(found.contradiction) == bool(sentence)
    assert bool(found.principals[0].parts) != bool(sentence)


def test_of_several_at_once_rules_about_one_user_and_one_application_count_too() -> None:
    rules = [EVERYONE_DENIED, rule("ALLOW", "7", "find", kind="USER"), rule("ALLOW", "shop", "count", kind="APP")]
    app = Application(texts({"Note": {"acls": [*rules, rule("ALLOW", "admin", "exists")]}}))
    found = who_can(app, "Note", at_once=["admin", "USER 7", "APP shop"])
    all_three = found.principals[0].name
    assert [row(found, method)[all_three] for method in ("find", "count", "exists", "create")] == ["yes"] * 3 + ["no"]
